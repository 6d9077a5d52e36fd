"""Making, moving, holding and calling off a visit."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of, remember, remember_all
from yuinowa.engine.calendar import wareki
from yuinowa.organisations.calendar import closed_days
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.questions import drop_questions
from yuinowa.rounds.models import InstructorAbsence, RoundPolicy, Visit, VisitCancellation


@action(Permission.PLAN_ROUNDS)
def make_visit(*, school: School, post: Post, on: dt.date, arrives_at: dt.time, leaves_at: dt.time, by: Actor, purpose: str = "") -> Visit:
    """Add one visit by hand. Raises Refused where the school is closed, the instructor away or elsewhere."""
    check_within(Post.objects, post, by=by, permission=Permission.PLAN_ROUNDS)
    policy = RoundPolicy.objects.filter(post=post).on(on).first()
    visit = Visit(school=school, post=post, policy=policy, on=on, arrives_at=arrives_at, leaves_at=leaves_at, purpose=purpose.strip())
    check_day(visit)
    visit.save(force_insert=True)
    occupy(visit)
    remember(visit, "made", by=by, on=on.isoformat())
    return visit


@action(Permission.PLAN_ROUNDS)
def move_visit(visit: Visit, *, on: dt.date, arrives_at: dt.time, leaves_at: dt.time, by: Actor, seen: str = "") -> Visit:
    """Put an open visit on another day or hour; a school that knew the old one has to be asked again.

    ``seen`` is ``place_of`` the visit as whoever moves it saw it: moved by somebody else meanwhile, it is left alone.
    """
    check_open(visit)
    if seen and seen != place_of(visit) and seen.rpartition(" ")[0] == place_of(visit).rpartition(" ")[0]:
        raise Refused("answered_meanwhile", _("この訪問に、いま学校の返事がありました。いまのようすを確かめて、もう一度動かしてください。"))
    if seen and seen != place_of(visit):
        raise Refused("moved_meanwhile", _("この訪問は、ほかの画面で動かされました。いまの日時を確かめて、もう一度動かしてください。"))
    was = {
        "on": visit.on.isoformat(),
        "arrives_at": f"{visit.arrives_at:%H:%M}",
        "leaves_at": f"{visit.leaves_at:%H:%M}",
        "state": visit.state,
    }
    visit.on, visit.arrives_at, visit.leaves_at = on, arrives_at, leaves_at
    check_day(visit)
    visit.state = Visit.State.PLANNED
    visit.save(update_fields=["on", "arrives_at", "leaves_at", "state"])
    occupy(visit)
    drop_questions(visit)
    remember(visit, "moved", by=by, before=was["on"], on=on.isoformat(), was=was)
    return visit


@action(Permission.PLAN_ROUNDS)
def return_visit(visit: Visit, *, by: Actor) -> Visit:
    """The undo of the last move, as long as nothing else happened to the visit since."""
    latest = history_of(visit).first()
    was = latest.facts.get("was") if latest and latest.verb == "moved" else None
    if was is None or visit.state != Visit.State.PLANNED:
        raise Refused("no_undo", _("動かしたあとで訪問が変わったため、元にはもどせません。"))
    visit.on = dt.date.fromisoformat(was["on"])
    visit.arrives_at, visit.leaves_at = dt.time.fromisoformat(was["arrives_at"]), dt.time.fromisoformat(was["leaves_at"])
    if was["state"] != Visit.State.UNSETTLED:
        check_day(visit)
    visit.state = was["state"]
    visit.save(update_fields=["on", "arrives_at", "leaves_at", "state"])
    vacate(visit) if visit.state == Visit.State.UNSETTLED else occupy(visit)
    remember(visit, "returned", by=by, on=was["on"])
    return visit


def place_of(visit: Visit) -> str:
    """Day, hour and state as a form carries them along."""
    return f"{visit.on.isoformat()} {visit.arrives_at:%H:%M} {visit.state}"


@action(Permission.RECORD_VISITS)
def finish_visits(*, visits: Sequence[Visit], by: Actor) -> int:
    """These took place, also where nothing was written: visits of the years on paper, or of a busy week."""
    own = Visit.objects.allowing(by, Permission.RECORD_VISITS).filter(pk__in=[visit.pk for visit in visits])
    held = list(own.filter(state__in=Visit.STANDING, on__lte=clock.today()).select_for_update(of=("self",), no_key=True))
    if len(held) < len(visits):
        raise Refused("not_yet", _("まだの訪問か、取りやめた訪問がまじっています。"))
    Visit.objects.filter(pk__in=[visit.pk for visit in held]).update(state=Visit.State.DONE)
    remember_all(held, "done", by=by)
    return len(held)


@action(Permission.PLAN_ROUNDS)
def lock_visit(visit: Visit, *, is_locked: bool, by: Actor) -> Visit:
    """A locked visit stays where it is when the rest is planned again."""
    check_open(visit)
    visit.is_locked = is_locked
    visit.save(update_fields=["is_locked"])
    remember(visit, "locked" if is_locked else "unlocked", by=by)
    return visit


@action(Permission.PLAN_ROUNDS)
def cancel_visit(visit: Visit, *, kind: str, by: Actor, reason: str = "") -> Visit:
    """Call a visit off for good."""
    check_open(visit)
    VisitCancellation.objects.create(visit=visit, kind=kind, reason=reason.strip(), at=clock.now(), made_for_id=by.post_id)
    visit.state = Visit.State.CANCELLED
    visit.save(update_fields=["state"])
    vacate(visit)
    drop_questions(visit)
    remember(visit, "cancelled", by=by, kind=kind)
    return visit


def check_open(visit: Visit) -> None:
    if visit.state not in Visit.OPEN:
        raise Refused("visit_closed", _("この訪問は、もう「%(state)s」です。") % {"state": visit.get_state_display()})


def check_day(visit: Visit) -> None:
    """The day lies ahead, the school is open, the instructor is there, and the school is not visited twice on it."""
    day = wareki(visit.on)
    if visit.leaves_at <= visit.arrives_at:
        raise Refused("hours_backward", _("終わりの時刻が、始まりより前になっています。"), field="leaves_at")
    if visit.on < clock.today():
        raise Refused("past_day", _("%(day)sは、もう過ぎています。") % {"day": day}, field="on")
    if reason := closed_days(visit.school_id, visit.on, visit.on).get(visit.on):
        raise Refused(
            "school_closed", _("%(day)sは、学校が受け入れられない日です（%(reason)s）。") % {"day": day, "reason": reason}, field="on"
        )
    if InstructorAbsence.objects.touching(visit.on, visit.on).filter(post=visit.post_id).exists():
        raise Refused("instructor_absent", _("%(day)sは、指導員が休みの日です。") % {"day": day}, field="on")
    others = Visit.objects.filter(school=visit.school_id, on=visit.on, state__in=[*Visit.STANDING, Visit.State.DONE])
    if others.exclude(pk=visit.pk).exists():
        raise Refused("visited_already", _("%(day)sには、この学校への訪問がもうあります。") % {"day": day}, field="on")
