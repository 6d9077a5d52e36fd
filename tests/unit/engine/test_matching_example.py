"""The worked example of docs/engine/matching.md is what the solver says."""

import re
from pathlib import Path

from yuinowa.engine.codec import read_problem
from yuinowa.engine.matching.model import Assignment
from yuinowa.engine.matching.solve import solve

PAGE = Path(__file__).parents[3] / "docs" / "engine" / "matching.md"


def test_the_worked_example_is_right():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    plan = solve(read_problem(example))
    assert plan.status == "proven"
    assert [(level.name, level.value) for level in plan.levels] == [
        ("seats", 3),
        ("priority", 4),
        ("fairness", 21),
        ("travel", 50),
    ]
    assert Assignment("reading", "Take") in plan.assignments
