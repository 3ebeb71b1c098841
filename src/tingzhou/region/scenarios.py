"""Scenarios: named changes to any cell, rows added and removed; one may extend another."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tingzhou.errors import Problem, UsageError
from tingzhou.region.canonical import row_factor
from tingzhou.region.parse import near, parse_table
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.sheet import Sheet, StatedTable, Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.region.sheet import Cell

__all__ = ["Scenario", "apply_scenario", "parse_scenarios"]

FILE = "scenarios.toml"
_KEYS = {
    "title_zh": str,
    "title_en": str,
    "extends": str,
    "year": int,
    "mode": str,
    "commitment": str,
    "change": list,
    "add": list,
    "remove": list,
}
_MODES = ("balance", "plan")
_COMMITMENT = ("none", "relaxed")
_WRONG_COMMITMENT = "commitment is none or relaxed, and relaxed in a plan only."


@dataclass(frozen=True)
class Scenario:
    """A named set of changes.

    ``year`` is the modelled calendar year (0: the base year); ``mode`` is ``balance`` (capacities given) or ``plan``;
    ``commitment`` says whether a plan switches units on and off: ``none`` or ``relaxed`` (fractions of units, whole units built). One
    that extends another has year, mode and commitment of that one, unless it states its own.
    """

    name: str
    title_zh: str
    title_en: str
    year: int = 0
    mode: str = "balance"
    commitment: str = "none"
    extends: str = ""
    changes: tuple[Mapping[str, Any], ...] = field(default=())

    def title(self, lang: str) -> str:
        """Return the title in ``lang``."""
        return self.title_zh if lang == "zh" else self.title_en


def _note(name: str, message: str, fix: str = "", /, value: object = "", **parameters: object) -> Problem:
    return Problem(message, fix, file=FILE, column=f"[{name}]" if name else "", value=str(value) if value != "" else "",
                   parameters=parameters)  # fmt: skip


def parse_scenarios(text: str, problems: list[Problem]) -> dict[str, Scenario]:
    """Return the scenarios of a TOML text; unknown keys, wrong types and circles are noted."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(_note("", "the file is no valid TOML: {reason}.", "See toml.io for the form.", reason=str(error)))
        return {}
    found: dict[str, Scenario] = {}
    for name, entry in data.items():
        if not isinstance(entry, dict):
            problems.append(_note(name, "a scenario is a section [{name}].", name=name, value=entry))
            continue
        scenario = _scenario(name, entry, problems)
        if scenario is not None:
            found[name] = scenario
    _extensions(found, problems)
    return found


def _scenario(name: str, entry: dict[str, Any], problems: list[Problem]) -> Scenario | None:
    good = True
    for key, value in entry.items():
        if key not in _KEYS:
            meant = near(key, _KEYS)
            problems.append(_note(name, "the key '{key}' is not known.", "Did you mean '{meant}'?" if meant else "Known: {known}.",
                                  key=key, meant=meant, known=", ".join(_KEYS)))  # fmt: skip
            good = False
        elif not isinstance(value, _KEYS[key]) or isinstance(value, bool):
            problems.append(_note(name, "the key '{key}' needs a value of another type.", "See the documentation of scenarios.",
                                  value=value, key=key))  # fmt: skip
            good = False
    for key in ("remove", "add", "change"):
        for number, item in enumerate(entry[key] if isinstance(entry.get(key), list) else [], start=1):
            if not isinstance(item, dict):
                problems.append(_note(name, "entry {number} under '{key}' is no table of keys and values.", value=item,
                                      number=number, key=key))  # fmt: skip
                good = False
    year = entry.get("year", 0)
    if isinstance(year, int) and year and not 1900 <= year <= 2200:
        problems.append(_note(name, "the year lies between 1900 and 2200.", value=year))
        good = False
    if entry.get("mode", "balance") not in _MODES:
        problems.append(_note(name, "the mode is balance or plan.", value=entry.get("mode")))
        good = False
    if entry.get("commitment", "none") not in _COMMITMENT:
        problems.append(_note(name, _WRONG_COMMITMENT, value=entry.get("commitment")))
        good = False
    if not good:
        return None
    operations = [{"operation": key, **item} for key in ("remove", "add", "change") for item in entry.get(key, [])]
    return Scenario(
        name=name,
        title_zh=entry.get("title_zh", name),
        title_en=entry.get("title_en", name),
        year=entry.get("year", 0),
        mode=entry.get("mode", "" if entry.get("extends") else "balance"),
        commitment=entry.get("commitment", "" if entry.get("extends") else "none"),
        extends=entry.get("extends", ""),
        changes=tuple(operations),
    )


