"""Generated weather meets its targets, repeats itself, and real series are imported or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tingzhou.errors import InputError, UsageError
from tingzhou.hours import Hours
from tingzhou.weather import Zone, generate, importers
from tingzhou.weather.statistics import REFERENCE_ZONES, autocorrelation, longest_run, reached, targets
from tingzhou.weather.wind import NET, cold_stop, power_curve

ERA5 = Path(__file__).resolve().parents[3] / "shared" / "data" / "cf_hourly_2020_era5_provincial.csv"


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return reached(seeds=(11, 12, 13))


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.key)
def test_targets_are_met(target, found: dict[str, float]) -> None:
    assert target.low <= found[target.key] <= target.high, target.reason


@pytest.mark.parametrize("zone", REFERENCE_ZONES, ids=lambda zone: zone.id)
def test_monthly_means_are_met(zone: Zone) -> None:
    hours = Hours.year(2024)
    series = generate([zone], hours, seed=3)[zone.id]
    means = zone.monthly_means()
    assert means is not None
    for month in range(1, 13):
        assert series[hours.month == month].mean() == pytest.approx(means[month - 1], abs=0.003)
    assert series.min() >= 0
    assert series.max() <= 1
    assert series.mean() * 8760 == pytest.approx(zone.full_load_hours, rel=0.01)


def test_the_same_seed_gives_the_same_series_and_another_seed_another() -> None:
    hours = Hours.span("2024-01-01", 500)
    first, again, other = (generate(REFERENCE_ZONES, hours, seed=seed) for seed in (5, 5, 6))
    for name, series in first.items():
        assert np.array_equal(series, again[name])
        assert not np.array_equal(series, other[name])


def test_a_shorter_span_is_part_of_a_longer_one() -> None:
    long = generate(REFERENCE_ZONES, Hours.span("2023-12-01", 24 * 100), seed=5)
    short = generate(REFERENCE_ZONES, Hours.span("2024-01-05", 24 * 10), seed=5)
    for name, series in short.items():
        assert np.array_equal(series, long[name][24 * 35 : 24 * 45])


def test_a_zone_does_not_depend_on_the_others() -> None:
    hours = Hours.span("2024-06-01", 240)
    alone = generate(REFERENCE_ZONES[:1], hours, seed=5)
    together = generate(REFERENCE_ZONES, hours, seed=5)
    assert np.array_equal(alone["dashitou"], together["dashitou"])


def test_zones_without_months_reach_their_hours() -> None:
    zone = Zone("free", "pv_tracker", 44.0, 89.0, 600.0, 1720.0)
    assert generate([zone], Hours.year(2023), seed=1)["free"].sum() == pytest.approx(1720, rel=0.002)


def test_bad_zones_are_refused() -> None:
    zone = REFERENCE_ZONES[0]
    with pytest.raises(UsageError, match="same id"):
        generate([zone, zone], Hours.span("2024-01-01", 24), seed=1)
    with pytest.raises(UsageError, match="no technology"):
        generate([Zone("x", "tidal", 44.0, 89.0, 600.0, 1720.0)], Hours.span("2024-01-01", 24), seed=1)


def test_power_curve() -> None:
    speeds = power_curve(np.array([0.0, 2.0, 6.0, 15.0, 24.9, 25.0, 30.0]), altitude=0.0)
    assert speeds[[0, 1, 5, 6]].tolist() == [0, 0, 0, 0]
    assert speeds[3] == speeds[4] == NET
    assert speeds[2] == pytest.approx(NET * 0.5 * 1.225 * 0.44 * 216 / 213)


def test_cold_stop_has_hysteresis() -> None:
    air = np.array([-20.0, -30.0, -28.0, -26.5, -26.0, -29.0, -31.0, -27.0, -10.0])
    assert cold_stop(air).tolist() == [False, True, True, True, False, False, True, True, False]


def test_longest_run_and_autocorrelation() -> None:
    assert longest_run(np.array([1, 1, 0, 1, 1, 1, 0], dtype=bool)) == 3
    assert autocorrelation(np.array([1.0, -1.0] * 50), 1) == pytest.approx(-1.0)


def real_year() -> tuple[np.ndarray, np.ndarray]:
    frame = pd.read_csv(ERA5)
    wind = next(c for c in frame.columns if "xinjiang" in c.lower() and "wind" in c.lower())
    sun = next(c for c in frame.columns if "xinjiang" in c.lower() and ("pv" in c.lower() or "solar" in c.lower()))
    return frame[wind].to_numpy(), frame[sun].to_numpy()


@pytest.mark.skipif(
    not ERA5.exists(),
    reason="the real hourly series is not distributed with the project; it lies in ../shared/data where it may be used",
)
def test_generated_years_resemble_the_real_one(found: dict[str, float]) -> None:
    """The sum of the zones is rougher than a provincial mean; its memory from 6 h on and the day shape must be alike."""
    wind, sun = real_year()
    for key, lag, room in (("sum_lag_6", 6, 0.08), ("sum_lag_24", 24, 0.12), ("sum_lag_48", 48, 0.12)):
        assert found[key] == pytest.approx(autocorrelation(wind, lag), abs=room)
    days = wind[: 366 * 24].reshape(-1, 24)
    shape = days.mean(axis=0) / days.mean()
    assert found["shape_night"] == pytest.approx(shape.max(), abs=0.12)
    assert found["wind_sun_hourly"] == pytest.approx(np.corrcoef(wind, sun)[0, 1], abs=0.12)


# ---- importers ------------------------------------------------------------------------------------------------------------


def test_plain_csv(tmp_path: Path) -> None:
    hours = Hours.span("2024-01-01", 48)
    path = tmp_path / "wind.csv"
    values = np.linspace(0, 1, 48)
    path.write_text("time,cf\n" + "\n".join(f"{time},{value}" for time, value in zip(hours.times, values, strict=True)) + "\n")
    assert np.allclose(importers.read_csv(path, column="cf", hours=hours), values)
    shifted = importers.read_csv(path, column="cf", hours=Hours.span("2024-01-01T08", 40), source_utc_offset=0.0)
    assert np.allclose(shifted, values[:40])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [(lambda lines: lines[:10] + lines[11:], "is missing"), (lambda lines: [*lines[:10], lines[9], *lines[10:]], "stands twice"),
     (lambda lines: [*lines[:5], lines[5].split(",")[0] + ",x", *lines[6:]], "not a number"), (lambda lines: [*lines[:5], lines[5].split(",")[0] + ",7", *lines[6:]], "outside"),
     (lambda lines: ["time,other", *lines[1:]], "no column")],
)  # fmt: skip
def test_spoiled_series_are_refused_and_never_filled(spoil, message: str, tmp_path: Path) -> None:
    hours = Hours.span("2024-01-01", 48)
    lines = ["time,cf", *(f"{time},0.5" for time in hours.times)]
    path = tmp_path / "wind.csv"
    path.write_text("\n".join(spoil(lines)) + "\n")
    with pytest.raises(InputError, match=message):
        importers.read_csv(path, column="cf", hours=hours)


def test_renewables_ninja(tmp_path: Path) -> None:
    hours = Hours.span("2023-03-01", 24)
    utc = hours.times - np.timedelta64(8, "h")
    text = "# Renewables.ninja Wind\n# Units: time in UTC, electricity in kW\n#\ntime,local_time,electricity\n"
    path = tmp_path / "ninja.csv"
    path.write_text(text + "\n".join(f"{str(t).replace('T', ' ')}:00,x,{k / 24}" for k, t in enumerate(utc)) + "\n")
    assert np.allclose(importers.read_renewables_ninja(path, hours=hours), np.arange(24) / 24)


def test_netcdf(tmp_path: Path) -> None:
    import xarray as xr

    hours = Hours.span("2023-03-01", 24)
    utc = (hours.times - np.timedelta64(8, "h")).astype("datetime64[ns]")
    path = tmp_path / "cutout.nc"
    xr.Dataset({"cf": ("time", np.arange(24) / 24)}, coords={"time": utc}).to_netcdf(path, engine="scipy")
    assert np.allclose(importers.read_netcdf(path, variable="cf", hours=hours), np.arange(24) / 24)


def epw(path: Path, year: int = 2023) -> None:
    head = ["LOCATION,Zhundong,XJ,CHN,made up,1,44.8,89.2,8.0,600", "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0",
            "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,made up", "COMMENTS 2,", "DATA PERIODS,1,1,Data,Sunday,1/1,12/31"]  # fmt: skip
    rows = []
    for time in Hours.year(year).times:
        stamp = pd.Timestamp(time)
        ghi = max(0.0, 800 * np.sin((stamp.hour - 8) / 12 * np.pi)) if 8 <= stamp.hour <= 20 else 0.0
        rows.append(
            f"{stamp.year},{stamp.month},{stamp.day},{stamp.hour + 1},0,?,10,0,50,90000,0,0,300,{ghi:.0f},0,0,0,0,0,0,180,6.0,0,0,20,77777,9,999999999,0,0,0,88,0,0,0"
        )
    path.write_text("\n".join(head + rows) + "\n")


def test_epw_gives_wind_and_sun(tmp_path: Path) -> None:
    path = tmp_path / "year.epw"
    epw(path)
    hours = Hours.year(2023)
    wind = importers.read_epw(path, hours=hours, zone=REFERENCE_ZONES[0])
    sun = importers.read_epw(path, hours=hours, zone=REFERENCE_ZONES[4])
    assert wind.std() == pytest.approx(0.0)
    assert wind[0] == pytest.approx(power_curve(np.array([6.0 * (100 / 10) ** 0.14]), 1400.0)[0])
    assert 0.05 < sun.mean() < 0.4
    assert sun[3] == 0.0


def test_pvgis_csv(tmp_path: Path) -> None:
    hours = Hours.span("2023-03-01", 48)
    utc = hours.times - np.timedelta64(8, "h")
    head = ["Latitude (decimal degrees):\t44.8", "Longitude (decimal degrees):\t89.2", "Elevation (m):\t600", "Radiation database:\tPVGIS-ERA5", "", "",
            "Slope: 38 deg.", "Azimuth: 0 deg.", "", "time,P,G(i),H_sun,T2m,WS10m,Int"]  # fmt: skip
    rows = [f"{pd.Timestamp(t):%Y%m%d:%H%M},{500.0 * (k % 2)},100.0,10.0,5.0,2.0,0.0" for k, t in enumerate(utc)]
    path = tmp_path / "pvgis.csv"
    path.write_text("\r\n".join([*head, *rows, "", "P: PV system power (W)", ""]))
    found = importers.read_pvgis(path, hours=hours, rated=1000.0)
    assert np.allclose(found, 0.5 * (np.arange(48) % 2))
