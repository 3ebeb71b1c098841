"""The command ``read`` and the scoring behind it: what is printed, what is refused and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tingzhou.errors import InputError
from tingzhou.facts import read
from tingzhou.facts.score import read_annotations, score, total
from tingzhou.reading import file_date, read_text_file

Run = Callable[..., Any]
TEXT = "2024年，昌吉州原煤产量4.1亿吨，同比增长4.6%，增速高于全区1.2个百分点。4号机组投产。总数1234。"
HEAD = "fact_id,quote,start,end,indicator,place,measure,value,unit,period,period_basis,comparator,reference,kind,note"


def row(number: int, quote: str, measure: str, value: str, unit: str, *, kind: str = "fact", place: str = "昌吉州", period: str = "2024",
        comparator: str = "=") -> str:  # fmt: skip
    start = TEXT.index(quote)
    return f"T{number},{quote},{start},{start + len(quote)},原煤产量,{place},{measure},{value},{unit},{period},stated_or_inherited,{comparator},,{kind},"


ROWS = [
    row(1, "4.1亿吨", "level", "410000000", "t"),
    row(2, "4.6%", "growth_yoy", "4.6", "%"),
    row(3, "1.2个百分点", "diff_pp", "1.2", "pp"),
    row(4, "4号", "identifier", "4", "id", kind="identifier"),
]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin-2024-12-10.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "facts.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_facts_are_listed_and_what_was_not_read(run: Run, text: Path) -> None:
    said = run("read", text)
    assert said.code == 0
    assert "410000000 t" in said.out
    assert "昌吉回族自治州" in said.out
    assert "3 facts, 2 spans that are none, 1 numbers not read." in said.out
    assert "no unit" in said.out
    chinese = run("read", text, "--lang", "zh").out
    assert "3 条事实" in chinese
    assert "没有单位" in chinese


def test_json_has_spans_and_rules(run: Run, text: Path) -> None:
    (one,) = json.loads(run("read", text, "--json").out)
    assert one["date"] == "2024-12-10"
    assert one["place"] == "昌吉回族自治州"
    first = one["facts"][0]
    assert TEXT[first["start"] : first["end"]] == first["exact"] == "4.1亿吨"
    assert (first["value"], first["unit"], first["measure"], first["rule_id"], first["period"]) == (
        "410000000",
        "t",
        "level",
        "F54",
        "2024",
    )
    assert [number["reason"] for number in one["unread"]] == ["unit_missing"]


def test_a_perfect_score(run: Run, text: Path, tmp_path: Path) -> None:
    said = run("read", text, "--score", table(tmp_path, *ROWS))
    assert said.code == 0
    assert "precision 1.0000, recall 1.0000: 3 of 3 annotated facts, 3 read" in said.out
    facts = json.loads(run("read", text, "--score", table(tmp_path, *ROWS), "--json").out)
    assert facts["all"]["precision"] == facts["all"]["recall"] == facts["all"]["place"] == 1.0
    assert facts["all"]["misses"] == []


def test_every_miss_is_named() -> None:
    """By hand: T1 has another value (one miss, one false), T2 another place and period, T3 is read in pp where the table says %, T4 is right."""
    rows = [
        row(1, "4.1亿吨", "level", "41000000", "t"),
        row(2, "4.6%", "growth_yoy", "4.6", "%", place="全国", period="2023", comparator=">"),
        row(3, "1.2个百分点", "diff_pp", "1.2", "%"),
        row(4, "4号", "identifier", "4", "id", kind="identifier"),
        row(5, "1234", "count", "1234", "1"),
    ]
    found = score(read(TEXT, date="2024-12-10"), read_annotations("\n".join([HEAD, *rows]), "t.csv", TEXT))
    assert (found.annotated, found.found, found.matched, found.points_confused) == (4, 3, 1, 1)
    assert (found.precision, found.recall) == (1 / 3, 1 / 4)
    assert [found.accuracy(name) for name in ("place", "period", "comparator")] == [0, 0, 0]
    assert sorted(miss.kind for miss in found.misses) == [
        "comparator",
        "false",
        "false",
        "not_read",
        "not_read",
        "not_read",
        "period",
        "place",
    ]
    assert any("unit_missing" in miss.found for miss in found.misses)
    both = total([found, found])
    assert (both.annotated, both.matched, both.precision) == (8, 2, 1 / 3)


def test_a_fact_from_an_identifier_is_counted() -> None:
    rows = [row(1, "4.1亿吨", "identifier", "4", "id", kind="identifier")]
    found = score(read(TEXT, date="2024-12-10"), read_annotations("\n".join([HEAD, *rows]), "t.csv", TEXT))
    assert found.false_kinds == 1
    assert "false_identifier" in {miss.kind for miss in found.misses}


def test_a_period_that_the_text_does_not_state_may_stay_open() -> None:
    rows = (
        [row(1, "3.2万人", "count", "32000", "1", period="2025").replace("stated_or_inherited", "document_default")]
        if "3.2万人" in TEXT
        else []
    )
    text = "吸引观众3.2万人。"
    start = text.index("3.2")
    rows = [f"T1,3.2万人,{start},{start + 5},观众,,count,32000,1,2025,document_default,=,,fact,"]
    found = score(read(text), read_annotations("\n".join([HEAD, *rows]), "t.csv", text))
    assert found.matched == 1
    assert found.accuracy("period") == 1.0


@pytest.mark.parametrize(
    ("rows", "head", "reason"),
    [
        (
            ["T1,4.1亿吨,0,5,,,level,1,t,,,=,,fact,"],
            HEAD,
            "row 2, column quote, value '4.1亿吨': the quote does not stand at this place of the text.",
        ),
        (["T1,4.1亿吨,a,5,,,level,1,t,,,=,,fact,"], HEAD, "start and end must be whole numbers."),
        ([], "fact_id,quote", "lacks columns"),
    ],
)
def test_a_table_that_is_none_is_refused(run: Run, text: Path, tmp_path: Path, rows: list[str], head: str, reason: str) -> None:
    said = run("read", text, "--score", table(tmp_path, *rows, head=head))
    assert said.code == 1
    assert reason in said.err


def test_all_problems_of_a_table_come_at_once() -> None:
    rows = [f"T{number},没有,{number},3,,,level,1,t,,,=,,fact," for number in range(3)]
    with pytest.raises(InputError) as raised:
        read_annotations("\n".join([HEAD, *rows]), "t.csv", TEXT)
    assert [problem.row for problem in raised.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--date", "2024-13"], "Write it as 2024-12-10."), (["--place", "无此地"], "this place is not in the table of places."),
        (["nowhere.txt"], "'nowhere.txt': there is no file of this name"),
        (["--score", "nowhere.csv"], "'nowhere.csv': there is no file of this name"),
        (["--score", "a.csv", "--score", "b.csv"], "each text needs one annotated table."),
    ],
)  # fmt: skip
def test_refusals(run: Run, text: Path, options: list[str], reason: str) -> None:
    said = run("read", text, *options)
    assert said.code == 1
    assert reason in said.err


def test_without_a_file_the_usage_is_wrong(run: Run) -> None:
    assert run("read").code == 2


def test_encodings_and_dates_of_file_names(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(TEXT.encode(encoding))
        assert read_text_file(path).text == TEXT
    assert file_date(Path("x/zunyi-communique-2024-03-28.txt")) == "2024-03-28"
    assert file_date(Path("notes.txt")) == ""


def test_the_package_is_reached_by_its_name() -> None:
    import tingzhou as tz

    assert tz.facts.read is read


def test_a_text_that_names_no_year_is_read_and_the_reader_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("一季度，原煤产量312万吨。", encoding="utf-8")
    said = run("read", path)
    assert said.code == 0
    assert "state the date with --date" in said.err
    assert "--date" not in run("read", path, "--date", "2025-04-18").err
