"""Checks across rows and tables: ids, references, units by row, cycles, what a process must state, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou import units
from tingzhou.errors import Problem, UsageError
from tingzhou.region.canonical import CANONICAL_COMMODITY_UNITS, canonical_rows
from tingzhou.region.claim_checks import check_claims
from tingzhou.region.curve_checks import check_delivery_curves
from tingzhou.region.parse import near
from tingzhou.region.project_checks import check_projects
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.selector import SELECTOR_KINDS, parse_selector
from tingzhou.region.unit_checks import check_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tingzhou.region.profiles import Profile
    from tingzhou.region.sheet import Cell, StatedTable

__all__ = ["check_tables"]

_ONE_SPACE = ("plants", "stores", "routes", "demands", "markets")


class _Checker:
    """Collects problems with their place."""

    def __init__(self, tables: Mapping[str, StatedTable], problems: list[Problem]) -> None:
        self.tables, self.problems = tables, problems
        self.ids = {name: {str(row["id"]) for row in table.rows if row.get("id")} for name, table in tables.items()
                    if SCHEMAS[name].has_id}  # fmt: skip

    def rows(self, name: str) -> Iterator[tuple[int, Mapping[str, Cell]]]:
        """Yield line and row of a table; nothing when it is not given."""
        table = self.tables.get(name)
        if table is not None:
            yield from zip(table.lines, table.rows, strict=True)

    def note(
        self,
        table: str,
        line: int | None,
        column: str,
        value: object,
        message: str,
        fix: str = "",
        /,
        **parameters: object,
    ) -> None:
        """Add a problem of a table's cell."""
        where = self.tables[table].where
        if line is not None and line < 0:  # a row that a scenario adds
            added = dict(zip(self.tables[table].lines, self.tables[table].rows, strict=True))[line]
            line, column = None, f"[{added.get('id', '')}] {column}"
        self.problems.append(
            Problem(message, fix, where.file, where.sheet, line, column, "" if value is None else str(value), parameters)
        )


def check_tables(tables: Mapping[str, StatedTable], profiles: Mapping[str, Profile], scenarios: tuple[str, ...]) -> list[Problem]:
    """Return every problem that shows only between cells, rows and tables."""
    problems: list[Problem] = []
    checker = _Checker(tables, problems)
    for name, schema in SCHEMAS.items():
        if schema.required and name not in tables:
            problems.append(Problem("the table {table} is missing.", "Add the file {table}.csv or a sheet {table}.",
                                    parameters={"table": name}))  # fmt: skip
    _ids(checker)
    _references(checker)
    _selectors(checker)
    _cycles(checker, "parent")
    _cycles(checker, "hub")
    for name in tables:
        canonical_rows(tables, name, problems)
    _commodities(checker)
    _flows(checker)
    _plants(checker)
    _stores(checker)
    _routes(checker)
    _markets(checker)
    _rules(checker)
    _curves(checker)
    check_units(_canonical(checker, "processes"), _canonical(checker, "plants"), _fuels(checker), checker.note)
    _claims(checker)
    _zones(checker)
    check_projects(checker)
    _series(checker, profiles)
    _targets(checker, scenarios)
    return problems


def _ids(checker: _Checker) -> None:
    shared: dict[str, str] = {}
    for name in checker.ids:
        seen: dict[str, int] = {}
        for line, row in checker.rows(name):
            value = row.get("id")
            if not value:
                continue
            if str(value) in seen:
                checker.note(name, line, "id", value, "the id stands already in row {first}.", "Give each row an id of its own.",
                             first=seen[str(value)])  # fmt: skip
            seen.setdefault(str(value), line)
            if name in _ONE_SPACE:
                other = shared.setdefault(str(value), name)
                if other != name:
                    checker.note(name, line, "id", value, "the id stands already in the table {other}.",
                                 "Plants, stores, routes, demands and markets share one space of ids: rename one.",
                                 other=other)  # fmt: skip


