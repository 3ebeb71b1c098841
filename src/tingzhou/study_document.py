"""What a report of studies is made of: names, places and plants of the region, scenarios side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tingzhou.errors import InputError, Problem
from tingzhou.tables import ResultTable
from tingzhou.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tingzhou.hours import Hours
    from tingzhou.planning import Bound, Outcome
    from tingzhou.region import Region
    from tingzhou.report import ReportDocument, ScenarioPart
    from tingzhou.report.plan import PlanPage

__all__ = [
    "bound_statements",
    "cleaned_tables",
    "comparison",
    "delivery_page",
    "document_of",
    "unit_statements",
    "write_csv",
    "write_results",
]


def document_of(
    region: Region, parts: tuple[ScenarioPart, ...], lang: str, stated_date: str, delivery: Path | None = None
) -> ReportDocument:
    """Return the document of a region's scenarios, with the names of everything it speaks of."""
    from tingzhou.reading.claims import marked_texts
    from tingzhou.report import ReportDocument

    names: dict[str, tuple[str, str]] = {}
    for table in (
        "places",
        "plants",
        "stores",
        "routes",
        "demands",
        "markets",
        "rules",
        "delivery_curves",
        "processes",
        "commodities",
        "weather_zones",
    ):
        frame = region.table(table)
        names |= {str(name): (str(row["zh"]), str(row["en"])) for name, row in frame.iterrows()}
    names |= {str(name): (str(row["publisher"]), str(row["publisher"])) for name, row in region.table("sources").iterrows()}
    return ReportDocument(
        title_zh=region.title("zh"),
        title_en=region.title("en"),
        description_zh=region.manifest.description_zh,
        description_en=region.manifest.description_en,
        version=__version__,
        input_hash=region.hash,
        scenarios=parts,
        places=region.table("places")[["zh", "en", "kind", "latitude", "longitude", "parent"]],
        plants=_plants(region),
        stated_date=stated_date,
        language=lang,
        names=names,
        delivery=None if delivery is None else delivery_page(delivery, lang),
        texts=marked_texts(region) if any("claims" in part.tables for part in parts) else (),
    )


def delivery_page(folder: Path, lang: str = "zh") -> PlanPage:
    """Return the page of a delivery from its folder, so that a study can show it.

    Raises
    ------
    InputError
        When the folder holds no delivery.
    """
    import json

    import pandas as pd

    from tingzhou.report.plan import PlanPage

    try:
        meta = json.loads((folder / "delivery.json").read_text(encoding="utf-8"))
        told = meta["page"]
        tables = {name: ResultTable(name, pd.read_csv(folder / "tables" / f"{name}.csv", encoding="utf-8-sig", keep_default_na=True),
                                    one["units"], tuple(one["notes"])) for name, one in told["tables"].items()}  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise InputError(Problem("this folder holds no delivery.", "Run: tingzhou deliver.", value=str(folder))) from error
    tables = cleaned_tables(tables)
    for name, one in told["tables"].items():  # of a column without any value only its writer knows that it holds texts
        for column in set(one.get("texts", ())) & set(tables[name].frame.columns):
            tables[name].frame[column] = tables[name].frame[column].astype(object).where(tables[name].frame[column].notna(), "")
    stop = tuple(tuple(int(part) for part in day) for day in told["winter_stop"])
    return PlanPage(told["title"][0], told["title"][1], str(meta["version"]), str(meta["input_hash"]), str(meta["scenario"]),
                    [(str(zh), str(en)) for zh, en in told["answers"]], tables,
                    {name: (str(pair[0]), str(pair[1])) for name, pair in told["names"].items()}, (stop[0], stop[1]), lang)  # type: ignore[arg-type]  # fmt: skip


def _plants(region: Region) -> Any:
    """Return power plants and stores with a position and a capacity [MW], for the map."""
    import math

    import pandas as pd

    places, processes = region.table("places"), region.table("processes")
    rows = []
    for _, row in region.table("plants").iterrows():
        process = processes.loc[row["process"]]
        if process["commodity"] != "electricity" or not row["existing"] > 0:
            continue
        place = places.loc[row["place"]]
        latitude = place["latitude"] if math.isnan(row["latitude"]) else row["latitude"]
        longitude = place["longitude"] if math.isnan(row["longitude"]) else row["longitude"]
        rows.append((row["zh"], row["en"], process["category"], row["place"], round(float(latitude), 2), round(float(longitude), 2),
                     float(row["existing"])))  # fmt: skip
    for _, row in region.table("stores").iterrows():
        if row["power"] > 0:
            place = places.loc[row["place"]]
            rows.append(
                (
                    row["zh"],
                    row["en"],
                    row["category"],
                    row["place"],
                    float(place["latitude"]),
                    float(place["longitude"]),
                    float(row["power"]),
                )
            )
    return pd.DataFrame(rows, columns=["zh", "en", "category", "place", "latitude", "longitude", "capacity"])


