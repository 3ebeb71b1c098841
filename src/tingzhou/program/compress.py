"""Make compressed columns of blocks of entries: columns are counted, then every block goes to its places, each written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InternalError

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray
    from scipy import sparse

    # columns one after another, the same column for all entries, or any
    Where: TypeAlias = range | int | NDArray[np.int32]
    # rows counted from a first row, that row, columns, values
    Entries: TypeAlias = tuple[NDArray[np.int32], int, Where, NDArray[np.float64] | float]

__all__ = ["compressed"]

_FEW = 1000  # columns put in order one by one; above, the whole matrix is sorted
_MOST = 2**31 - 1  # entries that starts of columns, 32 bits each, can count


def compressed(entries: list[Entries], shape: tuple[int, int]) -> tuple[sparse.csc_array, bool]:
    """Return compressed columns of the ``shape`` with rows in order, entries at one place added up and no stored zeros.

    With it comes whether all values given were finite. Blocks come in the order of their rows, so that a column is in order by itself but for a few, which are put in order at the end.
    The list is emptied.

    Raises
    ------
    InternalError
        When a block names a row or column that does not exist, or entries are more than can be counted.
    """
    from scipy import sparse

    from tingzhou.program.compress_loops import COLUMN, ROW, compress

    entries.sort(key=_first_column)  # what stands in the same columns is written in turn, while they are near
    blocks, numbers = np.zeros((len(entries), 7), dtype=np.int64), np.zeros(len(entries))
    for block, (row, first, column, value) in enumerate(entries):
        address, start, step, values = 0, 0, 0, 0
        if isinstance(column, range):
            start, step = column.start, 1
        elif isinstance(column, int):
            start = column
        else:
            address = _address(column)
        if isinstance(value, float):
            numbers[block] = value
        else:
            values = _address(value)
        blocks[block] = _address(row), first, address, start, step, values, row.size
    size = int(blocks[:, -1].sum())
    if size > _MOST:
        raise InternalError("a program of {entries} coefficients is more than can be counted", entries=size)
    indices, data = np.empty(size, dtype=np.int32), np.empty(size)
    ends, falls = np.empty(shape[1] + 2, dtype=np.int32), np.empty(_FEW, dtype=np.int32)
    fault, found, finite, zeros = compress(blocks, numbers, ends, indices, data, shape[0], falls)
    entries.clear()
    if fault == ROW:
        raise InternalError("a block of coefficients names a row that does not exist")
    if fault == COLUMN:
        raise InternalError("a block of coefficients names a column that does not exist")
    matrix = _ordered(sparse.csc_array((data, indices, ends[:-1]), shape=shape), falls[:found], found, zeros=zeros)
    return matrix, bool(finite) and (matrix.nnz == size or bool(np.isfinite(matrix.data).all()))


def _address(array: NDArray[np.int32] | NDArray[np.float64]) -> int:
    """Return where an array begins."""
    return int(array.__array_interface__["data"][0])


def _first_column(entries: Entries) -> int:
    """Return the first column of a block."""
    column = entries[2]
    return column.start if isinstance(column, range) else column if isinstance(column, int) else int(column.min())


def _ordered(matrix: sparse.csc_array, falls: NDArray[np.int32], found: int, *, zeros: bool) -> sparse.csc_array:
    """Put the ``found`` columns that are out of order in order (``falls`` where they are few); ``zeros``: some are stored."""
    indices, indptr = matrix.indices, matrix.indptr
    doubled = False
    if found > falls.size:
        matrix.sort_indices()
        doubled = True  # seen only where they stood side by side
    else:
        for column in falls.tolist():
            part = slice(int(indptr[column]), int(indptr[column + 1]))
            order = np.argsort(indices[part], kind="stable")
            indices[part], matrix.data[part] = indices[part][order], matrix.data[part][order]
            doubled |= bool((np.diff(indices[part]) == 0).any())
    matrix.has_sorted_indices = True
    if doubled:
        matrix.has_canonical_format = False
        matrix.has_sorted_indices = True
        matrix.sum_duplicates()
    if zeros or (doubled and not matrix.data.all()):
        matrix.eliminate_zeros()
    matrix.has_canonical_format = True
    return matrix
