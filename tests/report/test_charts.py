"""Charts and figures by themselves: round ticks, names apart, numbers shown alike."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tingzhou.report.charts.heat import heat_chart
from tingzhou.report.charts.map import _box, _labels, map_chart
from tingzhou.report.charts.svg import Frame, hatches, nice_ticks, paint
from tingzhou.report.charts.waterfall import waterfall_chart
from tingzhou.report.figures import digits_for, scaled, show_number


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_cover_the_figures_in_equal_round_steps(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span - 1e-6 * span
    assert 2 <= len(ticks) <= 13


@pytest.mark.parametrize(
    ("top", "shown"),
    [
        (0.7, ["0.0", "0.2", "0.4", "0.6", "0.8"]),
        (1.1, ["0.00", "0.25", "0.50", "0.75", "1.00", "1.25"]),
        (20, ["0", "5", "10", "15", "20"]),
    ],
)
def test_a_tick_is_printed_with_all_its_digits(top: float, shown: list[str]) -> None:
    axes = Frame(width=400, height=200, x=(0, 1), y=(0, top)).axes("GW")
    assert re.findall(r'text-anchor="end">([^<]*)<', axes) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567.0, "1\u2009234\u2009567"), (-5.0, "−5.00"), (-1e-9, "0"), (0.0, "0"), (math.nan, "–"), (0.0234, "0.0234")],
)
def test_numbers_are_shown_alike(value: float, text: str) -> None:
    assert show_number(value, digits_for(value)) == text


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(68.2e6, "MWh", (68.2, "TWh")), (500.0, "MW", (500.0, "MW")), (0.5, "1", (50.0, "%")), (-4.3e10, "CNY", (-430.0, "1e8CNY"))],
)
def test_units_are_chosen_by_size(value: float, unit: str, shown: tuple[float, str]) -> None:
    assert scaled(value, unit) == shown


def test_every_hatch_is_defined_and_falls_back_to_a_colour() -> None:
    defined = set(re.findall(r'id="(hatch-[a-z_]+)"', hatches()))
    assert defined
    for name in defined:
        assert re.fullmatch(rf"url\(#{name}\) #[0-9a-f]{{6}}", paint(name.removeprefix("hatch-")))
    assert paint("wind").startswith("#")


@given(st.lists(st.tuples(st.floats(100, 860), st.floats(60, 440)), min_size=2, max_size=8, unique=True))
def test_names_on_the_map_stay_inside(points: list[tuple[float, float]]) -> None:
    drawn = etree.fromstring(f"<g>{_labels([(x, y, f'Place {k}') for k, (x, y) in enumerate(points)], 960, 500)}</g>")
    assert len(drawn.findall("text")) == len(points)
    for text in drawn.findall("text"):
        left, _, right, _ = _box((float(text.get("x")), float(text.get("y"))), 50)
        assert left >= 0
        assert right <= 960


def test_names_of_neighbours_do_not_overlap() -> None:
    drawn = etree.fromstring(f"<g>{_labels([(300, 200, 'Wucaiwan'), (306, 205, 'Zhundong'), (303, 196, 'Station')], 960, 500)}</g>")
    boxes = [_box((float(t.get("x")), float(t.get("y"))), 6.2 * len(t.text)) for t in drawn.findall("text")]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2 or one[3] <= other[1] or other[3] <= one[1]


def test_a_map_without_places_is_left_out() -> None:
    places = pd.DataFrame({"zh": [], "en": [], "kind": [], "latitude": [], "longitude": []})
    assert map_chart(places, pd.DataFrame(), ("图", "map")) == ""


def test_a_year_without_curtailment_says_so() -> None:
    frame = pd.DataFrame({"month": [1, 1], "hour": [0, 1], "power": [0.0, 0.0]})
    assert "nothing is curtailed" in heat_chart(frame, ("弃电", "Curtailment"))


def test_a_waterfall_without_benchmark_and_with_a_negative_price_has_no_negative_bar() -> None:
    frame = pd.DataFrame({"route": "line", "step": ["source_price", "export_grid_price", "loss_cost", "line_tariff", "landed_price", "benchmark_price"],
                          "value": [-20.0, 10.0, -1.0, 5.0, -6.0, math.nan]})  # fmt: skip
    root = etree.fromstring(waterfall_chart(frame, ("价", "price")))
    bars = [float(bar.get("height")) for bar in root.iter("{*}rect")]
    assert len(bars) == 5
    assert min(bars) > 0
