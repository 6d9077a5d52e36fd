"""What becomes of visits whose days are lost: another instructor, or other days. Nothing is written here.

Visits that stand elsewhere are never touched: each lost visit takes the first free time that is left, in the order of their days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from yuinowa.organisations.calendar import days
from yuinowa.rounds.adapter.diary import Diary, Slot
from yuinowa.rounds.adapter.neighbours import Neighbour, neighbours_for
from yuinowa.rounds.adapter.slots import HORIZON, open_diary
from yuinowa.rounds.models import Visit

# A school is not asked for a day so near that nobody there can prepare.
NOTICE = dt.timedelta(days=3)
OFFERED = 2


@dataclass(frozen=True, slots=True)
class Lost:
    """A visit that lost its day. ``slots``: where it could be instead (two for a school that knew the day, which then chooses)."""

    visit: Visit
    slots: tuple[Slot, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the school was told of the day."""
        return self.visit.state != Visit.State.PLANNED


@dataclass(frozen=True)
class Shut:
    """Days on which nothing takes place: at ``schools``, or (without any) for the instructor ``post_id``."""

    from_on: dt.date
    until_on: dt.date
    schools: frozenset[int] = frozenset()
    post_id: int | None = None
    days: frozenset[dt.date] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", frozenset(days(self.from_on, self.until_on)))


def foresee(visits: Sequence[Visit], shut: Shut, *, today: dt.date, with_neighbours: bool = False) -> list[Lost]:
    """The first free times of each visit once ``shut`` holds, and who could come in the instructor's place."""
    near = neighbours_for(visits, away=[visit.post_id for visit in visits]) if with_neighbours else {}
    by_post: dict[int, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: (visit.on, visit.arrives_at, visit.pk)):
        by_post[visit.post_id].append(visit)
    lost = [one for group in by_post.values() for one in _of_post(group, shut, today)]
    ordered = sorted(lost, key=lambda one: (one.visit.on, one.visit.arrives_at, one.visit.pk))
    return [replace(one, neighbours=tuple(near.get(one.visit.pk, ()))) for one in ordered]


def _of_post(visits: Sequence[Visit], shut: Shut, today: dt.date) -> list[Lost]:
    schools = {visit.school_id: visit.school for visit in visits}
    first = today + NOTICE
    last = max(first, shut.until_on) + HORIZON
    diary = open_diary(visits[0].post, list(schools.values()), from_on=first, until_on=last, leaving=visits)
    close(diary, shut, schools)
    ahead = list(days(first, last))
    return [Lost(visit, tuple(slots_of(diary, visit, _after_first(ahead, visit.on)))) for visit in visits]


def _after_first(ahead: Sequence[dt.date], on: dt.date) -> list[dt.date]:
    """The days after the lost one, then those before it, for which there is less time to prepare."""
    return [*(day for day in ahead if day > on), *(day for day in ahead if day < on)]


def close(diary: Diary, shut: Shut, schools: Collection[int]) -> None:
    """Think the lost days shut, before they are written."""
    if shut.post_id is not None:
        diary.absent |= shut.days
    diary.schools = {
        key: replace(receiving, closed=receiving.closed | shut.days) if key in shut.schools else receiving
        for key, receiving in diary.schools.items()
        if key in schools
    }


def slots_of(diary: Diary, visit: Visit, ahead: Sequence[dt.date]) -> list[Slot]:
    """Where the visit could be instead; what is found is taken for the next one."""
    wanted = OFFERED if visit.state != Visit.State.PLANNED else 1
    found = diary.slots(visit.school, ahead, wanted)
    if found:
        diary.keep(visit.school, found[0])
    for slot in found[1:]:
        diary.offer(visit.school, slot)
    return found
