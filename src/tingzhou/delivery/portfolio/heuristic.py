"""Plans to begin from: schedule generation over the columns, parallel (by time) and serial (by priority), under several priorities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tingzhou.delivery.portfolio.columns import Columns, project_index
from tingzhou.delivery.portfolio.room import Room

__all__ = ["appeal", "enter", "first_plan", "needs_of", "rank_of", "score", "serial", "with_needs"]


Score = tuple[int, int, int, int, int, int]


def score(columns: Columns, chosen: Sequence[int]) -> Score:
    """Return the lexicographic score of a plan: must-haves, −their delay, value, −delay, −moves, −starts; larger is better."""
    taken = [columns.columns[c] for c in chosen if c >= 0]
    projects = columns.portfolio.projects
    moves = sum(one.moves for one in taken) + sum(columns.dropped_moves[p] for p, c in enumerate(chosen) if c < 0)
    return (
        sum(projects[one.project].must for one in taken),
        -sum(one.tardiness for one in taken if projects[one.project].must),
        sum(one.value for one in taken),
        -sum(one.tardiness for one in taken),
        -moves,
        -sum(one.start for one in taken),
    )


def first_plan(columns: Columns) -> list[int]:
    """Return the best plan of all priorities and both schemes."""
    best: list[int] = [-1] * len(columns.of)
    for density in (0.0, 0.5, 1.0):
        rank = rank_of(columns, density)
        plans = [serial(columns, rank)]
        if density == 1.0:  # going through time costs more than it finds: once is enough
            plans.append(parallel(columns, rank))
        for plan in plans:
            if score(columns, plan) > score(columns, best):
                best = plan
    return best


def rank_of(columns: Columns, density: float) -> list[int]:
    """Return the projects in the order of priority: what a must-have waits for, must-haves, then value per use of scarce factors."""
    portfolio = columns.portfolio
    needs = needs_of(columns)
    wanted = {p for p, project in enumerate(portfolio.projects) if project.must}
    for p in sorted(wanted):
        wanted |= needs[p]
    weight: list[float] = []
    for p in range(len(columns.of)):
        mine = columns.of[p]
        value = max((columns.columns[c].value for c in mine), default=0)
        value += sum(
            max((columns.columns[c].value for c in columns.of[q]), default=0) for q in range(len(columns.of)) if p in needs[q]
        )
        share = min((_share(columns, c) for c in mine), default=1.0)
        weight.append(value / max(share, 1e-6) ** density)
    depth = [len(some) for some in needs]
    return sorted(range(len(columns.of)), key=lambda p: (p not in wanted, -weight[p], depth[p], p))


def needs_of(columns: Columns) -> list[set[int]]:
    """Return the projects that each one waits for, directly or through others."""
    index = project_index(columns.portfolio)
    direct: dict[int, set[int]] = defaultdict(set)
    for link in columns.portfolio.links:
        if link.kind not in ("excludes", "alternative"):
            direct[index[link.project]].add(index[link.other])
    for factor in columns.portfolio.factors:
        if factor.kind == "site" and factor.provider and not any(factor.limits):
            for p, project in enumerate(columns.portfolio.projects):
                if any(use.factor == factor.id for use in project.uses):
                    direct[p].add(index[factor.provider])
    found: list[set[int]] = []
    for p in range(len(columns.of)):
        seen: set[int] = set()
        ahead = sorted(direct[p])
        while ahead:
            q = ahead.pop()
            if q not in seen and q != p:
                seen.add(q)
                ahead += sorted(direct[q])
        found.append(seen)
    return found


def with_needs(columns: Columns, projects: Iterable[int]) -> set[int]:
    """Return projects with all that they wait for and the providers of the sites that they use."""
    index, needs = project_index(columns.portfolio), needs_of(columns)
    kept = set(projects)
    while True:
        more = set().union(*(needs[p] for p in kept))
        more |= {index[factor.provider] for factor in columns.portfolio.factors if factor.provider
                 and any(use.factor == factor.id for p in kept for use in columns.portfolio.projects[p].uses)}  # fmt: skip
        if more <= kept:
            return kept
        kept |= more


def _share(columns: Columns, c: int) -> float:
    """Return the largest share of a yearly limit that a column takes."""
    shares = [amount / max(columns.limits[row], 1) for row, amount in columns.columns[c].takes.items() if row[0] == "quota"]
    return max(shares, default=1e-3)


def serial(columns: Columns, rank: list[int], room: Room | None = None) -> list[int]:
    """Take projects by priority, each with what it waits for first, each at its best free column."""
    room, needs = room or Room(columns), needs_of(columns)
    order: dict[int, None] = {}
    for p in rank:
        for q in [*sorted(needs[p], key=lambda one: (len(needs[one]), one)), p]:
            order.setdefault(q)
    for _ in range(2):  # a second round lets in what had to wait for a later one
        for p in order:
            if room.chosen[p] < 0:
                enter(columns, room, p)
    return room.chosen


def enter(columns: Columns, room: Room, project: int) -> bool:
    """Take the best column of a project that fits."""
    mine = columns.of[project]
    if not mine:
        return False
    free = room.fitting(project).nonzero()[0]
    if not free.size:
        return False
    room.take(min((mine[k] for k in free), key=lambda c: appeal(columns, c)))
    return True


def appeal(columns: Columns, c: int) -> tuple[int, int, int, int]:
    """Return the key by which a project's columns are preferred, least first; a must-have's date comes before its cost."""
    one = columns.columns[c]
    if columns.portfolio.projects[one.project].must:
        return (one.tardiness, -one.value, one.moves, one.start)
    return (-one.value, one.tardiness, one.moves, one.start)


def parallel(columns: Columns, rank: list[int]) -> list[int]:
    """Go through time; at each half month begin what fits, by priority."""
    room = Room(columns)
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for c, one in enumerate(columns.columns):
        at[one.start, one.project].append(c)
    for period in range(columns.portfolio.periods.count):
        for p in rank:
            mine = at.get((period, p))
            if room.chosen[p] >= 0 or not mine:
                continue
            fits = room.fitting(p)
            free = [c for c in mine if fits[room.place[c]]]
            if free:
                room.take(min(free, key=lambda c: appeal(columns, c)))
    return room.chosen
