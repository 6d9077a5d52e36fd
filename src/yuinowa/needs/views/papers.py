"""Papers: the request form, the letters, the reply card; and the calendar file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from yuinowa.access.guards import by_link, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.documents import pdf_response
from yuinowa.core.export import file_response
from yuinowa.engine.calendar import wareki
from yuinowa.needs import feeds, links
from yuinowa.needs.mails import short_day, when
from yuinowa.needs.models import Approval, Engagement, Need, Thanks
from yuinowa.needs.views.acting import engagement_for, need_for, offer_for
from yuinowa.organisations.models import Municipality


@requires(Permission.SEE_OFFERS)
def need_form_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """支援依頼書, with the columns that the office files."""
    need = need_for(request, pk, Permission.SEE_OFFERS)
    return pdf_response(
        "needs/request_form.typ",
        {
            "title": "支援依頼書",
            "number": f"第{need.pk}号",
            "to": _addressee(),
            "school": need.school.name,
            "on": wareki(need.posted_at.astimezone(clock.JAPAN).date()),
            "rows": _rows(need),
            "approval": _approval(need),
        },
        name=f"支援依頼書_{need.pk}",
    )


@requires(Permission.SEE_OFFERS)
def letter_request(request: HttpRequest, pk: int) -> HttpResponse:
    """派遣依頼状 to somebody who agreed to come."""
    engagement = engagement_for(request, pk, Permission.SEE_OFFERS)
    need = engagement.need
    return pdf_response(
        "needs/letter_request.typ",
        {
            **_letter(engagement),
            "title": "派遣について（お願い）",
            "rows": [
                ["日時", when(engagement.date)],
                ["場所", " ".join(part for part in (need.school.name, need.place) if part)],
                ["内容", need.title],
                ["お願いしたいこと", need.tasks or "当日ご説明します"],
                ["当日の連絡先", need.contact or need.school.telephone],
            ],
        },
        name=f"依頼状_{engagement.pk}",
    )


@requires(Permission.SEND_THANKS)
def letter_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """礼状, with the children's words."""
    engagement = engagement_for(request, pk, Permission.SEND_THANKS)
    thanks = get_object_or_404(Thanks, need=engagement.need_id)
    return pdf_response(
        "needs/letter_thanks.typ",
        {
            **_letter(engagement),
            "title": "お礼",
            "day": short_day(engagement.date.on),
            "activity": engagement.need.title,
            "text": thanks.text,
            "signed": thanks.signed,
        },
        name=f"礼状_{engagement.pk}",
    )


@requires(Permission.RECORD_ANSWERS)
def reply_card(request: HttpRequest, pk: int) -> HttpResponse:
    """A card to print and post to somebody without mail."""
    offer = offer_for(request, pk, Permission.RECORD_ANSWERS)
    need, office = offer.need, Municipality.objects.get()
    return pdf_response(
        "needs/reply_card.typ",
        {
            "title": "返信はがき",
            "name": offer.talent.name,
            "school": need.school.name,
            "what": need.title,
            "when": when(offer.date),
            "tasks": need.tasks,
            "accept_by": short_day(offer.accept_by.astimezone(clock.JAPAN).date()),
            "number": f"打診 第{offer.pk}号",
            "office": f"{office.name} {office.section_name}",
            "telephone": office.telephone,
        },
        name=f"返信はがき_{offer.pk}",
    )


@by_link
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The day as a calendar file; a day that fell through arrives as cancelled."""
    engagement = links.engagement_of(token)
    if engagement is None:
        raise Http404
    text = feeds.calendar_of(engagement, is_cancelled=hasattr(engagement, "withdrawal"))
    return file_response(text.encode(), name="yotei.ics", content_type="text/calendar; charset=utf-8")


def _letter(engagement: Engagement) -> dict[str, Any]:
    return {
        "on": wareki(clock.today(), weekday=False),
        "name": engagement.talent.name,
        "school": engagement.need.school.name,
        "telephone": engagement.need.school.telephone,
    }


def _addressee() -> str:
    office = Municipality.objects.get()
    return f"{office.name} {office.section_name}"


def _rows(need: Need) -> list[list[str]]:
    dates = "\n".join(f"第{date.rank}希望　{when(date)}" for date in need.dates.all())
    return [
        ["活動名", need.title],
        ["種類", str(need.get_kind_display())],
        ["学年・組", need.class_name],
        ["教科", need.subject],
        ["ねらい", need.aim],
        ["日時", dates],
        ["人数", f"{need.people}人"],
        ["お願いしたいこと", need.tasks],
        ["場所", need.place],
        ["連絡先", need.contact or need.school.telephone],
    ]


def _approval(need: Need) -> str:
    approval = Approval.objects.filter(need=need, is_approved=True).order_by("-at").first()
    return f"承認　{wareki(approval.at.astimezone(clock.JAPAN).date())}" if approval else "承認　まだ"
