"""The command show: what a region holds, or what a study came to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, padded, print_json, print_study, study_facts
from tingzhou.labels import has_label, label

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.region import Region

__all__ = ["show_commands"]

_QUALITIES = ("sourced", "derived", "assumed")


def show_commands(say: Said) -> list[click.Command]:
    """Return the command with its help in the language of the call."""

    @click.command("show", help=say("Show what a region holds, or what a study came to."))
    @click.argument("place", metavar="REGION|STUDY")
    @json_option(say)
    @lang_option(say)
    def show(place: str, as_json: bool, lang: str) -> None:
        del lang
        folders = _studies(Path(place))
        if folders:
            _show_studies(say, folders, as_json=as_json)
            return
        from tingzhou import region as regions

        loaded = regions.load(place)
        if as_json:
            print_json(_facts(loaded))
        else:
            _show_region(say, loaded)

    return [show]


def _studies(place: Path) -> list[Path]:
    """Return the studies at a place: itself, or its sub-folders."""
    if (place / "study.json").is_file():
        return [place]
    if not place.is_dir() or (place / "region.toml").exists():
        return []
    return sorted(path.parent for path in place.glob("*/study.json") if not path.parent.name.startswith("."))


def _show_studies(say: Said, folders: list[Path], *, as_json: bool) -> None:
    from tingzhou.study import load_study

    studies = [load_study(folder) for folder in folders]
    if as_json:
        print_json({one.scenario: study_facts(one) for one in studies})
        return
    for one in studies:
        print_study(say, one)


def _counts(region: Region) -> dict[str, int]:
    from tingzhou.region import SCHEMAS

    return {name: len(region.table(name)) for name in SCHEMAS if len(region.table(name))}


def _qualities(region: Region) -> dict[str, int]:
    """Return how many rows of figures are sourced, derived and assumed."""
    counts = dict.fromkeys(_QUALITIES, 0)
    for name in _counts(region):
        frame = region.table(name)
        if "quality" in frame.columns:
            for quality in _QUALITIES:
                counts[quality] += int((frame["quality"] == quality).sum())
    return counts


def _capacities(region: Region) -> list[dict[str, Any]]:
    """Return existing capacity by category and commodity [unit/h]."""
    plants, processes, commodities = region.table("plants"), region.table("processes"), region.table("commodities")
    if plants.empty:
        return []
    keys = [plants["process"].map(processes[column]).rename(column) for column in ("category", "commodity")]
    sums = plants["existing"].groupby(keys).sum()
    rows = []
    for key, total in sums[sums > 0].to_dict().items():
        category, commodity = map(str, tuple(key))  # type: ignore[arg-type]
        unit = str(commodities.loc[commodity, "unit"])
        unit = "MW" if unit == "MWh" else f"{unit}/h"
        rows.append({"category": category, "commodity": commodity, "capacity": float(total), "unit": unit})
    return rows


def _facts(region: Region) -> dict[str, Any]:
    """Return what ``--json`` prints of a region."""
    scenarios = {
        one.name: {
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "mode": one.mode,
            "year": one.year or region.manifest.base_year,
        }
        for one in region.scenarios.values()
    }
    return {"id": region.id, "title_zh": region.title("zh"), "title_en": region.title("en"), "hash": region.hash,
            "tables": _counts(region), "quality": _qualities(region), "capacities": _capacities(region), "scenarios": scenarios}  # fmt: skip


def _show_region(say: Said, region: Region) -> None:
    lang = say.lang
    click.echo(click.style(region.title(lang), bold=True))
    click.echo(say("Hash of the input: {hash}", hash=region.hash))
    heading(say("Rows of each table"))
    for name, count in _counts(region).items():
        click.echo(f"  {padded(_named('table', name, lang), 28)} {count:>8}")
    heading(say("Rows by quality of their figures"))
    for quality, count in _qualities(region).items():
        click.echo(f"  {padded(_named('quality', quality, lang), 28)} {count:>8}")
    heading(say("Existing capacity"))
    commodities = region.table("commodities")
    for row in _capacities(region):
        commodity = str(commodities.loc[row["commodity"], lang])
        name = f"{_named('category', row['category'], lang)} ({commodity})"
        click.echo(f"  {padded(name, 40)} {row['capacity']:>14,.1f} {_named('unit', row['unit'], lang)}")
    heading(say("Scenarios"))
    for one in region.scenarios.values():
        mode = say("plan") if one.mode == "plan" else say("balance")
        click.echo(f"  {padded(one.name, 24)} {padded(one.title(lang), 32)} {one.year or region.manifest.base_year}  {mode}")


def _named(kind: str, name: str, lang: str) -> str:
    return label(f"{kind}.{name}", lang) if has_label(f"{kind}.{name}") else name
