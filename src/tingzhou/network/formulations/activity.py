"""Activities and capacities: the columns of processes and their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.assembly import Columns
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Process

__all__ = ["ACTIVITY", "CAPACITY", "write_activities", "write_capacities", "write_capacity_rows"]

ACTIVITY = Formulation(
    name="activity",
    title_zh="出力上下限",
    title_en="Limits of activity",
    equation=r"m_k\,(e + n) \le \sum_s x_{sk}, \qquad 0 \le x_{sk} \le \omega_s\,a_k\,(e + n)",
    symbols={
        "x_{sk}": "activity of segment s in class k [unit/h]",
        "m_k": "minimum share [1]",
        "a_k": "availability, mean over the class [1]",
        "\\omega_s": "width of segment s, 1 without segments [1]",
        "e, n": "existing and built capacity [unit/h]",
    },
    note="Bounds of the columns where the capacity is fixed; rows only where it is built. Segments fill in order while "
    "losses grow with the flow and the price at the receiving balance is not negative; the solution is checked for it.",
    reference="Tingzhou design, section 2.",
)

CAPACITY = Formulation(
    name="capacity",
    title_zh="新增容量",
    title_en="Built capacity",
    equation=r"n^{min} \le n = u\,z \le n^{max},\quad z \in \mathbb{Z}\ \text{if built in whole units}",
    symbols={
        "n": "built capacity [unit/h]",
        "u": "unit size [unit/h], 1 when continuous",
        "z": "units built [1]",
    },
    note="One column serves every process and store that shares the capacity. Its cost is the annuity of the investment "
    "plus the yearly fixed cost, for the years the span stands for.",
    reference="Capital recovery factor r/(1 − (1 + r)^−N).",
)


def write_capacities(assembly: Assembly) -> None:
    """Write a column for every capacity that may be built, and book fixed costs of what exists."""
    years = assembly.network.hours.years
    for capacity in assembly.capacities.values():
        if capacity.fixed_cost:
            assembly.constant_cost(capacity.id, "fixed", capacity.fixed_cost * capacity.existing * years)
        if not (assembly.network.expand and capacity.buildable):
            continue
        scale = assembly.built_scale(capacity.id)
        whole = capacity.unit_size is not None
        lower, upper = capacity.minimum_build / scale, capacity.maximum_build / scale
        if whole:
            lower, upper = np.ceil(lower - 1e-9), np.floor(upper + 1e-9)
        capital, fixed = capacity.annuity * years * scale, capacity.fixed_cost * years * scale
        column = assembly.builder.columns(1, cost=capital + fixed, lower=lower, upper=upper, stage=-1, integer=whole)
        assembly.built[capacity.id] = column.start
        assembly.cost(capacity.id, "capital", column.start, np.array([capital]))
        assembly.cost(capacity.id, "fixed", column.start, np.array([fixed]))


def write_activities(assembly: Assembly) -> None:
    """Write the columns of every process that can act; what is given or has no capacity needs none."""
    for process in assembly.processes.values():
        if process.fixed is not None:
            _book_fixed(assembly, process)
        elif (
            process.capacity is None
            or assembly.existing(process.capacity) > 0
            or assembly.is_built(process.capacity)
            or process.set_point is not None
        ):
            assembly.activity[process.id] = _columns(assembly, process)


def _book_fixed(assembly: Assembly, process: Process) -> None:
    axis = assembly.axis
    activity = axis.mean(process.fixed, process.grain) if process.fixed is not None else np.zeros(0)
    for cost in process.costs:
        amount = float(axis.total(cost.amount, process.grain) @ activity)
        assembly.constant_cost(process.id, cost.item, amount)


def _limits(assembly: Assembly, process: Process) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return availability and minimum per class, shares of capacity; the limit itself where there is no capacity."""
    axis = assembly.axis
    if process.capacity is None:
        return axis.mean(process.limit, process.grain), axis.mean(process.minimum, process.grain)
    return axis.mean(process.availability, process.grain), axis.mean(process.minimum, process.grain)


def _columns(assembly: Assembly, process: Process) -> Columns:
    axis, grain = assembly.axis, process.grain
    classes, segments = axis.count(grain), max(1, len(process.segments))
    available, minimum = _limits(assembly, process)
    if process.id in assembly.committed:  # its rows speak of the units that are on
        available, minimum = np.ones(classes), np.zeros(classes)
    open_ended = assembly.is_built(process.capacity)
    size = 1.0 if process.capacity is None else assembly.existing(process.capacity)
    stage = axis.stage(grain)
    start = -1
    for index in range(segments):
        piece = process.segments[index] if process.segments else None
        width = 1.0 if piece is None else axis.mean(piece.width, grain)
        costs = process.costs if piece is None else (*process.costs, *piece.costs)
        per_unit = [(cost.item, axis.total(cost.amount, grain)) for cost in costs]
        total = per_unit[0][1] if len(per_unit) == 1 else np.sum([vector for _, vector in per_unit], axis=0) if per_unit else 0.0
        upper = axis.constant(np.inf, classes) if open_ended else width * available * size
        lower = _lower(process, index, minimum, available * width, size, open_ended=open_ended)
        lower, upper = (
            _set(process, lower, upper, axis.mean(process.set_point, grain)) if process.set_point is not None else (lower, upper)
        )
        block = assembly.builder.columns(classes, cost=total, lower=lower, upper=upper, stage=stage, integer=process.whole)
        start = block.start if start < 0 else start
        for item, vector in per_unit:
            assembly.cost(process.id, item, block.start, vector)
    return Columns(start, classes, segments, grain)


