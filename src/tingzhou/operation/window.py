"""One window as a program: whole units in its hours, a coarser tail behind them, and prices for what it leaves to the rest of the year.

Rows that reach beyond the window keep the rest of the year as the year-long solution planned it. Departing from that plan is
allowed at its price, a little dearer than it is worth: a lake may be drawn down further than planned where that pays, and no
further. Let y be the price of row i and d what the window gives to it beyond the plan: the objective gains ``−y·d + δ·|y|·|d|``.

A rule over the year (a green share, a contract) is steered by what has been reached so far: d counts from the plan of the whole year,
so it carries what earlier windows fell short of or reached beyond it. Within a band of the rule's yearly amount the price is y; what
falls short by more costs twice that, and what is ahead by more is worth half.
Reference for pricing the end of a window by multipliers: M. V. F. Pereira, L. M. V. G. Pinto, Math. Program. 52 (1991) 359–375.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.program import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from tingzhou.operation.spans import Spans

    Reals = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["Window", "WindowProgram", "Year", "prepare_year", "window_program", "windows"]

_NOTHING = 1e-3  # share of what a row's money is worth below which its price says nothing
_BAND = 2e-4  # share of a rule's yearly amount by which the windows may leave the plan at the year's price
_STEEPER = 2.0  # by what the price rises (falls) beyond it


@dataclass(frozen=True)
class Window:
    """Steps ``start … stop`` are kept, ``start … detail`` hold whole units, ``detail … end`` are the tail."""

    index: int
    start: int
    stop: int
    detail: int
    end: int


def windows(steps: int, *, window: int, overlap: int, lookahead: int) -> tuple[Window, ...]:
    """Return the windows over ``steps`` hours: ``window`` hours each, ``overlap`` of them decided again by the next one."""
    kept = window - overlap
    found: list[Window] = []
    start = 0
    while start < steps:
        detail = min(start + window, steps)
        stop = detail if detail == steps else start + kept
        found.append(Window(len(found), start, stop, detail, min(detail + lookahead, steps)))
        start = stop
    return tuple(found)


@dataclass(frozen=True, eq=False)
class WindowProgram:
    """A window's program and where its columns stand in the year's: column j of the first ``columns.size`` is ``columns[j]``."""

    program: Program
    columns: Integers


@dataclass(frozen=True, eq=False)
class Year:
    """The year-long program with its plan and prices, prepared for cutting windows out of it."""

    program: Program
    rows: sparse.csr_array
    spans: Spans
    prices: Reals
    size: Reals  # largest |cost| / |coefficient| of each row: what breaking it could at most be worth
    rule: NDArray[np.bool_]  # rows of rules: these alone may give way where a window has no solution
    amount: Reals  # what the plan moves in each row over the year: Σ |coefficient| · |value|


def prepare_year(program: Program, spans: Spans, plan: Reals, prices: Reals, rule: NDArray[np.bool_]) -> Year:
    """Return the year prepared for cutting.

    A rule over the year whose columns cost nothing themselves (energy that is only booked) is worth at least what the year's money
    comes to by its amount: else it would be left to the last window.
    """
    entries = program.matrix.tocoo()
    row, column = entries.coords
    size = np.zeros(program.rows)
    np.maximum.at(size, row, np.abs(program.cost[column]) / np.maximum(np.abs(entries.data), 1e-6))
    rows = program.matrix.tocsr()
    amount: Reals = abs(rows) @ np.abs(plan)
    yearly = rule & (program.row_stage < 0) & (amount > 0)
    size[yearly] = np.maximum(size[yearly], float(np.abs(program.cost) @ np.abs(plan)) / amount[yearly])
    return Year(program, rows, spans, np.where(spans.long, 0.0, prices), size, rule, amount)


def window_program(
    year: Year, current: Reals, window: Window, *, block: int, spread: float, elastic: bool = False
) -> WindowProgram:
    """Return the program of a window.

    Parameters
    ----------
    year
        The year-long program.
    current
        Values of all columns: decided before the window, planned after it, shape (n,).
    block
        Hours merged in the tail [h].
    spread
        δ: by how much departing from the plan is dearer than its price [1].
    elastic
        Whether the rows of rules may give way at a high price: for windows that have no solution.
    """
    spans, program = year.spans, year.program
    first, last = spans.column_first, spans.column_last
    inside = (spans.hourly & (first >= window.start) & (first < window.detail)) | (
        spans.account & (first < window.end) & (last >= window.start)
    )
    tail = spans.hourly & (first >= window.detail) & (first < window.end)
    columns = np.flatnonzero(inside).astype(np.int64)
    tail_columns = np.flatnonzero(tail).astype(np.int64)
    merge, merged = _merging(tail_columns, first[tail_columns], window.detail, block)
    chosen = np.concatenate([columns, tail_columns])
    touched = np.unique(program.matrix[:, chosen].indices).astype(np.int64)
    touched = touched[~(spans.long[touched] & (spans.row_last[touched] >= window.detail))]
    rest = current.copy()
    rest[chosen] = 0.0
    part = year.rows[touched]
    lower, upper = _left(year, part, touched, rest, window)
    matrix = part[:, columns]
    if merged:
        from scipy import sparse

        matrix = sparse.hstack([matrix, part[:, tail_columns] @ merge], format="csr")
    stage = program.row_stage[touched]
    beyond = (spans.row_last[touched] >= window.end) & ~((stage >= 0) & (stage < window.end))
    carried = (spans.row_first[touched] < window.start) & (stage < 0)
    soft = beyond | carried
    quiet = soft & (stage >= 0) & ~_priced(year, touched)
    keep = ~quiet
    touched, matrix, lower, upper, soft, beyond = touched[keep], matrix[keep], lower[keep], upper[keep], soft[keep], beyond[keep]
    hourly_tail = (program.row_stage[touched] >= window.detail) & ~soft
    merge_rows = _row_merging(touched, program.row_stage[touched], hourly_tail, window.detail, block)
    matrix, lower, upper = merge_rows @ matrix, _summed(merge_rows, lower), _summed(merge_rows, upper)
    old = np.asarray(merge_rows.argmax(axis=1)).ravel()
    rows = (touched[old], soft[old], beyond[old])
    return _written(year, matrix, (lower, upper), rows, columns, (tail_columns, merge, merged), spread=spread, elastic=elastic)


def _left(year: Year, part: sparse.csr_array, rows: Integers, rest: Reals, window: Window) -> tuple[Reals, Reals]:
    """Return the limits of rows less what is decided and planned outside the window.

    A row of one of the window's own hours may speak of later hours too (a unit that will stop): as long as these are open, they may
    loosen the row but not tighten it. Equations keep the plan.
    """
    program, when = year.program, year.spans
    later = np.where(when.hourly & (when.column_first >= window.end), rest, 0.0)
    known, ahead = part @ rest, part @ later
    lower, upper = program.row_lower[rows], program.row_upper[rows]
    stage = program.row_stage[rows]
    free = (stage >= 0) & (stage < window.end) & (lower < upper)
    settled = known - ahead
    lowest = lower - np.where(free, settled + np.maximum(ahead, 0.0), known)
    highest = upper - np.where(free, settled + np.minimum(ahead, 0.0), known)
    return lowest, highest


def _priced(year: Year, rows: Integers) -> NDArray[np.bool_]:
    """Return whether the year gives a row a price worth following: an interior solution leaves traces of one everywhere."""
    priced: NDArray[np.bool_] = np.abs(year.prices[rows]) > _NOTHING * np.maximum(year.size[rows], 1e-3)
    return priced


def _merging(tail: Integers, stage: Integers, detail: int, block: int) -> tuple[sparse.csr_array, int]:
    """Return (columns × merged columns): hours of a block share one value."""
    from scipy import sparse

    if not tail.size:
        return sparse.csr_array((0, 0)), 0
    keys = (tail - stage) * 1_000_000 + (stage - detail) // block
    _, place = np.unique(keys, return_inverse=True)
    count = int(place.max()) + 1
    return sparse.csr_array((np.ones(tail.size), (np.arange(tail.size), place)), shape=(tail.size, count)), count


def _row_merging(rows: Integers, stage: NDArray[np.int32], merged: NDArray[np.bool_], detail: int, block: int) -> sparse.csr_array:
    """Return (merged rows × rows): rows of a block of the tail are added up, all others stay."""
    from scipy import sparse

    keys = np.where(merged, (rows - stage) * 1_000_000 + (stage - detail) // block, -1 - rows)
    _, place = np.unique(keys, return_inverse=True)
    return sparse.csr_array((np.ones(rows.size), (place, np.arange(rows.size))), shape=(int(place.max(initial=-1)) + 1, rows.size))


def _summed(merge: sparse.csr_array, limits: Reals) -> Reals:
    """Return sums of limits; infinite as soon as one is."""
    open_ended = np.isinf(limits)
    total: Reals = merge @ np.where(open_ended, 0.0, limits)
    ended = (merge @ open_ended.astype(np.float64)) > 0
    sign = np.sign(limits[open_ended][0]) if open_ended.any() else 1.0
    total[ended] = sign * np.inf
    return total


def _departures(
    giving: Integers, steered: Integers, above: Reals, below: Reals, band: Reals
) -> tuple[Integers, Reals, Reals, Reals]:
    """Return row, sign, largest value and cost of every column that lets a row depart from its plan.

    ``giving`` rows depart upwards at the cost ``above`` and downwards at ``below``. Of these, ``steered`` ones do so within their
    band only; beyond it further columns cost more or bring less, so that cost stays convex.
    """
    most = np.full(above.size, np.inf)
    most[steered] = band[steered]

    def beyond(cost: Reals) -> Reals:
        changed: Reals = np.where(cost > 0, _STEEPER * cost, cost / _STEEPER)[steered]
        return changed

    rows = np.concatenate([giving, giving, steered, steered])
    sign = np.concatenate([-np.ones(giving.size), np.ones(giving.size), -np.ones(steered.size), np.ones(steered.size)])
    open_ended = np.full(2 * steered.size, np.inf)
    return (rows, sign, np.concatenate([most[giving], most[giving], open_ended]),
            np.concatenate([above[giving], below[giving], beyond(above), beyond(below)]))  # fmt: skip


def _written(
    year: Year, matrix: sparse.csr_array, limits: tuple[Reals, Reals], rows: tuple[Integers, NDArray[np.bool_], NDArray[np.bool_]],
    columns: Integers, tail: tuple[Integers, sparse.csr_array, int], *, spread: float, elastic: bool,
) -> WindowProgram:  # fmt: skip
    """Return the program with columns for departing from the plan."""
    from scipy import sparse

    program = year.program
    touched, soft, beyond = rows
    lower, upper = limits[0].copy(), limits[1].copy()
    price = year.prices[touched]
    worth = 10.0 * (np.abs(price) + year.size[touched]) + 1.0
    priced = soft & beyond & _priced(year, touched)
    target = np.where(price > 0, lower, upper)
    fixed = priced & np.isfinite(target)
    lower[fixed] = upper[fixed] = target[fixed]
    gentle = np.where(fixed, spread * np.abs(price), 0.0)
    costly = np.where(beyond & ~fixed, 0.1 * worth, worth)
    above = np.where(fixed, -price + gentle, costly)
    below = np.where(fixed, price + gentle, costly)
    giving = np.flatnonzero(soft | (year.rule[touched] if elastic else False))
    steered = np.flatnonzero(fixed & year.rule[touched] & (program.row_stage[touched] < 0))
    rows_of, sign, most, costs = _departures(giving, steered, above, below, _BAND * year.amount[touched])
    size = rows_of.size
    slack = sparse.csr_array((sign, (rows_of, np.arange(size))), shape=(touched.size, size))
    tail_columns, merge, merged = tail
    count = np.asarray(merge.sum(axis=0)).ravel() if merged else np.zeros(0)

    def mean(values: Reals) -> Reals:
        finite = np.where(np.isinf(values[tail_columns]), 0.0, values[tail_columns])
        total = (merge.T @ finite) / np.maximum(count, 1.0)
        ended = (merge.T @ np.isinf(values[tail_columns]).astype(np.float64)) > 0
        return np.where(ended, np.inf, total)

    tail_lower = mean(program.lower) if merged else np.zeros(0)
    tail_upper = mean(program.upper) if merged else np.zeros(0)
    tail_cost = merge.T @ program.cost[tail_columns] if merged else np.zeros(0)
    whole = sparse.csc_array(sparse.hstack([matrix, slack], format="csc"))
    whole.sort_indices()
    count_all = whole.shape[1]
    integer = np.zeros(count_all, dtype=np.bool_)
    integer[: columns.size] = program.integer[columns]
    own = Program(
        cost=np.concatenate([program.cost[columns], tail_cost, costs]),
        lower=np.concatenate([program.lower[columns], tail_lower, np.zeros(size)]),
        upper=np.concatenate([program.upper[columns], tail_upper, most]),
        integer=integer,
        matrix=whole,
        row_lower=lower,
        row_upper=upper,
        column_stage=np.full(count_all, -1, dtype=np.int32),
        row_stage=np.full(touched.size, -1, dtype=np.int32),
    )
    return WindowProgram(own, columns)
