"""What the sheet for a school's staff room says: what one may ask for, how, by when, and whom. Counts of talents, never their names."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from yuinowa.activities.models import Activity
from yuinowa.engine.calendar import fiscal_year, fiscal_year_start, holiday_name
from yuinowa.organisations.calendar import SATURDAY, closed_days
from yuinowa.organisations.models import CommunityCenter, Municipality, School
from yuinowa.people.models import Appointment, Post
from yuinowa.talents.models import Skill, Talent

# The principal's yes, the answers (the municipality's own days) and a meeting before the day.
PREPARING_DAYS = 14
MONTHS_AHEAD = 6
MOST_PAST = 8


@dataclass(frozen=True)
class Deadline:
    """To have people come from ``first_on`` on (the first open day of a month), ask until ``ask_by``."""

    first_on: dt.date
    ask_by: dt.date
    is_over: bool


@dataclass(frozen=True)
class Window:
    """A post and who holds it; "" while nobody does."""

    post: Post | None
    name: str


def skills_of(school: School, on: dt.date) -> list[tuple[str, list[tuple[str, int]]]]:
    """Per group of skills: (skill, how many people and groups this school may ask today). One query."""
    talents = Talent.objects.available(on).open_to_school(school).order_by().values("pk")
    counts = Skill.objects.offered().annotate(n=Count("talents", filter=Q(talents__in=talents), distinct=True)).filter(n__gt=0)
    rows = counts.values_list("group__name", "name", "n")
    return [(group, [(name, n) for _group, name, n in found]) for group, found in groupby(rows, key=lambda row: row[0])]


def past_of(school: School, on: dt.date) -> list[Activity]:
    """What took place at the school since the April before last, the latest first; one of each title."""
    rows = Activity.objects.filter(school=school, on__gte=fiscal_year_start(fiscal_year(on) - 1), on__lte=on).order_by("-on", "-pk")
    found: dict[str, Activity] = {}
    for activity in rows[: MOST_PAST * 5]:
        found.setdefault(activity.title, activity)
    return list(found.values())[:MOST_PAST]


def deadlines_of(school: School, on: dt.date, accept_days: int) -> list[Deadline]:
    """For each of the coming months; those that are over say so, because a telephone call may still help."""
    firsts = [_month_after(on, number) for number in range(1, MONTHS_AHEAD + 1)]
    closed = closed_days(school.pk, firsts[0], _month_after(firsts[-1], 1))
    lead = dt.timedelta(days=lead_days(accept_days))
    opened = [_first_open(first, closed) for first in firsts]
    until = [(day, _working_day(day - lead)) for day in opened if day]
    return [Deadline(day, ask_by, ask_by < on) for day, ask_by in until]


def lead_days(accept_days: int) -> int:
    return PREPARING_DAYS + accept_days


def windows_of(school: School, on: dt.date) -> dict[str, Window]:
    """The school's window (or the 教頭 who stands in) and the instructor of its block; two queries."""
    near = Q(school=school, kind__in=[Post.Kind.LIAISON_TEACHER, Post.Kind.VICE_PRINCIPAL])
    if school.block_id:
        near |= Q(center__block_id=school.block_id, kind=Post.Kind.INSTRUCTOR)
    posts = Post.objects.filter(near).standing(on).with_place().order_by("number", "pk")
    names = {row.post_id: row.person.name for row in Appointment.objects.valid(on).filter(post__in=posts).select_related("person")}
    found: dict[str, Window] = {}
    for post in posts:
        held = Window(post, names.get(post.pk, ""))
        if post.kind not in found or (held.name and not found[post.kind].name):
            found[post.kind] = held
    window = found.get(Post.Kind.LIAISON_TEACHER)
    if window is None or not window.name:
        window = found.get(Post.Kind.VICE_PRINCIPAL) or Window(None, "")
    return {"window": window, "instructor": found.get(Post.Kind.INSTRUCTOR) or Window(None, "")}


def pack_of(school: School, on: dt.date) -> dict[str, Any]:
    """Everything on the sheet."""
    office = Municipality.objects.first()
    accept_days = office.accept_days if office else 7
    center = CommunityCenter.objects.filter(block_id=school.block_id, is_hub=True).first() if school.block_id else None
    return {
        "school": school,
        "on": on,
        "office": office,
        "center": center,
        "skills": skills_of(school, on),
        "past": past_of(school, on),
        "deadlines": deadlines_of(school, on, accept_days),
        "lead_days": lead_days(accept_days),
        **windows_of(school, on),
    }


def _month_after(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _working_day(day: dt.date) -> dt.date:
    """The day itself, or the last one before it that is neither in a weekend nor a holiday."""
    while day.weekday() >= SATURDAY or holiday_name(day):
        day -= dt.timedelta(days=1)
    return day


def _first_open(first: dt.date, closed: dict[dt.date, str]) -> dt.date | None:
    """The first day of a month on which the school takes people in; none in a month of holidays."""
    days = (first + dt.timedelta(days=number) for number in range(28))
    return next((day for day in days if day not in closed), None)
