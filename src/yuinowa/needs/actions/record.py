"""After the day: what took place, who came, and the children's thanks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.activities.models import Activity
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.core.outbox import gathering
from yuinowa.needs import mails
from yuinowa.needs.actions.offer import close_offers
from yuinowa.needs.actions.state import LIVE, refresh_states
from yuinowa.needs.models import Attendance, Engagement, Need, NeedDate, Offer, Thanks


@dataclass(frozen=True)
class Came:
    """Whether one engaged person came; ``minutes`` None means the whole time."""

    has_come: bool = True
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Record:
    """The two-minute record. ``came`` is keyed by engagement; who is not named came."""

    pupils: int = 0
    teachers: int = 0
    result: str = ""
    issue: str = ""
    is_published: bool = False
    came: Mapping[int, Came] = field(default_factory=dict)


@action(Permission.RECORD_ACTIVITIES)
def record_activity(need: Need, *, record: Record, by: Actor) -> Activity:
    """Write down what took place. Raises Refused before the day, for a need called off, or when it is recorded already."""
    return _record_all([(need, record)], by=by)[0]


@action(Permission.RECORD_ACTIVITIES)
def record_activities(*, rows: Sequence[tuple[Need, Record]], by: Actor) -> list[Activity]:
    """The same for many in a few queries; all or nothing."""
    ids = {need.pk for need, _record in rows}
    allowed = Need.objects.allowing(by, Permission.RECORD_ACTIVITIES).select_for_update(of=("self",), no_key=True)
    locked = {need.pk: need for need in allowed.filter(pk__in=ids).order_by("pk")}
    if len(locked) < len(ids):
        raise NotAllowed(Permission.RECORD_ACTIVITIES)
    return _record_all([(locked[need.pk], record) for need, record in rows], by=by)


@action(Permission.RECORD_ACTIVITIES)
def correct_record(need: Need, *, record: Record, by: Actor) -> Activity:
    """Change a record that was written before."""
    activity = need.activity
    if activity is None:
        raise Refused("not_recorded", _("まだ記録がありません。"))
    engagements = list(Engagement.objects.live().filter(need=need).select_related("date"))
    Attendance.objects.filter(engagement__in=engagements).delete()
    attendances = [_attendance(one, record) for one in engagements]
    Attendance.objects.bulk_create(attendances)
    for name in ("pupils", "teachers", "result", "issue", "is_published"):
        setattr(activity, name, getattr(record, name))
    activity.volunteers = sum(attendance.has_come for attendance in attendances)
    activity.save(update_fields=["pupils", "teachers", "result", "issue", "is_published", "volunteers"])
    remember(need, "record_corrected", by=by)
    return activity


@action(Permission.SEND_THANKS)
def write_thanks(need: Need, *, text: str, signed: str, by: Actor) -> Thanks:
    """Keep the children's thanks; it can be changed until it is sent."""
    if not text.strip() or not signed.strip():
        raise Refused(
            "no_text", _("お礼のことばと、だれからか（例：3年1組 一同）を書いてください。"), field="text" if not text.strip() else "signed"
        )
    old = Thanks.objects.filter(need=need).first()
    if old is not None and old.sent_at is not None:
        raise Refused("sent", _("お礼は、もうお届けしました。"))
    thanks, _is_new = Thanks.objects.update_or_create(need=need, defaults={"text": text, "signed": signed, "written_at": clock.now()})
    remember(need, "thanks_written", by=by)
    return thanks


@action(Permission.SEND_THANKS)
def send_thanks(need: Need, *, by: Actor) -> list[Engagement]:
    """Send the thanks to everybody who came; returns those who have no mail and get it as a letter."""
    return _send_thanks([need], by=by, is_quiet=False)


@action(Permission.SEND_THANKS)
def give_thanks(*, rows: Sequence[tuple[Need, str, str]], by: Actor, is_quiet: bool = False) -> None:
    """Write and send the thanks (need, text, signature) for many needs at once."""
    ids = {need.pk for need, _text, _signed in rows}
    allowed = Need.objects.allowing(by, Permission.SEND_THANKS).select_for_update(of=("self",), no_key=True)
    locked = {need.pk: need for need in allowed.filter(pk__in=ids).order_by("pk")}
    if len(locked) < len(ids):
        raise NotAllowed(Permission.SEND_THANKS)
    now = clock.now()
    Thanks.objects.bulk_create([Thanks(need=locked[need.pk], text=text, signed=signed, written_at=now) for need, text, signed in rows])
    _send_thanks(list(locked.values()), by=by, is_quiet=is_quiet)


