"""The tables of a report against the dataset and the accounts, read another way; every word of theirs has a label."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tingzhou import network as networks
from tingzhou import region as regions
from tingzhou.economics import annuity, preset
from tingzhou.errors import InternalError
from tingzhou.feasibility import FEASIBILITY, Basis, feasibility_tables, scheme_row
from tingzhou.feasibility.basis import agree
from tingzhou.feasibility.money import cost_of_energy, held_sensitivity, sources
from tingzhou.hours import Hours
from tingzhou.labels import has_label, label_keys
from tingzhou.planning import View, fuel_cost, landed_price, profiles_for, sending_cost
from tingzhou.report.charts.days import days_chart
from tingzhou.report.charts.schemes import schemes_chart
from tingzhou.report.charts.tornado import tornado_chart
from tingzhou.report.figures import name_of

TITLE = ("标题", "title")


@pytest.fixture(scope="module")
def region(tiny):
    return tiny.apply("expansion")


@pytest.fixture(scope="module")
def planned(region, make_week):
    return networks.solve(make_week(region, expand=True, start="2024-03-29"))


@pytest.fixture(scope="module")
def tables(region, planned):
    return feasibility_tables(region, planned)


@pytest.fixture(scope="module")
def basis(region, planned) -> Basis:
    return Basis(View(region, planned))


def energy(solution, process: str) -> float:
    return float((solution.dataset["activity"].sel(process=process) * solution.dataset["weight"]).sum())


def test_every_table_is_there_and_has_its_words(tables) -> None:
    assert set(tables) == set(FEASIBILITY)
    lacking = []
    for name, table in tables.items():
        keys = [f"table.{name}", *(f"column.{c}" for c in table.frame.columns if not re.match("(supply|use)_", str(c)))]
        lacking += [key for key in keys if key not in label_keys()]
        words = [
            w for column in ("name", "item", "figure", "category") if column in table.frame.columns for w in table.frame[column]
        ]
        lacking += [f"{name}: {word}" for word in words if name_of(str(word), "zh") == str(word)]
        lacking += [
            f"{name}: unit {unit}" for unit in table.units.values() if unit not in ("", "1") and not has_label(f"unit.{unit}")
        ]
    assert not lacking


def test_energy_balance_against_the_dataset(tables, planned) -> None:
    """Two months in the week: their rows add up to the year's row; coal and wind are those of the dataset."""
    frame = tables["energy_balance"].frame.set_index("name")
    assert list(frame.index) == ["month_3", "month_4", "year_total"]
    numbers = frame.to_numpy(dtype=float)
    assert numbers[:-1].sum(axis=0) == pytest.approx(numbers[-1])
    assert frame.loc["year_total", "supply_wind"] == pytest.approx(energy(planned, "wind_steppe"))
    assert frame.loc["year_total", "supply_coal_power"] == pytest.approx(energy(planned, "coal_plant"))
    assert frame.loc["year_total", "export"] == pytest.approx(energy(planned, "export"))
    assert frame["total_supply"].to_numpy() == pytest.approx(frame["total_use"].to_numpy(), rel=1e-6)


def test_power_balance_at_the_hour_of_highest_demand(tables, basis) -> None:
    for _, row in tables["power_balance"].frame.iterrows():
        hour = int(np.flatnonzero(basis.times == np.datetime64(row["time"][:13], "h"))[0])
        month = basis.month == basis.month[hour]
        assert row["load"] + row["export"] == pytest.approx((basis.load + basis.export)[month].max())
        assert row["reserve"] == pytest.approx(0.05 * (row["load"] + row["export"]) + 0.1 * row["renewable"])
        assert row["installed"] - row["out_of_service"] == pytest.approx(row["firm_power"])
        assert row["firm_power"] == pytest.approx(0.9 * 400)
        assert row["surplus"] == pytest.approx(row["total_supply"] - row["load"] - row["export"] - row["reserve"])


def test_peaking_balance_by_its_definition(tables, basis) -> None:
    net = basis.load + basis.export - basis.sides[0].get("wind", basis.zero) - basis.sides[0].get("solar", basis.zero)
    for _, row in tables["peaking_balance"].frame.iterrows():
        day = basis.times.astype("datetime64[D]") == np.datetime64(row["date"])
        assert row["swing"] == pytest.approx(net[day].max() - net[day].min())
        assert row["coal_on"] <= 400 + 1e-9
        assert row["coal_depth"] == pytest.approx(0.7 * row["coal_on"])
        assert row["regulation_gap"] == pytest.approx(max(row["swing"] - row["depth"], 0.0))


def test_typical_days_are_whole_and_ranked(tables, basis) -> None:
    frame = tables["typical_days"].frame
    assert (frame.groupby("name")["hour"].count() == 24).all()
    by_day = {name: part.filter(like="supply_").to_numpy().sum() for name, part in frame.groupby("name")}
    assert set(by_day) == {"spring_load", "spring_most_green", "spring_least_green"}
    dates = frame.drop_duplicates("name").set_index("name")["date"]
    green = {date: basis.green_available[basis.times.astype("datetime64[D]") == np.datetime64(date)].sum() for date in dates}
    assert green[dates["spring_most_green"]] >= green[dates["spring_load"]] >= green[dates["spring_least_green"]]


