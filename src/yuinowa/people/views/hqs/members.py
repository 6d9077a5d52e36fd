"""Who is in a 本部: commissioned, ended, renewed together."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.days import day_in
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end
from yuinowa.organisations.models import CollaborationHq
from yuinowa.people import actions
from yuinowa.people.forms import EndForm, MemberForm, RenewForm
from yuinowa.people.models import ContactLook, HqMember, Person
from yuinowa.people.views.hqs.changes import managed, number, page_of_hq
from yuinowa.ui.deciding import attempt, confirm, yes
from yuinowa.ui.templatetags.dates import wareki

MANAGE = Permission.MANAGE_ORGANISATIONS
MOST_FOUND = 20
# So long after its end a term can still be renewed without a gap: papers come late in April.
LATE = dt.timedelta(days=60)
PERSONAL = ("name", "kana", "telephone", "email")


@requires(MANAGE)
def hq_member_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for somebody known first, so that nobody is entered twice."""
    hq, words = managed(request, pk), request.GET.get("q", "").replace("\x00", "").strip()
    persons = Person.objects.allowing(request.actor, Permission.MANAGE_POSTS).living()
    found = persons.named(words)[:MOST_FOUND] if words else []
    start = max(clock.today(), hq.opened_on)
    form = MemberForm(request.POST or None, found=found, initial={"from_on": start, "until_on": fiscal_year_end(fiscal_year(start))})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _commissioned(request, hq, form.cleaned_data))
        if gone:
            return gone
    actions.note_looks(form.shown, page=ContactLook.Page.HQ_MEMBER, by=request.actor)
    return render(request, "people/hq_member_new.html", {"form": form, "hq": hq, "words": words})


def _commissioned(request: HttpRequest, hq: CollaborationHq, data: dict[str, Any]) -> str:
    person = data["person"] or actions.add_person(by=request.actor, **{name: data[name] for name in PERSONAL})
    actions.commission(hq, person=person, part=data["part"], from_on=data["from_on"], until_on=data["until_on"], by=request.actor)
    messages.success(request, _("%(person)sさんを委嘱しました。") % {"person": person.name})
    return page_of_hq(hq)


@requires(MANAGE)
def hq_member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A term that has begun gets a last day; one that has not is taken back."""
    term = get_object_or_404(HqMember.objects.allowing(request.actor, MANAGE).select_related("hq", "person"), pk=pk)
    names = {"person": term.person.name, "hq": term.hq.name, "part": term.get_part_display()}
    common = {"back": page_of_hq(term.hq), "up": term.hq.name, "is_undoable": True}
    if term.from_on > clock.today():
        sentence = _("%(person)sさんの、まだ始まっていない任期（%(part)s）を取り消します。") % names
        taken = _("任期を取り消す")
        return confirm(
            request, yes(request), lambda: _withdrawn(request, term), title=taken, verb=_("取り消す"), sentence=sentence, **common
        )
    form = EndForm(request.POST or None, initial={"on": min(clock.today(), term.until_on)})
    sentence = _("%(person)sさんは、選んだ日を最後に、%(hq)sの%(part)sではなくなります。") % names
    title = _("任期の終わりを決める")
    return confirm(request, form, lambda: _ended(request, term, form), title=title, verb=_("決める"), sentence=sentence, **common)


def _ended(request: HttpRequest, term: HqMember, form: EndForm) -> str:
    ended = actions.end_term(term, on=form.cleaned_data["on"], by=request.actor)
    said = _("%(person)sさんの任期の終わりを、%(day)sにしました。")
    messages.success(request, said % {"person": term.person.name, "day": wareki(ended.until_on)})
    return page_of_hq(term.hq)


def _withdrawn(request: HttpRequest, term: HqMember) -> str:
    actions.withdraw_term(term, by=request.actor)
    messages.success(request, _("任期を取り消しました。"))
    return page_of_hq(term.hq)


@requires(MANAGE)
def hq_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody whose term ends with the 年度 is ticked; one button renews them all."""
    hq, start = managed(request, pk), _first_day(request)
    if start:
        terms = moving(hq, number(request.GET.get("of")), start)
        given = {"terms": list(terms.values_list("pk", flat=True)), "until_on": fiscal_year_end(fiscal_year(start))}
    else:
        terms = _asked(renewable(hq, clock.today()), number(request.GET.get("only")))
        given = {"terms": list(terms.filter(hq=hq).values_list("pk", flat=True)), "until_on": _next_end(terms)}
    form = RenewForm(request.POST or None, terms=terms, label=lambda term: _label(term, hq), initial=given)
    if not terms:
        return render(request, "people/hq_renew_none.html", {"hq": hq})
    return confirm(
        request,
        form,
        lambda: _renewed(request, hq, form, start),
        title=_("任期を更新する"),
        verb=_("印をつけた人の任期を更新する"),
        sentence=_("印をつけた人を、%(day)sから、同じ役割で委嘱します。") % {"day": wareki(start)}
        if start
        else _("印をつけた人を、いまの任期の次の日から、同じ役割でもう一度委嘱します。"),
        details=[_("更新した任期は、始まるまで取り消せます。")],
        back=page_of_hq(hq),
        up=hq.name,
        is_undoable=True,
    )


