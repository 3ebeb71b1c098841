"""Lines of a CSV text that do not fit their header: nothing is filled in, and nothing right of the last header is dropped."""

from __future__ import annotations

import csv
import io

from tingzhou.errors import Problem

__all__ = ["uneven_lines"]

_SHOWN = 200  # lines that are listed; more of them help nobody


def uneven_lines(text: str, file: str) -> list[Problem]:
    """Return a problem for every line with more or fewer cells than the header; empty lines are none."""
    reader = csv.reader(io.StringIO(text, newline=""))
    problems: list[Problem] = []
    try:
        width = len(next(reader, []))
        for cells in reader:
            if cells and len(cells) != width and len(problems) < _SHOWN:
                problems.append(Problem("the line has {found} cells, the header has {wanted}.",
                                        "Add the missing commas, or put quotation marks around a cell that contains a comma.", file=file,
                                        row=reader.line_num, parameters={"found": len(cells), "wanted": width}))  # fmt: skip
    except csv.Error as error:
        problems.append(
            Problem("the line cannot be read as CSV: {reason}.", file=file, row=reader.line_num, parameters={"reason": str(error)})
        )
    return problems
