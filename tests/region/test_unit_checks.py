"""Units that no schedule can run are refused with the region, before anything is planned: every one of them, with its place."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tingzhou import region as regions
from tingzhou.errors import InputError

TINY = Path(regions.__file__).parent / "tiny"


def changed(folder: Path, table: str, row: str, **cells: str) -> Path:
    """Return the tiny region with cells of a row changed; columns that it lacks are added."""
    if not folder.exists():
        shutil.copytree(TINY, folder)
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys([*rows[0], *cells])))
        writer.writeheader()
        writer.writerows({**one, **(cells if one["id"] == row else {})} for one in rows)
    return folder


def test_times_ramps_and_classes_that_contradict_are_all_named(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", "processes", "coal_unit", minimum_up="9000", minimum_down="9001", minimum_on="0.4", start_ramp="0.2", stop_ramp="0.3",
                     warm_after="80", cold_after="72")  # fmt: skip
    with pytest.raises(InputError) as caught:
        regions.load(folder)
    found = {problem.column: problem for problem in caught.value.problems}
    assert set(found) == {"minimum_up", "minimum_down", "start_ramp", "stop_ramp", "warm_after"}
    assert all((problem.file, problem.row) == ("processes.csv", 2) for problem in found.values())
    assert "9000 h is longer than the 8784 h" in found["minimum_up"].text("en")
    assert "0.2 of its capacity is less than its least output of 0.4" in found["start_ramp"].text("en")
    assert "9001 小时" in found["minimum_down"].text("zh")


def test_hours_in_another_unit_are_read_first(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", "processes", "coal_unit", **{"minimum_up [d]": "300"})
    regions.load(folder)
    with pytest.raises(InputError, match="9600 h is longer"):
        regions.load(changed(folder, "processes", "coal_unit", **{"minimum_up [d]": "400"}))


def test_a_least_output_above_the_availability_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", "plants", "coal_plant", availability="0.35", minimum_on="0.4")
    with pytest.raises(InputError, match=r"lies above what it can ever give, by 0\.05"):
        regions.load(folder)
    changed(folder, "plants", "coal_plant", minimum_on="0.3", heating_minimum="0.64")
    with pytest.raises(InputError, match=r"by 0\.29"):
        regions.load(folder)
    changed(folder, "plants", "coal_plant", availability="0.9")
    regions.load(folder)


def test_maintenance_that_does_not_fit_its_season(tmp_path: Path) -> None:
    """Four units of 100 MW, four weeks each, one crew: sixteen weeks; March and April have 8.7, March to June 17.4."""
    folder = changed(
        tmp_path / "r",
        "plants",
        "coal_plant",
        maintenance_weeks="4",
        maintenance_from="3",
        maintenance_to="4",
        maintenance_crews="1",
    )
    with pytest.raises(InputError) as caught:
        regions.load(folder)
    assert "4 weeks of maintenance of each of 4 units, 1 at once, do not fit into a season of 9 weeks" in caught.value.text("en")
    assert "安排不下" in caught.value.text("zh")
    regions.load(changed(folder, "plants", "coal_plant", maintenance_to="6"))
    regions.load(changed(folder, "plants", "coal_plant", maintenance_to="4", maintenance_crews="2"))


def test_a_row_that_a_scenario_adds_is_named_by_its_id(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "r")
    with (folder / "scenarios.toml").open("a", encoding="utf-8") as stream:
        stream.write("""
[more]
title_zh = "更多"
title_en = "More"
extends = "expansion"
[[more.add]]
table = "delivery_curves"
row = { id = "curve", zh = "曲线", en = "Curve", route = "export", family = "free", floor = 0.9, ceiling = 0.6, source = "example", quality = "assumed" }
[[more.add]]
table = "plants"
row = { id = "second", zh = "二厂", en = "Second", process = "coal_unit", place = "nowhere", existing = 100, source = "example", quality = "assumed" }
""")
    with pytest.raises(InputError) as caught:
        regions.load(folder).apply("more")
    said = caught.value.text("en")
    assert "[more] → delivery_curves, column [curve] floor" in said
    assert "[more] → plants.csv, column [second] place, value 'nowhere'" in said
    assert "row" not in said.replace("no row", "")


def test_a_scenario_has_year_mode_and_commitment_of_the_one_it_extends(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "r")
    with (folder / "scenarios.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[units]\nextends = "expansion"\ncommitment = "relaxed"\n\n[more]\nextends = "units"\n'
                     '\n[held]\nextends = "more"\nmode = "balance"\n')  # fmt: skip
    region = regions.load(folder)
    told = {
        name: (region.apply(name).mode, region.apply(name).year, region.apply(name).commitment)
        for name in ("units", "more", "held")
    }
    assert told == {"units": ("plan", 2030, "relaxed"), "more": ("plan", 2030, "relaxed"), "held": ("balance", 2030, "none")}
    with (folder / "scenarios.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[wrong]\nextends = "held"\ncommitment = "relaxed"\n')
    with pytest.raises(InputError, match="relaxed in a plan only"):
        regions.load(folder)


def test_fuel_by_load_without_a_fuel_is_refused(tmp_path: Path) -> None:
    """The part-load table speaks of what holds carbon; without a CO2 factor on the coal it would change the emission alone."""
    folder = changed(tmp_path / "r", "processes", "coal_unit", full_load_fuel="0.96", part_load_50="1.06")
    with pytest.raises(InputError, match="fuel by load is stated"):
        regions.load(folder)
    regions.load(changed(folder, "commodities", "coal", co2="1.885"))