def _record_all(rows: Sequence[tuple[Need, Record]], *, by: Actor) -> list[Activity]:
    needs = [need for need, _record in rows]
    dates = _dates_held(needs)
    engaged: dict[int, list[Engagement]] = {need.pk: [] for need in needs}
    for one in Engagement.objects.live().filter(need__in=needs).select_related("date"):
        engaged[one.need_id].append(one)
    attendances = [_attendance(one, record) for need, record in rows for one in engaged[need.pk]]
    come = {attendance.engagement_id for attendance in attendances if attendance.has_come}
    activities = []
    for need, record in rows:
        _check_recordable(need, dates.get(need.pk))
        volunteers = sum(one.pk in come for one in engaged[need.pk])
        activities.append(_activity(need, dates[need.pk], record, volunteers))
    Activity.objects.bulk_create(activities, batch_size=2000)
    Attendance.objects.bulk_create(attendances, batch_size=2000)
    for need, activity in zip(needs, activities, strict=True):
        need.activity = activity
    Need.objects.bulk_update(needs, ["activity"], batch_size=2000)
    close_offers(list(Offer.objects.waiting().filter(need__in=needs)), Offer.State.EXPIRED)
    refresh_states(needs)
    remember_all(needs, "recorded", by=by)
    return activities


def _check_recordable(need: Need, date: NeedDate | None) -> None:
    if need.activity_id is not None:
        raise Refused("recorded", _("もう記録があります。記録の画面から直せます。"))
    if need.state not in LIVE or date is None:
        raise Refused("need_over", _("このお願いは、記録できる状態ではありません（下書き・承認待ち・取りやめ）。"))
    if date.on > clock.today():
        raise Refused("too_early", _("記録は、当日から書けます。"))


def _dates_held(needs: Sequence[Need]) -> dict[int, NeedDate]:
    """The chosen date of each need, else its first one."""
    rows = NeedDate.objects.filter(need__in=needs).order_by("is_chosen", "-rank")
    return {date.need_id: date for date in rows}


def _attendance(engagement: Engagement, record: Record) -> Attendance:
    came = record.came.get(engagement.pk, Came())
    whole = _minutes_of(engagement.date)
    minutes = (whole if came.minutes is None else came.minutes) if came.has_come else 0
    return Attendance(engagement=engagement, has_come=came.has_come, minutes=minutes, note=came.note)


def _minutes_of(date: NeedDate) -> int:
    start, end = (dt.datetime.combine(date.on, time) for time in (date.starts_at, date.ends_at))
    return int((end - start).total_seconds() // 60)


def _activity(need: Need, date: NeedDate, record: Record, volunteers: int) -> Activity:
    return Activity(
        school_id=need.school_id,
        kind=need.kind,
        title=need.title,
        on=date.on,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        class_name=need.class_name,
        subject=need.subject,
        pupils=record.pupils,
        teachers=record.teachers,
        volunteers=volunteers,
        result=record.result,
        issue=record.issue,
        is_published=record.is_published,
        recorded_at=clock.now(),
    )


def _send_thanks(needs: Sequence[Need], *, by: Actor, is_quiet: bool) -> list[Engagement]:
    now = clock.now()
    thanks = {row.need_id: row for row in Thanks.objects.filter(need__in=needs)}
    if len(thanks) < len(needs):
        raise Refused("no_thanks", _("先に、お礼のことばを書いてください。"))
    if any(row.sent_at is not None for row in thanks.values()):
        raise Refused("sent", _("お礼は、もうお届けしました。"))
    came = (
        Engagement.objects.live().filter(need__in=needs, attendance__has_come=True).select_related("need__school", "date", "talent__person")
    )
    engagements = list(came)
    if not engagements and not is_quiet:
        raise Refused("nobody_came", _("来てくださった方の記録がありません。先に活動の記録を書いてください。"))
    Thanks.objects.filter(need__in=needs).update(sent_at=now)
    remember_all(needs, "thanks_sent", by=by)
    if is_quiet:
        return []
    with gathering():
        mails.thanked(engagements, thanks)
    return [one for one in engagements if not mails.is_written_to(one.talent)]
