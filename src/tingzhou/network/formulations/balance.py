"""Balances: what flows in flows out, in every class of the commodity's grain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Flow, Process

__all__ = ["BALANCE", "write_balances"]

BALANCE = Formulation(
    name="balance",
    title_zh="平衡",
    title_en="Balance",
    equation=r"\sum_p \sum_t S_{b}^{\top}\,\mathrm{diag}(w\,a_{bp})\,S_{p}\,x_p"
    r" + \sum_c s_{bc}\,d_k\,(e_c + n_c) + \sum_\ell \xi_k (\lambda_k\ell_{k-1} - \ell_k) = 0",
    symbols={
        "x_p": "activity of process p in its own classes [unit/h]",
        "a_{bp}": "flow to the balance per unit of activity, + in, − out [unit/unit]",
        "w": "hours a step stands for [h]",
        "S": "indicator matrix step × class of a grain [1]",
        "s_{bc}": "standing flow per capacity [unit/(unit/h)/h]",
        "e_c, n_c": "existing and built capacity [unit/h]",
        "d_k": "hours in class k [h]",
        "\\ell": "level of the stores at this balance [unit]",
        "\\lambda": "share of the level left after a class [1]",
        "\\xi": "what the balance gets per unit taken from a level, 1 unless given [1]",
    },
    note="≥ 0 instead of = 0 where the commodity may be disposed of freely. Given activities (demands) stand on the "
    "right-hand side. No-load use and start fuel of committed units are flows of their own columns. A store's chain of levels is the "
    "balance itself: no row of its own. Delayed flows take the activity of an earlier step.",
    reference="Tingzhou design, section 2.",
)


def write_balances(assembly: Assembly) -> None:
    """Write one row per balance and class."""
    expressions = {name: Expression(assembly.axis.count(b.grain)) for name, b in assembly.balances.items()}
    for process in assembly.processes.values():
        _add_flows(assembly, process, expressions)
    for injection in assembly.injections:
        expressions[injection.balance].plus(assembly.injected(injection, assembly.balances[injection.balance].grain))
    for name, columns in assembly.level.items():
        _add_level(assembly, name, columns.start, expressions[assembly.stores[name].balance])
    signed = any(bool((np.asarray(process.minimum) < 0).any()) for process in assembly.processes.values())
    for name, expression in expressions.items():
        balance = assembly.balances[name]
        if balance.disposal and expression.only_positive and not signed:
            continue  # nothing ever takes from it: the row would say nothing
        assembly.write(
            expression,
            kind="balance",
            subject=name,
            lower=0.0,
            upper=np.inf if balance.disposal else 0.0,
            grain=balance.grain,
        )


def _add_flows(assembly: Assembly, process: Process, expressions: dict[str, Expression]) -> None:
    for flow in process.flows:
        grain = assembly.balances[flow.balance].grain
        if flow.source is not None:
            _add_delayed(assembly, process, flow, expressions[flow.balance])
            continue
        expressions[flow.balance].plus(assembly.energy(process.id, grain, factor=flow.quantity, multiplier=flow.multiplier))
    for flow in process.standing:
        _add_standing(assembly, process, flow, expressions)
    block = assembly.activity.get(process.id)
    if block is None:
        return
    for index, segment in enumerate(process.segments):
        for flow in segment.flows:
            grain = assembly.balances[flow.balance].grain
            matrix = assembly.axis.overlap(grain, process.grain, flow.multiplier) * flow.quantity
            expressions[flow.balance].add(matrix, block.segment(index).start)


def _add_delayed(assembly: Assembly, process: Process, flow: Flow, expression: Expression) -> None:
    """Add what arrives later than it was sent: the activity of the step ``source``."""
    assert flow.source is not None
    block = assembly.activity.get(process.id)
    if block is None:
        return
    arriving = np.flatnonzero(flow.source >= 0).astype(np.int64)
    values = flow.quantity * assembly.axis.hours.weights
    values = values if flow.multiplier is None else values * flow.multiplier
    for index in range(block.segments):
        expression.add_entries(arriving, block.segment(index).start + flow.source[arriving], values[arriving])


def _add_standing(assembly: Assembly, process: Process, flow: Flow, expressions: dict[str, Expression]) -> None:
    grain = assembly.balances[flow.balance].grain
    series = 1.0 if flow.multiplier is None else flow.multiplier
    expressions[flow.balance].plus(assembly.capacity_energy(process.capacity, grain, series, flow.quantity))


def _add_level(assembly: Assembly, name: str, start: int, expression: Expression) -> None:
    """Add λ·level[k − 1] − level[k]; the first class takes the last level (cyclic) or the given start."""
    store = assembly.stores[name]
    grain = assembly.balances[store.balance].grain
    kept = (1.0 - assembly.axis.mean(store.standing_loss, grain)) ** assembly.axis.duration(grain)
    exchange = assembly.axis.mean(store.exchange, grain)
    index = assembly.axis.index[: kept.size]
    expression.add_steps(index, start, -exchange)
    expression.add_steps(index[1:], start, exchange[1:] * kept[1:])
    if store.cyclic:
        expression.add_steps(index[:1], start + kept.size - 1, exchange[:1] * kept[:1])
        return
    expression.constant[0] += exchange[0] * store.initial_level
    if not store.initial:
        return
    initial = assembly.capacity_sum(store.capacity, store.hours_of_capacity * store.initial * kept[0] * exchange[0])
    padded = Expression(kept.size)
    padded.constant[0] = initial.constant[0]
    if assembly.is_built(store.capacity):
        values = np.zeros(kept.size)
        values[0] = exchange[0] * store.hours_of_capacity * store.initial * kept[0] * assembly.built_scale(store.capacity)
        padded.add_column(values, assembly.built[store.capacity])
    expression.plus(padded)
