"""Writing the record of a visit, or putting it right; one form, and what follows from it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.promises.actions import Promised
from yuinowa.promises.forms import usual_days
from yuinowa.promises.queries import nameable
from yuinowa.rounds import actions
from yuinowa.rounds.forms import PromiseLine, VisitRecordForm
from yuinowa.rounds.forms.record import LINES, split_met
from yuinowa.rounds.models import FieldNote, Visit, VisitRecord
from yuinowa.rounds.views.acting import page_of, visit_for
from yuinowa.rounds.views.around import near_talents
from yuinowa.ui.deciding import attempt

MOST_NOTES = 20
MOST_TALENTS = 20
# Notes without a visit that were written around its day belong to it, most likely.
AROUND = dt.timedelta(days=3)
_AT_SCHOOL = (Post.Kind.LIAISON_TEACHER, Post.Kind.VICE_PRINCIPAL, Post.Kind.PRINCIPAL)


@requires(Permission.RECORD_VISITS)
def visit_record(request: Any, pk: int) -> HttpResponse:
    visit = visit_for(request, pk, Permission.RECORD_VISITS)
    record = VisitRecord.objects.filter(visit=visit).first()
    notes, owners, today = _notes(request, visit), _owners(request, visit), clock.today()
    typed = request.POST or None
    days = usual_days(today)
    lines = [PromiseLine(typed, owners=owners, days=days, prefix=f"promise-{number}") for number in range(LINES)]
    form = VisitRecordForm(typed, notes=notes, talents=_talents(request, visit), initial=_initial(record, notes))
    if typed and all([form.is_valid(), *(line.is_valid() for line in lines)]):
        promises = _promised(lines, owners, visit)
        gone = attempt(request, form, lambda: _recorded(request, visit, record, form, promises))
        if gone:
            return gone
    facts = {"visit": visit, "record": record, "form": form, "lines": lines, "has_come": visit.on <= today, "has_notes": bool(notes)}
    return render(request, "rounds/visit_record.html", {**facts, "may_post": _may_post(request, visit)})


def _recorded(request: Any, visit: Visit, record: VisitRecord | None, form: VisitRecordForm, promises: Sequence[Promised]) -> str:
    heard = form.heard_with(promises)
    if record:
        actions.edit_record(visit, heard=heard, by=request.actor)
        messages.success(request, _("記録を直しました。"))
    else:
        actions.record_visit(visit, heard=heard, by=request.actor)
        messages.success(request, _("訪問を記録しました。学校に、読んでもらうよう知らせました。"))
    return page_of(visit)


def _promised(lines: Sequence[PromiseLine], owners: Sequence[Post], visit: Visit) -> list[Promised]:
    theirs = next((post for post in owners if post.school_id == visit.school_id), None)
    return [promised for line in lines if (promised := line.promised(visit.post, theirs, visit))]


def _owners(request: Any, visit: Visit) -> list[Post]:
    """Who may owe something after a visit: whoever came, the window of the school, the 公民館, the coordinator."""
    near = Q(school=visit.school_id, kind__in=_AT_SCHOOL) | Q(kind=Post.Kind.COORDINATOR)
    if visit.post.center_id:
        near |= Q(center=visit.post.center_id, kind=Post.Kind.CENTER_STAFF)
    found = list(nameable(request.actor).filter(near).standing(clock.today()).with_place().order_by("pk"))
    window = min((post for post in found if post.school_id), key=lambda post: _AT_SCHOOL.index(post.kind), default=None)
    return [visit.post, *([window] if window else []), *(post for post in found if not post.school_id)]


def _notes(request: Any, visit: Visit) -> Any:
    """The writer's notes of this visit, or of its school around its day."""
    midnight = dt.datetime.combine(visit.on, dt.time(0), clock.JAPAN)
    loose = Q(visit__isnull=True, school=visit.school_id, written_at__range=(midnight - AROUND, midnight + AROUND))
    keys = FieldNote.objects.unused().filter(Q(visit=visit) | loose, post=request.actor.post_id).values_list("pk", flat=True)[:MOST_NOTES]
    return FieldNote.objects.filter(pk__in=list(keys)).order_by("written_at", "pk")


def _talents(request: Any, visit: Visit) -> list[tuple[int, str]]:
    near = near_talents([visit.school], request.actor, clock.today(), MOST_TALENTS).get(visit.school_id, [])
    return [(one.pk, f"{one.name}（{'・'.join(one.skills)}）" if one.skills else one.name) for one in near]


def _initial(record: VisitRecord | None, notes: Any) -> dict[str, Any]:
    taken = list(notes)
    words = "\n".join(note.text for note in taken)
    chosen = [note.pk for note in taken]
    if record is None:
        return {"heard": words, "notes": chosen}
    met, other = split_met(record.met)
    heard = f"{record.heard}\n{words}" if words else record.heard
    return {"met": met, "met_other": other, "heard": heard, "ideas": record.ideas, "notes": chosen}


def _may_post(request: Any, visit: Visit) -> bool:
    """Whether the writer may begin a need for this school; a substitute of another block may not."""
    rows = School.objects.allowing(request.actor, Permission.POST_NEEDS)
    return may(request.actor, Permission.POST_NEEDS) and rows.filter(pk=visit.school_id).exists()
