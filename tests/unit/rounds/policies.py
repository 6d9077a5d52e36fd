"""A policy of the plain block for the tests of this room: the rest of the second term."""

import datetime as dt
from typing import Any

from tests.cast import Cast
from yuinowa.engine.rounds.solve import solve
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.running import run_rounds
from yuinowa.rounds.models import RoundPlan, RoundPolicy

TERM = (dt.date(2026, 8, 25), dt.date(2026, 12, 31))
RULES: dict[str, Any] = {
    "name": "令和8年度 2学期",
    "from_on": TERM[0],
    "until_on": TERM[1],
    "visits": 1,
    "per_day": 3,
    "days_a_month": 13,
    "weekdays": [0, 1, 2, 3, 4],
    "shift_from": dt.time(8, 30),
    "shift_until": dt.time(17, 15),
    "window_from": dt.time(9),
    "window_until": dt.time(16),
    "service_minutes": 60,
    "spacing_days": 14,
    "new_teacher_days": 30,
}


def policy_of(cast: Cast, part: str = "instructor", **rules: Any) -> RoundPolicy:
    policy: RoundPolicy = actions.make_policy(post=cast.posts[part], by=cast.actor(part), **RULES | rules)
    return policy


def planned(cast: Cast, policy: RoundPolicy, *, is_replan: bool = False) -> RoundPlan:
    """Ordered and run in this process."""
    plan: RoundPlan = actions.order_plan(policy, is_replan=is_replan, by=cast.actor("coordinator"))
    run_rounds(plan.pk, solve)
    plan.refresh_from_db()
    return plan
