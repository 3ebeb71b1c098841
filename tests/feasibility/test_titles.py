"""The usual Chinese titles of a feasibility report stand above the tables, word for word."""

from __future__ import annotations

import pytest

from tingzhou.labels import label, label_keys
from tingzhou.report.html import SECTIONS

# What a design institute looks for (practice of feasibility reports), and a table that bears the title.
TITLES = {
    "装机方案比选表": "scheme_comparison", "逐月电力平衡": "power_balance", "逐月电量平衡": "energy_balance", "典型日运行曲线": "typical_days",
    "调峰平衡": "peaking_balance", "弃电分析（月×时）": "curtailment", "弃电分析（持续曲线）": "duration", "弃电分析（边际：末1吉瓦）": "marginal_curtailment",
    "通道利用小时与送电曲线": "channel_use", "火电利用小时与启停": "coal_operation", "储能充放与循环": "storage_use", "投资与年费用": "investment_costs",
    "分电源度电成本与综合上网电价": "cost_of_energy", "落地电价对比": "landed_comparison", "敏感性": "sensitivity", "煤耗与碳排放": "carbon", "结论表": "conclusion",
}  # fmt: skip


@pytest.mark.parametrize(("title", "table"), TITLES.items())
def test_a_table_bears_the_usual_title(title: str, table: str) -> None:
    assert label(f"table.{table}", "zh") == title
    assert table in SECTIONS


def test_no_two_tables_bear_one_title() -> None:
    shown = [label(f"table.{name}", "zh") for name in SECTIONS if f"table.{name}" in label_keys()]
    assert len(shown) == len(set(shown)) == len(SECTIONS)
