"""Spoiled regions: each kind is refused with a message that says where, why and what would mend it."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingzhou import region as regions
from tingzhou.errors import InputError

TINY = regions.region_path("tiny")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "region"))


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def append(file: str, line: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_text((folder / file).read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def write(file: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_bytes(content)


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def drop_column(file: str, name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        import csv

        with (folder / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        index = rows[0].index(name)
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([[c for k, c in enumerate(row) if k != index] for row in rows])

    return spoil


def cut_hours(folder: Path) -> None:
    path = folder / "profiles" / "typical.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:100] + lines[101:]) + "\n")


COAL = "coal_plant,集镇电厂,Town power station,coal_unit,town,400"
SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing column": (drop_column("plants.csv", "existing"), r"plants\.csv, row 1: the column existing \(装机容量\) is missing"),
    "unknown column": (replace("plants.csv", "owner", "ownr"), r"column ownr: the column is not known in the table plants\. Did you mean 'owner'"),
    "two headers of one meaning": (replace("plants.csv", "existing", "existing,装机容量"), r"two headers mean the column existing"),
    "wrong unit kind": (replace("stores.csv", "charge_efficiency", "charge_efficiency [MW]"), r"the unit 'MW' is of the wrong kind; this column is in 1"),
    "unknown unit": (replace("plants.csv", "existing", "existing [furlong]"), r"the unit 'furlong' is not known"),
    "unit on a text column": (replace("plants.csv", "owner", "owner [MW]"), r"holds no quantity: it cannot have a unit"),
    "wrong unit kind in a row": (replace("flows.csv", "coal,input,410,435,480,kg/MWh", "coal,input,410,435,480,MWh/MWh"), r"the unit does not fit: .*do not measure the same kind"),
    "not a number": (replace("plants.csv", COAL, COAL.replace("400", "NaN")), r"plants\.csv, row 2, column existing, value 'NaN': it is not a number\. Leave the cell empty"),
    "infinite": (replace("plants.csv", COAL, COAL.replace("400", "inf")), r"value 'inf': it is not a number"),
    "text in a number cell": (replace("plants.csv", COAL, COAL.replace("400", "viel")), r"value 'viel': it is not a number\. Write a number such as 12\.5"),
    "thousands separators": (replace("demands.csv", ",14,", ',"1,400",'), r"value '1,400': the number has thousands separators\. Write 1400"),
    "full-width digits": (replace("demands.csv", ",14,", ",１４,"), r"full-width characters\. Write 14"),
    "percent sign": (replace("routes.csv", "0.07", "7%"), r"value '7%': a percent sign stands behind the number"),
    "unit behind a number": (replace("plants.csv", COAL, COAL.replace("400", "400 MW")), r"a unit stands behind the number\. Put the unit into the header: \[MW\]"),
    "negative capacity": (replace("plants.csv", COAL, COAL.replace("400", "-400")), r"value '-400': it is negative"),
    "share above one": (replace("plants.csv", "400,,0.9", "400,,1.9"), r"value '1\.9': it is above 1\.2"),
    "efficiency above one": (replace("stores.csv", "0.94,0.94", "1.94,0.94"), r"value '1\.94': it is above 1"),
    "latitude out of range": (replace("places.csv", "44.0,90.3", "144.0,90.3"), r"value '144\.0': it is above 90"),
    "empty required cell": (replace("plants.csv", COAL, COAL.replace("400", "")), r"column existing: the cell is empty"),
    "duplicate id": (append("plants.csv", "coal_plant,再,Again,coal_unit,town,1,,,,example,assumed"), r"value 'coal_plant': the id stands already in row 2"),
    "id in two tables": (replace("routes.csv", "export,外送", "coal_plant,外送"), r"the id stands already in the table (plants|routes)"),
    "bad id": (replace("plants.csv", "coal_plant", "Coal Plant!"), r"value 'Coal Plant!': it is no id"),
    "unknown place": (replace("plants.csv", "coal_unit,town", "coal_unit,twon"), r"value 'twon': the table places has no row with this id\. Did you mean 'town'"),
    "unknown process": (replace("plants.csv", "coal_unit,town", "fusion,town"), r"the table processes has no row with this id"),
    "unknown source": (replace("plants.csv", "grid,example", "grid,exemple"), r"the table sources has no row with this id\. Did you mean 'example'"),
    "bad quality": (replace("plants.csv", "example,assumed", "example,guessed"), r"value 'guessed': it is not one of the allowed words"),
    "bad choice": (replace("markets.csv", "sale,384.4", "sell,384.4"), r"value 'sell': it is not one of the allowed words\. Known: purchase, sale"),
    "bad boolean": (replace("routes.csv", "800,yes", "800,maybe"), r"value 'maybe': it is neither yes nor no"),
    "bad grain": (replace("commodities.csv", "MWh,hour", "MWh,minute"), r"value 'minute': it is no grain"),
    "bad selector": (replace("rules.csv", "route:export", "rout:export"), r"is no selector term"),
    "selector of an unknown row": (replace("rules.csv", "route:export", "route:exprt"), r"speaks of 'exprt', which the table routes does not have"),
    "rule without its other side": (replace("rules.csv", "route:export,>=", ",>="), r"a rule of the kind share measures one side against another"),
    "non-canonical commodity unit": (replace("commodities.csv", "coal,原煤,raw coal,t", "coal,原煤,raw coal,万吨"), r"commodities are counted in MWh, t, m3"),
    "main commodity not stated": (replace("flows.csv", "mine,coal,output,,1,,t/t,example,assumed\n", ""), r"no flow of the process states its main commodity"),
    "main commodity not one": (replace("flows.csv", "mine,coal,output,,1,", "mine,coal,output,,2,"), r"flows by 1 per unit of itself, not 2"),
    "flow stated twice": (append("flows.csv", "mine,electricity,input,5,6,8,kWh/t,example,assumed"), r"states this flow already in row"),
    "low above central": (replace("flows.csv", "410,435,480", "510,435,480"), r"does not lie between low and high"),
    "circle of parents": (replace("places.csv", "90.3,,example", "90.3,steppe,example"), r"the places go round in a circle"),
    "circle of two parents": (lambda f: (replace("places.csv", "90.3,,example", "90.3,town,example")(f), replace("places.csv", "89.2,,example", "89.2,steppe,example")(f)), r"go round in a circle"),
    "route to itself": (replace("routes.csv", "steppe,town", "town,town"), r"the route ends where it starts"),
    "least build above most": (replace("plants.csv", "existing,build_max", "existing,build_min"), r"the least to build is more than the most"),
    "duration without power": (replace("stores.csv", "50,600,4", ",,4"), r"a duration needs a power"),
    "efficiency without power": (replace("stores.csv", "50,600,4,0.94", ",,,0.94"), r"efficiencies need a power|nothing it can hold"),
    "months incomplete": (replace("weather_zones.csv", "0.161,0.248", ",0.248"), r"the monthly figures are not complete"),
    "unknown profile": (replace("plants.csv", "zone_wind", "zone_wnd"), r"there is no profile and no weather zone of this name\. Did you mean 'zone_wind'"),
    "profile without its column": (replace("profiles/typical.csv", "day_load", "day_laod"), r"no file profiles/typical\.csv has a column of this id"),
    "missing hour": (cut_hours, r"an hour is missing, double or out of order"),
    "profile not a number": (replace("profiles/typical.csv", "1,5,", "1,5,x"), r"profiles/typical\.csv, row 7, column day_load, value 'x.*': it is not a number"),
    "negative profile": (replace("profiles/typical.csv", "1,5,", "1,5,-"), r"it is negative"),
    "profile without hours": (replace("profiles/typical.csv", "month,hour", "m,h"), r"begins with the column hour, or with month and hour"),
    "wrong encoding": (write("places.csv", "id,zh\na,集镇".encode("gb18030")), r"places\.csv, row 2: the file is not UTF-8 .* may be in GB 18030 \(GBK\)\. Save it again as 'CSV UTF-8'"),
    "utf-16": (write("places.csv", "id,zh".encode("utf-16")), r"may be in UTF-16"),
    "NUL characters": (write("places.csv", b"id,zh\n\x00,b\n"), r"holds NUL characters"),
    "empty file": (write("stores.csv", b""), r"stores\.csv: the file is empty"),
    "open quotation mark": (append("plants.csv", '"x,y'), r"cannot be read as CSV"),
    "too many cells": (append("sources.csv", "a,b,c,d,e,f,g,h,i"), r"the line has 9 cells, the header has 7"),
    "unknown table": (write("plant.csv", b"id\n"), r"'plant' is no table of a region"),
    "table twice": (lambda f: shutil.copy(f / "plants.csv", f / "装置与电站.csv"), r"the table plants is given twice"),
    "foreign file": (write("notes.docx", b"x"), r"this file does not belong to a region folder"),
    "foreign file among profiles": (write("profiles/a.txt", b"x"), r"only \.csv files belong here"),
    "missing table": (remove("commodities.csv"), r"the table commodities is missing"),
    "missing region.toml": (remove("region.toml"), r"region\.toml is missing"),
    "broken region.toml": (write("region.toml", b"id = "), r"region\.toml: the file is no valid TOML"),
    "unknown key in region.toml": (replace("region.toml", "discount_rate", "discuont_rate"), r"the key 'discuont_rate' is not known\. Did you mean 'discount_rate'"),
    "wrong type in region.toml": (replace("region.toml", "base_year = 2024", 'base_year = "2024"'), r"the key 'base_year' needs a value of another type"),
    "impossible discount rate": (replace("region.toml", "0.06", "6"), r"it lies outside 0 … 1"),
    "other currency": (replace("region.toml", '"CNY"', '"EUR"'), r"only CNY is supported"),
    "study of an unknown scenario": (replace("region.toml", '"baseline"', '"basline"'), r"the study names the scenario 'basline'"),
    "broken scenarios.toml": (write("scenarios.toml", b"[a"), r"scenarios\.toml: the file is no valid TOML"),
    "cyclic scenarios": (write("scenarios.toml", b'[baseline]\nextends = "expansion"\n[expansion]\nextends = "baseline"\n'), r"extend each other in a circle: baseline → expansion → baseline"),
    "scenario of nothing": (write("scenarios.toml", b'[baseline]\nextends = "x"\n[expansion]\n'), r"extends the scenario 'x', which does not exist"),
    "scenario changes an unknown row": (replace("scenarios.toml", 'id = "export"', 'id = "exprt"'), r"the table routes has no row 'exprt'\. Did you mean 'export'"),
    "scenario changes an unknown column": (replace("scenarios.toml", 'column = "existing"', 'column = "exist"'), r"a change needs table, id, a known column"),
    "scenario of an unknown table": (replace("scenarios.toml", 'table = "routes"', 'table = "rotues"'), r"'rotues' is no table of a region"),
    "scenario with a wrong unit": (replace("scenarios.toml", "万千瓦", "万吨"), r"the unit does not fit"),
    "scenario with text for a number": (replace("scenarios.toml", "value = 60", 'value = "much"'), r"\[expansion\] existing.*value 'much': it is not a number"),
    "unknown key in a scenario": (replace("scenarios.toml", "mode", "mod"), r"the key 'mod' is not known"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_folder_is_refused_and_says_why(kind: str, folder: Path) -> None:
    spoil, message = SPOILED[kind]
    spoil(folder)
    problems = regions.check(folder)
    text = "\n".join(problem.text("en") for problem in problems)
    assert re.search(message, text), text
    assert all(problem.text("zh") != problem.text("en") for problem in problems)
    if not any("scenarios.toml [" in problem.file or problem.column.startswith("[") for problem in problems):
        with pytest.raises(InputError):
            regions.load(folder)


def test_there_are_enough_kinds() -> None:
    assert len(SPOILED) >= 60


def test_all_problems_are_listed_at_once(folder: Path) -> None:
    for kind in ("negative capacity", "unknown place", "bad quality", "route to itself"):
        if kind != "unknown place":
            SPOILED[kind][0](folder)
    problems = regions.check(folder)
    assert {problem.file for problem in problems} >= {"plants.csv", "routes.csv"}
    assert len(problems) >= 3


def workbook(tmp_path: Path) -> Path:
    return regions.write_workbook(regions.load("tiny"), tmp_path / "tiny.xlsx")


def change_book(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


BOOKS: dict[str, tuple[Callable[[openpyxl.Workbook], None], str]] = {
    "merged cells": (lambda book: book["plants"].merge_cells("A2:B2"), r"sheet plants: the sheet has merged cells \(A2:B2\)"),
    "empty sheet": (lambda book: book["stores"].delete_rows(1, 50), r"sheet stores: the sheet is empty"),
    "unknown sheet": (lambda book: book.create_sheet("factories").append(["id"]), r"'factories' is no table of a region"),
    "cell right of the header": (lambda book: book["plants"].cell(3, 60, "x"), r"cells right of the last header"),
    "text in a number cell": (lambda book: book["plants"].cell(2, 6, "viel"), r"sheet plants, row 2, column existing, value 'viel': it is not a number"),
    "sheet twice": (lambda book: setattr(book.copy_worksheet(book["plants"]), "title", "装置与电站"), r"the table plants is given twice"),
    "no manifest": (lambda book: book.remove(book["region.toml"]), r"region\.toml is missing"),
    "error value": (lambda book: book["plants"].cell(2, 6, "#DIV/0!"), r"it is not a number"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOOKS)
def test_a_spoiled_workbook_is_refused_and_says_why(kind: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    change_book(path, BOOKS[kind][0])
    text = "\n".join(map(str, regions.check(path)))
    assert re.search(BOOKS[kind][1], text), text


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (300 * 2**20))
    (problem,) = [p for p in regions.check(path) if "zip bomb" in p.text()]
    assert "unpacks to 300 MB" in problem.text()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a zip at all"])
def test_a_file_that_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert "no .xlsx workbook" in str(regions.check(path)[0])


def test_neither_folder_nor_workbook(tmp_path: Path) -> None:
    other = tmp_path / "region.txt"
    other.write_text("x")
    assert "a region is a folder or an .xlsx workbook" in str(regions.check(other)[0])
    assert "Did you mean 'changji'" in str(regions.check("changjii")[0])


FILES = sorted(str(path.relative_to(TINY)) for path in TINY.rglob("*") if path.is_file())


@settings(max_examples=120)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_flipped_bytes_never_show_a_traceback(file: str, flips: list[tuple[int, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(TINY, Path(place) / "region"))
        content = bytearray((folder / file).read_bytes())
        for position, value in flips:
            content[position % len(content)] = value
        (folder / file).write_bytes(bytes(content))
        for problem in regions.check(folder):
            assert problem.text("en")
            assert problem.text("zh")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), min_size=1, max_size=20))
def test_flipped_bytes_of_a_workbook_never_show_a_traceback(flips: list[tuple[int, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        path = workbook(Path(place))
        content = bytearray(path.read_bytes())
        for position, value in flips:
            content[position % len(content)] = value
        path.write_bytes(bytes(content))
        assert all(problem.text("zh") for problem in regions.check(path))
