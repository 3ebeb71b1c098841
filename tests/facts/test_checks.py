"""Checks between facts: the numbers of the domain page on the reference text, and every rule on sentences of our own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_helpers import GROWTH, TEXT, annotated, fact_in, growth_facts

from tingzhou import facts as facts_room
from tingzhou.facts.checks import CheckResult, check_facts, rounded, rules
from tingzhou.facts.fact import Accumulation, Comparator, Fact, Measure, Reference, Status, text_hash
from tingzhou.facts.ledger import Ledger
from tingzhou.labels import sentence


def checked(text: str, facts: list[Fact]) -> list[CheckResult]:
    return list(check_facts([(fact.id, fact) for fact in facts], {text_hash(text): text}))


def of(results: list[CheckResult], check: str) -> list[CheckResult]:
    return [one for one in results if one.check_id == check]


@pytest.fixture(scope="module", params=["annotated", "read"])
def reference(request: pytest.FixtureRequest) -> dict[str, list[CheckResult]]:
    """Results on the reference text: once with the annotated facts, once with what the reader makes of it."""
    if not TEXT.exists():
        pytest.skip("the reference text lies in ../shared, which is not part of the project")
    text = TEXT.read_text(encoding="utf-8")
    reading = annotated() if request.param == "annotated" else facts_room.read(text, date="2024-12-10")
    found = checked(reading.text, list(reading.facts))
    return {name: of(found, name) for name in {one.check_id for one in found}}


# Section 4 of the domain page, "must give"; digits as printed there.
@pytest.mark.parametrize(
    ("check", "value", "unit", "comparator", "flags"),
    [
        ("C01", "6.6", "%", "=", ()),
        ("C02", "15", "%", "=", ()),
        ("C03", "3280", "CNY/kW", "=", ()),
        ("C04", "885.7", "kWh", "=", ()),
        ("C05", "7078000", "kW", "=", ()),
        ("C06", "5167", "h", "=", ("outside",)),
        ("C07", "18600000000", "kWh", ">", ("bounds",)),
        ("C08", "39.1", "1", ">", ("bounds",)),
        ("C09", "423700000", "CNY", ">", ("years", "bounds")),
        ("C11", "2.8", "x", "≈", ("bounds",)),
        ("C17", "73.2", "%", "=", ()),
    ],
)
def test_the_reference_text_gives_the_numbers_of_the_table(
    reference: dict[str, list[CheckResult]], check: str, value: str, unit: str, comparator: str, flags: tuple[str, ...]
) -> None:
    (one,) = reference[check]
    assert one.value is not None
    digits = len(value.replace(".", "").rstrip("0")) or 1
    step = Decimal(10) ** (Decimal(value).adjusted() - digits + 1)
    assert abs(one.value - Decimal(value)) <= step / 2
    assert (one.unit, one.comparator.value, one.flags) == (unit, comparator, flags)
    assert one.verdict == ("agrees" if check == "C02" else "derived")


def test_the_reference_text_refuses_a_quotient_of_different_scope(reference: dict[str, list[CheckResult]]) -> None:
    """C10: the investment is of all industry, the projects are a part."""
    refused = [one for one in reference["C10"] if one.verdict == "refused"]
    assert len(refused) == 1
    assert refused[0].finding is not None
    said = refused[0].finding.text("en")
    assert "554.7亿元" in said
    assert "286个" in said
    assert "of all industry, the other of the projects named" in said
    allowed = [one for one in reference["C10"] if one.verdict == "derived"]
    assert [rounded(one.value or Decimal(0)) for one in allowed] == ["38709677"]  # 12亿元 for 31 projects, both of the projects


def test_the_reference_text_fails_no_check(reference: dict[str, list[CheckResult]]) -> None:
    assert not [one for results in reference.values() for one in results if one.verdict == "failed"]
    assert set(reference) == {"C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C17"}


def test_derived_facts_enter_the_ledger_with_what_they_come_from(tmp_path: Path) -> None:
    facts = growth_facts()
    with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        from ledger_helpers import growth

        ledger.add(growth())
        results = check_facts([(one.id, one.fact) for one in ledger.usable()], {text_hash(GROWTH): GROWTH})
        added = ledger.add_derived([one.derived for one in results if one.derived], [one.finding for one in results if one.finding])
        (name,) = added.new
        derived = ledger.fact(name).fact
    assert (derived.value, derived.unit, derived.place) == ("6.6", "%", "65")
    assert derived.derived_from == (facts[0].id, facts[1].id)
    assert derived.rule_id == "C01"


# --- growth and differences ---------------------------------------------------------------------------------------------------------


def differing(stated: str) -> list[CheckResult]:
    text = f"甲增速39%，高于规上24个百分点。规上增长{stated}。"
    facts = [
        fact_in(text, "39%", "战新增加值增速", "39", "%", measure=Measure.GROWTH_YOY),
        fact_in(text, "24个百分点", "战新增加值增速差", "24", "pp", measure=Measure.DIFF_PP, reference=Reference(text="规上工业增加值增速")),
        fact_in(text, stated, "规模以上工业增加值", stated.rstrip("%"), "%", measure=Measure.GROWTH_YOY),
    ]  # fmt: skip
    return of(checked(text, facts), "C02")


@pytest.mark.parametrize(("stated", "verdict"), [("15%", "agrees"), ("15.9%", "agrees"), ("17%", "failed")])
def test_a_difference_is_held_against_the_published_growth(stated: str, verdict: str) -> None:
    """15.9 is within half a unit of 39, of 24 and of its own last digit."""
    (one,) = differing(stated)
    assert one.verdict == verdict
    if verdict == "failed":
        assert one.finding is not None
        assert one.finding.serious
        assert "39% less 24个百分点 is 15 %, but 17 % is published" in one.finding.text("en")


# --- parts and wholes -----------------------------------------------------------------------------------------------------------------

SECTORS = "生产总值{}亿元，一产{}亿元，二产{}亿元，三产{}亿元"
NAMES = ("地区生产总值", "第一产业增加值", "第二产业增加值", "第三产业增加值")


def sectors(values: tuple[str, str, str, str], form: str = SECTORS, **more: object) -> list[CheckResult]:
    text = form.format(*values)
    unit, measure = ("CNY", Measure.LEVEL) if "亿元" in form else ("%", Measure.GROWTH_YOY)
    factor = 10**8 if unit == "CNY" else 1
    at, facts = 0, []
    for name, value in zip(NAMES, values, strict=True):
        at = text.index(value, at)
        facts.append(
            fact_in(text, value, name, str(Decimal(value) * factor), unit, measure=measure, at=at, raw_value=value, **more)
        )
    return checked(text, facts)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [(("2400", "380", "1200", "820"), "agrees"), (("2401.0", "380.4", "1200.3", "820.3"), "agrees"),
     (("2400", "380", "1200", "822"), "agrees"), (("2400", "380", "1200", "830"), "failed")],
)  # fmt: skip
def test_parts_add_up_within_half_a_unit_each(values: tuple[str, str, str, str], verdict: str) -> None:
    """2402 against 2400 is allowed: four roundings of half a unit each."""
    (one,) = of(sectors(values), "G04")
    assert one.verdict == verdict


@pytest.mark.parametrize(("whole", "verdict"), [("7.8", "agrees"), ("10.05", "agrees"), ("11.2", "failed"), ("4.0", "failed")])
def test_growth_of_the_whole_lies_between_its_parts(whole: str, verdict: str) -> None:
    form = "生产总值增长{}%，一产增长{}%，二产增长{}%，三产增长{}%"
    (one,) = of(sectors((whole, "5.1", "10.0", "6.2"), form), "G05")
    assert one.verdict == verdict


def test_contributions_add_up_to_the_growth() -> None:
    text = "生产总值增长7.8%，一产拉动0.9个百分点，二产拉动4.7个百分点，三产拉动2.2个百分点"
    facts = [fact_in(text, "7.8%", NAMES[0], "7.8", "%", measure=Measure.GROWTH_YOY)]
    facts += [fact_in(text, f"{value}个百分点", name, value, "pp", measure=Measure.CONTRIBUTION_PP)
              for name, value in zip(NAMES[1:], ("0.9", "4.7", "2.2"), strict=True)]  # fmt: skip
    assert [one.verdict for one in of(checked(text, facts), "G06")] == ["agrees"]
    facts[2] = replace(facts[2], value="5.7")
    assert [one.verdict for one in of(checked(text, facts), "G06")] == ["failed"]


def test_incomplete_parts_are_not_judged() -> None:
    text = SECTORS.format("2400", "380", "1200", "")
    facts = [
        fact_in(text, value, name, f"{value}00000000", "CNY") for name, value in zip(NAMES, ("2400", "380", "1200"), strict=False)
    ]
    assert not of(checked(text, facts), "G04")


@pytest.mark.parametrize(
    ("parts", "verdict"), [("8.4:40.9:50.7", "agrees"), ("9∶42∶49", "agrees"), ("8.4:40.9:55.7", "failed"), ("2:3:5", "agrees")]
)
def test_parts_of_a_ratio_add_up(parts: str, verdict: str) -> None:
    text = f"三次产业结构为{parts}，比例为3:4。"
    facts, at = [], 0
    for value in parts.replace("∶", ":").split(":"):
        facts.append(fact_in(text, value, "三次产业结构", value, "1", measure=Measure.RATIO, at=at))
        at = facts[-1].end
    (one,) = of(checked(text, facts), "G03")
    assert one.verdict == verdict


@pytest.mark.parametrize(
    ("value", "measure", "check"), [("126", "share", "G01"), ("-3", "share", "G01"), ("0", "rank", "G02"), ("1.5", "rank", "G02")]
)
def test_shares_and_ranks_have_limits(value: str, measure: str, check: str) -> None:
    text = f"占{value}"
    (one,) = checked(text, [fact_in(text, value, "煤炭", value, "rank" if measure == "rank" else "%", measure=Measure(measure))])
    assert (one.check_id, one.verdict) == (check, "failed")


# --- levels ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("output", "verdict"), [("1550亿千瓦时", "agrees"), ("2900亿千瓦时", "failed")])
def test_output_fits_the_capacity(output: str, verdict: str) -> None:
    """32.3 GW for 8 784 hours are 283.7 TWh."""
    text = f"煤电装机3230万千瓦，煤电发电量{output}。"
    kwh = str(int(output.rstrip("亿千瓦时")) * 10**8)
    facts = [fact_in(text, "3230万千瓦", "煤电装机", "32300000", "kW", measure=Measure.CAPACITY, start="2024", end="2024"),
             fact_in(text, output, "煤电发电量", kwh, "kWh", start="2024", end="2024", accumulation=Accumulation.ANNUAL)]  # fmt: skip
    assert [one.verdict for one in of(checked(text, facts), "G07")] == [verdict]
    month = [facts[0], replace(facts[1], period_start="2024-01", period_end="2024-10", accumulation=Accumulation.CUMULATIVE)]
    assert not of(checked(text, month), "G07")


@pytest.mark.parametrize(("growth", "verdict"), [("10.27%", "agrees"), ("10.3%", "agrees"), ("11.1%", "failed")])
def test_two_years_and_the_growth_between(growth: str, verdict: str) -> None:
    """620.05亿 to 683.73亿千瓦时 is 10.27 %."""
    text = f"上年620.05亿千瓦时，今年683.73亿千瓦时，增长{growth}。"
    facts = [
        fact_in(text, "620.05亿千瓦时", "外送", "62005000000", "kWh", indicator="sent", start="2023", end="2023"),
        fact_in(text, "683.73亿千瓦时", "外送", "68373000000", "kWh", indicator="sent", start="2024", end="2024"),
        fact_in(
            text, growth, "外送", growth.rstrip("%"), "%", measure=Measure.GROWTH_YOY, indicator="sent", start="2024", end="2024"
        ),
    ]
    (one,) = of(checked(text, facts), "G08")
    assert one.verdict == verdict
    money = [replace(fact, unit="CNY") if fact.unit == "kWh" else fact for fact in facts]
    assert not of(checked(text, money), "G08"), "money grows at constant prices: the two levels say nothing"


def test_plans_are_not_parts() -> None:
    assert not of(sectors(("2400", "380", "1200", "900"), status=Status.PLAN), "G04")


@pytest.mark.parametrize(
    ("first", "second", "falls", "result"),
    [("=", "=", True, "="), (">", "=", True, ">"), ("=", ">", True, "<"), (">=", "<", True, ">"), (">", ">", True, "≈"),
     (">", ">", False, ">"), ("<=", "<=", False, "<="), ("≈", "=", True, "≈"), (">", "<", False, "≈")],
)  # fmt: skip
def test_bounds_travel_through_a_quotient(first: str, second: str, falls: bool, result: str) -> None:
    """By hand: a quotient falls with its divisor, so a lower bound below the line is an upper bound of the result."""
    from tingzhou.facts.check_arithmetic import _together

    assert _together(Comparator(first), Comparator(second), falls=falls).value == result


def test_rounded_values_have_six_digits_and_no_exponent() -> None:
    assert [rounded(Decimal(text)) for text in ("885.714285714", "18600000000.0", "0.000123456789", "6.600", "0", "-39.13894")] == [
        "885.714", "18600000000", "0.000123457", "6.6", "0", "-39.1389"]  # fmt: skip


def test_rules_of_the_data_are_whole() -> None:
    """Both languages, known measures, formulas of known operands."""
    for rule in rules()["arithmetic"]:
        assert rule["zh"]
        assert rule["en"]
        assert all(Measure(measure) for side in ("a", "b") for measure in rule.get(side, {}).get("measures", ()))
        assert Measure(rule["measure"])
        words = set(rule["formula"].split()) - {"/", "*", "a", "b", "rating"}
        assert all(word.isdigit() for word in words)
        assert ("b" in rule) == ("b" in rule["formula"].split())
        assert ("rating" in rule) == ("rating" in rule["formula"].split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_speak_both_languages(lang: str) -> None:
    (one,) = differing("17%")
    assert one.finding is not None
    said = one.finding.text(lang)
    assert ("published" in said) == (lang == "en")
    assert "{" not in said
    assert sentence(one.finding.message, lang, **one.finding.parameters) == said
