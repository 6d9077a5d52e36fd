"""What is known of people: skills, settings, hours, absences, and how far they live from a venue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .model import ROAD_FACTOR, Need, Person, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_KM = 6371.0
NO_START, NO_END = -(10**9), 10**9
EVERYBODY = slice(None)


class Facts:
    """The facts of all people as arrays, and who is within reach of each venue (found when first asked)."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        people = problem.people
        self.problem = problem
        self.setting = np.array([person.setting for person in people], dtype=np.int64)
        self.reach = np.array([_reach(person) for person in people], dtype=np.float64)
        self.home = np.array([person.home or (np.nan, np.nan) for person in people], dtype=np.float64).reshape(-1, 2)
        self.windows = np.array([_windows(person) for person in people], dtype=np.int64).reshape(-1, 5, 2)
        self.skilled = self._skilled()
        self.away = self._away()
        self._near: dict[int, tuple[NDArray, NDArray]] = {}

    def serving(self, need: Need) -> tuple[NDArray, NDArray]:
        """Row numbers of the people who may serve the need, and their kilometres."""
        people, km = self.near(need.place)
        keep = self.fits(need, people)
        return people[keep], km[keep]

    def fits(self, need: Need, people: NDArray) -> NDArray:
        """Which of these people satisfy every rule but the distance."""
        keep = self.setting[people] >= need.setting
        if need.skill is not None:
            keep &= self.has_skill(need.skill)[people]
        return keep & self.has_hours(need)[people] & ~self.is_absent(need.day)[people]

    def has_skill(self, skill: str) -> NDArray:
        import numpy as np

        return self.skilled.get(skill, np.zeros(len(self.setting), np.bool_))

    def has_hours(self, need: Need) -> NDArray:
        window = self.windows[:, need.day % 5]
        return (window[:, 0] <= need.start) & (need.end <= window[:, 1])

    def is_absent(self, day: int) -> NDArray:
        import numpy as np

        return self.away.get(day, np.zeros(len(self.setting), np.bool_))

    def near(self, place: int) -> tuple[NDArray, NDArray]:
        import numpy as np

        if place not in self._near:
            km = self.distance(place)
            people = np.flatnonzero(km <= self.reach)
            self._near[place] = people, km[people]
        return self._near[place]

    def distance(self, place: int, people: Sequence[int] | slice = EVERYBODY) -> NDArray:
        """Road kilometres from every home, or those of some people; 0 where the home is not known."""
        import numpy as np

        if self.problem.places is None:
            return np.zeros(len(self.home))[people]
        lat, lon = np.radians(self.home[people]).T
        to_lat, to_lon = np.radians(self.problem.places[place])
        half = np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
        return np.nan_to_num(2 * EARTH_KM * np.arcsin(np.sqrt(half)) * ROAD_FACTOR)

    def _skilled(self) -> dict[str, NDArray]:
        having = defaultdict(list)
        for row, person in enumerate(self.problem.people):
            for skill in person.skills:
                having[skill].append(row)
        return {skill: self._mask(rows) for skill, rows in having.items()}

    def _away(self) -> dict[int, NDArray]:
        gone = defaultdict(list)
        for row, person in enumerate(self.problem.people):
            for day in person.absent:
                gone[day].append(row)
        return {day: self._mask(rows) for day, rows in gone.items()}

    def _mask(self, rows: list[int]) -> NDArray:
        import numpy as np

        mask = np.zeros(len(self.problem.people), np.bool_)
        mask[rows] = True
        return mask


def _reach(person: Person) -> float:
    return float("inf") if person.reach_km is None or person.home is None else person.reach_km


def _windows(person: Person) -> tuple[tuple[int, int], ...]:
    return ((NO_START, NO_END),) * 5 if person.windows is None else person.windows
