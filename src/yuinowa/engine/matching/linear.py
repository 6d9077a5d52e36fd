"""A linear program as arrays, before any solver sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE = 1e-6
Cut = tuple["NDArray", int]  # a coefficient for each column, and the most that they come to


@dataclass(slots=True)
class Linear:
    """Columns and rows between bounds; entries as (row, column, value), sorted by row."""

    lower: NDArray
    upper: NDArray
    row: NDArray
    column: NDArray
    value: NDArray
    row_lower: NDArray
    row_upper: NDArray

    def add_row(self, cost: NDArray, most: float) -> None:
        """Never again worse than this; `cost` may stop before the last columns."""
        import numpy as np

        columns = np.flatnonzero(cost)
        self.append(np.zeros(len(columns), np.int64), columns, cost[columns], np.array([most], np.float64))

    def add_rows(self, rows: Rows) -> None:
        import numpy as np

        number, column, value = rows.entries()
        self.append(number, column, value, np.array(rows.most, np.float64))

    def append(self, number: NDArray, column: NDArray, value: NDArray, most: NDArray) -> None:
        """Entries of new rows, numbered from 0."""
        import numpy as np

        self.row = np.concatenate((self.row, number + len(self.row_lower)))
        self.column = np.concatenate((self.column, column))
        self.value = np.concatenate((self.value, value))
        self.row_lower = np.concatenate((self.row_lower, np.full(len(most), -np.inf)))
        self.row_upper = np.concatenate((self.row_upper, most))

    def copy(self) -> Linear:
        """Bounds may be changed in the copy; entries are shared and only ever replaced."""
        return replace(
            self, lower=self.lower.copy(), upper=self.upper.copy(), row_lower=self.row_lower.copy(), row_upper=self.row_upper.copy()
        )
