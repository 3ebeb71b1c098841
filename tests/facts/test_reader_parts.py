"""The parts of the reader by themselves: one form of a text, numerals against a writer of numerals, places, tables of rules."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.facts import rules
from tingzhou.facts.gazetteer import Gazetteer
from tingzhou.facts.indicators import activity_of, find_indicator, fits, indicators
from tingzhou.facts.normalise import normalise
from tingzhou.facts.numerals import arabic, chinese, plain
from tingzhou.facts.places import find_place, place_name

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def written(number: int) -> str:
    """Write a whole number below 1e12 in Chinese: the oracle of ``chinese``."""
    digits = "零一二三四五六七八九"

    def below(part: int, *, leading: bool) -> str:
        text, gap = "", False
        for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = part // place % 10
            if digit:
                text += ("零" if gap and text else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return text if leading or part >= 1000 or not text else "零" + text

    if number == 0:
        return "零"
    text = ""
    for place, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // place % 10**4
        if part:
            text += below(part, leading=not text) + name
    return text


@given(st.integers(0, 10**12 - 1))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    assert chinese(written(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("两千三百万", 23_000_000),
        ("一点五亿", 150_000_000),
        ("二〇二四", 2024),
        ("百亿", 10**10),
        ("千万", 10**7),
        ("二十", 20),
        ("一百零五", 105),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize("text", ["", "一二三千", "三百千", "十百", "点五", "一点", "abc", "九" * 40])
def test_what_is_no_numeral(text: str) -> None:
    assert chinese(text) is None


def test_figures() -> None:
    assert arabic("1,234.5") == Decimal("1234.5")
    assert arabic("1" * 40) is None
    assert [plain(Decimal(text)) for text in ("1.50", "-0.0", "1E+3", "666.6666666666666666")] == [
        "1.5",
        "0",
        "1000",
        "666.6666666667",
    ]


def test_one_form_and_the_way_back() -> None:
    text = "产值 １２３．５ 亿元\r\n面积5 ㎡\ufeff。"
    form = normalise(text)
    assert form.text == "产值123.5亿元\n面积5 m2。"
    start = form.text.index("123.5")
    assert text[slice(*form.span(start, start + 7))] == "１２３．５ 亿元"
    assert form.span(len(form.text) - 1, len(form.text)) == (len(text) - 1, len(text))


@given(st.text(max_size=80))
def test_offsets_stay_in_order(text: str) -> None:
    form = normalise(text)
    starts = [form.span(index, index + 1) for index in range(len(form.text))]
    assert all(0 <= start <= end <= len(text) for start, end in starts)
    assert [start for start, _ in starts] == sorted(start for start, _ in starts)


@pytest.mark.parametrize(
    ("word", "code"),
    [("昌吉州", "652300"), ("木垒县", "652328"), ("全国", "CN"), ("新疆", "65"), ("内蒙古", "15"), ("海西州", "632800"), ("吉林", "22"), ("准东开发区", "652300-ZD"),
     ("第八师石河子市", "65-BT08"), ("兵团", "65-BT"), ("652301", "652301"), ("伊犁州", "654000"), ("包头市", "150200"), ("乌鲁木齐", "650100")],
)  # fmt: skip
def test_places_by_name_alias_and_code(word: str, code: str) -> None:
    place = find_place(word)
    assert place is not None
    assert place.code == code
    assert place_name(code) == place.name


def test_a_name_of_several_places_is_none_without_a_home() -> None:
    assert find_place("鼓楼区") is None
    assert find_place("鼓楼区", find_place("南京市")) == find_place("320106")
    assert find_place("无此地") is None


@pytest.mark.parametrize(
    ("home", "word", "name"),
    [("昌吉州", "全州", "昌吉回族自治州"), ("昌吉州", "全区", "新疆维吾尔自治区"), ("奇台县", "全县", "奇台县"), ("奇台县", "全州", "昌吉回族自治州"), ("襄阳市", "全省", "湖北省"),
     ("富锦市", "全市", "富锦市"), ("伊金霍洛旗", "全旗", "伊金霍洛旗"), ("伊金霍洛旗", "全市", "鄂尔多斯市"), ("北京市", "全市", "北京市"), ("石河子市", "我市", "石河子市")],
)  # fmt: skip
def test_what_the_whole_region_means_from_home(home: str, word: str, name: str) -> None:
    place = Gazetteer(find_place(home)).own(word)
    assert place is not None
    assert place.name == name


def test_places_agree_with_the_places_table_of_the_region() -> None:
    table = SHARED / "places_changji.csv"
    if not table.exists():
        pytest.skip("the shared tables lie outside the repository")
    with table.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found = find_place(row["code"])
            assert found is not None
            assert found.name == row["name_zh"]
            for alias in filter(None, row["aliases"].split(";")):
                if alias not in ("全州", "全区", "自治区", "国家", "第六师"):  # words whose meaning depends on the home place
                    assert find_place(alias) == found, alias


def test_the_places_are_a_tree() -> None:
    places = {row["code"]: row for row in rules.rows("places")}
    assert len(places) == len(rules.rows("places"))
    counts = {level: sum(row["level"] == level for row in places.values()) for level in ("province", "prefecture", "county")}
    assert counts["province"] == 34  # provinces, autonomous regions, municipalities, Hong Kong, Macao and Taiwan
    assert counts["prefecture"] == 333  # prefecture-level units of GB/T 2260, municipal districts of the four cities apart
    assert counts["county"] > 2800
    for row in places.values():
        seen = set()
        while row["parent"]:
            assert row["code"] not in seen
            seen.add(row["code"])
            row = places[row["parent"]]
        assert row["code"] == "CN"


def test_sectors_are_complete() -> None:
    assert [row["code"] for row in rules.rows("sections")] == list("ABCDEFGHIJKLMNOPQRST")
    assert [row["code"] for row in rules.rows("divisions")] == [f"{code:02d}" for code in range(6, 47)]  # GB/T 4754-2017: 06 to 46
    assert activity_of("煤炭开采和洗选业增加值") == "06"
    assert activity_of("电力、热力、燃气及水生产和供应业") == "D"
    assert activity_of("原煤产量") == ""


def test_the_dictionary_of_indicators() -> None:
    names = [word for one in indicators().values() for word in (one.name_zh, *one.aliases)]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    assert all(one.name_en and one.unit_kinds for one in indicators().values())
    found = find_indicator("规上工业原煤产量")
    assert found is not None
    assert found.id == "output_raw_coal"
    assert find_indicator("骆驼文化节观众") is None
    assert (fits("清洁能源装机", "power"), fits("清洁能源装机", "mass"), fits("不知名", "mass")) == (True, False, True)


def test_rules_are_listed_once_and_used() -> None:
    listed = [row["id"] for row in rules.rows("rules")]
    assert len(listed) == len(set(listed))
    folder = Path(rules.__file__).parent
    used = set(re.findall(r'"((?:F|L|D)[0-9]{2})"', "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))))
    assert used <= set(listed), used - set(listed)
    vetoes = [veto.id for veto in rules.vetoes()]
    assert len(vetoes) == len(set(vetoes))
    assert all(re.compile(veto.pattern) for veto in rules.vetoes())
    assert {veto.kind for veto in rules.vetoes()} <= {"idiom", "identifier", "date", "ordinal", "superlative"}


def test_units_agree_with_the_normalisation_table() -> None:
    """unit_normalisation.csv gives factor and base unit of every token that both tables have."""
    table = SHARED / "unit_normalisation.csv"
    if not table.exists():
        pytest.skip("the shared tables lie outside the repository")
    with table.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] != "unit" or row["quantity_kind"] in ("multiple", "doubling") or row["token"] == "％":
                continue
            unit = rules.units()[row["token"]]
            assert unit.base == row["base_unit"], row
            assert float(unit.factor) == pytest.approx(float(row["factor"]), rel=1e-9), row
