"""Free-format MPS export, with the constant of the objective, for checking a program in any other solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tingzhou.program.program import Program

__all__ = ["write_mps"]


def write_mps(program: Program, path: str | Path) -> None:
    """Write the program; the same program gives the same bytes. Columns are x0 …, rows r0 …, the objective ``cost``.

    The right-hand side of the objective row is minus the constant, as solvers read it.
    """
    from pathlib import Path as Place

    with Place(path).open("w", encoding="ascii", newline="\n") as stream:
        stream.writelines(line + "\n" for line in _lines(program))


def _kinds(program: Program) -> list[str]:
    lower, upper = program.row_lower, program.row_upper
    kinds = np.where(lower == upper, "E", np.where(np.isfinite(upper), "L", np.where(np.isfinite(lower), "G", "N")))
    return [str(kind) for kind in kinds]


def _lines(program: Program) -> Iterator[str]:
    kinds = _kinds(program)
    yield "NAME program"
    yield "ROWS"
    yield " N cost"
    yield from (f" {kind} r{row}" for row, kind in enumerate(kinds))
    yield "COLUMNS"
    yield from _columns(program)
    yield "RHS"
    if program.offset:
        yield f" rhs cost {-program.offset!r}"
    for row, kind in enumerate(kinds):
        value = program.row_lower[row] if kind == "G" else program.row_upper[row]
        if kind != "N" and value:
            yield f" rhs r{row} {float(value)!r}"
    yield "RANGES"
    for row, kind in enumerate(kinds):
        if kind == "L" and np.isfinite(program.row_lower[row]):
            yield f" rng r{row} {float(program.row_upper[row] - program.row_lower[row])!r}"
    yield "BOUNDS"
    yield from _bounds(program)
    yield "ENDATA"


def _columns(program: Program) -> Iterator[str]:
    indptr, indices, data = program.matrix.indptr, program.matrix.indices, program.matrix.data
    whole = False
    for column in range(program.columns):
        if bool(program.integer[column]) != whole:
            whole = not whole
            yield f" MARKER{column} 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
        entries = range(indptr[column], indptr[column + 1])
        if program.cost[column] or not len(entries):
            yield f" x{column} cost {float(program.cost[column])!r}"
        yield from (f" x{column} r{indices[k]} {float(data[k])!r}" for k in entries)
    if whole:
        yield " MARKEREND 'MARKER' 'INTEND'"


def _bounds(program: Program) -> Iterator[str]:
    for column in range(program.columns):
        lower, upper = float(program.lower[column]), float(program.upper[column])
        if lower == upper:
            yield f" FX bnd x{column} {lower!r}"
        elif np.isinf(lower) and np.isinf(upper):
            yield f" FR bnd x{column}"
        else:
            if np.isinf(lower):
                yield f" MI bnd x{column}"
            elif lower or program.integer[column]:
                yield f" LO bnd x{column} {lower!r}"
            if np.isfinite(upper):
                yield f" UP bnd x{column} {upper!r}"
            elif program.integer[column]:
                yield f" PL bnd x{column}"
