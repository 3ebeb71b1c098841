"""The reference text and the annotated texts of tests/facts/texts: what the reader must reach on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tingzhou.facts import Reading, read
from tingzhou.facts.score import Score, read_annotations, score, total

SHARED = Path(__file__).resolve().parents[3] / "shared"
TEXT = SHARED / "texts" / "changji-2024-12-10.txt"
TABLE = SHARED / "data" / "changji_2024_facts.csv"
DEVELOPMENT = sorted((Path(__file__).parent / "texts" / "dev").glob("*.txt"))

needs_reference = pytest.mark.skipif(not TEXT.exists(), reason="the reference text lies outside the repository")


def plain(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


@pytest.fixture(scope="module")
def reference() -> Reading:
    return read(plain(TEXT), date="2024-12-10")


@pytest.fixture(scope="module")
def reached(reference: Reading) -> Score:
    return score(reference, read_annotations(plain(TABLE), TABLE.name, reference.text))


@needs_reference
def test_all_facts_of_the_reference_text(reached: Score) -> None:
    assert (reached.annotated, reached.found, reached.matched) == (74, 74, 74)
    assert (reached.false_kinds, reached.points_confused) == (0, 0)
    assert reached.accuracy("place") == 1.0
    assert reached.accuracy("comparator") >= 0.95
    assert reached.accuracy("period") >= 0.90


@needs_reference
def test_the_repeated_fact_has_one_key_and_two_spans(reference: Reading) -> None:
    """S008 and S019 of the annotated table: 74 annotated facts are 73 in the ledger."""
    twice = [fact for fact in reference.facts if fact.exact == "17.4%"]
    assert len(twice) == 2
    assert twice[0].key == twice[1].key
    assert twice[0].id != twice[1].id
    assert len({(fact.key, fact.value, fact.start if fact.indicator_text == "" else fact.indicator_text) for fact in twice}) == 1


@needs_reference
def test_dates_idioms_and_identifiers_of_the_reference_text_are_vetoed(reference: Reading) -> None:
    rows = read_annotations(plain(TABLE), TABLE.name, reference.text)
    for row in rows:
        if row.kind in ("date", "identifier", "ordinal"):
            assert any(veto.start <= row.start and row.end <= veto.end for veto in reference.vetoed), row


def test_annotated_texts_of_other_regions() -> None:
    assert DEVELOPMENT
    scores = []
    for path in DEVELOPMENT:
        text = plain(path)
        dated = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path.name)
        assert dated is not None
        scores.append(score(read(text, date=dated[0]), read_annotations(plain(path.with_suffix(".csv")), path.name, text)))
    whole = total(scores)
    shown = "\n".join(map(str, whole.misses))
    assert whole.precision >= 0.98, shown
    assert whole.recall >= 0.95, shown
    assert whole.accuracy("place") >= 0.95, shown
    assert whole.accuracy("period") >= 0.90, shown
    assert whole.accuracy("comparator") >= 0.95, shown
    assert (whole.false_kinds, whole.points_confused) == (0, 0), shown
