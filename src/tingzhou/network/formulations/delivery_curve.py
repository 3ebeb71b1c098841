"""Delivery curves: a line sends what its curve says, hour by hour; the curve has few levels, and the plan may decide them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError
from tingzhou.network.axis import HOUR
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.curve import DeliveryCurve

__all__ = ["DELIVERY_CURVE", "curve_levels", "curve_prices", "write_curves"]

DELIVERY_CURVE = Formulation(
    name="delivery_curve",
    title_zh="直流送电曲线",
    title_en="Delivery curve of a line",
    equation=r"\sum_s x_{st} + u_t = \sum_c S_{tc}\,\ell_c \quad\text{or}\quad \sum_c S_{tc}\,(b_c + m_c\,\sigma_t), \qquad "
    r"\underline{\varphi}_c (e+n) \le \ell_c \le \overline{\varphi}_c (e+n), \qquad \ell_c = \delta e\,z_c,\ z_c \in \mathbb{Z} \\"
    r"\left|\ell_{c} - \ell_{c-1}\right| \le (\overline{\varphi} - \underline{\varphi}) (e+n)^{max}\,v_c, \qquad \sum_{c \in d} v_c \le N, \qquad "
    r"\sum_{i=0}^{h-1} v_{c+i} \le 1, \qquad \left|\ell_{c} - \ell_{c-1}\right| \le \rho\,(e+n)",
    symbols={
        "x_{st}": "activity of the line in step t, segment s [MW]",
        "u_t": "energy of the curve that is not sent, where that has a price [MW]",
        "S_{tc}": "share of step t that lies in class c outside an outage [1]",
        "\\ell_c": "level of class c [MW]",
        "b_c, m_c, \\sigma_t": "base and slope of a curve that follows a receiving load, and that load (largest value 1) [MW, MW, 1]",
        "\\underline{\\varphi}, \\overline{\\varphi}": "floor and ceiling, shares of capacity [1]",
        "e, n": "existing and built capacity of the line [MW]",
        "\\delta, z_c": "size of a step, share of capacity, and whole steps [1]",
        "v_c": "1 where the level changes at the beginning of class c [1]",
        "N, h, \\rho": "changes a day, shortest hold [h], ramp [1/h]",
    },
    note="A family (flat, day–night, three-step, typical days, free) is a division of the hours into classes of one level each, so most "
    "families need no rows but the first kind. Changes are counted around each typical day (its last hour precedes its first) and "
    "along the span for a free curve; not between the typical days of two months. On segments of several hours the line follows the "
    "mean of the curve, so that averages of every solution of the full year remain solutions. With relaxed levels v is relaxed too: "
    "a lower bound. Rounded levels are found by dynamic programming within every limit and solved again: the gap to the relaxed "
    "optimum is an upper bound on what rounding cost.",
    reference="Steps, changes and hold: planner's rules of DC curves. Change indicators: standard big-M with the range of the level.",
)


@dataclass(frozen=True)
class _Block:
    """Columns of levels: ``start``, how many, and the power one unit of a column stands for [MW]."""

    start: int
    count: int
    scale: float


def write_curves(assembly: Assembly) -> None:
    """Write levels, links and limits of every delivery curve."""
    for curve in assembly.network.curves:
        if assembly.processes[curve.route].grain != HOUR:
            raise UsageError("the line {route} has a delivery curve: it must run by the hour", route=curve.route)
        if curve.route not in assembly.activity:
            continue
        if not curve.decided:
            _fill(assembly, curve)
            _link(assembly, curve, None, None)
            continue
        level, slope = _levels(assembly, curve)
        assembly.curves[curve.id] = tuple((block.start, block.scale) for block in (level, slope) if block is not None)
        _link(assembly, curve, level, slope)
        if slope is not None:
            _following_limits(assembly, curve, level, slope)
            continue
        if assembly.is_built(assembly.processes[curve.route].capacity):
            _built_limits(assembly, curve, level)
        if curve.groups.size:
            _ramps(assembly, curve, level)
            if curve.counted:
                _changes(assembly, curve, level)


def curve_levels(assembly: Assembly, x: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the level of every curve by covered hour, share of the line's capacity [1]; 0 in an outage."""
    levels: dict[str, NDArray[np.float64]] = {}
    for curve in assembly.network.curves:
        if curve.given is not None:
            levels[curve.id] = np.where(curve.running, curve.given, 0.0)
            continue
        capacity = assembly.processes[curve.route].capacity
        built = (
            float(x[assembly.built[str(capacity)]]) * assembly.built_scale(str(capacity)) if assembly.is_built(capacity) else 0.0
        )
        size = assembly.existing(capacity) + built
        total = np.zeros(assembly.axis.hours.base_size)
        for (start, scale), factor in zip(assembly.curves.get(curve.id, ()), (1.0, curve.shape), strict=False):
            assert factor is not None
            total += scale * x[start : start + curve.count][np.maximum(curve.classes, 0)] * factor
        levels[curve.id] = np.where(curve.running, total, 0.0) / size if size > 0 else np.zeros_like(total)
    return levels


