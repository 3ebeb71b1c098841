"""Small networks in the style of PyPSA's published examples, with figures of our own; each is solved by PyPSA and compared in full."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tingzhou as tz
from tingzhou.errors import UsageError

pypsa = pytest.importorskip("pypsa", reason="PyPSA is an optional extra")
pytestmark = pytest.mark.filterwarnings("ignore")


def network(steps: int, **weights: float) -> Any:
    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2024-01-01", periods=steps, freq="h"))
    for column, value in weights.items():
        n.snapshot_weightings[column] = value
    return n


def meshed() -> Any:
    """AC and DC grids in one, wind against gas, everything extendable, a limit on emissions (in the style of ac-dc-meshed)."""
    n, rng = network(10, objective=2.0), np.random.default_rng(5)
    n.add("Carrier", ["AC", "DC", "gas", "wind"], co2_emissions=[0, 0, 0.187, 0])
    ac, dc = ["n1", "n2", "n3", "s1", "s2"], ["d1", "d2", "d3"]
    n.add("Bus", ac, carrier="AC", v_nom=380.0)
    n.add("Bus", dc, carrier="DC", v_nom=200.0)
    for i, bus in enumerate(ac):
        n.add("Load", f"load {bus}", bus=bus, p_set=rng.uniform(300, 900, 10))
        n.add("Generator", f"gas {bus}", bus=bus, carrier="gas", p_nom_extendable=True, efficiency=0.35, capital_cost=200 + 20 * i,
              marginal_cost=[4.5, 5.6, 6.1, 4.9, 5.2][i], p_nom_max=4000)  # fmt: skip
        n.add("Generator", f"wind {bus}", bus=bus, carrier="wind", p_nom_extendable=True, capital_cost=900 + 100 * i, marginal_cost=0.1,
              p_max_pu=rng.uniform(0.05, 0.95, 10), p_nom_max=5000)  # fmt: skip
    pairs = [("n1", "n2"), ("n2", "n3"), ("n3", "n1"), ("s1", "s2")]
    for i, (one, other) in enumerate(pairs):
        n.add("Line", f"ac{i}", bus0=one, bus1=other, x=0.5 + 0.3 * i, r=0.01, s_nom_extendable=True, s_nom=100.0, capital_cost=0.2)
    for i, (one, other) in enumerate([("d1", "d2"), ("d2", "d3"), ("d3", "d1")]):
        n.add("Line", f"dc{i}", bus0=one, bus1=other, x=0.0, r=0.3 + 0.1 * i, s_nom_extendable=True, capital_cost=0.25)
    for one, other in (("n1", "d1"), ("s1", "d2"), ("n3", "d3")):
        n.add("Link", f"converter {one}", bus0=one, bus1=other, p_nom_extendable=True, p_min_pu=-1.0, capital_cost=0.4)
    n.add("GlobalConstraint", "co2", type="primary_energy", carrier_attribute="co2_emissions", sense="<=", constant=8000.0)
    return n


def hvdc() -> Any:
    """Storage units and stores with a direct-current link, given and decided, ends cyclic and given (in the style of storage-hvdc)."""
    n, rng = network(12), np.random.default_rng(8)
    n.add("Carrier", ["AC", "gas", "wind", "hydro"], co2_emissions=[0, 0.2, 0, 0])
    n.add("Bus", ["a", "b", "c"], carrier="AC", v_nom=380.0)
    n.add("Bus", "h2", carrier="hydrogen")
    for bus in ("a", "b", "c"):
        n.add("Load", f"load {bus}", bus=bus, p_set=rng.uniform(80, 160, 12))
        n.add("Generator", f"gas {bus}", bus=bus, carrier="gas", p_nom=300.0, efficiency=0.5, marginal_cost=rng.uniform(50, 70))
        n.add(
            "Generator",
            f"wind {bus}",
            bus=bus,
            carrier="wind",
            p_nom_extendable=True,
            capital_cost=60.0,
            p_max_pu=rng.uniform(0, 1, 12),
        )
    n.add(
        "Line",
        ["ab", "bc", "ca"],
        bus0=["a", "b", "c"],
        bus1=["b", "c", "a"],
        x=[20.0, 30.0, 25.0],
        r=1.0,
        s_nom=[60.0, 50.0, 45.0],
    )
    n.add("Link", "hvdc", bus0="a", bus1="c", p_nom_extendable=True, p_min_pu=-1.0, capital_cost=5.0, p_nom_max=100.0)
    n.add("StorageUnit", "lake", bus="b", carrier="hydro", p_nom=60.0, max_hours=6.0, inflow=rng.uniform(0, 30, 12), p_min_pu=0.0,
          efficiency_dispatch=0.9, state_of_charge_initial=100.0, spill_cost=0.2)  # fmt: skip
    n.add("StorageUnit", "pumped", bus="c", p_nom_extendable=True, capital_cost=20.0, max_hours=5.0, cyclic_state_of_charge=True,
          efficiency_store=0.87, efficiency_dispatch=0.87, p_nom_max=80.0)  # fmt: skip
    n.add("Link", "electrolyser", bus0="a", bus1="h2", p_nom_extendable=True, efficiency=0.7, capital_cost=8.0)
    n.add("Link", "turbine", bus0="h2", bus1="a", p_nom_extendable=True, efficiency=0.5, capital_cost=6.0)
    n.add("Store", "cavern", bus="h2", e_nom_extendable=True, e_cyclic=True, capital_cost=0.5, standing_loss=0.001)
    n.add("GlobalConstraint", "co2", type="primary_energy", carrier_attribute="co2_emissions", sense="<=", constant=700.0)
    return n


def committed(**fields: Any) -> Any:
    """Coal and gas at one bus, one of them with the commitment that is asked for (in the style of the unit commitment examples)."""
    n = network(6)
    n.add("Bus", "bus")
    n.add("Load", "load", bus="bus", p_set=[4000.0, 6000.0, 5000.0, 800.0, 3000.0, 6100.0])
    n.add("Generator", "coal", bus="bus", committable=True, p_min_pu=0.3, marginal_cost=20.0, p_nom=10000.0, **fields)
    n.add("Generator", "gas", bus="bus", committable=True, marginal_cost=70.0, p_min_pu=0.1, p_nom=1000.0, start_up_cost=90.0)
    n.add("Generator", "peak", bus="bus", marginal_cost=300.0, p_nom=7000.0)
    return n


EXAMPLES: dict[str, Any] = {
    "meshed": meshed,
    "hvdc": hvdc,
    "least part load": committed,
    "least time up": lambda: committed(min_up_time=3, up_time_before=1, start_up_cost=2000.0),
    "least time down": lambda: committed(min_down_time=2, down_time_before=1, shut_down_cost=500.0),
    "start and stop": lambda: committed(start_up_cost=5000.0, shut_down_cost=3000.0, down_time_before=1),
    "ramps": lambda: committed(
        ramp_limit_up=0.1, ramp_limit_down=0.2, ramp_limit_start_up=0.4, ramp_limit_shut_down=0.5, p_init=3500.0
    ),
    "modules": lambda: committed(p_nom_mod=2500.0, start_up_cost=500.0, stand_by_cost=10.0),
}


def solved(n: Any) -> Any:
    whole = bool(n.generators.committable.any())
    n.optimize(
        solver_name="highs",
        include_objective_constant=True,
        io_api="direct",
        output_flag=False,
        **({"mip_rel_gap": 1e-9} if whole else {}),
    )
    return n


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_agrees_with_pypsa_and_fills_the_network(name: str) -> None:
    theirs, ours = solved(EXAMPLES[name]()), EXAMPLES[name]()
    solution = tz.solve(tz.from_pypsa(ours))
    assert solution.objective == pytest.approx(theirs.objective + theirs.objective_constant, rel=1e-6)
    solution.to_pypsa(ours)
    assert ours.objective == pytest.approx(theirs.objective, rel=1e-6)
    assert ours.objective_constant == pytest.approx(theirs.objective_constant, rel=1e-9)
    for component in ("generators", "links", "lines", "storage_units", "stores", "loads", "buses"):
        mine, other = getattr(ours, f"{component}_t"), getattr(theirs, f"{component}_t")
        for attribute in ("p", "p0", "p1", "e", "state_of_charge", "status", "spill", "p_dispatch", "p_store"):
            if attribute in other and len(other[attribute].columns):
                assert list(mine[attribute].columns) == list(other[attribute].columns), (component, attribute)
                assert mine[attribute].index.equals(other[attribute].index)
    net = ours.buses_t.p.sum(axis=1)
    assert net.to_numpy() == pytest.approx(theirs.buses_t.p.sum(axis=1).to_numpy(), abs=1e-4)


def test_dispatch_prices_and_shadow_prices_where_they_are_unique() -> None:
    """Generic costs make plants and prices of the meshed example unique (flows are not: lossless ways lie side by side)."""
    theirs, ours = solved(meshed()), meshed()
    tz.solve(tz.from_pypsa(ours)).to_pypsa(ours)
    assert ours.generators.p_nom_opt.to_numpy() == pytest.approx(theirs.generators.p_nom_opt.to_numpy(), abs=1e-3)
    assert ours.generators_t.p.to_numpy() == pytest.approx(theirs.generators_t.p.to_numpy(), abs=1e-3)
    assert ours.buses_t.marginal_price.to_numpy() == pytest.approx(theirs.buses_t.marginal_price.to_numpy(), abs=1e-4)
    assert ours.global_constraints.mu["co2"] == pytest.approx(theirs.global_constraints.mu["co2"], rel=1e-5)
    assert theirs.global_constraints.mu["co2"] < -1  # the limit binds, else the comparison would say nothing


def test_power_splits_between_lines_as_their_reactances_say() -> None:
    """A triangle of 10, 20 and 30 Ω carries 90 MW from a to c: 45 MW straight (30 Ω) and 45 MW over b (10 + 20 Ω)."""
    n = network(1)
    n.add("Bus", ["a", "b", "c"], carrier="AC", v_nom=100.0)
    n.add("Line", ["ab", "bc", "ac"], bus0=["a", "b", "a"], bus1=["b", "c", "c"], x=[10.0, 20.0, 30.0], s_nom=100.0)
    n.add("Generator", "g", bus="a", p_nom=200.0, marginal_cost=7.0)
    n.add("Load", "l", bus="c", p_set=90.0)
    solution = tz.solve(tz.from_pypsa(n))
    solution.to_pypsa(n)
    assert n.lines_t.p0.loc[:, ["ab", "bc", "ac"]].to_numpy()[0] == pytest.approx([45.0, 45.0, 45.0])
    assert n.lines_t.p1["ac"].iloc[0] == pytest.approx(-45.0)
    assert n.buses_t.p.loc[:, ["a", "b", "c"]].to_numpy()[0] == pytest.approx([90.0, 0.0, -90.0])
    assert n.buses_t.marginal_price.to_numpy()[0] == pytest.approx([7.0, 7.0, 7.0])
    assert n.objective == pytest.approx(630.0)


def test_a_delayed_link_and_a_second_port_deliver_what_was_sent() -> None:
    """10 MW leave in the first of three snapshots; 9 arrive in the next one, 2 as heat at once; the price of the first is 1."""
    n = network(3)
    n.add("Bus", ["a", "b", "heat"])
    n.add("Generator", "early", bus="a", p_nom=50.0, p_max_pu=[1.0, 0.0, 0.0], marginal_cost=1.0)
    n.add("Generator", "late", bus="b", p_nom=50.0, marginal_cost=100.0)
    n.add("Generator", "vent", bus="heat", p_nom=50.0, p_min_pu=-1.0, p_max_pu=0.0)
    n.add(
        "Link", "canal", bus0="a", bus1="b", bus2="heat", efficiency=0.9, efficiency2=0.2, delay=1, cyclic_delay=False, p_nom=10.0
    )
    n.add("Load", "l", bus="b", p_set=[0.0, 20.0, 0.0])
    solution = tz.solve(tz.from_pypsa(n))
    solution.to_pypsa(n)
    assert solution.objective == pytest.approx(10 * 1 + 11 * 100)
    assert n.links_t.p0["canal"].tolist() == pytest.approx([10.0, 0.0, 0.0])
    assert n.links_t.p1["canal"].tolist() == pytest.approx([0.0, -9.0, 0.0])
    assert n.links_t.p2["canal"].tolist() == pytest.approx([-2.0, 0.0, 0.0])


def test_what_is_fixed_is_a_bound_and_what_is_stored_is_its_bus() -> None:
    """Rows: 12 × (4 buses + 2 own balances) + a loop × 12, rows of 12 for each limit of decided capacity, and the emissions.

    Decided: 3 winds (1 row), hvdc (2: both ways), electrolyser and turbine (1 each), pumped (charging, discharging and level), the
    cavern's level: 11 rows of 12. PyPSA writes two rows for every limit, fixed or decided.
    """
    n = hvdc()
    from tingzhou.network import assemble

    program = assemble(tz.from_pypsa(n)).program
    assert program is not None
    assert program.rows == 12 * (4 + 2 + 1 + 11) + 1
    model = n.optimize.create_model(include_objective_constant=False)
    assert program.rows < model.ncons / 2.5
    assert program.columns < model.nvars


def test_a_solution_goes_back_only_where_it_came_from() -> None:
    solution = tz.solve(tz.from_pypsa(hvdc()))
    other = hvdc()
    other.set_snapshots(other.snapshots[:5])
    with pytest.raises(UsageError, match="snapshots"):
        solution.to_pypsa(other)
    other = hvdc()
    other.remove("Generator", "wind a")
    with pytest.raises(UsageError, match="wind a"):
        solution.to_pypsa(other)


def test_a_network_from_elsewhere_has_no_way_back(solved_week: Any) -> None:
    with pytest.raises(UsageError, match="not made from a PyPSA network"):
        solved_week.to_pypsa(object())


def test_what_is_no_pypsa_network_is_refused() -> None:
    with pytest.raises(UsageError, match="not a dict"):
        tz.from_pypsa({})


def test_reading_changes_nothing() -> None:
    n = meshed()
    before = {component.name: component.static.copy() for component in n.components}
    tz.from_pypsa(n)
    for component in n.components:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pd.testing.assert_frame_equal(component.static, before[component.name])


def test_a_bus_in_a_limit_of_capacities_counts_only_what_stands_there() -> None:
    """PyPSA 1.4.0 adds kinds of components by position and would count the store at the other bus; the documented meaning is kept."""
    n = network(2)
    n.add("Carrier", "coal")
    n.add("Bus", ["one", "two"])
    n.add("Load", "load", bus="one", p_set=100.0)
    n.add("Generator", "plant", bus="one", carrier="coal", p_nom_extendable=True, capital_cost=1.0)
    n.add("Generator", "shed", bus="one", p_nom=1000.0, marginal_cost=100.0)
    n.add("Store", "store", bus="two", carrier="coal", e_nom_extendable=True, e_nom_min=40.0, e_cyclic=True, capital_cost=1.0)
    n.add(
        "GlobalConstraint",
        "cap",
        type="tech_capacity_expansion_limit",
        carrier_attribute="coal",
        bus="one",
        sense="<=",
        constant=70.0,
    )
    solution = tz.solve(tz.from_pypsa(n))
    assert solution.objective == pytest.approx(70 + 40 + 2 * 30 * 100)  # 70 of the plant, 40 of the store, 30 shed twice
