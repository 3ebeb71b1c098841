"""The report as one HTML file: both languages, no outside address, charts in line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from tingzhou.facts.exports.page_style import MARKS
from tingzhou.labels import has_label, label, sentence
from tingzhou.report.answers import answers
from tingzhou.report.charts.bars import monthly_chart
from tingzhou.report.charts.days import days_chart
from tingzhou.report.charts.duration import duration_chart
from tingzhou.report.charts.heat import heat_chart
from tingzhou.report.charts.map import map_chart
from tingzhou.report.charts.schemes import schemes_chart
from tingzhou.report.charts.stack import dispatch_chart
from tingzhou.report.charts.svg import hatches
from tingzhou.report.charts.tornado import tornado_chart
from tingzhou.report.charts.waterfall import waterfall_chart
from tingzhou.report.claims import HIDDEN, fact_link, marked_sentence, published_text
from tingzhou.report.definitions import definition
from tingzhou.report.figures import digits_of_one, name_of, show_number, shown_table, unit_name, word_of
from tingzhou.report.plan import plan_sections
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    import jinja2

    from tingzhou.report.document import ReportDocument, ScenarioPart

__all__ = ["SECTIONS", "render_html", "write_html"]

# Tables of a production simulation, where there was one.
OPERATION = (
    "operation_summary", "operation_years", "unit_operation", "fuel_by_load", "storage_operation", "unserved_hours", "rule_misses",
    "curtailment_hours", "outages", "operation_windows",
)  # fmt: skip
# Order of the page; a name without a chart is a table alone. Hourly tables are charts with their data in the workbook.
SECTIONS = (
    "key_figures", "conclusion", "scenarios", "scheme_comparison", "marginal_curtailment", "published", "claims", "generation", "dispatch_week",
    "monthly_balance", "duration", "curtailment", "power_balance", "energy_balance", "typical_days", "peaking_balance",
    "curtailment_sources", "channel_use", "delivery_profile", "coal_operation", "storage_use", "capacities", "investment_costs",
    "cost_of_energy", "costs", "landed_price", "landed_comparison", "finance", "sensitivity", "sensitivity_planned", "carbon", "templates", "resolution",
    "bounds", "curve_rounding", "rule_results", "certificate", "assumptions", "sources", *OPERATION,
)  # fmt: skip
_FOLDED = (
    "capacities", "costs", "assumptions", "dispatch_week", "duration", "curtailment", "monthly_balance", "sources", "curtailment_hours",
    "outages", "unserved_hours", "operation_windows", "typical_days", "delivery_profile", "curtailment_sources",
)  # fmt: skip
_ONE_PER_REPORT = ("assumptions", "sources")
_HEADERS = {"zh": "column.name", "reason_zh": "column.reason", "source": "column.origin", "definition": "column.definition"}
# Their ids stand as a hint on the row: the name is what is read.
_TRACED = ("published", "templates", "capacities", "scheme_comparison", "coal_operation", "storage_use")
WORDS = ("figure", "category", "item", "side", "step", "verdict", "quality", "table", "kind", "name", "band", "pareto_mark")
_SHORT = 8  # characters of a name that stand on one line
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
# Columns whose words are ids of the region: its own names are what is read.
NAMED = ("place", "id", "route", "process", "rule", "source", "plant", "store", "commodity")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    loader = jinja2.PackageLoader("tingzhou.report", "templates")
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )


def render_html(document: ReportDocument) -> str:
    """Return the page.

    Raises
    ------
    InputError
        When a table names a source that the list of sources does not have.
    """
    document.check_sources()
    parts = [_part(document, part) for part in document.scenarios]
    common = _sections(document, document.scenarios[0], _ONE_PER_REPORT) if document.scenarios else []
    return (
        _environment()
        .get_template("report.html.j2")
        .render(document=document, parts=parts, common=common, both=_both, say=_say, map=Markup(_map(document)),
                map_table=_map_table(document), hatches=Markup(hatches()), language=document.language,
                delivery=None if document.delivery is None else plan_sections(document.delivery),
                texts=[published_text(one) for one in document.texts], mark_style=Markup(MARKS if document.texts else ""))
    )  # fmt: skip


def write_html(document: ReportDocument, path: str | Path) -> Path:
    """Write the page and return its path; what is raised is raised before anything is written."""
    text = render_html(document)
    target = Path(path)
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def _both(zh: object, en: object) -> Markup:
    """Return text in both languages; the page shows one."""
    # Written out rather than formatted: a page has some hundred thousand cells.
    return Markup(f'<span class="zh" lang="zh">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>')


def _say(message: str, **parameters: object) -> Markup:
    return _both(sentence(message, "zh", **parameters), sentence(message, "en", **parameters))


def _map(document: ReportDocument) -> str:
    return map_chart(document.places, document.plants, ("地点与装机", "Places and capacities"))


def _map_table(document: ReportDocument) -> Markup:
    """Return the capacities of the map by place and category."""
    if document.plants.empty:
        return Markup("")
    frame = document.plants.groupby(["place", "category"], sort=True)["capacity"].sum().reset_index()
    return _table(document, ResultTable("places", frame, {"capacity": "MW"}))


def _part(document: ReportDocument, part: ScenarioPart) -> dict[str, Any]:
    said = zip(*(answers(document, part, lang) for lang in ("zh", "en")), strict=True)
    return {
        "id": part.id,
        "title": _both(part.title_zh, part.title_en),
        "sections": _sections(document, part, tuple(name for name in SECTIONS if name not in _ONE_PER_REPORT)),
        "answers": [_both(*pair) for pair in said],
        "statements": [_say(message, **parameters) for message, parameters in part.statements],
    }


def _sections(document: ReportDocument, part: ScenarioPart, names: tuple[str, ...]) -> list[dict[str, Any]]:
    sections = []
    for name in names:
        table = part.tables.get(name)
        if table is None or table.frame.empty:
            continue
        sections.append(
            {
                "name": name,
                "title": _both(label(f"table.{name}", "zh"), label(f"table.{name}", "en")),
                "notes": [_say(note) for note in table.notes],
                "chart": Markup(_chart(name, table)),
                "table": _table(document, table),
                "folded": name in _FOLDED,
            }
        )
    return sections


def _chart(name: str, table: ResultTable) -> str:
    title = (label(f"table.{name}", "zh"), label(f"table.{name}", "en"))
    charts = {"dispatch_week": dispatch_chart, "monthly_balance": monthly_chart, "duration": duration_chart,
              "curtailment": heat_chart, "landed_price": waterfall_chart, "typical_days": days_chart, "delivery_profile": heat_chart,
              "sensitivity": tornado_chart, "sensitivity_planned": tornado_chart, "scheme_comparison": schemes_chart}  # fmt: skip
    return charts[name](table.frame, title) if name in charts else ""


def _table(document: ReportDocument, table: ResultTable) -> Markup:
    """Return a table with headers in both languages; assumed rows and misses are marked."""
    shown = shown_table(table)
    left_out = () if table.name == "assumptions" else ("en", "reason_en", "table", *(("id",) if table.name in _TRACED else ()),
                                                       *(HIDDEN if table.name == "claims" else ()))  # fmt: skip
    columns = [str(column) for column in shown.frame.columns if column not in left_out]
    if table.name == "key_figures":
        columns.append("definition")
    head = Markup("").join(
        _header(document, column, shown.units.get(column, ""), figures=_is_figures(shown.frame, column)) for column in columns
    )
    rows = []
    for row in shown.frame.to_dict("records"):
        record = {str(key): value for key, value in row.items()}
        cells = "".join([_cell(document, column, record, shown.digits.get(column)) for column in columns])
        marks = " ".join(str(record[key]) for key in ("quality", "verdict") if record.get(key))
        hint = f' title="{escape(record["id"])}"' if table.name in _TRACED else ""
        rows.append(f'<tr class="{escape(marks)}"{hint}>{cells}</tr>')
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>")


def _is_figures(frame: pd.DataFrame, column: str) -> bool:
    return column in frame.columns and pd.api.types.is_numeric_dtype(frame[column])


def _header(document: ReportDocument, column: str, unit: str, *, figures: bool) -> Markup:
    """Return a header with its unit, in a reader's words: one column holds the names in both languages."""
    names = [label(_HEADERS[column], lang) if column in _HEADERS else _column_name(column, lang, document) for lang in ("zh", "en")]
    units = [f" [{unit_name(unit, lang)}]" if unit else "" for lang in ("zh", "en")]
    mark = Markup(' class="n"') if figures else ""
    return Markup('<th scope="col"{}>{}</th>').format(mark, _both(names[0] + units[0], names[1] + units[1]))


