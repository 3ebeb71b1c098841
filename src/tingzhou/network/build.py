"""From a region to a network on hours (``tz.build``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.network.committed import committed_network
from tingzhou.network.model import Network
from tingzhou.network.reading.context import Reading
from tingzhou.network.reading.curves import read_curves
from tingzhou.network.reading.plants import read_plants
from tingzhou.network.reading.routes import read_routes
from tingzhou.network.reading.rules import read_rules
from tingzhou.network.reading.stores import read_stores
from tingzhou.network.reading.trade import read_demands, read_markets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.region import Region

__all__ = ["build"]


def build(
    region: Region, *, hours: Hours, profiles: Mapping[str, NDArray[np.float64]], expand: bool = False, commitment: str = "none",
) -> Network:  # fmt: skip
    """Return the network of a region on ``hours``.

    Parameters
    ----------
    region
        With its scenario already applied.
    hours
        Time steps.
    profiles
        Hourly series by name, each of shape (hours.base_size,): given files and generated weather.
    expand
        Whether capacities may be built (planning) or are as they stand (balance).
    commitment
        Whether units are switched on and off: one of ``COMMITMENT_MODES``.

    Raises
    ------
    InputError
        When a profile is missing or too short, a rule speaks of nothing, or units have data that no schedule can meet; all
        problems at once.
    """
    reading = Reading(region, hours, profiles)
    read_plants(reading)
    read_stores(reading)
    read_routes(reading)
    read_demands(reading)
    read_markets(reading)
    network = Network(
        hours=hours,
        balances=tuple(reading.balances.values()),
        capacities=tuple(reading.capacities.values()),
        processes=tuple(reading.processes.values()),
        stores=tuple(reading.stores.values()),
        rules=tuple(reading.rules),
        expand=expand,
        places={str(place): reading.ancestors(str(place)) for place in reading.places.index},
        names=_names(region),
    )
    network = read_curves(reading, read_rules(reading, network))
    reading.raise_problems()
    return committed_network(network, commitment)


def _names(region: Region) -> dict[str, tuple[str, str]]:
    """Return the names of everything a message can speak of, by id."""
    names = {region.id: (region.title("zh"), region.title("en"))}
    for table in ("places", "commodities", "plants", "stores", "routes", "demands", "markets", "rules", "delivery_curves"):
        for name, row in region.table(table).iterrows():
            names.setdefault(str(name), (str(row["zh"]), str(row["en"])))
    return names
