"""What people decided in the ledger of a region holds in the study: rejected, corrected and accepted figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tingzhou import facts
from tingzhou import region as regions
from tingzhou.errors import InputError
from tingzhou.facts.documents import Document
from tingzhou.facts.ledger import Ledger
from tingzhou.reading.claims import marked_texts, read_texts
from tingzhou.reading.decisions import decided, decisions_digest, decisions_of
from tingzhou.region import region_path

WHEN = "2025-02-01"
TEXT = "2024年，昌吉州煤电装机3231万千瓦，外送电量680亿千瓦时，风电装机900万千瓦。总数1234。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region with one text of its own."""
    made = Path(shutil.copytree(region_path("tiny"), tmp_path / "mine"))
    (made / "texts").mkdir(exist_ok=True)
    (made / "texts" / "公报.txt").write_text(TEXT, encoding="utf-8")
    return made


def review(folder: Path) -> dict[str, str]:
    """Reject the sent energy, correct the coal power to 3300万千瓦, accept the wind power; return exact → id of what was read."""
    reading = facts.read(regions.load(folder).texts["公报.txt"])
    with Ledger(folder / "ledger.sqlite", create=True) as ledger:
        ledger.add(reading, Document(reading.source, reading.text, "公报.txt"))
        names = {one.fact.exact: one.id for one in ledger.facts()}
        ledger.reject(names["680亿千瓦时"], by="审核人", when=WHEN)
        ledger.correct(names["3231万千瓦"], {"value": "33000000"}, by="审核人", when=WHEN)
        ledger.accept(names["900万千瓦"], by="审核人", when=WHEN)
    return names


def test_without_a_ledger_the_rules_stand_alone(folder: Path) -> None:
    region = regions.load(folder)
    assert (region.ledger, decisions_of(region), decisions_digest(region)) == ("", (), "")
    assert [fact.value for fact in read_texts(region)["公报.txt"].facts] == ["32310000", "68000000000", "9000000"]


def test_decisions_are_respected(folder: Path) -> None:
    before = regions.load(folder).hash
    review(folder)
    region = regions.load(folder)
    assert region.hash == before, "the ledger is no part of the input"
    reading = read_texts(region)["公报.txt"]
    assert [(fact.value, fact.review.state.value) for fact in reading.facts] == [("33000000", "corrected"), ("9000000", "accepted")]
    assert all(reading.text[fact.start : fact.end] == fact.exact for fact in reading.facts)
    (marked,) = marked_texts(region)
    assert {name for name, _, _ in marked.facts} == {fact.id for fact in reading.facts}


def test_a_study_is_made_again_when_decisions_change(folder: Path) -> None:
    review(folder)
    region = regions.load(folder)
    first = decisions_digest(region)
    assert first
    with Ledger(folder / "ledger.sqlite") as ledger:
        accepted = next(one for one in ledger.facts() if one.state == "accepted")
        ledger.reject(accepted.id, by="审核人", when=WHEN)
    assert decisions_digest(regions.load(folder)) not in ("", first)


def test_a_decision_holds_for_the_reading_it_was_made_on_only(folder: Path) -> None:
    """Another text, and a later reading of the same span with another value, are not touched."""
    review(folder)
    decisions = decisions_of(regions.load(folder))
    other = facts.read("2024年，昌吉州外送电量680亿千瓦时。")
    assert decided(other, decisions) == other


def test_a_number_that_was_not_read_can_be_put_right(folder: Path) -> None:
    reading = facts.read(regions.load(folder).texts["公报.txt"])
    with Ledger(folder / "ledger.sqlite", create=True) as ledger:
        ledger.add(reading, Document(reading.source, reading.text, "公报.txt"))
        (unread,) = (item for item in ledger.queue() if item.exact == "1234")
        ledger.correct(
            unread.id, {"indicator_text": "企业数", "measure": "count", "value": "1234", "unit": "1"}, by="审核人", when=WHEN
        )
    found = read_texts(regions.load(folder))["公报.txt"]
    assert [fact.value for fact in found.facts][-1] == "1234"
    assert found.unread == ()


def test_a_file_that_is_no_ledger_is_refused(folder: Path) -> None:
    (folder / "ledger.sqlite").write_text("no ledger", encoding="utf-8")
    with pytest.raises(InputError):
        read_texts(regions.load(folder))