def renewable(hq: CollaborationHq, on: dt.date) -> QuerySet[HqMember]:
    """Terms that end this 年度 or ended lately, and the last ones of a 本部 that merged into this one; not renewed yet."""
    here = HqMember.objects.filter(hq=hq).ending(on - LATE, fiscal_year_end(fiscal_year(on)))
    merged = HqMember.objects.filter(hq__successor=hq).ending(on - LATE, on)
    known = HqMember.objects.filter(hq=hq).lasting(on - LATE)
    merged = merged.filter(until_on__gte=on - LATE).exclude(person__in=known.values("person"))
    rows = HqMember.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=merged.values("pk")))
    return rows.select_related("person", "hq").order_by("hq", "person__kana", "pk")


def moving(hq: CollaborationHq, of: int, start: dt.date) -> QuerySet[HqMember]:
    """Who sits in another 本部, that closes, on its last day and has no term here yet."""
    known = HqMember.objects.filter(hq=hq).lasting(start).values("person")
    rows = HqMember.objects.filter(hq=of, hq__closed_on=None).valid(start - dt.timedelta(days=1)).exclude(person__in=known)
    return rows.exclude(hq=hq).select_related("person", "hq").order_by("person__kana", "pk")


def _first_day(request: HttpRequest) -> dt.date | None:
    """The day after another 本部 closes, where the address names it; only days ahead."""
    day = day_in(request.GET.get("from", ""))
    return day if day and day > clock.today() else None


def _asked(terms: QuerySet[HqMember], only: int) -> QuerySet[HqMember]:
    """One of them; else those whose term is over already, so that nobody is renewed for two years at once; else all."""
    one, over = terms.filter(pk=only), terms.filter(until_on__lt=clock.today())
    return one if one.exists() else over if over.exists() else terms


def _next_end(terms: QuerySet[HqMember]) -> dt.date:
    last = max((term.until_on for term in terms), default=clock.today())
    return fiscal_year_end(fiscal_year(last + dt.timedelta(days=1)))


def _label(term: HqMember, hq: CollaborationHq) -> str:
    facts = {"person": term.person.name, "part": term.get_part_display(), "day": wareki(term.until_on), "hq": term.hq.name}
    if term.hq_id != hq.pk:
        return _("%(person)s（%(part)s、統合前の%(hq)sで%(day)sまで）") % facts
    return _("%(person)s（%(part)s、%(day)sまで）") % facts


def _renewed(request: HttpRequest, hq: CollaborationHq, form: RenewForm, start: dt.date | None) -> str:
    terms = list(form.cleaned_data["terms"])
    made = actions.renew_terms(hq, terms=terms, until_on=form.cleaned_data["until_on"], from_on=start, by=request.actor)
    said = ngettext("%(n)s人の任期を%(day)sまで更新しました。", "%(n)s人の任期を%(day)sまで更新しました。", len(made))
    messages.success(request, said % {"n": len(made), "day": wareki(form.cleaned_data["until_on"])})
    return page_of_hq(hq)
