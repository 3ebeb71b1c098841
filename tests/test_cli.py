"""The command line: what it prints, in two languages, and its exit codes. Nothing here may show a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tingzhou.study as studies
from tingzhou import region as regions
from tingzhou.cli import command
from tingzhou.cli.language import Said as Language
from tingzhou.cli.language import asked_language, default_language
from tingzhou.cli.printing import padded, print_json, print_study
from tingzhou.errors import InfeasibleError, InputError, Problem
from tingzhou.labels import LANGUAGES
from tingzhou.network.diagnosis import Diagnosis, Shortage
from tingzhou.tables import ResultTable

TINY = regions.region_path("tiny")
COMMANDS = {
    "study",
    "check",
    "new",
    "convert",
    "show",
    "report",
    "draw",
    "verify",
    "evidence",
    "cases",
    "credit",
    "penalty",
    "fair",
    "read",
    "facts",
    "schemes",
    "path",
    "progress",
    "funnel",
    "risk",
    "deliver",
    "operate",
}


Run = Callable[..., Any]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of the tiny region's balance, made once through the library."""
    out = tmp_path_factory.mktemp("studies") / "tiny"
    studies.study_set("tiny", scenarios=["baseline"], out=out, lang="en")
    return out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "mine"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_the_commands_are_those_of_this_version() -> None:
    assert set(command("en").commands) == COMMANDS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", [[], *([name] for name in sorted(COMMANDS))], ids=lambda words: words[0] if words else "group")
def test_help_is_in_the_language_asked_for(run: Run, words: list[str], lang: str) -> None:
    said = run("--lang", lang, *words, "--help")
    assert said.code == 0
    assert ("用法" in said.out, "选项" in said.out) == ((lang == "zh"),) * 2
    assert ("Usage" in said.out) == (lang == "en")


def test_version(run: Run) -> None:
    from tingzhou import __version__

    assert run("--version").out == f"tingzhou {__version__}\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "Usage"),
        (["shwo"], "No such command"),
        (["study", "--nope"], "No such option"),
        (["study", "--hours", "weeks"], "write year or segments:N"),
        (["study", "--hours", "segments:0"], "write year or segments:N"),
        (["study", "--lang", "fr"], "'fr'"),
        (["study", "--workers", "0"], "not in the range"),
        (["study", "tiny", "--scenario", "nope"], "there is no scenario 'nope'"),
        (["study", "tiny", "--solver", "nope"], "unknown solver 'nope'"),
        (["check"], "Missing argument"),
        (["convert", "tiny"], "Missing argument"),
        (["report"], "Missing argument"),
    ],
)
def test_wrong_usage_leaves_with_2(
    run: Run, words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*words)
    assert said.code == 2
    assert reason in said.out + said.err
    assert not list(tmp_path.iterdir())


def test_wrong_usage_in_chinese(run: Run) -> None:
    said = run("study", "--lang", "zh", "--nope")
    assert said.code == 2
    assert "没有选项" in said.err


@pytest.mark.parametrize("name", ["study", "check", "show"])
def test_an_unknown_region_is_refused_with_a_hint(run: Run, name: str) -> None:
    said = run(name, "changij")
    assert said.code == 1
    assert "changji" in said.out + said.err


def test_check_passes_the_built_in_region(run: Run) -> None:
    said = run("check", "tiny")
    assert (said.code, said.out) == (0, "No problems: the region can be used.\n")
    assert json.loads(run("check", "tiny", "--json").out) == []


def test_check_lists_every_problem_under_its_file(run: Run, folder: Path) -> None:
    spoil(folder, "plants.csv", ",town,", ",nowhere,")
    spoil(folder, "demands.csv", ",town,", ",elsewhere,")
    said = run("check", folder)
    assert said.code == 1
    lines = said.out.splitlines()
    assert {"plants.csv", "demands.csv"} <= set(lines)
    assert "'nowhere'" in said.out
    assert "'elsewhere'" in said.out
    facts = json.loads(run("check", folder, "--json").out)
    assert {fact["file"] for fact in facts} >= {"plants.csv", "demands.csv"}
    assert all(fact["text"] for fact in facts)
    assert "问题" in run("check", folder, "--lang", "zh").out


def test_study_refuses_a_spoiled_region_before_it_writes(run: Run, folder: Path, tmp_path: Path) -> None:
    spoil(folder, "plants.csv", ",town,", ",nowhere,")
    said = run("study", folder, "--out", tmp_path / "out")
    assert said.code == 1
    assert "nowhere" in said.err
    assert not (tmp_path / "out").exists()


