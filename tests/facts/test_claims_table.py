"""The table ``claims`` of a region's folder: beside the built-in rows, and refused with every problem at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from tingzhou import facts, network
from tingzhou import region as regions
from tingzhou.cli import command
from tingzhou.errors import InputError
from tingzhou.facts.claims import claims_from, claims_of, match_claims
from tingzhou.planning import View
from tingzhou.reading.claims import claims_table, own_claims
from tingzhou.region.claim_checks import stated_unit

HEAD = "id,zh,en,indicators,words,unless,measures,fact_unit,places,figure,subject,model_unit,tolerance,reason_zh,reason_en\n"
GOOD = "coal_power_total,煤电,Coal power,capacity_coal;capacity_thermal,,,capacity,kW,昌吉州;652328,capacity,category:coal_power,MW,0.5,,\n"
BAD = (
    "nothing,甲,A,,,,level,kWh,652300,sent,category:export_line,MWh,,,\n"
    "pattern,乙,B,,煤(电,,capacity,kW,652300,capacity,category:coal_power,MW,,,\n"
    "units,丙,C,coal_sent,,,level,t,652300,sent,route:coal_rail,MWh,,,\n"
)
UNKNOWN = "one,甲,A,capacity_cole;coal_sent,,,level;grwoth,t,疆外某地,sents,category:export_line,t,,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return regions.write_folder(regions.load("changji"), tmp_path / "region")


def add(folder: Path, rows: str) -> Path:
    (folder / "claims.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_a_region_without_the_table_has_the_built_in_claims_alone(folder: Path) -> None:
    loaded = regions.load(folder)
    assert own_claims(loaded) == ()
    assert loaded.hash == regions.load("changji").hash, "an empty table changes no study"


def test_an_own_claim_goes_before_the_built_in_ones(folder: Path) -> None:
    (claim,) = own_claims(regions.load(add(folder, GOOD)))
    assert claim.places == ("652300", "652328")
    assert (claim.tolerance, claim.measures) == (0.5, ("capacity",))
    text = "2024年末，昌吉州煤电装机3200万千瓦，风电装机1500万千瓦。"
    read = facts.read(text, date="2025-01-21", place="昌吉州")
    found = match_claims([(fact.id, fact) for fact in read.facts], text, region="changji", year=2024, own=[claim])
    assert [one.claim.id for one in found] == ["coal_power_total", "capacity_wind"]


def test_an_own_claim_takes_the_place_of_the_built_in_one_with_its_id() -> None:
    built = claims_of("changji")[0]
    row = dict(zip(HEAD.strip().split(","), ("sent", "丁", "D", "electricity_sent", "", "", "level", "kWh", "准东开发区", "sent",
                                             "category:export_line", "MWh", "0.1", "", ""), strict=True))  # fmt: skip
    (own,) = claims_from([("sent", row)])
    assert (own.id, own.zh) == (built.id, "丁")
    text = "2024年，昌吉州外送电量600亿千瓦时。"
    read = facts.read(text, date="2025-01-21", place="昌吉州")
    assert match_claims([(fact.id, fact) for fact in read.facts], text, region="changji", year=2024, own=[own]) == (), (
        "it speaks of Zhundong only, and the built-in row is gone")  # fmt: skip


def test_what_contradicts_itself_is_listed_at_once(folder: Path) -> None:
    problems = regions.check(add(folder, BAD))
    told = {(problem.row, problem.column): problem.message for problem in problems}
    assert told[2, "indicators"].startswith("a claim needs indicators or words")
    assert told[3, "words"].startswith("the pattern is no regular expression")
    assert told[4, "model_unit"].startswith("'{unit}' cannot be compared")
    assert len(problems) == 3
    assert all(problem.file.endswith("claims.csv") for problem in problems)


def test_words_of_the_dictionaries_are_checked_all_at_once(folder: Path) -> None:
    loaded = regions.load(add(folder, UNKNOWN))
    with pytest.raises(InputError) as caught:
        own_claims(loaded)
    assert [(problem.column, problem.value) for problem in caught.value.problems] == [
        ("indicators", "one: capacity_cole"), ("measures", "one: grwoth"), ("places", "one: 疆外某地"), ("figure", "one"),
    ]  # fmt: skip
    assert "capacity_coal" in str(caught.value), "what was meant is named"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_check_names_them_in_both_languages(folder: Path, lang: str) -> None:
    result = CliRunner().invoke(command(lang), ["check", str(add(folder, UNKNOWN)), "--lang", lang])
    assert result.exit_code == 1
    assert "capacity_cole" in result.output
    assert ("指标词典中没有该指标" if lang == "zh" else "this indicator is not in the dictionary") in result.output
    told = CliRunner().invoke(command("en"), ["check", str(folder), "--json"])
    assert [one["column"] for one in json.loads(told.output)] == ["indicators", "measures", "places", "figure"]


def test_a_study_is_refused_before_it_is_solved(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tingzhou as tz

    monkeypatch.setattr("tingzhou.planning.run", lambda *_, **__: pytest.fail("it was solved"))
    with pytest.raises(InputError):
        tz.study(str(add(folder, UNKNOWN)), out=tmp_path / "out", quick=True)
    assert not (tmp_path / "out").exists()


def test_the_table_survives_a_workbook(folder: Path, tmp_path: Path) -> None:
    loaded = regions.load(add(folder, GOOD))
    again = regions.load(regions.write_workbook(loaded, tmp_path / "region.xlsx", lang="zh"))
    pd.testing.assert_frame_equal(again.table("claims"), loaded.table("claims"))
    assert again.hash == loaded.hash != regions.load("changji").hash


def test_the_model_answers_an_own_claim(folder: Path, make_week: Callable[..., Any]) -> None:
    region = regions.load(add(folder, GOOD)).apply("baseline-2024")
    table = claims_table(View(region, network.solve(make_week(region, hours=24))))
    assert table is not None
    rows = table.frame.set_index("zh")
    assert rows.loc["煤电", "model"] == pytest.approx(32000.0, rel=0.5)
    assert "煤电装机" not in rows.index, "the built-in row no longer answers"


@pytest.mark.parametrize(
    ("fact", "model", "stated"), [("t", "t/a", "t/a"), ("kWh", "MWh", "kWh"), ("t/a", "t/a", "t/a"), ("%", "1", "%")]
)
def test_a_yearly_amount_stands_beside_a_yearly_capacity(fact: str, model: str, stated: str) -> None:
    assert stated_unit(fact, model) == stated
