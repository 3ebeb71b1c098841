"""Simplification: worked examples of every reduction, and the way back on random programs."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tingzhou import program as programs
from tingzhou.errors import InfeasibleError, SolveError, UnboundedError
from tingzhou.program.certificate import certify
from tingzhou.program.simplify import simplify

sys.path.insert(0, str(Path(__file__).parent))
from random_programs import random_program


def make(cost: list[float], bounds: list[tuple[float, float]], rows: list[tuple[list[float], float, float]]) -> programs.Program:
    lower, upper = np.array(bounds, dtype=float).T
    matrix = sparse.csc_array(np.array([row[0] for row in rows], dtype=float).reshape(len(rows), len(cost)))
    none = np.full(len(cost), -1, dtype=np.int32)
    return programs.Program(
        np.array(cost, dtype=float), lower, upper, np.zeros(len(cost), dtype=np.bool_), matrix,
        np.array([row[1] for row in rows], dtype=float), np.array([row[2] for row in rows], dtype=float), none,
        np.full(len(rows), -1, dtype=np.int32),
    )  # fmt: skip


INF = np.inf


def test_row_with_one_column_becomes_a_bound_and_gets_its_multiplier_back() -> None:
    # min x + 3 y,  2 x >= 4,  x + y >= 5,  y <= 1: x = 4, y = 1 ; the first row is slack, the second carries 1
    program = make([1, 3], [(0, 9), (0, 1)], [([2, 0], 4, INF), ([1, 1], 5, INF)])
    small = simplify(program)
    assert small.program.rows == 1
    assert small.program.lower[0] == 2.0
    answer = programs.solve(small.program, solver="simplex")
    x, y = small.restore(answer.x, answer.y)
    assert x == pytest.approx([5, 0])
    assert y == pytest.approx([0, 1])


def test_binding_bound_row_carries_the_reduced_cost() -> None:
    # min x - y,  3 x >= 6,  x - y >= -9,  y <= 4: cost pushes x to the row's bound 2 and y to 4
    program = make([1, -1], [(0, INF), (0, 4)], [([3, 0], 6, INF), ([1, -1], -9, INF)])
    small = simplify(program)
    assert small.program.columns == 0
    x, y = small.restore(np.zeros(0), np.zeros(small.program.rows))
    assert x == pytest.approx([2, 4])
    assert y == pytest.approx([1 / 3, 0])


def test_fixed_columns_leave_their_rows() -> None:
    program = make([1, 2, 5], [(0, 9), (0, 9), (2, 2)], [([1, 1, 1], 6, 8)])
    small = simplify(program)
    assert small.program.columns == 2
    assert (small.program.row_lower[0], small.program.offset) == (4.0, 10.0)


def test_row_implied_by_bounds_goes() -> None:
    program = make([1, -2], [(0, 2), (0, 3)], [([1, 1], -1, 7), ([1, -1], -2, 9)])
    assert simplify(program).rows.tolist() == [1]


@pytest.mark.parametrize(
    ("program", "verdict"),
    [
        (make([1], [(0, 1)], [([1], 2, 3)]), "infeasible"),
        (make([1, 1], [(0, 1), (0, 1)], [([1, 1], 3, 4)]), "infeasible"),
        (make([0], [(0, 1)], [([0], 1, 2)]), "infeasible"),
        (make([-1, 0], [(0, INF), (0, 1)], [([1, 1], 1, INF)]), "infeasible_or_unbounded"),
    ],
)
def test_verdicts(program: programs.Program, verdict: str) -> None:
    assert simplify(program).verdict == verdict


@pytest.mark.parametrize("first", range(0, 300, 30))
def test_random_programs_come_back_whole(first: int) -> None:
    for seed in range(first, first + 30):
        program = random_program(seed)
        small = simplify(program)
        try:
            wanted = programs.solve(program, solver=["simplex", "ipx-crossover"]).objective
        except (InfeasibleError, UnboundedError, SolveError):
            continue
        assert small.verdict is None, seed
        answer = programs.solve(small.program, solver=["simplex", "ipx-crossover", "stages"])
        x, y = small.restore(answer.x, answer.y)
        certificate = certify(program, x, y, solver="", version="", seconds=0.0, options={})
        assert certificate.holds(), (seed, certificate)
        assert certificate.primal_objective == pytest.approx(wanted, rel=1e-6, abs=1e-6), seed
