"""Published observations and default triples of approval and construction durations, as data with sources."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["DAYS_PER_MONTH", "Duration", "duration", "durations"]

DAYS_PER_MONTH = 365.25 / 12.0  # mean length of a month [d]


@dataclass(frozen=True)
class Duration:
    """A row: P10, P50, P90 in days (of an observation only ``p50``, the value itself), its mode, events, mark and source."""

    id: str
    kind: str
    project_type: str
    zh: str
    size: str
    mode: str
    from_event: str
    to_event: str
    p10: float | None
    p50: float
    p90: float | None
    quality: str
    mark: str
    source: str
    note: str

    @property
    def triple(self) -> tuple[float, float, float]:
        """P10, P50, P90 [d]; of an observation three times its value: it says nothing about spread."""
        return (self.p50 if self.p10 is None else self.p10, self.p50, self.p50 if self.p90 is None else self.p90)


@cache
def durations() -> tuple[Duration, ...]:
    """Return the shipped rows, months turned into days."""
    text = resources.files("tingzhou.delivery").joinpath("data/construction_durations.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(io.StringIO(text)):
        scale = DAYS_PER_MONTH if row["unit"] == "month" else 1.0
        p10, p50, p90 = (float(row[name]) * scale if row[name] else None for name in ("p10", "p50", "p90"))
        assert p50 is not None
        found.append(Duration(row["id"], row["kind"], row["project_type"], row["zh"], row["size"], row["mode"], row["from_event"],
                              row["to_event"], p10, p50, p90, row["quality"], row["mark"], row["source"], row["note"]))  # fmt: skip
    return tuple(found)


def duration(key: str) -> Duration:
    """Return the row of an id.

    Raises
    ------
    LookupError
        When there is none.
    """
    for row in durations():
        if row.id == key:
            return row
    message = f"no duration has the id {key}"
    raise LookupError(message)
