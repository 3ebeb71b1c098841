"""Relations: any linear relation over activities, levels and capacities, step by step or once over the span."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.axis import HOUR
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Relation, Term

__all__ = ["RELATION", "write_relation"]

RELATION = Formulation(
    name="relation",
    title_zh="线性关系",
    title_en="Linear relation",
    equation=r"L_t \le \sum_p a_{pt}\,x_{p,t-\tau_p} + \sum_s b_{st}\,\ell_{s,t-\tau_s} + \sum_c g_{ct}\,(e_c + n_c) \le U_t"
    r"\qquad \text{or once: } L \le \sum_p\sum_t w_t a_{pt} x_{pt} + \sum_s\sum_t b_{st}\ell_{st} + \sum_c g_c (e_c + n_c) \le U",
    symbols={
        "x, \\ell": "activity [unit/h] and level [unit] at a step",
        "e, n": "existing and built capacity [unit/h]",
        "a, b, g": "coefficients",
        "\\tau": "steps that a term looks back; before the first step it counts as nothing",
        "w_t": "hours of a step [h]",
        "L, U": "limits",
    },
    note="The general form for what networks from elsewhere bring along: voltage law with phase shifts, set points of sums, "
    "commitment of single units, limits over technologies. Exact; one row per step, or one row.",
    reference="Tingzhou design, section 2 (rules).",
)


def write_relation(assembly: Assembly, relation: Relation) -> None:
    """Write the rows of one relation."""
    if relation.once:
        row = Expression(1)
        for term in relation.terms:
            _add_once(assembly, term, row)
        assembly.write(row, kind=relation.kind, subject=relation.id, lower=relation.lower, upper=relation.upper)
        return
    steps = assembly.axis.hours.size
    where = np.arange(steps) if relation.steps is None else np.flatnonzero(relation.steps)
    if not where.size:
        return
    row = Expression(where.size)
    for term in relation.terms:
        _add_each(assembly, term, where.astype(np.int64), row)
    lower, upper = (
        np.broadcast_to(np.asarray(limit, dtype=np.float64), (steps,))[where] for limit in (relation.lower, relation.upper)
    )
    stage = assembly.axis.stage(HOUR)[where]
    assembly.write(row, kind=relation.kind, subject=relation.id, lower=lower, upper=upper, stage=stage)


def _columns(assembly: Assembly, term: Term) -> list[int]:
    """Return where the columns of a term start: one per segment, none where there are no columns."""
    block = (assembly.activity if term.of == "activity" else assembly.level).get(term.id)
    return [] if block is None else [block.segment(index).start for index in range(block.segments)]


def _given(assembly: Assembly, term: Term) -> NDArray[np.float64] | None:
    """Return the activity where it is given."""
    process = assembly.processes[term.id] if term.of == "activity" else None
    if process is None or process.fixed is None:
        return None
    return np.broadcast_to(np.asarray(process.fixed, dtype=np.float64), (assembly.axis.hours.size,))


def _add_each(assembly: Assembly, term: Term, where: NDArray[np.int64], row: Expression) -> None:
    coefficient = np.broadcast_to(np.asarray(term.coefficient, dtype=np.float64), (assembly.axis.hours.size,))[where]
    if term.of == "capacity":
        row.constant += coefficient * assembly.existing(term.id)
        if assembly.is_built(term.id):
            row.add_column(coefficient * assembly.built_scale(term.id), assembly.built[term.id])
        return
    rows = np.flatnonzero((where >= term.lag) & (coefficient != 0.0))
    given = _given(assembly, term)
    if given is not None:
        row.constant[rows] += coefficient[rows] * given[where[rows] - term.lag]
        return
    for start in _columns(assembly, term):
        row.add_entries(rows.astype(np.int64), start + where[rows] - term.lag, coefficient[rows])


def _add_once(assembly: Assembly, term: Term, row: Expression) -> None:
    hours = assembly.axis.hours
    if term.of == "capacity":
        row.plus(assembly.capacity_sum(term.id, float(np.asarray(term.coefficient))))
        return
    coefficient = np.broadcast_to(np.asarray(term.coefficient, dtype=np.float64), (hours.size,))
    if term.of == "activity":
        coefficient = coefficient * hours.weights
    given = _given(assembly, term)
    if given is not None:
        row.constant += coefficient @ given
        return
    steps = np.flatnonzero(coefficient).astype(np.int64)
    for start in _columns(assembly, term):
        row.add_entries(np.zeros(steps.size, dtype=np.int64), start + steps, coefficient[steps])