def test_investment_and_costs_add_up_to_the_objective(tables, planned) -> None:
    frame = tables["investment_costs"].frame.set_index("category")
    assert frame.loc["year_total", "cost_total"] == pytest.approx(planned.objective, rel=1e-9)
    builds = planned.builds.set_index("capacity")
    assert frame.loc["wind", "investment"] == pytest.approx(3.6e6 * builds.loc["wind_steppe", "built"])
    assert frame.loc["wind", "unit_investment"] == pytest.approx(3.6e6)


def test_cost_of_wind_by_hand(tables, planned, basis) -> None:
    """Annuity of 3.6 million CNY/MW over 25 years at the region's rate, 60 000 a year, over what the wind gave in a year."""
    builds = planned.builds.set_index("capacity")
    size = float(builds.loc["wind_steppe", "existing"] + builds.loc["wind_steppe", "built"])
    yearly = size * (3.6e6 * annuity(basis.view.region.discount_rate, 25) + 60_000)
    frame = tables["cost_of_energy"].frame.set_index("category")
    assert frame.loc["wind", "unit_cost"] == pytest.approx(yearly / (energy(planned, "wind_steppe") / basis.view.years))
    assert frame.loc["year_total", "unit_cost"] == pytest.approx(sending_cost(basis.view), rel=1e-9)


def test_landed_prices_step_by_step(tables, basis) -> None:
    for _, row in tables["landed_comparison"].frame.iterrows():
        assert row["source_price"] + row["export_grid_price"] + row["loss_cost"] + row["line_tariff"] == pytest.approx(
            row["landed_price"]
        )
        assert row["landed_price"] == pytest.approx(
            landed_price(sending_cost(basis.view), grid_price=0.0, loss_share=0.07, line_tariff=82.9)
        )
        assert row["margin"] == pytest.approx(row["benchmark_price"] - row["landed_price"])


def test_sensitivity_moves_what_it_says(basis) -> None:
    frame = held_sensitivity(basis).frame.set_index(["item", "change"])
    found = sources(basis)
    total = sum(s.total for s in found)
    assert frame.loc[("sensitivity_base", 0.0), "annual_cost"] == pytest.approx(total)
    assert frame.loc[("sensitivity_capex", 0.1), "annual_cost"] == pytest.approx(total + 0.1 * sum(s.capital for s in found))
    assert frame.loc[("sensitivity_coal", -0.2), "annual_cost"] == pytest.approx(total - 0.2 * sum(s.fuel for s in found))
    assert frame.loc[("sensitivity_hours", -0.1), "source_price"] >= frame.loc[("sensitivity_base", 0.0), "source_price"]


def test_carbon_and_coal_are_those_of_the_accounts(tables, planned) -> None:
    frame = tables["carbon"].frame.set_index("name")
    assert frame.loc["year_total", "coal_burnt"] == pytest.approx(0.435 * energy(planned, "coal_plant"))
    assert frame.loc["year_total", "co2"] == pytest.approx(0.82 * energy(planned, "coal_plant"))
    assert frame["coal_burnt"].iloc[:-1].sum() == pytest.approx(frame["coal_burnt"].iloc[-1])
    coal = tables["coal_operation"].frame.iloc[0]
    assert coal[[f"band_{k}" for k in range(5)]].sum() == pytest.approx(coal["hours_run"])


def test_channel_and_profile_add_up(tables, planned) -> None:
    channel = tables["channel_use"].frame.set_index("name")
    assert channel.loc["year_total", "sent"] == pytest.approx(energy(planned, "export"))
    assert channel.loc["year_total", "channel_hours"] == pytest.approx(
        energy(planned, "export") / 600
    )  # the scenario doubles the line
    assert channel["sent"].iloc[:-1].sum() == pytest.approx(channel["sent"].iloc[-1])


def test_a_total_that_does_not_agree_is_refused(region, planned) -> None:
    """Accounts spoiled by one CNY in a hundred million are seen; so is an activity that was changed afterwards."""
    spoiled = planned.accounts.copy()
    spoiled.loc[0, "amount"] += max(1e-6 * float(spoiled["amount"].abs().sum()), 1.0)
    with pytest.raises(InternalError, match="investment_costs"):
        feasibility_tables(region, replace(planned, accounts=spoiled))
    with pytest.raises(InternalError, match="the total of this is"):
        agree("this", 1.0 + 1e-8, 1.0)
    agree("this", 1e9 + 0.1, 1e9)


def test_the_row_of_a_scheme(region, planned) -> None:
    row = scheme_row(View(region, planned))
    assert row["coal_power"] == pytest.approx(400)
    assert row["storage_energy"] == pytest.approx(4 * row["storage_power"])
    assert row["channel_hours"] == pytest.approx(energy(planned, "export") / planned.network.hours.years / 600)


