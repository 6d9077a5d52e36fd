"""A year of advice in the demo city: every fate is met, files are real, nobody is named in a case."""

import datetime as dt

import pytest
from django.db.models import F

from yuinowa.advice.models import Attachment, Consultation, Knowledge, Message
from yuinowa.advice.neutral import findings
from yuinowa.cli.demo_city.building.advised import build_advice
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.promises.models import Promise


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "seed", "day", "least"),
    [("small", 1, dt.date(2026, 11, 26), 24), ("city", 1, dt.date(2026, 11, 25), 52), ("small", 2, dt.date(2027, 4, 9), 24)],
)
def test_a_year_of_questions(size: str, seed: int, day: dt.date, least: int) -> None:
    with clock.frozen_at(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.JAPAN)), jobs.held():
        world = World(design(size, seed=seed, today=day), seed)
        build_places(world)
        build_posts(world)
        assert build_advice(world) == Consultation.objects.count() >= least
        assert Consultation.objects.waiting().count() >= 3 and Consultation.objects.unread().count() >= 1
        assert set(Consultation.objects.values_list("channel", flat=True)) == {"page", "telephone", "visit", "paper"}
        assert set(Consultation.objects.values_list("topic", flat=True)) == {
            "people",
            "method",
            "safety",
            "cost",
            "schedule",
            "relations",
            "other",
        }
        cases = list(Knowledge.objects.published())
        assert len(cases) >= 4
        assert [findings("\n".join([case.title, case.question, case.answer])) for case in cases] == [()] * len(cases)
        assert {"pdf", "jpg"} >= set(Attachment.objects.values_list("form", flat=True)) and Attachment.objects.exists()
        assert Promise.objects.filter(source="advice", advice__isnull=False).exists()
        assert not Message.objects.filter(at__gt=clock.now()).exists()
        assert not Consultation.objects.filter(read_at__lt=F("asked_at")).exists()