def test_new_then_check_then_convert_both_ways(run: Run, tmp_path: Path) -> None:
    begun, book, back = tmp_path / "begun", tmp_path / "begun.xlsx", tmp_path / "back"
    assert str(begun) in run("new", begun).out
    assert run("check", begun).code == 0
    assert json.loads(run("convert", begun, book, "--json").out) == {"path": str(book)}
    assert run("convert", book, back).code == 0
    assert regions.load(begun).hash == regions.load(book).hash == regions.load(back).hash


@pytest.mark.parametrize("name", ["new", "convert"])
def test_nothing_is_overwritten(run: Run, folder: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = run("new", folder) if name == "new" else run("convert", "tiny", folder)
    assert said.code == 1
    assert "not empty" in said.err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_show_a_region(run: Run) -> None:
    said = run("show", "tiny")
    assert said.code == 0
    assert all(name in said.out for name in ("Tiny example", "Plants", "Coal power", "baseline", "expansion"))
    facts = json.loads(run("show", "tiny", "--json").out)
    assert facts["id"] == "tiny"
    assert facts["hash"] == regions.load("tiny").hash
    assert facts["tables"]["plants"] == len(regions.load("tiny").table("plants"))
    assert set(facts["scenarios"]) == {"baseline", "expansion"}
    assert {"category": "coal_power", "commodity": "electricity", "capacity": 400.0, "unit": "MW"} in facts["capacities"]
    assert "示例小区" in run("show", "tiny", "--lang", "zh").out


@pytest.mark.parametrize("inner", [".", "baseline"])
def test_show_a_study(run: Run, done: Path, inner: str) -> None:
    said = run("show", done / inner)
    assert said.code == 0
    assert "Energy sent" in said.out
    assert "Certificate" in said.out
    facts = json.loads(run("show", done / inner, "--json").out)
    facts = facts["baseline"]
    assert facts["scenario"] == "baseline"
    figures = {row["figure"]: row["value"] for row in facts["key_figures"]}
    assert figures["net_cost"] == pytest.approx(facts["objective"], rel=1e-9)


def test_study_prints_what_it_came_to(run: Run, done: Path) -> None:
    """The study stands already, so the command finds it by its input and solves nothing."""
    said = run("study", "tiny", "--scenario", "baseline", "--out", done)
    assert said.code == 0
    assert all(word in said.out for word in ("Green share", "Report: ", "Workbook: ", "Took ", "Peak memory", "relative gap"))
    assert "%" in said.err
    facts = json.loads(run("study", "tiny", "--scenario", "baseline", "--out", done, "--json").out)
    assert Path(facts["report"]).is_file()
    assert Path(facts["workbook"]).is_file()
    assert facts["studies"]["baseline"]["certificate"]["gap"] <= 1e-6
    assert "新能源" in run("study", "tiny", "--scenario", "baseline", "--out", done, "--lang", "zh").out


def test_study_prints_plan_against_full_year(capsys: pytest.CaptureFixture[str], done: Path) -> None:
    """A made-up resolution beside a real study: figures are scaled, the missing one is a dash."""
    import pandas as pd

    rows = [
        ("net_cost", -6.0e8, -5.0e8, 1.0e8, "CNY"),
        ("green_share", 0.71, 0.76, 0.05, "1"),
        ("steps", 400.0, 8760.0, float("nan"), ""),
    ]
    frame = pd.DataFrame(rows, columns=["figure", "plan", "full_year", "difference", "unit"])
    one = studies.load_study(done / "baseline")
    both = replace(one, tables={**one.tables, "resolution": ResultTable("resolution", frame)})
    print_study(Language("en"), both)
    lines = capsys.readouterr().out.splitlines()
    found = next(line for line in lines if "Green share" in line and "76.00" in line)
    assert "71.00" in found
    assert found.endswith("%")
    assert next(line for line in lines if re.search(r"8.?760\b", line)).endswith("–")


@pytest.mark.parametrize("inner", [".", "baseline"])
def test_report_writes_the_page_again(run: Run, done: Path, inner: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done, tmp_path / "copy")) / inner
    (copy / "report.html").unlink()
    said = run("report", copy, "--json")
    assert said.code == 0, said.err
    assert Path(json.loads(said.out)["report"]).stat().st_size > 10_000
    assert Path(json.loads(said.out)["workbook"]).exists()


def test_report_refuses_another_region_than_the_studys(run: Run, done: Path, folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done, tmp_path / "copy"))
    before = (copy / "report.html").read_bytes()
    spoil(folder, "plants.csv", "400", "401")
    said = run("report", copy, "--region", folder)
    assert said.code == 1
    assert "has changed" in said.err
    assert (copy / "report.html").read_bytes() == before


