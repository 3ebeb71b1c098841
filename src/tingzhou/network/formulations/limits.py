"""Limits: on energy or output, on flows of a commodity, on full-load hours, on capacities and their ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.bounds import write_sense
from tingzhou.network.formulations.commitment import committed_flow
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = [
    "ACTIVITY_LIMIT",
    "CAPACITY_LIMIT",
    "CAPACITY_RATIO",
    "FLOW_LIMIT",
    "HOURS_LIMIT",
    "write_activity_limit",
    "write_capacity_limit",
    "write_capacity_ratio",
    "write_flow_limit",
    "write_hours_limit",
]

_REFERENCE = "Tingzhou design, section 2 (rules)."

ACTIVITY_LIMIT = Formulation(
    name="activity_limit",
    title_zh="产量/电量限额",
    title_en="Limit on energy or output",
    equation=r"\sum_{p \in P} E_{pk} \;\{\le,\ge,=\}\; V_k",
    symbols={"E": "energy or output in a class [unit]", "V_k": "limit; a yearly figure is scaled to part years [unit]"},
    note="A delivery contract per month or year is this rule on the line; it may have a figure of its own for every class.",
    reference=_REFERENCE,
)
FLOW_LIMIT = Formulation(
    name="flow_limit",
    title_zh="物料流量限额（煤、水、碳排放）",
    title_en="Limit on the flow of a commodity (coal, water, CO2)",
    equation=r"\sum_{p \in P} \sum_t w_t\,|a_{bpt}|\,x_{pt} \;\{\le,\ge,=\}\; V_k",
    symbols={"|a|": "quantity of the commodity per unit of activity [unit/unit]", "V_k": "limit [unit]"},
    note="Counts what the subjects take of the commodity or give of it, whichever they do.",
    reference=_REFERENCE,
)
HOURS_LIMIT = Formulation(
    name="hours_limit",
    title_zh="利用小时限额",
    title_en="Limit on full-load hours",
    equation=r"\sum_{p} E_{p} \;\{\le,\ge,=\}\; H \sum_p (e_p + n_p)",
    symbols={"H": "full-load hours of the span [h]", "e, n": "existing and built capacity [unit/h]"},
    note="Over all subjects together.",
    reference=_REFERENCE,
)
CAPACITY_LIMIT = Formulation(
    name="capacity_limit",
    title_zh="装机/产能限额",
    title_en="Limit on capacity",
    equation=r"\sum_{p} (e_p + n_p) \;\{\le,\ge,=\}\; V",
    symbols={"e, n": "existing and built capacity [unit/h]", "V": "limit [unit/h]"},
    note="A capacity shared by several subjects counts once.",
    reference=_REFERENCE,
)
CAPACITY_RATIO = Formulation(
    name="capacity_ratio",
    title_zh="容量配比（如储能配置比例）",
    title_en="Ratio of capacities, e.g. storage to wind",
    equation=r"\sum_{p \in P} (e_p + n_p) \;\{\le,\ge,=\}\; \rho \sum_{q \in Q} (e_q + n_q)",
    symbols={"\\rho": "ratio [1]", "e, n": "existing and built capacity [unit/h]"},
    note="A capacity shared by several subjects counts once.",
    reference=_REFERENCE,
)


def write_activity_limit(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write the sum of energies per class against the limit."""
    row = Expression(assembly.axis.count(grain))
    for name in rule.subject:
        row.plus(assembly.energy(name, grain))
    value = np.array(rule.numbers) if rule.numbers else rule.value * _part(assembly, grain)
    write_sense(assembly, rule, row, value, grain)


def write_flow_limit(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write the sum of flows of the commodity ``rule.parameter`` per class against the limit."""
    row = Expression(assembly.axis.count(grain))
    for name in rule.subject:
        process = assembly.processes[name]
        for flow in process.flows:
            if assembly.balances[flow.balance].commodity == rule.parameter:
                row.plus(assembly.energy(name, grain, factor=abs(flow.quantity), multiplier=flow.multiplier))
        row.plus(committed_flow(assembly, name, rule.parameter, grain))
    write_sense(assembly, rule, row, rule.value * _part(assembly, grain), grain)


def write_hours_limit(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write Σ energy − hours · Σ capacity over the span."""
    hours = rule.value * assembly.network.hours.years
    row = Expression(1)
    for name in rule.subject:
        row.plus(assembly.energy(name, grain))
        row.plus(assembly.capacity_sum(assembly.processes[name].capacity), -hours)
    write_sense(assembly, rule, row, 0.0, None)


def _capacities(assembly: Assembly, names: tuple[str, ...]) -> Expression:
    """Return the sum of the different capacities of the processes."""
    row = Expression(1)
    for capacity in dict.fromkeys(assembly.processes[name].capacity for name in names):
        row.plus(assembly.capacity_sum(capacity))
    return row


def write_capacity_limit(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write the sum of capacities against the limit."""
    del grain
    write_sense(assembly, rule, _capacities(assembly, rule.subject), rule.value, None)


def write_capacity_ratio(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write Σ capacity − ratio · Σ capacity of the other side."""
    del grain
    row = _capacities(assembly, rule.subject).plus(_capacities(assembly, rule.over), -rule.value)
    write_sense(assembly, rule, row, 0.0, None)


def _part(assembly: Assembly, grain: Grain) -> float:
    """Return the share of a yearly figure that holds for the span; other grains are figures per class."""
    return assembly.network.hours.years if grain.name == "year" else 1.0
