"""A linear or integer program as arrays. No names, no energy words: minimise ``cost·x + offset`` within bounds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InternalError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["Program"]


@dataclass(frozen=True, eq=False)
class Program:
    """``min cost·x + offset`` subject to ``row_lower ≤ A x ≤ row_upper`` and ``lower ≤ x ≤ upper``.

    Parameters
    ----------
    cost, lower, upper
        One value per column, shape (n,).
    integer
        Whether a column takes whole values only, shape (n,).
    matrix
        A as compressed sparse columns, shape (m, n), indices sorted, no duplicates.
    row_lower, row_upper
        One value per row, shape (m,).
    column_stage, row_stage
        Time step of each column and row, shapes (n,) and (m,); −1 where it spans several, −2 − r where these are the steps
        ``reaches[r, 0] … reaches[r, 1]``.
    offset
        Constant of the objective.
    reaches
        First and last step of what spans several, shape (R, 2).
    """

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    matrix: sparse.csc_array
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    column_stage: NDArray[np.int32]
    row_stage: NDArray[np.int32]
    offset: float = 0.0
    reaches: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int32))

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit or hold what is not a number, naming every fault at once."""
        faults = self._faults()
        if faults:
            raise InternalError("the program is malformed: {faults}", faults="; ".join(faults))

    def _faults(self) -> list[str]:
        n, m = self.cost.size, self.row_lower.size
        faults: list[str] = []
        for name, size in (
            ("lower", n),
            ("upper", n),
            ("integer", n),
            ("column_stage", n),
            ("row_upper", m),
            ("row_stage", m),
        ):
            if getattr(self, name).shape != (size,):
                faults.append(f"{name} has the shape {getattr(self, name).shape}, not ({size},)")
        if self.matrix.shape != (m, n):
            faults.append(f"the matrix has the shape {self.matrix.shape}, not ({m}, {n})")
        if faults:
            return faults
        # one pass over each array: an end is not a number where some value is not
        ends = {
            "lower": self.lower.max(initial=-np.inf),
            "upper": self.upper.min(initial=np.inf),
            "row_lower": self.row_lower.max(initial=-np.inf),
            "row_upper": self.row_upper.min(initial=np.inf),
        }
        faults += [f"{name} holds a value that is not a number" for name, end in ends.items() if np.isnan(end)]
        if not (_finite(self.cost) and np.isfinite(self.offset)):
            faults.append("the cost is not finite")
        if not _finite(self.matrix.data):
            faults.append("the matrix holds a value that is not finite")
        if ends["lower"] == np.inf or ends["upper"] == -np.inf:
            faults.append("a column has no finite value between its bounds")
        least = min(int(self.column_stage.min(initial=-1)), int(self.row_stage.min(initial=-1)))
        if least < -1 - self.reaches.shape[0]:
            faults.append("a column or row names steps that are not given")
        if ends["row_lower"] == np.inf or ends["row_upper"] == -np.inf:
            faults.append("a row has no finite value between its bounds")
        return faults

    @property
    def columns(self) -> int:
        """Number of columns n."""
        return int(self.cost.size)

    @property
    def rows(self) -> int:
        """Number of rows m."""
        return int(self.row_lower.size)

    @property
    def nonzeros(self) -> int:
        """Number of stored entries."""
        return int(self.matrix.nnz)

    @property
    def integral(self) -> bool:
        """Whether some column must be whole."""
        return bool(self.integer.any())

    def objective(self, x: NDArray[np.float64]) -> float:
        """Return ``cost·x + offset``."""
        return float(self.cost @ x) + self.offset

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all arrays, as hexadecimal text: the same program has the same hash."""
        digest = hashlib.sha256()
        arrays = (
            self.cost, self.lower, self.upper, self.integer, self.matrix.indptr, self.matrix.indices, self.matrix.data,
            self.row_lower, self.row_upper, self.column_stage, self.row_stage, np.float64(self.offset), self.reaches,
        )  # fmt: skip
        for array in arrays:
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def _finite(values: NDArray[np.float64]) -> bool:
    """Whether all values are finite: one pass without memory, a second one only where the sum overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(values.sum())) or bool(np.isfinite(values).all())
