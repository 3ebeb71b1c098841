"""What of a PyPSA network is not understood: everything of it is named at once, nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from tingzhou.errors import Problem
from tingzhou.pypsa_networks.attributes import HONOURED, REFERENCE, SILENT

__all__ = ["refusals"]

_PORT = re.compile(r"(bus|efficiency|rate|delay|cyclic_delay)(\d+)")
_LIMITS = ("primary_energy", "tech_capacity_expansion_limit", "transmission_volume_expansion_limit", "transmission_expansion_cost_limit",
           "operational_limit")  # fmt: skip
# Where "not a number" says "not given".
_OPEN = re.compile(r".*_set|p_init|ramp_limit_.*|overnight_cost|discount_rate|investment_period|fom_cost|unit|bus|location")


def refusals(n: Any) -> Iterator[Problem]:
    """Yield a problem for everything in ``n`` that ``from_pypsa`` does not support."""
    yield from _whole(n)
    for component in n.components:
        if component.name in REFERENCE or not len(component.static):
            continue
        if component.name not in HONOURED:
            yield Problem("components of the kind {component} are not supported.", "Remove them: {names}.", file=component.name,
                          parameters={"component": component.name, "names": _some(component.static.index)})  # fmt: skip
            continue
        yield from _attributes(component)
    yield from _columns(n)
    yield from _limits(n)


def _whole(n: Any) -> Iterator[Problem]:
    """Yield what concerns the network as a whole."""
    if n.has_scenarios:
        yield Problem("stochastic scenarios are not supported.", "Give each scenario as a network of its own.", file="Network")
    if n.has_investment_periods or n.snapshots.nlevels > 1:
        yield Problem("several investment periods are not supported.", "Give one period as a network of its own.", file="Network")
    elif not len(n.snapshots):
        yield Problem("the network has no snapshots.", "Set them with n.set_snapshots.", file="Network")
    weights = n.snapshot_weightings
    for column in ("objective", "stores", "generators"):
        values = weights[column].to_numpy(dtype=float)
        if not np.isfinite(values).all() or (values < 0).any():
            yield Problem("a snapshot weighting is negative or not a number.", "Weightings are hours, 0 or more.", file="Network",
                          column=f"snapshot_weightings.{column}")  # fmt: skip


def _attributes(component: Any) -> Iterator[Problem]:
    """Yield attributes that are not at their default and not understood, piecewise curves, and values that are no numbers."""
    known, silent = HONOURED[component.name], SILENT[component.name]
    defaults = component.defaults
    for attribute, status, default in zip(defaults.index, defaults["status"], defaults["default"], strict=True):
        if not str(status).startswith("Input"):
            continue
        found = _PORT.fullmatch(str(attribute))
        base = found[1] if found and component.name in ("Link", "Process") else str(attribute)
        understood = base in known or base in silent
        names = [] if understood else _given(component, str(attribute), default)
        if names:
            yield Problem("the attribute {attribute} of {component} is not supported.", "Leave it at its default for: {names}.",
                          file=component.name, column=str(attribute),
                          parameters={"attribute": attribute, "component": component.name, "names": _some(names)})  # fmt: skip
        lacking = _lacking(component, str(attribute)) if base in known and not _OPEN.fullmatch(base) else []
        if found and base != "bus":
            lacking = _at_port(component, found[2], lacking)
        if lacking:
            yield Problem("the attribute {attribute} of {component} holds a value that is not a number.", "Give it for: {names}.",
                          file=component.name, column=str(attribute),
                          parameters={"attribute": attribute, "component": component.name, "names": _some(lacking)})  # fmt: skip
    for attribute, frame in component.piecewise.items():
        if not frame.empty:
            yield Problem("piecewise curves are not supported: {attribute} of {component}.", "Give one figure or a series.",
                          file=component.name, column=str(attribute),
                          parameters={"attribute": attribute, "component": component.name})  # fmt: skip


def _given(component: Any, attribute: str, default: Any) -> list[str]:
    """Return the names for which an attribute is not at its default."""
    names: list[str] = []
    if attribute in component.static:
        column = component.static[attribute]
        values = column.to_numpy()
        if values.dtype.kind in "fiub":
            open_ended = isinstance(default, float) and np.isnan(default)
            plain = np.isnan(values) if open_ended and values.dtype.kind == "f" else values == default
        else:
            empty = {default, "", "n/a", "None"}
            plain = np.array([value is None or value != value or value in empty for value in values.tolist()], dtype=bool)
        names += [str(name) for name in column.index[~plain]]
    frame = component.dynamic.get(attribute)
    if frame is not None:
        names += [str(name) for name in frame.columns]
    return names


def _lacking(component: Any, attribute: str) -> list[str]:
    """Return the names for which a number is not one."""
    names: list[str] = []
    frame = component.dynamic.get(attribute)
    if attribute in component.static and component.static[attribute].dtype.kind == "f":
        column = component.static[attribute]
        open_ended = np.isnan(column.to_numpy())
        if open_ended.any():
            varying = set() if frame is None else {str(name) for name in frame.columns}
            names += [str(name) for name in column.index[open_ended] if str(name) not in varying]
    if frame is not None and len(frame.columns):
        names += [str(name) for name in frame.columns[np.isnan(frame.to_numpy(dtype=float)).any(axis=0)]]
    return names


def _at_port(component: Any, port: str, names: list[str]) -> list[str]:
    """Return those of ``names`` that have a bus at this port: the others have nothing to say about it."""
    column = f"bus{port}"
    if column not in component.static:
        return []
    buses = component.static[column]
    return [name for name in names if isinstance(buses[name], str) and buses[name]]


def _columns(n: Any) -> Iterator[Problem]:
    """Yield limits that PyPSA reads from columns of buses."""
    for column in n.c.buses.static.columns:
        if str(column).startswith(("nom_min_", "nom_max_")):
            yield Problem("limits given as columns of buses are not supported: {column}.",
                          "Use a global constraint of the type tech_capacity_expansion_limit.", file="Bus", column=str(column),
                          parameters={"column": column})  # fmt: skip


def _limits(n: Any) -> Iterator[Problem]:
    """Yield global constraints of unknown type, sense or period."""
    for name, row in n.c.global_constraints.static.iterrows():
        if row["type"] not in _LIMITS:
            yield Problem("the type {value} of the global constraint {name} is not supported.", "Known types: {known}.",
                          file="GlobalConstraint", column="type", value=str(row["type"]),
                          parameters={"name": name, "known": ", ".join(_LIMITS)})  # fmt: skip
        if row["sense"] not in ("<=", ">=", "=="):
            yield Problem("the sense {value} of the global constraint {name} is not supported.", "It is one of <=, >= and ==.",
                          file="GlobalConstraint", column="sense", value=str(row["sense"]), parameters={"name": name})  # fmt: skip
        if row["type"] == "primary_energy" and row["carrier_attribute"] not in n.c.carriers.static:
            yield Problem("carriers have no attribute {value}, which the global constraint {name} counts.",
                          "Name a column of n.carriers.", file="GlobalConstraint", column="carrier_attribute",
                          value=str(row["carrier_attribute"]), parameters={"name": name})  # fmt: skip


def _some(names: Any) -> str:
    """Return at most five names."""
    shown = [str(name) for name in names]
    return ", ".join(shown[:5]) + (" …" if len(shown) > 5 else "")