def test_report_asks_for_a_region_that_is_not_built_in(run: Run, done: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done / "baseline", tmp_path / "copy"))
    meta = json.loads((copy / "study.json").read_text(encoding="utf-8"))
    (copy / "study.json").write_text(json.dumps({**meta, "region": "mine"}), encoding="utf-8")
    said = run("report", copy)
    assert said.code == 1
    assert "--region" in said.err


def test_no_study_is_no_study(run: Run, tmp_path: Path) -> None:
    said = run("report", tmp_path)
    assert said.code == 1
    assert "holds no study" in said.err


def test_a_foreign_folder_is_not_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "baseline").mkdir()
    (tmp_path / "baseline" / "letters.txt").write_text("mine", encoding="utf-8")
    said = run("study", "tiny", "--scenario", "baseline", "--out", tmp_path)
    assert said.code == 1
    assert "no study" in said.err
    assert (tmp_path / "baseline" / "letters.txt").read_text(encoding="utf-8") == "mine"


def _raise(error: BaseException) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contradicting_limits_are_explained(run: Run, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    error = InfeasibleError()
    start, end = np.datetime64("2024-01-17T18:00"), np.datetime64("2024-01-17T22:00")
    shortage = Shortage("balance", "electricity@town", "town", "electricity", "MWh", True, start, end, 412.0, 1500.0)
    error.diagnosis = Diagnosis(
        (shortage,), ("electricity@town", "coal_ceiling (activity_limit)"), ("coal_ceiling (activity_limit)",), True
    )
    monkeypatch.setattr(studies, "study_set", _raise(error))
    said = run("study", "tiny", "--lang", lang)
    assert said.code == 1
    assert all(word in said.err for word in ("412", "town", "coal_ceiling", "2024-01-17 18:00"))
    assert ("short by up to" in said.err) == (lang == "en")


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (KeyboardInterrupt(), 130, "Stopped"),
        (PermissionError(13, "Permission denied", "out"), 1, "out: Permission denied"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), 1, "not UTF-8"),
        (InputError(Problem("not a number.", file="plants.csv", row=7)), 1, "plants.csv, row 7"),
        (ZeroDivisionError("division by zero"), 1, "defect of Tingzhou"),
    ],
)
def test_what_goes_wrong_is_said_in_plain_words(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: BaseException, code: int, reason: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(studies, "study_set", _raise(error))
    said = run("study", "tiny")
    assert said.code == code
    assert reason in said.err
    logs = list(tmp_path.glob("tingzhou-*.log"))
    assert bool(logs) == isinstance(error, ZeroDivisionError)
    assert all("ZeroDivisionError" in log.read_text(encoding="utf-8") for log in logs)


def test_debug_shows_the_traceback_of_a_defect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "study_set", _raise(ZeroDivisionError()))
    said = run("--debug", "study", "tiny")
    assert said.code == 1
    assert "Traceback" in said.err


def test_language_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TINGZHOU_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert default_language() == "zh"
    assert asked_language(["study", "--lang=en"]) == "en"
    assert asked_language(["study", "--lang", "en"]) == "en"
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert default_language() == "en"
    assert asked_language(["study", "--lang"]) == "en"
    monkeypatch.setenv("TINGZHOU_LANG", "zh")
    assert default_language() == "zh"


def test_the_call_leaves_the_environment_as_it_was(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    run("--lang", "zh", "--help")
    assert "LANGUAGE" not in os.environ


def test_padding_counts_columns_of_the_terminal() -> None:
    assert padded("煤电", 6) == "煤电  "
    assert padded("coal", 6) == "coal  "
    assert padded("too long", 3) == "too long"


def test_module_call_and_help_are_quick() -> None:
    """``python -m tingzhou --help`` loads none of the heavy libraries."""
    code = "import sys, tingzhou.cli as c\ntry:\n    c.main(['--help'])\nexcept SystemExit: pass\nprint(sorted(set(sys.modules) & {'numpy', 'pandas', 'xarray', 'highspy', 'rich'}))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8")
    assert said.stdout.splitlines()[-1] == "[]"
    called = subprocess.run([sys.executable, "-m", "tingzhou", "--version"], check=True, capture_output=True, text=True)
    assert called.stdout.startswith("tingzhou ")


def test_a_study_offends_no_article_on_fair_competition(run: Run, done: Path) -> None:
    assert (done / "report.html").exists()
    said = run("fair", done)
    assert said.code == 0, said.out


def test_json_holds_no_figure_without_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"bound": float("-inf"), "rows": [{"value": float("nan")}, (1.5, "x")]})
    assert json.loads(capsys.readouterr().out) == {"bound": None, "rows": [{"value": None}, [1.5, "x"]]}
