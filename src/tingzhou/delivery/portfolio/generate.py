"""Portfolios made by lot, for tests and measurements: counties, kinds, modes, links and factors in the proportions of a prefecture."""

from __future__ import annotations

import random

from tingzhou.delivery.portfolio.periods import Periods
from tingzhou.delivery.portfolio.problem import Factor, Link, Mode, Portfolio, Project, Use

__all__ = ["generate_portfolio"]

# kind: share of the count, days of work, capital range [CNY], land range [mu], crane use, rest in winter
_KINDS = {
    "wind": (0.22, (270, 400), (5e8, 3e9), (150, 900), 2, True),
    "pv": (0.2, (120, 300), (3e8, 3e9), (400, 3000), 0, True),
    "collector_station": (0.1, (120, 200), (1e8, 4e8), (20, 60), 1, True),
    "battery": (0.08, (100, 180), (3e8, 1.5e9), (20, 120), 0, False),
    "coal_chemistry": (0.06, (700, 1000), (4e9, 2e10), (600, 2500), 3, False),
    "polysilicon": (0.05, (400, 600), (2e9, 8e9), (300, 900), 2, False),
    "factory": (0.24, (200, 500), (5e7, 1e9), (30, 300), 0, False),
    "rail_spur": (0.05, (500, 1000), (3e8, 1.2e9), (300, 900), 1, True),
}
_PLACES = ("changji_city", "fukang", "hutubi", "manas", "qitai", "jimsar", "mulei", "zhundong")


def generate_portfolio(count: int, seed: int, *, years: int = 6, tightness: float = 0.45) -> Portfolio:
    """Return a portfolio of ``count`` projects over ``years`` years.

    Parameters
    ----------
    tightness
        Share of what all projects together want that the quotas allow (0 … 1).
    """
    lot = random.Random(seed)
    periods = Periods(2025, years)
    kinds = lot.choices(list(_KINDS), weights=[_KINDS[kind][0] for kind in _KINDS], k=count)
    projects = [_project(lot, periods, f"p{number:04d}", kind) for number, kind in enumerate(kinds)]
    links = _links(lot, projects)
    return Portfolio(periods, tuple(projects), _factors(projects, years, tightness), links)


def _project(lot: random.Random, periods: Periods, name: str, kind: str) -> Project:
    _, days, capital_range, land_range, cranes, rests = _KINDS[kind]
    work, capital = lot.uniform(*days), lot.uniform(*capital_range)
    modes = [Mode("normal", work, 0.0, rests)]
    if lot.random() < 0.6:
        modes.append(Mode("accelerated", work * 0.8, capital * 0.03, rests))
    if rests and lot.random() < 0.5:
        modes.append(Mode("winter_measures", work * 1.15, capital * 0.02, winter_stop=False))
    uses = [Use("land", round(lot.uniform(*land_range)), "start"),
            Use("credit", round(capital * 0.7 / 1e8, 2), "construction", repay_years=4.0)]  # fmt: skip
    if cranes:
        uses.append(Use("cranes", float(cranes), "construction"))
    if kind in ("coal_chemistry", "polysilicon", "factory"):
        uses += [Use("energy", round(capital / 1e8 * lot.uniform(0.1, 0.9), 2), "operation"),
                 Use("water", round(capital / 1e8 * lot.uniform(1, 6), 1), "operation")]  # fmt: skip
    earliest = lot.randrange(0, periods.count // 2)
    length = periods.length(work)
    return Project(name, name, name, kind, lot.choice(_PLACES), round(capital * lot.uniform(0.05, 0.5), -4), tuple(modes), tuple(uses),
                   capital=capital, late_weight=round(lot.uniform(0.5, 3.0), 1), earliest=earliest,
                   target=min(earliest + length + lot.randrange(2, 18), periods.count - 1))  # fmt: skip


def _links(lot: random.Random, projects: list[Project]) -> tuple[Link, ...]:
    links: list[Link] = []
    stations = [one for one in projects if one.kind == "collector_station"]
    spurs = [one for one in projects if one.kind == "rail_spur"]
    for one in projects:
        if one.kind in ("wind", "pv") and stations and lot.random() < 0.5:
            links.append(Link(one.id, "finish_finish", lot.choice(stations).id, 15.0))
        if one.kind == "coal_chemistry" and spurs and lot.random() < 0.6:
            links.append(Link(one.id, "finish_finish", lot.choice(spurs).id))
    factories = [one for one in projects if one.kind in ("factory", "polysilicon")]
    for _ in range(len(factories) // 6):
        first, second = lot.sample(factories, 2)
        links.append(Link(first.id, lot.choice(("excludes", "alternative")), second.id))
    return tuple({(link.project, link.other): link for link in links}.values())


def _factors(projects: list[Project], years: int, tightness: float) -> tuple[Factor, ...]:
    total: dict[str, float] = {}
    for one in projects:
        for use in one.uses:
            total[use.factor] = total.get(use.factor, 0.0) + use.amount
    made = []
    for name, kind, unit, carry in (("land", "quota", "亩", 0.5), ("energy", "quota", "万吨标准煤", 0.0), ("water", "quota", "万立方米", 0.0),
                                    ("credit", "reservoir", "亿元", 0.0), ("cranes", "renewable", "台", 0.0)):  # fmt: skip
        if name not in total:
            continue
        if kind == "quota":
            yearly = total[name] * tightness / years if name == "land" else total[name] * tightness
            limits = tuple(float(round(yearly * (1 if name == "land" else 0.4 + 0.6 * (y + 1) / years))) for y in range(years))
        else:
            limits = tuple(float(round(total[name] * (0.35 if name == "credit" else 0.12) + 1)) for _ in range(years))
        made.append(Factor(name, name, name, kind, unit, limits, carry))
    return tuple(made)
