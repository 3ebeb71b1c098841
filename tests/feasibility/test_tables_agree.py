"""Every total of an operation's tables, recomputed from the written series and the region's own rows: no code of the tables is used.

The region is the tiny one with start data, part load and a coal purchase; it is planned and operated over nine weeks in three months,
with failures, and written as ``tingzhou operate`` writes it. What is read back are NetCDF, CSV and the workbook.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xarray as xr

from tingzhou import network as networks
from tingzhou import operate as operations
from tingzhou import operation_report, planning
from tingzhou import region as regions
from tingzhou.operation import Settings

TINY = Path(regions.__file__).parent / "tiny"
UNITS = {"start_cost": "842", "start_fuel": "1.7", "minimum_up": "8", "minimum_down": "8", "minimum_on": "0.3", "full_load_fuel": "0.957", "part_load_75": "1.02",
         "part_load_50": "1.065", "warm_after": "10", "cold_after": "72", "hot_start": "0.5", "warm_start": "0.75", "forced_outage_rate": "0.05",
         "repair_time": "40"}  # fmt: skip
RATE = 0.06


def annuity(years: float) -> float:
    return RATE / (1.0 - (1.0 + RATE) ** -years)


@dataclass(frozen=True)
class Written:
    """An operation as it stands on the disk, and what it was made of."""

    folder: Path
    data: xr.Dataset
    objective: float
    years: float

    def table(self, name: str) -> pd.DataFrame:
        frame = pd.read_csv(self.folder / "tables" / f"{name}.csv", encoding="utf-8-sig")
        return frame.rename(columns=lambda column: re.sub(r" \[.*\]$", "", column))

    def energy(self, process: str) -> float:
        return float(self.data["activity"].sel(process=process).astype("float64").sum())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, make_week) -> Written:
    home = tmp_path_factory.mktemp("own") / "own"
    shutil.copytree(TINY, home)
    for table, row, cells in (("processes", "coal_unit", UNITS), ("commodities", "coal", {"co2": "1.885"})):
        path = home / f"{table}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys([*rows[0], *cells])))
            writer.writeheader()
            writer.writerows({**one, **(cells if one["id"] == row else {})} for one in rows)
    region = regions.load(home).apply("expansion")
    planned = networks.solve(make_week(region, hours=1512, expand=True, start="2030-03-04"))
    fixed = planning.fixed_capacities(planned.network, planned)
    result = operations.operate_network(fixed, settings=Settings(window=336, overlap=24, lookahead=168), seed=5)
    tables = operation_report.all_tables(region, [result], fixed)
    folder = tmp_path_factory.mktemp("written")
    operation_report.write_files(folder, region, "expansion", [result], tables, {}, "zh", "")
    data = xr.open_dataset(folder / "results-1.nc", engine="scipy").load()
    return Written(folder, data, result.solution.objective, 1512 / 8760)


def near(value: float) -> object:
    return pytest.approx(value, rel=2e-6, abs=1e-2)  # series are written in single precision


def test_the_run_is_one_that_tests_something(written: Written) -> None:
    units = written.table("unit_operation").iloc[0]
    assert units[["starts_hot", "starts_warm", "starts_cold"]].sum() >= 2
    assert len(written.table("outages")) >= 1
    assert written.table("curtailment_sources")["curtailed"].max() > 100
    assert written.energy("battery:discharge") > 100


def test_energy(written: Written) -> None:
    """Each supply and use of the balance is a sum of activities; what is given is what is used."""
    year = written.table("energy_balance").set_index("name").loc["year_total"]
    assert year["supply_coal_power"] == near(written.energy("coal_plant"))
    assert year["supply_wind"] == near(written.energy("wind_steppe"))
    assert year["supply_solar"] == near(written.energy("solar_town"))
    assert year["export"] == near(written.energy("export"))
    assert year["discharged"] == near(written.energy("battery:discharge"))
    assert year["charged"] == near(written.energy("battery:charge"))
    own = 0.006 * written.energy("pit") + 52.0 * written.energy("hydrogen_plant") + 1.498 * written.energy("methanol_plant")
    served = written.energy("town_load") - sum(
        written.energy(p) for p in written.data["process"].to_numpy() if str(p).endswith((":shed",))
    )
    assert year["load"] + year.get("dumped", 0.0) == near(served + own + year.get("unserved", 0.0))
    assert year["total_supply"] == near(year["total_use"])
    series = written.data["activity"].astype("float64")
    inside = series.sel(process="town_load") + 0.006 * series.sel(process="pit") + 52.0 * series.sel(process="hydrogen_plant")
    inside += 1.498 * series.sel(process="methanol_plant")
    highest = written.table("duration")["load"].iloc[0]  # stores are no load; losses of the corridor are: 1 % of 400 MW
    assert float(inside.max()) * (1 - 1e-6) <= highest <= float(inside.max()) + 4.1
    months = written.table("energy_balance").set_index("name").drop("year_total").sum()
    for column in ("supply_coal_power", "supply_wind", "export", "load", "curtailed", "total_supply"):
        assert months[column] == near(year[column])
    lost = written.data["curtailment"].astype("float64").sum("hour")
    assert year["curtailed"] == near(float(lost.sum()))
    for table in ("curtailment_sources", "generation"):
        frame = written.table(table)
        rows = frame[frame["name"] == "year_total"] if "name" in frame else frame
        assert rows.set_index("category").loc["wind", "curtailed"] == near(float(lost.sel(process="wind_steppe")))


def test_channel_and_stores(written: Written) -> None:
    sent = written.energy("export")
    channel = written.table("channel_use").set_index("name")
    assert channel.loc["year_total", "sent"] == near(sent)
    assert channel.loc["year_total", "channel_hours"] == near(sent / 600)
    times = pd.date_range("2030-03-04", periods=1512, freq="h")
    power = pd.Series(written.data["activity"].sel(process="export").astype("float64").to_numpy(), times)
    profile = written.table("delivery_profile").set_index(["month", "hour"])["power"]
    for key, mean in power.groupby([times.month, times.hour]).mean().items():
        assert profile[key] == near(mean)
    store, detail = written.table("storage_use").iloc[0], written.table("storage_operation").set_index("store").loc["battery"]
    drawn = written.energy("battery:discharge") / 0.94
    assert store["cycles"] == near(drawn / store["energy"])
    assert written.energy("battery:charge") * 0.94 == near(drawn)  # the level ends where it began
    for column in ("charged", "discharged", "losses", "cycles", "hours_full", "hours_empty"):
        assert store[column] == near(detail[column])


def test_coal_and_carbon(written: Written) -> None:
    """What is burnt is what is dug and not sold; every table of coal says so, and CO2 follows it by the table's two figures."""
    burnt = written.energy("pit") - written.energy("coal_sale")
    assert burnt > 1000
    coal, units = written.table("coal_operation").iloc[0], written.table("unit_operation").iloc[0]
    carbon = written.table("carbon").set_index("name")
    assert coal["coal_burnt"] == near(burnt)
    assert carbon.loc["year_total", "coal_burnt"] == near(burnt)
    assert carbon["coal_burnt"].iloc[:-1].sum() == near(burnt)
    fuel = written.table("fuel_by_load")
    assert fuel.loc[fuel["commodity"] == "coal", "fuel_used"].sum() == near(burnt)
    assert fuel["energy"].sum() == near(written.energy("coal_plant"))
    assert carbon.loc["year_total", "co2"] == near(burnt * 0.82 / 0.435)
    started = written.data["units_started"].sel(process="coal_plant").astype("float64").sum()
    assert coal["starts"] == near(float(started))
    assert units[["starts_hot", "starts_warm", "starts_cold"]].sum() == near(float(started))
    assert units["energy"] == near(coal["output"])
    assert units["load_rate"] == near(coal["load_rate"])
    on = written.data["units_on"].sel(process="coal_plant").astype("float64").to_numpy()
    assert coal["hours_run"] == (on > 0.5).sum()
    assert units["running_hours"] * units["units"] == near(on.sum())


