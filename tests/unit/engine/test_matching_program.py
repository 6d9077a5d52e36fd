"""The linear programs of the matching: cuts are taken back where they leave nothing."""

import time

import numpy as np
import pytest

from yuinowa.engine.matching.linear import Linear
from yuinowa.engine.matching.program import Program
from yuinowa.engine.matching.rows import Rows
from yuinowa.engine.watch import Watch


@pytest.fixture
def triangle() -> Program:
    """Three columns of which any two exclude each other: halves are best, and whole numbers give one."""
    rows, columns = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 0, 2])
    linear = Linear(np.zeros(3), np.ones(3), rows, columns, np.ones(6), np.full(3, -np.inf), np.ones(3))
    return Program(linear, Watch(time.perf_counter, None, None, None))


def test_a_cut_reaches_whole_numbers_and_is_taken_back_with_its_row(triangle: Program) -> None:
    cost = np.array([-1.0, -1.0, -1.0])
    assert triangle.minimise(cost) == pytest.approx(-1.5)
    assert triangle.cut()
    assert triangle.minimise(cost) == pytest.approx(-1)
    triangle.add_rows(Rows([[0, 1, 2]], [2]))
    triangle.loosen()
    assert triangle.minimise(cost) == pytest.approx(-1.5)
    assert triangle.linear.row_upper.tolist() == [1, 1, 1, np.inf, 2]
