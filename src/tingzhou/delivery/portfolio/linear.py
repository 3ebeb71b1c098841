"""Prices of all rows of limits and links from the linear program of the columns, and the bound that follows from them.

For any prices ``y ≥ 0`` of rows ``A x ≤ b`` no plan costs less than ``Σ_p min(drop_p, min_c (cost_c + y·A_c)) − y·b`` (Lagrangian
bound). The linear program only proposes the prices; the bound is computed from them afterwards with a margin for rounding, so that an
inexact program makes it weaker, never wrong. The program itself runs along chains (capacities by their changes, levels by their flows,
links by what has begun or is finished), which keeps it sparse; bound and reduced costs use every row of every half month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.columns import Columns, Row, half_months, project_index
from tingzhou.delivery.portfolio.model import last_period, objective_of
from tingzhou.delivery.portfolio.room import Room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Priced", "priced"]

_NOISE = 1e-9  # relative to the sum of all amounts of a bound; sums of doubles are some 1e-13 off


@dataclass(frozen=True)
class Priced:
    """What the prices say.

    ``bound`` is the least that any plan costs, ``reduced`` the cost of each column with all that it takes at its price (infinite for
    columns that are not allowed), ``share`` how much of each column the linear program takes (0 … 1).
    """

    bound: float
    reduced: NDArray[np.float64]
    share: NDArray[np.float64]


def priced(
    columns: Columns, cost: Mapping[int, int], floors: Mapping[str, int], *, allowed: Sequence[Sequence[int]] | None = None,
    keep: bool = False,
) -> Priced:  # fmt: skip
    """Return prices, reduced costs and the bound of ``cost`` (minimised) over all plans.

    Parameters
    ----------
    cost
        What each column costs; columns without an entry cost nothing.
    floors
        What earlier objectives keep.
    allowed
        Columns of each project that may be taken; without it all.
    keep
        Whether every project with an allowed column is taken.
    """
    program = _Program(columns, columns.of if allowed is None else allowed, keep=keep)
    for name, floor in floors.items():
        program.hold(name, floor)
    return program.solve(cost)


class _Program:
    """The linear program under construction: columns first, then the variables of the chains."""

    def __init__(self, columns: Columns, allowed: Sequence[Sequence[int]], *, keep: bool) -> None:
        self.columns, self.keep = columns, keep
        self.allowed = [list(mine) for mine in allowed]
        self.listed = [c for mine in self.allowed for c in mine]
        self.place = {c: k for k, c in enumerate(self.listed)}
        self.lower, self.upper = [0.0] * len(self.listed), [1.0] * len(self.listed)
        self.below: list[tuple[list[tuple[int, float]], float]] = []
        self.equal: list[tuple[list[tuple[int, float]], float]] = []
        self.limits: dict[Row, tuple[str, int, float]] = {}  # row of limits: where its price is found, and its size
        self.ties: list[tuple[int, str, int, str, int, int, int]] = []  # row, project, event, other, event, period, lag
        self.plain: list[int] = []  # rows below that are stated in columns alone and are no limits
        for mine in self.allowed:
            if mine:
                pairs = [(self.place[c], 1.0) for c in mine]
                (self.equal if keep else self.below).append((pairs, 1.0))
        self._limits()
        self._links()

    def variable(self, lower: float, upper: float) -> int:
        """Return a new variable."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def hold(self, name: str, floor: int) -> None:
        """Keep what an earlier objective has reached."""
        terms, drops, sense = objective_of(self.columns, name)
        rest = floor - sum(amount for p, amount in drops.items() if not self.allowed[p])
        pairs = [(k, -sense * float(terms.get(c, 0) - drops.get(self.columns.columns[c].project, 0)))
                 for k, c in enumerate(self.listed)]  # fmt: skip
        rest -= sum(amount for p, amount in drops.items() if self.allowed[p])
        pairs = [(k, amount) for k, amount in pairs if amount]
        if pairs:
            scale = max(abs(amount) for _, amount in pairs)
            self.plain.append(len(self.below))
            self.below.append(([(k, amount / scale) for k, amount in pairs], -sense * rest / scale))

    def _limits(self) -> None:
        """State the limits: quotas as they are, capacities by their changes and levels by their flows, along a chain."""
        columns = self.columns
        members: dict[Row, list[tuple[int, float]]] = defaultdict(list)
        for k, c in enumerate(self.listed):
            takes = columns.columns[c].takes
            for (family, factor, period), amount in takes.items():
                if family != "renewable":
                    members[family, factor, period].append((k, float(amount)))
                    continue
                change = amount - takes.get((family, factor, period - 1), 0)
                if change:
                    members[family, factor, period].append((k, float(change)))
                if (family, factor, period + 1) not in takes:
                    members[family, factor, period + 1].append((k, -float(amount)))
        for row in sorted(members):
            if row[0] == "quota":
                size = max(abs(amount) for _, amount in members[row])
                self.limits[row] = ("below", len(self.below), size)
                self.below.append(([(k, amount / size) for k, amount in members[row]], columns.limits[row] / size))
        for family, factor in sorted({(row[0], row[1]) for row in members if row[0] != "quota"}):
            self._chain(family, factor, members)

    def _chain(self, family: str, factor: str, members: Mapping[Row, list[tuple[int, float]]]) -> None:
        limits = self.columns.limits
        size = max(abs(amount) for row, pairs in members.items() if row[:2] == (family, factor) for _, amount in pairs)
        before = -1
        for period in range(self.columns.portfolio.periods.count + (family == "level")):
            row, pairs = (family, factor, period), members.get((family, factor, period), [])
            upper = limits[row] / size
            if not pairs and (before < 0 or upper >= self.upper[before]):
                continue
            level = self.variable(float("-inf"), upper)
            earlier = [(before, -1.0)] if before >= 0 else []
            self.equal.append(([(level, 1.0), *earlier, *((k, -amount / size) for k, amount in pairs)], 0.0))
            self.limits[row] = ("upper", level, size)
            before = level

    def _links(self) -> None:
        index, chains = project_index(self.columns.portfolio), _Events(self)
        for link in self.columns.portfolio.links:
            one, other = index[link.project], index[link.other]
            mine, theirs = ([self.place[c] for c in self.allowed[p]] for p in (one, other))
            if link.kind in ("excludes", "alternative", "requires"):
                sign, right = (-1.0, 0.0) if link.kind == "requires" else (1.0, 1.0)
                self.plain.append(len(self.below))
                self.below.append(([*((k, 1.0) for k in mine), *((k, sign) for k in theirs)], right))
                continue
            event = "finish" if link.kind == "finish_finish" else "start"
            event_other = "start" if link.kind == "start_start" else "finish"
            first, second, lag = chains.of(event, one), chains.of(event_other, other), half_months(link.lag)
            for period, at in enumerate(first):
                before = second[period - lag] if period >= lag else -1
                if at < 0 or (period and at == first[period - 1] and period > lag and before == second[period - lag - 1]):
                    continue
                self.ties.append((len(self.below), event, one, event_other, other, period, lag))
                self.below.append(([(at, 1.0), *([(before, -1.0)] if before >= 0 else [])], 0.0))

    def solve(self, cost: Mapping[int, int]) -> Priced:
        """Solve the program, then price every column and compute the bound."""
        import numpy as np
        from scipy.optimize import linprog

        costs = np.zeros(len(self.lower))
        costs[: len(self.listed)] = [cost.get(c, 0) for c in self.listed]
        solve: Any = linprog  # its stubs know no sparse arrays
        found = solve(costs, A_ub=self._matrix(self.below), b_ub=[right for _, right in self.below] or None,
                      A_eq=self._matrix(self.equal), b_eq=[right for _, right in self.equal] or None,
                      bounds=np.column_stack((self.lower, self.upper)), method="highs-ds")  # fmt: skip
        solved = found.status == 0
        below = np.maximum(-found.ineqlin.marginals, 0.0) if solved else np.zeros(len(self.below))
        upper = np.maximum(-found.upper.marginals, 0.0) if solved else np.zeros(len(self.lower))
        reduced, paid, size = self._priced(costs[: len(self.listed)], below, upper)
        bound = -paid
        for mine in self.allowed:
            if mine:
                least = min(reduced[self.place[c]] for c in mine)
                bound += least if self.keep else min(least, 0.0)
        full = np.full(len(self.columns.columns), np.inf)
        full[self.listed] = reduced
        share = np.zeros(len(self.columns.columns))
        if solved:
            share[self.listed] = found.x[: len(self.listed)]
        return Priced(float(bound) - _NOISE * (1.0 + size), full, share)

    def _matrix(self, rows: Sequence[tuple[list[tuple[int, float]], float]]) -> Any:
        from scipy.sparse import csr_array

        if not rows:
            return None
        at = [number for number, (pairs, _) in enumerate(rows) for _ in pairs]
        which = [k for pairs, _ in rows for k, _ in pairs]
        amounts = [amount for pairs, _ in rows for _, amount in pairs]
        return csr_array((amounts, (at, which)), shape=(len(rows), len(self.lower)))

    def _priced(
        self, costs: NDArray[np.float64], below: NDArray[np.float64], upper: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], float, float]:
        """Return what each column costs with what it takes, what the limits are worth, and the size of the sums."""
        import numpy as np

        columns, room = self.columns, Room(self.columns)
        prices = np.zeros(len(room.rows))
        for row, (where, at, size) in self.limits.items():
            prices[room.rows[row]] = (below if where == "below" else upper)[at] / size
        parts = [room.takes[p][[room.place[c] for c in mine]] @ prices for p, mine in enumerate(self.allowed) if mine]
        reduced = costs + (np.concatenate(parts) if parts else 0.0)
        paid = float(prices @ room.limit)
        for number in self.plain:
            pairs, right = self.below[number]
            if below[number]:
                reduced[[k for k, _ in pairs]] += below[number] * np.array([amount for _, amount in pairs])
                paid += float(below[number]) * right
        span = last_period(columns) + 2
        events: dict[tuple[int, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(span))
        for number, event, one, event_other, other, period, lag in self.ties:
            events[one, event][period] += below[number]
            if period >= lag:
                events[other, event_other][period - lag] -= below[number]
        for (p, event), amounts in events.items():
            later = amounts[::-1].cumsum()[::-1]  # a column counts in every period from its event on
            for c in self.allowed[p]:
                reduced[self.place[c]] += later[getattr(columns.columns[c], event)]
        return reduced, paid, float(np.abs(costs).sum() + np.abs(prices * room.limit).sum() + below.sum())


class _Events:
    """Whether a project has begun or is finished by a period: the variable of each period, −1 before the first."""

    def __init__(self, program: _Program) -> None:
        self.program = program
        self.made: dict[tuple[str, int], list[int]] = {}

    def of(self, event: str, project: int) -> list[int]:
        """Return the chain of a project."""
        if (event, project) in self.made:
            return self.made[event, project]
        program = self.program
        at: dict[int, list[int]] = defaultdict(list)
        for c in program.allowed[project]:
            at[getattr(program.columns.columns[c], event)].append(program.place[c])
        chain, before = [], -1
        for period in range(last_period(program.columns) + 1):
            if at[period]:
                now = program.variable(0.0, 1.0)
                earlier = [(before, -1.0)] if before >= 0 else []
                program.equal.append(([(now, 1.0), *earlier, *((k, -1.0) for k in at[period])], 0.0))
                before = now
            chain.append(before)
        self.made[event, project] = chain
        return chain
