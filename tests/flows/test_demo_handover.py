"""The Aprils of a whole demo city: the last one rolled over and read but for two files, the next one ready to be tried."""

import datetime as dt

import pytest

from yuinowa.cli.demo_city.building.handed_over import build_next_rollover, changes_of
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.core.models import OutgoingMail
from yuinowa.handover.actions import prepare_rollover, undo_rollover
from yuinowa.handover.models import Acknowledgement, HandoverFile, Rollover
from yuinowa.people.models import Appointment


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "seed", "day"), [("small", 1, dt.date(2026, 11, 26)), ("small", 2, dt.date(2027, 2, 10))])
def test_the_last_april_is_over_and_the_next_one_can_be_tried(size: str, seed: int, day: dt.date) -> None:
    with clock.frozen_at(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.JAPAN)), jobs.held():
        world = World(design(size, seed=seed, today=day), seed)
        build_places(world)
        build_posts(world)
        build_next_rollover(world)
        changed = len(changes_of(world))
        assert changed > 5
        assert sorted(Rollover.objects.values_list("year", "state")) == [(2026, "done"), (2027, "draft")]
        assert Acknowledgement.objects.count() == changed - 2
        read_on = [at.astimezone(clock.JAPAN) for at in Acknowledgement.objects.values_list("at", flat=True)]
        assert {at.weekday() for at in read_on} <= {0, 1, 2, 3, 4}
        assert HandoverFile.objects.filter(finished_at__isnull=False).exists() and HandoverFile.objects.filter(note="").exists()
        held = {key: spec.holder_on(day) for key, spec in world.holders.items()}
        for key, holder in held.items():
            found = Appointment.objects.valid(day).filter(post=world.posts[key]).first()
            assert (found.person if found else None) == (world.persons[holder.person] if holder else None), key
        assert not OutgoingMail.objects.exists()
        by = world.actor("section_staff")
        coming = Rollover.objects.get(year=2027)
        assert prepare_rollover(coming, by=by) == {"transfers": coming.transfers.count(), "invited": 2}
        assert undo_rollover(coming, by=by) == 2
