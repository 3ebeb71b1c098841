"""Schemes of a scenario side by side, marginal curtailment and sensitivity with plans made anew: screened on segments."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import network as networks
from tingzhou import planning
from tingzhou.errors import InfeasibleError, InputError, Problem, SolveError
from tingzhou.feasibility import scheme_row, scheme_table
from tingzhou.hours import Hours
from tingzhou.labels import label
from tingzhou.planning import View
from tingzhou.planning.schemes import VARIATIONS, Scheme, grid_of_schemes, pareto, scheme_networks, varied
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from pathlib import Path

    from tingzhou.network import Network, Solution
    from tingzhou.region import Region

__all__ = ["Comparison", "compare_schemes", "write_comparison"]

LEAST_COST = "least_cost"
Progress = Callable[[str, float, str], None]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Tables of a comparison, and the steps it was screened on.

    ``obstacles`` says why the optimum on segments is no proven lower bound on that over every hour; empty when it is one.
    """

    tables: Mapping[str, ResultTable]
    steps: int
    obstacles: tuple[str, ...] = ()


def compare_schemes(
    region: Region, *, scenario: str, schemes: Sequence[Scheme] = (), hours: str = "segments:730", sensitivity: bool = False,
    marginal: bool = False, workers: int = 1, solver: str | None = None, progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """Return schemes of a planning scenario side by side with the plan of least cost.

    Parameters
    ----------
    schemes
        Capacities by category; the rest is planned.
    hours
        Steps of the screening. Averages of every plan of the full year satisfy the segments' limits, so each optimum is a lower bound
        on the cost of that scheme over every hour (unless ``obstacles`` says why not); levels of delivery curves stay relaxed.
    sensitivity, marginal
        Whether plans are made anew for changed figures, and the last gigawatt of wind and of sun is taken away.
    workers
        Processes at once.

    Raises
    ------
    InputError
        When a scheme asks for what the scenario cannot have; all problems at once.
    """
    applied = region.apply(scenario)
    network, obstacles = _network(applied, hours)
    wanted = {LEAST_COST: network, **scheme_networks(network, schemes)}
    if sensitivity:
        wanted |= {
            f"{figure} {share:+.2f}": varied(network, figure, share) for figure, shares in VARIATIONS.items() for share in shares
        }
    solved = _solve(wanted, workers=workers, solver=solver, progress=progress)
    base = solved[LEAST_COST]
    if isinstance(base, Exception):
        raise base
    rows = {name: scheme_row(View(applied, answer)) for name in (LEAST_COST, *(one.name for one in schemes))
            if not isinstance(answer := solved[name], Exception)}  # fmt: skip
    tables = {"scheme_comparison": _scheme_table(rows, schemes)}
    if marginal:
        tables["marginal_curtailment"] = planning.marginal_curtailment(applied, network, base, solver=solver)
    if sensitivity:
        tables["sensitivity_planned"] = _sensitivity(applied, rows[LEAST_COST], solved)
    return Comparison(tables, network.hours.size, obstacles)


def write_comparison(
    region: Region, done: Comparison, folder: Path, *, scenario: str, lang: str = "zh", stated_date: str = ""
) -> Path:
    """Write ``report.html`` (the schemes as points, the Pareto set filled, and every table), ``report.xlsx`` and ``tables/*.csv``.

    Returns
    -------
    Path
        Of the page.

    Raises
    ------
    InputError
        When the folder holds something that is no comparison.
    """
    from tingzhou.report import ScenarioPart, render_html, write_workbook
    from tingzhou.study_document import document_of, write_csv

    if folder.is_file() or any((folder / one).exists() for one in ("study.json", "operation.json", "region.toml")):
        raise InputError(Problem("the place holds something that is no comparison of schemes.",
                                 "Name another folder: nothing of yours is overwritten.", value=str(folder)))  # fmt: skip
    applied = region.apply(scenario)
    chosen = region.scenarios[scenario]
    said: list[tuple[str, Mapping[str, object]]] = [("Screened on {steps} segments; the plan of least cost stands beside the schemes.",
                                                     {"steps": done.steps})]  # fmt: skip
    said += [(obstacle, {}) for obstacle in done.obstacles]
    part = ScenarioPart(scenario, chosen.title_zh, chosen.title_en, dict(done.tables), tuple(said))
    document = document_of(applied, (part,), lang, stated_date)
    page = render_html(document)
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for table in done.tables.values():
        write_csv(folder / "tables" / f"{table.name}.csv", table)
    write_workbook(document, folder / "report.xlsx")
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")
    return folder / "report.html"


def _network(applied: Region, hours: str) -> tuple[Network, tuple[str, ...]]:
    """Return the network on the steps wanted, and why its optimum proves nothing about every hour."""
    year = Hours.year(applied.year, utc_offset=applied.manifest.utc_offset)
    profiles = planning.profiles_for(applied, year)
    full = networks.build(applied, hours=year, profiles=profiles, expand=True)
    count = planning.parse_hours(hours)
    if count is None:
        return full, ()
    return networks.coarsened(full, planning.segmented_hours(applied, year, profiles, count)), networks.averaging_obstacles(full)


def _solve(
    wanted: Mapping[str, Network], *, workers: int, solver: str | None, progress: Progress | None
) -> dict[str, Solution | Exception]:
    """Return the solution of every network, or the error that stands in its place."""
    tell = progress or (lambda stage, done, word: None)
    if workers > 1:
        from tingzhou.many import solve_many

        outcomes = solve_many(wanted, workers=workers, solver=solver, progress=lambda done, name: tell("solve", done, name))
        return {one.name: one.solution if one.solution is not None else one.error or SolveError() for one in outcomes}
    found: dict[str, Solution | Exception] = {}
    for index, (name, network) in enumerate(wanted.items()):
        tell("solve", index / len(wanted), name)
        try:
            found[name] = networks.solve(network, solver=solver, diagnose=name == LEAST_COST)
        except InfeasibleError as error:
            found[name] = error
    return found


def _title(scheme: Scheme, lang: str) -> str:
    """Return the name of a scheme of a grid in a reader's words, and any other name as it is."""
    if (
        not scheme.capacities
        or scheme.name != grid_of_schemes({category: [size] for category, size in scheme.capacities.items()})[0].name
    ):
        return scheme.name
    parts = [f"{label(f'category.{category}', lang)} {size / 1e3:g} GW" for category, size in scheme.capacities.items()]
    return ("、" if lang == "zh" else ", ").join(parts)


def _scheme_table(rows: Mapping[str, Mapping[str, float]], schemes: Sequence[Scheme]) -> ResultTable:
    names = [LEAST_COST, *(one.name for one in schemes)]
    titles = {LEAST_COST: ("最低费用方案", "Least cost")} | {one.name: (_title(one, "zh"), _title(one, "en")) for one in schemes}
    blank = dict.fromkeys(next(iter(rows.values())), math.nan)
    whole = {name: rows.get(name, blank) for name in names}
    notes = (
        "Screened on segments with relaxed levels of the delivery curve: the net cost of each scheme is a lower bound on that over every hour.",
        "Pareto: no other scheme has a lower cost per MWh, a higher green share and less curtailment.",
    )
    return scheme_table(whole, titles, pareto(whole), notes)


def _sensitivity(region: Region, base: Mapping[str, float], solved: Mapping[str, Solution | Exception]) -> ResultTable:
    rows: list[tuple[str, float, float, float, float, float]] = [
        ("sensitivity_base", 0.0, base["annual_cost"], base["unit_cost"], base["landed_price"], 0.0)]  # fmt: skip
    for figure, shares in VARIATIONS.items():
        for share in shares:
            answer = solved[f"{figure} {share:+.2f}"]
            if isinstance(answer, Exception):
                rows.append((figure, share, math.nan, math.nan, math.nan, math.nan))
                continue
            row = scheme_row(View(region, answer))
            rows.append(
                (figure, share, row["annual_cost"], row["unit_cost"], row["landed_price"], row["unit_cost"] - base["unit_cost"])
            )
    columns = ["item", "change", "annual_cost", "source_price", "landed_price", "difference"]
    units = {"change": "1", "annual_cost": "CNY/a", "source_price": "CNY/MWh", "landed_price": "CNY/MWh", "difference": "CNY/MWh"}
    notes = ("A plan was made anew for each figure, on segments.",)
    return ResultTable("sensitivity_planned", pd.DataFrame(rows, columns=columns), units, notes)
