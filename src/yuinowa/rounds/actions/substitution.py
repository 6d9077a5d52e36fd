"""A neighbouring instructor is asked to make a visit: yes, no, or silence, which passes the question on."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.engine.calendar import holiday_name
from yuinowa.people.models import Post
from yuinowa.rounds import mails
from yuinowa.rounds.actions.calls import to_telephone
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.resettle import resettle
from yuinowa.rounds.adapter.foresight import Shut, foresee
from yuinowa.rounds.adapter.neighbours import neighbours_for
from yuinowa.rounds.models import DisruptedVisit, Substitution, Visit

# So long before a visit its school must know who comes, and so long anybody needs to answer.
BEFORE_VISIT, TO_ANSWER = dt.timedelta(hours=2), dt.timedelta(minutes=30)
SATURDAY = 5


def answer_until(visit: Visit, now: dt.datetime) -> dt.datetime | None:
    """The same hour of the next working day, two hours before the visit at the latest; None: no time is left to ask."""
    until = now + dt.timedelta(days=1)
    while until.weekday() >= SATURDAY or holiday_name(until.date()):
        until += dt.timedelta(days=1)
    until = min(until, visit.starts_at - BEFORE_VISIT)
    return until if until >= now + TO_ANSWER else None


def ask(visits: Sequence[Visit], post: Post, *, by: Actor) -> list[Substitution]:
    """Ask ``post`` to make these visits, in one mail. There must be time to answer."""
    now = clock.now()
    rows = [
        Substitution(visit=visit, instead_of_id=visit.post_id, post=post, asked_at=now, answer_by=answer_until(visit, now))
        for visit in visits
    ]
    for row in rows:
        row.save(force_insert=True)
        remember(row.visit, "substitute_asked", by=by, word=post.label)
    to_telephone(mails.substitution_asked(post, rows))
    return rows


@action(Permission.ANSWER_SUBSTITUTION, first="visit")
def accept_substitution(substitution: Substitution, *, by: Actor) -> Substitution:
    """She comes: the visit is hers now, and a school that knew the day is told who comes."""
    visit = substitution.visit
    if substitution.state != Substitution.State.ASKED:
        raise _answered(substitution)
    if visit.state not in Visit.STANDING or visit.starts_at <= clock.now():
        raise Refused("visit_closed", _("この訪問は、もう終わったか、なくなりました。"))
    visit.post = substitution.post
    visit.save(update_fields=["post"])
    occupy(visit)
    _enter(substitution, Substitution.State.ACCEPTED)
    remember(visit, "substituted", by=by, word=substitution.post.label)
    with gathering():
        if visit.state != Visit.State.PLANNED:
            to_telephone(mails.visit_substituted(visit))
        mails.substitution_answered(substitution)
    return substitution


@action(Permission.ANSWER_SUBSTITUTION, first="visit")
def decline_substitution(substitution: Substitution, *, by: Actor) -> Substitution:
    """She cannot, or cannot any more: the next neighbour is asked, else the school gets other days."""
    if substitution.state not in (Substitution.State.ASKED, Substitution.State.ACCEPTED):
        raise _answered(substitution)
    visit = substitution.visit
    if visit.state not in Visit.STANDING or visit.on < clock.today():
        raise Refused("visit_closed", _("この訪問は、もう終わったか、なくなりました。"))
    _give_back(substitution)
    _enter(substitution, Substitution.State.DECLINED)
    remember(visit, "substitute_declined", by=by, word=substitution.post.label)
    with gathering():
        pass_on(substitution, by=by)
    return substitution


@action(Permission.ANSWER_SUBSTITUTION)
def expire_substitutions(*, now: dt.datetime, by: Actor) -> int:
    """Silence passes the question on. Safe to run twice."""
    late = Substitution.objects.waiting().filter(answer_by__lte=now).order_by("visit", "pk")
    rows = list(late.select_related("visit", "post__center", "instead_of__center").select_for_update(of=("self", "visit"), no_key=True))
    with gathering():
        for row in rows:
            _enter(row, Substitution.State.EXPIRED)
            remember(row.visit, "substitute_silent", by=by, word=row.post.label)
            if row.visit.state in Visit.STANDING and row.visit.on >= clock.today():
                pass_on(row, by=by)
    return len(rows)


def pass_on(substitution: Substitution, *, by: Actor) -> None:
    """Ask the next neighbour who has the time, or give the school other days."""
    visit = Visit.objects.with_places().select_related("booking", "post__center__site").get(pk=substitution.visit_id)
    near = neighbours_for([visit], away=[substitution.instead_of_id, visit.post_id])[visit.pk]
    if near and answer_until(visit, clock.now()):
        ask([visit], near[0].post, by=by)
        return
    lost = foresee([visit], Shut(visit.on, visit.on, post_id=visit.post_id), today=clock.today())[0]
    was_known = lost.is_known
    outcome = resettle(lost, by=by)
    DisruptedVisit.objects.filter(visit=visit, outcome=DisruptedVisit.Outcome.ASKED).update(outcome=outcome)
    if was_known:
        to_telephone(mails.day_lost([visit], _("指導員の都合")))
    mails.nobody_comes(substitution, visit)


def _give_back(substitution: Substitution) -> None:
    visit = substitution.visit
    if substitution.state == Substitution.State.ACCEPTED and visit.post_id == substitution.post_id:
        vacate(visit)
        visit.post = substitution.instead_of
        visit.save(update_fields=["post"])


def _enter(substitution: Substitution, state: Substitution.State) -> None:
    substitution.state, substitution.answered_at = state, clock.now()
    substitution.save(update_fields=["state", "answered_at"])


def _answered(substitution: Substitution) -> Refused:
    return Refused("answered", _("この依頼は、もう「%(state)s」です。") % {"state": substitution.get_state_display()})
