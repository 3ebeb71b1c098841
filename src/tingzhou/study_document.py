"""What a report of studies is made of: names, places and plants of the region, scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tingzhou.tables import ResultTable
from tingzhou.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from tingzhou.region import Region
    from tingzhou.report import ReportDocument, ScenarioPart

__all__ = ["comparison", "document_of", "write_csv", "write_results"]


def document_of(region: Region, parts: tuple[ScenarioPart, ...], lang: str, stated_date: str) -> ReportDocument:
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
        texts=marked_texts(region) if any("claims" in part.tables for part in parts) else (),
    )


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
