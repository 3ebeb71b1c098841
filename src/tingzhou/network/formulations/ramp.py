"""Ramp limits: how fast an activity may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Process

__all__ = ["RAMP", "write_ramps"]

RAMP = Formulation(
    name="ramp",
    title_zh="爬坡约束",
    title_en="Ramp limit",
    equation=r"\left| \sum_s x_{sk} - \sum_s x_{s,k-1} \right| \le r\,\Delta_k\,(e + n)",
    symbols={
        "r": "ramp, share of capacity per hour [1/h]",
        "\\Delta_k": "hours between the centres of classes k − 1 and k [h]",
        "e, n": "existing and built capacity [unit/h]",
    },
    note="Rows are written only where r·Δ < 1: beyond that the limit cannot bind. The first class is free. On segments of "
    "several hours the limit is that of the means, not of every hour inside.",
    reference="Standard; see e.g. G. Morales-España et al., IEEE Trans. Power Syst. 28 (2013) 4897–4908.",
)


def write_ramps(assembly: Assembly) -> None:
    """Write ramp rows for every process that has a limit."""
    for name in assembly.activity:
        process = assembly.processes[name]
        if (
            name not in assembly.committed
            and process.ramp is not None
            and process.capacity is not None
            and assembly.activity[name].classes > 1
        ):
            _write(assembly, process, process.ramp)


def _write(assembly: Assembly, process: Process, ramp: float) -> None:
    block = assembly.activity[process.id]
    duration = assembly.axis.duration(process.grain)
    allowed = ramp * (duration[:-1] + duration[1:]) / 2.0
    later = np.flatnonzero(allowed < 1.0).astype(np.int64) + 1
    if not later.size:
        return
    share = allowed[later - 1]
    stage = assembly.axis.stage(process.grain)[later]
    change = Expression(later.size)
    index = np.arange(later.size, dtype=np.int64)
    for segment in range(block.segments):
        start = block.segment(segment).start
        change.add_entries(index, start + later, np.ones(later.size))
        change.add_entries(index, start + later - 1, np.full(later.size, -1.0))
    existing = share * assembly.existing(process.capacity)
    if not assembly.is_built(process.capacity):
        assembly.write(change, kind="ramp", subject=process.id, lower=-existing, upper=existing, stage=stage)
        return
    assert process.capacity is not None
    built = share * assembly.built_scale(process.capacity)
    column = assembly.built[process.capacity]
    for sign in (1.0, -1.0):
        row = Expression(later.size).plus(change, sign)
        row.add_column(-built, column)
        assembly.write(row, kind="ramp", subject=process.id, upper=existing, stage=stage)
