"""Reading, writing and scenarios: nothing is lost, nothing is guessed."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tingzhou import region as regions
from tingzhou.errors import InputError, UsageError


@pytest.mark.parametrize("name", regions.BUILT_IN)
def test_built_in_regions_have_no_problems(name: str) -> None:
    assert regions.check(name) == []


@pytest.mark.parametrize("name", regions.BUILT_IN)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_folder_and_workbook_keep_everything(name: str, lang: str, tmp_path: Path) -> None:
    region = regions.load(name)
    folder = regions.write_folder(region, tmp_path / "folder")
    book = regions.write_workbook(region, tmp_path / "book.xlsx", lang=lang)
    assert regions.check(folder) == []
    assert regions.check(book) == []
    again = regions.load(book)
    assert regions.load(folder).hash == region.hash == again.hash
    assert regions.load(regions.write_folder(again, tmp_path / "third")).hash == region.hash


def test_the_same_region_gives_the_same_workbook(tmp_path: Path) -> None:
    first, second = (regions.write_workbook(regions.load("tiny"), tmp_path / f"{k}.xlsx").read_bytes() for k in range(2))
    assert first == second


def test_workbook_has_drop_downs_frozen_headers_and_text_is_no_formula(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    path = folder / "plants.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("集镇电厂", "=1+1"), encoding="utf-8")
    book = openpyxl.load_workbook(regions.write_workbook(regions.load(folder), tmp_path / "x.xlsx"))
    sheet = book["plants"]
    assert sheet.freeze_panes == "B2"
    assert sheet["B2"].value == "=1+1"
    assert sheet["B2"].data_type == "s"
    assert sheet["F2"].data_type == "n"
    assert len(sheet.data_validations.dataValidation) >= 4
    assert regions.load(tmp_path / "x.xlsx").hash == regions.load(folder).hash


def test_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    lines = (folder / "plants.csv").read_text(encoding="utf-8").splitlines()
    (folder / "plants.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    assert regions.load(folder).hash == regions.load("tiny").hash


def test_chinese_headers_and_units_mean_the_same(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    path = folder / "routes.csv"
    text = (
        path.read_text(encoding="utf-8")
        .replace(",existing,", ",装机容量 [万千瓦],")
        .replace("MW,400,", "MW,40,")
        .replace("MW,300,", "MW,30,")
    )
    path.write_text(text.replace(",build_max,", ",最大新增容量 [吉瓦],").replace("40,800,yes", "40,0.8,是"), encoding="utf-8")
    assert regions.check(folder) == []
    assert regions.load(folder).hash == regions.load("tiny").hash


def test_figures_are_canonical() -> None:
    region = regions.load("tiny")
    plants = region.table("plants")
    assert plants.loc["pit", "existing"] == pytest.approx(200e4 / 8760)  # 200 万吨/年 in t/h
    assert region.table("demands").loc["town_load", "annual"] == pytest.approx(14e5)  # 14 亿千瓦时 in MWh
    assert region.table("processes").loc["electrolyser", "capex"] == pytest.approx(14_900 * 8760)  # CNY/(t/a) in CNY/(t/h)
    flows = region.table("flows").set_index(["process", "commodity", "role"])
    assert flows.loc[("coal_unit", "coal", "input"), "quantity"] == pytest.approx(0.435)
    assert flows.loc[("mine", "electricity", "input"), "quantity"] == pytest.approx(0.006)


def test_scenarios_change_cells_with_units() -> None:
    region = regions.load("tiny")
    expanded = region.apply("expansion")
    assert expanded.table("routes").loc["export", "existing"] == pytest.approx(600)
    assert region.table("routes").loc["export", "existing"] == 300
    assert (expanded.year, expanded.mode) == (2030, "plan")
    assert expanded.hash != region.hash
    with pytest.raises(UsageError, match="there is no scenario 'x'; known: baseline, expansion"):
        region.apply("x")


def write_scenarios(tmp_path: Path, text: str) -> Path:
    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    path = folder / "scenarios.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return folder


def test_scenarios_extend_add_remove_multiply_and_select(tmp_path: Path) -> None:
    text = """
[more]
extends = "expansion"
[[more.remove]]
table = "markets"
id = "coal_sale"
[[more.add]]
table = "plants"
row = { id = "wind2", zh = "二", en = "two", process = "wind_farm", place = "town", "existing [万千瓦]" = 5, availability = "zone_wind", source = "example", quality = "assumed" }
[[more.change]]
table = "plants"
id = "@owner:grid"
column = "existing"
multiply = 2
"""
    region = regions.load(write_scenarios(tmp_path, text)).apply("more")
    plants = region.table("plants")
    assert plants.loc["wind2", "existing"] == pytest.approx(50)
    assert plants.loc["coal_plant", "existing"] == 800
    assert "coal_sale" not in region.table("markets").index
    assert region.table("routes").loc["export", "existing"] == pytest.approx(600)


def test_a_scenario_that_breaks_the_region_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_scenarios(tmp_path, '\n[broken]\n[[broken.remove]]\ntable = "places"\nid = "town"\n')
    with pytest.raises(InputError, match=r"scenarios\.toml \[broken\] → plants\.csv, row 2, column place, value 'town'"):
        regions.load(folder).apply("broken")


def test_new_begins_a_region_that_can_be_used(tmp_path: Path) -> None:
    for place in (tmp_path / "My Region", tmp_path / "book.xlsx"):
        regions.new(place)
        assert regions.check(place) == []
    assert regions.load(tmp_path / "My Region").id == "my-region"
    with pytest.raises(InputError, match="not empty"):
        regions.new(tmp_path / "My Region")
    with pytest.raises(InputError, match="not empty"):
        regions.new(tmp_path / "book.xlsx")


def test_an_unknown_table_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="is no table"):
        regions.load("tiny").table("plant")
