"""What contradicts itself in a row of the table ``delivery_curves``, before any hour is looked at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from tingzhou.region.sheet import Cell

__all__ = ["check_delivery_curves", "outage_days"]

Note = Callable[..., None]
_PATTERNED = ("day_night", "three_step")
_LETTERS = {"day_night": 2, "three_step": 3}
_NEEDED = {"follow": "profile", "given": "profile", "day_night": "pattern", "three_step": "pattern"}
_WINDOW = re.compile(r"\s*(\d\d-\d\d)\s*/\s*(\d\d-\d\d)\s*")


def outage_days(text: str) -> tuple[tuple[str, str], ...]:
    """Return the windows of ``04-10/04-19; 10-08/10-12`` as pairs of first and last day (MM-DD).

    Raises
    ------
    ValueError
        When a window is no pair of days.
    """
    windows = []
    for part in filter(str.strip, text.split(";")):
        found = _WINDOW.fullmatch(part)
        if found is None:
            raise ValueError(part)
        try:
            for day in found.groups():
                dt.date.fromisoformat(f"2024-{day}")
        except ValueError:
            raise ValueError(part) from None
        windows.append((found[1], found[2]))
    return tuple(windows)


def check_delivery_curves(
    rows: Iterator[tuple[int, Mapping[str, Cell]]], routes: Mapping[str, Mapping[str, Cell]], note: Note
) -> None:
    """Note every contradiction; ``note(line, column, value, message, fix, **parameters)``."""
    seen: dict[str, int] = {}
    for line, row in rows:
        family, route = str(row.get("family") or ""), str(row.get("route") or "")
        if route and route in seen:
            note(line, "route", route, "the line has a delivery curve already, in row {first}.", "Keep one curve for a line.",
                 first=seen[route])  # fmt: skip
        seen.setdefault(route, line)
        needed = _NEEDED.get(family)
        if needed and not row.get(needed):
            note(line, needed, None, "a curve of the family {family} needs the column {column}.", "Fill the cell.",
                 family=family, column=needed)  # fmt: skip
        if routes.get(route, {}).get("both_ways") is True:
            note(line, "route", route, "a line with a delivery curve carries one way only: its flow is not reversed.",
                 "Clear both_ways of the line, or remove the curve.")  # fmt: skip
        _pattern(line, family, row, note)
        _limits(line, family, row, note)
        _contract(line, row, note)


def _pattern(line: int, family: str, row: Mapping[str, Cell], note: Note) -> None:
    pattern = str(row.get("pattern") or "")
    if not pattern:
        return
    if family not in _PATTERNED:
        note(
            line, "pattern", pattern, "only day–night and three-step curves have a pattern.", "Remove it, or choose another family."
        )
        return
    if len(pattern) != 24 or not pattern.isalnum() or len(set(pattern)) != _LETTERS[family]:
        note(line, "pattern", pattern, "a pattern has 24 letters or digits, of which {count} are different.",
             "Write one letter per hour of the day, from 0:00 on.", count=_LETTERS[family])  # fmt: skip
        return
    changes = [hour for hour in range(24) if pattern[hour] != pattern[hour - 1]]
    most, hold = row.get("changes"), row.get("hold")
    if isinstance(most, float) and len(changes) > most:
        note(line, "changes", int(most), "the pattern changes {count} times a day.", "Allow as many changes, or smooth the pattern.",
             count=len(changes))  # fmt: skip
    shortest = min((later - earlier) % 24 for earlier, later in zip(changes, [*changes[1:], changes[0]], strict=True))
    if isinstance(hold, float) and shortest < hold:
        note(line, "hold", int(hold), "the pattern holds a level for {count} hours only.", "Lower hold, or lengthen the steps.",
             count=shortest)  # fmt: skip


def _limits(line: int, family: str, row: Mapping[str, Cell], note: Note) -> None:
    floor, ceiling, step = row.get("floor"), row.get("ceiling"), row.get("step")
    low = floor if isinstance(floor, float) else 0.0
    high = ceiling if isinstance(ceiling, float) else 1.0
    if isinstance(floor, float) and low > high:
        note(
            line,
            "floor",
            low,
            "the floor lies above the ceiling {ceiling}.",
            "Lower it, or raise the ceiling.",
            ceiling=f"{high:g}",
        )
    if row.get("levels") in ("integer", "rounded") and family != "given":
        if not isinstance(step, float) or not step > 0:
            note(line, "step", step, "levels in whole steps need the size of a step.", "Give a step such as 0.05.")
        elif low <= high and int(high / step + 1e-9) * step < low - 1e-9:
            note(line, "step", step, "no whole step lies between the floor and the ceiling.", "Give a smaller step.")
    most, hold = row.get("changes"), row.get("hold")
    if isinstance(most, float) and isinstance(hold, float) and most * hold > 24:
        note(line, "changes", int(most), "{changes} changes a day that each hold {hold} hours are more than the hours of a day.",
             "Allow fewer changes, or a shorter hold.", changes=int(most), hold=int(hold))  # fmt: skip
    if most == 1.0 and family == "typical_days":
        note(line, "changes", 1, "a typical day follows itself: a level that changes once must change back.",
             "Allow none (a flat day) or two.")  # fmt: skip
    if row.get("levels") == "integer" and family == "follow":
        note(line, "levels", "integer", "a curve that follows a load has no whole steps in the program.", "Write rounded.")
    if row.get("outages"):
        try:
            outage_days(str(row["outages"]))
        except ValueError as error:
            note(line, "outages", row["outages"], "'{window}' is no window of days.", "Write first and last day, such as 04-10/04-19.",
                 window=str(error).strip())  # fmt: skip


def _contract(line: int, row: Mapping[str, Cell], note: Note) -> None:
    annual, tolerance = row.get("annual"), row.get("tolerance")
    if annual is None and isinstance(tolerance, float):
        note(line, "annual", None, "a tolerance needs a contract.", "Give the energy of a year, or remove the tolerance.")
    if annual is not None and row.get("levels") in ("integer", "rounded") and not tolerance:
        note(
            line, "tolerance", tolerance, "levels in whole steps cannot meet a contract exactly.", "Give a tolerance such as 0.01."
        )
    if row.get("green_share") is not None and not row.get("subject"):
        note(
            line,
            "subject",
            None,
            "a green share needs the plants that count as green.",
            "Write a selector such as category:wind,solar.",
        )
    if (row.get("matching") or row.get("grain")) and row.get("green_share") is None:
        note(line, "green_share", None, "grain and matching are those of a green share.", "Give the share, or clear the two cells.")
