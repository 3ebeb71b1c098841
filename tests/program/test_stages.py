"""The stage solver: against HiGHS on random programs, its factorisation against a sparse solve, its verdicts, its limits."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve

from tingzhou import program as programs
from tingzhou.hours import Grain, Hours
from tingzhou.network import Balance, Capacity, Cost, Flow, Network, Process, Rule, Store, assemble
from tingzhou.program.certificate import certify
from tingzhou.program.highs import HIGHS_SOLVERS
from tingzhou.program.stages import STAGE_SOLVERS
from tingzhou.program.stages.structure import analyse
from tingzhou.program.stages.system import LinearSystem, Pool

sys.path.insert(0, str(Path(__file__).parent))
from random_programs import random_program

STAGES = STAGE_SOLVERS["stages"].run


def holds(program: programs.Program, x: np.ndarray, y: np.ndarray | None) -> bool:
    return certify(program, x, y, solver="", version="", seconds=0.0, options={}).holds()


def optima(program: programs.Program) -> tuple[set[str], list[float]]:
    """Return what the methods of HiGHS say, and the objectives whose certificate holds."""
    said, found = set(), []
    for name, options in (("simplex", {}), ("simplex", {"presolve": "off"}), ("ipx-crossover", {})):
        raw = HIGHS_SOLVERS[name].run(program, options)
        said.add(raw.status)
        if raw.status == "optimal" and holds(program, raw.x, raw.y):
            found.append(program.objective(raw.x))
    return said, found


@pytest.mark.long
def test_random_programs_are_never_answered_against_highs() -> None:
    feasible = solved = 0
    refuted = []
    for seed in range(1000):
        program = random_program(seed)
        raw = STAGES(program, {})
        said, found = optima(program)
        claimed = raw.status == "optimal" and holds(program, raw.x, raw.y)
        if found:
            feasible += 1
            solved += claimed
        close = any(abs(program.objective(raw.x) - value) <= 1e-6 * (1 + abs(value)) for value in found)
        wrong_claim = claimed and not close and (bool(found) or "optimal" not in said)
        if wrong_claim or (raw.status in ("infeasible", "infeasible_or_unbounded") and found):
            refuted.append((seed, raw.status, said, found))
    print(f"solved without falling back: {solved} of {feasible} feasible ({solved / feasible:.1%})")
    assert not refuted
    assert feasible > 700
    assert solved >= 0.98 * feasible


def region(steps: int, *, battery: bool = True) -> programs.Program:
    """Return a small system with hourly, daily, weekly and yearly quantities, a store, a ramp and capacities to be built."""
    hour, day, week = Grain("hour"), Grain("day"), Grain("week")
    rng = np.random.default_rng(3)
    wind = rng.random(steps)
    processes = [
        Process("load", "plants", "", "", "", "power", "MWh", hour, flows=(Flow("p", -1.0),), fixed=80 + 20 * rng.random(steps)),
        Process("wind", "plants", "", "", "", "power", "MWh", hour, capacity="w", availability=wind, flows=(Flow("p", 1.0),)),
        Process("coal", "plants", "", "", "", "power", "MWh", hour, capacity="c", ramp=0.2, flows=(Flow("p", 1.0), Flow("f", -0.3))),
        Process("mine", "plants", "", "", "", "coal", "t", week, capacity="m", flows=(Flow("f", 1.0),), costs=(Cost("dig", 90.0),)),
        Process("smelter", "plants", "", "", "", "metal", "t", day, capacity="s", flows=(Flow("p", -1.0),), costs=(Cost("sale", -40.0),)),
        Process("shed", "plants", "", "", "", "power", "MWh", hour, flows=(Flow("p", 1.0),), costs=(Cost("shed", 5000.0),)),
        Process("fill", "plants", "", "", "", "power", "MWh", hour, capacity="b", flows=(Flow("p", -1.0), Flow("s", 0.9))),
        Process("draw", "plants", "", "", "", "power", "MWh", hour, capacity="b", flows=(Flow("s", -1.0), Flow("p", 0.9))),
    ]  # fmt: skip
    capacities = [
        Capacity("w", 50.0, maximum_build=500.0, annuity=60_000.0), Capacity("c", 90.0), Capacity("m", 60.0),
        Capacity("s", 20.0), Capacity("b", 5.0, maximum_build=100.0, annuity=30_000.0),
    ]  # fmt: skip
    balances = [Balance("p", "power", "", "MWh", hour), Balance("f", "coal", "", "t", week, disposal=True),
                Balance("s", "stored", "", "MWh", hour)]  # fmt: skip
    rules = [Rule("green", "share", ("wind",), over=("wind", "coal"), sense=">=", value=0.5)]
    stores = [Store("battery", "s", "", "", "", "MWh", "b", hours_of_capacity=4.0)]
    network = Network(Hours.span("2024-01-01T00", steps), tuple(balances), tuple(capacities), tuple(processes), tuple(stores),
                      tuple(rules), expand=True)  # fmt: skip
    program = assemble(network).program
    assert program is not None
    return program


@pytest.mark.parametrize("steps", [1, 2, 24, 24 * 14, 24 * 40])
def test_network_with_all_grains_agrees_with_simplex(steps: int) -> None:
    program = region(steps)
    answer = programs.solve(program, solver="stages")
    assert answer.objective == pytest.approx(programs.solve(program, solver="simplex").objective, rel=1e-7)
    assert answer.certificate.holds()


def test_coarse_quantities_border_only_their_own_hours() -> None:
    program = region(24 * 70)
    free = np.isinf(program.lower) & np.isinf(program.upper)
    structure = analyse(program.matrix.indptr, program.matrix.indices, program.matrix.data, program.row_lower == program.row_upper,
                        free, program.row_stage, program.column_stage, program.reaches)  # fmt: skip
    assert structure is not None
    assert structure.root_size < 15  # neither the 70 days nor the 10 weeks stand there
    for path in structure.paths:
        assert np.diff(path.carried_start).max() < 12


@pytest.mark.parametrize("seed", range(30))
def test_factorisation_solves_the_system_it_was_given(seed: int) -> None:
    program = region(24 * 9) if seed == 0 else random_program(seed)
    matrix, equal = program.matrix, program.row_lower == program.row_upper
    free = np.isinf(program.lower) & np.isinf(program.upper)
    structure = analyse(matrix.indptr, matrix.indices, matrix.data, equal, free, program.row_stage, program.column_stage)
    assert structure is not None
    rows, rng, pool = matrix.tocsr(), np.random.default_rng(seed), Pool()
    system = LinearSystem(structure, (matrix.indptr, matrix.indices, matrix.data), (rows.indptr, rows.indices, rows.data), pool)
    h, e = np.exp(rng.normal(size=program.columns)), np.where(equal, 1e-6, np.exp(rng.normal(size=program.rows)))
    g, q = rng.normal(size=program.columns), rng.normal(size=program.rows)
    dx, dy = np.zeros(program.columns), np.zeros(program.rows)
    assert system.factor(h, e)
    system.solve(g, q, dx, dy, 2)
    pool.close()
    whole = sparse.block_array([[sparse.diags_array(h), -matrix.T], [matrix, sparse.diags_array(e)]]).tocsc()
    wanted = spsolve(whole, np.r_[g, q])
    size = 1.0 + np.abs(wanted).max()
    assert np.abs(np.r_[dx, dy] - wanted).max() <= 1e-7 * size


def test_crossover_gives_a_vertex() -> None:
    program = region(24 * 7)
    point, vertex = (programs.solve(program, solver=name) for name in ("stages", "stages-crossover"))
    assert vertex.objective == pytest.approx(point.objective, rel=1e-6)
    inside = (vertex.x > program.lower + 1e-9) & (vertex.x < program.upper - 1e-9)
    assert inside.sum() <= program.rows


def test_same_answer_twice() -> None:
    program = region(24 * 30)
    first, second = STAGES(program, {}), STAGES(program, {})
    assert np.array_equal(first.x, second.x)
    assert first.y is not None
    assert second.y is not None
    assert np.array_equal(first.y, second.y)
    assert first.iterations == second.iterations


def test_iteration_limit_is_no_optimum() -> None:
    assert STAGES(region(24 * 7), {"iteration_limit": 3}).status == "unknown"


def test_program_without_stages_that_is_too_large_is_declined() -> None:
    n = 40_000
    matrix = sparse.random_array((n, n), density=3e-4, random_state=np.random.default_rng(1), format="csc")
    none = np.full(n, -1, dtype=np.int32)
    program = programs.Program(np.ones(n), np.zeros(n), np.full(n, 9.0), np.zeros(n, dtype=np.bool_), matrix, matrix @ np.ones(n),
                               np.full(n, np.inf), none, none)  # fmt: skip
    assert STAGES(program, {}).status == "declined"
