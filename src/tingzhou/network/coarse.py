"""A network on fewer steps: neighbouring hours averaged so that the optimum stays a proven lower bound wherever it can.

Any solution of the hours, averaged over each step, satisfies every linear limit of the steps: loads and availabilities are averaged,
levels stand at the ends of steps. Prices that change inside a step are not averaged (price times activity is no linear form) but
kept as pieces in the order of cost, each at its lowest price: what an activity costs is then never overstated.
Reference: aggregation as relaxation, P. H. Zipkin, Operations Research 28 (1980) 1299–1309.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError
from tingzhou.network.axis import HOUR
from tingzhou.network.model import Cost, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.network.model import Flow, Network, Process, Series

__all__ = ["MOST_PIECES", "averaging_obstacles", "coarsened", "relaxed"]

# Pieces of a price inside a step: a step of up to so many hours is exact, longer ones group neighbours in the order of cost.
MOST_PIECES = 6


def coarsened(network: Network, steps: Hours, *, pieces: int = MOST_PIECES) -> Network:
    """Return ``network`` (on single hours) on ``steps`` of the same span.

    Parameters
    ----------
    network
        On every hour of its span.
    steps
        Segments that cross no border of a grain in use.
    pieces
        Most pieces that a price which changes inside a step is kept in.

    Raises
    ------
    UsageError
        When the network stands on segments already, the steps cover another span, or it holds what single steps must keep.
    """
    if network.hours.segmented or network.hours.base_size != steps.base_size or network.hours.start != steps.start:
        raise UsageError("a network can be put on segments of its own span only, and only once")
    if steps.size == network.hours.size:
        return network
    stepwise = _stepwise(network)
    if stepwise:
        raise UsageError("these hold at single steps and cannot be put on segments: {names}", names=", ".join(stepwise))
    return replace(
        network, hours=steps, processes=tuple(_process(process, network.hours, steps, pieces) for process in network.processes)
    )


def _stepwise(network: Network) -> list[str]:
    """Return the ids of what is said of single steps: relations, delays, set points, whole activities, commitment, costs of levels."""
    names = [relation.id for relation in network.relations]
    names += [
        process.id
        for process in network.processes
        if process.set_point is not None
        or process.whole
        or any(flow.source is not None for flow in _flows(process))
        or (process.commitment is not None and network.commitment != "none")
    ]
    names += [
        store.id
        for store in network.stores
        if store.set_point is not None
        or store.costs
        or any(np.ndim(series) > 0 for series in (store.standing_loss, store.minimum, store.maximum, store.exchange))
    ]
    return names


def relaxed(network: Network) -> Network:
    """Return a network on steps without what keeps its optimum from being a lower bound and can be left out.

    Standing losses are compounded over a step; without them, and with surplus at the store's balance free to go, every solution of
    the hours fits. The network itself is returned where no store loses anything.
    """
    lossy = {store.balance for store in network.stores if float(np.max(store.standing_loss)) > 0.0}
    if not lossy:
        return network
    return replace(
        network,
        stores=tuple(replace(store, standing_loss=0.0) for store in network.stores),
        balances=tuple(replace(one, disposal=True) if one.id in lossy else one for one in network.balances),
    )


def averaging_obstacles(network: Network) -> tuple[str, ...]:
    """Return, as sentences, why the optimum on segments is no lower bound of this network on single hours; empty when it is one.

    Ramp limits survive averaging: hourly limits imply the limit between the means of neighbouring segments. So do minimum outputs,
    whole units that are built, and prices kept in pieces.
    """
    reasons: list[str] = []
    hourly = [process for process in network.processes if process.grain == HOUR and process.fixed is None]
    if any(_varies(flow.multiplier) for process in hourly for flow in _flows(process)):
        reason = (
            "The optimum on segments is no proven lower bound: flows that change by the hour are averaged apart from activities."
        )
        reasons.append(reason)
    if any(process.segments and any(_varies(cost.amount) for cost in process.costs) for process in hourly):
        reason = "The optimum on segments is no proven lower bound: prices that change by the hour meet losses that change with the flow."
        reasons.append(reason)
    return tuple(reasons)


def _flows(process: Process) -> tuple[Flow, ...]:
    return (*process.flows, *(flow for segment in process.segments for flow in segment.flows))


def _varies(series: object) -> bool:
    return isinstance(series, np.ndarray) and bool(series.size) and bool(np.ptp(series) > 0)


def _process(process: Process, hours: Hours, steps: Hours, pieces: int) -> Process:
    """Return a process with every series averaged; products with a given activity are averaged as products."""
    weight: NDArray[np.float64] | None = None
    if process.fixed is not None and process.grain == HOUR:
        weight = np.broadcast_to(np.asarray(process.fixed, dtype=np.float64), (hours.size,))
    cost_pieces = (
        weight is None and process.grain == HOUR and not process.segments and any(_varies(c.amount) for c in process.costs)
    )
    changed = replace(
        process,
        limit=_mean(process.limit, steps),
        availability=_mean(process.availability, steps),
        minimum=_mean(process.minimum, steps),
        operating=_mean(process.operating, steps),
        fixed=None if process.fixed is None else _mean(process.fixed, steps),
        commitment=None,  # its data are those of single hours
        flows=tuple(_flow(flow, steps, weight) for flow in process.flows),
        standing=tuple(_flow(flow, steps, None) for flow in process.standing),
        segments=tuple(replace(one, flows=tuple(_flow(flow, steps, None) for flow in one.flows)) for one in process.segments),
        costs=tuple(Cost(cost.item, _product_mean(cost.amount, steps, weight)) for cost in process.costs),
    )
    if not cost_pieces:
        return changed
    constant = tuple(cost for cost in process.costs if not _varies(cost.amount))
    return replace(changed, costs=constant, segments=_price_pieces(process, hours, steps, pieces))


def _mean(series: Series, steps: Hours) -> Series:
    values = np.asarray(series, dtype=np.float64)
    return float(values) if values.ndim == 0 else steps.average(values)


def _flow(flow: Flow, steps: Hours, weight: NDArray[np.float64] | None) -> Flow:
    if flow.multiplier is None:
        return flow
    mean = _product_mean(flow.multiplier, steps, weight)
    return replace(flow, multiplier=np.broadcast_to(np.asarray(mean, dtype=np.float64), (steps.size,)))


def _product_mean(series: Series, steps: Hours, weight: NDArray[np.float64] | None) -> Series:
    """Return the mean of ``series``, weighted by a given activity where there is one."""
    values = np.asarray(series, dtype=np.float64)
    if values.ndim == 0:
        return float(values)
    if weight is None:
        return steps.average(values)
    amount, product = steps.average(weight), steps.average(values * weight)
    return np.where(amount != 0.0, product / np.where(amount != 0.0, amount, 1.0), steps.average(values))


def _price_pieces(process: Process, hours: Hours, steps: Hours, pieces: int) -> tuple[Segment, ...]:
    """Return what may be done at which price inside each step, cheapest first.

    The hours of a step are ordered by cost and put into groups; a group may be filled as far as its hours allow, at the lowest cost
    among them: the least cost of any amount is never overstated, and exact where every hour has a group of its own.
    """
    varying = [cost for cost in process.costs if _varies(cost.amount)]
    total = np.sum([np.asarray(cost.amount, dtype=np.float64) for cost in varying], axis=0)
    reach = process.limit if process.capacity is None else process.availability
    room = np.broadcast_to(np.asarray(reach, dtype=np.float64), (hours.size,))
    length = np.diff(steps.first, append=steps.base_size)
    step = np.repeat(np.arange(steps.size), length)
    order = np.lexsort((total, step))
    position = np.arange(hours.size) - np.repeat(steps.first, length)
    groups = int(min(pieces, length.max())) if np.isfinite(room).all() else 1
    room = room if groups > 1 else np.ones(hours.size)  # what is unlimited is bought in its cheapest hour
    group = np.where(length[step] <= groups, position, position * groups // length[step])
    place = group * steps.size + step  # of the sorted hours
    first = np.full(groups * steps.size, -1, dtype=np.int64)
    reversed_places = place[::-1]
    first[reversed_places] = order[::-1]  # the last write wins: the cheapest hour of each group
    width = np.bincount(place, weights=room[order], minlength=groups * steps.size).reshape(groups, steps.size)
    whole = width.sum(axis=0)
    share = np.where(whole > 0.0, width / np.where(whole > 0.0, whole, 1.0), 0.0)
    known = first.reshape(groups, steps.size)
    result = []
    for index in range(groups):
        source = np.where(known[index] >= 0, known[index], order[steps.first])
        costs = tuple(Cost(cost.item, np.asarray(cost.amount, dtype=np.float64)[source]) for cost in varying)
        result.append(Segment(share[index], (), costs))
    return tuple(result)
