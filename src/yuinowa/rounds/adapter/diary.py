"""The days of one instructor's post: where she is when, and where one more visit would fit.

A day takes a visit when the policy works on it, neither absence nor month is against it, the school is open and was not visited
shortly before or after, and the roads to and from the day's other stops leave enough time. Minutes count from midnight.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from yuinowa.organisations.models import School
from yuinowa.rounds.models import RoundPolicy

STEP = 15  # appointments are made on the quarter


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day and hours on which a school can be visited."""

    on: dt.date
    arrives_at: dt.time
    leaves_at: dt.time


@dataclass(frozen=True, slots=True)
class Stop:
    """The instructor is somewhere; without a site, nobody knows how far that is."""

    from_minute: int
    until_minute: int
    site_id: int | None
    is_visit: bool = True


@dataclass(frozen=True, slots=True)
class Receiving:
    """When a school receives visitors: minutes by weekday (None: as the policy says), closed days, days of its other visits."""

    hours: Mapping[int, tuple[int, int]] | None
    closed: frozenset[dt.date]
    visited: frozenset[dt.date]
    service: Mapping[int, int]


@dataclass
class Diary:
    """``base_id`` is the site from which the day starts and at which it ends; ``roads`` holds minutes by pair of sites."""

    base_id: int
    policies: Sequence[RoundPolicy]
    absent: frozenset[dt.date]
    schools: Mapping[int, Receiving]
    roads: Mapping[tuple[int, int], int]
    stops: dict[dt.date, list[Stop]] = field(default_factory=dict)
    offered: dict[dt.date, list[Stop]] = field(default_factory=dict)

    def slots(self, school: School, days: Sequence[dt.date], count: int) -> list[Slot]:
        """The first ``count`` days that fit, one time each; times offered elsewhere are taken only where others do not suffice."""
        found = {slot.on: slot for slot in self._first(school, days, count, with_offered=True)}
        if len(found) < count:
            for slot in self._first(school, days, count, with_offered=False):
                if len(found) < count:
                    found.setdefault(slot.on, slot)
        return sorted(found.values())

    def keep(self, school: School, slot: Slot) -> None:
        """From now on the instructor is there at that time."""
        self.stops.setdefault(slot.on, []).append(Stop(minute(slot.arrives_at), minute(slot.leaves_at), school.site_id))

    def offer(self, school: School, slot: Slot) -> None:
        """The school may choose that time."""
        self.offered.setdefault(slot.on, []).append(Stop(minute(slot.arrives_at), minute(slot.leaves_at), school.site_id))

    def fits(self, school: School, slot: Slot) -> bool:
        """Whether the instructor has exactly this time, on which the school agreed before, still free."""
        policy = self._policy(slot.on)
        if policy is None or not self._works(policy, slot.on):
            return False
        new = Stop(minute(slot.arrives_at), minute(slot.leaves_at), school.site_id)
        return self._reached(policy, self.stops.get(slot.on, []), new)

    def _first(self, school: School, days: Sequence[dt.date], count: int, *, with_offered: bool) -> Iterator[Slot]:
        for day in days:
            slot = self._earliest(school, day, self.offered.get(day, []) if with_offered else [])
            if slot is not None:
                yield slot
                count -= 1
            if count <= 0:
                return

    def _earliest(self, school: School, day: dt.date, offered: list[Stop]) -> Slot | None:
        receiving, policy = self.schools[school.pk], self._policy(day)
        if policy is None or not self._takes(policy, receiving, day, more=len(offered)):
            return None
        begins, ends = self._hours(policy, receiving, day)
        service = receiving.service.get(policy.pk or 0, policy.service_minutes)
        taken = [*self.stops.get(day, []), *offered]
        for arrives in range(-(-begins // STEP) * STEP, ends - service + 1, STEP):
            if self._reached(policy, taken, Stop(arrives, arrives + service, school.site_id)):
                return Slot(day, clock_time(arrives), clock_time(arrives + service))
        return None

    def _policy(self, day: dt.date) -> RoundPolicy | None:
        return next((policy for policy in self.policies if policy.from_on <= day <= policy.until_on), None)

    def _takes(self, policy: RoundPolicy, receiving: Receiving, day: dt.date, more: int) -> bool:
        """Both sides: the school receives, and the instructor works."""
        if day in receiving.closed or (receiving.hours is not None and day.weekday() not in receiving.hours):
            return False
        if any(abs((day - other).days) < max(policy.spacing_days, 1) for other in receiving.visited):
            return False
        return self._works(policy, day, more)

    def _works(self, policy: RoundPolicy, day: dt.date, more: int = 0) -> bool:
        if day.weekday() not in policy.weekdays or day in self.absent:
            return False
        visits = sum(stop.is_visit for stop in self.stops.get(day, []))
        return visits + more < policy.per_day and (visits > 0 or self._worked(day) < policy.days_a_month)

    def _worked(self, day: dt.date) -> int:
        month = (day.year, day.month)
        return sum((on.year, on.month) == month and any(stop.is_visit for stop in stops) for on, stops in self.stops.items())

    @staticmethod
    def _hours(policy: RoundPolicy, receiving: Receiving, day: dt.date) -> tuple[int, int]:
        if receiving.hours is not None:
            return receiving.hours.get(day.weekday(), (0, 0))
        return minute(policy.window_from), minute(policy.window_until)

    def _reached(self, policy: RoundPolicy, taken: Sequence[Stop], new: Stop) -> bool:
        """The roads before and after the new stop leave enough time; home is left and reached within the shift."""
        home = self.base_id
        before = max((stop for stop in taken if stop.from_minute < new.from_minute), key=_until, default=None)
        after = min((stop for stop in taken if stop.from_minute >= new.from_minute), key=_from, default=None)
        left, left_at = (before.until_minute, before.site_id) if before else (minute(policy.shift_from), home)
        due, due_at = (after.from_minute, after.site_id) if after else (minute(policy.shift_until), home)
        return left + self._road(left_at, new.site_id) <= new.from_minute and new.until_minute + self._road(new.site_id, due_at) <= due

    def _road(self, origin: int | None, destination: int | None) -> int:
        if origin is None or destination is None or origin == destination:
            return 0
        return self.roads[origin, destination]


def _from(stop: Stop) -> int:
    return stop.from_minute


def _until(stop: Stop) -> int:
    return stop.until_minute


def minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def clock_time(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)
