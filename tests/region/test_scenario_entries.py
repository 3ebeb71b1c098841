"""Malformed entries of scenarios are refused with a message, never dropped and never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tingzhou import region as regions
from tingzhou.errors import InputError

TINY = Path(regions.__file__).parent / "tiny"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("[[x.add]]\ntable = 'plants'\nrow = 3\n", "an addition needs a table and a row"),
        ("[x]\nchange = [3]\n", "entry 1 under 'change' is no table"),
        ("[x]\nyear = -5\n", "the year lies between 1900 and 2200"),
        ("[[x.remove]]\ntable = 'plants'\nid = '*'\ncolumn = 'capacity'\n", "a removal needs table and id"),
        ("[[x.change]]\ntable = 'plants'\nid = '*'\ncolumn = 'capacity'\nmultiply = -1\n", ""),
        ("[[x.change]]\ntable = 'plants'\nid = '*'\ncolumn = 'capacity'\nmultiply = inf\n", ""),
        ("[[x.change]]\ntable = 'plants'\nid = '*'\ncolumn = 'capacity'\nmultiply = nan\n", ""),
    ],
)
def test_malformed_entries_are_refused(tmp_path: Path, entry: str, words: str) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    with (folder / "scenarios.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + entry)
    with pytest.raises(InputError) as caught:
        regions.load(str(folder)).apply("x")
    for language in ("en", "zh"):
        assert caught.value.text(language)
    assert words in caught.value.text("en")
