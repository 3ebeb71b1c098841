"""Solvers against enumeration and a second implementation; certificates; the chain; MPS; diagnosis."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from tingzhou import program as programs
from tingzhou.errors import CertificateError, InfeasibleError, InternalError, SolveError, UnboundedError, UsageError
from tingzhou.program import chain
from tingzhou.program.certificate import certify

if TYPE_CHECKING:
    from pathlib import Path

LINEAR = ("simplex", "ipx", "hipo", "ipx-crossover")


def make(cost, matrix, row_lower, row_upper, lower, upper, *, integer=False, offset=0.0) -> programs.Program:
    matrix = np.atleast_2d(np.array(matrix, dtype=float))
    builder = programs.ProgramBuilder()
    columns = builder.columns(len(cost), cost=cost, lower=lower, upper=upper, integer=integer)
    rows = builder.rows(matrix.shape[0], lower=row_lower, upper=row_upper)
    builder.block(rows, columns, sparse.csr_array(matrix))
    return builder.finish(offset=offset)


def random_program(seed: int, *, integer: bool = False) -> programs.Program:
    generator = np.random.default_rng(seed)
    m, n = int(generator.integers(1, 6)), int(generator.integers(1, 5))
    matrix = generator.integers(-4, 5, (m, n)).astype(float)
    inside = generator.integers(0, 4, n)
    level = matrix @ inside
    row_lower = np.where(generator.random(m) < 0.5, level - generator.integers(0, 4, m), -np.inf)
    row_upper = np.where(generator.random(m) < 0.7, level + generator.integers(0, 4, m), np.inf)
    return make(generator.integers(-5, 6, n).astype(float), matrix, row_lower, row_upper, np.zeros(n), np.full(n, 3.0), integer=integer,
                offset=float(generator.integers(-9, 9)))  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_integer_programs_equal_enumeration(seed: int) -> None:
    program = random_program(seed, integer=True)
    best = np.inf
    for point in product(range(4), repeat=program.columns):
        value = program.matrix @ np.array(point, dtype=float)
        if (value >= program.row_lower - 1e-9).all() and (value <= program.row_upper + 1e-9).all():
            best = min(best, program.objective(np.array(point, dtype=float)))
    answer = programs.solve(program)
    assert answer.objective == pytest.approx(best, abs=1e-6)
    assert answer.certificate.integrality <= 1e-6
    assert answer.certificate.bound <= best + 1e-6


@pytest.mark.parametrize("solver", LINEAR)
@pytest.mark.parametrize("seed", range(8))
def test_every_solver_agrees_with_scipy(solver: str, seed: int) -> None:
    program = random_program(seed + 100)
    dense = program.matrix.toarray()
    above, below = np.isfinite(program.row_upper), np.isfinite(program.row_lower)
    other = linprog(
        program.cost, A_ub=np.vstack([dense[above], -dense[below]]), b_ub=np.concatenate([program.row_upper[above], -program.row_lower[below]]),
        bounds=list(zip(program.lower, program.upper, strict=True)), method="highs-ds")  # fmt: skip
    answer = programs.solve(program, solver=solver)
    assert answer.objective == pytest.approx(other.fun + program.offset, rel=1e-6, abs=1e-6)
    assert answer.certificate.holds()
    assert answer.certificate.bound <= answer.objective + 1e-6 * (1 + abs(answer.objective))


@given(st.integers(0, 10_000))
def test_the_bound_from_any_multipliers_is_a_bound(seed: int) -> None:
    program = random_program(seed)
    answer = programs.solve(program, solver="simplex")
    anything = np.random.default_rng(seed).normal(size=program.rows)
    assert programs.proven_bound(program, anything) <= answer.objective + 1e-7 * (1 + abs(answer.objective))
    assert programs.proven_bound(program, answer.y) == pytest.approx(answer.objective, abs=1e-6)


@given(st.integers(0, 10_000))
def test_a_perturbed_answer_fails_its_certificate(seed: int) -> None:
    program = random_program(seed)
    answer = programs.solve(program, solver="simplex")

    def judged(x, y):
        return certify(program, x, y, solver="test", version="", seconds=0.0, options={})

    assert judged(answer.x, answer.y).holds()
    assert not judged(program.upper + 1.0, answer.y).holds()
    worse = answer.y + np.where(np.arange(program.rows) == 0, 7.0, 0.0)
    if program.matrix[[0]].nnz and (np.isinf(program.row_lower[0]) or program.row_lower[0] != program.row_upper[0]):
        certificate = judged(answer.x, worse)
        assert certificate.dual_objective <= answer.objective + 1e-6 or not certificate.holds()


def test_multipliers_are_prices() -> None:
    """Least 3a + 5b with a + b ≥ 10, a ≤ 6: one more unit of demand costs 5, one more of a saves 2 (by hand)."""
    program = make([3.0, 5.0], [[1.0, 1.0]], [10.0], [np.inf], [0.0, 0.0], [6.0, np.inf])
    for solver in LINEAR:
        answer = programs.solve(program, solver=solver)
        assert answer.objective == pytest.approx(38.0)
        assert answer.y[0] == pytest.approx(5.0, abs=1e-6)
        assert answer.z[0] == pytest.approx(-2.0, abs=1e-6)


def test_the_chain_goes_on_after_a_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_program(3)
    right = programs.SOLVERS["simplex"].run(program, {})

    def lies(*_: object) -> programs.RawAnswer:
        return replace(right, x=program.upper.copy(), y=right.y + 3.0)

    def gives_up(*_: object) -> programs.RawAnswer:
        return replace(right, status="unknown")

    monkeypatch.setitem(chain.SOLVERS, "ipx", programs.Solver("ipx", programs.Capability.LINEAR, lies))
    monkeypatch.setitem(chain.SOLVERS, "hipo", programs.Solver("hipo", programs.Capability.LINEAR, gives_up))
    answer = programs.solve(program, solver=("ipx", "hipo", "simplex"))
    assert [attempt.solver for attempt in answer.attempts] == ["ipx", "hipo", "simplex"]
    assert answer.certificate.solver == "simplex"
    with pytest.raises(CertificateError, match="claimed an optimum"):
        programs.solve(program, solver=("ipx", "hipo"))
    with pytest.raises(SolveError, match="hipo: unknown"):
        programs.solve(program, solver="hipo")


def test_infeasible_and_unbounded_are_told_apart() -> None:
    with pytest.raises(InfeasibleError, match="contradict"):
        programs.solve(make([1.0], [[1.0]], [5.0], [np.inf], [0.0], [3.0]))
    with pytest.raises(UnboundedError, match="without end"):
        programs.solve(make([-1.0], [[1.0]], [0.0], [np.inf], [0.0], [np.inf]))


@pytest.mark.parametrize("name", ["nonsense", "branch-and-cut"])
def test_a_solver_that_cannot_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        programs.solve(random_program(1), solver=name)


def test_programs_without_rows_or_entries() -> None:
    program = make([2.0, -1.0], np.zeros((1, 2)), [-np.inf], [0.0], [1.0, 0.0], [4.0, 5.0], offset=3.0)
    assert programs.solve(program).objective == pytest.approx(2.0 - 5.0 + 3.0)


def test_a_program_without_columns_is_judged_by_its_rows() -> None:
    for lower, feasible in ((0.0, True), (1.0, False)):
        builder = programs.ProgramBuilder()
        builder.rows(1, lower=lower, upper=2.0)
        program = builder.finish()
        if feasible:
            assert programs.solve(program).objective == 0.0
        else:
            with pytest.raises(InfeasibleError):
                programs.solve(program)


def test_badly_scaled_programs_hold_their_certificate(generator: np.random.Generator) -> None:
    for _ in range(10):
        m, n = 12, 20
        matrix = generator.normal(size=(m, n)) * 10.0 ** generator.integers(-4, 5, (m, 1))
        inside = generator.random(n)
        program = make(
            generator.normal(size=n), matrix, matrix @ inside - 1e-3, matrix @ inside + 1.0, np.zeros(n), np.full(n, 2.0)
        )
        assert programs.solve(program).certificate.holds()


def test_faults_of_a_program_are_listed() -> None:
    good = random_program(5)
    with pytest.raises(InternalError, match=r"cost is not finite.*no finite value") as caught:
        replace(good, cost=np.full(good.columns, np.inf), lower=np.full(good.columns, np.inf))
    assert "malformed" in str(caught.value)


def test_the_builder_adds_up_entries_and_keeps_stages() -> None:
    builder = programs.ProgramBuilder()
    columns = builder.columns(3, cost=[1.0, 2.0, 3.0], stage=[0, 1, -1])
    rows = builder.rows(2, lower=0.0, stage=[0, 1])
    builder.coefficients([0, 0, 1], [0, 0, 2], [1.0, 2.5, 4.0])
    program = builder.finish(offset=7.0)
    assert (columns, rows) == (slice(0, 3), slice(0, 2))
    assert program.matrix.toarray().tolist() == [[3.5, 0, 0], [0, 0, 4.0]]
    assert program.column_stage.tolist() == [0, 1, -1]
    assert len(program.hash) == 64


@pytest.mark.parametrize("seed", range(12))
def test_mps_is_read_back_with_its_constant(seed: int, tmp_path: Path) -> None:
    program = random_program(seed, integer=bool(seed % 2))
    program = replace(program, lower=np.where(np.arange(program.columns) == 0, -2.0, program.lower))
    path = tmp_path / "program.mps"
    programs.write_mps(program, path)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(programs.solve(program).objective, abs=1e-6)
    again = tmp_path / "again.mps"
    programs.write_mps(program, again)
    assert path.read_bytes() == again.read_bytes()


def test_the_self_check_names_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    from tingzhou.program import highs, selfcheck

    programs.self_check()
    real = highs.HIGHS_SOLVERS["branch-and-cut"]

    def wrong(program: programs.Program, options: object) -> programs.RawAnswer:
        return replace(real.run(program, {}), x=np.zeros(program.columns))

    monkeypatch.setitem(highs.HIGHS_SOLVERS, "branch-and-cut", replace(real, run=wrong))
    selfcheck.self_check.cache_clear()
    with pytest.raises(SolveError, match=r"HiGHS 1\.15\.1 fails the self-check"):
        programs.self_check()
    selfcheck.self_check.cache_clear()


def test_unequal_versions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from tingzhou.program import highs

    highs.highs_version.cache_clear()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.15.1" if name == "highspy" else "1.15.0")
    with pytest.raises(SolveError, match="must have the same version"):
        highs.highs_version()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.14.0")
    with pytest.raises(SolveError, match="is banned"):
        highs.highs_version()
    highs.highs_version.cache_clear()


# a ≥ 6, b ≥ 6, a + b ≤ 10, c ≤ 1, b ≤ 8: the first three conflict; releasing any one of them mends it
CONFLICT = ([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 0]], [6, 6, -np.inf, -np.inf, -np.inf], [np.inf, np.inf, 10, 1, 8])


def test_a_known_conflict_is_found_and_mended() -> None:
    matrix, lower, upper = CONFLICT
    program = make([0.0] * 3, matrix, lower, upper, [0.0] * 3, [np.inf] * 3)
    group = np.arange(5)
    assert programs.conflict(program, group) == (0, 1, 2)
    assert programs.smallest_mending_set(program, group) in ((0,), (1,), (2,))
    relaxed = programs.relax(program, group)
    assert relaxed.total == pytest.approx(2.0)  # 6 + 6 − 10
    assert set(relaxed.groups) <= {0, 1, 2}


def test_weights_decide_what_gives() -> None:
    matrix, lower, upper = CONFLICT
    program = make([0.0] * 3, matrix, lower, upper, [0.0] * 3, [np.inf] * 3)
    relaxed = programs.relax(program, np.arange(5), weight=np.array([5.0, 5.0, 1.0, 1.0, 1.0]))
    assert relaxed.groups == (2,)
    assert relaxed.over[2] == pytest.approx(2.0)


@pytest.mark.parametrize("seed", range(15))
def test_conflicts_and_mending_sets_equal_brute_force(seed: int) -> None:
    generator = np.random.default_rng(seed)
    rows, columns = 6, 2
    matrix = generator.integers(-2, 3, (rows, columns)).astype(float)
    lower = generator.integers(-3, 6, rows).astype(float)
    program = make(np.zeros(columns), matrix, lower, np.full(rows, np.inf), np.zeros(columns), np.full(columns, 2.0))
    group = np.arange(rows)

    def holds(kept: tuple[int, ...]) -> bool:
        free = ~np.isin(group, kept)
        return programs.is_feasible(replace(program, row_lower=np.where(free, -np.inf, program.row_lower)))

    if holds(tuple(range(rows))):
        return
    found = programs.conflict(program, group)
    assert not holds(found)
    assert all(holds(tuple(other for other in found if other != one)) for one in found)
    mended = programs.smallest_mending_set(program, group)
    smallest = next(size for size in range(rows + 1) for out in combinations(range(rows), size)
                    if holds(tuple(g for g in range(rows) if g not in out)))  # fmt: skip
    assert len(mended) == smallest
    assert holds(tuple(g for g in range(rows) if g not in mended))


@pytest.mark.parametrize("seed", range(20))
def test_a_bound_survives_the_rounding_of_its_multipliers(seed: int) -> None:
    """A sold amount without a limit of its own, six equations from the one that limits it: reduced costs of −1e-9 beside costs of 1e7."""
    generator = np.random.default_rng(seed)
    price, factor = 1e7 * (1 + generator.random()), 24.0
    chain_length = 6
    matrix = np.zeros((chain_length, chain_length + 1))
    matrix[0, :2] = 1.0, -factor
    for k in range(1, chain_length):
        matrix[k, k : k + 2] = 1.0, -1.0
    upper = np.r_[np.full(chain_length, np.inf), 5.0]
    zeros = np.zeros(chain_length)
    program = make(np.r_[-price, zeros], matrix, zeros, zeros, np.zeros(chain_length + 1), upper)
    exact = np.r_[-price, np.full(chain_length - 1, -price * factor)]
    assert programs.proven_bound(program, exact) == pytest.approx(-price * factor * 5.0, rel=1e-12)
    shaken = exact * (1.0 + 1e-15 * generator.standard_normal(chain_length))
    bound = programs.proven_bound(program, shaken)
    assert bound == pytest.approx(-price * factor * 5.0, rel=1e-9)
    assert bound <= -price * factor * 5.0 * (1.0 - 1e-12)
