"""Begin a region: a small valid one to be filled, in a folder or a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tingzhou.errors import InputError, Problem
from tingzhou.region.load import load
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.sheet import StatedTable, Where
from tingzhou.region.write_folder import write_folder
from tingzhou.region.write_workbook import write_workbook

__all__ = ["new"]


def new(path: str | Path, *, lang: str = "zh") -> Path:
    """Write a new region, a copy of the small example with every table present, to be changed step by step.

    ``path`` is a folder, or a file ending in .xlsx. Raises ``InputError`` when the place is taken.
    """
    target = Path(path)
    example = load("tiny")
    stated = dict(example.stated)
    for name, schema in SCHEMAS.items():
        if name not in stated:
            stated[name] = StatedTable(name, tuple(column.name for column in schema.columns), {}, (), (), Where(name))
    name = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in target.stem.casefold()
    )
    name = name.strip("-_") or "region"
    manifest = replace(example.manifest, id=name, title_zh=target.stem, title_en=target.stem)
    region = replace(example, manifest=manifest, stated=stated)
    if target.suffix.casefold() == ".xlsx":
        if target.exists():
            raise InputError(Problem("the place is not empty.", "Name a new file: nothing is overwritten.", value=str(path)))
        return write_workbook(region, target, lang=lang)
    return write_folder(region, target)
