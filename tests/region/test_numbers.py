"""No digit of a number is lost on the way through folder and workbook."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tingzhou import region as regions


@settings(max_examples=15)
@given(st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=1), st.floats(0, 1, allow_nan=False))
def test_numbers_survive_every_container(existing: list[float], share: float) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(regions.region_path("tiny"), Path(place) / "region"))
        plants = folder / "plants.csv"
        plants.write_text(plants.read_text(encoding="utf-8").replace("400,,0.9", f"{existing[0]!r},,{share!r}"), encoding="utf-8")
        region = regions.load(folder)
        assert region.table("plants").loc["coal_plant", "existing"] == existing[0]
        book = regions.load(regions.write_workbook(region, Path(place) / "book.xlsx"))
        assert book.hash == region.hash
        assert regions.load(regions.write_folder(book, Path(place) / "again")).hash == region.hash
