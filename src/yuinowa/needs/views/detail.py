"""One need: what, when, who, what comes next for the reader's role, and what happened."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.history import history_of
from yuinowa.needs import HISTORY_WORDS, links
from yuinowa.needs.actions.change import REOPEN_WITHIN
from yuinowa.needs.actions.state import BEFORE_ASKING, LIVE
from yuinowa.needs.models import Cancellation, Candidate, Engagement, Need, Offer, Thanks
from yuinowa.needs.views.acting import need_for
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook
from yuinowa.talents.models import Talent

MOST_CANDIDATES = 5
MOST_HISTORY = 40


@dataclass(frozen=True)
class Step:
    """What the reader can do next, in one sentence and one button."""

    sentence: str
    url_name: str
    verb: str


@requires(Permission.SEE_NEEDS)
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.SEE_NEEDS)
    actor = request.actor  # type: ignore[attr-defined]
    is_outsider = reaches(actor.roles, Permission.SEE_NEEDS) <= {Reach.OWN}
    offers = list(Offer.objects.allowing(actor, Permission.SEE_OFFERS).filter(need=need).select_related("talent", "date"))
    engagements = _engagements(actor, need)
    dates = list(need.dates.all())
    facts = {
        "need": need,
        "dates": dates,
        "offers": offers,
        "engagements": engagements,
        "thanks": Thanks.objects.filter(need=need).first(),
        "live": [one for one in engagements if one.is_live],
        "gone": [one for one in engagements if not one.is_live],
        "is_outsider": is_outsider,
        "today": clock.today(),
        "feeds": {one.pk: links.feed_path(one) for one in engagements},
    }
    if is_outsider:
        return render(request, "needs/need_seen.html", facts)
    history = list(history_of(need)[:MOST_HISTORY])
    cancellation = Cancellation.objects.filter(need=need).first() if need.state == Need.State.CANCELLED else None
    return render(
        request,
        "needs/need_detail.html",
        {
            **facts,
            **_rights(actor, need, dates, cancellation),
            "cancellation": cancellation,
            "candidates": _candidates(actor, need),
            "history": _history(history, offers, engagements),
            **_mending(actor, need, facts, history),
            "step": _step(actor, need, dates, facts),
        },
    )


def _engagements(actor: Any, need: Need) -> list[Engagement]:
    """With attendance, and with the contact of those whom the reader may call."""
    open_ones = Talent.objects.allowing(actor, Permission.SEE_TALENT_CONTACT).filter(pk=OuterRef("talent")).order_by()
    rows = Engagement.objects.allowing(actor, Permission.SEE_OFFERS).filter(need=need).annotate(is_contact_shown=Exists(open_ones))
    found = list(rows.select_related("talent__person", "date", "withdrawal", "attendance"))
    for one in found:
        one.is_live = not hasattr(one, "withdrawal")  # type: ignore[attr-defined]
        one.came = getattr(one, "attendance", None)  # type: ignore[attr-defined]
    note_looks((one.talent.person for one in found if one.is_contact_shown), page=ContactLook.Page.NEED, by=actor)
    return found


def _candidates(actor: Any, need: Need) -> list[Candidate]:
    if not may(actor, Permission.SEND_OFFERS) or need.state not in LIVE:
        return []
    asked = Offer.objects.filter(need=need).values("talent_id")
    return list(
        Candidate.objects.filter(need=need).exclude(talent_id__in=asked).select_related("talent").order_by("rank")[:MOST_CANDIDATES]
    )


def _rights(actor: Any, need: Need, dates: list[Any], cancellation: Cancellation | None) -> dict[str, bool]:
    """What the page offers: may this role, and does it make sense now. Whether it can happen, the action decides."""
    may_post, is_live = may(actor, Permission.POST_NEEDS), need.state in LIVE
    has_come = bool(need.first_on and need.first_on <= clock.today())
    return {
        "may_edit": may_post and need.state in {*BEFORE_ASKING, *LIVE},
        "may_cancel": may_post and need.state in {Need.State.AWAITING_APPROVAL, *LIVE},
        "may_move": may_post and is_live,
        "may_copy": may_post and need.state in {Need.State.DONE, Need.State.CANCELLED, *LIVE},
        "may_submit": may_post and need.state == Need.State.DRAFT,
        "may_approve": may(actor, Permission.APPROVE_NEEDS) and need.state == Need.State.AWAITING_APPROVAL,
        "may_ask": may(actor, Permission.SEND_OFFERS) and need.state in {Need.State.OPEN, Need.State.ASKING} and not has_come,
        "may_answer": may(actor, Permission.RECORD_ANSWERS) and is_live,
        "may_meet": may_post and is_live,
        "may_record": may(actor, Permission.RECORD_ACTIVITIES) and (need.state == Need.State.DONE or (is_live and has_come)),
        "may_thank": may(actor, Permission.SEND_THANKS) and need.state == Need.State.DONE,
        "may_reopen": may_post and cancellation is not None and clock.now() - cancellation.at <= REOPEN_WITHIN,
    }


def _mending(actor: Any, need: Need, facts: dict[str, Any], history: list[Any]) -> dict[str, bool]:
    """Whether a seat is open that a change could fill, and whether the last change may be taken back; the actions decide."""
    if need.state not in LIVE or not may(actor, Permission.PLAN_TERM):
        return {}
    asked = sum(offer.state == Offer.State.WAITING and offer.kind == Offer.Kind.SEAT for offer in facts["offers"])
    last = next((entry for entry in history if entry.verb in {"mended", "unmended"}), None)
    return {
        "may_mend": len(facts["live"]) + asked < need.people,
        "may_unmend": last is not None and last.verb == "mended" and not last.facts["mails"],
    }


def _step(actor: Any, need: Need, dates: list[Any], facts: dict[str, Any]) -> Step | None:
    """The one thing that waits for this reader."""
    rights = _rights(actor, need, dates, None)
    missing = need.people - len(facts["live"])
    if rights["may_submit"]:
        return Step(_("まだ下書きです。日にちと人数を確かめて、出してください。"), "need_submit", _("お願いを出す"))
    if rights["may_approve"]:
        return Step(_("承認を待っています。内容を見て、よければ承認してください。"), "need_approve", _("承認する"))
    if rights["may_record"] and need.state in LIVE:
        return Step(_("当日が来ました。だれが来たか、どうだったかを、2分で記録してください。"), "need_record", _("記録する"))
    if rights["may_thank"] and (facts["thanks"] is None or facts["thanks"].sent_at is None) and facts["live"]:
        return Step(_("子どもたちのお礼のことばを届けましょう。"), "need_thanks", _("お礼を書く"))
    if rights["may_ask"] and need.state == Need.State.OPEN:
        return Step(_("あと%(n)s人、来てくださる方を探しています。") % {"n": missing}, "need_offers", _("打診する"))
    return None


def _history(history: list[Any], offers: list[Offer], engagements: list[Engagement]) -> list[dict[str, Any]]:
    names = {row.talent_id: row.talent.name for row in (*offers, *engagements)}
    return [_said(entry, names) for entry in history]


def _said(entry: Any, names: dict[int, str]) -> dict[str, Any]:
    text = str(HISTORY_WORDS.get(entry.verb, entry.verb))
    who = names.get(entry.facts.get("talent", 0))
    word = entry.facts.get("word") or (entry.facts.get("reason") if entry.verb == "cancelled" else "")
    if who:
        text = _("%(name)sさん：%(text)s") % {"name": who, "text": text}
    return {"at": entry.at, "text": f"{text}（{word}）" if word else text, "who": entry.actor_label}
