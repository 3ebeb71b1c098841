"""Parallel rows and columns, dominated columns, rows that force: worked by hand, and on random programs that are full of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tingzhou import program as programs
from tingzhou.program.certificate import certify, residuals
from tingzhou.program.parallel_loops import find_parallel
from tingzhou.program.simplify import simplify

sys.path.insert(0, str(Path(__file__).parent))
from random_programs import random_program

INF = np.inf
Rows = list[tuple[list[float], float, float]]


def make(cost: list[float], bounds: list[tuple[float, float]], rows: Rows) -> programs.Program:
    lower, upper = np.array(bounds, dtype=float).T
    matrix = sparse.csc_array(np.array([row[0] for row in rows], dtype=float).reshape(len(rows), len(cost)))
    none = np.full(len(cost), -1, dtype=np.int32)
    return programs.Program(
        np.array(cost, dtype=float), lower, upper, np.zeros(len(cost), dtype=np.bool_), matrix,
        np.array([row[1] for row in rows], dtype=float), np.array([row[2] for row in rows], dtype=float), none,
        np.full(len(rows), -1, dtype=np.int32),
    )  # fmt: skip


def back(program: programs.Program) -> tuple[np.ndarray, np.ndarray, programs.Program]:
    """Solve the simplified program and come back; the certificate of the whole program must be as good as exact."""
    small = simplify(program)
    assert small.verdict is None
    if small.program.columns:
        answer = programs.solve(small.program, solver=["simplex", "ipx-crossover"])
        x, y = small.restore(answer.x, answer.y)
    else:
        x, y = small.restore(np.zeros(0), np.zeros(small.program.rows))
    assert y is not None
    assert max(residuals(program, x, y)) <= 1e-9
    assert (x >= program.lower).all()
    assert (x <= program.upper).all()
    return x, y, small.program


# Two columns with a common row keep it from going: 2 x + y ≥ 4, x + 3 y ≥ 3; min x + y has its vertex at (9/5, 2/5).
CORE: Rows = [([2, 1], 4, INF), ([1, 3], 3, INF)]


def test_parallel_rows_become_one_and_the_binding_one_carries_the_multiplier() -> None:
    # −3 × the first row with the limit −15 asks for 2 x + y ≥ 5: the vertex moves to (12/5, 1/5)
    program = make([1, 1], [(0, 9), (0, 9)], [*CORE, ([-6, -3], -INF, -15), ([1, 3], 1, INF)])
    x, y, small = back(program)
    assert small.rows == 2
    assert x == pytest.approx([12 / 5, 1 / 5])
    # multipliers of 2 x + y ≥ 5 and x + 3 y ≥ 3: 2 a + b = 1, a + 3 b = 1; the first is carried by the row of −3 times it
    assert y == pytest.approx([0, 1 / 5, -2 / 5 / 3, 0])


def test_parallel_rows_that_contradict_each_other_are_infeasible() -> None:
    assert simplify(make([1, 1], [(-9, 9), (-9, 9)], [([1, 1], 2, INF), ([2, 2], -INF, 3)])).verdict == "infeasible"


def test_parallel_columns_of_equal_cost_become_one_and_share_its_value_by_their_room() -> None:
    # the third column is −2 times the second, its bounds −2 … 0 are worth 0 … 4 of it: together 0 … 5
    program = make([1, 1, -2], [(0, 9), (0, 1), (-2, 0)], [([2, 1, -2], 4, INF), ([1, 3, -6], 3, INF)])
    x, _, small = back(program)
    assert small.columns == 2
    assert x[0] == pytest.approx(9 / 5)
    assert x[1] - 2 * x[2] == pytest.approx(2 / 5)
    assert x[1] / 1 == pytest.approx(x[2] / -2)


def test_dearer_parallel_column_stands_at_its_bound_where_the_cheaper_one_is_unlimited() -> None:
    program = make([1, 1, 7], [(0, 9), (0, INF), (0.1, 5)], [([2, 1, 2], 4, INF), ([1, 3, 6], 3, INF)])
    x, _, small = back(program)
    assert small.columns == 2
    assert x[2] == 0.1


def test_dearer_parallel_column_stays_where_the_cheaper_one_is_limited() -> None:
    program = make([1, 1, 7], [(0, 1), (0, 0.3), (0, 5)], [([2, 1, 2], 4, INF), ([1, 3, 6], 3, INF)])
    x, _, small = back(program)
    assert small.columns == 3
    assert x[2] > 0.1


def test_unlimited_pair_with_a_cheaper_direction_is_left_to_the_solver() -> None:
    # x up, y down costs −1 without end
    program = make([1, 2, 1], [(0, INF), (-INF, 9), (0, 1)], [([1, 1, 2], 1, 3), ([1, 1, -1], 0, 5)])
    small = simplify(program)
    assert small.verdict is None
    assert programs.SOLVERS["simplex"].run(small.program, {}).status in ("unbounded", "infeasible_or_unbounded")


def test_dominated_column_is_left_out() -> None:
    # the third column gives less to both rows than the unlimited second, takes more in the last one, and costs as much
    rows: Rows = [([2, 1, 0.9], 4, INF), ([1, 3, 2.5], 3, INF), ([1, 1, 2], -INF, 6)]
    x, _, small = back(make([1, 1, 1], [(0, 9), (0, INF), (0, 3)], rows))
    assert small.columns == 2
    assert x == pytest.approx([9 / 5, 2 / 5, 0])


@pytest.mark.parametrize("change", ["cheaper", "better in one row", "lighter in the last row", "limited twin"])
def test_column_that_is_better_in_anything_stays(change: str) -> None:
    cost, gives, takes, most = 1.0, 2.5, 2.0, INF
    cost = 0.5 if change == "cheaper" else cost
    gives = 4.0 if change == "better in one row" else gives
    takes = 0.5 if change == "lighter in the last row" else takes
    most = 9.0 if change == "limited twin" else most
    rows: Rows = [([2, 1, 0.9], 4, INF), ([1, 3, gives], 3, INF), ([1, 1, takes], -INF, 6)]
    assert simplify(make([1, 1, cost], [(0, 9), (0, most), (0, 3)], rows)).program.columns == 3


def test_row_that_forces_its_columns_takes_the_multiplier_they_need() -> None:
    # x + y ≤ 1 with x, y ≥ 1/2 forces both; they would rather rise (costs −1 and −3), so the row must carry −3
    x, y, small = back(make([-1, -3, 1], [(0.5, 9), (0.5, 9), (0, 9)], [([1, 1, 0], -INF, 1), ([1, 2, 1], 3, INF)]))
    assert small.columns == 0
    assert x == pytest.approx([0.5, 0.5, 1.5])
    assert y == pytest.approx([-5, 1])  # the other row is worth 1: −1 − 1 − y ≥ 0 and −3 − 2 − y ≥ 0


def test_row_that_forces_from_below_takes_a_positive_multiplier() -> None:
    x, y, _ = back(make([5, 3, 1], [(-9, 2), (-9, 2), (0, 9)], [([1, 1, 0], 4, INF), ([1, 2, 1], 7, INF)]))
    assert x == pytest.approx([2, 2, 1])
    assert y[0] == pytest.approx(4)  # 5 − 1 − y ≤ 0 and 3 − 2 − y ≤ 0


def test_vectors_that_are_multiples_are_found_and_no_others() -> None:
    rng = np.random.default_rng(5)
    base = [np.where(rng.random(6) < 0.6, rng.integers(1, 4, 6), 0.0) for _ in range(40)]
    vectors = [vector * rng.choice([-3.0, 0.1, 1.0, 1 / 3]) for vector in base for _ in range(2)]
    matrix = sparse.csr_array(np.array(vectors))
    leader, factor = find_parallel(matrix.indptr, matrix.indices, matrix.data, 1)
    for v, vector in enumerate(vectors):
        if not vector.any():
            assert leader[v] == -1
            continue
        first = next(w for w in range(v + 1) if vectors[w].any() and np.linalg.matrix_rank(np.stack([vectors[w], vector])) == 1)
        assert leader[v] == (first if first < v else -1)
        if first < v:
            assert vector == pytest.approx(factor[v] * vectors[first], rel=1e-14)


def crowded(seed: int) -> programs.Program:
    """A random program with scaled copies of columns (as dear or dearer) and rows (as tight, tighter or looser) all over."""
    program, rng = random_program(seed), np.random.default_rng(seed + 10_000)
    matrix = program.matrix
    chosen = rng.integers(0, program.columns, int(rng.integers(1, 2 + program.columns // 2)))
    scale = rng.choice([1.0, -1.0, 2.0, -0.5, 3.7], chosen.size)
    dearer = np.where(rng.random(chosen.size) < 0.5, 0.0, rng.random(chosen.size))
    low = np.where(rng.random(chosen.size) < 0.8, 0.0, -1.0 * rng.integers(0, 4, chosen.size))
    high = np.where(rng.random(chosen.size) < 0.5, INF, np.maximum(low, 0.0) + rng.integers(0, 4, chosen.size))
    copies = sparse.csc_array(matrix[:, chosen] @ sparse.diags_array(scale))
    wide = sparse.csc_array(sparse.hstack([matrix, copies], format="csc"))
    again = rng.integers(0, program.rows, int(rng.integers(1, 2 + program.rows // 2)))
    factor = rng.choice([1.0, -1.0, 2.0, -0.5, 3.7], again.size)
    tall = sparse.csc_array(
        sparse.vstack([wide, sparse.csr_array(sparse.diags_array(factor) @ wide.tocsr()[again, :])], format="csc")
    )
    tall.sort_indices()
    ends = np.stack([program.row_lower[again] * factor, program.row_upper[again] * factor])
    room = np.where(rng.random(again.size) < 0.5, 0.0, rng.random(again.size))
    ends = np.sort(ends, axis=0) + np.stack([-room, room])
    free = program.columns + chosen.size
    return programs.Program(
        np.r_[program.cost, program.cost[chosen] * scale + dearer], np.r_[program.lower, low], np.r_[program.upper, high],
        np.zeros(free, dtype=np.bool_), tall, np.r_[program.row_lower, ends[0]], np.r_[program.row_upper, ends[1]],
        np.r_[program.column_stage, program.column_stage[chosen]], np.r_[program.row_stage, program.row_stage[again]],
    )  # fmt: skip


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_crowded_programs_come_back_whole(first: int) -> None:
    run = programs.SOLVERS["simplex"].run
    counted = 0
    for seed in range(first, first + 50):
        program = crowded(seed)
        wanted, small = run(program, {}), simplify(program)
        smaller = small.program.columns + small.program.rows < program.columns + program.rows
        assert smaller or small.verdict is not None, seed
        if wanted.status != "optimal":
            assert small.verdict is not None or not small.program.columns or run(small.program, {}).status != "optimal", seed
            continue
        counted += 1
        assert small.verdict is None, seed
        raw = run(small.program, {}) if small.program.columns else None
        x, y = small.restore(np.zeros(0), np.zeros(small.program.rows)) if raw is None else small.restore(raw.x, raw.y)
        certificate = certify(program, x, y, solver="", version="", seconds=0.0, options={})
        before = certify(program, wanted.x, wanted.y, solver="", version="", seconds=0.0, options={})
        if not before.holds():
            continue  # the solver itself was off
        assert certificate.holds(), (seed, certificate)
        size = 1.0 + float(np.abs(program.cost) @ np.abs(wanted.x))
        assert abs(certificate.primal_objective - before.primal_objective) <= 1e-9 * size, seed
    assert counted > 20


@given(st.integers(0, 3000), st.floats(0.1, 10.0), st.floats(0.0, 5.0))
def test_copy_of_a_column_changes_nothing(seed: int, scale: float, dearer: float) -> None:
    """As dear: the two share what one did before; dearer and with an unlimited original: it is not used."""
    program = random_program(seed % 300)
    open_ended = np.flatnonzero((program.lower == 0.0) & np.isinf(program.upper))
    if not open_ended.size:
        return
    j = int(open_ended[seed % open_ended.size])
    copy = sparse.csc_array(program.matrix[:, [j]] * scale)
    both = replace(
        program, cost=np.r_[program.cost, program.cost[j] * scale + dearer], lower=np.r_[program.lower, 0.0],
        upper=np.r_[program.upper, 4.0], integer=np.r_[program.integer, False],
        matrix=sparse.csc_array(sparse.hstack([program.matrix, copy], format="csc")),
        column_stage=np.r_[program.column_stage, program.column_stage[j]].astype(np.int32),
    )  # fmt: skip
    alone, together = simplify(program), simplify(both)
    assert alone.verdict == together.verdict
    if alone.verdict is None:
        assert together.program.columns == alone.program.columns