def curve_prices(assembly: Assembly, y: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return what one more MWh of every curve would cost by covered hour [CNY/MWh]: the multipliers of its links."""
    return {
        block.subject: assembly.axis.hours.expand(y[block.start : block.stop])
        for block in assembly.rows
        if block.kind == "delivery_curve"
    }


def _levels(assembly: Assembly, curve: DeliveryCurve) -> tuple[_Block, _Block | None]:
    """Write the columns of levels (and slopes); bounds stand on them where the capacity is given."""
    capacity = assembly.processes[curve.route].capacity
    size = assembly.existing(capacity)
    built = assembly.is_built(capacity)
    if curve.levels == "integer":
        if built or curve.shape is not None:
            raise UsageError("levels in whole steps need a line whose capacity is given, and no receiving load to follow: curve {name}",
                             name=curve.id)  # fmt: skip
        assert curve.step is not None
        lower, upper = np.ceil(curve.floor / curve.step - 1e-9), np.floor(curve.ceiling / curve.step + 1e-9)
        block = assembly.builder.columns(curve.count, lower=lower, upper=upper, integer=True)
        return _Block(block.start, curve.count, curve.step * size), None
    if built or curve.shape is not None:
        level = _Block(assembly.builder.columns(curve.count).start, curve.count, 1.0)
        slope = None if curve.shape is None else _Block(assembly.builder.columns(curve.count).start, curve.count, 1.0)
        return level, slope
    block = assembly.builder.columns(curve.count, lower=curve.floor * size, upper=curve.ceiling * size)
    return _Block(block.start, curve.count, 1.0), None


def _share(assembly: Assembly, curve: DeliveryCurve, factor: NDArray[np.float64] | None = None) -> sparse.csr_array:
    """Return step × class: hours of the class in the step, outages left out, times ``factor`` by covered hour [h]."""
    from scipy import sparse

    hours = assembly.axis.hours
    step = np.searchsorted(hours.first, np.arange(hours.base_size), side="right") - 1
    on = curve.running
    values = np.ones(hours.base_size) if factor is None else factor
    pairs = (step[on], curve.classes[on])
    return sparse.csr_array(sparse.coo_array((values[on], pairs), shape=(hours.size, curve.count)))


def _link(assembly: Assembly, curve: DeliveryCurve, level: _Block | None, slope: _Block | None) -> None:
    """Write energy of the line + energy not sent − energy of the curve = 0 in every step."""
    hours = assembly.axis.hours
    row = Expression(hours.size).plus(assembly.energy(curve.route, HOUR))
    if curve.shed is not None:
        row.plus(assembly.energy(curve.shed, HOUR))
    if level is None:
        assert curve.given is not None
        series = hours.average(np.where(curve.running, curve.given, 0.0))
        row.plus(assembly.capacity_energy(assembly.processes[curve.route].capacity, HOUR, series), -1.0)
    else:
        row.add(-level.scale * _share(assembly, curve), level.start)
        if slope is not None:
            assert curve.shape is not None
            row.add(-slope.scale * _share(assembly, curve, curve.shape), slope.start)
    assembly.write(row, kind="delivery_curve", subject=curve.id, lower=0.0, upper=0.0, grain=HOUR)


def _fill(assembly: Assembly, curve: DeliveryCurve) -> None:
    """Bound the pieces of a line of given capacity by what its given curve fills of each in order (fixed where nothing may lack)."""
    process = assembly.processes[curve.route]
    if assembly.is_built(process.capacity):
        return
    assert curve.given is not None
    hours, block = assembly.axis.hours, assembly.activity[curve.route]
    left = hours.average(np.where(curve.running, curve.given, 0.0)) * assembly.existing(process.capacity)
    available = assembly.axis.mean(process.availability, HOUR) * assembly.existing(process.capacity)
    for index in range(block.segments):
        width = process.segments[index].width if process.segments else 1.0
        piece = np.minimum(left, width * available)
        left = left - piece
        assembly.builder.tighten(block.segment(index).start, np.zeros_like(piece) if curve.shed is not None else piece, piece)


def _against(assembly: Assembly, curve: DeliveryCurve, share: NDArray[np.float64]) -> Expression:
    """Return − share · capacity per class."""
    capacity = assembly.processes[curve.route].capacity
    assert capacity is not None
    row = Expression(share.size)
    row.constant -= share * assembly.existing(capacity)
    if assembly.is_built(capacity):
        row.add_column(-share * assembly.built_scale(capacity), assembly.built[capacity])
    return row


def _built_limits(assembly: Assembly, curve: DeliveryCurve, level: _Block) -> None:
    index = np.arange(curve.count, dtype=np.int64)
    for share, sign in ((curve.floor, 1.0), (curve.ceiling, -1.0)):
        row = _against(assembly, curve, share)
        row.add_entries(index, level.start + index, np.full(curve.count, level.scale))
        assembly.write(Expression(curve.count).plus(row, sign), kind="curve_limits", subject=curve.id, lower=0.0)


def _following_limits(assembly: Assembly, curve: DeliveryCurve, level: _Block, slope: _Block) -> None:
    """Write floor and ceiling at the least and the largest load of each class."""
    assert curve.shape is not None
    on = curve.running
    least, most = np.full(curve.count, np.inf), np.full(curve.count, -np.inf)
    np.minimum.at(least, curve.classes[on], curve.shape[on])
    np.maximum.at(most, curve.classes[on], curve.shape[on])
    used = np.isfinite(least)
    index = np.arange(curve.count, dtype=np.int64)
    for share, load, sign in ((curve.floor, np.where(used, least, 0.0), 1.0), (curve.ceiling, np.where(used, most, 0.0), -1.0)):
        row = _against(assembly, curve, share)
        row.add_entries(index, level.start + index, np.ones(curve.count))
        row.add_entries(index, slope.start + index, load)
        assembly.write(Expression(curve.count).plus(row, sign), kind="curve_limits", subject=curve.id, lower=0.0)


def _neighbours(curve: DeliveryCurve) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return earlier class, later class and place in the row for every pair that follow one another, shape (G, P) each."""
    later = curve.groups if curve.cyclic else curve.groups[:, 1:]
    earlier = np.roll(curve.groups, 1, axis=1) if curve.cyclic else curve.groups[:, :-1]
    place = np.arange(curve.groups.shape[1], dtype=np.int64)
    return earlier, later, place if curve.cyclic else place[1:]


def _difference(earlier: NDArray[np.int64], later: NDArray[np.int64], level: _Block) -> Expression:
    row = Expression(earlier.size)
    index = np.arange(earlier.size, dtype=np.int64)
    row.add_entries(index, level.start + later, np.full(earlier.size, level.scale))
    row.add_entries(index, level.start + earlier, np.full(earlier.size, -level.scale))
    return row


def _ramps(assembly: Assembly, curve: DeliveryCurve, level: _Block) -> None:
    if curve.ramp is None or curve.ramp >= float(curve.ceiling.max(initial=0.0) - curve.floor.min(initial=0.0)):
        return
    earlier, later, _ = _neighbours(curve)
    pairs = np.unique(np.stack([earlier.ravel(), later.ravel()]), axis=1)
    pairs = pairs[:, pairs[0] != pairs[1]]
    for sign in (1.0, -1.0):
        row = Expression(pairs.shape[1]).plus(_difference(pairs[0], pairs[1], level), sign)
        row.plus(_against(assembly, curve, np.full(pairs.shape[1], curve.ramp)))
        assembly.write(row, kind="curve_limits", subject=curve.id, upper=0.0)


def _changes(assembly: Assembly, curve: DeliveryCurve, level: _Block) -> None:
    """Write the indicators of change, their number a day and the shortest hold."""
    capacity = assembly.capacities[str(assembly.processes[curve.route].capacity)]
    largest = capacity.existing + (capacity.maximum_build if assembly.is_built(capacity.id) else 0.0)
    if not np.isfinite(largest):
        raise UsageError("changes of level can be counted only where the most that may be built of the line is given: curve {name}",
                         name=curve.id)  # fmt: skip
    earlier, later, place = _neighbours(curve)
    groups, pairs = earlier.shape
    changed = assembly.builder.columns(groups * pairs, upper=1.0, integer=curve.levels == "integer").start
    index = np.arange(groups * pairs, dtype=np.int64)
    room = largest * (
        np.maximum(curve.ceiling[earlier], curve.ceiling[later]) - np.minimum(curve.floor[earlier], curve.floor[later])
    )
    for sign in (1.0, -1.0):
        row = Expression(index.size).plus(_difference(earlier.ravel(), later.ravel(), level), sign)
        row.add_entries(index, changed + index, -room.ravel())
        assembly.write(row, kind="curve_limits", subject=curve.id, upper=0.0)
    if curve.changes is not None:
        day = curve.day[place]
        days = int(day.max()) + 1
        row = Expression(groups * days)
        row.add_entries(np.repeat(np.arange(groups), pairs) * days + np.tile(day, groups), changed + index, np.ones(index.size))
        assembly.write(row, kind="curve_limits", subject=curve.id, upper=float(curve.changes))
    if curve.hold > 1:
        width = min(curve.hold, pairs)
        starts = np.arange(pairs if curve.cyclic else pairs - width + 1, dtype=np.int64)
        row = Expression(groups * starts.size)
        number = np.arange(groups * starts.size, dtype=np.int64)
        base = np.repeat(np.arange(groups), starts.size) * pairs
        for offset in range(width):
            row.add_entries(number, changed + base + (np.tile(starts, groups) + offset) % pairs, np.ones(number.size))
        assembly.write(row, kind="curve_limits", subject=curve.id, upper=1.0)
