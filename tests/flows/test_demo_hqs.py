"""The 本部 of a whole demo city: three stand, one of them with terms that end, one merged last April."""

import datetime as dt

import pytest

from yuinowa.cli.demo_city.building.hqs import build_hqs
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.organisations.models import CollaborationHq, HqSchool
from yuinowa.people.models import HqMember


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "day"), [(1, dt.date(2026, 11, 26)), (2, dt.date(2027, 2, 10))])
def test_three_stand_and_one_has_merged(seed: int, day: dt.date) -> None:
    with clock.frozen_at(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.JAPAN)), jobs.held():
        world = World(design("small", seed=seed, today=day), seed)
        build_places(world)
        assert build_hqs(world) == 4
        first, *_others = standing = list(CollaborationHq.objects.open(day).order_by("pk"))
        merged = CollaborationHq.objects.get(closed_on=dt.date(2026, 3, 31))
        assert len(standing) == 3 and merged.successor == first
        before = HqSchool.objects.get(hq=merged)
        assert HqSchool.objects.valid(day).get(school=before.school).hq == first
        valid = HqMember.objects.valid(day)
        assert [valid.filter(hq=hq).count() for hq in standing] == [6, 4, 4] and not valid.filter(hq=merged).exists()
        ending = HqMember.objects.ending(day, dt.date(2027, 3, 31))
        assert set(ending.values_list("hq", flat=True)) == {first.pk}
        stayed = HqMember.objects.get(hq=merged, part="lead_promoter").person
        assert valid.filter(hq=first, person=stayed, part="lead_promoter").exists()