def test_units_that_stand_still_are_no_firm_power(written: Written) -> None:
    """Failures hour by hour from the table of failures: what has failed is out of service in the balance of power."""
    times = pd.date_range("2030-03-04", periods=1512, freq="h")
    failed = pd.Series(0.0, times)
    for _, event in written.table("outages").iterrows():
        start = pd.Timestamp(event["time"])
        failed[start : start + pd.Timedelta(hours=event["hours"] - 1)] += 1
    assert failed.max() >= 1
    assert written.data["units_out"].sel(process="coal_plant").astype("float64").to_numpy() == near(failed.to_numpy())
    for _, row in written.table("power_balance").iterrows():
        still = 100 * failed[pd.Timestamp(row["time"])]
        assert row["idle_units"] == near(still)
        assert row["firm_power"] == row["firm_coal_power"] == near(0.9 * (400 - still))
        assert row["installed"] - row["out_of_service"] == near(row["firm_power"])


def test_money(written: Written) -> None:
    """Annuities, fixed cost, variable cost, starts, coal at the price of the program: by hand from the rows of the region."""
    accounts = written.table("accounts")
    assert accounts["amount"].sum() == pytest.approx(written.objective, rel=1e-9)
    costs = written.table("investment_costs").set_index("category")
    assert costs.loc["year_total", "cost_total"] == pytest.approx(written.objective, rel=1e-9)
    assert costs["cost_total"].iloc[:-1].sum() == pytest.approx(written.objective, rel=1e-9)
    built = written.table("capacities").set_index("id")["built"]
    money = {"wind": 3.6e6 * built["wind_steppe"], "solar": 3.0e6 * built["solar_town"], "battery": 4 * 750_000 * built["battery"]}
    lives = {"wind": 25, "solar": 25, "battery": 15}
    for category, invested in money.items():
        if invested > 0:
            assert costs.loc[category, "investment"] == near(invested)
            assert costs.loc[category, "cost_capital"] == near(invested * annuity(lives[category]) * written.years)
    by_class = written.data["units_started"].sel(process="coal_plant").astype("float64").sum("hour")
    paid = (
        842
        * 100
        * sum(share * float(by_class.sel(start_class=name)) for name, share in (("hot", 0.5), ("warm", 0.75), ("cold", 1.0)))
    )
    assert costs.loc["coal_power", "cost_start"] == near(paid)
    assert costs.loc["coal_power", "cost_variable"] == near(27 * written.energy("coal_plant"))
    sold = 384.4 * written.energy("east_sale")
    assert accounts.loc[accounts["process"] == "east_sale", "amount"].sum() == near(-sold)


