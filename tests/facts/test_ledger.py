"""The ledger: what enters once, what is found again, what contradicts, what a person decides; nothing is ever overwritten."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_helpers import ANNOTATED, GROWTH, TEXT, annotated, document_of, fact_in, growth, growth_facts, reading_of

from tingzhou.errors import InputError
from tingzhou.facts import read
from tingzhou.facts.documents import Cell
from tingzhou.facts.fact import Comparator, Measure, Reference, Review, ReviewState, Unread, text_hash
from tingzhou.facts.identity import agreement
from tingzhou.facts.ledger import Ledger
from tingzhou.facts.ledger_schema import COLUMNS

WHEN = "2025-01-05T09:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def said(error: pytest.ExceptionInfo[InputError]) -> str:
    return " | ".join(str(problem) for problem in error.value.problems)


def test_a_reading_enters_once(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        first = ledger.add(growth(), document_of(growth(), name="a.txt", title="公报", date="2024-11-20"), by="clerk", when=WHEN)
        before = path.read_bytes()
        again = ledger.add(
            growth(), document_of(growth(), name="a.txt", title="公报", date="2024-11-20"), by="other", when="2025-02-01"
        )
        assert len(first.new) == 3
        assert (again.new, again.corroborated, again.known) == ((), (), 3)
        assert path.read_bytes() == before, "reading twice appends nothing"
        held = ledger.facts()
    assert [one.fact.value for one in held] == ["17.4", "10.8", "32000000"]
    for one in held:
        mention = one.mentions[0]
        assert GROWTH[mention.start : mention.end] == mention.exact
        assert one.state == "read"
        assert one.usable


def test_the_fact_comes_back_as_it_was_written(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        assert [one.fact for one in ledger.facts()] == list(growth().facts)


@pytest.mark.skipif(not TEXT.exists(), reason="the reference text lies in ../shared, which is not part of the project")
def test_the_74_annotated_facts_are_73_in_the_ledger(path: Path) -> None:
    """Section 1 of the domain page: S008 and S019 say the same."""
    assert ANNOTATED.exists()
    reading = annotated()
    assert len(reading.facts) == 74
    with Ledger(path, create=True) as ledger:
        added = ledger.add(reading)
        held = ledger.facts()
    assert (len(held), added.merged, len(added.new)) == (73, 1, 73)
    double = next(one for one in held if len(one.mentions) == 2)
    assert {mention.rule_id for mention in double.mentions} == {"annotated-S008", "annotated-S019"}
    assert not [one for one in added.findings if one.serious]


@pytest.mark.skipif(not TEXT.exists(), reason="the reference text lies in ../shared, which is not part of the project")
def test_what_the_reader_makes_of_the_reference_text_merges_alike(path: Path) -> None:
    reading = read(TEXT.read_text(encoding="utf-8"), date="2024-12-10")
    with Ledger(path, create=True) as ledger:
        added = ledger.add(reading)
        double = [one.fact.exact for one in ledger.facts() if len(one.mentions) > 1]
        assert not ledger.add(reading).new
    assert (len(reading.facts), len(added.new), double) == (74, 73, ["17.4%"])
    assert not [one for one in added.findings if one.serious]


@given(order=st.permutations(range(4)), repeat=st.lists(st.integers(0, 3), max_size=3))
def test_the_order_of_the_texts_changes_no_fact(order: list[int], repeat: list[int]) -> None:
    """Whatever comes first, and however often: the same facts with the same number of mentions, the same contradictions."""
    texts = ["2024年，昌吉州煤电装机3231万千瓦。", "2024年，昌吉州煤电装机3231万千瓦，发电量1450亿千瓦时。", "2024年，昌吉州发电量1390亿千瓦时。",
             "2023年，昌吉州发电量1390亿千瓦时。"]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "l.sqlite", create=True) as ledger:
        for index in (*order, *repeat):
            ledger.add(read(texts[index], date="2025-01"))
        held = sorted((one.fact.value, one.fact.period, len(one.mentions)) for one in ledger.facts())
        kinds = [one.kind for one in ledger.findings()]
        assert ledger.verify() == []
    assert held == [("139000000000", "2023", 1), ("139000000000", "2024", 1), ("145000000000", "2024", 1), ("32310000", "2024", 2)]
    assert kinds == ["contradiction"]


@given(
    value=st.decimals("0.1", "99999", places=1), half=st.decimals("0", "3", places=2), other=st.sampled_from(["=", ">", "<", "≈"])
)
def test_agreement_is_symmetric_and_a_figure_agrees_with_its_roundings(value: Decimal, half: Decimal, other: str) -> None:
    first = replace(growth_facts()[0], value=str(value), raw_value=str(value))
    second = replace(first, value=str(value + half), raw_value=str(value + half), comparator=Comparator(other))
    assert agreement(first, second) == agreement(second, first)
    whole = replace(first, value=str(round(value)), raw_value=str(round(value)))
    assert agreement(first, whole) in ("same", "rounding")


def test_the_same_fact_in_another_text_is_corroboration(path: Path) -> None:
    other = "昌吉州1—10月固定资产投资同比增长17.4%。"
    same = fact_in(other, "17.4%", "固定资产投资", "17.40", "%", measure=Measure.GROWTH_YOY, indicator="fixed_asset_investment",
                   reference=Reference(text="上年同期"))  # fmt: skip
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        added = ledger.add(reading_of(other, [same]))
        held = ledger.facts()
    assert (added.new, len(added.corroborated)) == ((), 1)
    assert len(held) == 3
    assert {mention.document for mention in held[0].mentions} == {text_hash(GROWTH), text_hash(other)}


@pytest.mark.parametrize(
    ("value", "exact", "comparator", "kind"),
    [
        ("17.1", "17.1%", "=", "contradiction"),
        ("17.38", "17.38%", "=", "rounding"),  # 17.38 rounds to 17.4
        ("17", "17%", "=", "rounding"),  # 17.4 rounds to 17
        ("17", "17%", ">", "bounds"),
        ("18", "18%", ">", "contradiction"),
        ("17.4", "17.4%", ">=", "comparator"),
        ("17.0", "17.0%", "≈", "bounds"),
        ("12", "12%", "≈", "contradiction"),
    ],
)
def test_figures_that_differ_keep_both_rows_and_raise_a_finding(
    path: Path, value: str, exact: str, comparator: str, kind: str
) -> None:
    other = f"1至10月昌吉州固定资产投资增速{exact}。"
    rival = fact_in(other, exact, "固定资产投资", value, "%", measure=Measure.GROWTH_YOY, indicator="fixed_asset_investment",
                    comparator=Comparator(comparator))  # fmt: skip
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        added = ledger.add(reading_of(other, [rival]))
        held, findings = ledger.facts(), ledger.findings()
    assert [one.kind for one in added.findings] == [kind] == [one.kind for one in findings]
    assert len(held) == (3 if kind == "comparator" else 4)
    assert all(one.usable for one in held)
    assert set(findings[0].facts) <= {one.id for one in held}
    assert findings[0].serious == (kind == "contradiction")
    for lang in ("en", "zh"):
        assert value in findings[0].text(lang)


def test_what_makes_a_figure_another_one_contradicts_nothing(path: Path) -> None:
    """Another place, period, scope or measure, planned against measured, another reference of a rank, an unknown subject."""
    text = "甲50%乙51%丙52%丁53%戊54%己55%庚56%"
    base = fact_in(
        text, "50%", "增加值", "50", "%", measure=Measure.SHARE, indicator="value_added", reference=Reference(place="65")
    )
    others = [
        fact_in(text, "51%", "增加值", "51", "%", measure=Measure.SHARE, indicator="value_added", place="652301", reference=base.reference),
        fact_in(text, "52%", "增加值", "52", "%", measure=Measure.SHARE, indicator="value_added", end="2024-11", reference=base.reference),
        fact_in(text, "53%", "增加值", "53", "%", measure=Measure.SHARE, indicator="value_added", scope="规上", reference=base.reference),
        fact_in(text, "54%", "增加值", "54", "%", measure=Measure.GROWTH_YOY, indicator="value_added"),
        fact_in(text, "55%", "增加值", "55", "%", measure=Measure.SHARE, indicator="value_added", reference=Reference(place="CN")),
        fact_in(text, "56%", "增加值", "56", "%", measure=Measure.SHARE, place="652301"),
    ]  # fmt: skip
    with Ledger(path, create=True) as ledger:
        added = ledger.add(reading_of(text, [base, *others]))
    assert len(added.new) == 7
    assert added.findings == ()


def test_figures_without_period_merge_within_their_text_only(path: Path) -> None:
    one, two = "矿区产煤50万吨，产煤50万吨。", "另有报道：产煤50万吨。"
    facts = [fact_in(one, "50万吨", "产煤", "500000", "t", start="", end=""),
             fact_in(one, "50万吨", "产煤", "500000", "t", start="", end="", at=10)]  # fmt: skip
    with Ledger(path, create=True) as ledger:
        assert ledger.add(reading_of(one, facts)).merged == 1
        assert len(ledger.add(reading_of(two, [fact_in(two, "50万吨", "产煤", "500000", "t", start="", end="")])).new) == 1


# --- decisions --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(path: Path) -> Path:
    facts = growth_facts()
    facts[2] = replace(facts[2], review=Review(ReviewState.QUEUED, reason="unit does not fit the indicator"))
    unread = Unread(GROWTH.index("3200"), GROWTH.index("3200") + 4, "3200", "no unit", "lex", value="3200")
    with Ledger(path, create=True) as ledger:
        added = ledger.add(reading_of(GROWTH, facts, unread=(unread,)))
        assert (added.queued, added.unread) == (1, 1)
    return path


def test_the_queue_is_decided(waiting: Path) -> None:
    with Ledger(waiting) as ledger:
        number, fact = ledger.queue()
        assert (fact.reason, number.reason) == ("unit does not fit the indicator", "no unit")
        assert len(ledger.usable()) == 2
        ledger.accept(fact.id[:8], by="审核员", when=WHEN, reason="对照原文")
        ledger.reject(number.id, by="审核员", when=WHEN)
        assert ledger.queue() == ()
        done = ledger.fact(fact.id)
        assert (done.state, done.fact.review.by, done.fact.review.when) == ("accepted", "审核员", WHEN)
        assert len(ledger.usable()) == 3
        assert ledger.verify() == []


def test_a_correction_supersedes_and_keeps_the_old_row(waiting: Path) -> None:
    with Ledger(waiting) as ledger:
        fact = next(item for item in ledger.queue() if item.fact)
        new = ledger.correct(fact.id, {"value": "32300000", "comparator": "=", "period": "2024-12"}, by="审核员", when=WHEN)
        old, fresh = ledger.fact(fact.id), ledger.fact(new)
        assert (old.state, old.replaced_by, old.live) == ("corrected", new, False)
        assert (fresh.fact.value, fresh.fact.period, fresh.state, fresh.supersedes) == ("32300000", "2024-12", "corrected", fact.id)
        assert fresh.mentions[0].exact == "3200万千瓦"
        with pytest.raises(InputError, match="1 problem") as error:
            ledger.accept(fact.id, by="x", when=WHEN)
        assert "no longer counts" in said(error)
        again = ledger.add(reading_of(GROWTH, growth_facts()))
        assert not again.new, "the decision of a person stands when the text is read again"
        assert ledger.verify() == []


def test_a_number_that_was_not_read_becomes_a_fact(waiting: Path) -> None:
    with Ledger(waiting) as ledger:
        number = next(item for item in ledger.queue() if not item.fact)
        with pytest.raises(InputError) as error:
            ledger.correct(number.id, {"unit": "kW"}, by="审核员", when=WHEN)
        assert "'indicator_text' must be stated" in said(error)
        assert "'measure' must be stated" in said(error)
        with pytest.raises(InputError, match="1 problem") as error:
            ledger.accept(number.id, by="审核员", when=WHEN)
        assert "no fact to accept" in said(error)
        new = ledger.correct(number.id, {"indicator_text": "煤电装机", "measure": "capacity", "value": "32000000", "unit": "kW",
                                         "place": "652300", "period": "2024-10"}, by="审核员", when=WHEN)  # fmt: skip
        assert ledger.fact(new).fact.exact == "3200"
        assert not [item for item in ledger.queue() if not item.fact]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "red"}, "'colour' is no field of a fact"),
        ({"value": "seventeen"}, "this is no number"),
        ({"value": "NaN"}, "this is no number"),
        ({"measure": "growth"}, "this word is not known here"),
        ({"period": "2024-13"}, "this is no period"),
        ({"period": "2024-10/2024-01"}, "this is no period"),
        ({"unit": "万千瓦"}, "kept in base units"),
        ({"comparator": "range"}, "a range needs"),
        ({"value": "17.4"}, "nothing is changed"),
    ],
)
def test_a_wrong_correction_is_refused_and_writes_nothing(path: Path, changes: dict[str, str], reason: str) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        before = path.read_bytes()
        with pytest.raises(InputError) as error:
            ledger.correct(ledger.facts()[0].id, changes, by="审核员", when=WHEN)
        assert reason in said(error)
        assert path.read_bytes() == before


def test_a_decision_needs_a_name_and_a_day(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        with pytest.raises(InputError, match="2 problem") as error:
            ledger.accept(ledger.facts()[0].id, by=" ", when="yesterday")
        assert "needs the name" in said(error)
        assert "is no date" in said(error)
        with pytest.raises(InputError) as error:
            ledger.accept("ffff", by="a", when=WHEN)
        assert "no such id" in said(error)


def test_a_settled_contradiction_leaves_the_list(path: Path) -> None:
    other = "1至10月昌吉州固定资产投资增速21.4%。"
    wrong = fact_in(other, "21.4%", "固定资产投资", "21.4", "%", measure=Measure.GROWTH_YOY, indicator="fixed_asset_investment")
    third = "又讯：昌吉州固定资产投资增长21.4%。"
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        ledger.add(reading_of(other, [wrong]))
        assert len(ledger.findings()) == 1
        ledger.reject(wrong.id, by="审核员", when=WHEN, reason="印刷错误")
        assert ledger.findings() == ()
        assert len(ledger.findings(everything=True)) == 1
        again = fact_in(third, "21.4%", "固定资产投资", "21.4", "%", measure=Measure.GROWTH_YOY, indicator="fixed_asset_investment")
        added = ledger.add(reading_of(third, [again]))
    assert {one.kind for one in added.findings} == {"republished", "contradiction"}


# --- newer rules --------------------------------------------------------------------------------------------------------------------


def test_newer_rules_supersede_what_no_person_decided(path: Path) -> None:
    first, second, third = growth_facts()
    better = replace(third, indicator="thermal_power_capacity", indicator_text="火电装机")
    with Ledger(path, create=True) as ledger:
        ledger.add(reading_of(GROWTH, [first, second, third], "1"))
        ledger.accept(first.id, by="审核员", when=WHEN)
        added = ledger.add(reading_of(GROWTH, [better], "2"))
        states = {one.id: one.state for one in ledger.facts()}
        assert states == {first.id: "accepted", second.id: "superseded", third.id: "superseded", better.id: "read"}
        assert set(added.superseded) == {second.id, third.id}
        back = ledger.add(reading_of(GROWTH, [first, second, third], "3"))
        states = {one.id: one.state for one in ledger.facts()}
        assert states == {first.id: "accepted", second.id: "read", third.id: "read", better.id: "superseded"}
        assert set(back.new) == {second.id, third.id}
        assert ledger.verify() == []


def test_a_derived_fact_falls_with_its_sources(path: Path) -> None:
    first, second, _ = growth_facts()
    derived = replace(
        first, value="6.6", place="65", start=0, end=0, exact="", source="", rule_id="C01", derived_from=(first.id, second.id)
    )
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        assert ledger.add_derived([derived], by="check", when=WHEN).new == (derived.id,)
        assert ledger.add_derived([derived], by="check", when=WHEN).new == ()
        assert ledger.fact(derived.id).usable
        ledger.reject(second.id, by="审核员", when=WHEN)
        assert {one.id: one.live for one in ledger.facts()}[derived.id] is False


# --- the file ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["entries", *COLUMNS])
def test_rows_cannot_be_changed_or_removed(waiting: Path, table: str) -> None:
    with Ledger(waiting) as ledger:
        ledger.reject(ledger.queue()[0].id, by="审核员", when=WHEN)
    raw = sqlite3.connect(waiting)
    for statement in (f"UPDATE {table} SET number = number", f"DELETE FROM {table}",
                      f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"):  # fmt: skip
        held = raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if held:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
    raw.close()


def test_a_row_changed_behind_the_ledgers_back_shows(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        assert ledger.verify() == []
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER facts_no_update")
    raw.execute("UPDATE facts SET value = '99' WHERE number = 1")
    raw.commit()
    raw.close()
    with Ledger(path) as ledger:
        assert "entry 1 is not what was written" in str(ledger.verify()[0])


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_bytes(b"not a database, but long enough to be looked at" * 20), "the file is no ledger"),
        (lambda path: _foreign(path, 0, 0), "database of another program"),
        (lambda path: _foreign(path, 0x545A4C47, 2), "written by a newer version (form 2; this version knows 1)"),
        (lambda path: _foreign(path, 0x545A4C47, 1), "lacks tables"),
        (lambda path: path.mkdir(), "not a folder"),
        (lambda path: None, "there is no ledger here"),
        (lambda path: path.touch(), "never written"),
    ],
)
def test_foreign_newer_and_damaged_files_are_refused(path: Path, make: object, reason: str) -> None:
    make(path)  # type: ignore[operator]
    with pytest.raises(InputError) as error:
        Ledger(path)
    assert reason in said(error)


def _foreign(path: Path, application: int, version: int) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE mine (a)")
    raw.execute(f"PRAGMA application_id = {application}")
    raw.execute(f"PRAGMA user_version = {version}")
    raw.commit()
    raw.close()


def test_a_damaged_file_is_told(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\x55" * (40960 - 8192)
    path.write_bytes(bytes(content))
    with pytest.raises(InputError) as error, Ledger(path) as ledger:  # noqa: PT012
        assert ledger.verify()
        ledger.facts()
    assert "cannot be used" in said(error) or "lacks tables" in said(error)


def test_another_text_than_the_one_read_is_refused(path: Path) -> None:
    other = replace(document_of(growth()), text=GROWTH + " ")
    with Ledger(path, create=True) as ledger, pytest.raises(InputError) as error:
        ledger.add(growth(), other)
    assert "not the one that was read" in said(error)
    broken = "产值\ud8005亿元"
    with Ledger(path, create=True) as ledger, pytest.raises(InputError) as error:
        ledger.add(reading_of(broken, []))
    assert "no Unicode text" in said(error)


def test_cells_of_a_table_are_kept(path: Path) -> None:
    facts = growth_facts()
    with Ledger(path, create=True) as ledger:
        ledger.add(growth(), cells={facts[0].id: Cell("年鉴", "C7")})
        assert (ledger.facts()[0].mentions[0].sheet, ledger.facts()[0].mentions[0].cell) == ("年鉴", "C7")


def test_the_origin_of_a_text_can_be_stated_later(path: Path) -> None:
    with Ledger(path, create=True) as ledger:
        ledger.add(growth())
        ledger.add(growth(), document_of(growth(), publisher="统计局", title="公报", date="2024-11-20"))
        (document,) = ledger.documents()
    assert document.cited() == "统计局 · 公报 · 2024-11-20"
    assert document.text == GROWTH
