"""Plans from prices: projects and dates are taken by what they are worth after all that they take is paid, then neighbourhoods anew.

The lot comes from a seeded generator and the number of rounds is given: the same input gives the same plan.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tingzhou.delivery.portfolio.columns import Columns
from tingzhou.delivery.portfolio.heuristic import needs_of, score
from tingzhou.delivery.portfolio.room import Room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.delivery.portfolio.linear import Priced

__all__ = ["guided_plan", "improve_guided", "windows"]

_KINDS = ("lot", "factor", "window", "dear")
_WINDOW = 16  # half months
_MOST = 10  # projects that are let go at once
_HEAT = 1e-4  # of the value: what a round may lose at first and still be kept now and then
_LOOK = 10  # rounds between looks at the later objectives of plans of the same value
_DUTY = 1e15  # a must-have comes before any profit


class _Guide:
    """Profit of every column (value less the prices of what it takes), and of every project at its best."""

    def __init__(self, columns: Columns, prices: Priced) -> None:
        import numpy as np

        data, projects = columns.columns, columns.portfolio.projects
        self.columns, self.needs = columns, needs_of(columns)
        self.duties = [p for p, project in enumerate(projects) if project.must]
        start = np.array([one.start for one in data], dtype=np.float64)
        duty = np.array([projects[one.project].must * (1.0 + one.tardiness) for one in data])
        self.value = np.array([one.value for one in data], dtype=np.float64)
        late = 1e-3 * start + 1e-4 * np.array([one.tardiness for one in data], dtype=np.float64)  # only between equals
        profit = -prices.reduced - late
        self.by_profit = [(profit - _DUTY * duty)[list(mine)] for mine in columns.of]
        self.by_value = [(self.value - late - _DUTY * duty)[list(mine)] for mine in columns.of]
        share = prices.share * (self.value.max(initial=1.0) + 1.0) * 1e3
        self.by_share = [(share + profit - _DUTY * duty)[list(mine)] for mine in columns.of]
        self.profit = profit
        self.best = [float(profit[list(mine)].max()) if mine else -math.inf for mine in columns.of]
        wanted = {p for p, project in enumerate(projects) if project.must}
        self.wanted = wanted.union(*(self.needs[p] for p in wanted))
        usual = sorted(abs(one) for one in self.best if one > -math.inf)
        self.spread = 0.3 * usual[len(usual) // 2] if usual else 1.0

    def lead(self, chosen: Sequence[int]) -> tuple[int, int, int]:
        """Return must-haves, less their delay, and value of a plan: what a round is judged by."""
        data, duties = self.columns.columns, self.duties
        return (
            sum(chosen[p] >= 0 for p in duties),
            -sum(data[chosen[p]].tardiness for p in duties if chosen[p] >= 0),
            sum(data[c].value for c in chosen if c >= 0),
        )

    def enter(self, room: Room, p: int, like: Sequence[NDArray[np.float64]]) -> bool:
        """Take the column of a project that fits and is liked most."""
        import numpy as np

        fits = room.fitting(p)
        if not fits.any():
            return False
        room.take(self.columns.of[p][int(np.where(fits, like[p], -np.inf).argmax())])
        return True

    def ahead(self, p: int) -> list[int]:
        """Return what a project waits for, the first first."""
        return sorted(self.needs[p], key=lambda one: (len(self.needs[one]), one))


def guided_plan(columns: Columns, prices: Priced) -> list[int]:
    """Return the best plan of schedule generation by the prices, under two orders and two likings."""
    guide = _Guide(columns, prices)
    taken = [sum(prices.share[c] for c in mine) for mine in columns.of]
    every = [p for p, mine in enumerate(columns.of) if mine]
    best: list[int] = [-1] * len(columns.of)
    for shares in (True, False):
        order = sorted(
            every, key=lambda p: (p not in guide.wanted, -round(float(taken[p]), 6) if shares else 0.0, -guide.best[p], p)
        )
        for like in (guide.by_share, guide.by_profit):
            room = Room(columns)
            row: dict[int, None] = {}
            for p in order:
                for q in (*guide.ahead(p), p):
                    row.setdefault(q)
            for _ in range(2):  # a second round lets in what had to wait for a later one
                for p in row:
                    if room.chosen[p] < 0 and columns.of[p]:
                        guide.enter(room, p, like)
            if score(columns, room.chosen) > score(columns, best):
                best = list(room.chosen)
    return best


def improve_guided(
    columns: Columns, start: list[int], prices: Priced, rounds: int, seed: int, progress: Callable[[str, float, float], None] | None = None
) -> list[int]:  # fmt: skip
    """Return a plan at least as good as ``start`` after ``rounds`` rounds of letting go and taking anew by the prices.

    A round that is worse by little may be kept for a while (simulated annealing on the value); one that loses anything of the
    must-haves or their dates never is.
    """
    lot, guide, room = random.Random(seed), _Guide(columns, prices), Room(columns)
    room.load(start)
    best, now = list(start), guide.lead(start)
    top, full = now, score(columns, start)
    users = {factor.id: [p for p, project in enumerate(columns.portfolio.projects) if any(use.factor == factor.id for use in project.uses)]
             for factor in columns.portfolio.factors}  # fmt: skip
    for turn in range(rounds):
        heat = max(_HEAT * max(top[2], 1) * (1 - turn / rounds) ** 2, 1e-9)
        kept = list(room.chosen)
        for p in _freed(guide, kept, users, lot):
            room.leave(p)
        _refill(guide, room, lot)
        found = guide.lead(room.chosen)
        worse = now[2] - found[2]
        if found >= now or (found[:2] >= now[:2] and lot.random() < math.exp(-worse / heat)):
            now = found
            if found > top or (found == top and turn % _LOOK == 0 and score(columns, room.chosen) > full):
                best, top, full = list(room.chosen), found, score(columns, room.chosen)
                if progress is not None:
                    progress("value", float(found[2]), float("nan"))
        else:
            room.left, room.chosen = room.limit.copy(), [-1] * len(kept)
            room.load(kept)
    return best


def _freed(guide: _Guide, chosen: Sequence[int], users: dict[str, list[int]], lot: random.Random) -> list[int]:
    """Choose the projects that go: by lot, of a factor, of a window, or those that earn least at the prices."""
    columns = guide.columns
    pool = [p for p, c in enumerate(chosen) if c >= 0]
    kind = lot.choice(_KINDS)
    if kind == "factor" and users:
        pool = [p for p in users[lot.choice(sorted(users))] if chosen[p] >= 0]
    elif kind == "window":
        first = lot.randrange(columns.portfolio.periods.count)
        pool = [p for p in pool if first <= columns.columns[chosen[p]].start < first + _WINDOW]
    elif kind == "dear":
        earned = {p: guide.profit[chosen[p]] + guide.spread * lot.gauss(0.0, 1.0) for p in pool}
        pool = sorted(pool, key=lambda p: (earned[p], p))[: max(1, len(pool) // 5)]
    return lot.sample(pool, min(len(pool), lot.randint(1, _MOST)))


def _refill(guide: _Guide, room: Room, lot: random.Random) -> None:
    """Take projects anew, those that earn more sooner, what they wait for before them."""
    import numpy as np

    columns = guide.columns
    blur = lot.choice((0.1, 0.4, 1.0)) * guide.spread
    order = {p: guide.best[p] + blur * lot.gauss(0.0, 1.0) for p, c in enumerate(room.chosen)
             if c < 0 and columns.of[p] and (guide.best[p] > -4 * guide.spread or p in guide.wanted)}  # fmt: skip
    like = guide.by_profit if lot.random() < 0.67 else guide.by_value
    for p in sorted(order, key=lambda p: (p not in guide.wanted, -order[p], p)):
        entered = []
        for q in (*guide.ahead(p), p):
            if room.chosen[q] >= 0:
                continue
            liked = like
            if lot.random() < 0.3:  # another date than the one liked most
                wave = 0.3 * guide.spread * lot.gauss(0.0, 1.0) * np.cos(np.arange(len(columns.of[q])))
                liked = {q: like[q] + wave}  # type: ignore[assignment]
            if not columns.of[q] or not guide.enter(room, q, liked):
                break
            entered.append(q)
        if p not in entered:  # what came in only for its sake goes again unless it pays for itself
            for q in reversed(entered):
                if room.chosen[q] >= 0 and guide.value[room.chosen[q]] <= 0:
                    room.leave(q)


def windows(columns: Columns, chosen: Sequence[int], prices: Priced, span: int) -> list[list[int]]:
    """Return few columns of each project: the most profitable one of every mode and span of half months, what the prices take, what is chosen."""
    profit, allowed = -prices.reduced, []
    for p, mine in enumerate(columns.of):
        best: dict[tuple[str, int], int] = {}
        for c in mine:
            one = columns.columns[c]
            held = best.get((one.mode, one.start // span))
            if held is None or profit[c] > profit[held]:
                best[one.mode, one.start // span] = c
        kept = {chosen[p], *best.values(), *(c for c in mine if prices.share[c] > 1e-9)}
        allowed.append([c for c in mine if c in kept])
    return allowed