def _references(checker: _Checker) -> None:
    for name in checker.tables:
        for column in SCHEMAS[name].columns:
            if column.kind != "reference":
                continue
            known = checker.ids.get(column.reference, set())
            for line, row in checker.rows(name):
                value = row.get(column.name)
                if value is None or str(value) in known:
                    if value is None and column.required and column.name not in checker.tables[name].columns:
                        continue
                    continue
                meant = near(str(value), known)
                checker.note(name, line, column.name, value, "the table {table} has no row with this id.",
                             "Did you mean '{meant}'?" if meant else "Add it to the table {table}, or correct it.",
                             table=column.reference, meant=meant)  # fmt: skip


def _selectors(checker: _Checker) -> None:
    for name in checker.tables:
        for column in (column for column in SCHEMAS[name].columns if column.kind == "selector"):
            for line, row in checker.rows(name):
                if row.get(column.name):
                    _selector(checker, name, line, column.name, str(row[column.name]))


def _selector(checker: _Checker, name: str, line: int, column: str, text: str) -> None:
    try:
        selector = parse_selector(text)
    except UsageError:
        return  # already refused while parsing
    for term in selector.terms:
        table = SELECTOR_KINDS[term.kind]
        if table:
            for value in term.values:
                if value not in checker.ids.get(table, set()):
                    checker.note(name, line, column, text, "the selector speaks of '{value}', which the table {table} does not have.",
                                 "Correct it or add the row.", value=value, table=table)  # fmt: skip


def _cycles(checker: _Checker, column: str) -> None:
    above = {str(row["id"]): str(row[column]) for _, row in checker.rows("places") if row.get("id") and row.get(column)}
    for line, row in checker.rows("places"):
        start = str(row.get("id"))
        seen, place = {start}, above.get(start, "")
        while place and place not in seen:
            seen.add(place)
            place = above.get(place, "")
        if place == start and (column == "parent" or above[start] != start):
            checker.note("places", line, column, row.get(column), "the places go round in a circle.",
                         "A place cannot belong to a place that belongs to it.")  # fmt: skip
        elif column == "hub" and above.get(start, start) != start and above.get(above[start], above[start]) != above[start]:
            checker.note("places", line, column, row.get(column), "the hub {hub} has a hub itself.",
                         "Name the last one directly.", hub=above[start])  # fmt: skip


def _commodities(checker: _Checker) -> None:
    for line, row in checker.rows("commodities"):
        unit = row.get("unit")
        if unit and str(unit) not in CANONICAL_COMMODITY_UNITS:
            checker.note("commodities", line, "unit", unit, "commodities are counted in {known}.",
                         "Write {canonical}; the other tables may use any unit of this kind in their headers.",
                         known=", ".join(CANONICAL_COMMODITY_UNITS), canonical=units.canonical(str(unit)))  # fmt: skip


def _flows(checker: _Checker) -> None:
    main = {str(row["id"]): row.get("commodity") for _, row in checker.rows("processes") if row.get("id")}
    stated: set[str] = set()
    seen: dict[tuple[str, str, str], int] = {}
    for line, row in checker.rows("flows"):
        process, commodity, quantity = str(row.get("process")), row.get("commodity"), row.get("quantity")
        key = (process, str(commodity), str(row.get("role")))
        if key in seen:
            checker.note("flows", line, "commodity", commodity, "the process states this flow already in row {first}.",
                         "Add the two quantities in one row.", first=seen[key])  # fmt: skip
        seen.setdefault(key, line)
        low, high = row.get("low"), row.get("high")
        if isinstance(quantity, float):
            if (isinstance(low, float) and low > quantity) or (isinstance(high, float) and high < quantity):
                checker.note("flows", line, "quantity", quantity, "the central figure does not lie between low and high.",
                             "Order the three figures.")  # fmt: skip
            if commodity == main.get(process) and row.get("role") == "output":
                stated.add(process)
                _main_flow(checker, line, row, quantity)
    for line, row in checker.rows("processes"):
        if row.get("id") and row.get("commodity") and str(row["id"]) not in stated:
            checker.note("processes", line, "commodity", row["commodity"], "no flow of the process states its main commodity.",
                         "Add a row to the table flows with this commodity and the quantity 1.")  # fmt: skip