def comparison(parts: list[ScenarioPart]) -> ResultTable | None:
    """Return key figures of all scenarios side by side, in the unit of each row."""
    if len(parts) < 2:
        return None
    import pandas as pd

    columns = [part.tables["key_figures"].frame.drop_duplicates("figure").set_index("figure") for part in parts]
    frame = pd.concat([column["value"].rename(part.id) for part, column in zip(parts, columns, strict=True)], axis=1)
    units = pd.concat([column["unit"] for column in columns])
    frame["unit"] = units[~units.index.duplicated()].reindex(frame.index)
    return ResultTable("scenarios", frame.rename_axis("figure").reset_index())


def write_csv(path: Path, table: ResultTable) -> None:
    """Write a result table with units in its headers; UTF-8 with a mark, so that Excel reads the Chinese."""
    frame = table.frame.rename(columns={c: f"{c} [{unit}]" for c, unit in table.units.items() if unit})
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_results(path: Path, dataset: Any) -> None:
    """Write a dataset as NetCDF 3 (the same bytes for the same figures, readable everywhere)."""
    data = dataset.copy()
    for name in data.data_vars:
        if data[name].dtype == "float64" and data[name].ndim == 2:
            data[name] = data[name].astype("float32")
    data["hour"] = data["hour"].astype("int32")
    data.to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")


def unit_statements(outcome: Outcome) -> Iterable[tuple[str, Mapping[str, object]]]:
    """Say how a run treats units, and what a plan keeps in reserve for their operation."""
    if outcome.solution.network.commitment != "none":
        yield (
            (
                "The plan switches units on and off in fractions, without minimum times, and builds whole units; tingzhou operate runs "
                "this study with whole units switched on and off."
            ),
            {},
        )
    else:
        yield (
            (
                "Unit commitment is not part of this run: start costs and minimum times of the tables are not used; "
                "tingzhou operate runs this study with whole units switched on and off."
            ),
            {},
        )
    for rule, reserve in outcome.reserves.items():
        yield (
            "The plan keeps {reserve} percentage points in reserve on the rule '{rule}': operation with whole units has to reach the rule itself.",
            {"rule": rule, "reserve": f"{100 * reserve:g}"},
        )


def bound_statements(bound: Bound, hours: Hours) -> Iterable[tuple[str, Mapping[str, object]]]:
    """Yield what an answer on segments proves, in millions of CNY."""
    for reason in bound.reasons:
        yield reason, {}
    lower, upper = f"{bound.lower / 1e6:,.1f}", f"{bound.upper / 1e6:,.1f}"
    if hours.segmented:
        yield (
            "Quick answer: {steps} segments stand for {hours} hours; there was no run over every hour.",
            {"steps": hours.size, "hours": hours.base_size},
        )
        if not bound.reasons and math.isfinite(bound.lower):
            yield "Proven: the year's net cost is at least {lower} million CNY, whatever is built or run.", {"lower": lower}
        elif not bound.reasons:
            yield "The multipliers of this answer prove no lower bound.", {}
    elif not bound.reasons and math.isfinite(bound.gap):
        yield (
            "Proven: the year's net cost is at least {lower} million CNY; this plan, run over every hour, costs {upper} million CNY (gap {gap} %).",
            {"lower": lower, "upper": upper, "gap": f"{100.0 * bound.gap:.3f}"},
        )


def cleaned_tables(tables: Mapping[str, ResultTable]) -> dict[str, ResultTable]:
    """Return tables read from CSV with empty texts as texts."""
    cleaned = {}
    for name, table in tables.items():
        frame = table.frame.copy()
        for column in frame.columns:
            if frame[column].dtype == object or str(frame[column].dtype).startswith("str"):
                frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
        cleaned[name] = ResultTable(name, frame, table.units, table.notes, table.sources)
    return cleaned
