"""Random PyPSA networks: PyPSA and Tingzhou find the same objective, and the same prices where prices are unique.

300 networks of 2 to 6 buses and 4 to 24 snapshots: 240 linear, 60 with commitment and modules. Twenty (five) at a time stand side by
side in one model of PyPSA, whose time goes into writing models; each network's part of the objective is read from the model's own
costs and from our accounts.

A price is unique when the optimal dual face does not extend in its direction. Seen by perturbation: the limits of the balances of
all buses are moved by a small random amount, both ways; the duals then go to opposite ends of the face, and a price that stays where it was is
taken as unique. Where it still differs from PyPSA's, its own balance alone is moved: that shows the largest and the least it can be.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pypsa", reason="PyPSA is an optional extra")
sys.path.insert(0, str(Path(__file__).parent))

from pypsa_oracle import ask
from random_pypsa import Draw, Span, build

import tingzhou as tz
from tingzhou import program as programs
from tingzhou.errors import InfeasibleError
from tingzhou.network import Solution, assemble, solution_of

pytestmark = pytest.mark.filterwarnings("ignore")

LINEAR, WHOLE = 12, 12  # batches
SIDE_BY_SIDE = {False: 20, True: 5}


def draw(seed: int, *, whole: bool) -> Draw:
    return Draw(seed, Span(seed // 1000, longest=10 if whole else 24), whole=whole)


def feasible(found: list[Draw], *, whole: bool) -> list[Draw]:
    """Those that have a solution: ramps, set points and first levels may contradict each other."""
    if whole:
        return [one for one in found if programs.is_feasible(assemble(tz.from_pypsa(build([one]))).program)]
    assembly = assemble(tz.from_pypsa(build(found)))
    mark = np.zeros(assembly.program.rows, dtype=np.int64)
    for block in assembly.rows:
        mark[block.start : block.stop] = int(block.subject.split("/")[1].split(":")[0]) if block.kind != "kirchhoff" else -1
    relaxed = programs.relax(assembly.program, mark)
    return [one for k, one in enumerate(found) if k not in set(relaxed.groups)]


def draws(batch: int, *, whole: bool) -> list[Draw]:
    """Twenty linear networks on the same snapshots, or five with whole numbers."""
    count = SIDE_BY_SIDE[whole]
    found = feasible([draw(1000 * batch + k, whole=whole) for k in range(count + 4)], whole=whole)
    assert len(found) >= count, "too many draws without a solution"
    return found[:count]


def shares(solution: Solution, count: int) -> list[float]:
    """Each network's part of the objective, from the accounts."""
    mark = solution.accounts["process"].str.extract(r"^\w+/(\d+):")[0].astype(int)
    return solution.accounts["amount"].groupby(mark).sum().reindex(range(count), fill_value=0.0).tolist()


def solved(found: list[Draw]) -> tuple[Any, Solution, Any]:
    assembly = assemble(tz.from_pypsa(build(found)))
    options = {"mip_rel_gap": 1e-9} if assembly.program.integral else {}
    answer = programs.solve(assembly.program, solver="branch-and-cut" if options else "simplex", options=options)
    return assembly, solution_of(assembly, answer), answer


def steady(assembly: Any, answer: Any, direction: Any) -> Any:
    """Whether each row's multiplier stays where it is while limits move along the direction a little, one way and the other."""
    program = assembly.program
    same = np.ones(program.rows, dtype=bool)
    for way in (1.0, -1.0):
        moved = replace(program, row_lower=program.row_lower + way * direction, row_upper=program.row_upper + way * direction)
        y = programs.solve(moved, solver="simplex").y
        same &= np.abs(y - answer.y) <= 1e-6 * (1.0 + np.abs(answer.y))
    return same


def anywhere(assembly: Any, seed: int) -> Any:
    """A random direction: the balances of all buses move."""
    direction = np.zeros(assembly.program.rows)
    rng = np.random.default_rng(seed)
    for block in assembly.rows:
        if block.kind == "balance" and block.subject.startswith("Bus/"):
            size = block.stop - block.start
            direction[block.start : block.stop] = 1e-4 * rng.uniform(0.5, 1.5, size) * rng.choice([-1.0, 1.0])
    return direction


def alone(assembly: Any, row: int) -> Any:
    """The direction of one balance: its duals go to the largest and the least that this price can be."""
    direction = np.zeros(assembly.program.rows)
    direction[row] = 1e-4
    return direction


def marks(count: int) -> list[Any]:
    return [pytest.param(batch, marks=[] if batch < 1 else [pytest.mark.long]) for batch in range(count)]


@pytest.mark.parametrize("batch", marks(LINEAR))
def test_linear_networks_cost_the_same_and_have_the_same_prices(batch: int) -> None:
    found = draws(batch, whole=False)
    assembly, solution, answer = solved(found)
    said = ask(found)
    assert shares(solution, len(found)) == pytest.approx([one.objective for one in said], rel=1e-6)
    same = steady(assembly, answer, anywhere(assembly, batch))
    weights = solution.network.origin.objective
    theirs = np.full(assembly.program.rows, np.nan)
    ours = theirs.copy()
    for block in assembly.rows:
        if block.kind == "balance" and block.subject.startswith("Bus/"):
            mark, bus = block.subject.removeprefix("Bus/").split(":")
            theirs[block.start : block.stop] = said[int(mark)].prices[bus]
            ours[block.start : block.stop] = answer.y[block.start : block.stop] / weights
    compared = np.isfinite(theirs)
    assert (same & compared).sum() > 0.5 * compared.sum()
    apart = np.flatnonzero(same & compared & (np.abs(ours - theirs) > 1e-4 * (1.0 + np.abs(theirs))))
    assert apart.size <= 0.01 * compared.sum()
    for row in apart:  # the random direction may end where this price is the same twice: its own direction tells
        assert not steady(assembly, answer, alone(assembly, row))[row], (row, ours[row], theirs[row])


@pytest.mark.parametrize("batch", marks(WHOLE))
def test_networks_with_whole_numbers_cost_the_same(batch: int) -> None:
    found = draws(batch, whole=True)
    _, solution, _ = solved(found)
    assert shares(solution, len(found)) == pytest.approx([one.objective for one in ask(found)], rel=1e-6)


def test_what_has_no_solution_has_none_in_pypsa_either() -> None:
    found = [draw(seed, whole=False) for seed in range(24)]
    possible = feasible(found, whole=False)
    impossible = [one for one in found if one not in possible]
    assert impossible
    with pytest.raises(InfeasibleError):
        tz.solve(tz.from_pypsa(build(impossible[:1])), diagnose=False)
    with pytest.raises(AssertionError, match="infeasible"):
        ask(impossible[:1])


def test_the_stage_solver_agrees() -> None:
    found = draws(3, whole=False)[:6]
    assembly = assemble(tz.from_pypsa(build(found)))
    exact = programs.solve(assembly.program, solver="simplex").objective
    assert programs.solve(assembly.program, solver="stages").objective == pytest.approx(exact, rel=1e-6)
