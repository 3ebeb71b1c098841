"""Write a program in whole blocks of arrays: columns, rows, coefficients; one pass makes the matrix."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.memory import beside, fetch, sparse_zeros
from tingzhou.program.program import Program

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    # columns one after another, the same column for all entries, or any
    Where = range | int | NDArray[np.int32]
    # rows counted from a first row, that row, columns, values
    Entries = tuple[NDArray[np.int32], int, Where, NDArray[np.float64] | float]
    # where entries go: a slice where they are equally far apart
    Places = slice | NDArray[np.int32] | NDArray[np.int64]
    # values, or the one number that all are, and how many
    Part = tuple[Any, int]

__all__ = ["ProgramBuilder"]

_KIND: dict[str, type] = {"integer": np.bool_, "column_stage": np.int32, "row_stage": np.int32}  # numbers elsewhere
_MANY = 300_000  # entries from which a second core takes part
_PIECE = 1 << 18  # entries looked at in one go
_FEW = 1000  # columns put in order one by one; above, the whole matrix is sorted


class ProgramBuilder:
    """Collects blocks and hands out the slices they will stand in."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Part]] = {name: [] for name in ("cost", "lower", "upper", "integer", "column_stage")}
        self._rows: dict[str, list[Part]] = {name: [] for name in ("row_lower", "row_upper", "row_stage")}
        self._entries: list[Entries] = []
        self._bounds: list[tuple[int, NDArray[np.float64], NDArray[np.float64]]] = []
        self._n = 0
        self._m = 0

    def columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        stage: ArrayLike = -1,
        integer: bool = False,
    ) -> slice:
        """Add ``count`` columns; scalars are repeated. Returns where they stand."""
        for name, values in (("cost", cost), ("lower", lower), ("upper", upper), ("integer", integer), ("column_stage", stage)):
            self._columns[name].append(_part(values, count))
        self._n += count
        return slice(self._n - count, self._n)

    def tighten(self, start: int, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the bounds of columns already added, from column ``start`` on."""
        self._bounds.append((start, lower, upper))

    def rows(self, count: int, *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf, stage: ArrayLike = -1) -> slice:
        """Add ``count`` rows; scalars are repeated. Returns where they stand."""
        for name, values in (("row_lower", lower), ("row_upper", upper), ("row_stage", stage)):
            self._rows[name].append(_part(values, count))
        self._m += count
        return slice(self._m - count, self._m)

    def coefficients(self, rows: ArrayLike, columns: ArrayLike | range, values: ArrayLike, *, first_row: int = 0) -> None:
        """Add entries, their rows counted from ``first_row``; entries at the same place add up. The arrays are kept, not copied.

        ``columns`` is one column per entry; a range says that they follow one another, a number that it is the same for all.
        """
        row = np.asarray(rows, dtype=np.int32)
        value = float(values) if np.ndim(values) == 0 else np.asarray(values, dtype=np.float64)  # type: ignore[arg-type]
        if row.size:
            self._entries.append((row, first_row, _where(columns), value))

    def block(self, rows: slice, columns: slice, matrix: sparse.csr_array | sparse.csc_array | sparse.coo_array) -> None:
        """Add a sparse matrix whose upper left entry stands at the starts of the two slices."""
        entries = matrix.tocoo()
        row, column = entries.coords
        self.coefficients(row + rows.start, column + columns.start, entries.data)

    def finish(self, *, offset: float = 0.0, reaches: NDArray[np.int32] | None = None) -> Program:
        """Return the program; ``reaches`` (R, 2) are the steps that stages below −1 mean. The blocks given so far are used up."""
        rooms = {name: _room(parts, self._n, _KIND.get(name, np.float64)) for name, parts in self._columns.items()}
        rooms |= {name: _room(parts, self._m, _KIND.get(name, np.float64)) for name, parts in self._rows.items()}
        size = sum(row.size for row, *_ in self._entries)
        indices, data = np.empty(size, dtype=np.int32), np.empty(size)
        ends = np.empty(self._n + 2, dtype=np.int32)

        groups = [(indices, data), *((room,) for room, zeros in rooms.values() if not zeros)]
        with beside(lambda: _fetch_all(groups)) if size >= _MANY else nullcontext():
            matrix = _compressed(self._entries, self._m, ends, indices, data)
            for name, parts in (*self._columns.items(), *self._rows.items()):
                _fill(*rooms[name], parts)
        for start, least, most in self._bounds:
            rooms["lower"][0][start : start + least.size], rooms["upper"][0][start : start + most.size] = least, most
        return Program(
            matrix=matrix,
            offset=float(offset),
            reaches=np.zeros((0, 2), dtype=np.int32) if reaches is None else reaches,
            **{name: room for name, (room, _) in rooms.items()},
        )


def _compressed(
    entries: list[Entries], rows: int, ends: NDArray[np.int32], indices: NDArray[np.int32], data: NDArray[np.float64]
) -> sparse.csc_array:
    """Return compressed columns in the room given: columns are counted, then every block goes to its places, each written once.

    Blocks come in the order of their rows, so that a column is in order by itself but for a few, which are put in order at the end.
    The list is emptied on the way: blocks and matrix need not stand side by side.
    """
    from scipy import sparse

    ends[:] = 0  # two more than columns: the starts of the columns stand one place on, and filling moves them to the ends
    for row, _, column, _ in entries:
        if isinstance(column, range):
            ends[column.start + 2 : column.stop + 2] += 1
        elif isinstance(column, int):
            ends[column + 2] += row.size
        else:
            low, high = int(column.min()), int(column.max())
            ends[low + 2 : high + 3] += np.bincount(column - np.int32(low), minlength=high - low + 1).astype(np.int32)
    np.cumsum(ends, out=ends)
    indptr, place = ends[:-1], ends[1:-1]
    entries.sort(key=_first_column)  # what stands in the same columns is written in turn, while they are near
    entries.reverse()
    at: Places = slice(0, 0, 1)
    last, zeros = range(0), False
    while entries:
        row, first, column, value = entries.pop()
        if isinstance(column, range):
            target = place[column.start : column.stop]
            beside = column == last and isinstance(at, slice)
            at = slice(at.start + 1, at.stop + 1, at.step) if beside and isinstance(at, slice) else _stride(target)
            target += 1
        elif isinstance(column, int):
            at = slice(int(place[column]), int(place[column]) + row.size)
            place[column] += row.size
        else:
            at = _places(column, place)
        last = column if isinstance(column, range) else range(0)
        if isinstance(at, slice):
            np.add(row, np.int32(first), out=indices[at])
        else:
            indices[at] = row + np.int32(first)
        data[at] = value
        zeros |= value == 0.0 if isinstance(value, float) else not value.all()
    return _ordered(sparse.csc_array((data, indices, indptr), shape=(rows, ends.size - 2)), zeros=zeros)


def _first_column(entries: Entries) -> int:
    """Return the first column of a block."""
    column = entries[2]
    return column.start if isinstance(column, range) else column if isinstance(column, int) else int(column.min())


def _where(columns: ArrayLike | range) -> Where:
    """Return columns in the shortest way to say them."""
    if isinstance(columns, range):
        return columns
    if np.ndim(columns) == 0:
        return int(columns)  # type: ignore[arg-type]
    column = np.asarray(columns, dtype=np.int32)
    if column.size and int(column[-1]) - int(column[0]) + 1 == column.size and bool((np.diff(column) == 1).all()):
        return range(int(column[0]), int(column[0]) + column.size)
    return column


def _stride(target: NDArray[np.int32]) -> slice | NDArray[np.int32]:
    """Return places as a slice where they are equally far apart, else a copy of them."""
    first, last, count = int(target[0]), int(target[-1]), target.size
    step = 1 if count == 1 else (last - first) // (count - 1)
    if last - first == step * (count - 1) and bool((target[1:] - target[:-1] == step).all()):
        return slice(first, last + 1, step)
    return target.copy()


def _places(column: NDArray[np.int32], place: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return where entries of any columns go, in their order within each column, and move the places on."""
    order = np.argsort(column, kind="stable")
    sorted_columns = column[order]
    start = np.flatnonzero(np.diff(sorted_columns, prepend=np.int32(-1)))
    size = np.diff(np.append(start, column.size))
    rank = np.arange(column.size) - np.repeat(start, size)
    at = np.empty(column.size, dtype=np.int64)
    at[order] = place[sorted_columns] + rank
    place[sorted_columns[start]] += size.astype(np.int32)
    return at


def _ordered(matrix: sparse.csc_array, *, zeros: bool) -> sparse.csc_array:
    """Return the matrix with rows in order, entries at one place added up, and no stored zeros (``zeros``: some may be there)."""
    indices, indptr = matrix.indices, matrix.indptr
    back = _falls(indices, indptr)
    where = np.unique(np.searchsorted(indptr, back, side="right") - 1)
    doubled = False
    if where.size > _FEW:
        matrix.sort_indices()
        doubled = True  # seen only where they stood side by side
    else:
        for column in where.tolist():
            part = slice(int(indptr[column]), int(indptr[column + 1]))
            order = np.argsort(indices[part], kind="stable")
            indices[part], matrix.data[part] = indices[part][order], matrix.data[part][order]
            doubled |= bool((np.diff(indices[part]) == 0).any())
    matrix.has_sorted_indices = True
    if doubled:
        matrix.has_canonical_format = False
        matrix.has_sorted_indices = True
        matrix.sum_duplicates()
    if (zeros or doubled) and not matrix.data.all():
        matrix.eliminate_zeros()
    matrix.has_canonical_format = True
    return matrix


def _falls(indices: NDArray[np.int32], indptr: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the places within a column where the row is not above the one before; looked at in parts, which stay near."""
    places = [np.zeros(0, dtype=np.int32)]
    for begin in range(1, indices.size, _PIECE):
        end = min(begin + _PIECE, indices.size)
        falls = indices[begin:end] <= indices[begin - 1 : end - 1]
        first, last = np.searchsorted(indptr, np.array([begin, end], dtype=indptr.dtype))
        falls[indptr[first:last] - begin] = False  # from one column to the next rows may fall
        places.append((np.flatnonzero(falls) + begin).astype(np.int32))
    return np.concatenate(places)


def _part(values: ArrayLike, count: int) -> Part:
    """Return values and how many they are: one number where all are the same."""
    array = np.asarray(values)
    if array.ndim == 0 or (array.size and array.strides == (0,)):
        return array.flat[0], count
    return array if array.shape == (count,) else np.broadcast_to(array, (count,)), count


def _fetch_all(groups: list[tuple[NDArray[Any], ...]]) -> None:
    """Fetch the pages of groups of arrays, one group after the other."""
    for group in groups:
        fetch(group)


def _room(parts: list[Part], size: int, kind: type) -> tuple[NDArray[Any], bool]:
    """Return room for all parts, and whether it holds zeros: where few other values will be written, no memory stands behind it."""
    written = sum(count for values, count in parts if isinstance(values, np.ndarray) or values != 0)
    return (sparse_zeros(size, kind, blank=not written), True) if 2 * written < size else (np.empty(size, kind), False)


def _fill(room: NDArray[Any], zeros: bool, parts: list[Part]) -> None:
    """Write the parts one after another and forget them; ``zeros`` stand there already."""
    begin = 0
    for values, count in parts:
        if not zeros or isinstance(values, np.ndarray) or values != 0:
            room[begin : begin + count] = values
        begin += count
    parts.clear()
