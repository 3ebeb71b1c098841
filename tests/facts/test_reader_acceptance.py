"""The acceptance of the reader on texts that were not used to write its rules; the figures reached are printed (pytest -s)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tingzhou.facts import read
from tingzhou.facts.score import Score, read_annotations, score, total

FOLDER = Path(__file__).parent / "texts"


def reached(name: str) -> Score:
    """Return the score over a folder; the date of a text is the end of its name."""
    scores = []
    for path in sorted((FOLDER / name).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        rows = read_annotations(path.with_suffix(".csv").read_text(encoding="utf-8"), path.name, text)
        scores.append(score(read(text, date=path.stem[-10:]), rows))
    return total(scores)


@pytest.mark.parametrize(("name", "facts", "idioms"), [("heldout", 700, 0), ("second", 120, 0), ("third", 2400, 5)])
def test_thresholds_of_acceptance(name: str, facts: int, idioms: int) -> None:
    whole = reached(name)
    print(f"\n{name}: {whole.annotated} annotated, {whole.found} read, precision {whole.precision:.4f}, recall {whole.recall:.4f}, "
          + ", ".join(f"{one} {whole.accuracy(one):.4f}" for one in ("place", "period", "comparator", "indicator"))
          + f", from idioms {whole.false_kinds}, per cent / points confused {whole.points_confused}")  # fmt: skip
    shown = "\n".join(map(str, whole.misses))
    assert whole.annotated >= facts
    assert whole.precision >= 0.98, shown
    assert whole.recall >= 0.90, shown
    assert whole.accuracy("place") >= 0.95, shown
    assert whole.accuracy("period") >= 0.90, shown
    assert whole.points_confused == 0, shown
    assert whole.false_kinds <= idioms, shown
