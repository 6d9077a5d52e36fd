"""From facts to the engine's problem.

A talent with several pairs of hands becomes several people of the engine; each need sees exactly one of them, so that nobody
is counted twice at one place. Saturdays and Sundays lie on days of their own behind the weeks, because the engine's week has five days.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from yuinowa.engine.calendar import monday_of
from yuinowa.engine.matching.eligible import eligible_pairs
from yuinowa.engine.matching.model import Assignment, Limit, Need, Pair, Person, Problem, Rules
from yuinowa.matching.adapter.facts import Facts, Helper, Occupied, Wish

WEEKEND = 50_000  # far behind the longest term, a multiple of five
RULES = Rules()
Pairs = tuple[tuple[int, int], ...]


def problem_of(
    facts: Facts, wishes: Collection[Wish], *, occupied: Iterable[Occupied] = (), locked: Pairs = (), previous: Pairs | None = None
) -> Problem:
    """The problem of these wishes (at most one date each). ``locked`` and ``previous`` are pairs of need and talent ids."""
    return _Builder(facts, wishes, list(occupied)).problem(locked, previous)


def talent_of(person_id: str) -> int:
    """The talent behind a person of the engine ("41.2": the second place of talent 41)."""
    return int(person_id.partition(".")[0])


def day_of(on: dt.date, from_on: dt.date) -> int:
    """Weekdays count five a week from the Monday of the first week; weekends lie behind WEEKEND."""
    week, weekday = divmod((on - monday_of(from_on)).days, 7)
    return week * 5 + weekday if weekday < 5 else WEEKEND + week * 5 + weekday - 5


class _Builder:
    def __init__(self, facts: Facts, wishes: Collection[Wish], planned: list[Occupied]) -> None:
        self.facts = facts
        self.wishes = {wish.need_id: wish for wish in wishes}
        self.helpers = {helper.talent_id: helper for helper in facts.helpers}
        self.site_row = {site.pk: row for row, site in enumerate(facts.sites)}
        self.taken: dict[tuple[int, dt.date], list[Occupied]] = defaultdict(list)
        self.planned = Counter(span.talent_id for span in planned)
        self.planned_in = Counter((span.talent_id, (span.on.year, span.on.month)) for span in planned)
        for span in (*facts.occupied, *planned):
            self.taken[span.talent_id, span.on].append(span)
        self.taken_of: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
        for (talent_id, on), spans in self.taken.items():
            self.taken_of[talent_id].append((on, len(spans)))

    def problem(self, locked: Pairs, previous: Pairs | None) -> Problem:
        places = tuple((site.latitude or 0.0, site.longitude or 0.0) for site in self.facts.sites)
        bare = Problem(
            needs=tuple(self._need(wish) for wish in self.wishes.values()),
            people=tuple(person for helper in self.facts.helpers for person in self._people(helper)),
            minutes=tuple(tuple(row) for row in self.facts.minutes),
            rules=RULES,
            places=places,
        )
        pairs = tuple(self._pairs(bare))
        able = {(pair.need, pair.person) for pair in pairs}
        return replace(
            bare,
            pairs=pairs,
            locked=tuple(a for a in self._assignments(locked) if (a.need, a.person) in able),
            previous=None if previous is None else tuple(self._assignments(previous)),
        )

    def _need(self, wish: Wish) -> Need:
        return Need(
            id=str(wish.need_id),
            place=self.site_row[wish.site_id],
            day=day_of(wish.on, self.facts.from_on),
            start=wish.start,
            end=wish.end,
            people=wish.seats,
            priority=wish.priority,
            minimum=wish.minimum,
            skill=str(wish.skill_id) if wish.skill_id else None,
            setting=wish.setting,
        )

    def _people(self, helper: Helper) -> Iterator[Person]:
        # The places of a term are shared out among the parallel pairs of hands.
        limit = max(0, helper.limit - self.planned[helper.talent_id])
        for number in range(helper.capacity):
            yield Person(
                id=f"{helper.talent_id}.{number}",
                limit=_share(limit, helper.capacity, number),
                past=_share(helper.past, helper.capacity, number),
                skills=tuple(str(skill) for skill in sorted(helper.skills)),
                setting=helper.setting,
                windows=_hulls(helper, range(5)),
                absent=self._absent(helper),
                home=helper.home,
                reach_km=helper.reach_km,
                limits=tuple(self._limits(helper, number)),
            )

    def _absent(self, helper: Helper) -> tuple[int, ...]:
        days = {
            day_of(on, self.facts.from_on)
            for start, end in helper.away
            for on in _days(max(start, self.facts.from_on), min(end, self.facts.until_on))
        }
        return tuple(sorted(days))

    def _limits(self, helper: Helper, number: int) -> Iterator[Limit]:
        if helper.month_limit is not None:
            for first, last in _months(self.facts.from_on, self.facts.until_on):
                month = first.year, first.month
                left = helper.month_limit - helper.promised.get(month, 0) - self.planned_in[helper.talent_id, month]
                most = _share(max(0, left), helper.capacity, number)
                start, end = _weekday_from(first), _weekday_until(last)
                if start <= end:
                    yield Limit(day_of(start, self.facts.from_on), day_of(end, self.facts.from_on), most)
        if helper.capacity == 1:
            for on, places in self.taken_of.get(helper.talent_id, ()):
                day = day_of(on, self.facts.from_on)
                yield Limit(day, day, max(0, RULES.per_day - places))

    def _pairs(self, bare: Problem) -> Iterator[Pair]:
        weekend = replace(
            bare,
            needs=tuple(n for n in bare.needs if n.day >= WEEKEND),
            people=tuple(replace(person, windows=_hulls(self.helpers[talent_of(person.id)], (5, 6, 7, 7, 7))) for person in bare.people),
        )
        week = replace(bare, needs=tuple(n for n in bare.needs if n.day < WEEKEND))
        for part in (week, weekend):
            if part.needs:
                may = (pair for pair in eligible_pairs(part) if self._may(pair))
                yield from (replace(pair, known=True) if self._is_known(pair) else pair for pair in may)  # most are not: no copy

    def _is_known(self, pair: Pair) -> bool:
        return self.wishes[int(pair.need)].school_id in self.helpers[talent_of(pair.person)].known_schools

    def _may(self, pair: Pair) -> bool:
        wish, helper = self.wishes[int(pair.need)], self.helpers[talent_of(pair.person)]
        return (
            _number(pair.person) == wish.need_id % helper.capacity
            and (wish.need_id, helper.talent_id) not in self.facts.forbidden
            and _is_shown(helper, wish)
            and _has_hours(helper, wish)
            and self._is_free(helper, wish)
        )

    def _is_free(self, helper: Helper, wish: Wish) -> bool:
        clashing = [span for span in self.taken.get((helper.talent_id, wish.on), ()) if self._meets(span, wish)]
        return len(clashing) < helper.capacity

    def _meets(self, span: Occupied, wish: Wish) -> bool:
        there, back = self._way(span.site_id, wish.site_id), self._way(wish.site_id, span.site_id)
        return span.start < wish.end + back and wish.start < span.end + there

    def _way(self, origin: int | None, destination: int | None) -> int:
        if origin == destination:
            return 0
        if origin not in self.site_row or destination not in self.site_row:
            return RULES.gap_minutes
        return self.facts.minutes[self.site_row[origin]][self.site_row[destination]] + RULES.gap_minutes

    def _assignments(self, pairs: Pairs) -> Iterator[Assignment]:
        for need_id, talent_id in pairs:
            if need_id in self.wishes and talent_id in self.helpers:
                yield Assignment(str(need_id), f"{talent_id}.{need_id % self.helpers[talent_id].capacity}")


def _share(total: int, parts: int, number: int) -> int:
    return total // parts + (number < total % parts)


def _number(person_id: str) -> int:
    return int(person_id.partition(".")[2])


def _hulls(helper: Helper, weekdays: Iterable[int]) -> tuple[tuple[int, int], ...] | None:
    """One window a weekday for the engine; where a talent has two, ``_has_hours`` looks again."""
    if not helper.windows:
        return None
    return tuple(_hull(helper.windows.get(weekday, ())) for weekday in weekdays)


def _hull(windows: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    return (min(start for start, _ in windows), max(end for _, end in windows)) if windows else (0, 0)


def _has_hours(helper: Helper, wish: Wish) -> bool:
    windows = helper.windows.get(wish.on.weekday(), ())
    return not helper.windows or any(start <= wish.start and wish.end <= end for start, end in windows)


def _is_shown(helper: Helper, wish: Wish) -> bool:
    if helper.visibility == "school":
        return wish.school_id in helper.schools
    return helper.visibility == "city" or helper.block_id == wish.block_id


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    start = first
    while start <= last:
        following = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        yield start, min(last, following - dt.timedelta(days=1))
        start = following


def _weekday_from(on: dt.date) -> dt.date:
    return on if on.weekday() < 5 else on + dt.timedelta(days=7 - on.weekday())


def _weekday_until(on: dt.date) -> dt.date:
    return on if on.weekday() < 5 else on - dt.timedelta(days=on.weekday() - 4)
