"""The comparison of schemes and the conclusions of a report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from tingzhou.feasibility.basis import POWER, STORES, Basis
from tingzhou.feasibility.money import benchmark_of
from tingzhou.planning import FIGURES, landed_price, sending_cost
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.planning import View

__all__ = ["SCHEME_UNITS", "conclusion", "scheme_row", "scheme_table"]

_DUST = 1e-3  # rounding noise of a solver [MW, MWh]
SCHEME_UNITS = {
    **dict.fromkeys((*POWER, "storage_power"), "MW"), "storage_energy": "MWh", "green_share": "1", "utilisation": "1", "curtailed": "MWh",
    "channel_hours": "h", "coal_hours": "h", "unserved": "MWh", "investment": "CNY", "annual_cost": "CNY/a", "net_cost": "CNY/a", "unit_cost": "CNY/MWh",
    "landed_price": "CNY/MWh", "margin": "CNY/MWh", "co2": "t",
}  # fmt: skip


def scheme_row(view: View) -> dict[str, float]:
    """Return the figures of one scheme, each 0 or NaN where it has none."""
    basis = Basis(view)
    lines = [p for p in view.solution.network.processes if p.category == "export_line" and view.energy[p.id] > 0]
    sent, size = sum(view.energy[p.id] for p in lines), sum(view.capacity[p.id] for p in lines)
    builds: Any = view.solution.builds.set_index("capacity")
    stored = sum(s.hours_of_capacity * float(builds.loc[s.capacity, "existing"] + builds.loc[s.capacity, "built"])
                 for s in view.solution.network.stores if s.commodity == "electricity" and s.category in STORES)  # fmt: skip
    row: dict[str, float] = {category: basis.capacity(category) for category in POWER}
    row |= {"storage_power": sum(basis.store_power.get(category, 0.0) for category in STORES), "storage_energy": stored}
    green = "category:wind,solar"
    row["green_share"] = FIGURES["green_share"].compute(view, "category:export_line") if lines else math.nan
    row["utilisation"] = FIGURES["utilisation"].compute(view, green)
    row["curtailed"] = FIGURES["curtailed"].compute(view, green)
    row["channel_hours"] = sent / view.years / size if size > 0 else math.nan
    row["coal_hours"] = FIGURES["full_load_hours"].compute(view, "category:coal_power")
    row["unserved"] = FIGURES["unserved"].compute(view, "")
    row["investment"] = FIGURES["investment"].compute(view, "")
    row["annual_cost"] = FIGURES["annual_cost"].compute(view, "")
    row["net_cost"] = FIGURES["net_cost"].compute(view, "")
    row["unit_cost"] = sending_cost(view)
    row["landed_price"], row["margin"] = _landed(view, lines[0].id if lines else "", row["unit_cost"])
    row["co2"] = FIGURES["co2"].compute(view, "")
    return {key: 0.0 if abs(value) < _DUST and SCHEME_UNITS[key] in ("MW", "MWh") else value for key, value in row.items()}


def _landed(view: View, line: str, source: float) -> tuple[float, float]:
    if not line:
        return math.nan, math.nan
    route: Any = view.region.table("routes").loc[line]
    grid, loss, tariff = (0.0 if route[c] != route[c] else float(route[c]) for c in ("variable_cost", "settlement_loss", "tariff"))
    landed = landed_price(source, grid_price=grid, loss_share=loss, line_tariff=tariff)
    return landed, benchmark_of(Basis(view), str(route["to"])) - landed


def scheme_table(rows: Mapping[str, Mapping[str, float]], titles: Mapping[str, tuple[str, str]], marks: Mapping[str, str] | None = None,
                 notes: tuple[str, ...] = ()) -> ResultTable:  # fmt: skip
    """Return schemes side by side (装机方案比选表); columns that are nought everywhere are left out.

    ``marks`` says of each scheme whether another one is better in all that is compared (``dominated``) or not (``pareto``).
    """
    frame = pd.DataFrame([dict(row) for row in rows.values()])
    keep = [
        c
        for c in frame.columns
        if c in ("green_share", "utilisation", "curtailed", "unserved", "annual_cost") or frame[c].fillna(0).abs().max() > 1e-6
    ]
    frame = frame[keep]
    frame.insert(0, "id", list(rows))
    frame.insert(1, "zh", [titles.get(name, (name, name))[0] for name in rows])
    frame.insert(2, "en", [titles.get(name, (name, name))[1] for name in rows])
    if marks is not None:
        frame.insert(3, "pareto_mark", [marks[name] for name in rows])
    return ResultTable("scheme_comparison", frame, {c: unit for c, unit in SCHEME_UNITS.items() if c in frame.columns}, notes)


def conclusion(view: View) -> ResultTable:
    """Return the figures a decision rests on, one a row, and the rules that bind."""
    row = scheme_row(view)
    rows: list[tuple[str, str, float, str]] = [(f"scheme_{key}", "", value, SCHEME_UNITS[key]) for key, value in row.items()
                                               if math.isfinite(value) and (abs(value) > 1e-6 or key == "unserved")]  # fmt: skip
    rules = view.solution.rules
    for name, group in rules.groupby("rule", sort=False):
        price = group["shadow_price"].abs()
        if float(price.max()) > 1e-4:
            rows.append(("binding_rule", str(name), float((price > 1e-4).sum()), ""))
    return ResultTable("conclusion", pd.DataFrame(rows, columns=["figure", "rule", "value", "unit"]))
