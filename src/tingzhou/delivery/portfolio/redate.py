"""The dates of a selection: what was chosen is dated anew for a later objective, with a bound proven for that selection.

The value keeps what it has reached, so a column that costs more than the selection can spare is left out; what remains is small enough
for the whole model; else dates come from the prices of the rows, which bound them too, and from annealing.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tingzhou.delivery.portfolio.annealing import anneal_dates
from tingzhou.delivery.portfolio.columns import Columns, half_months, project_index
from tingzhou.delivery.portfolio.heuristic import needs_of, score
from tingzhou.delivery.portfolio.linear import Priced, priced
from tingzhou.delivery.portfolio.model import Effort, build_model, objective_of
from tingzhou.delivery.portfolio.room import Room

__all__ = ["able_columns", "earliest_bound", "redate"]

_SHARE = {"tardiness": 0.5, "moves": 0.1, "early": 0.1}
_WHOLE = 2500  # columns of a selection that are dated at once by the whole model
_ROUNDS = 400  # of annealing for each second of effort
_TRIES = 40  # orders in which the dates of the linear program are taken


def redate(columns: Columns, chosen: list[int], name: str, floors: dict[str, int], effort: Effort) -> tuple[list[int], int]:
    """Return the plan dated anew for the objective ``name``, and a proven lower bound of it for this selection."""
    able = able_columns(columns, chosen, floors)
    terms, drops, _ = objective_of(columns, name)
    fixed = sum(amount for p, amount in drops.items() if chosen[p] < 0)
    bound = fixed + earliest_bound(columns, able, terms)
    now = _reached(terms, drops, chosen)
    if now <= bound:
        return chosen, bound
    prices = priced(columns, terms, floors, allowed=able, keep=True)
    bound = max(bound, fixed + math.ceil(prices.bound))
    chosen = _by_shares(columns, chosen, able, prices, floors, effort.seed)
    now = _reached(terms, drops, chosen)
    if now <= bound:
        return chosen, bound
    near, whole = _near(able, chosen, prices, now - fixed - prices.bound)
    part = replace(effort, deterministic=max(_SHARE[name] * effort.deterministic, 0.1))
    with ThreadPoolExecutor(1) as beside:
        ahead = beside.submit(_solved, columns, chosen, near, name, floors, part)
        share, size = 1.0 if name == "tardiness" else 0.2, min(max(len(columns.of) / 60, 1.0), 5.0)
        moved = anneal_dates(columns, chosen, able, _stacked(columns, able, name), floors.get("value", 0),
                             round(share * size * _ROUNDS * effort.deterministic), effort.seed, warm=share == 1.0)  # fmt: skip
        solved, proven = ahead.result()
    chosen = max(moved, solved, key=lambda plan: score(columns, plan))
    if whole:
        bound = max(bound, min(proven, now))
    return chosen, bound


def _near(able: Sequence[Sequence[int]], chosen: Sequence[int], prices: Priced, gap: float) -> tuple[list[list[int]], bool]:
    """Return the columns that a plan better than the one at hand can use, or the cheapest of them, and whether these are all.

    A column whose reduced cost is above the least of its project by more than the gap is in no better plan.
    """
    ranked = {p: sorted(mine, key=lambda c: (prices.reduced[c], c)) for p, mine in enumerate(able) if mine}
    kept = {p: [c for c in some if prices.reduced[c] - prices.reduced[some[0]] <= gap] for p, some in ranked.items()}
    whole = sum(map(len, kept.values())) <= _WHOLE
    most = max(_WHOLE // max(len(kept), 1), 2)
    near: list[list[int]] = [[] for _ in able]
    for p, some in kept.items():
        few = {*(some if whole else some[:most]), chosen[p]}
        near[p] = [c for c in able[p] if c in few]
    return near, whole


def _by_shares(
    columns: Columns, chosen: list[int], able: Sequence[Sequence[int]], prices: Priced, floors: dict[str, int], seed: int
) -> list[int]:
    """Return the better of ``chosen`` and the dates that the linear program takes most of, project by project."""
    import numpy as np

    lot, needs, best, room = random.Random(seed), needs_of(columns), chosen, Room(columns)
    allowed = {p: np.isin(columns.of[p], mine) for p, mine in enumerate(able) if mine}
    dear = float(np.abs(prices.reduced[np.isfinite(prices.reduced)]).max(initial=1.0))
    liked = {p: (prices.reduced - dear * prices.share)[list(columns.of[p])] for p in allowed}
    middle = {p: sum(prices.share[c] * columns.columns[c].start for c in able[p]) for p in allowed}
    for turn in range(_TRIES):
        room.left, room.chosen = room.limit.copy(), [-1] * len(chosen)
        place = {p: middle[p] + (lot.gauss(0.0, 6.0) if turn else 0.0) for p in allowed}
        for p in sorted(allowed, key=lambda p: (len(needs[p]), place[p], p)):
            fits = room.fitting(p) & allowed[p]
            if not fits.any():
                break
            room.take(columns.of[p][int(np.where(fits, liked[p], np.inf).argmin())])
        else:
            found = list(room.chosen)
            if score(columns, found) > score(columns, best) and _keeps(columns, found, floors):
                best = found
    return best


def _keeps(columns: Columns, chosen: Sequence[int], floors: dict[str, int]) -> bool:
    """Tell whether a plan keeps what earlier objectives have reached."""
    for name, floor in floors.items():
        terms, drops, sense = objective_of(columns, name)
        if sense * _reached(terms, drops, chosen) < sense * floor:
            return False
    return True


def _stacked(columns: Columns, able: Sequence[Sequence[int]], name: str) -> dict[int, int]:
    """Return the cost of each column for an objective with the objectives of dates before it, each outweighing the next."""
    data = columns.columns
    weights = {"tardiness": (1, 0, 0), "moves": (10**6, 1, 0), "early": (10**11, 10**5, 1)}[name]
    return {
        c: weights[0] * data[c].tardiness + weights[1] * data[c].moves + weights[2] * data[c].start for mine in able for c in mine
    }


def able_columns(columns: Columns, chosen: Sequence[int], floors: dict[str, int]) -> list[list[int]]:
    """Return the columns of the selection that keep what earlier objectives have reached, each looked at alone."""
    data, projects = columns.columns, columns.portfolio.projects
    taken = [mine if chosen[p] >= 0 else () for p, mine in enumerate(columns.of)]
    best = [max((data[c].value for c in mine), default=0) for mine in taken]
    spare = sum(best) - floors["value"] if "value" in floors else None
    late = {name: floors[name] - sum(min((data[c].tardiness for c in mine), default=0) for p, mine in enumerate(taken)
                                     if name == "tardiness" or projects[p].must)
            for name in ("dates", "tardiness") if name in floors}  # fmt: skip
    able: list[list[int]] = []
    for p, mine in enumerate(taken):
        least = min((data[c].tardiness for c in mine), default=0)
        allowed = min((room for name, room in late.items() if name == "tardiness" or projects[p].must), default=None)
        able.append([c for c in mine if (spare is None or best[p] - data[c].value <= spare)
                     and (allowed is None or data[c].tardiness - least <= allowed)])  # fmt: skip
    return able


def earliest_bound(columns: Columns, able: Sequence[Sequence[int]], terms: dict[int, int]) -> int:
    """Return what no dates of the selection undercut: each project at its best after the earliest finish of what it waits for."""
    data, index = columns.columns, project_index(columns.portfolio)
    ties = defaultdict(list)
    for link in columns.portfolio.links:
        if link.kind in ("finish_start", "finish_finish", "start_start"):
            ties[index[link.project]].append((link.kind, index[link.other], half_months(link.lag)))
    kept = [list(mine) for mine in able]
    for _ in range(len(kept)):  # links have no cycles: as many passes as the longest chain, then nothing changes
        changed = False
        for p, mine in enumerate(kept):
            for kind, other, lag in ties[p]:
                if not mine or not kept[other]:
                    continue
                least = min(data[c].start if kind == "start_start" else data[c].finish for c in kept[other]) + lag
                rest = [c for c in mine if (data[c].finish if kind == "finish_finish" else data[c].start) >= least]
                if rest and len(rest) < len(mine):
                    kept[p] = mine = rest
                    changed = True
        if not changed:
            break
    return sum(min((terms.get(c, 0) for c in mine), default=0) for mine in kept)


def _reached(terms: dict[int, int], drops: dict[int, int], chosen: Sequence[int]) -> int:
    return sum(terms.get(c, 0) if c >= 0 else drops.get(p, 0) for p, c in enumerate(chosen))


def _solved(
    columns: Columns, chosen: list[int], able: Sequence[Sequence[int]], name: str, floors: dict[str, int], effort: Effort
) -> tuple[list[int], int]:
    """Date the projects anew within ``able``; what is chosen stays chosen."""
    built = build_model(columns, able, keep=[p for p, c in enumerate(chosen) if c >= 0])
    for earlier, floor in floors.items():
        terms, drops, sense = objective_of(columns, earlier)
        expression = built.expression(terms, drops)
        if not isinstance(expression, int):
            built.model.add(expression >= floor if sense > 0 else expression <= floor)
    terms, drops, _ = objective_of(columns, name)
    expression = built.expression(terms, drops)
    if isinstance(expression, int):
        return chosen, expression
    built.model.minimize(expression)
    built.hint(chosen)
    found = built.solve(effort)
    better = found.status in ("optimal", "feasible") and score(columns, found.chosen) > score(columns, chosen)
    return (list(found.chosen) if better else chosen), (found.bound if found.status != "infeasible" else 0)
