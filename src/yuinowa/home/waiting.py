"""What waits for somebody: each thing one sentence with one button."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, JSONObject
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.matrix import Permission, Role
from yuinowa.advice.models import Consultation
from yuinowa.advice.queries import LATE_DAYS
from yuinowa.advice.queries import STALE_DAYS as ADVICE_STALE_DAYS
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.models import OutgoingMail
from yuinowa.home.entry import Waiting
from yuinowa.home.rounds import as_texts, round_plans
from yuinowa.home.upsets import upset_words, upsets
from yuinowa.matching.models import Plan
from yuinowa.needs.links import offer_path
from yuinowa.needs.models import Need, Offer, PhoneCall
from yuinowa.people.models import HqMember, Person
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import SOON_DAYS, STALE_DAYS, desk, held
from yuinowa.promises.templatetags.due import due_words
from yuinowa.talents.models import Talent
from yuinowa.talents.queries import to_decide
from yuinowa.ui.navigation import page_of
from yuinowa.ui.templatetags.dates import local_day, wareki

URGENT_DAYS = 10
TERM_DAYS = 60
MOST_BY_NAME = 3
LATEST_PLANS = 20


def waiting_for(actor: Actor, on: dt.date) -> list[Waiting]:
    """Everything that waits for ``actor``, the late things first."""
    # Who holds two roles, as a 教頭 who stands in, is asked for once.
    sources = dict.fromkeys(source for role in ORDER if role in actor.roles for source in SOURCES[role])
    found = [thing for source in sources for thing in source(actor, on)]
    unique = {(thing.sentence, thing.url): thing for thing in found}
    return sorted(unique.values(), key=lambda thing: not thing.is_late)


def _approvals(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    waiting = Need.objects.allowing(actor, Permission.APPROVE_NEEDS).filter(state=Need.State.AWAITING_APPROVAL)
    first = list(waiting.annotate(of_all=Window(Count("pk"))).order_by("first_on", "pk")[: MOST_BY_NAME + 1])
    for need in first[:MOST_BY_NAME]:
        day = wareki(need.first_on) if need.first_on else _("日は未定")
        sentence = _("「%(title)s」（%(day)s）が承認を待っています。") % {"title": need.title, "day": day}
        yield Waiting(sentence, _("見て決める"), page_of("need_detail", need.pk))
    if len(first) > MOST_BY_NAME:
        n = first[0].of_all - MOST_BY_NAME
        sentence = ngettext("ほかに%(n)s件が承認を待っています。", "ほかに%(n)s件が承認を待っています。", n)
        yield Waiting(sentence % {"n": n}, _("まとめて見る"), page_of("need_approvals"))


def _own_needs(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    soon = on + dt.timedelta(days=URGENT_DAYS)
    counts = Need.objects.allowing(actor, Permission.POST_NEEDS).aggregate(
        drafts=Count("pk", filter=Q(state=Need.State.DRAFT)),
        thanks=Count("pk", filter=Q(state=Need.State.DONE, thanks__isnull=True, first_on__gte=on - dt.timedelta(days=60))),
        # A teacher posts for the school whose needs she sees: no second query for these.
        unfilled=Count("pk", filter=Q(state__in=[Need.State.OPEN, Need.State.ASKING], first_on__range=(on, soon))),
        over=JSONBAgg(
            JSONObject(pk="pk", title="title", on="first_on"),
            filter=Q(state=Need.State.FILLED, first_on__lte=on),
            order_by=("first_on", "pk"),
            default=[],
        ),
    )
    yield from _unrecorded(counts["over"], on)
    yield from _short(counts["unfilled"])
    if n := counts["drafts"]:
        yield Waiting(
            ngettext("書きかけのお願いが%(n)s件あります。", "書きかけのお願いが%(n)s件あります。", n) % {"n": n},
            _("つづきを書く"),
            _needs("draft"),
        )
    if n := counts["thanks"]:
        sentence = ngettext("お礼をまだ送っていない活動が%(n)s件あります。", "お礼をまだ送っていない活動が%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("お礼を書く"), _needs("done"))


def _unrecorded(needs: list[dict[str, Any]], on: dt.date) -> Iterator[Waiting]:
    for need in needs[:MOST_BY_NAME]:
        day = dt.date.fromisoformat(need["on"])
        sentence = _("%(day)sの「%(title)s」の記録がまだです。2分で書けます。") % {"day": wareki(day), "title": need["title"]}
        yield Waiting(sentence, _("記録する"), page_of("need_record", need["pk"]), is_late=day < on)


def _unfilled(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    if Role.LIAISON_TEACHER in actor.roles:
        return  # a 教頭 who stands in: counted among the own needs
    yield from _short(Need.objects.allowing(actor, Permission.SEE_NEEDS).unfilled(on, days=URGENT_DAYS).count())


def _short(n: int) -> Iterator[Waiting]:
    if n:
        sentence = ngettext(
            "あと10日のうちのお願いで、人がまだそろわないものが%(n)s件あります。",
            "あと10日のうちのお願いで、人がまだそろわないものが%(n)s件あります。",
            n,
        )
        yield Waiting(sentence % {"n": n}, _("どれか見る"), f"{page_of('need_list')}?unfilled=1", is_late=True)


def _calls_talents_and_rounds(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """Whom to telephone, whose registration waits, and how plans of the rounds stand; one query."""
    offers = Offer.objects.allowing(actor, Permission.RECORD_ANSWERS).by_telephone().order_by()
    calls = PhoneCall.objects.allowing(actor, Permission.RECORD_ANSWERS).to_make(on).order_by()
    pending = Talent.objects.allowing(actor, Permission.MANAGE_TALENTS).filter(state=Talent.State.PENDING).order_by()
    kinds = [rows.values_list(Value(kind), flat=True) for rows, kind in ((offers, "phone"), (calls, "phone"), (pending, "talent"))]
    if Role.SECTION_STAFF in actor.roles:
        kinds.append(_ending_terms(on).values_list(Value("term"), flat=True))
    rows = list(kinds[0].union(*kinds[1:], *upset_words(actor, on), as_texts(actor, on), all=True))
    yield from round_plans(rows)
    found = Counter(rows)
    yield from upsets(found)
    if n := found["phone"]:
        sentence = ngettext("電話で聞くこと・知らせることが%(n)s件あります。", "電話で聞くこと・知らせることが%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("電話の一覧を開く"), page_of("phone_list"))
    if n := found["talent"]:
        sentence = ngettext("人材バンクへの登録が%(n)s件、承認を待っています。", "人材バンクへの登録が%(n)s件、承認を待っています。", n)
        yield Waiting(sentence % {"n": n}, _("登録を確かめる"), page_of("talent_approvals"))
    if n := found["term"]:
        # One line for all: most of them end on the same 31 March.
        sentence = ngettext("本部の委嘱が60日のうちに終わる人が%(n)s人います。", "本部の委嘱が60日のうちに終わる人が%(n)s人います。", n)
        yield Waiting(sentence % {"n": n}, _("本部を見る"), f"{page_of('hq_list')}?state=ending")


def _ending_terms(on: dt.date) -> QuerySet[HqMember]:
    return HqMember.objects.ending(on, on + dt.timedelta(days=TERM_DAYS)).filter(hq__closed_on=None).order_by()


def _commissions(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    for term in _ending_terms(on).filter(person=actor.person_id).select_related("hq"):
        sentence = _("%(hq)sでの委嘱（%(part)s）が、%(day)sで終わります。")
        words = {"hq": term.hq.name, "part": term.get_part_display(), "day": wareki(term.until_on)}
        yield Waiting(sentence % words, "", "")


def _plans(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    latest = list(Plan.objects.allowing(actor, Permission.PLAN_TERM).only("name", "state", "until_on").order_by("-made_at")[:LATEST_PLANS])
    if not latest and Role.SECTION_STAFF in actor.roles:
        # Until the first plan was tried, the municipality is being set up.
        yield Waiting(_("準備の途中です。学校・地区・職・人を、順に入れていきましょう。"), _("準備をつづける"), page_of("first_day"))
    waiting = [plan for plan in latest if plan.state in (Plan.State.PLANNING, Plan.State.PROPOSED) and plan.until_on >= on]
    for plan in waiting[:MOST_BY_NAME]:
        if plan.state == Plan.State.PLANNING:
            yield Waiting(_("「%(name)s」を計画しています。") % {"name": plan.name}, _("ようすを見る"), page_of("plan_detail", plan.pk))
        else:
            yield Waiting(_("「%(name)s」の提案ができています。") % {"name": plan.name}, _("提案を見る"), page_of("plan_detail", plan.pk))


def _needs_of_all(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """What nobody was asked for yet, and what misses somebody soon; one query."""
    soon = Q(state__in=[Need.State.OPEN, Need.State.ASKING], first_on__lte=on + dt.timedelta(days=URGENT_DAYS))
    counts = (
        Need.objects.allowing(actor, Permission.PLAN_TERM)
        .filter(state__in=[Need.State.OPEN, Need.State.ASKING], first_on__gte=on)
        .aggregate(unplanned=Count("pk", filter=Q(state=Need.State.OPEN)), short=Count("pk", filter=soon))
    )
    yield from _short(counts["short"])
    if n := counts["unplanned"]:
        sentence = ngettext("まだだれにも打診していないお願いが%(n)s件あります。", "まだだれにも打診していないお願いが%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("計画をつくる"), page_of("plan_new") or page_of("plan_list"))


def _promises(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """What the actor's post has to keep within the week, or should have kept."""
    due = Promise.objects.allowing(actor, Permission.SEE_PROMISES).kept_by(actor).soon(on)
    yield from _due(list(due.order_by("due_on", "pk").values_list("pk", "text", "due_on", named=True)), on)


