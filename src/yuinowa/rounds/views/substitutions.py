"""A neighbour is asked to come: the brief about the school, yes or no."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.documents import pdf_response
from yuinowa.organisations.travel import minutes_between
from yuinowa.people.actors import actor_for_post
from yuinowa.promises.mails import short_day
from yuinowa.rounds import actions, mails
from yuinowa.rounds.forms.upset import span_of
from yuinowa.rounds.models import Substitution, Visit
from yuinowa.rounds.views.around import Around, around
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import clock_time, month_day, wareki

LATEST = 30


@requires(Permission.ANSWER_SUBSTITUTION)
def substitution_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then what was answered."""
    rows = Substitution.objects.allowing(request.actor, Permission.ANSWER_SUBSTITUTION)  # type: ignore[attr-defined]
    ordered = rows.select_related("visit__school", "post__center", "instead_of__center")
    facts = {
        "waiting": list(ordered.waiting().order_by("answer_by", "pk")),
        "answered": list(ordered.exclude(state=Substitution.State.ASKED).order_by("-asked_at", "-pk")[:LATEST]),
        "has_many": request.actor.post_id is None or not rows.filter(post=request.actor.post_id).exists(),  # type: ignore[attr-defined]
    }
    return render(request, "rounds/substitution_list.html", facts)


@requires(Permission.ANSWER_SUBSTITUTION)
def substitution(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    visit, is_asked = row.visit, row.state == Substitution.State.ASKED
    facts = {
        "row": row,
        "visit": visit,
        "when": span_of(visit),
        "until": _until(row),
        "minutes": _minutes(row),
        "around": brief_of(row),
        "is_asked": is_asked,
        "may_give_back": row.state == Substitution.State.ACCEPTED and visit.state in Visit.STANDING and visit.on >= clock.today(),
        "mails": mails.counted([visit]) if visit.state != Visit.State.PLANNED else 0,
    }
    return render(request, "rounds/substitution.html", facts)


@requires(Permission.ANSWER_SUBSTITUTION)
def substitution_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on one sheet of paper."""
    row = _found(request, pk)
    visit, known = row.visit, brief_of(row)
    facts = {
        "title": _("代わりの訪問の申し送り"),
        "day": f"{wareki(visit.on)} {clock_time(visit.arrives_at)}～{clock_time(visit.leaves_at)}",
        "who": _("%(instead)sの代わり：%(post)s") % {"instead": row.instead_of.label, "post": row.post.label},
        "rows": _paper(row, known),
    }
    return pdf_response("rounds/brief.typ", facts, name=f"{_('申し送り')}_{visit.on}_{visit.school.short_name}")


@requires(Permission.ANSWER_SUBSTITUTION)
def substitution_accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    visit = row.visit
    told = mails.counted([visit]) if visit.state != Visit.State.PLANNED else 0
    return confirm(
        request,
        yes(request),
        lambda: _accepted(request, row),
        title=_("代わりの訪問を引き受ける"),
        verb=_("引き受ける"),
        sentence=_("%(when)sの%(school)sへの訪問を引き受けます。あなたの予定に入り、学校と、休んでいる指導員に知らせます。")
        % {"when": span_of(visit), "school": visit.school.name},
        mails=told + mails.counted_holders([row.instead_of]),
        up=visit.school.short_name,
        back=reverse("substitution", args=[pk]),
        is_undoable=True,
    )


@requires(Permission.ANSWER_SUBSTITUTION)
def substitution_decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    return confirm(
        request,
        yes(request),
        lambda: _declined(request, row),
        title=_("引き受けられないと答える"),
        verb=_("引き受けられません"),
        sentence=_("%(when)sの%(school)sへの訪問は、次に近い指導員に頼みます。だれもいなければ、学校に別の日を選んでもらいます。")
        % {"when": span_of(row.visit), "school": row.visit.school.name},
        mails=1,
        up=row.visit.school.short_name,
        back=reverse("substitution", args=[pk]),
        is_undoable=False,
    )


def brief_of(row: Substitution) -> Around:
    """What the one who is away knows of the school: being asked to stand in is what opens it."""
    as_if = actor_for_post(row.instead_of, 0, on=clock.today())
    known = around([row.visit.school], as_if, clock.today(), before=row.visit.on)[row.visit.school_id]
    known.talents = []
    return known


def _found(request: Any, pk: int) -> Substitution:
    rows = Substitution.objects.allowing(request.actor, Permission.ANSWER_SUBSTITUTION)
    places = ("visit__school__site", "visit__school__block", "visit__booking", "post__center__site", "instead_of__center__site")
    found: Substitution = get_object_or_404(rows.select_related(*places), pk=pk)
    return found


def _minutes(row: Substitution) -> int:
    return minutes_between(row.post.center.site, row.visit.school.site) if row.post.center else 0


def _until(row: Substitution) -> str:
    if row.answer_by is None:
        return ""
    local = row.answer_by.astimezone(clock.JAPAN)
    return f"{short_day(local.date())}{clock_time(local)}"


def _paper(row: Substitution, known: Around) -> list[list[str]]:
    school = row.visit.school
    people = "　".join(f"{post} {name}" for post, name in known.people)
    return [
        [_("学校"), school.name],
        [_("会う人"), people or "－"],
        [_("電話"), school.telephone or "－"],
        [_("場所"), _("%(address)s（公民館から約%(minutes)s分）") % {"address": school.site.address or "－", "minutes": _minutes(row)}],
        [_("用件"), row.visit.purpose or "－"],
        [_("まだの約束"), "\n".join(f"{month_day(one.due_on)}まで　{one.owner.label}：{one.text}" for one in known.promises) or "－"],
        [_("前に聞いたこと"), "\n".join(f"{month_day(one.visit.on)}　{one.heard}" for one in known.records) or "－"],
        [_("募集中のお願い"), "\n".join(need.title for need in known.needs) or "－"],
        [_("わからないとき"), _("%(center)s　電話 %(tel)s") % _center_words(row)],
    ]


def _center_words(row: Substitution) -> dict[str, str]:
    center = row.instead_of.center
    return {"center": center.name if center else "", "tel": (center.telephone if center else "") or "－"}


def _accepted(request: Any, row: Substitution) -> str:
    actions.accept_substitution(row, by=request.actor)
    messages.success(request, _("引き受けました。学校に知らせました。"))
    waiting = Substitution.objects.filter(post=row.post_id, state=Substitution.State.ASKED).exists()
    return reverse("substitution_list") if waiting else reverse("substitution", args=[row.pk])


def _declined(request: Any, row: Substitution) -> str:
    actions.decline_substitution(row, by=request.actor)
    messages.success(request, _("お返事を受け取りました。"))
    return reverse("substitution_list")
