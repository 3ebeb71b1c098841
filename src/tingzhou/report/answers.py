"""The page of answers in sentences: what comes out, whether it pays, what binds, what misses. Read from the tables alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tingzhou.labels import sentence
from tingzhou.report.figures import digits_for, scaled, show_number, unit_name

if TYPE_CHECKING:
    from tingzhou.report.document import ReportDocument, ScenarioPart

__all__ = ["answers"]


def answers(document: ReportDocument, part: ScenarioPart, lang: str) -> list[str]:
    """Return the sentences in ``lang``; one whose figures the tables do not have is left out."""
    return [*_figures(part, lang), *_binding(document, part, lang), *_misses(part, lang)]


def _value(part: ScenarioPart, figure: str) -> tuple[float, str]:
    table = part.tables.get("key_figures")
    rows = table.frame[table.frame["figure"] == figure] if table is not None else None
    if rows is None or rows.empty:
        return math.nan, ""
    return float(rows["value"].iloc[0]), str(rows["unit"].iloc[0])


def _figures(part: ScenarioPart, lang: str) -> list[str]:
    def shown(figure: str) -> str:
        value, unit = scaled(*_value(part, figure))
        name = unit_name(unit, lang)
        return f"{show_number(value, digits_for(value))} {'× ' if name[:1].isdigit() else ''}{name}"

    def has(*figures: str) -> bool:
        return all(math.isfinite(_value(part, figure)[0]) for figure in figures)

    said = []
    if has("sent", "green_share"):
        said.append(sentence("The line sends {sent}, {share} of it booked as green energy.", lang, sent=shown("sent"), share=shown("green_share")))  # fmt: skip
    if has("utilisation", "curtailed"):
        said.append(sentence("Wind and sun are used to {utilisation}; {curtailed} is curtailed.", lang,
                             utilisation=shown("utilisation"), curtailed=shown("curtailed")))  # fmt: skip
    if has("landed_price", "benchmark_price", "margin"):
        figures = {key: shown(key) for key in ("landed_price", "benchmark_price")}
        if _value(part, "margin")[0] >= 0:
            text = sentence("The landed price of {landed_price} is below the benchmark of {benchmark_price}.", lang, **figures)
        else:
            text = sentence("The landed price of {landed_price} is above the benchmark of {benchmark_price}.", lang, **figures)
        said.append(text)
    if has("investment") and _value(part, "investment")[0] > 0:
        said.append(sentence("The plan invests {investment}.", lang, investment=shown("investment")))
    if has("unserved"):
        value = _value(part, "unserved")[0]
        said.append(sentence("All electricity demand is served.", lang) if value < 0.5
                    else sentence("{unserved} of electricity demand is not served.", lang, unserved=shown("unserved")))  # fmt: skip
    return said


def _binding(document: ReportDocument, part: ScenarioPart, lang: str) -> list[str]:
    table = part.tables.get("rule_results")
    if table is None or table.frame.empty:
        return []
    names = [str(rule).partition(":")[0] for rule in table.frame.loc[table.frame["binding"] > 0, "rule"]]
    shown = [document.names[name][0 if lang == "zh" else 1] if name in document.names else name for name in names]
    if not shown:
        if "resolution" in part.tables:  # a plan: the capacities, not the hours, carry what the rules cost
            return [
                sentence(
                    "With the planned capacities no rule has a shadow price; they were sized under the scenario's rules.", lang
                )
            ]
        return [sentence("No rule has a shadow price in this run.", lang)]
    return [sentence("What binds: {rules}.", lang, rules=("、" if lang == "zh" else ", ").join(shown))]


def _misses(part: ScenarioPart, lang: str) -> list[str]:
    table = part.tables.get("published")
    if table is None or table.frame.empty:
        return []
    missed = table.frame[table.frame["verdict"] == "miss"]
    if not table.frame["verdict"].isin(("within", "miss")).any():
        return []  # nothing was held against the model: nothing to be said
    if missed.empty:
        return [sentence("No published figure is missed.", lang)]
    names = [f"{row[lang]}" for _, row in missed.iterrows()]
    return [sentence("Outside the tolerance: {figures}.", lang, figures=("、" if lang == "zh" else ", ").join(names))]
