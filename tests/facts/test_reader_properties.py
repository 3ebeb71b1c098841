"""What holds for every text: spans, coverage of digits, one form, no failure, independence of paragraphs, determinism."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.facts import Fact, Reading, read

SENTENCES = (
    "2024年前三季度，昌吉州地区生产总值增长7.8%，总量稳居全疆第二。",
    "规上工业原煤产量4.1亿吨，同比增长4.6%，增速比上月加快0.2个百分点。",
    "煤炭、石油储量占全疆的26%、11%，风光电资源371.7吉瓦。",
    "3月20日，木垒县总投资12亿元的31个重点项目集中开工。",
    "三次产业结构由8.9:41.2:49.9调整为8.4:40.9:50.7。",
    "清洁能源装机由2020年底的856万千瓦增加到2024年底的2296.4万千瓦。",
    "推行“一网通办”，4号机组投产，企业近1,234家，惠及数十万人。",
    "力争到2027年新型储能翻一番，成本下降5%—6%。",
)
PIECES = st.sampled_from([*"0123456789零一二三四五六七八九十百千万亿两半.,，、。；：（）()%％‰±-—~至第年月日元吨度个家项成倍番占比增降达超近约级大位首前\n\r 　\x00",
                          "增长", "下降", "个百分点", "万千瓦", "全国", "昌吉州", "分之", "以上", "分别", "拉动", "由", "提高到", "\ud800", "①", "²", "½", "㎡", "PM", "\u200b"])  # fmt: skip
NOISE = st.lists(PIECES, max_size=60).map("".join)
MIXED = st.lists(st.one_of(NOISE, st.sampled_from(SENTENCES), st.text(max_size=20)), max_size=6).map("".join)
WIDE = {point: point + 0xFEE0 for point in range(0x21, 0x7F)}


def values(reading: Reading) -> list[tuple[str, ...]]:
    """What a fact says, without where it stands."""
    return [(fact.value, fact.unit, fact.measure.value, fact.indicator_text, fact.place, fact.period, fact.comparator.value, fact.status.value)
            for fact in reading.facts]  # fmt: skip


def check(reading: Reading) -> None:
    covered: set[int] = set()
    for one in (*reading.facts, *reading.vetoed, *reading.unread):
        assert reading.text[one.start : one.end] == one.exact
        covered.update(range(one.start, one.end))
    lost = [
        index for index, sign in enumerate(reading.text) if (sign in "0123456789" or "０" <= sign <= "９") and index not in covered
    ]
    assert not lost


@given(MIXED)
def test_spans_and_digits(text: str) -> None:
    """``text[start:end] == exact``, and every digit is a fact, a vetoed span or an unread number."""
    reading = read(text, date="2024-12-10", place="昌吉州")
    check(reading)
    for fact in reading.facts:
        assert Fact.from_record(fact.record()) == fact


@given(st.text(alphabet=st.characters(), max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    check(read(text))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "big5"])
def test_text_decoded_wrongly_is_read_too(encoding: str) -> None:
    raw = "".join(SENTENCES).encode(encoding, "replace")
    for other in ("utf-8", "gb18030", "latin-1"):
        check(read(raw.decode(other, "surrogateescape" if other == "utf-8" else "replace")))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_full_width_and_line_ends_change_nothing(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    narrow = values(read(text, date="2024-12-10", place="昌吉州"))
    assert narrow
    assert values(read(text.translate(WIDE), date="2024-12-10", place="昌吉州")) == narrow
    for end in ("\r\n", "\r", "\u2028"):
        assert values(read(text.replace("\n", end), date="2024-12-10", place="昌吉州")) == narrow


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.sampled_from(SENTENCES))
def test_another_paragraph_changes_no_fact(sentences: list[str], other: str) -> None:
    before = values(read("标题\n" + "\n".join(sentences), date="2024-12-10", place="昌吉州"))
    after = values(read("标题\n" + "\n".join([*sentences, other]), date="2024-12-10", place="昌吉州"))
    assert after[: len(before)] == before


def test_spaces_around_figures_are_no_part_of_the_reading() -> None:
    text = "规上工业原煤产量 4.1 亿吨 ，同比增长 4.6 % 。"
    assert [(fact.exact, fact.value) for fact in read(text).facts] == [("4.1 亿吨", "410000000"), ("4.6 %", "4.6")]


def test_reading_twice_gives_the_same() -> None:
    text = "\n".join(SENTENCES)
    assert read(text, date="2024-12-10") == read(text, date="2024-12-10")
    assert [fact.id for fact in read(text).facts] == [fact.id for fact in read(text).facts]


def test_ids_differ_within_a_text() -> None:
    facts = read("\n".join(SENTENCES), date="2024-12-10").facts
    assert len({fact.id for fact in facts}) == len(facts)


@pytest.mark.parametrize(
    "unit", ["1", "亿", "(", "5%、", "千", "1-", "“", "新疆昌吉州", "增长工业", "2024年", "1:", "A1", "个", "111,"]
)
def test_long_monotony_is_read(unit: str) -> None:
    """Patterns are bounded: what repeats without end costs what its length costs (a quadratic scan would not come back)."""
    check(read(unit * 4000, date="2024-12-10"))


@pytest.mark.long
def test_ten_megabytes_are_read() -> None:
    source = random.Random(20241210)
    prose = "推动高质量发展，做好各项工作，" * 12
    text = "".join(source.choice(SENTENCES) + prose + source.choice("\n。\t说明") for _ in range(18_000))
    assert len(text.encode()) > 10_000_000
    reading = read(text, date="2024-12-10", place="昌吉州")
    assert len(reading.facts) > 20_000
    assert all(text[fact.start : fact.end] == fact.exact for fact in reading.facts)


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    """Four times the text takes about four times the processor time (a generous bound: other work shares the machine)."""
    import time

    def seconds(times: int) -> float:
        text = "".join(f"2024年，昌吉州甲{k}企业{k}家，产值{k}.5亿元，增长{k % 90}.1%，占全州的{k % 70}.3%。" for k in range(times))
        read(text[:2000], date="2025-01-20")
        began = time.process_time()
        assert len(read(text, date="2025-01-20").facts) == 4 * times
        return time.process_time() - began

    small = min(seconds(500) for _ in range(3))
    assert seconds(2000) < 9 * max(small, 0.01)
