"""The promises of a whole demo city, as large as `make demo` builds it: more pairs of posts meet there than in the small one."""

import datetime as dt

import pytest

from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.promised import build_promises
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.promises.models import Promise


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "day"), [(1, dt.date(2026, 11, 26)), (2, dt.date(2027, 2, 10))])
def test_whoever_writes_a_promise_down_may(seed: int, day: dt.date) -> None:
    with clock.frozen_at(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.JAPAN)), jobs.held():
        world = World(design("city", seed=seed, today=day), seed)
        build_places(world)
        build_posts(world)
        build_promises(world)
    assert Promise.objects.count() == len(world.spec.promises)
