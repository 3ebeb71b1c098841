"""Hours and grains: calendars, weights, partitions, overlaps, segments that keep energy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.errors import UsageError
from tingzhou.hours import Grain, Hours, overlap, segment

GRAINS = ["hour", "block(4)", "day", "week", "month", "year", "month_hour"]


@pytest.mark.parametrize(("year", "count"), [(2023, 8760), (2024, 8784), (1900, 8760), (2000, 8784)])
def test_a_year_has_its_hours(year: int, count: int) -> None:
    hours = Hours.year(year)
    assert hours.size == count
    assert hours.years == 1.0
    assert hours.month[0] == 1
    assert hours.month[-1] == 12
    assert str(hours.times[-1]) == f"{year}-12-31T23"


def test_a_span_of_another_start_and_offset() -> None:
    hours = Hours.span("2024-02-28T20", 48, utc_offset=-3.5)
    assert hours.day.max() == 2  # 28 and 29 February and 1 March of a leap year
    assert hours.hour_of_day[0] == 20
    assert hours.years == pytest.approx(48 / 8760)


@pytest.mark.parametrize(
    ("grain", "classes"),
    [("hour", 8784), ("block(4)", 2196), ("day", 366), ("week", 53), ("month", 12), ("year", 1), ("month_hour", 288)],
)
def test_every_grain_is_a_partition(grain: str, classes: int) -> None:
    hours = Hours.year(2024)
    parsed = Grain.parse(grain)
    assert parsed.count(hours) == classes
    assert parsed.duration(hours).sum() == 8784
    indicator = parsed.indicator(hours)
    assert indicator.shape == (8784, classes)
    assert (indicator.sum(axis=1) == 1).all()


def test_overlap_of_week_and_month_by_hand() -> None:
    hours = Hours.year(2023)
    shared = overlap(hours, Grain("month"), Grain("week")).toarray()
    assert shared[0, 4] == 72  # the fifth week has 29, 30, 31 January
    assert shared[1, 4] == 96
    assert shared.sum() == 8760


@given(st.sampled_from(GRAINS), st.sampled_from(GRAINS))
def test_overlap_is_the_product_of_indicators(rows: str, columns: str) -> None:
    hours = Hours.span("2024-01-30", 24 * 40)
    first, second = Grain.parse(rows), Grain.parse(columns)
    product = first.indicator(hours).T @ second.indicator(hours).multiply(hours.weights[:, None])
    assert np.allclose(overlap(hours, first, second).toarray(), product.toarray())


@given(st.integers(min_value=12, max_value=700), st.integers(0, 2**31 - 1))
def test_segments_keep_energy_and_borders(count: int, seed: int) -> None:
    hours = Hours.span("2023-01-01", 24 * 40)
    series = np.random.default_rng(seed).random((hours.size, 3))
    steps = segment(hours, series, count, grains=(Grain("week"), Grain("month")))
    assert steps.size == count
    assert steps.weights.sum() == hours.size
    for column in series.T:
        assert steps.weights @ steps.average(column) == pytest.approx(column.sum())
    assert Grain("week").duration(steps).sum() == hours.size


def test_segments_part_where_the_series_jumps() -> None:
    hours = Hours.span("2023-01-01", 24)
    series = np.repeat([0.0, 1.0, 0.2], [7, 9, 8])
    assert segment(hours, series, 3).first.tolist() == [0, 7, 16]


def test_ward_merges_the_cheapest_pair_first() -> None:
    """Costs by hand: (0, 0.1) 0.005, (0.1, 1) 0.405, (1, 1.5) 0.125: two merges leave {0, 0.1} and {1, 1.5}."""
    hours = Hours.span("2023-01-01", 4)
    assert segment(hours, np.array([0.0, 0.1, 1.0, 1.5]), 2).first.tolist() == [0, 2]


@pytest.mark.parametrize("text", ["minute", "block(0)", "block(x)", "", "Month"])
def test_an_unknown_grain_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no grain"):
        Grain.parse(text)


def test_segments_over_a_border_are_refused() -> None:
    steps = Hours(np.datetime64("2023-01-01T00", "h"), 48, np.array([0, 20]))
    with pytest.raises(UsageError, match="reach over the borders of the grain day"):
        Grain("day").classes(steps)


def test_too_few_segments_are_refused() -> None:
    with pytest.raises(UsageError, match="at least 40 segments"):
        segment(Hours.span("2023-01-01", 960), np.zeros(960), 10, grains=(Grain("day"),))


@pytest.mark.parametrize("first", [[1, 2], [0, 0], [0, 50], []])
def test_bad_segments_are_refused(first: list[int]) -> None:
    with pytest.raises(UsageError, match="segments must start"):
        Hours(np.datetime64("2023-01-01T00", "h"), 48, np.array(first, dtype=np.int64))


def test_series_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(UsageError, match="8760 values is needed"):
        Hours.year(2023).average(np.zeros(8784))
