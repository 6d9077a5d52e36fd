"""Rows of the linear program that come one by one: at most so many of these columns. Only rows that can bind are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray

BROKEN = 1e-6


@dataclass(slots=True)
class Rows:
    """Row `i` says: the columns `members[i]` together at most `most[i]`, and more by what a switch among them lifts the limit."""

    members: list[list[int]] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    lifts: dict[int, int] = field(default_factory=dict)

    def add(self, members: list[int], most: int) -> None:
        if len(members) > most:
            self.members.append(members)
            self.most.append(most)

    def add_switched(self, members: list[int], switch: int, lift: int) -> None:
        """These together at most `lift` times the switch."""
        self.members.append([*members, switch])
        self.most.append(0)
        self.lifts[switch] = lift

    def entries(self) -> tuple[NDArray, NDArray, NDArray]:
        """Row numbers, columns and coefficients, in step."""
        import numpy as np

        sizes = [len(members) for members in self.members]
        column = np.fromiter((pair for members in self.members for pair in members), np.int64, sum(sizes))
        value = np.ones(len(column))
        for place in np.flatnonzero(np.isin(column, list(self.lifts))).tolist():
            value[place] = -self.lifts[int(column[place])]
        return np.repeat(np.arange(len(sizes)), sizes), column, value
