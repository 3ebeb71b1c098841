"""From decided columns to an ``OperationResult``: certificate of the year, what rules lack, accounts and tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.network import solution_of
from tingzhou.network.formulations import RULES
from tingzhou.operation.result import OperationResult
from tingzhou.operation.tables import (
    curtailment_hours,
    fuel_by_load,
    outage_table,
    storage_operation,
    unit_operation,
    unserved_hours,
    window_table,
)
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tingzhou.network import Solution
    from tingzhou.network.assembly import Assembly
    from tingzhou.operation.outages import Outage
    from tingzhou.operation.rolling import Plan, Simulated
    from tingzhou.program import Program

    Reals = NDArray[np.float64]

__all__ = ["finish"]

_COUNTED = 1e-7  # relative violation from which a rule counts as missed


def finish(
    assembly: Assembly, plan: Plan, done: Simulated, *, seed: int | None = None, year: int = 0, outages: Iterable[Outage] = ()
) -> OperationResult:
    """Return the result of a simulated year.

    What yearly rules lack is not hidden in a tolerance: their limits are moved to what was reached, the certificate speaks of that
    program, and the cost of what is missing counts in the gap. By weak duality ``bound ≤ cost + Σ |y|·missed``. A rule that costs
    nothing in the relaxed year (y = 0) may still be missed by whole units: then each unit of it counts what the year's money comes
    to by the rule's amount, so that nothing is missed for free.
    """
    from tingzhou import program as programs

    program = assembly.program
    assert program is not None
    moved, misses = _moved(assembly, program, plan, done.x)
    missed = float(misses["cost"].sum())
    cost = moved.objective(done.x)
    gap = (cost + missed - plan.bound) / max(1.0, abs(plan.bound))
    options = {"windows": len(done.records), "mip_rel_gap": max(abs(cost - (plan.bound - missed)) / (1.0 + abs(cost)), 1e-9)}
    certificate = programs.certify(
        moved,
        done.x,
        None,
        solver="rolling",
        version=plan.certificate.version,
        seconds=0.0,
        options=options,
        bound=plan.bound - missed,
    )
    y = plan.y
    answer = programs.Answer(done.x, y, program.cost - program.matrix.T @ y, cost, certificate, ())
    solution = solution_of(assembly, answer)
    return OperationResult(
        solution=solution, bound=plan.bound, bound_certificate=plan.certificate, gap=gap, missed=missed, windows=done.records, seed=seed,
        year=year, tables=_tables(solution, plan, done, gap, missed, misses, outages, _lacking_of_bound(assembly, plan)),
    )  # fmt: skip


def _moved(assembly: Assembly, program: Program, plan: Plan, x: Reals) -> tuple[Program, pd.DataFrame]:
    """Return the program with missed rules moved to what was reached, and the list of them."""
    values = program.matrix @ x
    size = 1.0 + abs(program.matrix) @ np.abs(x)
    turnover = float(np.abs(program.cost) @ np.abs(x))
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    rows = []
    for block in assembly.rows:
        if block.kind not in RULES:
            continue
        part = slice(block.start, block.stop)
        short, over = np.maximum(lower[part] - values[part], 0.0), np.maximum(values[part] - upper[part], 0.0)
        lacking = short + over
        if (lacking / size[part]).max(initial=0.0) > 0.0:
            lower[part], upper[part] = np.minimum(lower[part], values[part]), np.maximum(upper[part], values[part])
        counted = np.flatnonzero(lacking / size[part] > _COUNTED)
        amount = size[part] - 1.0
        yearly = (program.row_stage[part] < 0) & (lacking / size[part] > _COUNTED) & (amount > 0)
        price = np.maximum(np.abs(plan.y[part]), np.where(yearly, turnover / np.maximum(amount, 1.0), 0.0))
        limit = np.where(short > 0, program.row_lower[part], program.row_upper[part]) + block.constant
        total = float(lacking @ price)
        if counted.size or total > 0:
            rows.append((block.subject, block.kind, int(counted.size), float((values[part] + block.constant)[counted].sum()),
                         float(np.broadcast_to(limit, lacking.shape)[counted].sum()), float(lacking[counted].sum()), total))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["rule", "kind", "classes", "value", "limit", "missed", "cost"])
    return replace(program, row_lower=lower, row_upper=upper), frame


@dataclass(frozen=True)
class _Lacking:
    """Energy not served and energy thrown away in a year [MWh], and what each costs [CNY]."""

    unserved: float
    dumped: float
    unserved_cost: float
    dumped_cost: float


def _lacking(solution: Solution) -> _Lacking:
    frame, accounts = unserved_hours(solution).frame, solution.accounts
    shed = accounts[accounts["item"] == "shed"]
    thrown = shed["process"].astype(str).str.endswith(":dump")
    energy = frame.groupby("kind")["power"].sum()
    return _Lacking(float(energy.get("unserved", 0.0)), float(energy.get("dumped", 0.0)), float(shed.loc[~thrown, "amount"].sum()),
                    float(shed.loc[thrown, "amount"].sum()))  # fmt: skip


def _lacking_of_bound(assembly: Assembly, plan: Plan) -> _Lacking:
    """Return what the year-long relaxation lacks, which has the same failures of units."""
    from tingzhou import program as programs

    assert assembly.program is not None
    answer = programs.Answer(plan.x, plan.y, assembly.program.cost, assembly.program.objective(plan.x), plan.certificate, ())
    return _lacking(solution_of(assembly, answer))


def _parts_of_gap(solution: Solution, plan: Plan, gap: float, least: _Lacking) -> list[tuple[str, float, str]]:
    """Return what of the gap is energy not served, and energy thrown away, beyond that of the bound's own year, and what is the rest."""
    own = _lacking(solution)
    if max(own.unserved_cost, own.dumped_cost, least.unserved_cost, least.dumped_cost) <= 0:
        return []
    size = max(1.0, abs(plan.bound))
    unserved, dumped = (own.unserved_cost - least.unserved_cost) / size, (own.dumped_cost - least.dumped_cost) / size
    return [
        ("unserved_cost", own.unserved_cost, "CNY"), ("bound_unserved", least.unserved, "MWh"), ("bound_unserved_cost", least.unserved_cost, "CNY"),
        ("gap_unserved", unserved, "1"), ("dumped", own.dumped, "MWh"), ("dumped_cost", own.dumped_cost, "CNY"),
        ("bound_dumped", least.dumped, "MWh"), ("bound_dumped_cost", least.dumped_cost, "CNY"), ("gap_dumped", dumped, "1"),
        ("gap_rest", gap - unserved - dumped, "1"),
    ]  # fmt: skip


