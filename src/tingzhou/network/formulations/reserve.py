"""Reserve: head-room that running plants and stores keep above what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.bounds import write_sense
from tingzhou.network.formulations.commitment import units_energy
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = ["RESERVE", "write_reserve"]

RESERVE = Formulation(
    name="reserve",
    title_zh="旋转备用",
    title_en="Reserve",
    equation=r"\sum_{p \in P} \left( \sum_{t\in k} w_t a_{pt} (e_p + n_p) - E_{pk} \right) "
    r"\ge \varrho_D \sum_{q \in D} E_{qk} + \varrho_R \sum_{q \in R} E_{qk} + d_k U",
    symbols={
        "P": "subjects: plants and the discharging side of stores",
        "D, R": "of the processes measured against: wind and sun are R, all others (loads, exports) D",
        "\\varrho_D": "reserve share on load, the rule's value [1]",
        "\\varrho_R": "reserve share on wind and sun, the rule's parameter [1]",
        "d_k U": "hours of the class × capacity of the largest unit, where it must be covered [unit]",
    },
    note="Without commitment a plant that stands still counts as reserve: the rule is then a condition on capacity. "
    "With commitment only units that are on count. U is the capacity of the largest unit among the subjects where the rule's "
    "parameter asks for it (such as ``0.1 + unit``), else 0.",
    reference="Shares: planner's rule of 5 % of load and 10 % of new-energy output.",
)


def write_reserve(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write head-room − shares · loads per class."""
    row = Expression(assembly.axis.count(grain))
    for name in rule.subject:
        process = assembly.processes[name]
        if name in assembly.committed:
            row.plus(units_energy(assembly, name, grain))
        else:
            row.plus(assembly.capacity_energy(process.capacity, grain, process.availability))
        row.plus(assembly.energy(name, grain), -1.0)
    for name in rule.over:
        share = rule.numbers[0] if assembly.processes[name].curtailable else rule.value
        row.plus(assembly.energy(name, grain), -share)
    largest = rule.numbers[1] if len(rule.numbers) > 1 else 0.0
    write_sense(assembly, rule, row, largest * assembly.axis.duration(grain), grain)
