"""One 本部: its schools, its people of today and before, what lies ahead, and how it came so far."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.consequences import foretell
from yuinowa.core.history import history_of
from yuinowa.organisations.models import CollaborationHq, HqSchool, School
from yuinowa.people import HQ_HISTORY_WORDS
from yuinowa.people.models import HqMember
from yuinowa.people.views.hqs.lists import near_ends
from yuinowa.people.views.hqs.members import renewable
from yuinowa.ui.templatetags.dates import wareki

MOST_PAST = 100
PARTS = dict(HqMember.Part.choices)
ORDER = {part: number for number, part in enumerate(HqMember.Part.values)}


@requires(Permission.SEE_HQS)
def hq_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = CollaborationHq.objects.allowing(request.actor, Permission.SEE_HQS)
    hq = get_object_or_404(found.select_related("center", "school", "successor"), pk=pk)
    on, terms, ahead = clock.today(), hq.members.select_related("person"), foretell("hq_shown", hq)
    may_manage = may(request.actor, Permission.MANAGE_ORGANISATIONS) and not hq.closed_on
    links = HqSchool.objects.lasting(on).filter(hq=hq).select_related("school").order_by("school__code")
    lasting = sorted(terms.lasting(on).order_by("person__kana", "from_on"), key=lambda term: ORDER[term.part])
    facts = {
        "hq": hq,
        "on": on,
        "links": links,
        "readable": set(
            School.objects.allowing(request.actor, Permission.SEE_SCHOOLS).filter(hq_links__in=links).values_list("pk", flat=True)
        ),
        "terms": lasting,
        # Where the 本部 itself closes, nobody is renewed there.
        "ending": [] if ahead else list(near_ends(on).filter(hq=hq).values_list("pk", flat=True)),
        "may_renew": may_manage and not ahead and renewable(hq, on).exists(),
        "past": list(terms.filter(until_on__lt=on)[:MOST_PAST]),
        "successor": hq.successor,
        "predecessors": hq.predecessors.all(),
        "reachable": set(found.filter(Q(pk=hq.successor_id) | Q(successor=hq)).values_list("pk", flat=True)),
        "ahead": ahead,
        "coming": foretell("hq_awaited", hq),
        "history": [_entry(entry) for entry in history_of(hq)[:30]],
        "may_manage": may_manage,
        "may_see_contact": may(request.actor, Permission.SEE_PERSON_CONTACT),
    }
    return render(request, "people/hq_detail.html", facts)


def _entry(entry: Any) -> dict[str, Any]:
    """What happened, with the schools, the other 本部 and the day, so that a reader sees why."""
    facts, text = entry.facts, str(HQ_HISTORY_WORDS.get(entry.verb, entry.verb))
    more = ["、".join(facts.get("schools", [])), PARTS.get(facts.get("part", ""), "")]
    more += [_("%(hq)sへ") % {"hq": facts["into"]}] if facts.get("into") else []
    more += [_("前は%(hq)s") % {"hq": facts["before"]}] if facts.get("before") else []
    more += [_("事務局は%(office)s") % {"office": facts["office"]}] if facts.get("office") else []
    more += [_("%(n)s人") % {"n": facts["n"]}] if facts.get("n") else []
    more += [_("%(day)sから") % {"day": _day(facts["from_on"])}] if facts.get("from_on") else []
    until = facts.get("until_on") or facts.get("last_on")
    more += [_("最後の日は%(day)s") % {"day": _day(until)}] if until else []
    said = _("、").join(str(word) for word in more if word)
    return {"at": entry.at, "text": _("%(text)s（%(more)s）") % {"text": text, "more": said} if said else text, "who": entry.actor_label}


def _day(text: str) -> str:
    return wareki(dt.date.fromisoformat(text))
