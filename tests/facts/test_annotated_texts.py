"""The annotated texts themselves: spans, coverage of every digit, values against their quotes, conventions of their README."""

from __future__ import annotations

import csv
import re
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "texts"
TEXTS = sorted(FOLDER.glob("*/*.txt"))
HEADER = [
    "fact_id", "quote", "start", "end", "indicator", "place", "measure", "value", "unit", "period", "period_basis", "comparator",
    "reference", "kind", "note",
]  # fmt: skip
KINDS = {"fact", "date", "idiom", "ordinal", "identifier", "superlative"}
UNITS_OF_MEASURE = {
    "growth_yoy": {"%"}, "growth_avg": {"%"}, "share": {"%"}, "contribution_rate": {"%"}, "diff_pp": {"pp"}, "change_pp": {"pp"},
    "contribution_pp": {"pp"}, "rank": {"rank"}, "count": {"1"}, "ratio": {"%", "‰", "1"}, "duration": {"d", "h", "workday", "month", "a"},
    "investment": {"CNY"}, "capacity": {"kW", "kWh", "t", "t/a", "m3"}, "resource": {"kW", "t", "m3"}, "spec": {"kV", "km/h"},
    "class_scale": {"CNY", "t", "kW"}, "level": {"CNY", "USD", "kWh", "t", "m3", "m2", "m"},
    "change": {"CNY", "kWh", "t", "m2", "d", "workday", "1", "%"},
}  # fmt: skip
SCALES = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}  # fmt: skip
FACTORS = {
    "元": 1, "美元": 1, "千瓦时": 1, "度": 1, "吉瓦时": 10**6, "千瓦": 1, "兆瓦": 1000, "吉瓦": 10**6, "千伏": 1, "吨": 1, "立方米": 1, "平方米": 1,
    "公顷": 10**4, "平方公里": 10**6, "亩": Fraction(2000, 3), "公里": 1000, "米": 1, "%": 1, "‰": 1, "个百分点": 1, "天": 1, "小时": 1, "个工作日": 1, "个月": 1,
}  # fmt: skip
WIDER = {"third"}  # written by hands that take units beyond the table: current, concentration, price per unit
PERIOD = re.compile(r"annual|\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2})?)?")
NUMBER = re.compile(r"[-±]?(?P<number>\d+(?:\.\d+)?)(?P<scale>[百千]?[万亿]*)(?:[余多])?(?P<unit>.*)")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert reader.fieldnames == HEADER
        return list(reader)


def value_of_quote(quote: str) -> Fraction | None:
    """Value that the digits, scale and unit of a quote state, in the base unit; None where another rule reads it."""
    match = NUMBER.fullmatch(unicodedata.normalize("NFKC", quote))
    if match is None:
        return None
    scale, unit = match["scale"], match["unit"]
    if scale.endswith("千") and unit.startswith(("瓦", "伏")):
        scale, unit = scale[:-1], "千" + unit
    if unit not in FACTORS or scale not in SCALES:
        return None
    return Fraction(match["number"]) * SCALES[scale] * FACTORS[unit]


def test_the_texts_are_there() -> None:
    assert len([path for path in TEXTS if path.parent.name == "dev"]) >= 10
    assert len({path.stem for path in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_row_holds_its_span_and_its_conventions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = rows_of(path)
    assert len({row["fact_id"] for row in rows}) == len(rows)
    assert sum(row["kind"] == "fact" for row in rows) >= 30
    for row in rows:
        where = f"{path.stem} {row['fact_id']} {row['quote']}"
        assert text[int(row["start"]) : int(row["end"])] == row["quote"] != "", where
        assert row["kind"] in KINDS, where
        if row["kind"] != "fact":
            continue
        assert path.parent.name in WIDER or row["unit"] in UNITS_OF_MEASURE[row["measure"]], where
        assert row["comparator"] in {"=", ">", ">=", "<", "<=", "≈", "range"}, where
        assert row["period_basis"] in {"stated_or_inherited", "document_default"} or path.parent.name in WIDER, where
        assert PERIOD.fullmatch(row["period"]), where
        assert row["place"], where
        assert row["indicator"], where
        assert ("/" in row["value"]) == (row["comparator"] == "range"), where
        assert ("百分点" in row["quote"]) <= (row["unit"] == "pp"), where
        for part in row["value"].split("/"):
            Fraction(part)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_digit_stands_in_a_row(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    covered = {place for row in rows_of(path) for place in range(int(row["start"]), int(row["end"]))}
    assert [place for place, letter in enumerate(text) if letter.isdigit() and place not in covered] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_values_are_those_of_the_quotes(path: Path) -> None:
    read = 0
    for row in rows_of(path):
        if row["kind"] != "fact" or row["comparator"] == "range" or row["unit"] == "km/h":
            continue
        stated = value_of_quote(row["quote"])
        if stated is not None:
            rounded = (
                Fraction(1, 10_000) if path.parent.name in WIDER else Fraction(0)
            )  # four decimals at most: an area in mu has more
            assert abs(abs(Fraction(row["value"])) - stated) <= rounded, f"{path.stem} {row['fact_id']} {row['quote']}"
            read += 1
    assert read >= 10  # the rest are counts with a measure word, Chinese numerals and list items without a unit of their own
