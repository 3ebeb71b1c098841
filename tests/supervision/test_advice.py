"""Credit repair, the four lists and fair competition: every branch of the rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tingzhou.errors import InputError, UsageError
from tingzhou.region.lists import LongList
from tingzhou.supervision import credit_advice, penalty_advice, self_check
from tingzhou.supervision.competition import phrases
from tingzhou.supervision.credit import CreditRecord, add_months, credit_records, terms
from tingzhou.supervision.penalty import facts_known, penalty_rules

DAY = dt.date


@pytest.mark.parametrize(("start", "months", "end"), [
    (DAY(2026, 1, 31), 1, DAY(2026, 2, 28)), (DAY(2028, 1, 31), 1, DAY(2028, 2, 29)), (DAY(2026, 8, 31), 3, DAY(2026, 11, 30)),
    (DAY(2026, 12, 15), 1, DAY(2027, 1, 15)), (DAY(2028, 2, 29), 12, DAY(2029, 2, 28)), (DAY(2026, 5, 31), 0, DAY(2026, 5, 31)),
])  # fmt: skip
def test_months_end_on_the_last_day(start: dt.date, months: int, end: dt.date) -> None:
    assert add_months(start, months) == end


def record(kind: str, **facts: object) -> CreditRecord:
    return CreditRecord("r", kind, DAY(2026, 5, 31), **facts)  # type: ignore[arg-type]


WHOLE = {"duties_done": DAY(2026, 6, 10), "pledge": DAY(2026, 6, 20), "other_conditions": True}


@pytest.mark.parametrize(("kind", "facts", "on", "possible", "unmet", "earliest"), [
    ("minor", {}, DAY(2026, 6, 1), False, ("duties",), None),
    ("minor", {"duties_done": DAY(2026, 6, 10)}, DAY(2026, 6, 9), False, ("duties",), DAY(2026, 6, 10)),
    ("minor", {"duties_done": DAY(2026, 6, 10)}, DAY(2026, 6, 10), True, (), DAY(2026, 6, 10)),
    ("general", WHOLE, DAY(2026, 8, 30), False, ("term",), DAY(2026, 8, 31)),
    ("general", WHOLE, DAY(2026, 8, 31), True, (), DAY(2026, 8, 31)),
    ("general", {**WHOLE, "pledge": None}, DAY(2026, 9, 30), False, ("pledge",), None),
    ("general", {**WHOLE, "other_conditions": None}, DAY(2026, 9, 30), False, ("other",), None),
    ("general", {}, DAY(2026, 6, 1), False, ("term", "duties", "pledge", "other"), None),
    ("general", {**WHOLE, "pledge": DAY(2026, 10, 1)}, DAY(2026, 9, 30), False, ("pledge",), DAY(2026, 10, 1)),
    ("serious", WHOLE, DAY(2027, 5, 30), False, ("term",), DAY(2027, 5, 31)),
    ("serious", WHOLE, DAY(2027, 5, 31), True, (), DAY(2027, 5, 31)),
    ("abnormal", {"published_date": DAY(2026, 6, 1)}, DAY(2026, 9, 1), False, ("duties",), None),
    ("abnormal", {"published_date": DAY(2026, 6, 1), "duties_done": DAY(2026, 7, 1)}, DAY(2026, 9, 1), True, (), DAY(2026, 7, 1)),
    ("abnormal", {}, DAY(2026, 9, 1), False, ("published_date",), None),
    ("serious_list", {"published_date": DAY(2026, 6, 1)}, DAY(2031, 5, 31), False, ("term",), DAY(2031, 6, 1)),
    ("serious_list", {"published_date": DAY(2026, 6, 1), "new_event": DAY(2028, 2, 29)}, DAY(2031, 6, 1), False, ("term",), DAY(2033, 2, 28)),
])  # fmt: skip
def test_credit_advice(kind: str, facts: dict[str, object], on: dt.date, possible: bool, unmet: tuple[str, ...],
                       earliest: dt.date | None) -> None:  # fmt: skip
    advice = credit_advice(record(kind, **facts), on)
    assert (advice.possible, advice.unmet, advice.earliest) == (possible, unmet, earliest)
    assert advice == credit_advice(record(kind, **facts), on)


def test_terms_end_by_themselves() -> None:
    assert credit_advice(record("general"), DAY(2026, 6, 1)).automatic_end == DAY(2027, 5, 31)
    assert credit_advice(record("serious"), DAY(2026, 6, 1)).automatic_end == DAY(2029, 5, 31)
    assert credit_advice(record("minor"), DAY(2026, 6, 1)).automatic_end == DAY(2026, 8, 31)


def test_the_rule_changes_on_the_first_of_april_2026() -> None:
    old = CreditRecord(
        "r", "penalty", DAY(2025, 12, 1), published_date=DAY(2025, 12, 5), duties_done=DAY(2026, 1, 1), pledge=DAY(2026, 1, 1)
    )
    before = credit_advice(old, DAY(2026, 3, 31))
    assert (before.rule, before.possible) == ("R4", True)
    assert credit_advice(old, DAY(2026, 4, 1)).unmet == ("rule",)
    early = credit_advice(record("general", **WHOLE), DAY(2026, 3, 31))
    assert (early.unmet, early.earliest) == (("rule",), DAY(2026, 4, 1))
    safety = CreditRecord("r", "penalty_safety", DAY(2025, 3, 1), published_date=DAY(2025, 3, 31))
    assert credit_advice(safety, DAY(2026, 3, 30)).term_ends == DAY(2026, 3, 31)


def test_every_rule_has_a_source_and_a_mark() -> None:
    for row in (*terms(), *penalty_rules()):
        assert row["source"]
        assert dt.date.fromisoformat(row["valid_from"])
    assert {row["mark"] for row in terms()} <= {"T", "P", "M"}


def test_credit_records_with_faults() -> None:
    columns = {
        "id": ["a", "a", "b"],
        "kind": ["minor"] * 3,
        "document_date": ["2026-05-01"] * 3,
        "duties_done": [None, None, "2026-04-01"],
    }
    with pytest.raises(InputError) as refused:
        credit_records(LongList("credit_records", "r.csv", columns, [2, 3, 4]), [])  # type: ignore[arg-type]
    assert "stands twice" in str(refused.value)
    assert "before the date of the document" in str(refused.value)


@pytest.mark.parametrize(("facts", "rule", "applies"), [
    ({"minor": True, "corrected_in_time": True, "harm": False}, "P33-1a", "yes"),
    ({"minor": True, "corrected_in_time": True, "harm": True}, "P33-1a", "no"),
    ({"minor": True, "corrected_in_time": True}, "P33-1a", "open"),
    ({"first_time": True, "slight_harm": True, "corrected_in_time": True}, "P33-1b", "yes"),
    ({"first_time": False}, "P33-1b", "no"),
    ({"no_fault_proven": True}, "P33-2", "yes"), ({}, "P33-2", "open"), ({"no_fault_proven": False}, "P33-2", "no"),
    ({"harm_removed_by_itself": True}, "P32-1", "yes"), ({"coerced_or_induced": True}, "P32-2", "yes"),
    ({"confessed_unknown": True}, "P32-3", "yes"), ({"helped_investigation": False}, "P32-4", "no"),
    ({"clearly_minor": True}, "C16", "yes"), ({"notable_harm": False}, "C16", "yes"),
    ({"clearly_minor": False, "notable_harm": True}, "C16", "no"), ({"clearly_minor": False}, "C16", "open"),
])  # fmt: skip
def test_four_lists(facts: dict[str, bool], rule: str, applies: str) -> None:
    found = {advice.rule: advice for advice in penalty_advice(facts, DAY(2026, 1, 1))}
    assert found[rule].applies == applies
    assert bool(found[rule].open_facts) == (applies == "open")


def test_penalty_rules_hold_from_their_date() -> None:
    assert {advice.rule for advice in penalty_advice({}, DAY(2015, 1, 1))} == {"C16"}
    with pytest.raises(UsageError, match="unknown fact 'weather'"):
        penalty_advice({"weather": True}, DAY(2026, 1, 1))
    assert "minor" in facts_known()


# One sentence in the words of a policy draft per phrase, and the article it offends.
DRAFTS = {
    "8-1a": "对负面清单以外的储能项目增设审批程序，另行设置准入条件。",
    "8-2a": "授予甲公司园区供水独家经营权。",
    "8-3a": "项目建设优先采购本地企业的设备。",
    "8-3b": "Contractors must use designated suppliers of equipment.",
    "8-4a": "注册资本不低于5000万元的企业方可参与申报。",
    "8-4b": "本次指标仅限国有企业申报。",
    "9-1a": "原煤优先保障本地，禁止外运。",
    "9-2a": "中标企业须在本地投资设厂。",
    "9-3a": "评标时对注册地在本州的企业加分。",
    "9-3b": "In tenders local firms get a preference of five points.",
    "9-4a": "购买本地产品的给予补贴。",
    "9-5a": "对外地企业从严检查。",
    "10-1a": "给予龙头企业税收返还。",
    "10-1b": "A tax rebate is granted to the investor group.",
    "10-2a": "按企业地方贡献给予奖励，实行一企一策。",
    "10-3a": "对重点项目零地价供地，实行优惠电价。",
    "10-3b": "Land below market price for selected firms.",
    "10-3c": "免收城市基础设施配套费。",
    "11-1a": "引导企业统一定价、限产保价。",
    "11-2a": "对水泥实行政府指导价。",
    "11-3a": "控制煤炭价格，煤价不高于每吨200元。",
}


def test_every_phrase_has_its_draft() -> None:
    assert set(DRAFTS) == {phrase.id for phrase in phrases()}


@pytest.mark.parametrize(("phrase", "draft"), DRAFTS.items(), ids=list(DRAFTS))
def test_forbidden_phrases_are_found_where_they_stand(phrase: str, draft: str) -> None:
    found = self_check(draft)
    assert phrase in {finding.phrase for finding in found}
    for finding in found:
        assert draft[finding.start : finding.end] == finding.quote
        assert finding.article.startswith("第")


@pytest.mark.parametrize("draft", [
    "不得限定使用本地企业的产品。", "严禁给予龙头企业税收返还。", "清理对外地企业加收费用的规定。",
    "全州煤炭产量超过2亿吨，外送电量62亿千瓦时。", "企业开办压缩到1个工作日。", "对信用风险低的企业减少抽查比例。",
    "新能源项目备案权限下放到县市。", "",
])  # fmt: skip
def test_bans_and_plain_reports_are_no_findings(draft: str) -> None:
    assert self_check(draft) == []


def test_bans_can_be_listed_too() -> None:
    found = self_check("不得限定使用本地企业的产品。", include_bans=True)
    assert found
    assert all(finding.forbids for finding in found)


def test_the_workbench_checks_its_own_proposals() -> None:
    """The words of the reports and plans that the program writes, and its example, offend no article."""
    package = Path(__file__).parents[2] / "src" / "tingzhou"
    for path in (*sorted((package / "locale").rglob("*.po")), *sorted(package.rglob("*.j2"))):
        text = path.read_text(encoding="utf-8")
        assert not [finding.quote for finding in self_check(text)], path.name
    from tingzhou.supervision.example import example_files

    assert self_check(example_files(firms=100, inspectors=20)["plan.toml"].decode()) == []
