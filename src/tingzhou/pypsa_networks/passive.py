"""Lines and transformers: flows both ways within their limits, bound by Kirchhoff's voltage law.

Around every loop of a connected AC (DC) grid Σ ± (x f + φ) = 0 with x the reactance (the resistance) per unit of 1 MVA, f the flow
[MW] and φ the phase shift of a transformer [rad], given or decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network import Flow, Term
from tingzhou.network.formulations.kirchhoff import cycles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.pypsa_networks.reading import Nominal, Reading
    from tingzhou.pypsa_networks.table import Table

__all__ = ["line_carrier", "read_passive"]

_SHARE = np.pi / 180.0


@dataclass(frozen=True)
class _Branch:
    """A line or transformer: its buses, per-unit impedances and phase shift [rad]; ``turning`` is the id of a decided shift."""

    id: str
    ends: tuple[str, str]
    reactance: float
    resistance: float
    shift: NDArray[np.float64] | float
    turning: str | None


def line_carrier(reading: Reading, table: Table, name: str) -> str:
    """Return the carrier of a line or link: its own, for lines else that of its first bus."""
    own = table.text(name, "carrier")
    return own or (reading.buses.get(table.text(name, "bus0"), "") if table.component == "Line" else "")


def read_passive(reading: Reading) -> None:
    """Read lines and transformers, then the voltage law over all of them."""
    branches: list[_Branch] = []
    for component in ("Line", "Transformer"):
        table = reading.table(component)
        for name in table.names:
            branches.append(_branch(reading, table, name))
    _voltage_law(reading, branches)


def _branch(reading: Reading, table: Table, name: str) -> _Branch:
    component = table.component
    nominal = reading.read_nominal(component, name, "s_nom")
    ends = tuple(reading.bus(component, name, f"bus{side}") for side in (0, 1))
    reactance, resistance, shift = (_line if component == "Line" else _transformer)(reading, table, name)
    turning = None
    if component == "Transformer" and table.number(name, "phase_shift_min") < table.number(name, "phase_shift_max"):
        turning = reading.process(component, name, "phase_shift", minimum=table.number(name, "phase_shift_min"),
                                  limit=table.number(name, "phase_shift_max")).id  # fmt: skip
        shift = 0.0
    identity = f"{component}/{name}"
    most = reading.along(table.series(name, "s_max_pu"))
    low, high = _angle(reading, table, name, nominal, (-most, most), (reactance, shift, turning))
    fields: dict[str, Any] = {"flows": (Flow(ends[0], -1.0), Flow(ends[1], 1.0))}
    if nominal.capacity is None:
        fields |= {"minimum": np.where(low == 0, 0.0, -np.inf), "limit": np.where(high == 0, 0.0, np.inf)}
    else:
        fields |= {"capacity": nominal.capacity, "minimum": low, "availability": high}
    reading.process(component, name, **fields)
    return _Branch(identity, (ends[0], ends[1]), reactance, resistance, shift, turning)


def _angle(
    reading: Reading, table: Table, name: str, nominal: Nominal, share: tuple[Any, Any], angle: tuple[float, Any, str | None]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return least and largest flow, shares of capacity, with the limit of the angle between the ends taken into them or noted."""
    low, high = share
    reactance, shift, turning = angle
    widest = table.number(name, "v_ang_max") * _SHARE
    applies = table.component == "Transformer" or line_carrier(reading, table, name) == "AC"
    if not np.isfinite(widest) or not applies or not np.isfinite(reactance):
        return low, high
    if reactance <= 0:
        reading.refuse("the angle across {name} is limited, but it has no reactance.", "Give x above 0, or no v_ang_max.",
                       table.component, "v_ang_max", name)  # fmt: skip
        return low, high
    least, most = (reading.along((side * widest - shift) / reactance) for side in (-1.0, 1.0))
    if turning is None and not nominal.extendable and 0 < nominal.size < np.inf:
        return np.maximum(low, least / nominal.size), np.minimum(high, most / nominal.size)
    terms = [Term("activity", f"{table.component}/{name}")]
    if turning is not None:
        terms.append(Term("activity", turning, _SHARE / reactance))
    reading.relate(f"{table.component}/{name}/angle", terms, lower=least, upper=most, kind="angle")
    return low, high


