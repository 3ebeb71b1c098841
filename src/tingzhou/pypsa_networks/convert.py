"""From a PyPSA network to a network of Tingzhou (``tz.from_pypsa``)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tingzhou.errors import InputError, UsageError
from tingzhou.hours import Hours
from tingzhou.network import Balance, Network
from tingzhou.pypsa_networks.dispatch import read_generators, read_links, read_loads, read_processes
from tingzhou.pypsa_networks.filling import PypsaOrigin
from tingzhou.pypsa_networks.limits import read_limits
from tingzhou.pypsa_networks.passive import read_passive
from tingzhou.pypsa_networks.reading import HOUR, Reading
from tingzhou.pypsa_networks.refusal import refusals
from tingzhou.pypsa_networks.storage import read_storage_units, read_stores

__all__ = ["from_pypsa"]


def from_pypsa(n: Any) -> Network:
    """Return a PyPSA network as a network: same feasible set, same optimum.

    Parameters
    ----------
    n
        A ``pypsa.Network`` (1.x) with one investment period. It is not changed.

    Returns
    -------
    Network
        ``solve(network).objective`` is PyPSA's ``n.objective + n.objective_constant``; ``solution.to_pypsa(n)`` writes dispatch,
        levels, capacities and prices back. Every snapshot is one step of one hour: the weightings of PyPSA stand in costs (objective),
        levels (stores) and limits over the span (generators), so that prices in ``solution.dataset`` are money per MW and snapshot.
        Ids are ``Component/name``, with a part where a component has several: ``StorageUnit/lake/spill``.

    Raises
    ------
    InputError
        Naming every component, attribute and value that is not supported: nothing is dropped.
    UsageError
        When PyPSA is not installed or ``n`` is not one of its networks.
    """
    try:
        import pypsa
    except ImportError as error:
        raise UsageError("PyPSA is not installed: add it with pip install 'tingzhou[pypsa]'") from error
    if not isinstance(n, pypsa.Network):
        raise UsageError("from_pypsa takes a pypsa.Network, not a {kind}", kind=type(n).__name__)
    problems = list(refusals(n))
    if any(problem.file == "Network" for problem in problems):
        raise InputError(problems)
    reading = _read(n)
    if problems or reading.problems:
        raise InputError([*problems, *reading.problems])
    return Network(
        hours=reading.hours,
        balances=tuple(reading.balances),
        capacities=tuple(reading.capacities.values()),
        processes=tuple(reading.processes),
        stores=tuple(reading.stores),
        relations=tuple(reading.relations),
        expand=True,
        origin=PypsaOrigin.of(reading),
    )


def _read(n: Any) -> Reading:
    """Return everything read from a network."""
    weights = n.snapshot_weightings
    objective, stores, generators = (weights[column].to_numpy(dtype=np.float64) for column in ("objective", "stores", "generators"))
    reading = Reading(n, _hours(n.snapshots), objective, stores, generators)
    units = reading.table("Bus")
    for bus, carrier in reading.buses.items():
        reading.balances.append(Balance(f"Bus/{bus}", carrier, bus, units.text(bus, "unit") or "MWh", HOUR))
    read_loads(reading)
    read_generators(reading)
    read_links(reading)
    read_processes(reading)
    read_passive(reading)
    read_storage_units(reading)
    read_stores(reading)
    read_limits(reading)
    return reading


def _hours(snapshots: Any) -> Hours:
    """Return one hour per snapshot, from the first snapshot on where it is a time."""
    start = np.datetime64("2000-01-01T00", "h")
    if snapshots.dtype.kind == "M":
        start = np.datetime64(snapshots[0].tz_localize(None) if snapshots[0].tzinfo else snapshots[0]).astype("datetime64[h]")
    return Hours.span(start, len(snapshots), utc_offset=0.0)
