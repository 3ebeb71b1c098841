"""Solve a network and read the answer back (``tz.solve``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.errors import InfeasibleError
from tingzhou.network.accounts import accounts
from tingzhou.network.assemble import assemble
from tingzhou.network.formulations.delivery_curve import curve_levels, curve_prices
from tingzhou.network.merge import solve_merged
from tingzhou.network.model import Network
from tingzhou.network.results import builds, dataset, rule_table
from tingzhou.network.solution import Solution

if TYPE_CHECKING:
    from collections.abc import Callable

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Answer

__all__ = ["solution_of", "solve"]


def solve(
    network: Network | Assembly,
    *,
    solver: str | None = None,
    diagnose: bool = True,
    merge: bool | None = None,
    progress: Callable[[str, float, str], None] | None = None,
) -> Solution:
    """Return the certified answer to a network.

    Parameters
    ----------
    network
        The network, or one already assembled.
    solver
        Name of a solver; without it the chain of ``tingzhou.program`` decides.
    diagnose
        Whether an infeasible network is explained (which takes further, smaller solves).
    merge
        What is merged for solving (``network/merge.py``): without a word duplicate processes, with ``True`` curtailment too, with
        ``False`` nothing. The answer and its certificate are those of the whole program either way.
    progress
        Called with stage, share done and a word.

    Raises
    ------
    InfeasibleError
        With ``diagnosis`` naming places, commodities, hours and rules that conflict.
    SolveError
        When no solver gives an answer whose certificate holds.
    InternalError
        When the accounts do not add up to the objective within 1e-9.
    """
    from tingzhou import program as programs

    assembly = assemble(network) if isinstance(network, Network) else network
    program = assembly.program
    assert program is not None
    try:
        if merge is False:
            answer = programs.solve(program, solver=solver, progress=progress)
        else:
            answer = solve_merged(assembly, curtailment=merge is True, solver=solver, progress=progress)
    except InfeasibleError as error:
        if diagnose:
            from tingzhou.network.diagnosis import diagnose as explain

            error.diagnosis = explain(assembly)
        raise
    return solution_of(assembly, answer)


def solution_of(assembly: Assembly, answer: Answer) -> Solution:
    """Return what an answer to an assembled network says; raises ``InternalError`` when its accounts do not add up."""
    table = accounts(assembly, answer.x, answer.objective)
    return Solution(
        network=assembly.network,
        objective=answer.objective,
        certificate=answer.certificate,
        dataset=dataset(assembly, answer),
        accounts=table,
        rules=rule_table(assembly, answer),
        builds=builds(assembly, answer.x),
        curves=curve_levels(assembly, answer.x),
        curve_prices=curve_prices(assembly, answer.y),
    )
