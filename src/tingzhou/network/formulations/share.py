"""Shares: one group of activities is at least (at most) a share of another, e.g. green energy of what is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.assembly import Booking, Columns
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.bounds import write_sense
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = ["SHARE", "write_share"]

SHARE = Formulation(
    name="share",
    title_zh="占比约束（如外送绿电占比）",
    title_en="Share, e.g. green share of exports",
    equation=r"\sum_{p \in P} E_{pk} \ge \varphi \sum_{q \in Q} E_{qk};\qquad "
    r"\text{with matching: } b_j \le \sum_P E_{pj},\ b_j \le \sum_Q E_{qj},\ \sum_{j \in k} b_j \ge \varphi \sum_Q E_{qk}",
    symbols={
        "E": "energy of a process in a class, hours × activity [unit]",
        "\\varphi": "share [1]",
        "b_j": "energy of P booked to Q in class j of the matching grain [unit]",
    },
    note="Without matching, energy counts wherever in the class it is made. With matching at the hour, only what is made "
    "while it is sent counts.",
    reference="Tingzhou design, section 2 (rules).",
)


def _sum(assembly: Assembly, names: tuple[str, ...], grain: Grain) -> Expression:
    total = Expression(assembly.axis.count(grain))
    for name in names:
        total.plus(assembly.energy(name, grain))
    return total


def write_share(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write the share per class of the rule's grain."""
    if rule.matching is None or rule.matching == grain:
        factors: dict[str, float] = {}  # one entry per column also where a process stands on both sides
        for names, factor in ((rule.subject, 1.0), (rule.over, -rule.value)):
            for name in names:
                factors[name] = factors.get(name, 0.0) + factor
        row = Expression(assembly.axis.count(grain))
        for name, factor in factors.items():
            row.plus(assembly.energy(name, grain, factor=factor))
        write_sense(assembly, rule, row, 0.0, grain)
        return
    fine = rule.matching
    count = assembly.axis.count(fine)
    stage = assembly.axis.stage(fine)
    booked = assembly.builder.columns(count, cost=0.0, lower=0.0, upper=np.inf, stage=stage)
    index = np.arange(count, dtype=np.int64)
    sides = []
    for side in (rule.subject, rule.over):
        row = Expression(count).plus(_sum(assembly, side, fine), -1.0)
        row.add_entries(index, booked.start + index, np.ones(count))
        sides.append(assembly.write(row, kind="booked", subject=rule.id, upper=0.0, grain=fine).start)
    if rule.sense == ">=":  # only then is more booked never worse
        assembly.bookings.append(Booking(Columns(booked.start, count, 1, fine), tuple(sides)))
    row = Expression(assembly.axis.count(grain)).plus(_sum(assembly, rule.over, grain), -rule.value)
    coarse = assembly.axis.overlap(grain, fine).copy()  # the axis keeps its own: only the pattern is wanted here
    coarse.data[:] = 1.0
    row.add(coarse, booked.start)
    write_sense(assembly, rule, row, 0.0, grain)
