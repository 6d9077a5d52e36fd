"""The rounds of this 年度: policies of all blocks and terms, plans of the terms that have begun, and their visits."""

from __future__ import annotations

import datetime as dt

from yuinowa.cli.demo_city.building.upsets import build_upsets
from yuinowa.cli.demo_city.building.world import SYSTEM, World, at
from yuinowa.cli.demo_city.chance import stream
from yuinowa.engine.calendar import Term, fiscal_year, fiscal_year_name, monday_of, terms
from yuinowa.engine.rounds.solve import solve
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.running import run_rounds
from yuinowa.rounds.models import InstructorAbsence, RoundPolicy, Visit

VISITS = {"1学期": 1, "2学期": 2, "3学期": 1}
# In April one plans when the posts have changed hands, else well before the term.
IN_APRIL, BEFORE = dt.timedelta(days=2), dt.timedelta(days=10)
# Weekdays and hours of schools that do not take visitors at any time.
HOURS = (
    {1: ("10:00", "12:00"), 3: ("10:00", "15:30"), 4: ("13:30", "16:00")},
    {0: ("13:30", "16:00"), 2: ("13:30", "16:00"), 4: ("13:30", "16:00")},
    {0: ("9:30", "11:30"), 1: ("9:30", "11:30"), 3: ("9:30", "11:30"), 4: ("9:30", "11:30")},
)
FEW = 5
LEAVE = dt.timedelta(days=17)  # from this week's Monday: a Thursday, on which an instructor begins two days of leave


def build_rounds(world: World) -> int:
    """Returns how many visits there are."""
    year = fiscal_year(world.today)
    _hours(world)
    for term in terms(year):
        policies = [_policy(world, center.block, term) for center in world.spec.centers]
        if _planned_on(term) <= world.today:
            for policy in policies:
                _plan(policy, _planned_on(term))
    build_upsets(world)
    _leave(world)
    _done(world)
    return Visit.objects.count()


def _hours(world: World) -> None:
    """A third of the schools said when they take visitors."""
    rng = stream(world.seed, "visiting hours")
    for key in sorted(world.schools):
        kind = rng.randrange(len(HOURS) * 3)
        if kind < len(HOURS):
            hours = {weekday: (_time(begin), _time(end)) for weekday, (begin, end) in HOURS[kind].items()}
            actions.set_visiting_hours(world.schools[key], hours=hours, by=SYSTEM)


def _policy(world: World, block: str, term: Term) -> RoundPolicy:
    post = world.posts[f"instructor:center-{block}"]
    with at(min(_planned_on(term), world.today), 9, 20):
        policy: RoundPolicy = actions.make_policy(
            post=post,
            name=f"{fiscal_year_name(fiscal_year(term.start))} {term.name}",
            from_on=term.start,
            until_on=term.end,
            visits=VISITS.get(term.name, 1) + _is_small(world),
            spacing_days=21,
            by=SYSTEM,
        )
    return policy


def _is_small(world: World) -> bool:
    """With few schools to a block one comes more often."""
    return len(world.schools) < FEW * len(world.spec.centers)


def _plan(policy: RoundPolicy, on: dt.date) -> None:
    with at(on, 10, 15):
        plan = actions.order_plan(policy, by=SYSTEM)
        run_rounds(plan.pk, solve)
        plan.refresh_from_db()
        actions.adopt_plan(plan, by=SYSTEM)


def _leave(world: World) -> None:
    """The first block's instructor takes two days off; what lay on them waits for new days."""
    post = world.posts[f"instructor:{world.spec.centers[0].key}"]
    first = monday_of(world.today) + LEAVE
    with at(world.today, 8, 40):
        actions.plan_absence(post=post, from_on=first, until_on=first + dt.timedelta(days=1), kind=InstructorAbsence.Kind.LEAVE, by=SYSTEM)


def _done(world: World) -> None:
    """What lies behind took place."""
    past = Visit.objects.filter(on__lt=world.today, state__in=Visit.STANDING)
    for day in sorted(set(past.values_list("on", flat=True))):
        with at(day, 16, 30):
            actions.finish_visits(visits=list(past.filter(on=day)), by=SYSTEM)


def _planned_on(term: Term) -> dt.date:
    return term.start + IN_APRIL if (term.start.month, term.start.day) == (4, 1) else term.start - BEFORE


def _time(text: str) -> dt.time:
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))
