"""How results look in a terminal: columns that fit Chinese characters, figures in the unit a planner reads."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from tingzhou.labels import label

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.study import Study
    from tingzhou.tables import ResultTable

__all__ = ["heading", "padded", "print_json", "print_study", "study_facts", "wide"]


def padded(text: str, width: int) -> str:
    """Pad ``text`` to the columns a terminal uses: Chinese characters take two."""
    return text + " " * max(width - len(text) - wide(text), 0)


def heading(text: str) -> None:
    """Print a heading with an empty line above it."""
    click.echo("")
    click.echo(click.style(text, bold=True))


def print_json(value: object) -> None:
    """Print a value as JSON; what JSON does not know becomes text, and figures without an end (a bound that proves nothing) ``null``."""
    click.echo(json.dumps(_known(value), ensure_ascii=False, default=str, allow_nan=False))


def _known(value: Any) -> Any:
    """Return ``value`` with figures that JSON cannot hold as ``None``."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _known(one) for key, one in value.items()}
    return [_known(one) for one in value] if isinstance(value, list | tuple) else value


def _records(table: ResultTable) -> list[dict[str, Any]]:
    """Return the rows with ``None`` for a missing figure (JSON has no NaN)."""
    rows = table.frame.to_dict("records")
    return [{str(key): (None if value != value else value) for key, value in row.items()} for row in rows]


def study_facts(study: Study) -> dict[str, Any]:
    """Return what ``--json`` prints of a study: study.json, the key figures in canonical units, published against model."""
    facts = {**study.meta, "folder": str(study.folder), "key_figures": _records(study.tables["key_figures"])}
    if "published" in study.tables:
        facts["published"] = _records(study.tables["published"])
    return facts


def print_study(say: Said, study: Study) -> None:
    """Print the key figures, the count of published figures met, and the certificate."""
    from tingzhou.report.figures import digits_for, name_of, show_number, shown_table, unit_name

    heading(study.scenario or str(study.meta.get("region", "")))
    for row in shown_table(study.tables["key_figures"]).frame.to_dict("records"):
        value = float(row["value"])
        shown = "–" if value != value else show_number(value, digits_for(value))
        click.echo(f"  {padded(name_of(str(row['figure']), say.lang), 36)} {shown:>14} {unit_name(str(row['unit']), say.lang)}")
    verdicts = list(study.tables["published"].frame["verdict"]) if "published" in study.tables else []
    if verdicts:
        click.echo("  " + say("Published against model: {within} within tolerance, {miss} outside, {none} not modelled in this scenario.",
                              within=verdicts.count("within"), miss=verdicts.count("miss"), none=verdicts.count("not_modelled")))  # fmt: skip
    if "resolution" in study.tables:
        _print_resolution(say, study.tables["resolution"])
    for message, parameters in study.meta.get("proven", ()):
        click.echo("  " + say(message, **parameters))
    certificate = study.meta["certificate"]
    worst = max(certificate["primal_violation"], certificate["dual_violation"], certificate["complementarity"])
    click.echo("  " + say("Certificate: largest residual {residual}, relative gap {gap}, {solver}.", residual=f"{worst:.1e}",
                          gap=f"{certificate['gap']:.1e}", solver=f"{certificate['version']} {certificate['solver']}"))  # fmt: skip


def _print_resolution(say: Said, table: ResultTable) -> None:
    """Print what the plan promised on segments beside what its capacities do over every hour."""
    from tingzhou.report.figures import digits_for, name_of, show_number, shown_table, unit_name

    columns = ("plan", "full_year", "difference")
    heads = "".join(_right(label(f"column.{column}", say.lang), 18) for column in columns)
    click.echo(f"  {padded(label('table.resolution', say.lang), 32)}{heads}")
    for row in shown_table(table).frame.to_dict("records"):
        values = [float(row[column]) for column in columns]
        unit = "" if str(row["unit"]) == "nan" else unit_name(str(row["unit"]), say.lang)  # an empty cell comes back as NaN
        shown = "".join(_right("–" if value != value else show_number(value, digits_for(value)), 18) for value in values)
        click.echo(f"    {padded(name_of(str(row['figure']), say.lang), 30)}{shown} {unit}".rstrip())


def _right(text: str, width: int) -> str:
    """Put ``text`` to the right of the columns a terminal uses."""
    return " " * (width - len(text) - wide(text)) + text


def wide(text: str) -> int:
    """Return how many characters take two columns."""
    return sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
