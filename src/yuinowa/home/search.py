"""One search over needs, people, promises, schools, 公民館 and 本部, each only as far as the actor's rights reach."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Consultation, Knowledge, Message
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.models import Searchable
from yuinowa.core.search import LONGEST_QUERY, Query, excerpt, find, highlight, near_hits, understand
from yuinowa.engine.japanese.normalise import normalise
from yuinowa.needs.models import Need
from yuinowa.organisations.models import CollaborationHq, CommunityCenter, HqSchool, School
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import VisitRecord
from yuinowa.talents.models import Talent

SHOWN = 10


@dataclass(frozen=True)
class Hit:
    """One row found: ``near`` names (typed word, word found in its place)."""

    row: Any
    url_name: str
    title: SafeString
    text: SafeString
    near: list[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """A 公民館 or a 本部; ``where`` is the address of the one, the schools of the other."""

    url_name: str
    pk: int
    name: str
    kana: str
    where: str
    block: str | None


@dataclass(frozen=True)
class Group:
    key: str
    heading: str
    hits: list[Hit]
    has_more: bool
    list_url_name: str
    list_query: str = ""


@requires(Permission.SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    """What the box in the header finds; the query stays in the address."""
    typed = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    query = understand(typed)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rooms = (_needs, _talents, _promises, _records, _consultations, _knowledge, _places) if query else ()
    groups = [group for room in rooms if (group := room(actor, query))]
    return render(
        request,
        "home/search.html",
        {
            "typed": typed,
            "groups": [group for group in groups if group.hits],
            "count": sum(len(group.hits) for group in groups),
            "near": dict.fromkeys(shown for nears in query.near.values() for shown in nears.values()),
            "searched": [group.heading for group in groups],
            "may_post": may(actor, Permission.POST_NEEDS),
            "may_see_talents": may(actor, Permission.SEE_TALENT_NAME),
        },
    )


def _needs(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_NEEDS):
        return None
    rows = Need.objects.allowing(actor, Permission.SEE_NEEDS).select_related("school")
    return _group(
        "needs",
        _("お願い"),
        "need_list",
        find(rows, query, SHOWN + 1),
        lambda need: _hit(need, "need_detail", query, need.title, [need.tasks, need.aim, need.subject, need.place]),
    )


def _talents(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_TALENT_NAME):
        return None
    named = Talent.skills.through.objects.filter(talent=OuterRef("pk")).order_by("pk").values("skill__name")
    rows = Talent.objects.allowing(actor, Permission.SEE_TALENT_NAME).select_related("block").annotate(skill_names=ArraySubquery(named))
    return _group(
        "talents",
        _("人・団体"),
        "talent_list",
        find(rows, query, SHOWN + 1),
        lambda talent: _hit(talent, "talent_detail", query, talent.name, _of_talent(talent)),
    )


def _of_talent(talent: Any) -> list[str]:
    return ["、".join(talent.skill_names), talent.skill_text, talent.introduction, talent.kana]


def _promises(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_PROMISES):
        return None
    rows = Promise.objects.allowing(actor, Permission.SEE_PROMISES).select_related(*Promise.SEARCH_RELATED)
    group = _group(
        "promises",
        _("約束"),
        "promise_list",
        _few(rows, query),
        lambda promise: _hit(promise, "promise_detail", query, promise.text, [promise.whom, promise.source_text]),
    )
    # The list begins with one's own open ones; what was found is among all of them.
    return replace(group, list_query="&tab=all&state=every")


def _consultations(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_ADVICE):
        return None
    written = Message.objects.filter(consultation=OuterRef("pk")).order_by("at", "pk").values("text")
    rows = Consultation.objects.allowing(actor, Permission.SEE_ADVICE).select_related(*Consultation.SEARCH_RELATED)
    group = _group(
        "advice",
        _("相談"),
        "consultation_list",
        _few(rows.annotate(texts=ArraySubquery(written)), query),
        lambda one: _hit(one, "consultation_detail", query, one.subject, one.texts),
    )
    # The list begins with those that have not ended.
    return replace(group, list_query="&state=every")


def _knowledge(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_KNOWLEDGE):
        return None
    rows = Knowledge.objects.allowing(actor, Permission.SEE_KNOWLEDGE)
    return _group(
        "knowledge",
        _("事例"),
        "knowledge_list",
        _few(rows, query),
        lambda case: _hit(case, "knowledge_detail", query, case.title, [case.answer, case.question]),
    )


def _records(actor: Actor, query: Query) -> Group | None:
    """What was heard on visits; a hit leads to the visit."""
    if not may(actor, Permission.SEE_VISITS):
        return None
    rows = VisitRecord.objects.allowing(actor, Permission.SEE_VISITS).select_related("visit__school")
    return _group(
        "records",
        _("訪問の記録"),
        "visit_records",
        _few(rows, query),
        lambda one: replace(_hit(one, "visit_detail", query, one.visit.school.short_name, [one.heard, one.ideas, one.met]), row=one.visit),
    )


def _places(actor: Actor, query: Query) -> Group | None:
    if not may(actor, Permission.SEE_SCHOOLS):
        return None
    rows = School.objects.allowing(actor, Permission.SEE_SCHOOLS).select_related("block", "site")
    # Names of places have no near words.
    group = _group(
        "places",
        _("学校・公民館・本部"),
        "school_list",
        list(rows.search_exact(query)[: SHOWN + 1]),
        lambda school: _hit(school, "school_detail", query, school.short_name, [school.name, school.kana, school.site.address]),
    )
    return Group(group.key, group.heading, [*_few_places(actor, query), *group.hits], group.has_more, group.list_url_name)


def _few_places(actor: Actor, query: Query) -> list[Hit]:
    """公民館 and 本部 are so few that they carry no index; one query. A 本部 is found by its schools, too."""
    centers = CommunityCenter.objects.allowing(actor, Permission.SEE_SCHOOLS).filter(closed_on=None).order_by()
    rows = centers.values_list(Value(""), "pk", "name", "kana", "site__address", "block__name")
    if may(actor, Permission.SEE_HQS):
        rows = rows.union(_hqs(actor), all=True)
    places = [Place(*row) for row in rows]
    found = [place for place in places if all(word in normalise(f"{place.name} {place.kana} {place.where}") for word in query.words)]
    return [Hit(one, one.url_name, highlight(one.name, query), highlight(one.where, query), []) for one in found]


def _hqs(actor: Actor) -> Any:
    served = HqSchool.objects.lasting(clock.today()).filter(hq=OuterRef("pk")).order_by().values("hq")
    schools = served.annotate(names=StringAgg("school__short_name", "、", order_by="school__code")).values("names")
    where = Coalesce(Subquery(schools), Value(""), output_field=TextField())
    hqs = CollaborationHq.objects.allowing(actor, Permission.SEE_HQS).open(clock.today()).order_by()
    return hqs.values_list(Value("hq_detail"), "pk", "name", "kana", where, Value(""))


def _few(rows: Any, query: Query) -> list[Any]:
    """For the rooms with some thousand rows at most: ranking them all is quicker there than putting the better query of ``find`` together."""
    return list(rows.search(query)[: SHOWN + 1])


def _group(key: str, heading: str, list_url_name: str, found: list[Any], hit: Callable[[Any], Hit]) -> Group:
    return Group(key, heading, [hit(row) for row in found[:SHOWN]], len(found) > SHOWN, list_url_name)


def _hit(row: Searchable, url_name: str, query: Query, title: str, texts: Iterable[str]) -> Hit:
    return Hit(row, url_name, highlight(title, query), highlight(_speaking(texts, query), query), near_hits(row, query))


def _speaking(texts: Iterable[str], query: Query) -> str:
    """The piece of the first text that holds a searched word, else the beginning of the first."""
    kept = [text for text in texts if text]
    best = next((text for text in kept if any(word in normalise(text) for word in query.all_words)), kept[0] if kept else "")
    return excerpt(best, query)
