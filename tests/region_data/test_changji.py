"""The built-in region's data: sums against published totals, sources, closed carbon, nothing without a source or a sink."""

from __future__ import annotations

import pytest

from tingzhou import network as networks
from tingzhou.hours import Hours
from tingzhou.network.formulations import RULES
from tingzhou.planning import FIGURES, profiles_for

SCENARIOS = ("baseline-2023", "baseline-2024", "green-export-2030", "new-base-8gw")
CARBON = {
    "coal": 0.514,
    "methanol": 0.375,
    "polyolefin": 0.857,
    "lpg": 0.827,
    "coal_tar_light_oil": 0.85,
    "sng": 0.535e-3,
    "co2": 12 / 44,
}  # t C per unit


def test_coal_fleet_sums(changji) -> None:
    """29.67 GW operating and 2.64 building; 13.20 behind the line, 9.56 and 1.80 captive (Global Energy Monitor, July 2023)."""
    plants = changji.table("plants")
    coal = plants[plants["process"].str.startswith("coal_") & (plants["source"] == "gem_coal")]
    coal = coal[coal["process"].isin(changji.table("processes").query("category == 'coal_power'").index)]
    new = coal["commissioned"] == "coal_2024"
    assert coal.loc[~new, "existing"].sum() == pytest.approx(29_670)
    assert coal.loc[new, "existing"].sum() == pytest.approx(2_640)
    by_owner = coal.groupby("owner")["existing"].sum()
    assert by_owner["export"] == pytest.approx(13_200)
    assert by_owner["captive_aluminium"] == pytest.approx(9_560)
    assert by_owner["captive_chemicals"] == pytest.approx(1_800)


def test_wind_and_sun_exceed_15_gw_at_the_end_of_2024(changji) -> None:
    plants, processes = changji.table("plants"), changji.table("processes")
    green = plants[plants["process"].isin(processes[processes["category"].isin(("wind", "solar"))].index)]
    assert green["existing"].sum() > 15_000
    assert plants.loc[plants["owner"] == "wind_2023", "existing"].sum() == pytest.approx(3_796)
    assert plants.loc["wind_mulei_2500", "existing"] == 2_500


def test_published_projects_and_line(changji) -> None:
    plants, line = changji.table("plants"), changji.table("routes").loc["jiquan"]
    assert plants.loc["sng_zhundong", "build_max"] * 8760 == pytest.approx(6e9)
    assert plants.loc["olefins_zhundong", "build_max"] * 8760 == pytest.approx(5.6e6)
    assert plants.loc["methanol_zhundong", "build_max"] * 8760 == pytest.approx(7.1e6)
    assert line["existing"] * line["availability"] == pytest.approx(11_000)
    assert (line["tariff"], line["settlement_loss"]) == (82.9, 0.07)
    loss = line["loss_constant"] + line["loss_linear"] * 7800 + line["loss_quadratic"] * 7800**2
    assert loss / 7800 == pytest.approx(0.051, abs=0.001)  # 5.1 % at 7.8 GW
    store = changji.table("stores").loc["phs_fukang"]
    assert store["power"] == 1_200
    assert store["charge_efficiency"] * store["discharge_efficiency"] == pytest.approx(0.75, abs=0.001)


def test_aluminium_by_plant(changji) -> None:
    smelters = changji.table("plants").query("process == 'al_electrolysis'")
    assert smelters["existing"].sum() * 8760 == pytest.approx(3.05e6)
    assert smelters[smelters["place"] == "wucaiwan"]["existing"].sum() * 8760 == pytest.approx(2.4e6)


@pytest.mark.parametrize("process", ["coal_sng", "coal_methanol", "cto_integrated"])
def test_carbon_closes(changji, process: str) -> None:
    flows = changji.table("flows").query("process == @process").groupby(["role", "commodity"])["quantity"].sum()
    carbon_in = sum(CARBON[c] * q for (role, c), q in flows.items() if role == "input" and c in CARBON)
    carbon_out = sum(CARBON[c] * q for (role, c), q in flows.items() if role != "input" and c in CARBON)
    assert carbon_out == pytest.approx(carbon_in, rel=0.03)


def test_published_projects_need_about_72_mt_of_coal(changji) -> None:
    """60 亿m³ gas, 5.6 Mt olefins, 7.1 Mt methanol: 72.4 Mt of coal at central values."""
    flows = changji.table("flows").query("commodity == 'coal' and role == 'input'").set_index("process")["quantity"]
    coal = 6e9 * flows["coal_sng"] + 5.6e6 * flows["cto_integrated"] + 7.1e6 * flows["coal_methanol"]
    assert coal / 1e6 == pytest.approx(72.4, rel=0.005)


def test_every_commodity_has_a_source_and_a_sink(changji) -> None:
    flows, processes = changji.table("flows"), changji.table("processes")
    plants, markets, demands = changji.table("plants"), changji.table("markets"), changji.table("demands")
    present = flows[flows["process"].isin(plants["process"])]
    for name, commodity in changji.table("commodities").iterrows():
        made = ((present["commodity"] == name) & (present["role"] != "input")).any() or (
            (markets["commodity"] == name) & (markets["direction"] == "purchase")
        ).any()
        used = ((present["commodity"] == name) & (present["role"] == "input")).any() or (
            (markets["commodity"] == name) & (markets["direction"] == "sale")
        ).any()
        used = used or commodity["free_disposal"] is True or (demands["commodity"] == name).any()
        concerned = (present["commodity"] == name).any()
        assert made or not concerned, f"{name} is used and never made or bought"
        assert used or not concerned, f"{name} is made and never used or sold"
    assert set(plants["process"]) <= set(processes.index)


def test_no_price_invites_arbitrage(changji) -> None:
    markets = changji.table("markets")
    for (_, place), group in markets[markets["commodity"] != "electricity"].groupby(["commodity", "place"]):
        buy, sell = group[group["direction"] == "purchase"]["price"], group[group["direction"] == "sale"]["price"]
        if len(buy) and len(sell):
            assert buy.min() > sell.max(), place


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_balances_a_week(changji, scenario: str) -> None:
    """A week in January of each scenario solves with its certificate; yearly contracts are scaled to the week."""
    region = changji.apply(scenario)
    hours = Hours.span(f"{region.year}-01-08", 168)
    network = networks.build(region, hours=hours, profiles=profiles_for(region, hours), expand=region.mode == "plan")
    solution = networks.solve(network)
    assert solution.certificate.holds()
    shed = [process.id for process in network.processes if process.id.endswith(":shed")]
    assert float(solution.dataset["activity"].sel(process=shed).sum()) == pytest.approx(0, abs=1e-3)


def test_targets_speak_of_known_figures(changji) -> None:
    figures = set(changji.table("targets")["figure"]) - {""}
    assert figures <= set(FIGURES)
    assert set(changji.table("rules")["kind"]) <= set(RULES)


def test_attributions_are_there(changji) -> None:
    licences = " ".join(changji.table("sources")["licence"])
    assert "Global Energy Monitor, CC BY 4.0" in licences
    assert "Copernicus Climate Change Service" in licences
