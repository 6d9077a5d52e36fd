"""Fill an open seat with the smallest change, all or nothing; and undo it as long as nobody was told."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of, remember
from yuinowa.matching.adapter.mending import Change, smallest_change
from yuinowa.needs.actions import Ask, restore_offer, send_offers_bulk, withdraw_offer
from yuinowa.needs.models import Need, Offer


@action(Permission.PLAN_TERM)
def mend_need(*, need: Need, expected: str, by: Actor) -> Change:
    """Carry out the change that was shown (``expected``, its key). Raises Refused where it is no longer the smallest, or no longer possible."""
    _lock(_needs_in(expected) | {need.pk}, by)
    change = smallest_change(Need.objects.select_related("school").get(pk=need.pk))
    if not change.steps or change.key != expected:
        raise Refused(
            "changed",
            _("見ているあいだに、ほかの方が打診や返事の記録をしました。何も変えていません。いまの案を見て、もう一度決めてください。"),
        )
    left = [step.left for step in change.steps if step.left is not None]
    for offer in left:
        withdraw_offer(offer, by=by)
    sent = send_offers_bulk(rows=[Ask(step.need, step.date, step.talent, [step.why]) for step in change.steps], by=by)
    if sent.left_out:
        problem = sent.left_out[0][1]
        raise Refused(problem.code, _("%(why)s 何も変えていません。") % {"why": problem.message})
    facts = {"offers": [offer.pk for offer in sent.offers], "left": [offer.pk for offer in left], "mails": change.mails}
    remember(need, "mended", by=by, **facts)
    return change


@action(Permission.PLAN_TERM)
def unmend_need(*, need: Need, by: Actor) -> None:
    """Take the last change back: the new offers are withdrawn, the old ones wait again."""
    facts = undoable(need)
    if facts is None:
        raise Refused("told", _("もう連絡がとどいたか、返事があったため、元にはもどせません。"))
    offers = {offer.pk: offer for offer in Offer.objects.filter(pk__in=[*facts["offers"], *facts["left"]]).order_by("pk")}
    _lock({offer.need_id for offer in offers.values()}, by)
    for pk in facts["offers"]:
        withdraw_offer(offers[pk], by=by, is_told=False)
    for pk in facts["left"]:
        restore_offer(offers[pk], by=by)
    remember(need, "unmended", by=by)


def undoable(need: Need) -> dict[str, Any] | None:
    """What the last change did, as long as nobody was written to or called about it and nobody has answered."""
    entry = history_of(need).filter(verb__in=["mended", "unmended"]).order_by("-at", "-pk").first()
    if entry is None or entry.verb != "mended" or entry.facts["mails"]:
        return None
    rows = Offer.objects.filter(pk__in=entry.facts["offers"], state=Offer.State.WAITING)
    if rows.count() < len(entry.facts["offers"]) or _is_told(entry.facts["left"]):
        return None
    facts: dict[str, Any] = entry.facts
    return facts


def _is_told(left: Iterable[int]) -> bool:
    rows = Offer.objects.filter(pk__in=left).select_related("need")
    return any(
        row.need.calls.filter(talent=row.talent_id, about="withdrawn", on=row.date.on, told_at__isnull=False).exists() for row in rows
    )


def _needs_in(key: str) -> set[int]:
    """The needs that a key speaks of; whatever was typed."""
    parts = [part.split("-") for part in key.split(",")]
    return {int(part[1]) for part in parts if len(part) == 3 and part[1].isdecimal() and len(part[1]) < 10}


def _lock(needs: set[int], by: Actor) -> None:
    """In the order of their keys, as every verb locks them."""
    rows = Need.objects.allowing(by, Permission.PLAN_TERM).select_for_update(of=("self",), no_key=True).filter(pk__in=needs).order_by("pk")
    if len(rows) < len(needs):
        raise NotAllowed(Permission.PLAN_TERM)