def _promises_of_all(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """The own ones; block by block what nobody kept for more than a week; what has nobody to keep it. One query."""
    is_own, is_stale, is_lost = Q(owner__in=desk(actor)), Q(due_on__lt=on - dt.timedelta(days=STALE_DAYS)), ~Q(owner__in=held(on))
    promises = Promise.objects.allowing(actor, Permission.SEE_PROMISES).open()
    rows = promises.filter(is_own & Q(due_on__lte=on + dt.timedelta(days=SOON_DAYS)) | is_stale | is_lost).order_by("due_on", "pk")
    block = Coalesce("owner__school__block__name", "owner__center__block__name")
    facts = {"block": block, "is_own": is_own, "is_stale": is_stale, "is_lost": is_lost}
    found = list(rows.annotate(**facts).values_list("pk", "text", "due_on", *facts, named=True))
    yield from _due([row for row in found if row.is_own], on)
    yield from _stale(Counter(row.block or _("市役所") for row in found if row.is_stale))
    if n := sum(row.is_lost for row in found):
        sentence = ngettext("担当者のいない職の約束が%(n)s件あります。", "担当者のいない職の約束が%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("引きつぐ先を決める"), f"{page_of('promise_list')}?tab=all&vacant=on", is_late=True)


def _due(promises: list[Any], on: dt.date) -> Iterator[Waiting]:
    for promise in promises[:MOST_BY_NAME]:
        words = {"text": Truncator(promise.text).chars(40), "day": wareki(promise.due_on), "left": due_words(promise.due_on, on)}
        sentence = _("約束「%(text)s」の期限は%(day)sです（%(left)s）。") % words
        yield Waiting(sentence, _("約束を見る"), page_of("promise_detail", promise.pk), is_late=promise.due_on < on)
    if rest := promises[MOST_BY_NAME:]:
        sentence = ngettext("ほかに、期限の近い約束が%(n)s件あります。", "ほかに、期限の近い約束が%(n)s件あります。", len(rest))
        yield Waiting(sentence % {"n": len(rest)}, _("約束の一覧を開く"), page_of("promise_list"), is_late=rest[0].due_on < on)


def _stale(blocks: Counter[str]) -> Iterator[Waiting]:
    if not blocks:
        return
    n, where = blocks.total(), _("、").join(f"{name} {late}" for name, late in blocks.most_common())
    sentence = ngettext(
        "期限を7日より過ぎた約束が%(n)s件あります（%(where)s）。", "期限を7日より過ぎた約束が%(n)s件あります（%(where)s）。", n
    )
    yield Waiting(sentence % {"n": n, "where": where}, _("どの約束か見る"), f"{page_of('promise_list')}?tab=all&late=7", is_late=True)


def _to_answer(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """Consultations without an answer, who waits longest first."""
    waiting = Consultation.objects.allowing(actor, Permission.ANSWER_ADVICE).waiting().select_related(*Consultation.SEARCH_RELATED)
    found = list(waiting.order_by("waiting_since", "pk"))
    for one in found[:MOST_BY_NAME]:
        days = (on - local_day(one.waiting_since)).days
        words = {"who": one.asked_by.label, "subject": Truncator(one.subject).chars(40), "n": days}
        if days:
            told = "%(who)sの相談「%(subject)s」が%(n)s日、答えを待っています。"
            sentence = ngettext("%(who)sの相談「%(subject)s」が%(n)s日、答えを待っています。", told, days) % words
        else:
            sentence = _("%(who)sから、きょう相談「%(subject)s」が届きました。") % words
        yield Waiting(sentence, _("読んで答える"), page_of("consultation_detail", one.pk), is_late=days >= LATE_DAYS)
    if n := len(found[MOST_BY_NAME:]):
        sentence = ngettext("ほかに、答えを待つ相談が%(n)s件あります。", "ほかに、答えを待つ相談が%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("相談の一覧を開く"), f"{page_of('consultation_list')}?state=open")


def _long_unanswered(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """What the section should know: nobody answered for a week."""
    n = Consultation.objects.allowing(actor, Permission.ANSWER_ADVICE).waiting_before(clock.now(), ADVICE_STALE_DAYS).count()
    if n:
        sentence = ngettext("7日より長く答えを待つ相談が%(n)s件あります。", "7日より長く答えを待つ相談が%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("どの相談か見る"), f"{page_of('consultation_list')}?state=open", is_late=True)


def _answered(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    """Answers that the asking desk has not read."""
    for one in Consultation.objects.allowing(actor, Permission.ASK_ADVICE).kept_by(actor).unread().order_by("answered_at", "pk"):
        sentence = _("相談「%(subject)s」に答えが届いています。") % {"subject": Truncator(one.subject).chars(40)}
        yield Waiting(sentence, _("答えを読む"), page_of("consultation_detail", one.pk))


def _asked(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    offers = Offer.objects.allowing(actor, Permission.ANSWER_OFFERS).waiting().filter(date__on__gte=on)
    for offer in offers.select_related("need__school", "date").order_by("accept_by"):
        words = {
            "school": offer.need.school.name,
            "title": offer.need.title,
            "day": wareki(offer.date.on),
            "until": wareki(offer.accept_by.date()),
        }
        sentence = _("%(school)sから「%(title)s」（%(day)s）のお願いが届いています。%(until)sまでにお返事ください。") % words
        yield Waiting(sentence, _("見て返事をする"), offer_path(offer))


def _renewals(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    expiring = Talent.objects.allowing(actor, Permission.EDIT_OWN_TALENT).expiring(on + dt.timedelta(days=60))
    for talent in expiring.order_by("expires_on"):
        sentence = _("人材バンクの登録が%(day)sで終わります。") % {"day": wareki(talent.expires_on)}
        yield Waiting(sentence, _("登録をつづける"), page_of("my_registration"))


def _settings(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    registered = Exists(Talent.objects.filter(person=OuterRef("pk")).exclude(state=Talent.State.ENDED))
    persons = Person.objects.allowing(actor, Permission.DECIDE_ALLOWED_SETTING).living().filter(registered, to_decide(on))
    if n := persons.count():
        sentence = ngettext(
            "子どもと一緒にいてよい場を確かめる方が%(n)s人います。", "子どもと一緒にいてよい場を確かめる方が%(n)s人います。", n
        )
        yield Waiting(sentence % {"n": n}, _("確かめる"), f"{page_of('allowed_setting_list')}?due=1")


def _stuck(actor: Actor, on: dt.date) -> Iterator[Waiting]:
    if n := OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).count():
        sentence = ngettext("送れなかったメールが%(n)s通あります。", "送れなかったメールが%(n)s通あります。", n)
        yield Waiting(sentence % {"n": n}, _("わけを見る"), page_of("technical"), is_late=True)


def short_of_people(needs: QuerySet[Need], from_on: dt.date, until_on: dt.date) -> QuerySet[Need]:
    """Needs of these days for which fewer people agreed than were asked for, with ``agreed``."""
    return (
        needs.filter(state__in=[Need.State.OPEN, Need.State.ASKING], first_on__range=(from_on, until_on))
        .annotate(agreed=Count("engagements", filter=Q(engagements__withdrawal__isnull=True)))
        .filter(agreed__lt=F("people"))
    )


def _needs(state: str) -> str:
    return f"{page_of('need_list')}?state={state}"


Source = Callable[[Actor, dt.date], Iterator[Waiting]]
ORDER = (
    Role.PRINCIPAL,
    Role.LIAISON_TEACHER,
    Role.SECTION_STAFF,
    Role.COORDINATOR,
    Role.INSTRUCTOR,
    Role.CENTER_STAFF,
    Role.CLEARANCE_MANAGER,
    Role.SYSTEM_ADMIN,
    Role.TALENT,
)
SOURCES: dict[Role, tuple[Source, ...]] = {
    Role.PRINCIPAL: (_approvals, _unfilled, _answered, _promises),
    Role.LIAISON_TEACHER: (_own_needs, _answered, _promises),
    Role.SECTION_STAFF: (_plans, _unfilled, _calls_talents_and_rounds, _long_unanswered, _promises_of_all),
    Role.COORDINATOR: (_plans, _needs_of_all, _calls_talents_and_rounds, _to_answer, _promises_of_all),
    Role.INSTRUCTOR: (_unfilled, _answered, _promises, _calls_talents_and_rounds),
    Role.CENTER_STAFF: (_unfilled, _calls_talents_and_rounds, _answered, _promises),
    Role.CLEARANCE_MANAGER: (_settings,),
    Role.SYSTEM_ADMIN: (_stuck,),
    Role.TALENT: (_asked, _renewals, _commissions),
}