def _lower(
    process: Process, index: int, minimum: NDArray[np.float64], available: NDArray[np.float64], size: float, *, open_ended: bool
) -> NDArray[np.float64]:
    """Return the lower bounds of a segment: the minimum where a bound can say it, else only its negative part."""
    nothing = np.broadcast_to(0.0, (minimum.size,))
    if index > 0 or (not minimum.any() and (open_ended or bool((available >= 0).all()))):
        return nothing
    if _held(minimum, available, open_ended=open_ended):
        lower: NDArray[np.float64] = np.minimum(minimum * size, available * size)
        return lower
    negative = minimum < 0
    if not negative.any():
        return nothing
    return np.where(negative, -np.inf if open_ended else minimum * size, 0.0)


def _held(minimum: NDArray[np.float64], available: NDArray[np.float64], *, open_ended: bool) -> bool:
    """Whether bounds alone keep the minimum."""
    return not open_ended and bool((minimum <= available + 1e-12).all())


def _set(
    process: Process, lower: NDArray[np.float64], upper: NDArray[np.float64], wanted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds narrowed to the set points that lie within them; the others are left to a row."""
    within = (wanted >= lower) & (wanted <= upper)
    return np.where(within, wanted, lower), np.where(within, wanted, upper)


def _write_set_point(assembly: Assembly, process: Process, block: Columns) -> None:
    """Write the set points that the limits of the columns do not allow: then nothing is feasible, and it is said where."""
    assert process.set_point is not None
    wanted = assembly.axis.mean(process.set_point, process.grain)
    available, minimum = _limits(assembly, process)
    if assembly.is_built(process.capacity):
        size, above, below = 1.0, np.full(wanted.size, np.inf), np.where(minimum < 0, -np.inf, 0.0)
    else:
        size = 1.0 if process.capacity is None else assembly.existing(process.capacity)
        above, below = available * size, _lower(process, 0, minimum, available, size, open_ended=False)
    beyond = np.flatnonzero((wanted < below) | (wanted > above))
    if beyond.size:
        row = Expression(beyond.size)
        row.add_entries(np.arange(beyond.size, dtype=np.int64), block.start + beyond.astype(np.int64), np.ones(beyond.size))
        stage = assembly.axis.stage(process.grain)[beyond]
        assembly.write(row, kind="set_point", subject=process.id, lower=wanted[beyond], upper=wanted[beyond], stage=stage)


def write_capacity_rows(assembly: Assembly) -> None:
    """Write ``x ≤ width · availability · capacity`` and the minimum where a bound cannot say it."""
    for name, block in assembly.activity.items():
        if name in assembly.committed:
            continue
        process = assembly.processes[name]
        available, minimum = _limits(assembly, process)
        open_ended = assembly.is_built(process.capacity)
        widths = [assembly.axis.mean(segment.width, process.grain) for segment in process.segments] or [np.ones(1)]
        if open_ended:
            for index, width in enumerate(widths):
                row = _against(assembly, process, block, (index,), width * available)
                assembly.write(row, kind="availability", subject=name, upper=0.0, grain=process.grain)
        if process.set_point is not None:
            _write_set_point(assembly, process, block)
        if minimum.any() and not _held(minimum, widths[0] * available, open_ended=open_ended):
            row = _against(assembly, process, block, tuple(range(block.segments)), minimum)
            assembly.write(row, kind="minimum", subject=name, lower=0.0, grain=process.grain)


def _against(
    assembly: Assembly, process: Process, block: Columns, segments: tuple[int, ...], share: NDArray[np.float64]
) -> Expression:
    """Return Σ segments x − share · capacity per class."""
    row = Expression(block.classes)
    index = assembly.axis.index[: block.classes]
    for segment in segments:
        row.add_steps(index, block.segment(segment).start, 1.0)
    if process.capacity is None:
        row.constant -= share
        return row
    existing = assembly.existing(process.capacity)
    if existing:
        row.constant -= share * existing
    if assembly.is_built(process.capacity):
        row.add_column(share * -assembly.built_scale(process.capacity), assembly.built[process.capacity])
    return row
