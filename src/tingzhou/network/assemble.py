"""Write a network as a program: whole blocks of arrays, columns first, then rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.network.assembly import Assembly
from tingzhou.network.axis import Axis
from tingzhou.network.formulations import RULES
from tingzhou.network.formulations.activity import write_activities, write_capacities, write_capacity_rows
from tingzhou.network.formulations.balance import write_balances
from tingzhou.network.formulations.commitment import write_commitment
from tingzhou.network.formulations.commitment_rows import write_commitment_rows
from tingzhou.network.formulations.delivery_curve import write_curves
from tingzhou.network.formulations.maintenance import write_maintenance
from tingzhou.network.formulations.ramp import write_ramps
from tingzhou.network.formulations.relation import write_relation
from tingzhou.network.formulations.store import write_level_rows, write_levels

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.model import Network

__all__ = ["assemble"]

_BLOCKS = 24  # bytes of a process in one step while the blocks of a program wait to be put together: three values


def assemble(network: Network) -> Assembly:
    """Return the network written as a program, with the place of everything in it.

    Raises
    ------
    InputError
        When a grain does not fit what stands on it (a store or a ramp on typical days).
    """
    from tingzhou.program import ProgramBuilder
    from tingzhou.program.memory import large_pages

    _check_grains(network)
    assembly = Assembly(
        network=network,
        builder=ProgramBuilder(),
        axis=Axis(network.hours),
        processes={process.id: process for process in network.processes},
        capacities={capacity.id: capacity for capacity in network.capacities},
        balances={balance.id: balance for balance in network.balances},
        stores={store.id: store for store in network.stores},
    )
    with large_pages(_BLOCKS * network.hours.size * (len(network.processes) + len(network.stores))):
        _write(assembly)
    offset = sum(part.constant for part in assembly.parts)
    assembly.program = assembly.builder.finish(offset=offset, reaches=assembly.axis.reaches)
    return assembly


def _write(assembly: Assembly) -> None:
    """Write all columns, then all rows."""
    write_capacities(assembly)
    write_commitment(assembly)
    write_activities(assembly)
    write_maintenance(assembly)
    write_levels(assembly)
    write_balances(assembly)
    write_capacity_rows(assembly)
    write_commitment_rows(assembly)
    write_level_rows(assembly)
    write_ramps(assembly)
    write_curves(assembly)
    for rule in assembly.network.rules:
        RULES[rule.kind](assembly, rule, rule.grain or _year())
    for relation in assembly.network.relations:
        write_relation(assembly, relation)


def _year() -> Grain:
    from tingzhou.hours import Grain

    return Grain("year")


def _check_grains(network: Network) -> None:
    """Refuse chains of classes (stores, ramps) at a grain whose classes do not follow one another."""
    grain_of = {balance.id: balance.grain for balance in network.balances}
    grains = {("activity", process.id): process.grain.name for process in network.processes}
    grains |= {("level", store.id): grain_of[store.balance].name for store in network.stores}
    problems = [
        Problem(
            "the store {store} stands at a balance of grain {grain}, whose classes do not follow one another.",
            "Give the commodity a contiguous grain (hour, block(n), day, week, month, year).",
            file="stores",
            parameters={"store": store.id, "grain": grain_of[store.balance].name},
        )
        for store in network.stores
        if not grain_of[store.balance].contiguous
    ]
    problems += [
        Problem(
            "the process {process} has a ramp limit at grain {grain}, whose classes do not follow one another.",
            "Remove the ramp limit or give the process a contiguous grain.",
            file="processes",
            parameters={"process": process.id, "grain": process.grain.name},
        )
        for process in network.processes
        if process.ramp is not None and not process.grain.contiguous
    ]
    problems += [
        Problem(
            "the relation {relation} speaks of {subject}, which is not of the grain hour.",
            "Relations hold step by step: give it the grain hour.",
            file="relations",
            parameters={"relation": relation.id, "subject": term.id},
        )
        for relation in network.relations
        for term in relation.terms
        if grains.get((term.of, term.id), "hour") != "hour"
    ]
    if problems:
        raise InputError(problems)
