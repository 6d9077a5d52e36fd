"""Plans of the rounds that wait for somebody: being made, ready to be looked at, or not begun though the term is near."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor
from yuinowa.home.entry import Waiting
from yuinowa.rounds.models import RoundPlan, RoundPolicy
from yuinowa.ui.navigation import page_of

AHEAD = dt.timedelta(days=21)  # so early one plans a term
MOST_BY_NAME = 3
STANDING = {RoundPlan.State.PLANNING, RoundPlan.State.PROPOSED, RoundPlan.State.ADOPTED}


def as_texts(actor: Actor, on: dt.date) -> Any:
    """Policies of the present and the next term, each with its plans: one JSON text a row, so that they join a query of other things."""
    policies = RoundPolicy.objects.allowing(actor, Permission.PLAN_ROUNDS).filter(from_on__lte=on + AHEAD, until_on__gt=on)
    text = Cast(JSONObject(policy="pk", name="name", block="block__name", plan="plans__pk", state="plans__state"), TextField())
    return policies.order_by().values_list(text, flat=True)


def round_plans(texts: Iterable[str]) -> Iterator[Waiting]:
    """What of ``as_texts`` waits; other texts are passed over."""
    rows = sorted((json.loads(text) for text in texts if text.startswith("{")), key=lambda row: (row["policy"], -(row["plan"] or 0)))
    by_policy = [list(plans) for _key, plans in groupby(rows, key=lambda row: row["policy"])]
    named = [thing for plans in by_policy if (thing := _in_hand(plans))]
    yield from named[:MOST_BY_NAME]
    yield from _missing([plans[0] for plans in by_policy if not {row["state"] for row in plans} & STANDING])


def _in_hand(plans: list[dict[str, Any]]) -> Waiting | None:
    """The newest plan that is being made or waits to be adopted."""
    row = next((row for row in plans if row["state"] in (RoundPlan.State.PLANNING, RoundPlan.State.PROPOSED)), None)
    if row is None:
        return None
    words, url = {"block": row["block"], "name": row["name"]}, page_of("roundplan_detail", row["plan"])
    if row["state"] == RoundPlan.State.PLANNING:
        return Waiting(_("%(block)sの巡回（%(name)s）を計画しています。") % words, _("ようすを見る"), url)
    return Waiting(_("%(block)sの巡回の計画（%(name)s）ができています。") % words, _("計画を見る"), url)


def _missing(policies: list[dict[str, Any]]) -> Iterator[Waiting]:
    if len(policies) == 1:
        words = {"block": policies[0]["block"], "name": policies[0]["name"]}
        yield Waiting(
            _("%(block)sの巡回（%(name)s）は、まだ計画がありません。") % words,
            _("計画を立てる"),
            page_of("policy_detail", policies[0]["policy"]),
        )
    elif policies:
        n = len(policies)
        sentence = ngettext("巡回の計画がまだない地区が%(n)sか所あります。", "巡回の計画がまだない地区が%(n)sか所あります。", n) % {"n": n}
        yield Waiting(sentence, _("方針の一覧を開く"), page_of("policy_list"))
