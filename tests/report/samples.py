"""Small made-up result tables of the kinds planning hands over; every figure is invented for the tests."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tingzhou.report import ReportDocument, ScenarioPart
from tingzhou.tables import ResultTable

HOSTILE = "<script>alert('x')</script>"
FORMULA = "=cmd|' /C calc'!A0"


def tables(*, scale: float = 1.0) -> dict[str, ResultTable]:
    week = pd.date_range("2024-06-20", periods=48, freq="h").strftime("%Y-%m-%d %H:%M")
    hour = np.arange(48.0)
    made = [
        ResultTable("key_figures", pd.DataFrame({
            "figure": ["output_wind", "sent", "green_share", "utilisation", "curtailed", "unserved", "investment", "landed_price",
                       "benchmark_price", "margin"],
            "subject": "", "value": [13.2779e6 * scale, 68.2e6, 0.2996, 0.9312, 1.25e5, 0.0, 2.4e9, 316.77, 384.4, 67.63],
            "unit": ["MWh", "MWh", "1", "1", "MWh", "MWh", "CNY", "CNY/MWh", "CNY/MWh", "CNY/MWh"]})),
        ResultTable("published", pd.DataFrame({
            "id": ["t1", "t2", "t3"], "zh": ["外送", FORMULA, "旧年"], "en": ["export", HOSTILE, "old year"], "comparator": ["=", ">=", "="],
            "published": [68.373, 20.5, 5.0], "model": [68.2, 18.1, math.nan], "unit": "TWh", "difference_share": [-0.0025, -0.117, math.nan],
            "tolerance": [0.01, 0.0, 0.1], "verdict": ["within", "miss", "not_modelled"], "reason_zh": ["", "装机为假设", ""],
            "reason_en": ["", "assumed capacity", ""], "quality": ["sourced", "assumed", "derived"], "source": "daily"}),
            {"difference_share": "1", "tolerance": "1"}, sources=("daily",)),
        ResultTable("generation", pd.DataFrame({"category": ["coal_power", "wind"], "capacity": [32310.0, 8600.0],
            "energy": [1.409e8, 1.3278e7], "share": [0.87, 0.13], "full_load_hours": [4505.0, 2331.0], "curtailed": [math.nan, 1.25e5],
            "utilisation": [math.nan, 0.93]}),
            {"capacity": "MW", "energy": "MWh", "share": "1", "full_load_hours": "h", "curtailed": "MWh", "utilisation": "1"}),
        ResultTable("dispatch_week", pd.DataFrame({"time": week, "supply_coal_power": 9000.0 + 500 * np.sin(hour / 4),
            "supply_wind": 2000.0 + 100 * hour, "use_export_line": 7000.0 + 0 * hour, "use_demand": 4000 + 100 * hour + 500 * np.sin(hour / 4)}),
            dict.fromkeys(("supply_coal_power", "supply_wind", "use_export_line", "use_demand"), "MW")),
        ResultTable("monthly_balance", pd.DataFrame([(m, side, item, 1e6 * (m + k)) for m in range(1, 13) for k, (side, item) in
            enumerate((("supply", "coal_power"), ("supply", "wind"), ("use", "export_line")))], columns=["month", "side", "item", "energy"]),
            {"energy": "MWh"}),
        ResultTable("duration", pd.DataFrame({"rank": [0.0, 4000.0, 8783.0], "load": [9900.0, 9400.0, 8800.0], "export": [11000.0, 8000.0, 5000.0],
            "renewable": [9000.0, 2000.0, 0.0], "residual": [20000.0, 14000.0, -600.0], "curtailed": [900.0, 0.0, 0.0]}), {"rank": "h"} |
            dict.fromkeys(("load", "export", "renewable", "residual", "curtailed"), "MW")),
        ResultTable("curtailment", pd.DataFrame({"month": np.repeat(np.arange(1, 13), 24), "hour": np.tile(np.arange(24), 12),
            "power": np.linspace(0, 500, 288)}), {"power": "MW"}),
        ResultTable("capacities", pd.DataFrame({"id": ["w1"], "zh": ["风场"], "en": [HOSTILE], "table": ["plants"], "category": ["wind"], "place": ["here"],
            "existing": [8600.0], "built": [1234.5], "unit": ["MW"], "output": [1.3e7], "full_load_hours": [2331.0], "investment": [2.4e9],
            "annuity": [2.1e8]}), {"full_load_hours": "h", "investment": "CNY", "annuity": "CNY/a"}),
        ResultTable("costs", pd.DataFrame({"category": ["wind", "coal_power"], "item": ["fixed", "variable"], "amount": [1.2e8, 3.4e9]}), {"amount": "CNY"},
            ("Costs are positive, revenues negative; the sum is the objective.",)),
        ResultTable("accounts", pd.DataFrame({"process": ["w1"], "place": ["here"], "category": ["wind"], "item": ["fixed"], "amount": [1.2e8]}),
            {"amount": "CNY"}),
        ResultTable("landed_price", pd.DataFrame({"route": "line", "step": ["source_price", "export_grid_price", "loss_cost", "line_tariff",
            "landed_price", "benchmark_price", "margin"], "value": [183.2, 34.3, 16.4, 82.9, 316.8, 384.4, 67.6]}), {"value": "CNY/MWh"}),
        ResultTable("rule_results", pd.DataFrame({"rule": ["quota:annual_maximum", "green"], "kind": ["activity_limit", "share"], "classes": [1, 12], "binding": [0, 3],
            "value": [1.0, 2.0], "lower": [math.nan, 0.0], "upper": [5.0, math.nan], "shadow_price": [0.0, 12.5]}), {"shadow_price": "CNY"}),
        ResultTable("certificate", pd.DataFrame({"name": ["gap", "solver"], "value": ["1e-09", "simplex"]})),
        ResultTable("resolution", pd.DataFrame({"figure": ["net_cost", "green_share"], "plan": [1.0e9, 0.5], "full_year": [1.01e9, 0.498],
            "difference": [1e7, -0.002], "unit": ["CNY", "1"]})),
        ResultTable("assumptions", pd.DataFrame({"table": ["plants"], "id": ["w1"], "figures": ["existing=8600"], "note": ["-1 or @x"],
            "quality": ["assumed"], "source": ["daily"]}), sources=("daily",)),
        ResultTable("sources", pd.DataFrame({"id": ["daily"], "publisher": ["Daily"], "title": ["A & B"], "date": ["2024-01-01"],
            "address": ["https://example.org/a"], "licence": ["CC BY 4.0"]})),
    ]  # fmt: skip
    return {table.name: table for table in made}


def document(count: int = 1, **changes: object) -> ReportDocument:
    parts = tuple(
        ScenarioPart(
            f"s{k}",
            f"情景{k}",
            f"Scenario {k}",
            tables(scale=1.0 + k),
            (("Run over all {hours} hours of the year.", {"hours": 8784}),),
        )
        for k in range(count)
    )
    places = pd.DataFrame(
        {"zh": ["甲", "乙", "丙", "网"], "en": ["Here", "Next", HOSTILE, "Grid"], "kind": ["county", "park", "station", "grid"],
         "latitude": [44.0, 44.05, 44.6, 43.0], "longitude": [88.0, 88.02, 90.0, 87.0], "parent": ""},
        index=pd.Index(["here", "next", "third", "grid"], name="id"),
    )  # fmt: skip
    plants = pd.DataFrame({"zh": ["风"], "en": ["Wind"], "category": ["wind"], "place": ["here"], "latitude": [44.0], "longitude": [88.0],
                           "capacity": [8600.0]})  # fmt: skip
    names = {
        "here": ("甲", "Here"),
        "line": ("某线", "The line"),
        "green": ("绿电规则", "Green rule"),
        "quota": ("限额", "Quota"),
        "daily": ("日报", "Daily"),
    }
    given = {"title_zh": "样例", "title_en": "Sample", "version": "1.0", "input_hash": "0123456789abcdef" * 4, "scenarios": parts, "places": places,
             "plants": plants, "names": names, "stated_date": "2024-12-10"}  # fmt: skip
    return ReportDocument(**(given | changes))  # type: ignore[arg-type]