def test_prices(written: Written) -> None:
    """Cost per MWh of each source and at the sending end, and the landed price after energy.md: (p + g)/(1 − loss) + tariff."""
    frame = written.table("cost_of_energy").set_index("category")
    capacities = written.table("capacities").set_index("id")
    size = {
        name: capacities.loc[name, "existing"] + capacities.loc[name, "built"]
        for name in ("coal_plant", "wind_steppe", "solar_town", "battery")
    }
    price = written.data["price"]
    coal = float(
        price.sel(balance=next(b for b in price["balance"].to_numpy() if str(b).startswith("coal@"))).astype("float64").mean()
    )
    burnt = (written.energy("pit") - written.energy("coal_sale")) / written.years
    assert frame.loc["coal_power", "fuel"] == pytest.approx(coal * burnt, rel=0.02)  # the price is not quite the same every week
    yearly = {
        "wind": size["wind_steppe"] * (3.6e6 * annuity(25) + 60_000),
        "solar": size["solar_town"] * (3.0e6 * annuity(25) + 35_000),
        "battery": size["battery"] * (4 * 750_000 * annuity(15) + 15_000)
        + 1.0 * written.energy("battery:discharge") / written.years,
    }
    for category, money in yearly.items():
        assert frame.loc[category, "cost_total"] == near(money)
        assert frame.loc[category, "unit_cost"] == near(money / frame.loc[category, "output"])
    parts = frame.drop("year_total")
    total = frame.loc["year_total"]
    assert total["cost_total"] == pytest.approx(parts["cost_total"].sum(), rel=1e-9)
    given = sum(written.energy(name) for name in ("coal_plant", "wind_steppe", "solar_town", "battery:discharge")) - written.energy(
        "battery:charge"
    )
    assert total["output"] == near(given / written.years)
    source = parts["cost_total"].sum() / (given / written.years)
    assert total["unit_cost"] == near(source)
    landed = source / 0.93 + 82.9
    steps = written.table("landed_price").set_index("step")["value"]
    assert steps["landed_price"] == near(landed)
    comparison = written.table("landed_comparison")
    assert comparison["landed_price"].to_numpy() == near(landed)
    assert comparison["margin"].to_numpy() == pytest.approx((comparison["benchmark_price"] - comparison["landed_price"]).to_numpy())
    base = written.table("sensitivity").set_index("item").loc["sensitivity_base"]
    assert base["source_price"] == near(source)
    assert base["landed_price"] == near(landed)


