"""From the answer's vectors to an xarray dataset with units, a table of rules and a table of builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network.formulations.maintenance import units_in_maintenance

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Answer

__all__ = ["builds", "dataset", "rule_table"]


def capacity_of(assembly: Assembly, name: str | None, x: NDArray[np.float64]) -> tuple[float, float]:
    """Return (existing, built) of a capacity [unit/h]."""
    if name is None:
        return float("nan"), 0.0
    built = float(x[assembly.built[name]]) * assembly.built_scale(name) if name in assembly.built else 0.0
    return assembly.existing(name), built


def dataset(assembly: Assembly, answer: Answer) -> xr.Dataset:
    """Return the results at every step of the network (see ``Solution.dataset``)."""
    import xarray as xr

    axis, x = assembly.axis, answer.x
    names = list(assembly.processes)
    steps = axis.hours.size
    activity, available = np.zeros((len(names), steps)), np.full((len(names), steps), np.nan)
    existing, built = np.full(len(names), np.nan), np.zeros(len(names))
    for row, (name, process) in enumerate(assembly.processes.items()):
        block = assembly.activity.get(name)
        if process.fixed is not None:
            activity[row] = axis.spread(axis.mean(process.fixed, process.grain), process.grain)
        elif block is not None:
            total = x[block.start : block.stop].reshape(block.segments, block.classes).sum(axis=0)
            activity[row] = axis.spread(total, process.grain)
        if process.capacity is not None:
            existing[row], built[row] = capacity_of(assembly, process.capacity, x)
            share = axis.spread(axis.mean(process.availability, process.grain), process.grain)
            available[row] = share * (existing[row] + built[row])
    curtailable = np.array([process.curtailable for process in assembly.processes.values()])
    curtailment = np.where(curtailable[:, None], np.maximum(available - activity, 0.0), 0.0)
    data: dict[str, Any] = {
        "activity": (("process", "hour"), activity, {"units": "unit/h", "long_name": "activity"}),
        "available": (("process", "hour"), available, {"units": "unit/h", "long_name": "availability times capacity"}),
        "curtailment": (("process", "hour"), curtailment, {"units": "unit/h", "long_name": "available but not used"}),
        "existing": (("process",), existing, {"units": "unit/h", "long_name": "existing capacity"}),
        "built": (("process",), built, {"units": "unit/h", "long_name": "built capacity"}),
        "capacity": (("process",), existing + built, {"units": "unit/h", "long_name": "existing and built capacity"}),
        "level": (("store", "hour"), _levels(assembly, x), {"units": "unit", "long_name": "level at the end"}),
        "price": (("balance", "hour"), _prices(assembly, answer.y), {"units": "CNY/unit", "long_name": "price"}),
    }
    coordinates = _coordinates(assembly)
    if assembly.committed:
        data |= _units(assembly, x)
        coordinates["start_class"] = ("start_class", list(_start_classes(assembly)))
    return xr.Dataset(data, coords=coordinates, attrs={"currency": "CNY"})


def _start_classes(assembly: Assembly) -> dict[str, None]:
    """Return the names of start classes of all committed processes, in order."""
    found: dict[str, None] = {}
    for name in assembly.committed:
        units = assembly.processes[name].commitment
        found |= {one.name: None for one in units.starts} if units is not None else {}
    return found


def _units(assembly: Assembly, x: NDArray[np.float64]) -> dict[str, Any]:
    """Return units, units on, units that stand still, starts by class and stops at every step; an event stands in the first step of its class."""
    axis, names, classes = assembly.axis, list(assembly.processes), list(_start_classes(assembly))
    steps = axis.hours.size
    on, out, stopped = (np.zeros((len(names), steps)) for _ in range(3))
    started = np.zeros((len(names), len(classes), steps))
    units, size = np.full(len(names), np.nan), np.full(len(names), np.nan)
    for name, columns in assembly.committed.items():
        row, data = names.index(name), assembly.processes[name].commitment
        assert data is not None
        size[row] = data.unit_size
        units[row] = sum(capacity_of(assembly, assembly.processes[name].capacity, x)) / data.unit_size
        on[row] = axis.spread(x[columns.on : columns.on + columns.classes], columns.grain)
        idle = units[row] * axis.mean(data.out, columns.grain)
        out[row] = axis.spread(np.clip(idle + units_in_maintenance(assembly, name, x), 0.0, units[row]), columns.grain)
        first = np.searchsorted(axis.classes(columns.grain), np.arange(columns.classes))
        stopped[row, first] = x[columns.stop : columns.stop + columns.classes]
        for one, start in zip(data.starts, columns.starts, strict=True):
            started[row, classes.index(one.name), first] = x[start : start + columns.classes]
        if not any(one.cost or one.fuel for one in data.starts):  # a start beside a stop costs nothing and means nothing: left out
            total = started[row].sum(axis=0)
            both = np.minimum(total, stopped[row])
            started[row] *= 1.0 - np.divide(both, total, out=np.zeros_like(both), where=total > 0)
            stopped[row] -= both
    return {
        "units": (("process",), units, {"units": "1", "long_name": "identical units; empty without commitment"}),
        "unit_size": (("process",), size, {"units": "unit/h", "long_name": "capacity of one unit"}),
        "units_on": (("process", "hour"), on, {"units": "1", "long_name": "units on"}),
        "units_out": (("process", "hour"), out, {"units": "1", "long_name": "units in maintenance or failed"}),
        "units_started": (("process", "start_class", "hour"), started, {"units": "1", "long_name": "units started"}),
        "units_stopped": (("process", "hour"), stopped, {"units": "1", "long_name": "units stopped"}),
    }


def _levels(assembly: Assembly, x: NDArray[np.float64]) -> NDArray[np.float64]:
    levels = np.zeros((len(assembly.stores), assembly.axis.hours.size))
    for row, name in enumerate(assembly.stores):
        block = assembly.level.get(name)
        if block is not None:
            levels[row] = assembly.axis.spread(x[block.start : block.stop], block.grain)
    return levels


def _prices(assembly: Assembly, y: NDArray[np.float64]) -> NDArray[np.float64]:
    prices = np.zeros((len(assembly.balances), assembly.axis.hours.size))
    rows = {block.subject: block for block in assembly.rows if block.kind == "balance"}
    for index, (name, balance) in enumerate(assembly.balances.items()):
        if name in rows:
            prices[index] = assembly.axis.spread(y[rows[name].start : rows[name].stop], balance.grain)
    return prices


def _coordinates(assembly: Assembly) -> dict[str, Any]:
    hours = assembly.axis.hours
    processes = list(assembly.processes.values())
    fields = ("table", "technology", "category", "place", "owner", "commodity", "unit", "sector")
    coordinates: dict[str, Any] = {
        "process": ("process", [process.id for process in processes]),
        "store": ("store", list(assembly.stores)),
        "balance": ("balance", list(assembly.balances)),
        "hour": ("hour", np.arange(hours.size)),
        "time": ("hour", hours.times.astype("datetime64[ns]"), {"long_name": "start of the step, local standard time"}),
        "weight": ("hour", hours.weights, {"units": "h", "long_name": "hours the step stands for"}),
        "balance_commodity": ("balance", [balance.commodity for balance in assembly.balances.values()]),
        "balance_place": ("balance", [balance.place for balance in assembly.balances.values()]),
        "balance_unit": ("balance", [balance.unit for balance in assembly.balances.values()]),
        "store_place": ("store", [store.place for store in assembly.stores.values()]),
        "store_category": ("store", [store.category for store in assembly.stores.values()]),
        "store_unit": ("store", [store.unit for store in assembly.stores.values()]),
    }
    coordinates |= {field: ("process", [getattr(process, field) for process in processes]) for field in fields}
    return coordinates


def rule_table(assembly: Assembly, answer: Answer) -> pd.DataFrame:
    """Return one row per rule and class: value of the relation, limits, and what one unit of relief is worth [CNY]."""
    import pandas as pd

    program = assembly.program
    assert program is not None
    wanted = {rule.id: rule.kind for rule in assembly.network.rules}
    wanted |= {relation.id: relation.kind for relation in assembly.network.relations if relation.once}
    values = program.matrix @ answer.x
    frames = [
        pd.DataFrame(
            {
                "rule": block.subject,
                "kind": block.kind,
                "class": np.arange(block.stop - block.start),
                "value": values[block.start : block.stop] + block.constant,
                "lower": program.row_lower[block.start : block.stop] + block.constant,
                "upper": program.row_upper[block.start : block.stop] + block.constant,
                "shadow_price": answer.y[block.start : block.stop],
            }
        )
        for block in assembly.rows
        if wanted.get(block.subject) == block.kind
    ]
    columns = ["rule", "kind", "class", "value", "lower", "upper", "shadow_price"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def builds(assembly: Assembly, x: NDArray[np.float64]) -> pd.DataFrame:
    """Return one row per capacity: existing, built, limits [unit/h], investment [CNY] and annuity [CNY/a]."""
    import pandas as pd

    rows = []
    for name, capacity in assembly.capacities.items():
        existing, built = capacity_of(assembly, name, x)
        rows.append(
            (
                name,
                existing,
                built,
                capacity.maximum_build,
                capacity.unit,
                capacity.investment * built,
                capacity.annuity * built,
                capacity.fixed_cost * (existing + built) if capacity.fixed_cost else 0.0,
            )  # fmt: skip
        )
    columns = ["capacity", "existing", "built", "maximum_build", "unit", "investment", "annuity", "fixed_cost"]
    return pd.DataFrame(rows, columns=columns)
