"""The record of a visit, and what is born in it: promises, a need, introductions. Notes taken over point to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search, put_search
from yuinowa.needs.actions import Wish, post_need
from yuinowa.needs.models import Need
from yuinowa.promises.actions import Promised, make_promises
from yuinowa.promises.models import Promise
from yuinowa.rounds import mails
from yuinowa.rounds.models import FieldNote, Introduction, Visit, VisitNeed, VisitPromise, VisitRecord
from yuinowa.talents.models import Talent


@dataclass(frozen=True)
class Heard:
    """What the writer says about a visit; ``need_title`` begins a draft that the school goes on writing."""

    met: str
    heard: str
    ideas: str = ""
    promises: Sequence[Promised] = ()
    need_title: str = ""
    need_tasks: str = ""
    introductions: Sequence[tuple[Talent, str]] = ()
    notes: Sequence[FieldNote] = ()


@action(Permission.RECORD_VISITS)
def record_visit(visit: Visit, *, heard: Heard, by: Actor) -> VisitRecord:
    """The visit took place. The school is told that there is a record to read."""
    _check_recordable(visit)
    _check_words(heard)
    record = VisitRecord(visit=visit, written_at=clock.now(), written_for_id=by.post_id)
    _write(record, heard)
    put_search(record)
    record.save(force_insert=True)
    visit.state = Visit.State.DONE
    visit.save(update_fields=["state"])
    born = _bear(record, heard, by)
    remember(visit, "recorded", by=by)
    mails.recorded(record, **born)
    return record


@action(Permission.RECORD_VISITS)
def edit_record(visit: Visit, *, heard: Heard, by: Actor) -> VisitRecord:
    """Put right what was written, or add to it. Words that the school had agreed to and that change ask for its yes again."""
    record = VisitRecord.objects.select_for_update(of=("self",)).filter(visit=visit).first()
    if record is None:
        raise Refused("no_record", _("この訪問の記録は、まだありません。"))
    _check_words(heard)
    before = (record.met, record.heard, record.ideas)
    _write(record, heard)
    if before != (record.met, record.heard, record.ideas):
        record.agreed_at, record.agreed_for = None, None
    record.save(update_fields=["met", "heard", "ideas", "agreed_at", "agreed_for"])
    fill_search(record)
    _bear(record, heard, by)
    remember(visit, "edited", by=by)
    return record


def _check_recordable(visit: Visit) -> None:
    if VisitRecord.objects.filter(visit=visit).exists():
        raise Refused("recorded", _("この訪問は、もう記録してあります。直すときは、訪問のページから開いてください。"))
    if visit.state not in (*Visit.STANDING, Visit.State.DONE):
        raise Refused("not_standing", _("この訪問は「%(state)s」なので、記録できません。") % {"state": visit.get_state_display()})
    if visit.on > clock.today():
        raise Refused("not_yet", _("訪問の日が来てから記録してください。"))


def _check_words(heard: Heard) -> None:
    if not heard.met.strip():
        raise Refused("met_nobody", _("会った人を選ぶか、書いてください。"), field="met_other")
    if not heard.heard.strip():
        raise Refused("nothing_heard", _("聞いたことを、ひとことでも書いてください。"), field="heard")


def _write(record: VisitRecord, heard: Heard) -> None:
    record.met, record.heard, record.ideas = heard.met.strip(), heard.heard.strip(), heard.ideas.strip()


def _bear(record: VisitRecord, heard: Heard, by: Actor) -> dict[str, Any]:
    """What follows from the visit, each through its own room's door."""
    there = _at_the_school(record.visit, by)
    promises = _promises(record, heard, there)
    need = _need(record, heard, there)
    _introduce(record, heard, there)
    FieldNote.objects.unused().filter(post=by.post_id, pk__in=[note.pk for note in heard.notes]).update(used_in=record)
    return {"promises": promises, "need": need}


def _at_the_school(visit: Visit, by: Actor) -> Actor:
    """Who stands in for another block's instructor reaches, for this record, as far as that one would."""
    is_stand_in = visit.post_id == by.post_id and visit.school.block_id is not None
    return replace(by, block_id=visit.school.block_id) if is_stand_in else by


def _promises(record: VisitRecord, heard: Heard, by: Actor) -> list[Promise]:
    if not heard.promises:
        return []
    promises: list[Promise] = make_promises(rows=heard.promises, by=by)
    VisitPromise.objects.bulk_create(VisitPromise(visit=record.visit, promise=promise) for promise in promises)
    return promises


def _need(record: VisitRecord, heard: Heard, by: Actor) -> Need | None:
    if not heard.need_title.strip():
        return None
    wish = Wish(title=heard.need_title, tasks=heard.need_tasks.strip())
    need: Need = post_need(record.visit.school, wish=wish, is_draft=True, by=by).need
    VisitNeed.objects.create(visit=record.visit, need=need)
    return need


def _introduce(record: VisitRecord, heard: Heard, by: Actor) -> None:
    for talent, for_what in heard.introductions:
        check_within(Talent.objects.open_to_school(record.visit.school), talent, by=by, permission=Permission.SEE_TALENT_NAME)
        Introduction.objects.update_or_create(visit=record.visit, talent=talent, defaults={"for_what": for_what.strip()})