def _extensions(found: dict[str, Scenario], problems: list[Problem]) -> None:
    for scenario in found.values():
        seen, name = [scenario.name], scenario.extends
        while name:
            if name not in found:
                problems.append(_note(scenario.name, "it extends the scenario '{name}', which does not exist.",
                                      "Known scenarios: {known}.", name=name, known=", ".join(found)))  # fmt: skip
                break
            if name in seen:
                problems.append(_note(scenario.name, "the scenarios extend each other in a circle: {circle}.",
                                      "Break the circle.", circle=" → ".join([*seen, name])))  # fmt: skip
                break
            seen.append(name)
            name = found[name].extends
    for name in [name for name, scenario in found.items() if scenario.extends and scenario.extends not in found]:
        found[name] = replace(found[name], extends="")
    stated = dict(found)
    for name, scenario in stated.items():
        mode = _inherited(stated, name, "mode") or "balance"
        commitment = (_inherited(stated, name, "commitment") or "none") if mode == "plan" else "none"
        if scenario.commitment == "relaxed" and mode != "plan":
            problems.append(_note(name, _WRONG_COMMITMENT, value=scenario.commitment))
            del found[name]
            continue
        found[name] = replace(scenario, mode=mode, commitment=commitment)


def _inherited(found: Mapping[str, Scenario], name: str, key: str) -> str:
    """Return what a scenario, or else the one it extends, states; nothing where none does."""
    seen: list[str] = []
    while name and name not in seen:
        stated = str(getattr(found[name], key))
        if stated:
            return stated
        seen.append(name)
        name = found[name].extends
    return ""


def apply_scenario(
    tables: Mapping[str, StatedTable], scenarios: Mapping[str, Scenario], name: str, problems: list[Problem]
) -> dict[str, StatedTable]:
    """Return the tables with a scenario (and those it extends, first) applied; entries that do not fit are noted."""
    chain: list[Scenario] = []
    step = name
    while step and step not in {scenario.name for scenario in chain}:
        chain.insert(0, scenarios[step])
        step = scenarios[step].extends
    result = dict(tables)
    for scenario in chain:
        for entry in scenario.changes:
            _apply(result, scenario.name, entry, problems)
    return result


def _apply(tables: dict[str, StatedTable], name: str, entry: Mapping[str, Any], problems: list[Problem]) -> None:
    operation, table_name = entry["operation"], str(entry.get("table", ""))
    if table_name not in SCHEMAS:
        problems.append(_note(name, "'{table}' is no table of a region.", "Known tables: {known}.", table=table_name,
                              known=", ".join(SCHEMAS)))  # fmt: skip
        return
    table = tables.get(table_name) or StatedTable(table_name, (), {}, (), (), Where(table_name))
    if operation == "add":
        _add(tables, table, name, entry, problems)
        return
    found = _rows(table, name, entry, problems)
    if operation == "remove":
        if set(entry) - {"operation", "table", "id"}:
            problems.append(_note(name, "a removal needs table and id, nothing else.", value=dict(entry)))
            return
        keep = [position for position in range(len(table.rows)) if position not in found]
        tables[table_name] = replace(table, rows=tuple(table.rows[k] for k in keep), lines=tuple(table.lines[k] for k in keep))
        return
    for index in found:
        _change(tables, tables.get(table_name, table), index, name, entry, problems)


def _rows(table: StatedTable, name: str, entry: Mapping[str, Any], problems: list[Problem]) -> tuple[int, ...]:
    """Return the positions of the rows an entry means.

    ``id`` is an id (for flows ``process/commodity``), ``*`` for every row, or ``@column:value`` for the rows whose column
    has this value (``@!column:value`` for all others).
    """
    wanted = str(entry.get("id", ""))
    if wanted == "*":
        return tuple(range(len(table.rows)))
    if wanted.startswith("@"):
        column, _, value = wanted[1:].removeprefix("!").partition(":")
        if SCHEMAS[table.name].column(column) is None:
            problems.append(_note(name, "the table {table} has no column {wanted}.", table=table.name, wanted=column))
            return ()
        equal = not wanted.startswith("@!")
        return tuple(k for k, row in enumerate(table.rows) if (str(row.get(column)) == value) == equal)
    ids = [
        str(row.get("id")) if SCHEMAS[table.name].has_id else f"{row.get('process')}/{row.get('commodity')}" for row in table.rows
    ]
    if wanted in ids:
        return (ids.index(wanted),)
    meant = near(wanted, ids)
    problems.append(_note(name, "the table {table} has no row '{id}'.", "Did you mean '{meant}'?" if meant else "Correct the id.",
                          table=table.name, id=wanted, meant=meant))  # fmt: skip
    return ()


