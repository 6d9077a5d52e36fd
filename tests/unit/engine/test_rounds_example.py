"""The worked example of docs/engine/rounds.md is what the solver says."""

import re
from pathlib import Path

from yuinowa.engine.codec.rounds import read_problem
from yuinowa.engine.rounds.solve import solve

PAGE = Path(__file__).parents[3] / "docs" / "engine" / "rounds.md"


def test_the_worked_example_is_right():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    plan = solve(read_problem(example))
    assert (plan.status, plan.travel_minutes, plan.bound_minutes, plan.busiest_week) == ("proven", 50, 50, (3,))
    by_day = {trip.day: {stop.school for stop in trip.stops} for trip in plan.trips}
    assert "hill" in by_day[1]
    assert sorted(map(len, by_day.values())) == [1, 2]
    assert {trip.stops[0].arrive for trip in plan.trips} == {520}
