"""Certificates in compiled passes against plain formulas, scaling in place, blocks of entries, and the peak memory of a solve."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from tingzhou import program as programs
from tingzhou.errors import InternalError
from tingzhou.program import builder as builder_module
from tingzhou.program import compress as compress_module
from tingzhou.program.certificate import certify, implied_bounds, proven_bound, residuals
from tingzhou.program.memory import give_back, large_pages, sparse_zeros
from tingzhou.program.parts import Parts
from tingzhou.program.stages import STAGE_SOLVERS
from tingzhou.program.stages.scaling import find_scaling
from tingzhou.program.threads import together

sys.path.insert(0, str(Path(__file__).parent))
from random_programs import random_program

ROOT = Path(__file__).parents[2]


def _point(program: programs.Program, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a point partly out of its bounds, and multipliers partly of the wrong sign."""
    rng = np.random.default_rng(seed)
    x = np.clip(3.0 * rng.normal(size=program.columns), program.lower - 0.1, program.upper + 0.1)
    return x, np.where(rng.random(program.rows) < 0.3, 0.0, rng.normal(size=program.rows))


def _plain(program: programs.Program, x: np.ndarray, y: np.ndarray) -> tuple[float, float, float, float]:
    """Return primal and dual violation, complementarity and gap as ``Certificate`` defines them, entry by entry."""
    matrix, objective = program.matrix.toarray(), float(program.cost @ x) + program.offset
    activity, size, z = matrix @ x, abs(matrix) @ abs(x), program.cost - matrix.T @ y
    weight = 1.0 + abs(program.cost) + abs(matrix).T @ abs(y)
    worst, wrong, slack, dual = 0.0, 0.0, 0.0, program.offset
    largest = 1.0 + abs(y).max(initial=0.0)
    sides = [(activity, size, y, program.row_lower, program.row_upper, np.full(program.rows, largest)),
             (x, abs(x), z, program.lower, program.upper, weight)]  # fmt: skip
    for values, sums, multipliers, lower, upper, scale in sides:
        for k in range(values.size):
            for excess, limit in ((lower[k] - values[k], lower[k]), (values[k] - upper[k], upper[k])):
                if np.isfinite(limit) and excess > 0:
                    worst = max(worst, excess / (1.0 + abs(limit) + sums[k]))
            limit = lower[k] if multipliers[k] > 0 else upper[k]
            if np.isfinite(limit):
                slack = max(slack, abs(multipliers[k] * (values[k] - limit)))
                dual += multipliers[k] * limit
            else:
                wrong = max(wrong, abs(multipliers[k]) / scale[k])
    return worst, wrong, slack / (1.0 + abs(objective)), abs(objective - dual) / (1.0 + abs(objective))


