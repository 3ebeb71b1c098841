"""From stated figures to canonical units, row by row where the unit follows the row's commodity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tingzhou import units
from tingzhou.errors import Problem, UsageError
from tingzhou.region.schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tingzhou.region.schema import Column
    from tingzhou.region.sheet import Cell, StatedTable

__all__ = ["canonical_frame", "canonical_rows", "row_factor"]

CANONICAL_COMMODITY_UNITS = ("MWh", "t", "m3", "m2", "piece", "1")


@dataclass(frozen=True)
class _Row:
    """The units that a row's figures are stated and kept in."""

    commodity: str = ""
    rate_stated: str = ""
    flow: str = ""
    flow_stated: str = ""

    def resolve(self, template: str, *, stated: bool) -> str:
        """Fill a unit template."""
        rate = self.rate_stated if stated and self.rate_stated else f"({self.commodity})/h"
        flow = self.flow_stated if stated and self.flow_stated else self.flow
        return template.replace("{unit}", f"({self.commodity})").replace("{rate}", f"({rate})").replace("{flow}", flow)


def _commodity_unit(tables: Mapping[str, StatedTable], commodity: Cell) -> str:
    table = tables.get("commodities")
    if table is None:
        return "1"
    found = next((row for row in table.rows if row.get("id") == commodity), None)
    return str(found.get("unit") or "1") if found else "1"


def _process(tables: Mapping[str, StatedTable], name: Cell) -> Mapping[str, Cell]:
    table = tables.get("processes")
    return next((row for row in table.rows if row.get("id") == name), {}) if table else {}


def _row_units(tables: Mapping[str, StatedTable], table: str, row: Mapping[str, Cell]) -> _Row:
    if table == "flows":
        main = _commodity_unit(tables, _process(tables, row.get("process")).get("commodity"))
        taken = _commodity_unit(tables, row.get("commodity"))
        return _Row(commodity=taken, flow=f"({taken})/({main})", flow_stated=str(row.get("unit") or ""))
    if table == "plants":
        process = _process(tables, row.get("process"))
        return _Row(_commodity_unit(tables, process.get("commodity")), str(process.get("capacity_unit") or ""))
    if table == "commodities":
        return _Row(str(row.get("unit") or "1"))
    return _Row(_commodity_unit(tables, row.get("commodity")), str(row.get("capacity_unit") or ""))


def row_factor(tables: Mapping[str, StatedTable], table: StatedTable, row: Mapping[str, Cell], column: Column) -> float:
    """Return the factor from the stated to the canonical figure of a cell; raises ``UsageError`` for a wrong kind."""
    if table.name == "rules" and column.name == "value":
        unit = str(row.get("unit") or "")
        return units.factor(unit, units.canonical(unit)) if unit and units.known(unit) else 1.0
    header = table.units.get(column.name)
    if not column.unit or ("{" not in column.unit and not header):
        return 1.0
    frame = _row_units(tables, table.name, row)
    stated = header or frame.resolve(column.unit, stated=True)
    return units.factor(stated, frame.resolve(column.unit, stated=False))


def canonical_rows(tables: Mapping[str, StatedTable], name: str, problems: list[Problem] | None = None) -> list[dict[str, Cell]]:
    """Return the rows of a table in canonical units, every column of the schema present."""
    table = tables[name]
    rows: list[dict[str, Cell]] = []
    for line, row in zip(table.lines, table.rows, strict=True):
        converted: dict[str, Cell] = {}
        for column in SCHEMAS[name].columns:
            value = row.get(column.name)
            if isinstance(value, float) and column.kind == "number":
                try:
                    value = value * row_factor(tables, table, row, column)
                except UsageError as error:
                    if problems is not None:
                        problems.append(_wrong_kind(table, line, column, row, error))
                    value = None
            converted[column.name] = value
        rows.append(converted)
    return rows


def _wrong_kind(table: StatedTable, line: int, column: Column, row: Mapping[str, Cell], error: UsageError) -> Problem:
    return Problem(
        "the unit does not fit: {reason}.",
        "State the figure in a unit of the kind that the row's commodity has.",
        table.where.file, table.where.sheet, line, column.name, str(row.get(column.name)),
        {"reason": error.text("en")},
    )  # fmt: skip


def canonical_frame(tables: Mapping[str, StatedTable], name: str) -> pd.DataFrame:
    """Return a table as a data frame in canonical units: index = id, missing number = NaN, missing text = ""."""
    import pandas as pd

    schema = SCHEMAS[name]
    rows = canonical_rows(tables, name) if name in tables else []
    data: dict[str, list[object]] = {}
    for column in schema.columns:
        values: list[object] = [row[column.name] for row in rows]
        if column.kind in ("number", "integer"):
            values = [math.nan if value is None else value for value in values]
        elif column.kind != "boolean":
            values = ["" if value is None else value for value in values]
        data[column.name] = values
    frame = pd.DataFrame({key: pd.Series(values, dtype=_dtype(schema.column(key))) for key, values in data.items()})
    return frame.set_index("id", drop=False) if schema.has_id else frame


def _dtype(column: Column | None) -> str:
    return "float64" if column is not None and column.kind in ("number", "integer") else "object"