def _main_flow(checker: _Checker, line: int, row: Mapping[str, Cell], quantity: float) -> None:
    try:
        unit = str(row.get("unit") or "1/1")
        top, _, bottom = unit.partition("/")
        factor = units.factor(top, bottom) if bottom else 1.0
    except UsageError:
        factor = 1.0
    if abs(quantity * factor - 1.0) > 1e-9:
        checker.note("flows", line, "quantity", quantity, "the main commodity flows by 1 per unit of itself, not {quantity}.",
                     "Write 1 in the unit of the commodity, such as t/t.", quantity=f"{quantity * factor:g}")  # fmt: skip


def _build_limits(checker: _Checker, name: str, line: int, row: Mapping[str, Cell]) -> None:
    least, most = row.get("build_min"), row.get("build_max")
    if isinstance(least, float) and least > (most if isinstance(most, float) else 0.0):
        checker.note(name, line, "build_min", least, "the least to build is more than the most.",
                     "Raise build_max or lower build_min.")  # fmt: skip


def _plants(checker: _Checker) -> None:
    size = {str(row["id"]): row.get("unit_size") for _, row in checker.rows("processes") if row.get("id")}
    for line, row in checker.rows("plants"):
        _build_limits(checker, "plants", line, row)
        if row.get("lumpy") is True and not size.get(str(row.get("process"))):
            checker.note("plants", line, "lumpy", "yes", "whole units are asked for, but the process has no unit_size.",
                         "Give the process a unit_size, or leave lumpy empty.")  # fmt: skip
        least, most = row.get("minimum_hours"), row.get("maximum_hours")
        if isinstance(least, float) and isinstance(most, float) and least > most:
            checker.note("plants", line, "minimum_hours", least, "the least hours are more than the most.", "Order the two.")
        low, high = row.get("minimum"), row.get("availability")
        if isinstance(low, float) and isinstance(high, float) and low > high:
            checker.note("plants", line, "minimum", low, "the lower limit is above the availability {availability}.",
                         "Lower it: the plant could never run.", availability=high)  # fmt: skip


def _stores(checker: _Checker) -> None:
    for line, row in checker.rows("stores"):
        tied = row.get("duration") is not None
        powered = row.get("power") is not None or row.get("power_build_max") is not None
        if tied and not powered:
            checker.note(
                "stores",
                line,
                "duration",
                row["duration"],
                "a duration needs a power.",
                "Give power or power_build_max.",
            )
        if row.get("energy") is None and row.get("energy_build_max") is None and not tied:
            checker.note("stores", line, "energy", None, "the store states nothing it can hold.",
                         "Give energy, energy_build_max, or a duration.")  # fmt: skip
        if not powered and (row.get("charge_efficiency") or row.get("discharge_efficiency")):
            checker.note("stores", line, "charge_efficiency", row.get("charge_efficiency") or row.get("discharge_efficiency"),
                         "efficiencies need a power: without one the level stands directly in the balance.",
                         "Give power, or remove the efficiencies.")  # fmt: skip


def _routes(checker: _Checker) -> None:
    for line, row in checker.rows("routes"):
        _build_limits(checker, "routes", line, row)
        if row.get("from") and row.get("from") == row.get("to"):
            checker.note("routes", line, "to", row["to"], "the route ends where it starts.", "Name two different places.")
        if row.get("lumpy") is True and not row.get("unit_size"):
            checker.note("routes", line, "lumpy", "yes", "whole units are asked for, but the route has no unit_size.",
                         "Give a unit_size, or leave lumpy empty.")  # fmt: skip


def _markets(checker: _Checker) -> None:
    for line, row in checker.rows("markets"):
        least, most = row.get("annual_minimum"), row.get("annual_maximum")
        if isinstance(least, float) and isinstance(most, float) and least > most:
            checker.note("markets", line, "annual_minimum", least, "the least amount is more than the most.", "Order the two.")


