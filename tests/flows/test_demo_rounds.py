"""The rounds of the demo city: planned term by term, lived until today."""

import datetime as dt

import pytest

from yuinowa.bookings.models import Booking
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.rounds import build_rounds
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.rounds.models import RoundPlan, RoundPolicy, Visit


@pytest.mark.django_db
@pytest.mark.parametrize("today", [dt.date(2026, 11, 26), dt.date(2026, 5, 11), dt.date(2027, 2, 10), dt.date(2026, 4, 2)])
def test_every_block_is_gone_round(today: dt.date) -> None:
    with clock.frozen_at(dt.datetime.combine(today, dt.time(9), clock.JAPAN)), jobs.held():
        world = World(design("small", seed=1, today=today), 1)
        build_places(world)
        build_posts(world)
        count = build_rounds(world)
    policies = RoundPolicy.objects.all()
    assert policies.count() == 3 * len(world.blocks)
    planned = [policy for policy in policies if policy.plans.filter(state=RoundPlan.State.ADOPTED).exists()]
    assert count == sum(len(world.schools) * policy.visits for policy in planned) / len(world.blocks)
    assert not Visit.objects.filter(on__lt=today).exclude(state__in=["done", "unsettled"]).exists()
    assert not Visit.objects.filter(on__gte=today, state="done").exists()
    assert Booking.objects.count() == Visit.objects.exclude(state="unsettled").count()
