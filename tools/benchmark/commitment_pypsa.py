"""The commitment benchmark as a network of PyPSA: one committable generator per unit, the same data as ``benchmark.commitment``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmark.commitment import CLASSES, LOST_LOAD

if TYPE_CHECKING:
    from benchmark.commitment import Case

__all__ = ["pypsa_network"]


def pypsa_network(this: Case) -> Any:
    """Return the case as a network of PyPSA.

    Units are taken to have been on before the first hour for longer than any minimum time (PyPSA's default), which is no limit on
    the first hour: a unit that is off in it pays nothing, as in the other network.
    """
    import pandas as pd
    import pypsa

    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2023-01-01", periods=this.steps, freq="h"))
    n.add("Carrier", "electricity")
    n.add("Bus", "a", carrier="electricity")
    n.add("Load", "load", bus="a", p_set=this.load)
    largest = float(max(this.load.max(), this.renewable.max()))
    n.add("Generator", "shed", bus="a", p_nom=largest, p_max_pu=this.load / largest, marginal_cost=LOST_LOAD)
    n.add("Generator", "renewable", bus="a", p_nom=largest, p_max_pu=this.renewable / largest)
    for count, one in zip(this.counts, CLASSES, strict=True):
        for index in range(count):
            n.add("Generator", f"{one.name}-{index}", bus="a", p_nom=one.size, committable=True, p_min_pu=one.minimum, marginal_cost=one.cost,
                  start_up_cost=one.start_cost, min_up_time=one.up, min_down_time=one.down, ramp_limit_up=one.ramp, ramp_limit_down=one.ramp,
                  ramp_limit_start_up=one.start_ramp, ramp_limit_shut_down=one.start_ramp, up_time_before=one.up, down_time_before=0)  # fmt: skip
    return n
