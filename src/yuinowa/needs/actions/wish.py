"""What somebody wishes for a need: the form's, the importer's and the demo's one shape, and the rules it must keep."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from yuinowa.activities.models import ActivityKind
from yuinowa.core.errors import Refused
from yuinowa.engine.calendar import holiday_name, wareki
from yuinowa.needs.models import Need
from yuinowa.organisations.models import ClosedSpan, LessonPeriod, School
from yuinowa.safety.models import Setting

MOST_PEOPLE = 99
MOST_DATES = 5
MOST_WEEKS = 40


@dataclass(frozen=True)
class WishedDate:
    """A possible date: a lesson of the school's own timetable, or times."""

    on: dt.date
    lesson: int | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None


@dataclass(frozen=True)
class Wish:
    """Everything that a school says about one need; the first date is the wished one.

    ``weeks`` above 1 asks for the same every week. ``is_holiday_meant``: the day may be a Sunday or a national holiday.
    """

    title: str
    kind: str = ActivityKind.SCHOOL_SUPPORT
    dates: tuple[WishedDate, ...] = ()
    people: int = 1
    minimum: int = 0
    class_name: str = ""
    subject: str = ""
    aim: str = ""
    tasks: str = ""
    place: str = ""
    pupils: int | None = None
    skill_id: int | None = None
    setting: int = Setting.WITH_TEACHER
    priority: int = Need.Priority.ORDINARY
    contact: str = ""
    note: str = ""
    is_published: bool = False
    site_id: int | None = None
    copied_from_id: int | None = None
    weeks: int = 1
    is_holiday_meant: bool = False


PLAIN_FIELDS = (
    "title",
    "kind",
    "people",
    "minimum",
    "class_name",
    "subject",
    "aim",
    "tasks",
    "place",
    "pupils",
    "skill_id",
    "setting",
    "priority",
    "contact",
    "note",
    "is_published",
)


@dataclass(frozen=True)
class SchoolDays:
    """One school's timetable and closed days."""

    periods: dict[int, tuple[dt.time, dt.time]] = field(default_factory=dict)
    closed: tuple[tuple[dt.date, dt.date, str], ...] = ()

    def why_closed(self, on: dt.date) -> str | None:
        return next((reason for start, end, reason in self.closed if start <= on <= end), None)

    def timed(self, date: WishedDate) -> WishedDate:
        """The date with the times of its lesson, where times were not given."""
        if date.lesson in self.periods and not (date.starts_at and date.ends_at):
            starts_at, ends_at = self.periods[date.lesson]
            return replace(date, starts_at=starts_at, ends_at=ends_at)
        return date


def school_days(schools: Iterable[School]) -> dict[int, SchoolDays]:
    """Timetables and closed days of many schools, in two queries."""
    ids = {school.pk for school in schools}
    periods: dict[int, dict[int, tuple[dt.time, dt.time]]] = {pk: {} for pk in ids}
    for period in LessonPeriod.objects.filter(school_id__in=ids):
        periods[period.school_id][period.number] = (period.starts_at, period.ends_at)
    spans = list(ClosedSpan.objects.filter(Q(school_id__in=ids) | Q(school__isnull=True)))
    return {pk: SchoolDays(periods[pk], _spans_of(pk, spans)) for pk in ids}


def _spans_of(school_id: int, spans: list[ClosedSpan]) -> tuple[tuple[dt.date, dt.date, str], ...]:
    return tuple((span.from_on, span.until_on, span.reason) for span in spans if span.school_id in {None, school_id})


def checked(wish: Wish, days: SchoolDays, *, today: dt.date, is_draft: bool = False) -> Wish:
    """The wish with its times filled in. Raises Refused, whose fact ``field`` names what to correct."""
    wish = replace(wish, title=wish.title.strip(), dates=tuple(days.timed(date) for date in wish.dates))
    _check_words(wish)
    _check_numbers(wish)
    if not wish.dates and not is_draft:
        raise Refused("no_date", _("日にちを一つ以上入れてください。"), field="dates")
    for number, date in enumerate(wish.dates[:MOST_DATES]):
        check_date(date, days, today=today, is_holiday_meant=wish.is_holiday_meant, number=number)
    return wish


def _check_words(wish: Wish) -> None:
    if not wish.title:
        raise Refused("no_title", _("お願いの名前を入れてください（例：ミシンの学習のお手伝い）。"), field="title")
    if wish.kind not in ActivityKind.values:
        raise Refused("kind", _("活動の種類を選んでください。"), field="kind")


def _check_numbers(wish: Wish) -> None:
    if not 1 <= wish.people <= MOST_PEOPLE:
        raise Refused("people", _("来てほしい人数は、1人から99人までで入れてください。"), field="people")
    if not 0 <= wish.minimum <= wish.people:
        raise Refused("minimum", _("「少なくとも必要な人数」は、来てほしい人数以下にしてください。"), field="minimum")
    if not 1 <= wish.weeks <= MOST_WEEKS:
        raise Refused("weeks", _("くりかえしは、40週までで入れてください。"), field="weeks")


def check_date(date: WishedDate, days: SchoolDays, *, today: dt.date, is_holiday_meant: bool = False, number: int = 0) -> None:
    """Raise Refused, telling what to do, where nobody could be asked for ``date``."""
    where = {"field": "dates", "number": number}
    if not date.starts_at or not date.ends_at:
        raise Refused("no_time", _("%(day)sの校時か、始まりと終わりの時刻を入れてください。") % {"day": wareki(date.on)}, **where)
    if date.ends_at <= date.starts_at:
        raise Refused("end_before_start", _("終わりの時刻が、始まりより前です。時刻を直してください。"), **where)
    if date.on < today:
        raise Refused("past_date", _("%(day)sは、もう過ぎています。今日より後の日を選んでください。") % {"day": wareki(date.on)}, **where)
    why = days.why_closed(date.on)
    if why:
        words = {"day": wareki(date.on), "reason": why}
        raise Refused("closed_day", _("%(day)sは「%(reason)s」のため、受け入れられない日です。別の日を選んでください。") % words, **where)
    if is_holiday(date.on) and not is_holiday_meant:
        raise Refused(
            "holiday", _("%(day)sは休日です。休日に行うときは「休日に行います」に印をつけてください。") % {"day": wareki(date.on)}, **where
        )


def is_holiday(on: dt.date) -> bool:
    """A Sunday or a national holiday; a Saturday is an ordinary day for many programmes."""
    return on.weekday() == 6 or holiday_name(on) is not None


def weekly(wish: Wish, days: SchoolDays) -> tuple[list[Wish], list[dt.date]]:
    """One wish per week from its first date on, and the days left out because the school is closed then."""
    first = wish.dates[0]
    wanted = [first.on + dt.timedelta(weeks=week) for week in range(wish.weeks)]
    skipped = [on for on in wanted if days.why_closed(on) or (is_holiday(on) and not wish.is_holiday_meant)]
    return [replace(wish, weeks=1, dates=(replace(first, on=on),)) for on in wanted if on not in skipped], skipped
