"""The lists of an inspection plan and of its results: columns, kinds, meaning."""

from __future__ import annotations

from tingzhou.labels import label
from tingzhou.region.schema import QUALITIES, Column, Table
from tingzhou.supervision.presets import presets

__all__ = ["DESIGNS", "LISTS", "lists_page"]

DESIGNS = ("equal", "systematic", "conditional_poisson", "sampford", "rfc3797")
_SOURCE = (Column("source", "text", "Where the rate comes from."),
           Column("quality", "choice", "Read in a source, computed from sourced figures, or assumed.", choices=QUALITIES),
           Column("note", "text", "Remark."))  # fmt: skip


def _text(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, "text", description, required=required)


def _share(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, "number", description, unit="1", required=required, minimum=0.0, maximum=1.0)


def _count(name: str, description: str) -> Column:
    return Column(name, "integer", description, minimum=0)


_LISTS = (
    Table("firms", "an object that may be inspected; it stays private, the bundle holds its public id only", (
        _text("id", "Registration number.", required=True),
        _text("name", "Name; never published."),
        _text("county", "County of the place of business.", required=True),
        _text("industry", "GB/T 4754 code."),
        _text("class", "Credit-risk class: an input, never computed here.", required=True),
        Column("size", "number", "Measure of size or risk for unequal probabilities.", unit="1", minimum=0.0),
        _count("visits", "Visits already used in the year."),
        Column("undisturbed", "boolean", "On the list of firms that are not to be disturbed."),
    ), required=True),
    Table("inspectors", "an inspector", (
        _text("id", "Number of the certificate of office.", required=True),
        _text("name", "Name; never published."),
        _text("department", "Department.", required=True),
        _text("county", "County of the office.", required=True),
        _text("certificates", "Fields certified for, separated by semicolons."),
        _text("leave", "Days of absence: 2025-06-01/2025-06-14, separated by semicolons."),
    ), required=True),
    Table("inspection_plans", "an item of inspection for one credit-risk class", (
        Column("item", "id", "Item; one row for each class.", required=True),
        _text("zh", "Chinese name of the item.", required=True),
        _text("en", "English name of the item.", required=True),
        _text("department", "Department in charge.", required=True),
        _text("certificate", "Field an inspector must be certified for; empty: none."),
        _text("industries", "Beginnings of GB/T 4754 codes it applies to, separated by semicolons; empty: all."),
        Column("design", "choice", "How the sample is drawn; empty: equal.", choices=DESIGNS),
        Column("capped", "boolean", "Whether visit caps and the undisturbed list apply; empty: yes."),
        _text("class", "Credit-risk class.", required=True),
        _share("rate", "Share of the class to be inspected.", required=True),
        _share("low", "Least rate that the rule allows."),
        _share("high", "Largest rate that the rule allows."),
        _count("minimum", "Least number drawn while the class has firms; empty: 1."),
        *_SOURCE,
    ), required=True),
    Table("conflicts", "an inspector who may not visit a firm", (
        _text("inspector", "Inspector.", required=True),
        _text("firm", "Firm.", required=True),
        _text("reason", "Declared interest, former employer; never published."),
    )),
    Table("last_visits", "who visited a firm last time: other inspectors go this time", (
        _text("firm", "Firm.", required=True),
        _text("inspector", "Inspector.", required=True),
    )),
    Table("commitments", "a party that adds to the seed and has published the hash of its secret", (
        _text("party", "Department or supervisor.", required=True),
        _text("commitment", "SHA-256 of party, a zero byte and the secret, in hexadecimal.", required=True),
    )),
    Table("holidays", "a day on which the region differs from the national calendar", (
        Column("date", "date", "Day.", required=True),
        Column("kind", "choice", "Off or worked.", required=True, choices=("off", "work")),
        _text("source", "Notice."),
    )),
    Table("inspection_results", "what was found at a firm for an item", (
        _text("firm", "Public id of the firm.", required=True),
        _text("item", "Item.", required=True),
        Column("outcome", "choice", "Violation, none, or not found at its place.", required=True,
               choices=("violation", "none", "not_found")),
    ), required=True),
    Table("credit_records", "an entry that a firm wants repaired", (
        _text("id", "Entry.", required=True),
        Column("kind", "choice", "Kind of entry.", required=True,
               choices=("minor", "general", "serious", "penalty", "penalty_safety", "abnormal", "serious_list")),
        Column("document_date", "date", "Date of the document.", required=True),
        Column("published_date", "date", "Date of publication or listing."),
        Column("duties_done", "date", "Day on which the wrong was corrected and all duties were done."),
        Column("pledge", "date", "Day of the public pledge."),
        Column("other_conditions", "boolean", "Other legal conditions are met; empty: not known."),
        Column("new_event", "date", "Last new event of the kind."),
    ), required=True),
)  # fmt: skip

LISTS: dict[str, Table] = {table.name: table for table in _LISTS}


def lists_page() -> str:
    """Return the page ``docs/reference/inspection-lists.md``."""
    lines = [
        "# Lists of an inspection plan",
        "",
        "Made from the schemas by `tingzhou.supervision.schema.lists_page()`. Each is a CSV file (UTF-8) or the first sheet of a",
        "workbook in the plan's folder; headers may be the English or the Chinese word. Names never leave the folder.",
    ]
    for name, table in LISTS.items():
        needed = "" if table.required else " (may be absent)"
        lines += ["", f"## {label(f'table.{name}', 'zh')} · {name}{needed}", "", f"One row is {table.description}.", ""]
        lines += ["| column | 中文 | kind | needed | meaning |", "|---|---|---|---|---|"]
        for column in table.columns:
            kind = "one of " + ", ".join(f"`{choice}`" for choice in column.choices) if column.choices else column.kind
            chinese = label(f"column.{column.name}", "zh")
            lines.append(f"| `{column.name}` | {chinese} | {kind} | {'yes' if column.required else ''} | {column.description} |")
    return "\n".join([*lines, *_preset_lines()]) + "\n"


def _preset_lines() -> list[str]:
    """Return the published rates and caps to begin with."""
    lines = ["", "## Published rates, caps and class shares", "",
             "No national text sets rates. These are read from public notices, each with its source; none is applied unasked.",
             "Marks: P a public page was read, check it before quoting; M an assumption.", "",
             "| preset | kind | place | year | class or item | low | high | unit | mark | source |", "|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    columns = ("preset_id", "kind", "place_zh", "year", "class_or_item", "low", "high", "unit", "mark", "source")
    return lines + ["| " + " | ".join(row[column] for column in columns) + " |" for row in presets()]