@pytest.mark.parametrize("seed", range(60))
def test_residuals_are_what_their_definitions_say(seed: int) -> None:
    program = random_program(seed)
    x, y = _point(program, seed)
    assert residuals(program, x, y) == pytest.approx(_plain(program, x, y), rel=1e-9, abs=1e-12)
    without = certify(program, x, None, solver="", version="", seconds=0.0, options={}, bound=-5.0)
    assert (without.dual_objective, without.dual_violation, without.bound) == (-5.0, 0.0, -5.0)
    assert without.primal_violation == pytest.approx(_plain(program, x, y)[0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(60))
def test_bounds_that_rows_imply_cut_off_no_point_and_prove_lower_bounds(seed: int) -> None:
    program = random_program(seed)
    raw = STAGE_SOLVERS["stages"].run(program, {})
    lower, upper = implied_bounds(program)
    finite = np.isfinite(program.lower)
    assert np.array_equal(lower[finite], program.lower[finite])
    if raw.status != "optimal" or raw.y is None or not certify(
        program, raw.x, raw.y, solver="", version="", seconds=0.0, options={}).holds():  # fmt: skip
        return
    room = 1e-6 * (1.0 + np.abs(raw.x))
    assert (raw.x >= lower - room).all()
    assert (raw.x <= upper + room).all()
    objective = program.objective(raw.x)
    assert proven_bound(program, raw.y) <= objective + 1e-6 * (1.0 + abs(objective))
    assert proven_bound(program, _point(program, seed)[1]) <= objective + 1e-6 * (1.0 + abs(objective))


def test_bounds_are_implied_by_the_smallest_rest_of_a_row() -> None:
    # x0 + 2 x1 ≤ 10 and −x1 ≤ −1 with x ≥ 0: x0 ≤ 8 follows in the second pass at the earliest, x1 ≤ 5 in the first
    matrix = sparse.csc_array(np.array([[1.0, 2.0], [0.0, -1.0]]))
    none = np.full(2, -1, dtype=np.int32)
    program = programs.Program(np.zeros(2), np.zeros(2), np.full(2, np.inf), np.zeros(2, dtype=np.bool_), matrix,
                               np.full(2, -np.inf), np.array([10.0, -1.0]), none, none)  # fmt: skip
    lower, upper = implied_bounds(program)
    assert upper.tolist() == [10.0, 5.0]
    assert lower.tolist() == [0.0, 0.0]  # finite bounds stay as they are


@pytest.mark.parametrize("seed", range(25))
def test_scaling_in_place_is_undone_to_the_last_digit_and_leaves_the_given_program_alone(seed: int) -> None:
    program = random_program(seed)
    before = random_program(seed).hash
    matrix = program.matrix
    scale = find_scaling(matrix.indptr, matrix.indices, matrix.data, program.cost, (program.lower, program.upper),
                         (program.row_lower, program.row_upper))  # fmt: skip
    scale.apply(program)
    with scale.undone(program):
        assert programs.Program.hash.func(program) == before  # type: ignore[attr-defined]
    scale.apply(program, back=True)
    assert program.hash == before
    STAGE_SOLVERS["stages"].run(program, {})
    assert programs.Program.hash.func(program) == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("large", [False, True], ids=["small", "as large ones"])
@pytest.mark.parametrize("seed", range(20))
def test_blocks_of_entries_make_the_same_matrix_however_their_columns_are_said(
    seed: int, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:  # a second core takes part
        monkeypatch.setattr(builder_module, "MANY", 0)
    rng = np.random.default_rng(seed)
    builder, wanted = programs.ProgramBuilder(), np.zeros((40, 30))
    builder.columns(30)
    builder.rows(40)
    for _ in range(12):
        count, first = int(rng.integers(1, 11)), int(rng.integers(0, 30))
        rows = rng.permutation(10)[:count].astype(np.int32)
        values = rng.integers(1, 9, count).astype(np.float64)
        start = int(rng.integers(0, 20))
        kind = rng.integers(4)
        columns = (range(start, start + count), start, np.arange(start, start + count), rng.integers(0, 30, count))[kind]
        given = float(values[0]) if kind == 0 else np.where(rng.random(count) < 0.2, 0.0, values)
        builder.coefficients(rows, columns, given, first_row=first)
        np.add.at(wanted, (rows + first, np.asarray(columns) if kind != 1 else np.full(count, start)), given)
    matrix = builder.finish().matrix
    assert np.array_equal(matrix.toarray(), wanted)
    assert matrix.data.all()
    assert all((np.diff(matrix.indices[matrix.indptr[j] : matrix.indptr[j + 1]]) > 0).all() for j in range(30))


@pytest.mark.parametrize("shuffled", [0, 7, 1500])
def test_columns_out_of_order_are_found_in_every_piece(shuffled: int) -> None:
    """5 000 columns of three entries, some written the other way round: few are put in order one by one, many all at once."""
    rng = np.random.default_rng(shuffled)
    builder, count = programs.ProgramBuilder(), 5000
    builder.columns(count)
    builder.rows(3 * count)
    rows = 3 * np.arange(count)[:, None] + np.arange(3)
    backwards = rng.choice(count, shuffled, replace=False)
    rows[backwards] = rows[backwards, ::-1]
    values = rng.integers(1, 9, (count, 3)).astype(np.float64)
    for k in range(3):
        builder.coefficients(rows[:, k], range(count), values[:, k])
    matrix = builder.finish().matrix
    wanted = sparse.csc_array((values.ravel(), (rows.ravel(), np.repeat(np.arange(count), 3))), shape=(3 * count, count))
    assert (matrix != wanted).nnz == 0
    assert all((np.diff(matrix.indices.reshape(count, 3), axis=1) > 0).ravel())


@pytest.mark.parametrize(
    ("rows", "columns", "values", "message"),
    [
        ([0, 4], range(2), 1.0, "row that does not exist"),
        ([0, -1], range(2), 1.0, "row that does not exist"),
        ([0, 1], range(2, 4), 1.0, "column that does not exist"),
        ([0, 1], [0, 3], 1.0, "column that does not exist"),
        ([0, 1], [-1, 2], 1.0, "column that does not exist"),
        ([0, 1], 3, 1.0, "column that does not exist"),
        ([0, 1, 2], range(2), 1.0, "differ in number"),
        ([0, 1], [0, 1, 2], 1.0, "differ in number"),
        ([0, 1], 0, [1.0, 2.0, 3.0], "differ in number"),
    ],
)
def test_entries_outside_of_the_program_are_refused(
    rows: list[int], columns: range | list[int] | int, values: Any, message: str
) -> None:
    def write() -> None:
        builder = programs.ProgramBuilder()
        builder.columns(3)
        builder.rows(4)
        builder.coefficients(rows, columns, values)
        builder.finish()

    with pytest.raises(InternalError, match=message):
        write()


_MEASURE = """
import resource, sys
sys.path.insert(0, "tools")
from benchmark.cases import measure
facts = measure(sys.argv[1], "tingzhou", 900.0)
print(facts["peak_mb"], facts["gap"])
"""


@pytest.mark.long
def test_memory_of_a_solve_stays_small() -> None:
    # 200 MB are the interpreter, libraries and compiled kernels; the case holds 273 000 columns and takes about 200 MB more
    for case in ("sites:2x48", "sites:8x2190"):  # the first compiles what is not compiled yet: that takes memory of its own
        done = subprocess.run([sys.executable, "-c", _MEASURE, case], capture_output=True, text=True, check=True, cwd=ROOT)
    peak, gap = map(float, done.stdout.split())
    assert peak < 480.0
    assert gap < 1e-6


def test_zeros_and_large_pages_hold_what_is_written() -> None:
    blank = sparse_zeros(3_000_000, np.float64, blank=True)
    assert not blank.any()
    blank[1_234_567] = 1.0
    assert blank.sum() == 1.0
    zeros = sparse_zeros(3_000_000, np.float64)
    zeros[7] = 2.0
    assert (zeros.sum(), zeros.size, zeros.flags.writeable) == (2.0, 3_000_000, True)
    assert not sparse_zeros(10, np.bool_).any()
    with large_pages(200 << 20):
        blocks = [np.full(1_000_000, float(k)) for k in range(9)]
    give_back()
    assert [float(block[-1]) for block in blocks] == list(range(9))


def test_work_side_by_side_gives_both_answers_and_hands_on_errors() -> None:
    assert together(lambda: 1, lambda: [together(lambda: 2, lambda: 3)]) == (1, [(2, 3)])  # the second core may ask for itself
    with pytest.raises(ZeroDivisionError):
        together(lambda: 1, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        together(lambda: 1 // 0, lambda: 1)
    assert together(lambda: 4, lambda: 5) == (4, 5)  # and is there after that


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not split processes")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_split_off_has_a_second_core_of_its_own() -> None:
    together(lambda: 0, lambda: 0)
    child = os.fork()
    if not child:
        os._exit(0 if together(lambda: 1, lambda: 2) == (1, 2) else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_parts_that_are_not_numbers_are_found_without_a_look_at_the_whole() -> None:
    builder = programs.ProgramBuilder()
    builder.columns(2, cost=[1.0, np.nan], lower=np.inf)
    builder.columns(1, upper=np.nan)
    builder.rows(1, upper=-np.inf, stage=[-3])
    builder.coefficients([0], range(1), np.inf)
    with pytest.raises(InternalError) as caught:
        builder.finish()
    for fault in ("the cost is not finite", "a column has no", "upper holds", "a row has no", "names steps", "the matrix holds"):
        assert fault in str(caught.value)


def test_steps_are_made_when_they_are_asked_for() -> None:
    builder = programs.ProgramBuilder()
    builder.columns(3, stage=np.arange(3))
    builder.columns(2)
    builder.rows(2, stage=7)
    program = builder.finish()
    assert isinstance(program.__dict__["column_stage"], Parts)
    again = pickle.loads(pickle.dumps(program))
    for one in (program, again):
        assert one.column_stage.tolist() == [0, 1, 2, -1, -1]
        assert one.row_stage.tolist() == [7, 7]
        assert one.column_stage is one.column_stage
    assert replace(program, offset=1.0).row_stage.tolist() == [7, 7]


def test_more_entries_than_can_be_counted_are_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compress_module, "_MOST", 3)
    builder = programs.ProgramBuilder()
    builder.columns(4)
    builder.rows(4)
    builder.coefficients(range(4), range(4), 1.0)
    with pytest.raises(InternalError, match="4 coefficients"):
        builder.finish()


def test_bounds_set_later_are_looked_at_too() -> None:
    builder = programs.ProgramBuilder()
    builder.columns(3)
    builder.tighten(1, np.zeros(2), np.array([1.0, np.nan]))
    with pytest.raises(InternalError, match="upper holds a value that is not a number"):
        builder.finish()
