"""Everything that is not understood is refused by name, all at once; what is understood is checked against PyPSA's own tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import tingzhou as tz
from tingzhou.errors import InputError
from tingzhou.pypsa_networks.attributes import HONOURED, REFERENCE, SILENT

pypsa = pytest.importorskip("pypsa", reason="PyPSA is an optional extra")
pytestmark = pytest.mark.filterwarnings("ignore")


def bare() -> Any:
    n = pypsa.Network()
    n.set_snapshots(range(3))
    n.add("Bus", "a")
    n.add("Bus", "b")
    n.add("Load", "l", bus="a", p_set=1.0)
    n.add("Generator", "g", bus="a", p_nom=5.0, marginal_cost=1.0)
    return n


def said(n: Any) -> str:
    with pytest.raises(InputError) as caught:
        tz.from_pypsa(n)
    return str(caught.value)


# fields of one generator → what the refusal must name
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "quadratic": ({"marginal_cost_quadratic": 0.1}, "marginal_cost_quadratic of Generator"),
    "maintenance": ({"maintainable": True, "maintenance_duration": 2.0}, "maintainable of Generator"),
    "bus": ({"bus": "nowhere"}, "x stands at a bus that the network does not have"),
    "negative": ({"p_nom": -1.0}, "the capacity of x is negative"),
    "set": ({"p_nom": 1.0, "p_nom_set": 2.0}, "x has a set capacity but is not extendable"),
    "limits": ({"p_nom_extendable": True, "p_nom_min": 3.0, "p_nom_max": 2.0}, "least capacity of x is above"),
    "cost": ({"p_nom_extendable": True, "overnight_cost": 3.0}, "capital cost of x is not finite"),
    "endless unit": ({"committable": True, "p_nom": np.inf}, "x is committable without a limit"),
    "big number": ({"committable": True, "p_nom_extendable": True}, "x is committable and extendable without a largest capacity"),
    "modules": ({"committable": True, "p_nom": 5.0, "p_nom_mod": 2.0}, "capacity of x is no whole number of its modules"),
    "not a number": ({"p_max_pu": [1.0, np.nan, 1.0]}, "p_max_pu of Generator holds a value that is not a number"),
}


@pytest.mark.parametrize("name", CASES)
def test_generators_are_refused_by_name(name: str) -> None:
    fields, words = CASES[name]
    n = bare()
    n.add("Generator", "x", **{"bus": "a", **fields})
    text = said(n)
    assert words in text
    assert "for: x." in text or "x" in words.split()


def test_all_problems_are_listed_at_once() -> None:
    n = bare()
    n.add("Generator", "q", bus="a", p_nom=1.0, marginal_cost_quadratic=0.5)
    n.add("Link", "m", bus0="a", bus1="b", p_nom=1.0, maintainable=True)
    n.add("Store", "s", bus="a", e_nom=1.0, marginal_cost_quadratic=0.5)
    n.add("Generator", "n", bus="a", p_nom=-1.0)
    n.add("GlobalConstraint", "odd", type="my own", sense="<=", constant=1.0)
    n.add(
        "GlobalConstraint",
        "period",
        type="operational_limit",
        carrier_attribute="x",
        sense="<=",
        constant=1.0,
        investment_period=2030,
    )
    text = said(n)
    for words in ("marginal_cost_quadratic of Generator", "maintainable of Link", "marginal_cost_quadratic of Store", "capacity of n is negative",
                  "type my own", "investment_period of GlobalConstraint"):  # fmt: skip
        assert words in text, words
    assert text.startswith("6 problem")


def test_scenarios_periods_and_empty_spans_are_refused() -> None:
    n = bare()
    n.set_snapshots(pd.MultiIndex.from_product([[2030, 2040], range(2)], names=["period", "timestep"]))
    n.investment_periods = [2030, 2040]
    assert "several investment periods" in said(n)
    n = bare()
    n.set_scenarios({"wet": 0.5, "dry": 0.5})
    assert "stochastic scenarios" in said(n)


def test_weights_below_nothing_are_refused() -> None:
    n = bare()
    n.snapshot_weightings["stores"] = -1.0
    assert "snapshot_weightings.stores" in said(n)


def test_limits_in_columns_of_buses_are_refused() -> None:
    n = bare()
    n.c.buses.static["nom_max_wind"] = 3.0
    assert "nom_max_wind" in said(n)


def test_branches_without_impedance_are_refused() -> None:
    n = bare()
    n.add("Transformer", "t", bus0="a", bus1="b", type="160 MVA 380/110 kV", s_nom=7.0)
    assert "not that of its standard type" in said(n)
    n = bare()
    n.add("Line", "l", bus0="a", bus1="b", x=0.0, s_nom=7.0, v_ang_max=3.0, carrier="AC")
    assert "no reactance" in said(n)


def test_an_attribute_of_a_later_version_is_refused_until_it_is_known() -> None:
    n = bare()
    defaults = n.c.generators.defaults
    row = defaults.loc["weight"].copy()
    n.c.generators.static["novelty"] = [2.0] * len(n.c.generators.static)
    defaults.loc["novelty"] = row
    try:
        assert "novelty of Generator" in said(n)
    finally:
        defaults.drop(index="novelty", inplace=True)


def test_the_lists_know_nothing_that_pypsa_does_not_have() -> None:
    """Every name stands in PyPSA's tables (ports by their stem), none in both lists, every component of PyPSA is spoken of."""
    n = bare()
    for name, known in HONOURED.items():
        inputs = n.c[name].defaults.index[n.c[name].defaults["status"].str.startswith("Input")]
        stems = {attribute.rstrip("0123456789") if name in ("Link", "Process") else attribute for attribute in inputs}
        assert known <= stems | set(inputs), known - stems
        assert not known & SILENT[name]
    from pypsa.components.types import component_types_df

    listed = set(component_types_df.index)
    assert listed <= set(HONOURED) | REFERENCE, listed - set(HONOURED) - REFERENCE


def test_refusals_are_told_in_chinese() -> None:
    n = bare()
    n.add("Generator", "q", bus="a", p_nom=1.0, marginal_cost_quadratic=0.5)
    with pytest.raises(InputError) as caught:
        tz.from_pypsa(n)
    assert "不支持 Generator 的属性 marginal_cost_quadratic" in caught.value.text("zh")
