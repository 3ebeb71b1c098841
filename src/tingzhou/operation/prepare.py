"""A planned network made ready to operate: units that fill its capacities, failures, and a price for what cannot be served."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InputError, Problem
from tingzhou.hours import Grain
from tingzhou.network.committed import committed_network
from tingzhou.network.model import Cost, Flow, Process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tingzhou.network.model import Network

__all__ = ["UNSERVED_PRICE", "ready"]

UNSERVED_PRICE = 10_000.0  # CNY/MWh; assumed, above every price a plan pays on purpose
_DUMP_SHARE = 0.1
HOUR = Grain("hour")


def ready(network: Network, *, mode: str = "integer", out: Mapping[str, NDArray[np.float64]] | None = None,
          commodity: str = "electricity") -> Network:  # fmt: skip
    """Return a network with given capacities, ready to operate.

    Parameters
    ----------
    network
        Capacities fixed: nothing is built beyond ``minimum_build``.
    mode
        Commitment: ``integer``, ``relaxed`` or ``none``.
    out
        Share of the units of a process that have failed, by process, shape (T,); on top of what its data say.
    commodity
        What must always be served: its hourly balances get a way to go short and a way to throw away, both dear.

    Raises
    ------
    InputError
        When capacities are still open, or the data of units cannot be met by any schedule.
    """
    capacities = {capacity.id: capacity for capacity in network.capacities}
    _refuse_open(network)
    processes = []
    for process in network.processes:
        units = process.commitment
        if units is not None and process.capacity is not None and mode != "none":
            whole = capacities[process.capacity]
            total = whole.existing + (whole.minimum_build if network.expand else 0.0)
            count = max(1.0, float(round(total / units.unit_size))) if total > 0 else 0.0
            failed = 0.0 if out is None else out.get(process.id, 0.0)
            units = replace(
                units, unit_size=total / count if count else units.unit_size, out=np.minimum(np.asarray(units.out) + failed, 1.0)
            )
            process = replace(process, commitment=units)
        processes.append(process)
    price = max(
        [
            UNSERVED_PRICE,
            *(2.0 * float(np.max(cost.amount)) for one in processes for cost in one.costs if one.category == "unserved"),
        ]
    )
    limit = _largest_flow(network)
    for balance in network.balances:
        if balance.commodity == commodity and balance.grain == HOUR and balance.id.partition("@")[2] in network.places:
            processes += [
                _emergency(balance.id, balance.place, commodity, balance.unit, price, limit, short=short) for short in (True, False)
            ]
    return committed_network(replace(network, processes=tuple(processes)), mode)


def _largest_flow(network: Network) -> float:
    """Return a rate that no hour can need: all capacities and given activities together [unit/h]; a finite limit keeps bounds provable."""
    given = sum(float(np.max(process.fixed)) for process in network.processes if process.fixed is not None)
    built = sum(one.existing + (one.minimum_build if network.expand else 0.0) for one in network.capacities)
    return given + built


def _refuse_open(network: Network) -> None:
    """Refuse capacities that are still to be decided."""
    open_ended = [
        one.id for one in network.capacities if network.expand and one.buildable and one.minimum_build != one.maximum_build
    ]
    if open_ended:
        raise InputError(
            Problem("the capacity {name} is still open: an operation needs given capacities.", "Plan first, then operate what was planned.",
                    value=name, parameters={"name": name}) for name in open_ended)  # fmt: skip


def _emergency(balance: str, place: str, commodity: str, unit: str, price: float, limit: float, *, short: bool) -> Process:
    return Process(
        id=f"{balance}:{'shed' if short else 'dump'}", table="demands", technology=balance, category="unserved" if short else "other",
        place=place, commodity=commodity, unit=unit, grain=HOUR, flows=(Flow(balance, 1.0 if short else -1.0),),
        costs=(Cost("shed", price if short else price * _DUMP_SHARE),),
        limit=limit,
    )  # fmt: skip
