"""Cuts leave out a solution between whole numbers and no solution in whole numbers."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.matching.cuts import broken_cuts
from yuinowa.engine.matching.linear import Linear
from yuinowa.engine.matching.program import Impossible, Program
from yuinowa.engine.watch import Watch

CLOCK = iter(range(10**9)).__next__


def linear(rows: list[list[int]], low: list[float], high: list[float]) -> Linear:
    """Dense rows over columns between 0 and 1."""
    table = np.array(rows)
    row, column = np.nonzero(table)
    count = table.shape[1]
    return Linear(np.zeros(count), np.ones(count), row, column, table[row, column].astype(float), np.array(low), np.array(high))


def at_most(rows: list[list[int]], high: list[float]) -> Linear:
    return linear(rows, [-np.inf] * len(rows), high)


def solved(problem: Linear, cost: list[float]) -> np.ndarray:
    program = Program(problem, Watch(lambda: float(CLOCK()), None, None, None))
    program.minimise(np.array(cost))
    return program.x


@pytest.mark.parametrize(("columns", "together"), [(3, 2), (4, 3), (6, 5)])
def test_of_columns_that_exclude_each_other_only_one_is_left(columns, together):
    """Any so many together at most one: halves, thirds and fifths are best; whole numbers give one."""
    groups = [[int(place in group) for place in range(columns)] for group in combinations(range(columns), together)]
    problem = at_most(groups, [1.0] * len(groups))
    x = solved(problem, [-1.0] * columns)
    assert x.tolist() == pytest.approx([1 / together] * columns)
    assert ([1.0] * columns, 1) in [(value.tolist(), most) for value, most in broken_cuts(problem, x)]


def test_rows_that_are_full_from_below_and_columns_at_one_count_too():
    """Each two of a, b, c at least one; d is one beside them: the three are at least two, 3/2 is cut off."""
    rows = [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 1]]
    problem = linear(rows, [1.0, 1.0, 2.0], [np.inf] * 3)
    x = np.array([0.5, 0.5, 0.5, 1.0])
    cuts = broken_cuts(problem, x)
    assert cuts
    points = [point for point in product((0, 1), repeat=4) if np.all(np.array(rows) @ point >= [1, 1, 2])]
    assert all(value @ point <= most for value, most in cuts for point in points)


def test_whole_numbers_are_not_cut():
    problem = at_most([[1, 1, 0], [0, 1, 1]], [1.0, 1.0])
    assert broken_cuts(problem, np.array([1.0, 0.0, 1.0])) == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_solution_in_whole_numbers_is_lost(data):
    columns, count = data.draw(st.integers(2, 7)), data.draw(st.integers(1, 8))
    rows = data.draw(st.lists(st.lists(st.integers(-2, 2), min_size=columns, max_size=columns), min_size=count, max_size=count))
    high = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    cost = data.draw(st.lists(st.integers(-5, 3), min_size=columns, max_size=columns))
    problem = at_most(rows, [float(most) for most in high])
    try:
        x = solved(problem, [float(value) for value in cost])
    except Impossible:
        return
    cuts = broken_cuts(problem, x)
    assert all(value @ x > most for value, most in cuts)
    for point in product((0, 1), repeat=columns):
        if np.all(np.array(rows) @ point <= high):
            assert all(value @ point <= most for value, most in cuts)
