"""When each column and row of a year-long program happens: the hours it spans, and whether it is decided hour by hour.

*Hourly* columns are decided in the windows. *Patterns* hold for many hours at once (built capacities, a monthly output, weeks of
maintenance): the year-long solution has decided them. *Accounts* only add up what the hours do (coal bought in a month): they
follow the windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.formulations.commitment_rows import LONG_ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["Spans", "spans"]


@dataclass(frozen=True, eq=False)
class Spans:
    """First and last step of every column and row, and what kind they are.

    Parameters
    ----------
    column_first, column_last
        Steps, shape (n,).
    hourly, pattern, account
        Kind of each column; exactly one is true, shape (n,).
    row_last, row_first
        Steps of the columns in each row, patterns left out; ``row_first > row_last`` where there are none, shape (m,).
    long
        Rows that reach over many hours only to keep minimum times and start classes, shape (m,).
    """

    column_first: Integers
    column_last: Integers
    hourly: Flags
    pattern: Flags
    account: Flags
    row_first: Integers
    row_last: Integers
    long: Flags


def spans(assembly: Assembly) -> Spans:
    """Return when everything happens."""
    program = assembly.program
    assert program is not None
    steps = assembly.axis.hours.size
    entries = program.matrix.tocoo()
    row, column = (np.asarray(part, dtype=np.int64) for part in entries.coords)
    first = np.maximum(program.column_stage.astype(np.int64), -1)  # below −1 a column spans several steps
    last = first.copy()
    _last_levels(assembly, first, last)
    hourly = first >= 0
    hourly_row = program.row_stage >= 0
    pattern = np.zeros(program.columns, dtype=np.bool_)
    touched = ~hourly[column] & hourly_row[row]
    pattern[column[touched]] = True
    pattern[list(assembly.built.values())] = True
    account = ~hourly & ~pattern
    _account_spans(assembly, row, column, account, first, last)
    first[pattern], last[pattern] = 0, steps - 1
    row_first, row_last = np.full(program.rows, steps), np.full(program.rows, -1)
    moving = ~pattern[column]
    np.minimum.at(row_first, row[moving], first[column[moving]])
    np.maximum.at(row_last, row[moving], last[column[moving]])
    long = np.zeros(program.rows, dtype=np.bool_)
    for block in assembly.rows:
        if block.kind in LONG_ROWS:
            long[block.start : block.stop] = True
    return Spans(first, last, hourly, pattern, account, row_first, row_last, long)


def _last_levels(assembly: Assembly, first: Integers, last: Integers) -> None:
    """Put the last level of a store that ends as it began into its last class, though it also stands in the first row."""
    for name, block in assembly.level.items():
        if assembly.stores[name].cyclic and assembly.axis.count(block.grain) == assembly.axis.hours.size:
            first[block.stop - 1] = last[block.stop - 1] = assembly.axis.hours.size - 1


def _account_spans(assembly: Assembly, row: Integers, column: Integers, account: Flags, first: Integers, last: Integers) -> None:
    """Give columns that only add up the span of the shortest row they stand in."""
    program = assembly.program
    assert program is not None
    steps = assembly.axis.hours.size
    begin, end = np.zeros(program.rows, dtype=np.int64), np.full(program.rows, steps - 1)
    for block in assembly.rows:
        if block.grain is not None and block.stop - block.start == assembly.axis.count(block.grain):
            classes = assembly.axis.classes(block.grain)
            lowest = np.full(block.stop - block.start, steps)
            np.minimum.at(lowest, classes, np.arange(steps))
            highest = np.full(block.stop - block.start, -1)
            np.maximum.at(highest, classes, np.arange(steps))
            begin[block.start : block.stop], end[block.start : block.stop] = lowest, highest
    mine = account[column]
    rows, columns = row[mine], column[mine]
    order = np.lexsort((end[rows] - begin[rows], columns))
    columns, rows = columns[order], rows[order]
    _, place = np.unique(columns, return_index=True)
    first[columns[place]], last[columns[place]] = begin[rows[place]], end[rows[place]]
    lonely = account & (first < 0)
    first[lonely], last[lonely] = 0, steps - 1