def test_charts_say_what_they_show(tables) -> None:
    days = days_chart(tables["typical_days"].frame, TITLE)
    assert days.count("<polyline") == 3
    assert "春季" in days
    tornado = tornado_chart(tables["sensitivity"].frame, TITLE)
    assert tornado.count("<rect") == len(tables["sensitivity"].frame) - 1
    assert "+10%" in tornado
    assert schemes_chart(tables["scheme_comparison"].frame, TITLE) == ""


def test_units_cost_their_starts_and_their_fuel_without_load(region) -> None:
    """With units: fuel is what the coal purchase costs at the prices of the program, starts are paid, and both ways of adding agree."""
    hours = Hours.span(f"{region.year}-01-01", 48, utc_offset=region.manifest.utc_offset)
    made = networks.build(region, hours=hours, profiles=profiles_for(region, hours), expand=False, commitment="relaxed")
    view = View(region, networks.solve(made))
    coal = made.process("coal_plant")
    taken = -view.flow(coal, "coal")
    price = view.solution.dataset["price"].sel(balance=next(b.id for b in made.balances if b.commodity == "coal")).to_numpy()
    assert fuel_cost(view, coal) >= float((taken * price) @ view.weight) * (1 - 1e-9) > 0
    frame = cost_of_energy(Basis(view)).frame.set_index("category")
    assert frame.loc["year_total", "unit_cost"] == pytest.approx(sending_cost(view), rel=1e-6)
    paid = view.accounts[(view.accounts["process"] == "coal_plant") & view.accounts["item"].isin(("variable", "start", "no_load"))]
    assert frame.loc["coal_power", "cost_variable"] * view.years == pytest.approx(float(paid["amount"].sum()))


def test_power_stations_and_stores_of_any_category_bear_their_cost(tmp_path, make_week) -> None:
    """A gas turbine and compressed air of the category ``other``: their yearly cost is in the mean price, their energy under it."""
    home = shutil.copytree(Path(regions.__file__).parent / "tiny", tmp_path / "own")
    more = {
        "processes": {"id": "turbine", "zh": "燃机", "en": "gas turbine", "category": "other", "commodity": "electricity", "lifetime": "25", "capex": "2500000",
                      "fixed_cost": "50000", "variable_cost": "250"},
        "flows": {"process": "turbine", "commodity": "electricity", "role": "output", "quantity": "1", "unit": "MWh/MWh"},
        "plants": {"id": "gt", "zh": "燃机电站", "en": "Turbine", "process": "turbine", "place": "town", "existing": "120"},
        "stores": {"id": "cavern", "zh": "压缩空气", "en": "Compressed air", "place": "town", "commodity": "electricity", "category": "other", "energy": "400",
                   "power": "60", "charge_efficiency": "0.85", "discharge_efficiency": "0.8", "capex_energy": "500000", "capex_power": "2000000",
                   "fixed_cost_power": "20000", "lifetime": "30"},
    }  # fmt: skip
    for table, row in more.items():
        path = home / f"{table}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows([*rows, {**dict.fromkeys(rows[0], ""), **row, "source": "example", "quality": "assumed"}])
    region = regions.load(home).apply("baseline")
    solution = networks.solve(make_week(region))
    frame = feasibility_tables(region, solution)["cost_of_energy"].frame.set_index("category")
    rate = region.discount_rate
    assert frame.loc["other", "cost_total"] == pytest.approx(
        120 * (2.5e6 * annuity(rate, 25) + 50_000) + 250 * frame.loc["other", "output"]
    )
    assert frame.loc["other_storage", "cost_capital"] == pytest.approx((60 * 2e6 + 400 * 5e5) * annuity(rate, 30))
    assert frame.loc["year_total", "cost_total"] == pytest.approx(frame["cost_total"].iloc[:-1].sum())
    assert frame.loc["year_total", "unit_cost"] == pytest.approx(sending_cost(View(region, solution)), rel=1e-9)
    path = home / "processes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("gas turbine,other", "gas turbine,hydro"), encoding="utf-8")
    region = regions.load(home).apply("baseline")
    hours = Hours.span("2024-01-01", 48, utc_offset=region.manifest.utc_offset)
    made = networks.build(region, hours=hours, profiles=profiles_for(region, hours), expand=False, commitment="relaxed")
    row = feasibility_tables(region, networks.solve(made))["power_balance"].frame.iloc[0]
    assert row["firm_hydro"] == pytest.approx(120.0)  # no units beside those of coal: both kinds stand in one sum
    assert row["firm_power"] == pytest.approx(row["firm_hydro"] + row["firm_coal_power"])


def test_the_landed_price_of_the_built_in_line(changji) -> None:
    """energy.md, section 4: (240 + 34.3)/(1 − 0.07) + 82.9 = 377.8 CNY/MWh at the Anhui node, some 7 below its benchmark of 384.4."""
    line = changji.table("routes").loc["jiquan"]
    landed = landed_price(240.0, grid_price=line["variable_cost"], loss_share=line["settlement_loss"], line_tariff=line["tariff"])
    assert landed == pytest.approx(377.8, abs=0.06)
    assert preset("benchmark_anhui") - landed == pytest.approx(7.0, abs=0.6)
