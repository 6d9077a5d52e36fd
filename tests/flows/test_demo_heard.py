"""The demo city's visits were heard, read and answered, on any day of the year."""

import datetime as dt

import pytest

from yuinowa.cli.demo_city.building.bank import build_bank, build_skills
from yuinowa.cli.demo_city.building.heard import build_heard
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.rounds import build_rounds
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.needs.models import PromisedNeed
from yuinowa.rounds.models import Visit, VisitComment, VisitRecord


@pytest.mark.django_db
@pytest.mark.parametrize("today", [dt.date(2026, 11, 25), dt.date(2026, 5, 11), dt.date(2027, 2, 10), dt.date(2026, 4, 2)])
def test_visits_are_heard_read_and_answered(today: dt.date) -> None:
    with clock.frozen_at(dt.datetime.combine(today, dt.time(9), clock.JAPAN)), jobs.held():
        world = World(design("small", seed=1, today=today), 1)
        for stage in (build_places, build_posts, build_skills, build_bank, build_rounds):
            stage(world)
        count = build_heard(world)
    done = Visit.objects.filter(state="done").count()
    assert done * 0.6 <= count <= done
    assert not VisitRecord.objects.filter(visit__on__gte=today).exists()
    if today.month == 11:
        assert set(Visit.objects.filter(on__gte=today).values_list("state", flat=True)) >= {"planned", "proposed", "confirmed", "unsettled"}
        assert Visit.objects.filter(state="proposed", answer_by__lt=today).exists()
        assert VisitRecord.objects.filter(agreed_at__isnull=True).exists()
        assert VisitComment.objects.exists()
        assert VisitRecord.objects.filter(visit__promises__isnull=False, visit__needs__isnull=False).exists()
        assert PromisedNeed.objects.filter(need__state="draft").exists()
    assert not VisitRecord.objects.filter(heard__contains="書きぞめ").exclude(visit__on__month__in=[10, 11, 12]).exists()
