"""Utilisation of wind and sun: what is used of what was available."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.bounds import write_sense
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = ["UTILISATION", "write_utilisation"]

UTILISATION = Formulation(
    name="utilisation",
    title_zh="新能源利用率",
    title_en="Utilisation of wind and sun",
    equation=r"\sum_{p} E_{pk} \ge \eta \sum_p \sum_{t \in k} w_t\,a_{pt}\,(e_p + n_p)",
    symbols={
        "E": "energy used [MWh]",
        "\\eta": "utilisation (利用率) [1]",
        "a": "availability [1]",
        "e, n": "existing and built capacity [MW]",
    },
    note="Linear although both sides are decided. Counts the curtailment the program chooses, which is system-caused.",
    reference="国能发电力〔2024〕44号 (utilisation of new energy not below 90 %).",
)


def write_utilisation(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write used − η · available per class of the rule's grain."""
    row = Expression(assembly.axis.count(grain))
    for name in rule.subject:
        process = assembly.processes[name]
        row.plus(assembly.energy(name, grain))
        row.plus(assembly.capacity_energy(process.capacity, grain, process.availability), -rule.value)
    write_sense(assembly, rule, row, 0.0, grain)
