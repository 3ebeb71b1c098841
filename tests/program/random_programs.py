"""Random linear programs with stages: degenerate, badly scaled, infeasible, unbounded, with free columns, with one stage or none."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from tingzhou.program import Program


def _pattern(rng: np.random.Generator) -> tuple[sparse.csc_array, np.ndarray, np.ndarray]:
    """Return a matrix and the stages of its columns and rows: hours with links to the next, and some that span all."""
    steps = int(rng.choice([1, 1, 2, 5, 20, 60]))
    per_column, per_row = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    wide, long = int(rng.integers(0, 5)), int(rng.integers(0, 4))
    columns, rows = per_column * steps + wide, per_row * steps + long
    column_stage = np.r_[np.repeat(np.arange(steps), per_column), np.full(wide, -1)].astype(np.int32)
    row_stage = np.r_[np.repeat(np.arange(steps), per_row), np.full(long, -1)].astype(np.int32)
    if rng.random() < 0.1:
        column_stage[:], row_stage[:] = -1, -1
    entries: dict[tuple[int, int], float] = {}
    for j in range(columns):
        if j < per_column * steps:
            t = j // per_column
            near = [t * per_row + k for k in range(per_row)]
            if t + 1 < steps and rng.random() < 0.5:
                near.append((t + 1) * per_row + int(rng.integers(per_row)))
            if t == steps - 1 and rng.random() < 0.3:
                near.append(int(rng.integers(per_row)))
            if long and rng.random() < 0.4:
                near.append(per_row * steps + int(rng.integers(long)))
            chosen = [i for i in near if rng.random() < 0.6]
        else:
            share = rng.choice([0.05, 0.5])
            chosen = [i for i in range(rows) if rng.random() < share]
        for i in chosen:
            entries[i, j] = float(rng.choice([1, -1, 0.95, 2, -0.5])) if rng.random() < 0.7 else float(rng.normal())
    matrix = sparse.lil_array((rows, columns))
    for place, value in entries.items():
        matrix[place] = value
    return sparse.csc_array(matrix), column_stage, row_stage


def random_program(seed: int) -> Program:
    """Return a program; most have an optimum by construction, about every fifth has none."""
    rng = np.random.default_rng(seed)
    matrix, column_stage, row_stage = _pattern(rng)
    m, n = matrix.shape
    row_scale = 10.0 ** rng.integers(-4, 5, m) if rng.random() < 0.3 else np.ones(m)
    column_scale = 10.0 ** rng.integers(-4, 5, n) if rng.random() < 0.3 else np.ones(n)
    lower = np.where(rng.random(n) < 0.8, 0.0, np.where(rng.random(n) < 0.5, -np.inf, -1.0 * rng.integers(0, 5, n)))
    upper = np.where(rng.random(n) < 0.5, np.inf, np.maximum(lower, 0) + rng.integers(0, 6, n))
    point = np.clip(2 * rng.normal(size=n), np.where(np.isinf(lower), -9, lower), np.where(np.isinf(upper), 9, upper))
    activity = matrix @ point
    kind, slack = rng.random(m), np.where(rng.random(m) < 0.5, 0.0, 3 * rng.random(m))
    row_lower = np.where(kind < 0.35, activity, np.where(kind < 0.6, -np.inf, activity - slack))
    row_upper = np.where(kind < 0.35, activity, np.where((kind < 0.6) | (kind >= 0.85), activity + slack, np.inf))
    mode = rng.random()
    if mode < 0.15:
        shaken = 2 * rng.normal(size=m)
        row_lower, row_upper = row_lower + shaken, row_upper + shaken
    y = np.where(rng.random(m) < 0.5, rng.normal(size=m), 0.0)
    y = np.where(np.isinf(row_lower), -np.abs(y), np.where(np.isinf(row_upper), np.abs(y), y))
    z = np.abs(rng.normal(size=n)) * (rng.random(n) < 0.6)
    either = np.where(rng.random(n) < 0.5, z, -z)
    z = np.where(np.isinf(lower) & np.isinf(upper), 0.0, np.where(np.isinf(lower), -z, np.where(np.isinf(upper), z, either)))
    cost = rng.normal(size=n) if mode > 0.9 else matrix.T @ y + z
    if rng.random() < 0.1:
        cost = 0.0 * cost
    scaled = sparse.csc_array(sparse.diags_array(row_scale) @ matrix @ sparse.diags_array(column_scale))
    scaled.sort_indices()
    return Program(
        cost * column_scale, lower / column_scale, upper / column_scale, np.zeros(n, dtype=np.bool_), scaled,
        row_lower * row_scale, np.maximum(row_lower, row_upper) * row_scale, column_stage, row_stage,
    )  # fmt: skip
