"""Golden tables of the tiny region: they change on purpose, with ``make golden`` and a reason in the changelog."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tingzhou import planning
from tingzhou.planning import View

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["key_figures", "costs", "generation", "landed_price"])
def test_golden_tables(name: str, tiny, solved_week, request: pytest.FixtureRequest) -> None:
    view = View(tiny.apply("baseline"), solved_week)
    frame = planning.result_tables(view.region, view.solution)[name].frame
    path = GOLDEN / f"tiny-week-{name}.csv"
    if request.config.getoption("--update-golden"):
        frame.to_csv(path, index=False, lineterminator="\n", float_format="%.9g")
    expected = pd.read_csv(path, keep_default_na=True)
    found = frame.replace("", None)
    pd.testing.assert_frame_equal(found.astype(object).where(found.notna(), None), expected.astype(object).where(expected.notna(), None),
                                  check_dtype=False, rtol=1e-6, atol=1e-3)  # fmt: skip
