"""Result tables of one scenario: key figures, generation, capacities, costs, rules, certificate, assumptions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tingzhou.planning.figures import FIGURES, GREEN
from tingzhou.planning.landed import landed_table, sending_cost
from tingzhou.planning.published import published_table
from tingzhou.planning.series import curtailment_table, dispatch_table, duration_table, monthly_table
from tingzhou.planning.templates import templates_table
from tingzhou.planning.view import View
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Solution
    from tingzhou.region import Region

__all__ = ["key_figures", "result_tables"]

POWER = ("coal_power", "wind", "solar", "csp", "hydro")


def result_tables(region: Region, solution: Solution) -> dict[str, ResultTable]:
    """Return every table of one solved scenario by name."""
    view = View(region, solution)
    tables = [
        key_figures(view),
        published_table(view),
        generation_table(view),
        monthly_table(view),
        dispatch_table(view),
        duration_table(view),
        curtailment_table(view),
        capacities_table(view),
        costs_table(view),
        accounts_table(view),
        landed_table(view),
        templates_table(view),
        rules_table(view),
        certificate_table(view),
        assumptions_table(view),
        sources_table(view),
    ]
    return {table.name: table for table in tables}


def key_figures(view: View) -> ResultTable:
    """Return the figures a planner reads first."""
    rows: list[tuple[str, str, float, str]] = []

    def add(key: str, selector: str = "", name: str = "") -> None:
        figure = FIGURES[key]
        found = view.select(selector) if selector else ()
        kind = found[0].unit if found else "MWh"
        unit = figure.unit.replace("{unit}", kind).replace("{rate}", "MW" if kind == "MWh" else f"{kind}/h")
        rows.append((name or key, selector, figure.compute(view, selector), unit))

    for category in POWER:
        if view.select(f"category:{category}"):
            add("output", f"category:{category}", f"output_{category}")
    add("electricity_given", "category:" + ",".join(POWER), "net_generation")
    lines = [process for process in view.solution.network.processes if process.category == "export_line"]
    if lines:
        for key in ("sent", "received", "loss_share", "maximum_power", "green_sent", "green_share"):
            add(key, "category:export_line")
    if view.select(GREEN):
        add("curtailed", GREEN)
        add("utilisation", GREEN)
    for name, selector in (
        ("coal_output", "category:mine"),
        ("coal_burnt", "category:coal_power"),
        ("coal_delivered", "category:rail"),
    ):
        if view.select(selector):
            add("coal_use" if name == "coal_burnt" else "output", selector, name)
    add("co2")
    add("unserved")
    for key in ("investment", "annual_cost", "annual_revenue", "net_cost"):
        add(key)
    rows.append(("sending_cost", "", sending_cost(view), "CNY/MWh"))
    landed = landed_table(view).frame
    for step in ("landed_price", "benchmark_price", "margin"):
        values = landed.loc[landed["step"] == step, "value"]
        if len(values):
            rows.append((step, "", float(values.iloc[0]), "CNY/MWh"))
    return ResultTable("key_figures", pd.DataFrame(rows, columns=["figure", "subject", "value", "unit"]))


def generation_table(view: View) -> ResultTable:
    """Return generation by source: capacity, energy, share, hours, curtailment, utilisation."""
    total = sum(
        FIGURES["output"].compute(view, f"category:{category}") for category in POWER if view.select(f"category:{category}")
    )
    rows = []
    for category in POWER:
        selector = f"category:{category}"
        if not view.select(selector) or not FIGURES["capacity"].compute(view, selector):
            continue
        energy = FIGURES["output"].compute(view, selector)
        rows.append(
            (
                category,
                FIGURES["capacity"].compute(view, selector),
                energy,
                energy / total if total else math.nan,
                FIGURES["full_load_hours"].compute(view, selector),
                FIGURES["curtailed"].compute(view, selector),
                FIGURES["utilisation"].compute(view, selector),
            )  # fmt: skip
        )
    columns = ["category", "capacity", "energy", "share", "full_load_hours", "curtailed", "utilisation"]
    units = {
        "capacity": "MW",
        "energy": "MWh",
        "share": "1",
        "full_load_hours": "h",
        "curtailed": "MWh",
        "utilisation": "1",
    }
    return ResultTable("generation", pd.DataFrame(rows, columns=columns), units)


def capacities_table(view: View) -> ResultTable:
    """Return every capacity: existing, built, output, hours, investment."""
    regions = {name: view.region.table(name) for name in ("plants", "stores", "routes")}
    rows = []
    builds = view.solution.builds.set_index("capacity")
    for name, build in builds.iterrows():
        owner = str(name).removesuffix(":energy")
        table = next((key for key, frame in regions.items() if owner in frame.index), "")
        process = next((p for p in view.solution.network.processes if p.capacity == name), None)
        labels: Any = regions[table].loc[owner] if table else {}
        output = view.energy[process.id] if process else math.nan
        size = float(build["existing"] + build["built"])
        rows.append(
            (
                name,
                labels.get("zh", owner),
                labels.get("en", owner),
                table,
                process.category if process else str(labels.get("category", "")),
                str(labels.get("place", labels.get("from", ""))),
                float(build["existing"]),
                float(build["built"]),
                str(build["unit"]),
                output,
                output / view.years / size if size > 0 else math.nan,
                float(build["investment"]),
                float(build["annuity"]),
            )  # fmt: skip
        )
    columns = ["id", "zh", "en", "table", "category", "place", "existing", "built", "unit", "output", "full_load_hours", "investment",
               "annuity"]  # fmt: skip
    return ResultTable(
        "capacities",
        pd.DataFrame(rows, columns=columns),
        {"full_load_hours": "h", "investment": "CNY", "annuity": "CNY/a"},
    )


def costs_table(view: View) -> ResultTable:
    """Return costs and revenues by category and item."""
    frame = view.accounts.groupby(["category", "item"], sort=True)["amount"].sum().reset_index()
    return ResultTable("costs", frame, {"amount": "CNY"}, ("Costs are positive, revenues negative; the sum is the objective.",))


def accounts_table(view: View) -> ResultTable:
    """Return every cost and revenue by process, place and item."""
    return ResultTable("accounts", view.accounts.reset_index(drop=True), {"amount": "CNY"},
                       ("Costs are positive, revenues negative; the sum is the objective.",))  # fmt: skip


def rules_table(view: View) -> ResultTable:
    """Return every rule: what it came to, its limit, and what one unit of relief is worth; classes that bind counted."""
    frame = view.solution.rules
    rows = []
    for (name, kind), group in frame.groupby(["rule", "kind"], sort=False):
        price = group["shadow_price"].to_numpy()
        binding = np.abs(price) > 1e-6 * max(1.0, float(np.abs(price).max(initial=0.0)))
        first = group.iloc[int(np.abs(price).argmax())]
        rows.append((name, kind, len(group), int(binding.sum()), float(first["value"]), _finite(first["lower"]), _finite(first["upper"]),
                     float(first["shadow_price"])))  # fmt: skip
    columns = ["rule", "kind", "classes", "binding", "value", "lower", "upper", "shadow_price"]
    notes = ("Value and limits are those of the class that binds most; the shadow price is the saving per unit of relief.",)
    return ResultTable("rule_results", pd.DataFrame(rows, columns=columns), {"shadow_price": "CNY"}, notes)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def certificate_table(view: View) -> ResultTable:
    """Return the certificate of the answer."""
    values = view.solution.certificate.as_dict()
    options = values.pop("options")
    values["options"] = "; ".join(f"{key}={value}" for key, value in sorted(options.items()))
    values.pop("seconds")  # the only figure that changes from run to run: it stands in study.json's log, not in tables
    frame = pd.DataFrame([(key, str(value) if not isinstance(value, float) else f"{value:.6g}") for key, value in values.items()],
                         columns=["name", "value"])  # fmt: skip
    return ResultTable("certificate", frame)


def assumptions_table(view: View) -> ResultTable:
    """Return every row of the region that is assumed, with its figures and source."""
    rows = []
    for table in (
        "commodities",
        "processes",
        "flows",
        "plants",
        "stores",
        "routes",
        "demands",
        "markets",
        "rules",
        "weather_zones",
        "profiles",
    ):
        frame = view.region.table(table)
        for index, row in frame[frame["quality"] == "assumed"].iterrows():
            name = f"{row['process']}/{row['commodity']}" if table == "flows" else str(index)
            figures = ", ".join(f"{column}={row[column]:g}" for column in frame.columns
                                if isinstance(row[column], float) and not math.isnan(row[column])
                                and not column.startswith(("month_", "latitude", "longitude", "accuracy")))  # fmt: skip
            rows.append((table, name, figures, row.get("note", ""), row["quality"], row["source"]))
    frame = pd.DataFrame(rows, columns=["table", "id", "figures", "note", "quality", "source"])
    return ResultTable("assumptions", frame, sources=tuple(sorted(set(frame["source"]) - {""})))


def sources_table(view: View) -> ResultTable:
    """Return the sources of the region."""
    frame = view.region.table("sources").reset_index(drop=True)[["id", "publisher", "title", "date", "address", "licence"]]
    return ResultTable("sources", frame)
