"""The linear system of one interior-point step, solved along the stages.

    (H + ρ) Δx − Aᵀ Δy = g,    A Δx + (E + δ) Δy = q

with H = z/s of the bounds (n) and E = the inverse of the same for row limits (m). Local columns and their capacity rows are
eliminated in closed form, two unknowns at a time, so that nothing large is subtracted from something large.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.stages import vectors
from tingzhou.program.stages.factor import eliminate_path, factor_root, solve_root, substitute_back, substitute_forward

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.stages.structure import Structure

    Reals = NDArray[np.float64]

__all__ = ["LinearSystem", "Pool"]

_GOOD = 1e-9  # relative residual of a solve that needs no refinement


class Pool:
    """Two workers: the same split of the work every time, so that sums come out the same to the last digit."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(2)

    def ranges(self, size: int, kernel: Any, *arguments: Any) -> list[Any]:
        """Run ``kernel(low, high, *arguments)`` on both halves of ``size`` and return what they return."""
        if size < 4096:
            return [kernel(0, size, *arguments)]
        half = size // 2
        later = self._executor.submit(kernel, half, size, *arguments)
        now = kernel(0, half, *arguments)
        return [now, later.result()]

    def both(self, kernel: Any, first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, Any]:
        """Run ``kernel`` with two sets of arguments."""
        later = self._executor.submit(kernel, *second)
        now = kernel(*first)
        return now, later.result()

    def close(self) -> None:
        """End the workers."""
        self._executor.shutdown()


