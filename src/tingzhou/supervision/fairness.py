"""Who carries the load of inspections: visits per firm by class, county and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

__all__ = ["fairness_rows"]

_LARGE, _MIDDLE = 100, 10


def fairness_rows(firms: Mapping[str, Sequence[Any]], visited: Set[str]) -> list[dict[str, Any]]:
    """Return firms, visits and their ratio for every class, county and band of size (where sizes are known).

    Parameters
    ----------
    firms
        Columns ``id``, ``class``, ``county`` and, where known, ``size``.
    visited
        Ids of the firms that are visited; a drawn firm is visited once.
    """
    groups = {"class": firms["class"], "county": firms["county"]}
    if "size" in firms:
        groups["size"] = [_band(float(size)) for size in firms["size"]]
    hits = [name in visited for name in firms["id"]]
    rows = []
    for kind, values in groups.items():
        counts: dict[str, list[int]] = {}
        for value, hit in zip(values, hits, strict=True):
            entry = counts.setdefault(str(value), [0, 0])
            entry[0] += 1
            entry[1] += hit
        rows += [{"group": kind, "name": name, "firms": count, "visits": found, "visit_rate": found / count}
                 for name, (count, found) in sorted(counts.items())]  # fmt: skip
    return rows


def _band(size: float) -> str:
    return "large" if size >= _LARGE else "middle" if size >= _MIDDLE else "small"
