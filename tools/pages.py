"""Write the generated reference pages again: tables, figures, formulations, commands, weather statistics."""

from __future__ import annotations

from pathlib import Path

from tingzhou.pages import PAGES

ROOT = Path(__file__).parents[1] / "docs" / "reference"

if __name__ == "__main__":
    ROOT.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (ROOT / name).write_text(make(), encoding="utf-8", newline="\n")
