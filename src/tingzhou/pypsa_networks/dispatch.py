"""Generators, links and processes: what is dispatched within limits, at one bus or many, with ramps and commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network import Flow, Term
from tingzhou.pypsa_networks.commitment import read_commitment
from tingzhou.pypsa_networks.ramps import read_ramps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.pypsa_networks.reading import Nominal, Reading, Series
    from tingzhou.pypsa_networks.table import Table

__all__ = ["delay_sources", "limits", "read_generators", "read_links", "read_loads", "read_processes"]


def read_loads(reading: Reading) -> None:
    """Read loads: given activities."""
    table = reading.table("Load")
    for name in table.names:
        flow = Flow(reading.bus("Load", name, "bus"), table.number(name, "sign"))
        reading.process("Load", name, flows=(flow,), fixed=table.series(name, "p_set"))


def read_generators(reading: Reading) -> None:
    """Read generators, and the limits of their energy over the span."""
    table = reading.table("Generator")
    for name in table.names:
        flow = Flow(reading.bus("Generator", name, "bus"), table.number(name, "sign"))
        _dispatch(reading, table, name, (flow,))
        lower, upper = table.number(name, "e_sum_min"), table.number(name, "e_sum_max")
        if np.isfinite(lower) or np.isfinite(upper):
            term = Term("activity", f"Generator/{name}", reading.generators_hours)
            reading.relate(f"Generator/{name}/e_sum", [term], lower=lower, upper=upper, once=True, kind="activity_limit")


def read_links(reading: Reading) -> None:
    """Read links: what leaves the first bus arrives, times an efficiency and perhaps later, at the others."""
    table = reading.table("Link")
    for name in table.names:
        flows = [Flow(reading.bus("Link", name, "bus0"), -1.0)]
        for port in table.ports()[1:]:
            flows += _port(reading, table, name, port, "efficiency", "" if port == "1" else port)
        _dispatch(reading, table, name, tuple(flows))


def read_processes(reading: Reading) -> None:
    """Read processes: an inner activity with a rate at every bus."""
    if "Process" not in {component.name for component in reading.n.components}:
        return
    table = reading.table("Process")
    for name in table.names:
        flows = [flow for port in table.ports() for flow in _port(reading, table, name, port, "rate", port)]
        _dispatch(reading, table, name, tuple(flows))


def _port(reading: Reading, table: Table, name: str, port: str, factor: str, suffix: str) -> list[Flow]:
    """Return the flow at one port; none where it has no bus."""
    if not table.text(name, f"bus{port}"):
        return []
    balance = reading.bus(table.component, name, f"bus{port}")
    flow = reading.flow(balance, 1.0, table.series(name, f"{factor}{suffix}"))
    delay = int(table.number(name, f"delay{suffix}")) if f"delay{suffix}" in table.columns else 0
    if delay <= 0:
        return [flow]
    source = delay_sources(reading.generators_hours, delay, cyclic=table.flag(name, f"cyclic_delay{suffix}"))
    return [Flow(balance, flow.quantity, flow.multiplier, source)]


def delay_sources(hours: NDArray[np.float64], delay: int, *, cyclic: bool) -> NDArray[np.int64]:
    """Return for every step the step whose dispatch arrives in it, −1 where nothing does.

    ``hours`` [h] are the lengths of the steps; what is sent in a step arrives ``delay`` hours after its start, in the step that
    covers this moment. Cyclic delays wrap around the end of the span.
    """
    starts = np.concatenate([[0.0], np.cumsum(hours[:-1])])
    sent = starts - delay
    if cyclic:
        sent = np.mod(sent, hours.sum())
    source = np.clip(np.searchsorted(starts, sent, side="right") - 1, 0, hours.size - 1)
    return np.where(sent >= 0, source, -1).astype(np.int64)


def limits(reading: Reading, nominal: Nominal, low: Series, high: Series) -> dict[str, Any]:
    """Return the fields of a process that keeps ``low`` and ``high``, shares of its capacity; absolute where there is no limit."""
    if nominal.capacity is not None:
        return {"capacity": nominal.capacity, "minimum": low, "availability": high}
    least, most = reading.along(low), reading.along(high)
    return {
        "minimum": np.where(least == 0, 0.0, np.sign(least) * np.inf),
        "limit": np.where(most == 0, 0.0, np.sign(most) * np.inf),
    }


def _dispatch(reading: Reading, table: Table, name: str, flows: tuple[Flow, ...]) -> None:
    """Read what generators, links and processes have in common."""
    component = table.component
    nominal = reading.read_nominal(component, name, "p_nom")
    low, high = table.series(name, "p_min_pu"), table.series(name, "p_max_pu")
    fields: dict[str, Any] = {"flows": flows, "costs": reading.costs("marginal", table.series(name, "marginal_cost"))}
    wanted = table.series(name, "p_set")
    if np.isfinite(wanted).any():
        fields["set_point"] = wanted
    if table.flag(name, "committable"):
        read_commitment(reading, table, name, nominal, fields)
    else:
        reading.process(component, name, **fields, **limits(reading, nominal, low, high))
    read_ramps(reading, table, name, nominal)
