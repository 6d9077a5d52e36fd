"""What a plan is worth, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def values(problem: Problem, pairs: Eligible, chosen: NDArray) -> dict[str, int]:
    """Level values of the chosen pairs (a mask over `pairs`, which include the forbidden ones)."""
    import numpy as np

    priority = np.array([need.priority for need in problem.needs], dtype=np.int64)
    past = np.array([person.past for person in problem.people], dtype=np.int64)
    load = past + np.bincount(pairs.person[chosen], minlength=len(past))
    served = np.unique(pairs.person)
    return {
        "seats": int(chosen.sum()),
        "priority": int(priority[pairs.need[chosen]].sum()),
        "fairness": sum(places**2 for places in load[served].tolist()),  # whole numbers without an end: 64 bits are too few
        "travel": int(pairs.travel[chosen].sum()),
    }


def gini(loads: list[int]) -> float:
    """0 when all carry the same, towards 1 when one carries everything."""
    total, count = sum(loads), len(loads)
    if not total:
        return 0.0
    ranked = sum(rank * load for rank, load in enumerate(sorted(loads), start=1))
    return 2 * ranked / (count * total) - (count + 1) / count
