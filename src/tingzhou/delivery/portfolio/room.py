"""How much room a plan leaves in every row of limits, kept while columns come and go: one vector, all columns of a project at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tingzhou.delivery.portfolio.columns import Columns, half_months, project_index

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Room"]


class _Layout:
    """What every room of the same columns shares: rows, limits and takes as arrays, links by project."""

    def __init__(self, columns: Columns) -> None:
        import numpy as np

        self.rows = {row: number for number, row in enumerate(sorted(columns.limits))}
        self.limit = np.array([columns.limits[row] for row in sorted(columns.limits)], dtype=np.int64)
        self.takes: list[NDArray[np.int32]] = [self._takes(columns, mine) for mine in columns.of]
        data = columns.columns
        self.start = [np.array([data[c].start for c in mine], dtype=np.int64) for mine in columns.of]
        self.finish = [np.array([data[c].finish for c in mine], dtype=np.int64) for mine in columns.of]
        self.place = {c: k for mine in columns.of for k, c in enumerate(mine)}
        index = project_index(columns.portfolio)
        self.links: list[list[tuple[str, int, int, bool]]] = [[] for _ in columns.of]
        for link in columns.portfolio.links:
            one, other, lag = index[link.project], index[link.other], half_months(link.lag)
            self.links[one].append((link.kind, other, lag, True))
            self.links[other].append((link.kind, one, lag, False))
        self.providers = {index[factor.provider] for factor in columns.portfolio.factors if factor.provider}

    def _takes(self, columns: Columns, mine: Sequence[int]) -> NDArray[np.int32]:
        import numpy as np

        count = columns.portfolio.periods.count
        matrix = np.zeros((len(mine), len(self.rows)), dtype=np.int32)
        for k, c in enumerate(mine):
            for row, amount in columns.columns[c].takes.items():
                at = self.rows[row]
                if row[0] == "level":  # rows of a level stand side by side, in the order of their periods
                    matrix[k, at : at + count + 1 - row[2]] += amount
                else:
                    matrix[k, at] += amount
        return matrix


class Room:
    """What is left of every row beside the columns taken so far.

    A level is a sum of flows up to its period: here every flow stands in all periods from its own on, so that a column fits when it takes
    nowhere more than is left.
    """

    def __init__(self, columns: Columns) -> None:

        self.columns = columns
        if "room" not in columns.held:
            columns.held["room"] = _Layout(columns)
        layout: _Layout = columns.held["room"]
        self.rows, self.limit, self.takes = layout.rows, layout.limit, layout.takes
        self.start, self.finish, self.place = layout.start, layout.finish, layout.place
        self.links, self.providers = layout.links, layout.providers
        self.left = self.limit.copy()
        self.chosen = [-1] * len(columns.of)

    def fitting(self, project: int) -> NDArray[np.bool_]:
        """Return which columns of a project may enter beside what is taken."""
        import numpy as np

        fits: NDArray[np.bool_] = np.all(self.takes[project] <= self.left, axis=1)
        for kind, other, lag, waits in self.links[project]:
            at = self.chosen[other]
            if kind in ("excludes", "alternative"):
                if at >= 0:
                    return np.zeros_like(fits)
                continue
            if at < 0:
                if waits:
                    return np.zeros_like(fits)
                continue
            begin, end = self.columns.columns[at].start, self.columns.columns[at].finish
            mine, theirs = (self.finish[project], end) if kind == "finish_finish" else (self.start[project], begin)
            if kind == "finish_start":
                mine, theirs = (self.start[project], end) if waits else (self.finish[project], begin)
            if kind != "requires":
                fits = np.logical_and(fits, mine >= theirs + lag if waits else theirs >= mine + lag)
        return fits

    def take(self, c: int) -> None:
        """Enter a column."""
        project = self.columns.columns[c].project
        self.left -= self.takes[project][self.place[c]]
        self.chosen[project] = c

    def leave(self, project: int) -> None:
        """Let a project go, and with it what needs it; one that provides a site takes those with it who no longer fit."""
        c = self.chosen[project]
        if c < 0:
            return
        self.left += self.takes[project][self.place[c]]
        self.chosen[project] = -1
        for kind, other, _, waits in self.links[project]:
            if not waits and kind not in ("excludes", "alternative"):
                self.leave(other)
        if project in self.providers:
            for other in range(len(self.chosen) - 1, -1, -1):
                if (self.left < 0).any() and self.chosen[other] >= 0 and bool((self.takes[other][:, self.left < 0] > 0).any()):
                    self.leave(other)

    def load(self, chosen: Sequence[int]) -> None:
        """Enter all columns of a plan."""
        for c in chosen:
            if c >= 0:
                self.take(c)
