"""Schools by months of a 年度: when each was and will be visited, and how long ago the last visit was."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import fiscal_year_end, fiscal_year_start
from yuinowa.organisations.models import Block, School
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import RoundPlan, RoundPolicy, SchoolVisits, Visit, VisitCancellation
from yuinowa.rounds.pictures.months import firsts

LONG_DAYS = 120  # a term without a visit
SHOWN = (*Visit.OPEN, Visit.State.DONE)


@dataclass(frozen=True)
class Mark:
    """One visit in the grid: its day, whether it took place, and its state."""

    key: int
    on: dt.date
    state: str


@dataclass
class Line:
    """One school. ``wanted`` and ``standing`` count the visits of the present term; ``why`` says why it gets fewer."""

    school: School
    cells: list[list[Mark]]
    last_on: dt.date | None = None
    next_on: dt.date | None = None
    wanted: int = 0
    standing: int = 0
    why: str = ""

    def days_since(self, today: dt.date) -> int | None:
        return (today - self.last_on).days if self.last_on else None

    @property
    def is_below(self) -> bool:
        return self.standing < self.wanted


@dataclass
class Part:
    """A block with its schools; ``overdue`` promises are those that its posts should have kept."""

    block: Block
    lines: list[Line] = field(default_factory=list)
    overdue: int = 0
    since: list[int | None] = field(default_factory=list)

    @property
    def visited(self) -> int:
        return sum(any(mark.state == Visit.State.DONE for cell in line.cells for mark in cell) for line in self.lines)

    @property
    def below(self) -> int:
        return sum(line.is_below for line in self.lines)

    @property
    def long_ago(self) -> int:
        return sum(days is None or days >= LONG_DAYS for days in self.since)

    @property
    def longest(self) -> int | None:
        return max((days for days in self.since if days is not None), default=None)


def months_of(year: int) -> list[dt.date]:
    return firsts(fiscal_year_start(year), fiscal_year_end(year))


def coverage(actor: Actor, year: int, today: dt.date) -> list[Part]:
    """Block by block what the actor may see; a constant number of queries."""
    schools = School.objects.allowing(actor, Permission.SEE_VISITS).in_programme().filter(block__isnull=False)
    rows = list(schools.select_related("block").defer("search_text", "search_grams").order_by("block__order", "block", "kind", "code"))
    lines = {school.pk: Line(school, [[] for _month in months_of(year)]) for school in rows}
    _fill(lines, actor, year, today)
    _measure(lines, today)
    parts: dict[int, Part] = {}
    for school in rows:
        assert school.block is not None
        part = parts.setdefault(school.block.pk, Part(school.block))
        part.lines.append(lines[school.pk])
        part.since.append(lines[school.pk].days_since(today))
    for block, count in _overdue(actor, today):
        if block in parts:
            parts[block].overdue = count
    return list(parts.values())


def _fill(lines: dict[int, Line], actor: Actor, year: int, today: dt.date) -> None:
    visits = Visit.objects.allowing(actor, Permission.SEE_VISITS).filter(state__in=SHOWN)
    before = fiscal_year_start(year - 1)
    months = {first: number for number, first in enumerate(months_of(year))}
    rows = visits.between(before, fiscal_year_end(year)).order_by("on").values_list("pk", "school", "on", "state")
    for key, school, on, state in rows:
        line = lines.get(school)
        if line is None:
            continue
        if on.replace(day=1) in months:
            line.cells[months[on.replace(day=1)]].append(Mark(key, on, state))
        if state == Visit.State.DONE and on <= today:
            line.last_on = on
        if state in Visit.STANDING and on >= today and line.next_on is None:
            line.next_on = on


def _measure(lines: dict[int, Line], today: dt.date) -> None:
    """How many visits of this term the policy wants, how many there are, and the reasons known for too few."""
    policies = {policy.block_id: policy for policy in RoundPolicy.objects.on(today)}
    special = {(row.policy_id, row.school_id): row for row in SchoolVisits.objects.filter(policy__in=policies.values())}
    for school, line in lines.items():
        policy = policies.get(line.school.block_id or 0)
        if policy is None:
            continue
        row = special.get((policy.pk, school))
        line.wanted = policy.visits if row is None or row.visits is None else row.visits
        line.why = row.reason if row else ""
        days = [mark.on for cell in line.cells for mark in cell if mark.state != Visit.State.UNSETTLED]
        line.standing = sum(policy.from_on <= day <= policy.until_on for day in days)
    _explain(lines, list(policies.values()))


def _explain(lines: dict[int, Line], policies: Sequence[RoundPolicy]) -> None:
    plans = RoundPlan.objects.filter(policy__in=policies, state=RoundPlan.State.ADOPTED).order_by("made_at")
    for figures in plans.values_list("figures", flat=True):
        for word in figures.get("below", []):
            for school in word["schools"]:
                if school in lines and lines[school].is_below:
                    lines[school].why = word["why"]
    spans = {policy.block_id: policy for policy in policies}
    refused = VisitCancellation.objects.filter(kind=VisitCancellation.Kind.REFUSED, visit__school__in=lines).select_related("visit")
    for cancellation in refused:
        line, visit = lines[cancellation.visit.school_id], cancellation.visit
        policy = spans.get(line.school.block_id or 0)
        if policy and policy.from_on <= visit.on <= policy.until_on:
            line.why = cancellation.reason or cancellation.get_kind_display()


def _overdue(actor: Actor, today: dt.date) -> Iterable[tuple[int, int]]:
    late = Promise.objects.allowing(actor, Permission.SEE_PROMISES).overdue(today).order_by()
    found: dict[int, int] = defaultdict(int)
    rows = late.values_list("owner__school__block", "owner__center__block").annotate(n=Count("pk"))
    for of_school, of_center, count in rows.filter(Q(owner__school__isnull=False) | Q(owner__center__isnull=False)):
        found[of_school or of_center] += count
    return found.items()