class LinearSystem:
    """Factors and solves for one pattern; the arrays are made once."""

    def __init__(self, structure: Structure, columns: Any, rows: Any, pool: Pool) -> None:
        self.structure = structure
        self.columns, self.rows = columns, rows  # (indptr, indices, data) of A by columns and by rows
        self.pool = pool
        n, m = structure.column_node.size, structure.row_node.size
        self._factor = [np.zeros(int(path.offset[-1])) for path in structure.paths]
        self._outer = [np.zeros(path.outer.value.size) for path in structure.paths]
        self._source = np.empty(2 * n + 1)
        self._source[2 * n] = 1.0
        self._diagonal = np.zeros(structure.nodes)
        self._root = np.zeros((structure.root_size, structure.root_size), order="F")
        self._other_root = np.zeros_like(self._root)
        self._fixed_place = (structure.fixed - structure.root_start).astype(np.int32)
        self._value = np.zeros(structure.nodes)
        self._given = np.zeros(structure.root_start)
        self._rg, self._rq, self._cx, self._cy = np.zeros(n), np.zeros(m), np.zeros(n), np.zeros(m)
        self._first_root, self._second_root = np.zeros(structure.root_size), np.zeros(structure.root_size)

    def factor(self, h: Reals, e: Reals) -> bool:
        """Factor for the diagonals ``h`` (n) and ``e`` (m), both positive; return whether every pivot was."""
        s = self.structure
        n, m = h.size, e.size
        self.h, self.e = h, e
        self.pool.ranges(n, vectors.local_pivots, s.wide, s.mate, s.mate_own, s.mate_border, h, e, self._source)
        self.pool.ranges(n, vectors.wide_diagonal, s.wide, s.column_node, s.owner, *self.columns, h, e, s.mate_own, self._diagonal)
        self.pool.ranges(m, vectors.row_diagonal, s.row_node, e, self._diagonal)
        self._root[:] = 0.0
        self._other_root[:] = 0.0
        flat = self._root.T.reshape(-1)
        root = s.root
        vectors.fill_root(root.row, root.column, root.source, root.value, self._source, self._diagonal[s.root_start :], flat)
        roots = (self._root, self._other_root)
        arguments: list[Any] = [
            (path.start, path.negative, path.carried_start, path.target, path.offset, path.inner.arrays(), path.outer.arrays(),
             self._source, self._diagonal, self._factor[k], self._outer[k], s.fixed.size, self._fixed_place, roots[k])
            for k, path in enumerate(s.paths)
        ]  # fmt: skip
        failed: tuple[int, int] = self.pool.both(eliminate_path, arguments[0], arguments[1])
        if any(failed):
            return False
        self._root += self._other_root
        return factor_root(self._root, s.root_bounds) == 0

    def solve(self, g: Reals, q: Reals, dx: Reals, dy: Reals, refinements: int = 0) -> None:
        """Solve for the right-hand sides ``g`` (n) and ``q`` (m) into ``dx`` and ``dy``."""
        self._once(g, q, dx, dy)
        run, n, m = self.pool.ranges, g.size, q.size
        size_g, size_q = max(float(np.abs(g).max(initial=0.0)), 1e-300), max(float(np.abs(q).max(initial=0.0)), 1e-300)
        before = np.inf
        for _ in range(refinements):
            run(m, vectors.product, *self.rows, dx, self._rq)
            run(n, vectors.product, *self.columns, dy, self._rg)
            worst_g = max(run(n, vectors.column_residual, g, self.h, dx, self._rg))
            worst_q = max(run(m, vectors.row_residual, q, self.e, dy, self._rq))
            worst = max(worst_g / size_g, worst_q / size_q)
            if worst <= _GOOD or not worst < 0.5 * before:
                break
            before = worst
            self._once(self._rg, self._rq, self._cx, self._cy)
            dx += self._cx
            dy += self._cy

    def _once(self, g: Reals, q: Reals, dx: Reals, dy: Reals) -> None:
        s = self.structure
        n, m = g.size, q.size
        value = self._value
        run = self.pool.ranges
        run(n, vectors.local_start, s.wide, s.mate, s.mate_own, self.h, self.e, g, q, dx, dy)
        run(m, vectors.reduce_rows, s.row_node, *self.rows, dx, q, value)
        run(n, vectors.reduce_columns, s.column_node, *self.columns, dy, s.owner, g, value)
        self._solve_nodes(value)
        run(m, vectors.spread_rows, s.row_node, value, dy)
        run(n, vectors.spread_columns, s.wide, s.column_node, value, dx)
        run(n, vectors.local_finish, s.wide, s.mate, s.mate_own, s.border, s.mate_border, *self.columns, self.h, self.e,
            g, q, dx, dy)  # fmt: skip

    def _solve_nodes(self, value: Reals) -> None:
        """Solve the reduced system of the nodes, in place.

        What fixed root nodes have to do with a path is not in the factor: with ``K u = f`` of the paths alone the root is
        ``S v = r − Cᵀ u``, and then the paths are solved once more for ``f − C v``.
        """
        s, both = self.structure, self.pool.both
        start, fixed = s.root_start, s.fixed.size > 0
        roots = (self._first_root, self._second_root)
        self._first_root[:] = value[start:]
        self._second_root[:] = 0.0
        self._given[:] = value[:start] if fixed else 0.0
        both(substitute_forward, *(self._forward(k, value, roots[k]) for k in range(2)))
        if fixed:
            value[start:] = 0.0
            both(substitute_back, *(self._back(k, value) for k in range(2)))
            both(vectors.gather_outer, *((*self._entries(k), self._fixed_place, value, roots[k]) for k in range(2)))
        self._first_root += self._second_root
        solve_root(self._root, s.root_bounds, self._first_root)
        value[start:] = self._first_root
        if fixed:
            value[:start] = self._given
            both(vectors.spread_outer, *((*self._entries(k), s.fixed, value) for k in range(2)))
            both(substitute_forward, *(self._forward(k, value, roots[k]) for k in range(2)))
        both(substitute_back, *(self._back(k, value) for k in range(2)))

    def _entries(self, k: int) -> tuple[Any, ...]:
        path = self.structure.paths[k]
        return path.start, path.outer.start, path.outer.row, path.outer.column, self._outer[k]

    def _forward(self, k: int, value: Reals, root: Reals) -> tuple[Any, ...]:
        path = self.structure.paths[k]
        return (path.start, path.negative, path.carried_start, path.carried, path.offset, self._factor[k], self.structure.root_start,
                value, root)  # fmt: skip

    def _back(self, k: int, value: Reals) -> tuple[Any, ...]:
        path = self.structure.paths[k]
        return path.start, path.carried_start, path.carried, path.offset, self._factor[k], value
