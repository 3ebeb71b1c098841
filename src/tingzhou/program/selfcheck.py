"""A start-up check of the solver on tiny integer programs with known optima; done once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tingzhou.errors import SolveError

__all__ = ["self_check"]

# (cost, matrix, row_lower, row_upper, lower, upper, optimum): small enough to be enumerated by hand or by the tests.
_CASES: tuple[tuple[Any, ...], ...] = (
    # knapsack: max 8a + 11b + 6c + 4d, 5a + 7b + 4c + 3d ≤ 14 → a is out: 11 + 6 + 4 = 21
    ([-8, -11, -6, -4], [[5, 7, 4, 3]], [-np.inf], [14], [0] * 4, [1] * 4, -21.0),
    # set cover: three sets over three elements, each element in two sets → two sets
    ([1, 1, 1], [[1, 1, 0], [0, 1, 1], [1, 0, 1]], [1, 1, 1], [np.inf] * 3, [0] * 3, [1] * 3, 2.0),
    # equality with general integers: 3a + 5b = 19, least a + b → a = 3, b = 2
    ([1, 1], [[3, 5]], [19], [19], [0, 0], [10, 10], 5.0),
    # negative lower bounds: least 2a − 3b, −4 ≤ a ≤ 4, −2 ≤ b ≤ 5, a + b ≤ 3.5, a − b ≥ −6.5 → a = −2, b = 4 → −16
    ([2, -3], [[1, 1], [1, -1]], [-np.inf, -6.5], [3.5, np.inf], [-4, -2], [4, 5], -16.0),
)


@cache
def self_check() -> None:
    """Solve the known programs; raise ``SolveError`` naming the version when one optimum is wrong."""
    from scipy import sparse

    from tingzhou.program.highs import HIGHS_SOLVERS, highs_version
    from tingzhou.program.program import Program

    version = highs_version()
    for index, (cost, matrix, row_lower, row_upper, lower, upper, optimum) in enumerate(_CASES):
        n, m = len(cost), len(row_lower)
        program = Program(
            cost=np.array(cost, dtype=float),
            lower=np.array(lower, dtype=float),
            upper=np.array(upper, dtype=float),
            integer=np.ones(n, dtype=np.bool_),
            matrix=sparse.csc_array(np.array(matrix, dtype=float)),
            row_lower=np.array(row_lower, dtype=float),
            row_upper=np.array(row_upper, dtype=float),
            column_stage=np.full(n, -1, dtype=np.int32),
            row_stage=np.full(m, -1, dtype=np.int32),
        )
        raw = HIGHS_SOLVERS["branch-and-cut"].run(program, {})
        if raw.status != "optimal" or abs(program.objective(raw.x) - optimum) > 1e-6:
            raise SolveError(
                "the solver HiGHS {version} fails the self-check {index}: {value} instead of {optimum}",
                version=version, index=index, value=program.objective(raw.x), optimum=optimum)  # fmt: skip
