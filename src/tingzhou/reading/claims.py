"""The published texts of a region against a solved model: read, matched, computed, and put into tables for the report."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING

from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.facts import Reading
    from tingzhou.facts.claims import Claim
    from tingzhou.facts.exports import Marked
    from tingzhou.planning import View
    from tingzhou.region import Region

__all__ = ["claims_table", "marked_texts", "own_claims", "read_texts"]

_COLUMNS = ["fact", "zh", "en", "fact_period", "comparator", "published", "model", "unit", "difference_share", "verdict", "reason_zh",
            "reason_en", "sentence", "at", "exact", "fact_text"]  # fmt: skip


def read_texts(region: Region) -> dict[str, Reading]:
    """Return name → reading of each text of a region.

    A text whose name without its ending is the id of a source takes title and date from there. What people decided in the ledger
    beside the region's tables is respected; where there is none the rules stand alone.
    """
    from tingzhou import facts
    from tingzhou.reading.decisions import decided, decisions_of

    decisions = decisions_of(region)
    sources = region.table("sources")
    read = {}
    for name, text in region.texts.items():
        key = PurePath(name).stem
        known = sources.loc[key] if key in sources.index else None
        date = str(known["date"]) if known is not None else ""
        read[name] = decided(facts.read(text, date=date, title=str(known["title"]) if known is not None else ""), decisions)
    return read


def own_claims(region: Region) -> tuple[Claim, ...]:
    """Return the claims of the region's own table, the built-in ones aside.

    Raises
    ------
    InputError
        With every problem of all rows: indicators, measures, places, and figures that the catalogue does not have.
    """
    from tingzhou.errors import InputError, Problem
    from tingzhou.facts.claims import claims_from
    from tingzhou.planning import FIGURES

    table = region.table("claims")
    problems = [
        Problem("the catalogue has no figure '{figure}'.", "Known: {known}.", file="claims", column="figure", value=str(name),
                parameters={"figure": figure, "known": ", ".join(FIGURES)})
        for name, figure in table["figure"].items() if figure not in FIGURES
    ]  # fmt: skip
    made: tuple[Claim, ...] = ()
    try:
        made = claims_from([(str(name), {str(key): value for key, value in row.items()}) for name, row in table.iterrows()])
    except InputError as error:
        problems = [*error.problems, *problems]
    if problems:
        raise InputError(problems)
    return made


def claims_table(view: View) -> ResultTable | None:
    """Return every published claim with the model's figure; ``None`` where the texts make none.

    The texts are read anew by the rules, and the decisions of the region's ledger are laid over them.
    """
    import pandas as pd

    from tingzhou import units
    from tingzhou.facts.claims import match_claims
    from tingzhou.planning.published import model_figure, verdict
    from tingzhou.region.claim_checks import stated_unit

    region = view.region
    own = own_claims(region)
    rows = []
    for name, reading in read_texts(region).items():
        facts = [(fact.id, fact) for fact in reading.facts]
        for one in match_claims(facts, reading.text, region=region.id, year=region.year, own=own):
            claim, fact = one.claim, one.fact
            published = float(fact.value) * units.factor(stated_unit(claim.unit, claim.model_unit), claim.model_unit)
            model = math.nan if one.why_not else model_figure(view, claim.figure, claim.subject, claim.model_unit)
            model = math.nan if model == 0.0 else model  # nothing of it in this scenario
            judged = one.why_not or verdict(model, "=" if fact.comparator.value in ("≈", "range") else fact.comparator.value,
                                            published, claim.tolerance)  # fmt: skip
            reasons = (claim.reason_zh, claim.reason_en) if judged in ("miss", "not_modelled", "under_way") else ("", "")
            rows.append((one.id, claim.zh, claim.en, fact.period, fact.comparator.value, published, model, claim.model_unit,
                         (model - published) / abs(published) if published else math.nan, judged, *reasons, one.sentence, one.at,
                         fact.exact, name))  # fmt: skip
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    known = set(region.table("sources").index)
    sources = tuple(sorted({PurePath(name).stem for name in frame["fact_text"]} & known))
    return ResultTable("claims", frame, {"difference_share": "1"}, sources=sources)


def marked_texts(region: Region) -> tuple[Marked, ...]:
    """Return the texts of a region with every figure marked, for the report."""
    from tingzhou.facts.documents import Document
    from tingzhou.facts.exports import marked_of

    sources = region.table("sources")
    found = []
    for name, reading in read_texts(region).items():
        key = PurePath(name).stem
        known = sources.loc[key] if key in sources.index else None
        document = Document(reading.source, reading.text, name, name if known is None else str(known["title"]),
                            "" if known is None else str(known["publisher"]), "" if known is None else str(known["date"]))  # fmt: skip
        found.append(marked_of(reading, document))
    return tuple(found)
