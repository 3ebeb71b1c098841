"""Large neighbourhoods: let some projects go (a county, a factor, a window, some by lot), take projects anew, keep what is better.

The lot comes from a seeded generator and the number of rounds is given: the same input gives the same plan.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from tingzhou.delivery.portfolio.columns import Columns
from tingzhou.delivery.portfolio.heuristic import appeal, needs_of, score
from tingzhou.delivery.portfolio.room import Room

__all__ = ["improve"]

_KINDS = ("lot", "place", "factor", "window")


def improve(
    columns: Columns, start: list[int], rounds: int, seed: int, progress: Callable[[str, float, float], None] | None = None, *,
    dates: bool = False,
) -> list[int]:  # fmt: skip
    """Return a plan at least as good as ``start`` after ``rounds`` rounds of letting go and taking anew.

    A round that is worse by little may be kept (simulated annealing on the value, from 2 % of the plan's value to nothing); a round
    that loses a must-have never is. With ``dates`` nothing worse is kept and what goes is what is late and what is in its way: the
    later objectives are improved.
    """
    lot = random.Random(seed)
    room = Room(columns)
    room.load(start)
    needs = needs_of(columns)
    best, now = list(start), score(columns, start)
    top = now
    worth = [max((columns.columns[c].value for c in mine), default=0) for mine in columns.of]
    for turn in range(rounds):
        heat = 1e-9 if dates else max(0.02 * max(top[2], 1) * (1 - turn / rounds) ** 2, 1e-9)
        kept = list(room.chosen)
        for p in _late(columns, kept, lot) if dates and turn % 3 else _freed(columns, kept, lot):
            room.leave(p)
        _refill(columns, room, worth, needs, lot)
        found = score(columns, room.chosen)
        worse = now[2] - found[2]
        if found >= now or (found[:2] >= now[:2] and worse > 0 and lot.random() < math.exp(-worse / heat)):
            now = found
            if found > top:
                best, top = list(room.chosen), found
                if progress is not None:
                    progress("value", float(found[2]), float("nan"))
        else:
            _restore(room, kept)
    return best


def _restore(room: Room, chosen: list[int]) -> None:
    """Put a plan back."""
    room.left = room.limit.copy()
    room.chosen = [-1] * len(chosen)
    room.load(chosen)


def _freed(columns: Columns, chosen: list[int], lot: random.Random) -> list[int]:
    """Choose the projects that go."""
    projects = columns.portfolio.projects
    pool = [p for p, c in enumerate(chosen) if c >= 0]
    kind = lot.choice(_KINDS)
    if kind == "place" and pool:
        place = projects[lot.choice(pool)].place
        pool = [p for p in pool if projects[p].place == place]
    elif kind == "factor" and columns.portfolio.factors:
        factor = lot.choice(columns.portfolio.factors).id
        pool = [p for p in pool if any(use.factor == factor for use in projects[p].uses)]
    elif kind == "window" and pool:
        first = lot.randrange(columns.portfolio.periods.count)
        pool = [p for p in pool if first <= columns.columns[chosen[p]].start < first + 16]
    return lot.sample(pool, min(len(pool), lot.randint(1, 5)))


def _late(columns: Columns, chosen: list[int], lot: random.Random) -> list[int]:
    """Choose one late project and some that share a factor with it, begin before it and are less urgent."""
    projects = columns.portfolio.projects
    late = [p for p, c in enumerate(chosen) if c >= 0 and columns.columns[c].tardiness > 0]
    if not late:
        return _freed(columns, chosen, lot)
    p = lot.choice(late)
    mine = {use.factor for use in projects[p].uses}
    pool = [q for q, c in enumerate(chosen) if c >= 0 and q != p and columns.columns[c].start <= columns.columns[chosen[p]].start
            and mine & {use.factor for use in projects[q].uses}]  # fmt: skip
    return [p, *lot.sample(pool, min(len(pool), lot.randint(0, 4)))]


def _refill(columns: Columns, room: Room, worth: list[int], needs: list[set[int]], lot: random.Random) -> None:
    """Take projects anew, the more valuable ones more likely first, what they wait for before them."""
    projects = columns.portfolio.projects
    out = [p for p, c in enumerate(room.chosen) if c < 0 and columns.of[p]]
    blur = lot.choice((0.2, 0.6, 1.5))
    out.sort(key=lambda p: (not projects[p].must, -math.log(max(worth[p], 1)) + blur * lot.gauss(0.0, 1.0), p))
    for p in out:
        missing = [q for q in needs[p] if room.chosen[q] < 0]
        entered = []
        for q in [*sorted(missing, key=lambda one: (len(needs[one]), one)), p]:
            if room.chosen[q] >= 0:
                continue
            mine = columns.of[q]
            options = [mine[k] for k in room.fitting(q).nonzero()[0]] if mine else []
            if not options:
                break
            late = lot.random() < 0.15
            c = lot.choice(options) if late else min(options, key=lambda one: appeal(columns, one))
            room.take(c)
            entered.append(q)
        if p not in entered:  # what came in only for its sake goes again unless it pays for itself
            for q in reversed(entered):
                if worth[q] <= 0:
                    room.leave(q)