def _rules(checker: _Checker) -> None:
    for line, row in checker.rows("rules"):
        kind, parameter = row.get("kind"), row.get("parameter")
        if kind in ("share", "capacity_ratio", "reserve") and not row.get("over"):
            checker.note("rules", line, "over", None, "a rule of the kind {kind} measures one side against another.",
                         "Write the other side as a selector in the column over.", kind=kind)  # fmt: skip
        if kind == "flow_limit" and (not parameter or str(parameter) not in checker.ids.get("commodities", set())):
            checker.note("rules", line, "parameter", parameter, "a flow limit needs the commodity it limits.",
                         "Write the id of a commodity in the column parameter.")  # fmt: skip


def _curves(checker: _Checker) -> None:
    routes = {str(row["id"]): row for _, row in checker.rows("routes") if row.get("id")}

    def note(line: int, column: str, value: object, message: str, fix: str, /, **parameters: object) -> None:
        checker.note("delivery_curves", line, column, value, message, fix, **parameters)

    check_delivery_curves(checker.rows("delivery_curves"), routes, note)


def _canonical(checker: _Checker, name: str) -> list[tuple[int, Mapping[str, Cell]]]:
    """Return line and row of a table in canonical units; none where it is not given."""
    if name not in checker.tables:
        return []
    return list(zip(checker.tables[name].lines, canonical_rows(checker.tables, name), strict=True))


def _fuels(checker: _Checker) -> dict[str, bool]:
    """Return of each process whether it takes something that holds carbon."""
    carbon = {str(row.get("id")) for _, row in checker.rows("commodities") if isinstance(row.get("co2"), float) and row["co2"]}
    return {str(row.get("process")): True for _, row in checker.rows("flows")
            if row.get("role") == "input" and str(row.get("commodity")) in carbon}  # fmt: skip


def _claims(checker: _Checker) -> None:
    def note(line: int, column: str, value: object, message: str, fix: str, /, **parameters: object) -> None:
        checker.note("claims", line, column, value, message, fix, **parameters)

    check_claims(checker.rows("claims"), note)


def _zones(checker: _Checker) -> None:
    months = [f"month_{month:02d}" for month in range(1, 13)]
    for line, row in checker.rows("weather_zones"):
        given = [month for month in months if row.get(month) is not None]
        if given and len(given) < 12:
            checker.note("weather_zones", line, next(month for month in months if month not in given), None,
                         "the monthly figures are not complete.", "Give all twelve, or none.")  # fmt: skip


def _series(checker: _Checker, profiles: Mapping[str, Profile]) -> None:
    """Check that every profile named exists, and that every profile of the table has its file and column."""
    zones, listed = checker.ids.get("weather_zones", set()), checker.ids.get("profiles", set())
    for line, row in checker.rows("profiles"):
        name = str(row.get("id"))
        if name in zones:
            checker.note("profiles", line, "id", name, "a weather zone has this id already.", "Rename one of them.")
        if row.get("id") and name not in profiles:
            checker.note("profiles", line, "file", row.get("file"), "no file profiles/{file}.csv has a column of this id.",
                         "Add the column, or correct the name of the file.", file=row.get("file"))  # fmt: skip
    known = zones | listed
    named = [("plants", "availability"), ("plants", "minimum"), ("plants", "commissioned"), ("routes", "availability"), ("routes", "minimum"),
             ("demands", "profile"), ("markets", "price_profile"), ("markets", "limit_profile"), ("flows", "profile"),
             ("delivery_curves", "profile"), ("delivery_curves", "floor"), ("delivery_curves", "ceiling")]  # fmt: skip
    for table, column in named:
        for line, row in checker.rows(table):
            value = row.get(column)
            if isinstance(value, str) and value not in known:
                meant = near(value, known)
                checker.note(table, line, column, value, "there is no profile and no weather zone of this name.",
                             "Did you mean '{meant}'?" if meant else "Add it to the table profiles or weather_zones.",
                             meant=meant)  # fmt: skip


def _targets(checker: _Checker, scenarios: tuple[str, ...]) -> None:
    for line, row in checker.rows("targets"):
        scenario = row.get("scenario")
        if scenario and str(scenario) not in scenarios:
            checker.note("targets", line, "scenario", scenario, "there is no scenario of this name.",
                         "Known scenarios: {known}.", known=", ".join(scenarios) or "–")  # fmt: skip