def test_tables_tell_the_same(written: Written) -> None:
    """A figure that stands in several tables is the same in all of them, and the workbook holds the figures of the CSV files."""
    figures = written.table("key_figures").drop_duplicates("figure").set_index("figure")["value"]
    scheme = written.table("scheme_comparison").iloc[0]
    ends = written.table("conclusion").drop_duplicates("figure").set_index("figure")["value"]
    total = written.table("cost_of_energy").set_index("category").loc["year_total", "unit_cost"]
    assert figures["sending_cost"] == near(total) == scheme["unit_cost"]
    assert ends["scheme_unit_cost"] == near(total)
    assert scheme["landed_price"] == near(figures["landed_price"])
    assert scheme["coal_hours"] == near(written.table("coal_operation").iloc[0]["full_load_hours"])
    assert scheme["net_cost"] * written.years == near(written.objective)
    assert scheme["channel_hours"] * written.years == near(
        written.table("channel_use").set_index("name").loc["year_total", "channel_hours"]
    )
    book = openpyxl.load_workbook(written.folder / "report.xlsx")
    sheet = next(book[name] for name in book.sheetnames if name.endswith("investment_costs"))
    rows = list(sheet.iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if str(row[0]).startswith("类别"))
    place = next(index for index, cell in enumerate(rows[head]) if str(cell).startswith("费用合计"))
    scale = {"亿元": 1e8, "万元": 1e4, "元": 1.0}[re.search(r"\[(.*)\]", str(rows[head][place])).group(1)]
    last = [row for row in rows[head + 1 :] if row[0] is not None][-1]
    assert float(str(last[place])) * scale == near(written.objective)


def test_no_raw_id_stands_where_a_name_belongs(written: Written) -> None:
    """Ids and words of the program in the cells of the workbook: only in columns that are called so."""
    ids = {
        "coal_plant",
        "wind_steppe",
        "solar_town",
        "battery",
        "coal",
        "electricity",
        "town",
        "export",
        "load_below_30",
        "unserved",
        "green_export",
    }
    found = []
    for sheet in openpyxl.load_workbook(written.folder / "report.xlsx"):
        rows = list(sheet.iter_rows(values_only=True))
        if sheet.title.endswith(("sources", "assumptions")) or not rows:
            continue
        head = next((row for row in rows if sum(cell is not None for cell in row) > 1), ())
        for row in rows:
            found += [(sheet.title, head[place], cell) for place, cell in enumerate(row)
                      if cell in ids and not str(head[place]).startswith(("编号", "来源编号"))]  # fmt: skip
    assert not found
    page = (written.folder / "report.html").read_text(encoding="utf-8")
    assert not re.findall(rf"<td[^>]*>({'|'.join(sorted(ids))})</td>", page)
