"""How it stands: seats asked for and seats filled in a term, counted once for every picture."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, IntegerField, Sum, Value
from django.utils.translation import gettext_lazy as _

from yuinowa.access.matrix import Permission
from yuinowa.activities.models import ActivityKind
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import Term, fiscal_year, term_of, terms
from yuinowa.needs.models import Attendance, Engagement, Need

COUNTED = (Need.State.OPEN, Need.State.ASKING, Need.State.FILLED, Need.State.DONE)


@dataclass
class Tally:
    """Seats of a place or a kind: asked for, filled, and how many needs they belong to."""

    needs: int = 0
    wanted: int = 0
    filled: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.filled)

    @property
    def share(self) -> float | None:
        return min(1.0, self.filled / self.wanted) if self.wanted else None

    def add(self, other: "Tally") -> None:
        self.needs += other.needs
        self.wanted += other.wanted
        self.filled += other.filled


@dataclass
class Standing:
    """The tallies of a term by school and kind."""

    term: Term
    by_school_and_kind: dict[tuple[int, str], Tally] = field(default_factory=dict)

    def whole(self) -> Tally:
        return _sum(self.by_school_and_kind.values())

    def by_school(self) -> dict[int, Tally]:
        found: dict[int, Tally] = defaultdict(Tally)
        for (school, _kind), tally in self.by_school_and_kind.items():
            found[school].add(tally)
        return found

    def by_kind(self) -> list[tuple[Any, int, int]]:
        """(label, filled, wanted) of each kind that somebody asked for."""
        sums = {kind: _sum(tally for (_school, of), tally in self.by_school_and_kind.items() if of == kind) for kind in ActivityKind.values}
        return [(ActivityKind(kind).label, tally.filled, tally.wanted) for kind, tally in sums.items() if tally.wanted]


def standing_of(actor: Actor, term: Term) -> Standing:
    """What ``actor`` may see of a term; one query."""
    needs = Need.objects.allowing(actor, Permission.SEE_NEEDS).filter(state__in=COUNTED, first_on__range=(term.start, term.end))
    asked = needs.order_by().values_list("school_id", "kind").annotate(count=Count("pk"), seats=Sum("people"))
    agreed = (
        Engagement.objects.filter(need__in=needs, withdrawal__isnull=True)
        .order_by()
        .values_list("need__school_id", "need__kind")
        .annotate(count=Count("pk"), seats=Value(None, IntegerField()))
    )
    found: dict[tuple[int, str], Tally] = defaultdict(Tally)
    for school, kind, count, seats in asked.union(agreed, all=True):
        found[school, kind].add(Tally(filled=count) if seats is None else Tally(needs=count, wanted=seats))
    return Standing(term, dict(found))


def shown_term(on: dt.date, wish: str = "") -> Term:
    """The term of a day, or the one after it when ``wish`` is "next"."""
    term = term_of(on)
    return term_of(term.end + dt.timedelta(days=1)) if wish == "next" else term


def states_of_school(actor: Actor, on: dt.date) -> list[tuple[Any, list[int]]]:
    """Per kind: how many needs of this term are done, agreed, being asked and open; one query."""
    term = term_of(on)
    rows = (
        Need.objects.allowing(actor, Permission.SEE_NEEDS)
        .filter(first_on__range=(term.start, term.end), state__in=COUNTED)
        .order_by()
        .values_list("kind", "state")
        .annotate(Count("pk"))
    )
    counts = Counter({(kind, state): count for kind, state, count in rows})
    kinds = [kind for kind in ActivityKind if any(counts[kind, state] for state in COUNTED)]
    return [(kind.label, [counts[kind, state] for state in STATE_ORDER]) for kind in kinds]


STATE_ORDER = (Need.State.DONE, Need.State.FILLED, Need.State.ASKING, Need.State.OPEN)
STATE_WORDS = (_("実施済み"), _("決定"), _("打診中"), _("募集中"))


def own_year(person_id: int, on: dt.date) -> dict[str, int]:
    """How often and how long a talent came in this 年度; one query."""
    first = terms(fiscal_year(on))[0].start
    sums = Attendance.objects.filter(
        engagement__talent__person_id=person_id, has_come=True, engagement__date__on__range=(first, on)
    ).aggregate(times=Count("pk"), minutes=Sum("minutes"), schools=Count("engagement__need__school", distinct=True))
    return {"times": sums["times"], "hours": round((sums["minutes"] or 0) / 60), "schools": sums["schools"]}


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