def _tables(
    solution: Solution, plan: Plan, done: Simulated, gap: float, missed: float, misses: pd.DataFrame, outages: Iterable[Outage],
    least: _Lacking,
) -> dict[str, ResultTable]:  # fmt: skip
    units, stores = unit_operation(solution), storage_operation(solution)
    unserved = unserved_hours(solution)
    weight = solution.network.hours.weights
    short = unserved.frame[unserved.frame["kind"] == "unserved"]
    figures: list[tuple[str, float, str]] = [
        ("net_cost", solution.objective, "CNY"),
        ("relaxed_bound", plan.bound, "CNY"),
        ("missed_cost", missed, "CNY"),
        ("relative_gap", gap, "1"),
        ("gap_of_cost", gap * max(1.0, abs(plan.bound)) / max(1.0, float(solution.accounts["amount"].clip(lower=0.0).sum())), "1"),
        ("window_count", float(len(done.records)), ""),
        ("largest_window_gap", max((one.gap for one in done.records), default=0.0), "1"),
        ("starts", float(units.frame[["starts_hot", "starts_warm", "starts_cold"]].to_numpy().sum()), ""),
        ("curtailed", float(solution.dataset["curtailment"].to_numpy().sum(axis=0) @ weight), "MWh"),
        ("unserved", float(short["power"].sum()), "MWh"),
        ("unserved_hours", float(short["time"].nunique()), "h"),
        *_parts_of_gap(solution, plan, gap, least),
        ("discharged", float(stores.frame["discharged"].sum()), "MWh"),
    ]  # fmt: skip
    summary = ResultTable(
        "operation_summary",
        pd.DataFrame(figures, columns=["figure", "value", "unit"]),
        notes=(
            "The bound is that of the whole year with fractions of units: no operation of these plants can cost less.",
            "What rules over the year lack is priced at the year's own prices, at least at its money by the rule's amount, and counts in the gap.",
        ),
    )
    misses_table = ResultTable("rule_misses", misses[misses["classes"] > 0].reset_index(drop=True), {"cost": "CNY"})
    found = (summary, units, fuel_by_load(solution), stores, curtailment_hours(solution), unserved, misses_table,
             window_table(solution, done.records), outage_table(solution, outages))  # fmt: skip
    return {table.name: table for table in found}
