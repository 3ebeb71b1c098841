"""Ramp limits from one snapshot to the next, with the state before the first one, of single units and of modules.

    p_t − p_{t−1} ≤ R⁺ P u_{t−1} + S⁺ P (u_t − u_{t−1}),   p_t − p_{t−1} ≥ −R⁻ P u_t − S⁻ P (u_{t−1} − u_t)

with u the units that are on (1 without commitment), P the capacity (of one module where modules are built), R and S the limits of
running and of starting or stopping units, shares of P per snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network import Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.pypsa_networks.reading import Nominal, Reading
    from tingzhou.pypsa_networks.table import Table

__all__ = ["on_before", "read_ramps"]


@dataclass(frozen=True)
class _Ramp:
    """Limits of one component; ``run`` and ``turn`` are shares of capacity per snapshot, ``where`` the snapshots they hold in."""

    run: NDArray[np.float64]
    turn: float
    where: NDArray[np.bool_]


def on_before(table: Table, name: str, lag: int) -> float:
    """Return 1 when a unit was on ``lag`` snapshots before the first one, else 0; without commitment it always was."""
    if not table.flag(name, "committable"):
        return 1.0
    up, down = int(table.number(name, "up_time_before")), int(table.number(name, "down_time_before"))
    return float(lag > down if down > 0 else lag <= up)


def read_ramps(reading: Reading, table: Table, name: str, nominal: Nominal) -> None:
    """Read the ramp limits of a generator, link or process."""
    state = on_before(table, name, 1)
    before = 0.0 if state == 0.0 else table.number(name, "p_init")
    up, down = (_limit(reading, table, name, way, known=not np.isnan(before)) for way in ("up", "down"))
    if not up.where.any() and not down.where.any():
        return
    identity = f"{table.component}/{name}"
    change = [Term("activity", identity), Term("activity", identity, -1.0, lag=1)]
    first = np.zeros(reading.steps)
    first[0] = np.nan_to_num(before)
    if not table.flag(name, "committable"):
        _plain(reading, nominal, identity, change, first, up, down)
        return
    if nominal.extendable and nominal.module <= 0:
        _loose(reading, table, name, nominal, change, first, up, down)
        return
    size = nominal.module if nominal.extendable else nominal.size
    on = f"{identity}/status"
    running, starting = size * up.run, size * up.turn
    terms = [*change, Term("activity", on, -starting), Term("activity", on, starting - running, lag=1)]
    upper = first.copy()
    upper[0] += state * (running[0] - starting)
    reading.relate(f"{identity}/ramp_up", terms, upper=upper, steps=up.where, kind="ramp")
    running, stopping = size * down.run, size * down.turn
    terms = [*change, Term("activity", on, running - stopping), Term("activity", on, stopping, lag=1)]
    lower = first.copy()
    lower[0] -= state * stopping
    reading.relate(f"{identity}/ramp_down", terms, lower=lower, steps=down.where, kind="ramp")


def _limit(reading: Reading, table: Table, name: str, way: str, *, known: bool) -> _Ramp:
    """Return the limits one way. They hold where a limit of running or of turning is given, in the first snapshot only with a state."""
    run = reading.along(table.series(name, f"ramp_limit_{way}"))
    turn = table.number(name, "ramp_limit_start_up" if way == "up" else "ramp_limit_shut_down")
    where = ~np.isnan(run) | (not np.isnan(turn))
    where[0] &= known
    return _Ramp(np.nan_to_num(run, nan=1.0), 1.0 if np.isnan(turn) else turn, where)


def _plain(
    reading: Reading, nominal: Nominal, identity: str, change: list[Term], first: NDArray[np.float64], up: _Ramp, down: _Ramp
) -> None:
    """Note the ramps of what needs no commitment."""
    if nominal.extendable:
        assert nominal.capacity is not None
        rise, fall = [Term("capacity", nominal.capacity, -up.run)], [Term("capacity", nominal.capacity, down.run)]
        upper, lower = first, first
    elif np.isinf(nominal.size):
        return
    else:
        rise, fall = [], []
        upper, lower = first + up.run * nominal.size, first - down.run * nominal.size
    reading.relate(f"{identity}/ramp_up", [*change, *rise], upper=upper, steps=up.where, kind="ramp")
    reading.relate(f"{identity}/ramp_down", [*change, *fall], lower=lower, steps=down.where, kind="ramp")


def _loose(
    reading: Reading,
    table: Table,
    name: str,
    nominal: Nominal,
    change: list[Term],
    first: NDArray[np.float64],
    up: _Ramp,
    down: _Ramp,
) -> None:
    """Note the ramps of a unit whose capacity is decided: each limit holds unless a large number releases it."""
    from tingzhou.pypsa_networks.commitment import releasing

    assert nominal.capacity is not None
    identity, large, state = f"{table.component}/{name}", releasing(reading, table, name, nominal), on_before(table, name, 1)
    on, start, stop = (f"{identity}/{part}" for part in ("status", "start_up", "shut_down"))
    released = first + large
    upper = released.copy()
    upper[0] -= large * state
    capacity = nominal.capacity
    rows = (
        ("ramp_up", Term("capacity", capacity, -up.run), Term("activity", on, large, lag=1), {"upper": upper}, up.where),
        ("ramp_start", Term("capacity", capacity, -up.turn), Term("activity", start, large), {"upper": released}, up.where),
        ("ramp_down", Term("capacity", capacity, down.run), Term("activity", on, -large), {"lower": first - large}, down.where),
        ("ramp_stop", Term("capacity", capacity, down.turn), Term("activity", stop, -large), {"lower": first - large}, down.where),
    )
    for part, size, switch, limit, where in rows:
        reading.relate(f"{identity}/{part}", [*change, size, switch], steps=where, kind="ramp", **limit)
