"""The files of an operation: tables, series, report and workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tingzhou.study_document import document_of, write_csv
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from pathlib import Path

    from tingzhou.network import Network
    from tingzhou.operation import OperationResult
    from tingzhou.region import Region

__all__ = ["all_tables", "write_files"]


def all_tables(region: Region, results: Sequence[OperationResult], planned: Network) -> dict[str, ResultTable]:
    """Return the tables of a plan's operation in the first year, those of the operation itself, and the years side by side."""
    from tingzhou.feasibility import feasibility_tables
    from tingzhou.planning import result_tables

    first = results[0]
    tables = {**first.tables, **result_tables(region, first.solution), **feasibility_tables(region, first.solution)}
    if region.mode == "plan":
        marginal = _marginal(region, first, planned)
        if len(marginal.frame):
            tables[marginal.name] = marginal
    if len(results) > 1:
        tables["operation_years"] = _years(results)
    return tables


def _marginal(region: Region, result: OperationResult, planned: Network) -> ResultTable:
    """Return what the last gigawatt of wind and of sun loses, over every hour with the operated capacities, without units switched."""
    from tingzhou.operation import ready
    from tingzhou.planning import marginal_curtailment

    return marginal_curtailment(region, ready(planned, mode="none"), result.solution)


def _years(results: Sequence[OperationResult]) -> ResultTable:
    import pandas as pd

    rows = []
    for one in results:
        figures = one.tables["operation_summary"].frame.set_index("figure")["value"]
        rows.append({"weather_year": one.year + 1, **{name: float(figures[name]) for name in (
            "net_cost", "relaxed_bound", "relative_gap", "starts", "curtailed", "unserved", "unserved_hours")}})  # fmt: skip
    units = {
        "net_cost": "CNY",
        "relaxed_bound": "CNY",
        "relative_gap": "1",
        "curtailed": "MWh",
        "unserved": "MWh",
        "unserved_hours": "h",
    }
    return ResultTable("operation_years", pd.DataFrame(rows), units)


def write_files(
    folder: Path, region: Region, name: str, results: Sequence[OperationResult], tables: Mapping[str, ResultTable], meta: Mapping[str, Any],
    lang: str, stated_date: str,
) -> None:  # fmt: skip
    """Write everything into ``folder``; ``operation.json`` last."""
    from tingzhou.report import ScenarioPart, render_html, write_workbook

    (folder / "tables").mkdir()
    for table in tables.values():
        write_csv(folder / "tables" / f"{table.name}.csv", table)
    for one in results:
        data = one.solution.dataset.copy()
        for variable in data.data_vars:
            if data[variable].dtype == "float64" and data[variable].ndim > 1:
                data[variable] = data[variable].astype("float32")
        data["hour"] = data["hour"].astype("int32")
        data.to_netcdf(folder / f"results-{one.year + 1}.nc", engine="scipy", format="NETCDF3_64BIT")
    scenario = region.scenarios.get(name)
    part = ScenarioPart(
        id=name or region.id,
        title_zh=scenario.title_zh if scenario else region.title("zh"),
        title_en=scenario.title_en if scenario else region.title("en"),
        tables=dict(tables),
        statements=tuple(_statements(results[0])),
    )
    document = document_of(region, (part,), lang, stated_date)
    (folder / "report.html").write_text(render_html(document), encoding="utf-8", newline="\n")
    write_workbook(document, folder / "report.xlsx")
    text = json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    (folder / "operation.json").write_text(text + "\n", encoding="utf-8")


def _statements(result: OperationResult) -> list[tuple[str, Mapping[str, object]]]:
    certificate = result.solution.certificate
    said: list[tuple[str, Mapping[str, object]]] = [
        ("Operated over all {hours} hours in {windows} windows, whole units switched on and off.",
         {"hours": result.solution.network.hours.size, "windows": len(result.windows)}),
        ("The operation costs {gap} % more than the proven bound of the year with fractions of units.", {"gap": f"{100 * result.gap:.3f}"}),
        ("That is {share} % of the yearly cost: the gap is relative to the net cost, in which cost and revenue nearly cancel.",
         {"share": f"{100 * float(result.tables['operation_summary'].frame.set_index('figure')['value']['gap_of_cost']):.3f}"}),
        ("Largest violation of any limit {violation} ({version}).",
         {"violation": f"{certificate.primal_violation:.1e}", "version": certificate.version}),
    ]  # fmt: skip
    if result.seed is not None:
        said.append(("Failures of units were drawn with the seed {seed}.", {"seed": result.seed}))
    said += _shortfall(result)
    if result.missed > 0 and len(result.tables["rule_misses"].frame):
        said.append(("Some rules over the year were missed; table 'rule_misses' says by how much, and the gap counts them.", {}))
    return said


def _rounded(value: float, digits: int) -> float:
    """Return a figure rounded, and nought without a sign."""
    return round(value, digits) + 0.0


def _shortfall(result: OperationResult) -> list[tuple[str, Mapping[str, object]]]:
    """Say what energy not served has to do with the gap: the bound is that of the year with the same failures."""
    figures = result.tables["operation_summary"].frame.set_index("figure")["value"]
    if "gap_unserved" not in figures:
        return []
    shown = {
        name: f"{_rounded(float(figures[name]) / 1e3, 1):,.1f}" for name in ("bound_unserved", "unserved", "bound_dumped", "dumped")
    }
    shown |= {name: f"{_rounded(100 * float(figures[name]), 3):.3f}" for name in ("gap_unserved", "gap_dumped", "gap_rest")}
    said: list[tuple[str, Mapping[str, object]]] = [
        (
            (
                "The bound is that of the year with the same failures. Not served: {unserved} GWh, {bound_unserved} in the bound's year; "
                "thrown away at a price: {dumped} GWh, {bound_dumped} in the bound's year. Of the gap, {gap_unserved} % are energy not "
                "served, {gap_dumped} % energy thrown away, {gap_rest} % the rest."
            ),
            shown,
        )
    ]
    if float(figures["dumped"]) > 1.0:
        said.append(
            (
                (
                    "Energy is thrown away where a yearly rule on green energy is dearer than the price of throwing away: the capacities "
                    "hardly meet it with units at their least output."
                ),
                {},
            )
        )
    return said
