"""Better dates for a selection: some projects leave, come back in another order at the best date that is left, and the better plan stays.

The lot comes from a seeded generator and the number of rounds is given: the same input gives the same dates.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

from tingzhou.delivery.portfolio.columns import Columns
from tingzhou.delivery.portfolio.heuristic import needs_of, score
from tingzhou.delivery.portfolio.room import Room

__all__ = ["anneal_dates"]

_WINDOW = 20  # half months around a project in which others stand in its way


def anneal_dates(
    columns: Columns, chosen: list[int], able: Sequence[Sequence[int]], cost: Mapping[int, int], value: int, rounds: int, seed: int, *,
    warm: bool = True,
) -> list[int]:  # fmt: skip
    """Return dates of the selection with no more ``cost`` than ``chosen`` has, and at least ``value``.

    Parameters
    ----------
    able
        Columns of each selected project that may be used.
    cost
        What is minimised, by column; of equal costs the earlier start is taken.
    warm
        Whether a round that is worse by little may be kept for a while.
    """
    import numpy as np

    lot, data = random.Random(seed), columns.columns
    room = Room(columns)
    room.load(chosen)
    depth = [len(some) for some in needs_of(columns)]
    pool = [p for p, c in enumerate(chosen) if c >= 0]
    if not pool or not rounds:
        return chosen
    allowed = {p: np.isin(columns.of[p], able[p]) for p in pool}
    price = {p: np.array([cost.get(c, 0) * 1000 + data[c].start for c in columns.of[p]], dtype=np.float64) for p in pool}
    worth = {p: np.array([data[c].value for c in columns.of[p]], dtype=np.int64) for p in pool}
    now = best_cost = _total(chosen, cost, columns)
    best, spare = list(chosen), sum(data[chosen[p]].value for p in pool) - value
    for turn in range(rounds):
        free = _free(columns, room.chosen, pool, cost, lot)
        kept = {p: room.chosen[p] for p in free}
        before = spare
        for p in free:
            room.left += room.takes[p][room.place[kept[p]]]
            room.chosen[p] = -1
            spare += data[kept[p]].value - int(worth[p].max())
        order = sorted(
            free, key=lambda p: (depth[p], -cost.get(kept[p], 0) * lot.random(), p) if turn % 2 else (depth[p], lot.random(), p)
        )
        for p in order:
            fits = room.fitting(p) & allowed[p] & (int(worth[p].max()) - worth[p] <= spare)
            if not fits.any():
                break
            k = int(np.where(fits, price[p], np.inf).argmin())
            room.take(columns.of[p][k])
            spare -= int(worth[p].max() - worth[p][k])
        placed = all(room.chosen[p] >= 0 for p in free)
        found = _total(room.chosen, cost, columns) if placed else math.inf
        heat = max(0.004 * max(best_cost, 1) * (1 - turn / rounds) ** 2, 1e-9) if warm else 1e-9
        if placed and (found <= now or lot.random() < math.exp(-(found - now) / heat)):
            now = found
            if found < best_cost:
                best_cost, best = found, list(room.chosen)
            continue
        spare = before
        _undo(room, kept)
    return best if score(columns, best) >= score(columns, chosen) else chosen


def _undo(room: Room, kept: Mapping[int, int]) -> None:
    """Put projects back where they were."""
    for p in kept:
        if room.chosen[p] >= 0:
            room.left += room.takes[p][room.place[room.chosen[p]]]
            room.chosen[p] = -1
    for c in kept.values():
        room.take(c)


def _total(chosen: Sequence[int], cost: Mapping[int, int], columns: Columns) -> float:
    return sum(cost.get(c, 0) * 1000 + columns.columns[c].start for c in chosen if c >= 0) / 1000


def _free(columns: Columns, chosen: Sequence[int], pool: Sequence[int], cost: Mapping[int, int], lot: random.Random) -> list[int]:
    """Choose a project that costs, and some that share a factor with it and stand near or before it."""
    data, projects = columns.columns, columns.portfolio.projects
    dear = [p for p in pool if cost.get(chosen[p], 0) > 0] or list(pool)
    p = lot.choice(dear)
    mine = {use.factor for use in projects[p].uses}
    begin = data[chosen[p]].start
    near = [
        q for q in pool if q != p and data[chosen[q]].start <= begin + _WINDOW and mine & {use.factor for use in projects[q].uses}
    ]
    return [p, *lot.sample(near, min(len(near), lot.randint(1, 5)))]
