"""The benchmark system as a network of PyPSA: the same feasible set and the same objective as ``benchmark.sites.network``.

Charging and discharging, and both directions of a line, share one capacity: PyPSA needs two and an equation between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmark.sites import (
    ANNUITY,
    EXPORT_ENERGY,
    EXPORT_LOSS,
    EXPORT_POWER,
    EXPORT_PRICE,
    GREEN_SHARE,
    HYDROGEN_SHED,
    LINE_LOSS,
    LOST_LOAD,
)

if TYPE_CHECKING:
    from benchmark.sites import Sites

__all__ = ["more_constraints", "pypsa_network"]

_UNLIMITED = 1e6  # MW: far beyond any load of the system


def pypsa_network(case: Sites) -> Any:
    """Return the case as a network of PyPSA; ``more_constraints`` holds what PyPSA has no component for."""
    import pandas as pd
    import pypsa

    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2023-01-01", periods=case.steps, freq="h"))
    for carrier in ("electricity", "hydrogen"):
        n.add("Carrier", carrier)
    for i in range(case.count):
        _site(n, case, i)
    for a, b in case.pairs:
        for name, start, end, cost in ((f"fore{a}_{b}", a, b, ANNUITY["line"] * case.part), (f"back{a}_{b}", b, a, 0.0)):
            n.add(
                "Link", name, bus0=f"p{start}", bus1=f"p{end}", efficiency=1.0 - LINE_LOSS, p_nom_extendable=True, capital_cost=cost
            )
    delivered = EXPORT_ENERGY * case.part / (1.0 - EXPORT_LOSS)
    n.add("Generator", "export", bus="p0", p_nom=EXPORT_POWER, p_min_pu=-1.0, p_max_pu=0.0, e_sum_min=-delivered,
          marginal_cost=EXPORT_PRICE * (1.0 - EXPORT_LOSS))  # fmt: skip
    return n


def _site(n: Any, case: Sites, i: int) -> None:
    part = case.part
    for bus in ("p", "b", "l"):
        n.add("Bus", f"{bus}{i}", carrier="electricity")
    n.add("Bus", f"h{i}", carrier="hydrogen")
    n.add("Load", f"load{i}", bus=f"p{i}", p_set=case.load[i])
    n.add("Load", f"need{i}", bus=f"h{i}", p_set=case.hydrogen[i])
    for kind, series in (("wind", case.wind[i]), ("solar", case.solar[i])):
        n.add("Generator", f"{kind}{i}", bus=f"p{i}", p_nom_extendable=True, p_max_pu=series, capital_cost=ANNUITY[kind] * part,
              marginal_cost=-case.subsidy)  # fmt: skip
    n.add("Generator", f"coal{i}", bus=f"p{i}", p_nom=case.coal[i], marginal_cost=case.coal_cost[i])
    n.add("Generator", f"shed{i}", bus=f"p{i}", p_nom=_UNLIMITED, marginal_cost=LOST_LOAD)
    n.add("Generator", f"hshed{i}", bus=f"h{i}", p_nom=_UNLIMITED, marginal_cost=HYDROGEN_SHED)
    n.add(
        "Link",
        f"charge{i}",
        bus0=f"p{i}",
        bus1=f"b{i}",
        efficiency=0.95,
        p_nom_extendable=True,
        capital_cost=ANNUITY["battery_power"] * part,
    )
    n.add("Link", f"discharge{i}", bus0=f"b{i}", bus1=f"p{i}", efficiency=0.95, p_nom_extendable=True)
    n.add("Store", f"battery{i}", bus=f"b{i}", e_nom_extendable=True, e_cyclic=True, standing_loss=0.0001,
          capital_cost=ANNUITY["battery_energy"] * part)  # fmt: skip
    n.add("Link", f"pump{i}", bus0=f"p{i}", bus1=f"l{i}", efficiency=0.87, p_nom=case.pumped[i])
    n.add("Link", f"turbine{i}", bus0=f"l{i}", bus1=f"p{i}", efficiency=0.87, p_nom=case.pumped[i])
    n.add("Store", f"lake{i}", bus=f"l{i}", e_nom=7.0 * case.pumped[i], e_cyclic=True)
    n.add(
        "Link",
        f"electrolyser{i}",
        bus0=f"p{i}",
        bus1=f"h{i}",
        efficiency=0.68,
        p_nom_extendable=True,
        capital_cost=ANNUITY["electrolyser"] * part,
    )
    n.add("Store", f"tank{i}", bus=f"h{i}", e_nom_extendable=True, e_cyclic=True, capital_cost=ANNUITY["tank"] * part)


def more_constraints(n: Any, snapshots: Any) -> None:
    """Add the shared capacities and the green share to the model of ``n``."""
    del snapshots
    model = n.model
    size = model["Link-p_nom"]
    names = [str(name) for name in size.indexes[size.dims[0]]]
    pairs = [(name, name.replace("charge", "discharge", 1) if name.startswith("charge") else "back" + name.removeprefix("fore"))
             for name in names if name.startswith(("charge", "fore"))]  # fmt: skip
    dimension = size.dims[0]
    for one, other in pairs:
        model.add_constraints(size.sel({dimension: one}) - size.sel({dimension: other}) == 0, name=f"same-{one}")
    output = model["Generator-p"]
    names = [str(name) for name in output.indexes["name" if "name" in output.dims else "Generator"]]
    along = "name" if "name" in output.dims else "Generator"
    green = [name for name in names if name.startswith(("wind", "solar"))]
    coal = [name for name in names if name.startswith("coal")]
    left = (1.0 - GREEN_SHARE) * output.sel({along: green}).sum() - GREEN_SHARE * output.sel({along: coal}).sum()
    model.add_constraints(left >= 0, name="green")
