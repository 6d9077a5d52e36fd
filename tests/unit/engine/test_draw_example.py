"""The worked example of docs/engine/draw.md is what the draw says."""

import json
import re
from pathlib import Path

from yuinowa.engine.codec.draw import read_problem, write_result
from yuinowa.engine.draw.explain import Reasons
from yuinowa.engine.draw.model import Closed
from yuinowa.engine.draw.solve import solve
from yuinowa.engine.draw.verify_draw import verify
from yuinowa.engine.draw.words import sentence

PAGE = Path(__file__).parents[3] / "docs" / "engine" / "draw.md"


def test_the_worked_example_is_right():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    problem = read_problem(example)
    result = solve(problem)
    assert result.order == (3, 1, 2, 5, 4)
    assert {one.number: one.place for one in result.outcome} == {3: "sea", 1: "hill", 2: "hill", 5: "sea", 4: None}
    assert [one.lot[:4] for one in result.outcome] == ["7892", "204a", "709c", "9bb4", "b7a2"]
    assert (result.waiting, result.closed) == ((4,), (Closed("mill", 1, 2),))
    assert verify(json.loads(example), json.loads(write_result(result))) == []
    reasons = Reasons(problem, result)
    assert [sentence(reason, "en") for reason in reasons.why_not(4)] == [
        "mill did not take place: 1 placed, at least 2 needed.",
        "sea (seats: 2) was full at turn 4.",
    ]
    assert sentence(reasons.why_not(1)[0]) == "seaの残りは1人分で、いっしょに申し込んだ2人全員は入れませんでした。"
