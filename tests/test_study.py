"""Studies are whole or absent, repeat themselves to the byte, and resume after a kill."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xarray as xr
from lxml import html

import tingzhou as tz
from tingzhou import network as networks
from tingzhou import planning
from tingzhou import study as studies
from tingzhou.errors import CertificateError, InputError
from tingzhou.hours import Hours


@pytest.fixture(autouse=True)
def short_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks stand for the year: a study is about files, not about length."""
    monkeypatch.setattr(
        Hours, "year", classmethod(lambda cls, year, utc_offset=8.0: cls.span(f"{year}-01-01", 336, utc_offset=utc_offset))
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_study_has_its_files(tiny, tmp_path: Path) -> None:
    study = tz.study(tiny, scenario="expansion", out=tmp_path / "s", hours="segments:100", stated_date="2026-01-01")
    names = set(files(study.folder))
    assert {
        "study.json",
        "results.nc",
        "report.html",
        "report.xlsx",
        "tables/key_figures.csv",
        "tables/accounts.csv",
        "tables/resolution.csv",
    } <= names
    meta = json.loads((study.folder / "study.json").read_text(encoding="utf-8"))
    assert meta["input_hash"] == tiny.apply("expansion").hash
    assert meta["certificate"]["gap"] <= 1e-6
    assert meta["planned_steps"] == 100
    with xr.open_dataset(study.folder / "results.nc", engine="scipy") as data:
        assert data["activity"].attrs["units"] == "unit/h"
        assert data.sizes["hour"] == 336
    frame = pd.read_csv(study.folder / "tables" / "generation.csv", encoding="utf-8-sig")
    assert "energy [MWh]" in frame.columns
    assert not list(tmp_path.glob(".s*"))


def test_two_runs_give_the_same_bytes(tiny, tmp_path: Path) -> None:
    first, second = (tz.study(tiny, scenario="baseline", out=tmp_path / name).folder for name in "ab")
    assert files(first) == files(second)


@pytest.mark.parametrize("stage", ["run", "result_tables", "_write_files", "_move"])
def test_a_kill_at_any_stage_leaves_the_old_study_and_can_be_resumed(
    stage: str, tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "s"
    old = files(tz.study(tiny, scenario="baseline", out=target).folder)
    wanted = files(tz.study(tiny, scenario="expansion", out=tmp_path / "other", hours="segments:90").folder)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    home = planning if stage in ("run", "result_tables") else studies
    with monkeypatch.context() as patch:
        patch.setattr(home, stage, killed)
        with pytest.raises(KeyboardInterrupt):
            tz.study(tiny, scenario="expansion", out=target, hours="segments:90")
    assert files(target) == old
    seen: list[str] = []
    tz.study(tiny, scenario="expansion", out=target, hours="segments:90", progress=lambda stage, done, word: seen.append(word))
    assert ("resumed" in seen) == (stage != "run")
    assert files(target) == wanted


def test_the_same_input_is_not_solved_again(tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tz.study(tiny, scenario="baseline", out=tmp_path / "s")
    monkeypatch.setattr(planning, "run", lambda *_, **__: pytest.fail("solved again"))
    assert tz.study(tiny, scenario="baseline", out=tmp_path / "s").scenario == "baseline"


def test_nothing_of_the_user_is_overwritten(tiny, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(InputError, match="something that is no study"):
        tz.study(tiny, scenario="baseline", out=tmp_path / "mine")
    assert files(tmp_path / "mine") == {"thesis.txt": b"x"}


def test_an_answer_without_its_certificate_is_not_written(tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    real = planning.run

    def tampered(*arguments: object, **options: object):
        outcome = real(*arguments, **options)
        return replace(outcome, solution=replace(outcome.solution, certificate=replace(outcome.solution.certificate, gap=1e-3)))

    monkeypatch.setattr(planning, "run", tampered)
    with pytest.raises(CertificateError, match="nothing is written"):
        tz.study(tiny, scenario="baseline", out=tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_a_spoiled_region_writes_nothing(tmp_path: Path) -> None:
    from tingzhou import region as regions

    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    (folder / "plants.csv").write_text("id\nx\n")
    with pytest.raises(InputError):
        tz.study(folder, out=tmp_path / "s")
    assert not (tmp_path / "s").exists()


@pytest.fixture
def whole(tiny, tmp_path: Path) -> studies.StudySet:
    return tz.study_set(tiny, out=tmp_path / "all", hours="segments:90", stated_date="2026-01-01")


def test_the_report_over_all_scenarios(whole, tmp_path: Path) -> None:
    page = (whole.folder / "report.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 3_000_000
    tree = html.fromstring(page)
    for attribute in ("src", "href"):
        assert all(not value.startswith(("http", "//")) for value in tree.xpath(f"//@{attribute}"))
    assert tree.xpath("//h2[@id='baseline']")
    assert tree.xpath("//h2[@id='expansion']")
    zh, en = (len(tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {lang} ')]")) for lang in ("zh", "en"))
    assert zh == en > 300
    for text in ("None", "nan", ">column.", "figure."):
        assert f">{text}<" not in page
    assert len(tree.xpath("//svg")) >= 8
    charts = [svg for svg in tree.xpath("//svg[not(@aria-hidden)]") if not svg.xpath("./title")]
    assert charts == []


def test_the_workbook_has_numbers_as_numbers_with_units(whole) -> None:
    book = openpyxl.load_workbook(whole.folder / "report.xlsx")
    sheet = next(book[name] for name in book.sheetnames if "generation" in name)
    rows = list(sheet.iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if any("[" in str(cell) for cell in row))
    assert sum(isinstance(cell, int | float) for cell in rows[top + 1]) >= 4
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_page_and_workbook_show_the_same_figures(whole) -> None:
    from tingzhou.report.figures import digits_of_one, show_number

    tree = html.fromstring((whole.folder / "report.html").read_text(encoding="utf-8"))
    heading = tree.xpath("//h3[@id='baseline-key_figures']")[0]
    printed = [cell.text_content() for cell in heading.xpath("following::table[1]//td[@class='n']")]
    book = openpyxl.load_workbook(whole.folder / "report.xlsx")
    sheet = next(book[name] for name in book.sheetnames if name.startswith("1 ") and "key_figures" in name)
    values = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert printed == ["–" if value is None else show_number(float(value), digits_of_one(float(value))) for value in values]


def test_a_quick_answer_is_told_before_its_report(tiny: tz.Region, tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def answered(one: tz.Study) -> None:
        seen.append(sorted(path.name for path in one.folder.iterdir()))

    options: dict[str, object] = {"scenarios": ["baseline"], "quick": True, "stated_date": "2026-01-01"}
    tz.study_set(tiny, out=tmp_path / "a", answered=answered, **options)  # type: ignore[arg-type]
    assert seen == [["results.nc", "study.json", "tables"]]
    page = (tmp_path / "a" / "report.html").read_bytes()
    assert page == (tmp_path / "a" / "baseline" / "report.html").read_bytes()
    direct = tz.study(tiny, scenario="baseline", out=tmp_path / "b", quick=True, stated_date="2026-01-01")
    assert page == (direct.folder / "report.html").read_bytes()
    assert (tmp_path / "a" / "report.xlsx").exists()


def test_side_by_side_equals_one_after_another(tiny, tmp_path: Path) -> None:
    serial = tz.study_set(tiny, scenarios=["baseline"], out=tmp_path / "a")
    assert serial.studies[0].scenario == "baseline"


def test_load_study_reads_back(whole) -> None:
    study = tz.load_study(whole.folder / "expansion")
    assert study.tables["generation"].units["energy"] == "MWh"
    with pytest.raises(InputError, match="holds no study"):
        tz.load_study(whole.folder)


def test_build_and_solve_are_public(tiny) -> None:
    network = tz.build(tiny, scenario="expansion", hours="segments:60")
    assert network.expand
    assert network.hours.size == 60
    solution = tz.solve(network)
    assert isinstance(solution, networks.Solution)
