"""The commands of the ledger: read into it, look, review, check, export; in two languages, with exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tingzhou.facts.ledger import Ledger
from tingzhou.region import load, region_path

Run = Callable[..., Any]
TEXT = "2024年1月至10月，昌吉州固定资产投资增长17.4%，高于全区增速10.8个百分点。神奇指数达5.5亿元。"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin-2024-11-20.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def ledger(run: Run, text: Path, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    assert run("read", text, "--ledger", path, "--publisher", "统计局", "--by", "clerk").code == 0
    return path


def ids(path: Path) -> dict[str, str]:
    with Ledger(path) as book:
        return {one.fact.exact: one.id for one in book.facts()}


def test_read_writes_into_a_ledger_once(run: Run, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    said = run("read", text, "--ledger", path)
    assert "3 new facts" in said.out
    assert "1 facts derived anew" in said.out  # 17.4 − 10.8 = 6.6
    before = path.read_bytes()
    said = run("read", text, "--ledger", path, "--json")
    told = json.loads(said.out)["ledger"]
    assert (told["texts"][0]["new"], told["texts"][0]["known"]) == (0, 3)
    assert [(row["check"], row["value"]) for row in told["checks"]] == [("C01", "6.6")]
    assert path.read_bytes() == before


def test_the_ledger_of_a_region_lies_in_its_folder(run: Run, text: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(region_path("tiny"), tmp_path / "mine"))
    before = load(folder).hash
    assert run("read", text, "--ledger", folder).code == 0
    assert (folder / "ledger.sqlite").exists()
    assert load(folder).hash == before
    assert "3" in run("facts", folder).out
    (tmp_path / "empty").mkdir()
    said = run("read", text, "--ledger", tmp_path / "empty")
    assert (said.code, "no region" in said.err) == (1, True)


@pytest.mark.parametrize(("lang", "word"), [("zh", "待审"), ("en", "wait for review")])
def test_what_the_ledger_holds(run: Run, ledger: Path, lang: str, word: str) -> None:
    said = run("facts", ledger, "--lang", lang)
    assert said.code == 0
    assert word in said.out
    assert "统计局" in said.out
    assert "17.4" in said.out
    told = json.loads(run("facts", ledger, "--json").out)
    assert (len(told["facts"]), told["queue"], told["findings"]) == (4, 1, 0)


def test_the_queue_is_worked_off(run: Run, ledger: Path) -> None:
    said = run("facts", ledger, "--queue", "--lang", "zh")
    assert "5.5亿元" in said.out
    assert "指标不在词典中" in said.out
    (item,) = json.loads(run("facts", ledger, "--queue", "--json").out)
    done = run("facts", ledger, "--correct", item["id"][:6], "--set", "indicator_text=战略投资", "--set", "measure=investment",
               "--by", "审核员", "--on", "2025-01-05", "--reason", "对照原文", "--json")  # fmt: skip
    assert json.loads(done.out)["by"] == "审核员"
    assert run("facts", ledger, "--queue").out == "Nothing waits for review.\n"
    with Ledger(ledger) as book:
        fresh = book.fact(json.loads(done.out)["id"])
    assert (fresh.fact.indicator_text, fresh.fact.review.when, fresh.state) == ("战略投资", "2025-01-05", "corrected")


def test_accept_and_reject(run: Run, ledger: Path) -> None:
    known = ids(ledger)
    assert run("facts", ledger, "--accept", known["17.4%"], "--by", "甲").code == 0
    assert run("facts", ledger, "--reject", known["10.8个百分点"], "--by", "甲", "--lang", "zh").out.startswith("已驳回")
    told = json.loads(run("facts", ledger, "--json").out)
    states = {row["exact"]: row["state"] for row in told["facts"]}
    assert states == {"17.4%": "accepted", "10.8个百分点": "rejected", "5.5亿元": "queued", "": "superseded"}


def test_a_contradiction_is_told(run: Run, ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("2024年1月至10月，昌吉州固定资产投资增长16.1%。", encoding="utf-8")
    said = run("read", other, "--ledger", ledger, "--date", "2024-11-21")
    assert "contradicts" in said.out
    said = run("facts", ledger, "--findings", "--lang", "zh")
    assert "相互矛盾" in said.out
    (one,) = json.loads(run("facts", ledger, "--findings", "--json").out)
    assert (one["kind"], one["serious"], len(one["facts"])) == ("contradiction", True, 2)


def test_checks_are_listed(run: Run, ledger: Path) -> None:
    assert "6.6 %" in run("facts", ledger, "--check").out
    assert "推算" in run("facts", ledger, "--check", "--lang", "zh").out


def test_verify_passes_and_tells_of_a_changed_row(run: Run, ledger: Path) -> None:
    import sqlite3

    assert "Passed" in run("facts", ledger, "--verify").out
    raw = sqlite3.connect(ledger)
    raw.execute("DROP TRIGGER facts_no_update")
    raw.execute("UPDATE facts SET value = '18.4' WHERE number = 1")
    raw.commit()
    raw.close()
    said = run("facts", ledger, "--verify")
    assert (said.code, "is not what was written" in said.err) == (1, True)
    assert json.loads(run("facts", ledger, "--verify", "--json").out)["passed"] is False


@pytest.mark.parametrize("form", ["csv", "json", "sdmx", "annotation", "xlsx", "html"])
def test_every_form_is_written(run: Run, ledger: Path, text: Path, tmp_path: Path, form: str) -> None:
    for number, words in enumerate((("facts", ledger), ("read", text))):
        out = tmp_path / "new" / f"{number}.out"
        assert run(*words, "--out", out, "--format", form).code == 0
        assert out.stat().st_size > 300
    assert not list((tmp_path / "new").glob(".*"))


def test_what_a_form_cannot_hold_is_said(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("指标,单位,数值\n外送电量,亿千瓦时,683.73\n", encoding="utf-8")
    said = run(
        "read", table, "--place", "昌吉州", "--out", tmp_path / "a.csv", "--format", "sdmx", "--ledger", tmp_path / "l.sqlite"
    )
    assert "Left out: 1 facts without a period" in said.err
    said = run("facts", tmp_path / "l.sqlite", "--out", tmp_path / "b.csv", "--format", "sdmx", "--lang", "zh")
    assert "未导出：1条" in said.err


def test_the_ending_says_the_form(run: Run, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts.csv"
    assert run("facts", ledger, "--out", out).code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["value"] for row in rows] == ["17.4", "10.8", "550000000", "6.6"]
    said = run("facts", ledger, "--out", tmp_path / "facts.odt")
    assert (said.code, "--format" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--queue", "--findings"], "one thing at a time"),
        (["--accept", "1234", "--reject", "1234"], "one thing at a time"),
        (["--set", "value=5"], "belong together"),
        (["--correct", "1234"], "belong together"),
        (["--correct", "1234", "--set", "value", "--by", "a"], "is no correction"),
        (["--format", "csv"], "--format needs a file"),
        (["--format", "pdf", "--out", "x"], "pdf"),
    ],
)
def test_wrong_usage(run: Run, ledger: Path, words: list[str], reason: str) -> None:
    said = run("facts", ledger, *words)
    assert (said.code, reason in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "reason"), [(["--accept", "ffffffff", "--by", "a"], "no such id"), (["--accept", "ffffffff"], "needs the name")]
)
def test_refusals(run: Run, ledger: Path, words: list[str], reason: str) -> None:
    said = run("facts", ledger, *words)
    assert (said.code, reason in said.err) == (1, True)


def test_no_ledger_and_files_that_are_refused(run: Run, tmp_path: Path) -> None:
    said = run("facts", tmp_path / "none.sqlite")
    assert (said.code, "no ledger here" in said.err) == (1, True)
    (tmp_path / "a.odt").write_bytes(b"x")
    (tmp_path / "b.txt").write_bytes(b"")
    said = run("read", tmp_path / "a.odt", tmp_path / "b.txt", tmp_path / "c.txt", "--ledger", tmp_path / "l.sqlite")
    assert said.code == 1
    assert all(reason in said.err for reason in ("files of this kind", "no text", "no file of this name"))
    assert not (tmp_path / "l.sqlite").exists()
    said = run("read", tmp_path / "b.txt", "--format", "csv")
    assert said.code in (1, 2)


def test_a_table_is_read_like_a_text(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("指标,单位,2024年\n外送电量,亿千瓦时,683.73\n", encoding="utf-8")
    assert run("read", table, "--place", "昌吉州", "--ledger", tmp_path / "l.sqlite").code == 0
    with Ledger(tmp_path / "l.sqlite") as book:
        (one,) = [one for one in book.facts() if not one.fact.derived_from]
    assert (one.fact.value, one.mentions[0].cell) == ("68373000000", "C2")


def test_what_was_not_read_is_said(run: Run, tmp_path: Path) -> None:

    from test_text_files import pdf

    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("2024年产值5亿元。", ""))
    said = run("read", path)
    assert "Pages without text were not read: 2." in said.err


DOUBTFUL = "2024年，昌吉州煤电装机超3200万千瓦，新能源占比约41。全州甲乙丙指标达到12.5亿元。\n"


@pytest.fixture
def waiting(run: Run, tmp_path: Path) -> Path:
    text = tmp_path / "通报-2025-01-20.txt"
    text.write_text(DOUBTFUL, encoding="utf-8")
    assert run("read", text, "--ledger", tmp_path / "l.sqlite").code == 0
    return tmp_path / "l.sqlite"


def queued(run: Run, ledger: Path) -> dict[str, str]:
    return {one["exact"]: one["id"] for one in json.loads(run("facts", ledger, "--queue", "--json").out)}


@pytest.mark.parametrize(("lang", "said"), [("en", "Decide with --accept ID"), ("zh", "审核方法：--accept")])
def test_the_queue_shows_the_published_words_and_how_to_decide(run: Run, waiting: Path, lang: str, said: str) -> None:
    shown = run("facts", waiting, "--queue", "--lang", lang).out
    assert "新能源占比约【41】。" in shown
    assert "全州甲乙丙指标达到【12.5亿元】。" in shown
    assert said in shown


def test_every_field_of_a_correction_is_judged_at_once(run: Run, waiting: Path) -> None:
    told = run("facts", waiting, "--correct", queued(run, waiting)["41"], "--by", "甲", "--lang", "en", "--set", "measure=shares",
               "--set", "value=四十一", "--set", "period=2024-13", "--set", "place=火星", "--set", "indicator=green_shares", "--set", "foo=1")  # fmt: skip
    assert told.code == 1
    for words in ("'unit' must be stated", "'四十一': this is no number", "'2024-13': this is no period", "'shares': this word is not known",
                  "'火星': this place is not in the table", "Write an id such as green_share", "'foo' is no field"):  # fmt: skip
        assert words in told.err, words


def test_a_correction_takes_names_of_places_and_full_width_signs(run: Run, waiting: Path) -> None:
    done = run("facts", waiting, "--correct", queued(run, waiting)["41"], "--by", "甲", "--lang", "en", "--set", "measure=share", "--set", "value=41",
               "--set", "unit=％", "--set", "indicator_text=新能源占比", "--set", "place=木垒县")  # fmt: skip
    assert done.out.startswith("Corrected: ")
    assert "新能源占比 · share · 41 % · 木垒哈萨克自治县" in done.out
    assert "1 still wait" in done.out
    kept = {one["exact"]: one for one in json.loads(run("facts", waiting, "--json").out)["facts"]}
    assert (kept["41"]["place"], kept["41"]["unit"]) == ("652328", "%")
    assert run("facts", waiting, "--accept", queued(run, waiting)["12.5亿元"], "--by", "甲", "--lang", "zh").out.endswith(
        "没有待审内容。\n"
    )


@pytest.mark.parametrize(("unit", "known"), [("CNY/t", True), ("kWh/m3", True), ("℃", True), ("亿元", False), ("kWh/", False)])
def test_base_units_of_prices_and_rates_may_be_stated(unit: str, known: bool) -> None:
    from tingzhou.facts.corrections import FIELDS

    assert (FIELDS["unit"](unit) == unit) is known
