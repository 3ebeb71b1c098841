"""The good that a figure speaks of: by its words, by its indicator, and in everything the ledger gives away."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tingzhou import facts
from tingzhou.facts import rules
from tingzhou.facts.exports import csv_text, fact_rows, json_text, sdmx_csv
from tingzhou.facts.exports.plain import COLUMNS
from tingzhou.facts.identity import subject
from tingzhou.facts.indicators import indicators
from tingzhou.facts.ledger import Ledger
from tingzhou.facts.products import product_of, products

TEXT = "2024年，全县原煤产量1200万吨，发电量86亿千瓦时，光伏装机120万千瓦，猪肉产量3.1万吨，牛肉产量3.4万吨，汽车制造业增加值增长8.1%。"
WHEN = "2025-01-21T09:00"
GOODS = ["coal", "electricity", "", "pork", "beef", ""]


@pytest.mark.parametrize(
    ("words", "product"),
    [
        ("规上工业原煤产量", "coal"), ("疆煤外运", "coal"), ("煤制甲醇产能", "methanol"), ("煤制天然气", "coal_sng"), ("高纯多晶硅生产线", "polysilicon"),
        ("新能源汽车产量", "new_energy_cars"), ("汽车", "cars"), ("工业硅价格", "industrial_silicon"), ("粮食播种面积", "grain"),
        ("煤炭开采和洗选业", ""), ("汽车制造业", ""), ("煤炭企业利润", ""), ("天然气管道", ""), ("国内生产总值", ""), ("", ""),
        ("铜箔产量", "copper_products"), ("牛", "cattle"), ("蜗牛", ""),
    ],
)  # fmt: skip
def test_the_good_is_the_last_one_that_the_words_speak_of(words: str, product: str) -> None:
    assert product_of(words) == product


def test_an_indicator_lends_its_good_only_to_what_measures_it() -> None:
    assert product_of("光伏", "generation_solar", "energy") == "electricity"
    assert product_of("光伏", "generation_solar", "power") == "", "a capacity is no electricity"
    assert product_of("规上工业发电", "generation", "percent") == "electricity"


def test_the_tables_of_goods_and_of_indicators_fit_together() -> None:
    names = [word for one in products().values() for word in (one.name_zh, *one.aliases)]
    assert len(names) == len(set(names)), "a name means one good"
    known = set(products())
    assert {row["product"] for row in rules.rows("indicators") if row["product"]} <= known
    lacking = [name for name in indicators() if name.startswith("output_") and "value" not in name
               and not next(row["product"] for row in rules.rows("indicators") if row["id"] == name)]  # fmt: skip
    assert lacking == [], "every output is that of a good"
    divisions = {row["code"] for row in rules.rows("divisions")}
    assert {one.sector for one in products().values()} <= divisions | {"01", "02", "03", "04", "05"}


def test_a_text_gives_each_figure_its_good() -> None:
    read = facts.read(TEXT, date="2025-01-20", place="吉木萨尔县").facts
    assert [fact.product for fact in read] == GOODS


def test_two_goods_of_one_indicator_do_not_contradict_each_other(tmp_path: Path) -> None:
    read = facts.read(TEXT, date="2025-01-20", place="吉木萨尔县")
    pork, beef = read.facts[3], read.facts[4]
    assert pork.indicator == beef.indicator == "output_meat"
    assert subject(pork) != subject(beef)
    with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        assert not [one for one in ledger.add(read, when=WHEN).findings if one.kind == "contradiction"]


def test_ledger_and_exports_carry_the_good(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        ledger.add(facts.read(TEXT, date="2025-01-20", place="吉木萨尔县"), when=WHEN)
        kept, documents = ledger.facts(), ledger.documents()
        assert [row["product"] for row in ledger.store.rows("facts")] == GOODS
        assert [one.fact.product for one in kept] == GOODS
        shown = list(csv.DictReader(io.StringIO(csv_text(COLUMNS, fact_rows(kept, documents)).removeprefix("\ufeff"))))
        assert [row["product"] for row in shown] == GOODS
        assert [row["product"] for row in json.loads(json_text(kept, documents, ()))["facts"]] == GOODS
        comments = [row["COMMENT_OBS"] for row in csv.DictReader(io.StringIO(sdmx_csv(kept, documents)[0]))]
        assert "coal" in comments[0].split(" | ")
