"""From facts to the engine's problem and back, without a database."""

import datetime as dt
from collections import Counter

import pytest

from yuinowa.engine.matching.model import Plan, Problem
from yuinowa.engine.matching.reasons import give_reasons
from yuinowa.engine.matching.solve import solve as plan_for
from yuinowa.engine.matching.words import sentence
from yuinowa.matching.adapter.build import WEEKEND, day_of, problem_of, talent_of
from yuinowa.matching.adapter.facts import Facts, Helper, Occupied, Wish
from yuinowa.matching.adapter.planning import plan_term
from yuinowa.organisations.models import Site

MONDAY = dt.date(2027, 1, 11)
SITES = [Site(pk=1, latitude=37.74, longitude=141.81), Site(pk=2, latitude=37.65, longitude=141.89)]
WAY = [[0, 25], [25, 0]]


def wish(need_id: int, on: dt.date = MONDAY, start: int = 600, end: int = 645, **more: object) -> Wish:
    facts = {
        "rank": 1,
        "site_id": 1,
        "school_id": 1,
        "block_id": 1,
        "seats": 1,
        "minimum": 0,
        "priority": 1,
        "skill_id": None,
        "setting": 0,
    }
    return Wish(need_id=need_id, date_id=need_id * 10 + int(str(more.get("rank", 1))), on=on, start=start, end=end, **{**facts, **more})  # type: ignore[arg-type]


def helper(talent_id: int, **more: object) -> Helper:
    facts = {
        "resource_id": talent_id,
        "capacity": 1,
        "limit": 4,
        "month_limit": None,
        "past": 0,
        "skills": frozenset(),
        "setting": 0,
        "windows": {},
        "away": (),
        "home": (37.74, 141.81),
        "reach_km": 30.0,
        "block_id": 1,
        "visibility": "city",
        "schools": frozenset(),
        "known_schools": frozenset(),
    }
    return Helper(talent_id=talent_id, **{**facts, **more})  # type: ignore[arg-type]


def solve(problem: Problem) -> Plan:
    return give_reasons(problem, plan_for(problem))


def facts(wishes: list[Wish], helpers: list[Helper], **more: object) -> Facts:
    return Facts(MONDAY, dt.date(2027, 3, 31), wishes, helpers, list(more.get("occupied", ())), set(more.get("forbidden", ())), SITES, WAY)  # type: ignore[call-overload]


def pairs(known: Facts) -> set[tuple[int, int]]:
    problem = problem_of(known, known.wishes)
    return {(int(pair.need), talent_of(pair.person)) for pair in problem.pairs or ()}


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (MONDAY, 0),
        (dt.date(2027, 1, 15), 4),
        (dt.date(2027, 1, 18), 5),
        (dt.date(2027, 1, 16), WEEKEND),
        (dt.date(2027, 1, 24), WEEKEND + 6),
    ],
)
def test_days_count_five_a_week_and_weekends_lie_apart(on: dt.date, day: int) -> None:
    assert day_of(on, MONDAY) == day


def test_visibility_says_which_schools_may_ask() -> None:
    shown = [
        helper(1),
        helper(2, visibility="block", block_id=2),
        helper(3, visibility="school"),
        helper(4, visibility="school", schools=frozenset({1})),
    ]
    assert pairs(facts([wish(7)], shown)) == {(7, 1), (7, 4)}


def test_who_is_booked_elsewhere_needs_time_for_the_way() -> None:
    lesson = wish(7)
    near = Occupied(1, MONDAY, 540, 600, site_id=1)
    far = Occupied(2, MONDAY, 540, 595, site_id=2)
    early = Occupied(3, MONDAY, 500, 560, site_id=2)
    assert pairs(facts([lesson], [helper(1), helper(2), helper(3)], occupied=[near, far, early])) == {(7, 1), (7, 3)}


def test_a_group_serves_several_places_at_once_up_to_its_number() -> None:
    group = helper(1, capacity=2)
    three = [wish(7), wish(8), wish(9)]
    plan = solve(problem_of(facts(three, [group]), three))
    assert len(plan.assignments) == 2


def test_two_windows_of_a_day_are_not_one_long_window() -> None:
    broken = helper(1, windows={0: ((540, 600), (900, 960))})
    assert pairs(facts([wish(7, start=610, end=660)], [broken])) == set()
    assert pairs(facts([wish(7, start=905, end=950)], [broken])) == {(7, 1)}


