"""The command about approval paths: words, files in three formats, refusals."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest


def test_a_path_from_facts_on_the_command_line(run: Callable[..., Any]) -> None:
    said = run("path", "--fact", "kind=wind", "--fact", "land_ha=3000", "--asked", 18, "--accepted", "2024-05-20")
    assert said.code == 0, said.err
    assert (
        "18 days asked: lawful with an environmental form and no expropriation; publicity floor 5 working days; critical: "
        in said.out
    )
    assert "A0, A4, A18" in said.out
    chinese = run(
        "path", "--fact", "kind=风电", "--fact", "用地面积（公顷）=3000", "--asked", 18, "--accepted", "2024-05-20", "--lang", "zh"
    )
    assert "要求18天：在环评报告表、不涉及征收的情况下合法；公示公告下限 5 个工作日" in chinese.out
    assert {"20 工作日", "30 日历日"} <= {f"{a} {b}" for a, b in itertools.pairwise(chinese.out.split())}
    assert "20 working days" in said.out
    assert " wd " not in said.out + chinese.out


def test_a_project_of_a_region_bears_its_name_in_the_language(run: Callable[..., Any]) -> None:
    english, chinese = (run("path", "w_mulei_2500", "--region", "changji", "--lang", lang) for lang in ("en", "zh"))
    assert english.out.startswith("Mulei 2.5 GW wind")
    assert chinese.out.startswith("木垒")


@pytest.mark.parametrize("ending", ["toml", "csv", "xlsx"])
def test_a_path_from_a_file(tmp_path: Path, run: Callable[..., Any], ending: str) -> None:
    path = tmp_path / f"project.{ending}"
    if ending == "toml":
        path.write_text('id = "p"\nkind = "wind"\nland_ha = 3000\nexpropriation = true\n', encoding="utf-8")
    elif ending == "csv":
        path.write_text("id,项目类型,land_ha,expropriation\np,风电,3000,是\n", encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        book.active.append(["id", "kind", "land_ha", "expropriation"])
        book.active.append(["p", "wind", 3000, "yes"])
        book.save(path)
    said = run("path", path, "--asked", 18, "--accepted", "2024-05-20", "--json")
    assert said.code == 0, said.err
    (answer,) = json.loads(said.out)
    assert (answer["project"], answer["asked"]["lawful"], answer["asked"]["floor"]) == ("p", False, 32)
    assert {row["measure"]: row["working_days"] for row in answer["path_lengths"]}["legal_maximum"] == 107


def test_many_projects_permits_and_observations(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("id,kind,land_ha\na,wind,3000\nb,pv,200\n", encoding="utf-8")
    observed = tmp_path / "observed.csv"
    observed.write_text("step,days,unit,county\nA2,3,wd,mulei\n", encoding="utf-8")
    permits = tmp_path / "permits.csv"
    permits.write_text("step,issued\nA6B,2021-06-01\n", encoding="utf-8")
    said = run("path", path, "--accepted", "2024-05-20", "--observed", observed, "--permits", permits, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    assert len([line for line in said.out.splitlines() if "legal maximum" in line]) == 2
    assert (tmp_path / "out" / "a" / "tables" / "permit_expiries.csv").exists()
    assert "expiring" in (tmp_path / "out" / "b" / "tables" / "permit_expiries.csv").read_text(encoding="utf-8-sig")


def test_stops_move_the_maximum(tmp_path: Path, run: Callable[..., Any]) -> None:
    stops = tmp_path / "stops.csv"
    stops.write_text("step,since,until,reason\nA2,2024-05-24,2024-05-31,expert review\n", encoding="utf-8")
    words = ("path", "--fact", "kind=wind", "--fact", "land_ha=3000", "--accepted", "2024-05-20")
    plain, moved = run(*words).out.splitlines()[0], run(*words, "--stops", stops).out.splitlines()[0]
    assert "to 2024-08-13;" in plain
    assert "to 2024-08-20;" in moved


def test_future_years_are_assumed_only_when_asked(run: Callable[..., Any]) -> None:
    words = ("path", "--fact", "kind=wind", "--fact", "land_ha=3000", "--accepted", "2027-03-01")
    said = run(*words)
    assert said.code == 1
    assert "no calendar of legal working days is published for 2027" in said.err
    assert run(*words, "--assume-years").code == 0


def test_refusals_list_everything(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("id,kind,land_ha,colour\na,castle,3000,red\nb,wind,,\n", encoding="utf-8")
    said = run("path", path)
    assert said.code == 1
    for part in ("row 2, column kind, value 'castle'", "row 2, column colour", "row 3, column land_ha"):
        assert part in said.err
    assert run("path").code == 2
    assert run("path", "--fact", "nonsense").code == 2
    book = openpyxl.Workbook()
    book.active.append(["id", "kind", "land_ha"])
    book.active.merge_cells("A2:B2")
    book.save(tmp_path / "merged.xlsx")
    assert "merged cells" in run("path", tmp_path / "merged.xlsx").err
    assert run("path", tmp_path / "none.toml").code == 1
    (tmp_path / "broken.toml").write_text("kind = ", encoding="utf-8")
    assert "not valid TOML" in run("path", tmp_path / "broken.toml").err