def _line(reading: Reading, table: Table, name: str) -> tuple[float, float, float]:
    """Return reactance, resistance [p.u. of 1 MVA] and phase shift of a line; a standard type gives Ω per km."""
    voltage = reading.table("Bus").number(table.text(name, "bus0"), "v_nom")
    kind = table.text(name, "type")
    if not kind:
        return table.number(name, "x") / voltage**2, table.number(name, "r") / voltage**2, 0.0
    types = reading.n.c.line_types.static
    if kind not in types.index:
        reading.refuse("the standard type of {name} is not in the network.", "Add it to n.line_types.", "Line", "type", name)
        return 1.0, 1.0, 0.0
    length = table.number(name, "length") / table.number(name, "num_parallel")
    return (float(types.at[kind, "x_per_length"]) * length / voltage**2, float(types.at[kind, "r_per_length"]) * length / voltage**2,
            0.0)  # fmt: skip


def _transformer(reading: Reading, table: Table, name: str) -> tuple[float, float, Any]:
    """Return reactance, resistance [p.u. of 1 MVA, with the tap] and phase shift [rad] of a transformer."""
    size, tap = table.number(name, "s_nom"), table.number(name, "tap_ratio")
    reactance, resistance = table.number(name, "x"), table.number(name, "r")
    shift: Any = table.series(name, "phase_shift")
    kind = table.text(name, "type")
    if kind:
        types = reading.n.c.transformer_types.static
        if kind not in types.index:
            reading.refuse("the standard type of {name} is not in the network.", "Add it to n.transformer_types.", "Transformer", "type",
                           name)  # fmt: skip
            return 1.0, 1.0, 0.0
        row = types.loc[kind]
        if abs(float(row["s_nom"]) - size) > 1e-9 * max(1.0, abs(size)):
            reading.refuse("the capacity of {name} is not that of its standard type.", "Give s_nom the type's figure.", "Transformer",
                           "s_nom", name)  # fmt: skip
        count = table.number(name, "num_parallel")
        resistance = float(row["vscr"]) / 100.0
        reactance = float(np.sqrt((float(row["vsc"]) / 100.0) ** 2 - resistance**2)) / count
        resistance /= count
        tap = 1.0 + (table.number(name, "tap_position") - float(row["tap_neutral"])) * float(row["tap_step"]) / 100.0
        if not table.varies(name, "phase_shift"):
            shift = float(row["phase_shift"])
    if size == 0:
        reactance, resistance = (np.inf if value else np.nan for value in (reactance, resistance))
        return reactance, resistance, shift * _SHARE
    return reactance / size * tap, resistance / size * tap, shift * _SHARE


def _voltage_law(reading: Reading, branches: list[_Branch]) -> None:
    """Note one relation per independent loop."""
    grids = _grids(reading, branches)
    count = 0
    for carrier, members in grids:
        members = [branch for branch in members if not np.isinf(branch.reactance)]
        for loop in cycles([branch.ends for branch in members]):
            parts = [(members[index], float(direction)) for index, direction in loop]
            weights = [part.reactance if carrier == "AC" else part.resistance for part, _ in parts]
            if not np.isfinite(weights).all():
                for (part, _), weight in zip(parts, weights, strict=True):
                    if not np.isfinite(weight):
                        component, _, name = part.id.partition("/")
                        reading.refuse("the impedance of {name} is not finite.", "Give s_nom, x and r.", component, "x", name)
                continue
            scale = max(map(abs, weights)) or 1.0
            terms, shift = [], np.zeros(reading.steps)
            for (part, direction), weight in zip(parts, weights, strict=True):
                terms.append(Term("activity", part.id, direction * weight / scale))
                if part.turning is not None:
                    terms.append(Term("activity", part.turning, direction * _SHARE / scale))
                shift = shift + direction * np.asarray(part.shift) / scale
            reading.relate(f"loop/{count}", terms, lower=-shift, upper=-shift, kind="kirchhoff")
            count += 1


def _grids(reading: Reading, branches: list[_Branch]) -> list[tuple[str, list[_Branch]]]:
    """Return the branches of every connected grid with its carrier: that of its first bus in the order of the network."""
    root = {f"Bus/{bus}": f"Bus/{bus}" for bus in reading.buses}

    def find(bus: str) -> str:
        while root.get(bus, bus) != bus:
            bus = root[bus]
        return bus

    for branch in branches:
        one, other = (find(end) for end in branch.ends)
        root[one] = other
    carriers: dict[str, str] = {}
    for bus, carrier in reading.buses.items():
        carriers.setdefault(find(f"Bus/{bus}"), carrier)
    members: dict[str, list[_Branch]] = {}
    for branch in branches:
        members.setdefault(find(branch.ends[0]), []).append(branch)
    return [(carriers.get(grid, "AC"), found) for grid, found in members.items()]
