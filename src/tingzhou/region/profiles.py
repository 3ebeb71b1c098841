"""Given series: hourly files of a whole year, and typical days (month × hour)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tingzhou.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.region.sheet import Sheet

__all__ = ["Profile", "read_profiles"]


@dataclass(frozen=True)
class Profile:
    """A given series.

    ``form`` is ``hourly`` (one value per hour of the year, 8 760 or 8 784) or ``month_hour`` (288 values, January hour 0
    first); ``values`` are as written.
    """

    name: str
    form: str
    values: tuple[float, ...]


def read_profiles(sheets: Mapping[str, Sheet], problems: list[Problem]) -> dict[str, Profile]:
    """Return every profile of the given sheets; what does not fit is noted, never filled."""
    profiles: dict[str, Profile] = {}
    for sheet in sheets.values():
        header = [name.strip() for name in sheet.header]
        if header[:2] == ["month", "hour"]:
            form, keys, wanted = "month_hour", 2, None
        elif header[:1] == ["hour"]:
            form, keys, wanted = "hourly", 1, None
        else:
            problems.append(_note(sheet, sheet.header_row, header[0] if header else "",
                                  "a profile file begins with the column hour, or with month and hour.",
                                  "Name the first column hour (0 … 8759)."))  # fmt: skip
            continue
        del wanted
        order = _order(sheet, form, problems)
        for index, name in enumerate(header[keys:], start=keys):
            if name in profiles:
                problems.append(_note(sheet, sheet.header_row, name, "the profile stands in two files.", "Keep one of them."))
                continue
            values = tuple(_value(sheet, line, name, cells[index], problems) for line, cells in sheet.rows)
            if order and not any(math.isnan(value) for value in values):
                profiles[name] = Profile(name, form, values)
    return profiles


def _note(
    sheet: Sheet, line: int | None, column: str, message: str, fix: str = "", /, value: str = "", **parameters: object
) -> Problem:
    return Problem(message, fix, sheet.where.file, sheet.where.sheet, line, column, value, parameters)


def _order(sheet: Sheet, form: str, problems: list[Problem]) -> bool:
    """Check that every hour stands once, in order, and that the year is whole."""
    before = len(problems)
    for position, (line, cells) in enumerate(sheet.rows):
        wanted = (str(position),) if form == "hourly" else (str(position // 24 + 1), str(position % 24))
        found = tuple(cell.removesuffix(".0") for cell in cells[: len(wanted)])
        if found != wanted:
            problems.append(_note(sheet, line, "hour", "hour {wanted} is expected here: an hour is missing, double or out of order.",
                                  "List every hour once, in order.", value=" ".join(found),
                                  wanted=" ".join(wanted)))  # fmt: skip
            break
    count, allowed = len(sheet.rows), (288,) if form == "month_hour" else (8760, 8784)
    if count not in allowed:
        problems.append(_note(sheet, None, "hour", "the series has {found} rows; {wanted} are needed.",
                              "Give the whole year: nothing is filled in.", found=count,
                              wanted=" / ".join(map(str, allowed))))  # fmt: skip
    return len(problems) == before


def _value(sheet: Sheet, line: int, name: str, text: str, problems: list[Problem]) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problems.append(_note(sheet, line, name, "it is not a number.", "Give a number for every hour.", value=text))
        return math.nan
    if value < 0.0:
        problems.append(_note(sheet, line, name, "it is negative.", "This column needs a value of at least 0.", value=text))
        return math.nan
    return value
