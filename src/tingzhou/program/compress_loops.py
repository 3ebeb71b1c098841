"""Compiled loops that write blocks of entries into compressed columns: one call for all blocks, without the interpreter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, njit, types  # type: ignore[attr-defined,unused-ignore]
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["COLUMN", "ROW", "compress"]

# the fields of a block, one row of int64 each: arrays are told by their address, 0 where one number stands for all
_ROWS, _FIRST, _COLUMNS, _START, _STEP, _VALUES, _SIZE = range(7)
_PIECE = 2048  # columns looked at in one go
SOUND, COLUMN, ROW = 0, 1, 2  # what was found: nothing amiss, a column or a row that does not exist


def _pointer(typing: Any, address: Any) -> Any:
    """Return an address as a pointer: one compiled form serves blocks of arrays and of single numbers alike."""

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(types.int64), write


_at: Any = intrinsic(_pointer)


@njit(cache=True, nogil=True)
def compress(blocks: Any, numbers: Any, ends: Any, indices: Any, data: Any, rows: int, falls: Any) -> Any:
    """Write blocks into columns in the order given; return what was found.

    That is: a fault, how many columns are out of order, whether all values are finite, and whether some are zero.

    ``ends`` (columns + 2) becomes the starts of the columns, one more at its end; columns in which a row is not above the one before
    are counted, the first of them stand in ``falls``. Nothing is written where a block names a column that does not exist.
    """
    count = ends.size - 2
    ends[:] = 0  # two more than columns: the starts stand one place on, and writing moves them to the ends
    for b in range(blocks.shape[0]):
        size, start, step = blocks[b, _SIZE], blocks[b, _START], blocks[b, _STEP]
        if blocks[b, _COLUMNS]:
            columns = carray(_at(blocks[b, _COLUMNS]), (size,), np.int32)
            for k in range(size):
                column = columns[k]
                if column < 0 or column >= count:
                    return COLUMN, 0, True, False
                ends[column + 2] += 1
        elif start < 0 or start + step * (size - 1) >= count:
            return COLUMN, 0, True, False
        elif step:
            for column in range(start, start + size):
                ends[column + 2] += 1
        else:
            ends[start + 2] += size
    for column in range(count):
        ends[column + 2] += ends[column + 1]
    sound, finite, zero = True, True, False
    for b in range(blocks.shape[0]):
        exist, numeric, zeros = _write(blocks[b], numbers[b], ends[1:], indices, data, rows)
        sound &= exist
        finite &= numeric
        zero |= zeros
    return (SOUND if sound else ROW), _out_of_order(ends[: count + 1], indices, falls), finite, zero


@njit(cache=True, nogil=True)
def _write(block: Any, number: float, place: Any, indices: Any, data: Any, rows: int) -> Any:
    """Write one block to the places of its columns, and move these on; return whether its rows exist, all values are finite, one is zero."""
    size, first, column, step = block[_SIZE], np.int32(block[_FIRST]), block[_START], block[_STEP]
    row = carray(_at(block[_ROWS]), (size,), np.int32)
    columns = carray(_at(block[_COLUMNS]), (size,), np.int32)
    values = carray(_at(block[_VALUES]), (size,), np.float64)
    named, many = block[_COLUMNS] != 0, block[_VALUES] != 0
    exist, finite, zero = True, True, False
    for k in range(size):
        if named:
            column = np.int64(columns[k])
        where = np.uint64(column)  # without a sign: no look for places counted from the end
        at = np.uint64(place[where])
        place[where] += 1
        index, value = row[k] + first, values[k] if many else number
        exist &= 0 <= index < rows
        finite &= abs(value) < np.inf
        zero |= value == 0.0
        indices[at] = index
        data[at] = value
        column += step
    return exist, finite, zero


@njit(cache=True, nogil=True)
def _out_of_order(indptr: Any, indices: Any, falls: Any) -> int:
    """Return the number of columns in which a row is not above the one before, the first of them in ``falls``."""
    found, count = 0, indptr.size - 1
    for first in range(0, count, _PIECE):
        last = min(first + _PIECE, count)
        before, falling = 0, 0  # columns are looked at one by one where rows fall elsewhere than from one column to the next
        for column in range(first + 1, last):
            at = indptr[column]
            if indptr[column - 1] < at < indptr[last]:
                before += indices[at] <= indices[at - 1]
        part = indices[indptr[first] : indptr[last]]
        above, below = part[1:], part[:-1]  # compared side by side
        for at in range(above.size):
            falling += above[at] <= below[at]
        for column in range(first, last if falling > before else first):
            for at in range(indptr[column] + 1, indptr[column + 1]):
                if indices[at] <= indices[at - 1]:
                    if found < falls.size:
                        falls[found] = column
                    found += 1
                    break
    return found
