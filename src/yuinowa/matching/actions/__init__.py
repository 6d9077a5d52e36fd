"""The verbs of this room: the planner proposes, people decide."""

from yuinowa.matching.actions.deciding import fix, refuse, release, replace_talent, send_plan
from yuinowa.matching.actions.mending import mend_need, undoable, unmend_need
from yuinowa.matching.actions.planning import (
    discard_plan,
    make_plan,
    rank_more,
    rank_opened,
    receive_failure,
    receive_prices,
    receive_ranking,
    receive_result,
    stop_plan,
)

__all__ = [
    "discard_plan",
    "fix",
    "make_plan",
    "mend_need",
    "rank_more",
    "rank_opened",
    "receive_failure",
    "receive_prices",
    "receive_ranking",
    "receive_result",
    "refuse",
    "release",
    "replace_talent",
    "send_plan",
    "stop_plan",
    "undoable",
    "unmend_need",
]