def _change(
    tables: dict[str, StatedTable],
    table: StatedTable,
    index: int,
    name: str,
    entry: Mapping[str, Any],
    problems: list[Problem],
) -> None:
    column = SCHEMAS[table.name].column(str(entry.get("column", "")))
    known = {"operation", "table", "id", "column", "value", "unit", "multiply"}
    if column is None or set(entry) - known or ("value" in entry) == ("multiply" in entry):
        problems.append(_note(name, "a change needs table, id, a known column and either value or multiply.",
                              "Known columns: {known}.", value=dict(entry),
                              known=", ".join(c.name for c in SCHEMAS[table.name].columns)))  # fmt: skip
        return
    row = dict(table.rows[index])
    if "multiply" in entry:
        current, by = row.get(column.name), entry["multiply"]
        if not isinstance(current, float) or not isinstance(by, int | float):
            problems.append(_note(name, "only a number can be multiplied, and this cell holds none.", value=current))
            return
        product = {column.name: repr(current * float(by))}  # held to the same bounds as a value that is written
        row[column.name] = _parse_row(table.name, product, name, problems, partial=True)[0].get(column.name)
    else:
        row[column.name] = _value(tables, table, row, column.name, name, entry, problems)
    rows = [*table.rows[:index], row, *table.rows[index + 1 :]]
    columns = table.columns if column.name in table.columns else (*table.columns, column.name)
    tables[table.name] = replace(table, rows=tuple(rows), columns=columns)


def _value(
    tables: Mapping[str, StatedTable], table: StatedTable, row: Mapping[str, Cell], column: str, name: str,
    entry: Mapping[str, Any], problems: list[Problem],
) -> Cell:  # fmt: skip
    """Return a value as the cell of a sheet would be read; with ``unit`` it is turned into the unit of the column."""
    written = entry["value"]
    text = ("yes" if written else "no") if isinstance(written, bool) else str(written)
    parsed = _parse_row(table.name, {column: text}, name, problems, partial=True)[0].get(column)
    if "unit" not in entry or not isinstance(parsed, float):
        return parsed
    schema = SCHEMAS[table.name].column(column)
    assert schema is not None
    try:
        given = replace(table, units={**table.units, column: str(entry["unit"])})
        return parsed * row_factor(tables, given, row, schema) / row_factor(tables, table, row, schema)
    except UsageError as error:
        problems.append(_note(name, "the unit does not fit: {reason}.", value=entry["unit"], reason=error.text("en")))
        return parsed


def _add(tables: dict[str, StatedTable], table: StatedTable, name: str, entry: Mapping[str, Any], problems: list[Problem]) -> None:
    given = entry.get("row")
    if not isinstance(given, dict) or set(entry) - {"operation", "table", "row"}:
        problems.append(_note(name, "an addition needs a table and a row of columns with their values.", value=dict(entry)))
        return
    texts = {key: ("yes" if value else "no") if isinstance(value, bool) else str(value) for key, value in given.items()}
    row, stated = _parse_row(table.name, texts, name, problems, partial=False)
    for column, value in list(row.items()):
        schema = SCHEMAS[table.name].column(column)
        if not isinstance(value, float) or schema is None:
            continue
        try:  # from the unit of the entry's key (or the row's own) to the unit of the table's header
            here = {column: stated[column]} if column in stated else {}
            row[column] = value * row_factor(tables, replace(table, units=here), row, schema) / row_factor(
                tables, table, row, schema)  # fmt: skip
        except UsageError as error:
            problems.append(_note(name, "the unit does not fit: {reason}.", value=value, reason=error.text("en")))
    columns = (*table.columns, *(column for column in row if column not in table.columns))
    line = min(0, *table.lines, 0) - 1  # no line of any file: places of problems name the row's id instead
    tables[table.name] = replace(table, rows=(*table.rows, row), lines=(*table.lines, line), columns=columns)


def _parse_row(
    table: str, texts: Mapping[str, str], name: str, problems: list[Problem], *, partial: bool
) -> tuple[dict[str, Cell], dict[str, str]]:
    """Read texts as one row of a sheet, so that a scenario's cell is held to the same rules."""
    found: list[Problem] = []
    sheet = Sheet(table, Where(FILE), tuple(texts), ((0, tuple(texts.values())),), 0)
    schema = SCHEMAS[table]
    parsed = parse_table(sheet, schema, found)
    for problem in found:
        if partial and problem.message.startswith("the column {name}"):
            continue
        problems.append(replace(problem, file=FILE, row=None, column=f"[{name}] {problem.column}".strip()))
    return (dict(parsed.rows[0]) if parsed.rows else {}), dict(parsed.units)
