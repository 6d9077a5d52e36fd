"""The promises of a whole demo city, as large as `make demo` builds it: more pairs of posts meet there than in the small one."""

import datetime as dt

import pytest

from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.promised import build_promises
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import clock, jobs
from yuinowa.core.audit import acting
from yuinowa.home.personas import part_of
from yuinowa.needs.models import Need
from yuinowa.organisations.models import School
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


@pytest.mark.django_db
def test_the_teacher_one_can_be_has_something_to_keep() -> None:
    day = dt.date(2026, 11, 26)
    with clock.frozen_at(dt.datetime(2026, 11, 26, 9, tzinfo=clock.JAPAN)), jobs.held():
        world = World(design("city", seed=1, today=day), seed=1)
        build_places(world)
        build_posts(world)
        concerned = {post for promise in world.spec.promises for post in (promise.owner, promise.owed_to)}
        key = next(school.key for school in reversed(world.spec.schools) if f"liaison_teacher:{school.key}" not in concerned)
        with acting("test"):
            _unrecorded_at(world.schools[key], day - dt.timedelta(days=2))
        build_promises(world)
        persona = part_of("liaison_teacher")
    assert persona is not None and persona.post == world.posts[f"liaison_teacher:{key}"]
    assert Promise.objects.open().filter(owner=persona.post).count() == 1


def _unrecorded_at(school: School, on: dt.date) -> None:
    Need.objects.create(
        school=school,
        site=school.site,
        state=Need.State.FILLED,
        kind="school_support",
        title="花壇づくり",
        posted_at=clock.now(),
        first_on=on,
    )
