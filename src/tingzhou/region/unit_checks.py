"""What no schedule of units could meet, seen from the rows of the tables ``processes`` and ``plants`` alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from tingzhou.region.sheet import Cell

__all__ = ["check_units"]

Note = Callable[..., None]
Rows = Iterable[tuple[int, Mapping[str, Cell]]]
_YEAR = 8784.0  # hours of the longest year
_FUEL = ("full_load_fuel", "start_fuel", *(f"part_load_{load}" for load in (75, 50, 40, 30, 20)))
_DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check_units(processes: Rows, plants: Rows, fuels: Mapping[str, bool], note: Note) -> None:
    """Note every contradiction; rows are in canonical units, ``note(table, line, column, value, message, fix, **parameters)``.

    ``fuels`` says of each process whether it takes something that holds carbon.
    """
    known = {}
    for line, row in processes:
        known[str(row.get("id"))] = row
        _process(line, row, note)
        stated = next((column for column in _FUEL if row.get(column) is not None), "")
        if stated and not fuels.get(str(row.get("id"))):
            note("processes", line, stated, row.get(stated), "{process}: fuel by load is stated, but the process takes nothing that holds carbon.",
                 "Give its fuel a CO2 factor in the table commodities, or clear these columns.", process=row.get("id"))  # fmt: skip
    for line, row in plants:
        process = known.get(str(row.get("process")), {})
        if process.get("unit_size") or row.get("units"):
            _least(line, row, process, note)
            _maintenance(line, row, process, note)


def _number(row: Mapping[str, Cell], column: str, default: float = math.nan) -> float:
    value = row.get(column)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def _process(line: int, row: Mapping[str, Cell], note: Note) -> None:
    name = row.get("id")
    for column in ("minimum_up", "minimum_down"):
        hours = _number(row, column)
        if hours > _YEAR:
            note("processes", line, column, hours, "{process}: {column} of {hours} h is longer than the {span} h that are modelled.",
                 "Shorten it or model a longer span.", process=name, column=column, hours=f"{hours:g}", span=f"{_YEAR:g}")  # fmt: skip
    least = _number(row, "minimum_on")
    for column in ("start_ramp", "stop_ramp"):
        ramp = _number(row, column)
        if ramp < least - 1e-9:
            note("processes", line, column, ramp, "{process}: a unit cannot start or stop: {share} of its capacity is less than its least output of {least}.",
                 "Raise it to the least output or above.", process=name, share=f"{ramp:g}", least=f"{least:g}")  # fmt: skip
    warm, cold = _number(row, "warm_after"), _number(row, "cold_after")
    if warm >= cold:
        note("processes", line, "warm_after", warm, "{process}: the classes of starts must begin at 0 h off and increase.",
             "Order warm_after and cold_after: 0 < warm_after < cold_after.", process=name)  # fmt: skip


def _least(line: int, row: Mapping[str, Cell], process: Mapping[str, Cell], note: Note) -> None:
    """Note a least output that the availability, where it is one number, never reaches."""
    own = "minimum_on" if row.get("minimum_on") is not None else ""
    least = _number(row, "minimum_on", _number(process, "minimum_on", 0.0))
    heating = _number(row, "heating_minimum", 0.0)
    column, needed = ("heating_minimum", heating) if heating > least else (own or "process", least)
    available = _number(row, "availability")
    if available < needed - 1e-9:
        note("plants", line, column, needed, "{process}: the least output of a unit that is on lies above what it can ever give, by {share} of its capacity.",
             "Lower minimum_on or the heating minimum, or raise the availability.", process=row.get("id"), share=f"{needed - available:.3g}")  # fmt: skip


def _maintenance(line: int, row: Mapping[str, Cell], process: Mapping[str, Cell], note: Note) -> None:
    weeks = _number(row, "maintenance_weeks", 0.0)
    if not weeks > 0:
        return
    first, last = int(_number(row, "maintenance_from", 1.0)), int(_number(row, "maintenance_to", 12.0))
    months = range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
    season = sum(_DAYS[month - 1] for month in months) / 7.0
    size, existing = _number(process, "unit_size", 0.0), _number(row, "existing", 0.0)
    units = _number(row, "units", max(1.0, round(existing / size)) if size > 0 else 1.0)
    crews = _number(row, "maintenance_crews", 0.0)
    turns = math.ceil(units / crews - 1e-9) if crews > 0 else 1
    if weeks * turns > season + 1.0:
        note("plants", line, "maintenance_weeks", weeks,
             "{process}: {weeks} weeks of maintenance of each of {units} units, {crews} at once, do not fit into a season of {season} weeks.",
             "Lengthen the season, allow more units at once, or shorten the weeks.", process=row.get("id"), weeks=f"{weeks:g}", units=f"{units:g}",
             crews=f"{crews:g}" if crews > 0 else f"{units:g}", season=f"{season:.0f}")  # fmt: skip
