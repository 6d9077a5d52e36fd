"""Days on which nobody is taken in, and the lesson times of a school."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import uploads
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import Upload
from yuinowa.organisations.calendar import Span
from yuinowa.organisations.models import ClosedSpan, LessonPeriod, School

LONGEST_DAYS = 366


@action(Permission.MANAGE_CALENDAR)
def close_days(school: School, *, spans: Sequence[Span], by: Actor) -> int:
    """Close a school on these days; spans that are already there are left alone. Returns how many are new."""
    return _add(school, spans)


@action(Permission.MANAGE_CALENDAR)
def close_days_everywhere(*, spans: Sequence[Span], by: Actor) -> int:
    """The same for every school of the city."""
    if Reach.CITY not in reaches(by.roles, Permission.MANAGE_CALENDAR):
        raise NotAllowed(Permission.MANAGE_CALENDAR)
    return _add(None, spans)


@action(Permission.MANAGE_CALENDAR)
def keep_calendar_file(*, name: str, content: bytes, school: School | None, by: Actor) -> uuid.UUID:
    """Keep a file of closed days until somebody has ticked which of them count."""
    return uploads.keep(purpose="closed_days", name=name, content=content, by=by, school=school.pk if school else None).pk


@action(Permission.MANAGE_CALENDAR)
def drop_calendar_file(*, key: uuid.UUID, by: Actor) -> None:
    Upload.objects.filter(pk=key, post_id=by.post_id).delete()


@action(Permission.MANAGE_CALENDAR)
def open_days(span: ClosedSpan, *, by: Actor) -> None:
    """Take a closed span back."""
    span.delete()


@action(Permission.MANAGE_CALENDAR)
def set_lesson_times(school: School, *, times: Sequence[tuple[dt.time, dt.time]], by: Actor) -> None:
    """The whole timetable of a school, first lesson first; it replaces what was there."""
    for number, (start, end) in enumerate(times, start=1):
        if end <= start:
            raise Refused("end_before_start", _("%(number)s校時の終わりが始まりより前です。") % {"number": number})
        if number > 1 and start < times[number - 2][1]:
            raise Refused("lessons_overlap", _("%(number)s校時が前の校時と重なっています。") % {"number": number})
    school.lesson_periods.all().delete()
    LessonPeriod.objects.bulk_create(
        LessonPeriod(school=school, number=number, starts_at=start, ends_at=end) for number, (start, end) in enumerate(times, start=1)
    )


def _add(school: School | None, spans: Sequence[Span]) -> int:
    for span in spans:
        if span.until_on < span.from_on:
            raise Refused("end_before_start", _("終わりの日が始まりの日より前です。"))
        if (span.until_on - span.from_on).days > LONGEST_DAYS:
            raise Refused("span_too_long", _("1年より長い休業は登録できません。日付を確かめてください。"))
    known = set(ClosedSpan.objects.filter(school=school).values_list("from_on", "until_on"))
    new = {(span.from_on, span.until_on): span for span in spans if (span.from_on, span.until_on) not in known}
    ClosedSpan.objects.bulk_create(
        ClosedSpan(school=school, from_on=span.from_on, until_on=span.until_on, reason=span.reason) for span in new.values()
    )
    return len(new)