def test_saturdays_ask_for_saturday_hours() -> None:
    saturday = dt.date(2027, 1, 16)
    weekday_person, saturday_person = helper(1, windows={0: ((540, 1000),)}), helper(2, windows={5: ((540, 1000),)})
    assert pairs(facts([wish(7, on=saturday)], [weekday_person, saturday_person])) == {(7, 2)}


def test_absence_refusal_and_term_limit_hold() -> None:
    away = helper(1, away=((MONDAY, MONDAY),))
    refused, spent, free = helper(2), helper(3, limit=0), helper(4)
    known = facts([wish(7)], [away, refused, spent, free], forbidden={(7, 2)})
    plan = solve(problem_of(known, known.wishes))
    assert [talent_of(a.person) for a in plan.assignments] == [4]


def test_an_unfilled_need_is_tried_on_its_other_date() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    only_tuesday = helper(1, windows={1: ((540, 1000),)})
    known = facts([wish(7), wish(7, on=tuesday, rank=2)], [only_tuesday])
    result = plan_term(known, solve)
    assert [(c.wish.on, c.talent_id) for c in result.chosen] == [(tuesday, 1)]
    assert result.missing == []


def test_the_second_date_knows_what_the_first_pass_took() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    one = helper(1, windows={1: ((540, 1000),)}, limit=1)
    known = facts([wish(7, on=tuesday), wish(8), wish(8, on=tuesday, start=800, end=845, rank=2)], [one])
    result = plan_term(known, solve)
    assert [c.wish.need_id for c in result.chosen] == [7]
    assert [(m.wish.need_id, m.wish.rank, m.seats) for m in result.missing] == [(8, 1, 1)]


def test_locked_pairs_stay_and_previous_ones_move_little() -> None:
    wishes, helpers = [wish(7), wish(8, start=700, end=745)], [helper(1), helper(2), helper(3, past=5)]
    known = facts(wishes, helpers)
    result = plan_term(known, solve, locked=((7, 3),), previous=((7, 3), (8, 2)))
    assert {(c.wish.need_id, c.talent_id) for c in result.chosen} == {(7, 3), (8, 2)}


def test_month_limits_bind() -> None:
    weekly = [wish(number, on=MONDAY + dt.timedelta(days=7 * number)) for number in range(3)]
    known = facts(weekly, [helper(1, month_limit=2, limit=9)])
    assert len(plan_term(known, solve).chosen) == 2


def test_what_is_promised_in_a_month_counts_there_and_in_no_other() -> None:
    february = dt.date(2027, 2, 1)
    dates = [MONDAY, MONDAY + dt.timedelta(days=7), february, february + dt.timedelta(days=7)]
    wishes = [wish(number, on=on) for number, on in enumerate(dates)]
    busy = helper(1, month_limit=2, limit=9, promised={(2027, 1): 1})
    assert Counter(choice.wish.on.month for choice in plan_term(facts(wishes, [busy]), solve).chosen) == {1: 1, 2: 2}
    full = helper(1, month_limit=2, limit=9, promised={(2027, 1): 3})
    assert Counter(choice.wish.on.month for choice in plan_term(facts(wishes, [full]), solve).chosen) == {2: 2}


def test_the_second_date_knows_what_the_first_pass_took_of_a_month() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    one = helper(1, windows={0: ((600, 645),), 1: ((540, 1000),)}, limit=9, month_limit=1)
    known = facts([wish(6), wish(7, start=500, end=545), wish(7, on=tuesday, rank=2)], [one])
    assert [choice.wish.need_id for choice in plan_term(known, solve).chosen] == [6]


def test_a_tight_saturday_is_not_called_monday() -> None:
    saturday = MONDAY + dt.timedelta(days=5)
    result = plan_term(facts([wish(7, saturday, seats=2), wish(8, saturday, seats=2)], [helper(3), helper(4)]), solve)
    tight = result.missing[0].why.values["tight"]
    assert tight == {"needs": 2, "seats": 4, "people": 2, "places": 2, "days": 1, "part": "morning", "weekday": 5}
    assert "土曜午前" in sentence(result.missing[0].why)
