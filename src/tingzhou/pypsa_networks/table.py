"""One component of a PyPSA network as this room reads it: values and series by name, only of what is active."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Table"]


class Table:
    """Static and time-dependent attributes of one component of a PyPSA network.

    Parameters
    ----------
    n
        The PyPSA network.
    component
        Its name, such as ``Generator``.
    """

    def __init__(self, n: Any, component: str) -> None:
        self.component = component
        part = n.c[component]
        static = part.static
        self._static: dict[str, dict[str, Any]] = {}
        self._frame = static
        self._series = {name: frame for name, frame in part.dynamic.items() if len(frame.columns)}
        active = static["active"].astype(bool) if "active" in static else None
        self.names: list[str] = [str(name) for name in (static.index if active is None else static.index[active.to_numpy()])]
        self.columns = frozenset(str(column) for column in static.columns)

    def value(self, name: str, attribute: str) -> Any:
        """Return a static value."""
        if attribute not in self._static:
            column = self._frame[attribute]
            self._static[attribute] = dict(zip(map(str, column.index), column.tolist(), strict=True))
        return self._static[attribute][name]

    def number(self, name: str, attribute: str) -> float:
        """Return a static number."""
        return float(self.value(name, attribute))

    def flag(self, name: str, attribute: str) -> bool:
        """Return a static truth value; ``False`` where the component has no such attribute."""
        return attribute in self.columns and bool(self.value(name, attribute))

    def text(self, name: str, attribute: str) -> str:
        """Return a static text; empty where there is none."""
        if attribute not in self.columns:
            return ""
        value = self.value(name, attribute)
        return value if isinstance(value, str) else ""

    def varies(self, name: str, attribute: str) -> bool:
        """Whether the attribute is given as a series."""
        frame = self._series.get(attribute)
        return frame is not None and name in frame.columns

    def series(self, name: str, attribute: str) -> float | NDArray[np.float64]:
        """Return a series of shape (T,) where one is given, else the static number."""
        if self.varies(name, attribute):
            return np.asarray(self._series[attribute][name], dtype=np.float64)
        return self.number(name, attribute)

    def ports(self) -> list[str]:
        """Return the numbers of the ports: ``bus0`` → ``"0"``."""
        numbers = [column[3:] for column in self.columns if column.startswith("bus") and column[3:].isdigit()]
        return sorted(numbers, key=int)
