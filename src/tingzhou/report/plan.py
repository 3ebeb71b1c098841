"""The page of a plan: answers first, then bounds, chart and tables; one HTML file in both languages, no outside address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tingzhou.labels import has_label, label, sentence
from tingzhou.report.charts.gantt import gantt_chart
from tingzhou.report.figures import digits_for, show_number, shown_table, unit_name
from tingzhou.tables import ResultTable

__all__ = ["PlanPage", "plan_sections", "render_plan"]

_HIDDEN = ("en", "reason_en", "stage_en", "path_en", "id", "stage", "period_finish")
_FOLDED = ("plan_stages", "plan_factors", "plan_counties", "plan_approvals")


@dataclass(frozen=True)
class PlanPage:
    """What the page shows; ``answers`` are pairs (Chinese, English), ``names`` the names of ids."""

    title_zh: str
    title_en: str
    version: str
    input_hash: str
    scenario: str
    answers: Sequence[tuple[str, str]]
    tables: Mapping[str, ResultTable]
    names: Mapping[str, tuple[str, str]]
    winter_stop: tuple[tuple[int, int], tuple[int, int]]
    language: str = "zh"
    attributions: Sequence[str] = ()


def render_plan(page: PlanPage) -> str:
    """Return the page."""
    import jinja2

    chart, sections = plan_sections(page)
    environment = jinja2.Environment(loader=jinja2.PackageLoader("tingzhou.report", "templates"), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)  # fmt: skip
    return environment.get_template("plan.html.j2").render(page=page, chart=chart, sections=sections, both=_both, say=_say)


def plan_sections(page: PlanPage) -> tuple[Markup, list[dict[str, Any]]]:
    """Return the bar chart and the tables of a plan, for its own page or for the page of a study."""
    chart = ""
    if "plan_projects" in page.tables:
        title = (label("table.plan_projects", "zh"), label("table.plan_projects", "en"))
        chart = gantt_chart(page.tables["plan_projects"].frame, title, winter_stop=page.winter_stop)
    sections = [
        {"name": name, "title": _both(label(f"table.{name}", "zh"), label(f"table.{name}", "en")), "notes": [_say(note) for note in table.notes],
         "table": _table(table, page.names), "folded": name in _FOLDED}
        for name, table in page.tables.items()
    ]  # fmt: skip
    return Markup(chart), sections


def _both(zh: object, en: object) -> Markup:
    return Markup('<span class="zh" lang="zh">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def _say(message: str, **parameters: object) -> Markup:
    return _both(sentence(message, "zh", **parameters), sentence(message, "en", **parameters))


def _table(table: ResultTable, names: Mapping[str, tuple[str, str]]) -> Markup:
    shown = shown_table(table)
    hidden = tuple(
        column
        for column in (*_HIDDEN, *(("factor",) if "zh" in shown.frame.columns else ()))
        if column != "id" or "zh" in shown.frame.columns
    )
    if "zh" in shown.frame.columns and "project" in shown.frame.columns:
        hidden = (*hidden, "project")
    columns = [str(column) for column in shown.frame.columns if column not in hidden]
    head = Markup("").join(_header(column, shown.units.get(column, "")) for column in columns)
    rows = []
    for record in shown.frame.to_dict("records"):
        cells = Markup("").join(
            _cell(column, {str(k): v for k, v in record.items()}, shown.digits.get(column), names) for column in columns
        )
        marks = " ".join(str(record[key]) for key in ("quality", "selected") if record.get(key))
        rows.append(Markup('<tr class="{}">{}</tr>').format(marks, cells))
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, Markup("").join(rows))


def _header(column: str, unit: str) -> Markup:
    key = {"zh": "column.name", "reason_zh": "column.reason", "stage_zh": "column.stage", "path_zh": "column.path"}.get(
        column, f"column.{column}"
    )
    units = [f" [{unit_name(unit, lang)}]" if unit else "" for lang in ("zh", "en")]
    return Markup('<th scope="col">{}</th>').format(_both(label(key, "zh") + units[0], label(key, "en") + units[1]))


def _cell(column: str, record: dict[str, Any], digits: int | None, names: Mapping[str, tuple[str, str]]) -> Markup:
    value = record[column]
    if isinstance(value, float):
        return Markup('<td class="n">{}</td>').format(
            show_number(value, digits_for(value) if "unit" in record or digits is None else digits)
        )
    if isinstance(value, int):
        return Markup('<td class="n">{}</td>').format(value)
    text = "" if value is None else str(value)
    for left, right in (("zh", "en"), ("reason_zh", "reason_en"), ("stage_zh", "stage_en"), ("path_zh", "path_en")):
        if column == left and right in record:
            return Markup("<td>{}</td>").format(_both(value, record[right]))
    for prefix in ("choice", "quality", "unit"):
        if text and has_label(f"{prefix}.{text}"):
            return Markup('<td class="day">{}</td>').format(_both(label(f"{prefix}.{text}", "zh"), label(f"{prefix}.{text}", "en")))
    if text in names:
        return Markup("<td>{}</td>").format(_both(*names[text]))
    mark = ' class="day"' if len(text) == 10 and text[4:5] == "-" else ""
    return Markup("<td{}>{}</td>").format(Markup(mark), text)