def _column_name(column: str, lang: str, document: ReportDocument) -> str:
    """Return a column's label; both sides of ``supply_wind`` are put together, a scenario's column bears its title."""
    for part in document.scenarios:
        if part.id == column:
            return part.title(lang)
    if has_label(f"column.{column}"):
        return label(f"column.{column}", lang)
    side, _, item = column.partition("_")
    if side in ("supply", "use") and item:
        return f"{name_of(item, lang)} ({label(f'side.{side}', lang)})"
    return column


def _cell(document: ReportDocument, column: str, record: dict[str, Any], digits: int | None) -> str:
    """Return a cell as written on the page, its text escaped."""
    if column == "definition":
        return _td(_say(definition(str(record["figure"]))), ' class="soft"')
    value = record[column]
    if column == "sentence" and "at" in record:
        return marked_sentence(str(value), int(record["at"]), str(record["exact"]))
    if column == "fact":
        return fact_link(str(value), linked=bool(document.texts))
    if isinstance(value, float):
        return _td(show_number(value, digits_of_one(value) if "unit" in record or digits is None else digits), ' class="n"')
    if isinstance(value, int):
        return _td(value, ' class="n"')
    if column == "zh" and "en" in record:
        return _named(str(value), str(record["en"]))
    if column == "reason_zh":
        return _td(_both(value, record["reason_en"]))
    if column == "unit":
        return _td(_both(unit_name(str(value), "zh"), unit_name(str(value), "en")))
    if column in WORDS:
        return _named(word_of(column, str(value), "zh"), word_of(column, str(value), "en"))
    owner = str(value).partition(":")[0]
    if column in NAMED and owner in document.names:
        return _named(*document.names[owner])
    if column == "address" and str(value).startswith(("http://", "https://")):
        return _td(str(value), ' class="address"')
    text = "" if value is None else str(value)
    return _td(text, ' class="w"' if _DATE.fullmatch(text) else "")


def _named(zh: str, en: str) -> str:
    """Return a cell with a name: a short one is not broken, a long one gets room enough for some words on a line."""
    return _td(_both(zh, en), ' class="w"' if len(zh) <= _SHORT else ' class="l"')


def _td(content: object, attributes: str = "") -> str:
    return f"<td{attributes}>{escape(content)}</td>"
