"""The reference page of tables, made from the schemas."""

from __future__ import annotations

from tingzhou.labels import has_label, label
from tingzhou.region.schema import SCHEMAS, Column

__all__ = ["document"]


def document() -> str:
    """Return the page ``docs/reference/tables.md``."""
    lines = [
        "# Tables of a region",
        "",
        "Made from the schemas by `tingzhou.region.document()`. `{unit}` is the unit of the row's commodity, `{rate}` its rate",
        "per hour, stated in `capacity_unit` where the row has one. A header may carry another unit: `existing [万千瓦]`.",
    ]
    for name, table in SCHEMAS.items():
        title = f"{label(f'table.{name}', 'zh')} · {name}" if has_label(f"table.{name}") else name
        lines += ["", f"## {title}", "", f"One row is {table.description}.", ""]
        lines += ["| column | 中文 | kind | unit | needed | meaning |", "|---|---|---|---|---|---|"]
        lines += [_row(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _row(column: Column) -> str:
    kind = column.kind
    if column.choices:
        kind = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    elif column.reference:
        kind = f"id of {column.reference}"
    chinese = label(f"column.{column.name}", "zh") if has_label(f"column.{column.name}") else ""
    needed = "yes" if column.required else ""
    return f"| `{column.name}` | {chinese} | {kind} | {column.unit} | {needed} | {column.description} |"
