"""Small plans made by hand or by the example's generator, drawn and written to a folder."""

from __future__ import annotations

from pathlib import Path

from tingzhou import inspection, supervision
from tingzhou.errors import InputError, Problem
from tingzhou.supervision.canonical import canonical_table
from tingzhou.supervision.example import example_files

VALUE = "9 18 26 34 41 45; 2 5 8 10 12"
SALT = "5a" * 32
PLAN = """[plan]
id = "test"
title_zh = "测试"
title_en = "Test"
authority = "测试机关"
year = 2025
window_from = 2025-03-03
window_to = 2025-03-28
visits_per_day = 2
[caps]
A = 1
[randomness]
kind = "lottery"
name = "lottery of 2025-02-20"
day = 2025-02-20
"""


def write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if "plan.toml" in files and "salt.txt" not in files:
        (folder / "salt.txt").write_text(SALT, encoding="ascii")
    return folder


def example(folder: Path, *, firms: int = 1500, inspectors: int = 60) -> Path:
    return write(folder, example_files(firms=firms, inspectors=inspectors))


def small(**changes: bytes) -> dict[str, bytes]:
    """A plan of 40 firms, two departments, two classes; ``changes`` replace whole files by stem."""
    firms = [(f"F{i:03d}", f"某某企业{i}", "甲县" if i % 3 else "乙县", "25" if i % 2 else "52", "A" if i < 30 else "D", i % 7 + 1, "", "")
             for i in range(40)]  # fmt: skip
    people = [(f"P{i}", f"某某人员{i}", "市场" if i < 5 else "应急", "甲县" if i % 2 else "乙县", "食品" if i < 5 else "安全", "")
              for i in range(10)]  # fmt: skip
    items = [("food", "食品检查", "food", "市场", "食品", "", "equal", "yes", "A", 0.2), ("food", "食品检查", "food", "市场", "食品", "",
              "equal", "yes", "D", 1), ("safety", "安全检查", "safety", "应急", "安全", "25", "equal", "yes", "A", 0.3),
             ("safety", "安全检查", "safety", "应急", "安全", "25", "equal", "yes", "D", 1)]  # fmt: skip
    files = {
        "plan.toml": PLAN.encode(),
        "firms.csv": canonical_table(("id", "name", "county", "industry", "class", "size", "visits", "undisturbed"), firms),
        "inspectors.csv": canonical_table(("id", "name", "department", "county", "certificates", "leave"), people),
        "inspection_plans.csv": canonical_table(
            ("item", "zh", "en", "department", "certificate", "industries", "design", "capped", "class", "rate"), items
        ),
    }
    for stem, content in changes.items():
        files[next((name for name in files if name.startswith(f"{stem}.")), f"{stem}.csv")] = content
    return files


def drawn(folder: Path, out: Path, value: str = VALUE) -> inspection.Drawn:
    return inspection.draw_plan(folder, out, value)


def problems(folder: Path) -> list[Problem]:
    try:
        inspection.read_plan(folder)
    except InputError as error:
        return list(error.problems)
    return []


def texts(folder: Path) -> str:
    return "\n".join(problem.text("en") for problem in problems(folder))


__all__ = ["PLAN", "SALT", "VALUE", "drawn", "example", "problems", "small", "supervision", "texts", "write"]
