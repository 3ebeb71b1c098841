"""A linear or integer program as arrays. No names, no energy words: minimise ``cost·x + offset`` within bounds."""

from __future__ import annotations

import hashlib
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InternalError
from tingzhou.program.parts import Parts
from tingzhou.program.threads import together

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray
    from scipy import sparse

    Ends: TypeAlias = dict[str, tuple[float, float]]

__all__ = ["MANY", "Program"]

MANY = 300_000  # entries from which a second core takes part


class _Late:
    """A field that may be given as parts: the array is made of them when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, program: Program | None, owner: type) -> NDArray[np.int32]:
        if program is None:
            raise AttributeError(self._name)  # no default
        value = program.__dict__[self._name]
        if isinstance(value, Parts):
            value = program.__dict__[self._name] = value.array()
        return value  # type: ignore[no-any-return]

    def __set__(self, program: Program, value: NDArray[np.int32] | Parts) -> None:
        program.__dict__[self._name] = value


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
    ends
        Smallest and largest value of each array by name ("matrix": of its entries), where they were seen when it was written;
        else they are looked for.
    """

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    matrix: sparse.csc_array
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    column_stage: _Late = _Late()
    row_stage: _Late = _Late()
    offset: float = 0.0
    reaches: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int32))
    ends: InitVar[Ends | None] = None

    def __post_init__(self, ends: Ends | None) -> None:
        """Refuse arrays that do not fit or hold what is not a number, naming every fault at once."""
        faults = self._faults(ends)
        if faults:
            raise InternalError("the program is malformed: {faults}", faults="; ".join(faults))

    def _faults(self, ends: Ends | None) -> list[str]:
        n, m = self.cost.size, self.row_lower.size
        sizes = {"lower": n, "upper": n, "integer": n, "column_stage": n, "row_upper": m, "row_stage": m}
        given = {name: self.__dict__[name] for name in sizes}  # parts stay parts
        faults = [
            f"{name} has the shape {given[name].shape}, not ({size},)"
            for name, size in sizes.items()
            if given[name].shape != (size,)
        ]
        if self.matrix.shape != (m, n):
            faults.append(f"the matrix has the shape {self.matrix.shape}, not ({m}, {n})")
        if faults:
            return faults
        if ends is None:
            columns, rows = together(self._column_ends, self._row_ends, worth=self.matrix.nnz >= MANY)
            ends = columns | rows
        bounds = ("lower", "upper", "row_lower", "row_upper")
        faults += [f"{name} holds a value that is not a number" for name in bounds if np.isnan(ends[name]).any()]
        if not (_finite(ends["cost"]) and np.isfinite(self.offset)):
            faults.append("the cost is not finite")
        if not _finite(ends["matrix"]):
            faults.append("the matrix holds a value that is not finite")
        for lower, upper, what in (("lower", "upper", "a column"), ("row_lower", "row_upper", "a row")):
            if ends[lower][1] == np.inf or ends[upper][0] == -np.inf:
                faults.append(f"{what} has no finite value between its bounds")
        if min(ends["column_stage"][0], ends["row_stage"][0]) < -1 - self.reaches.shape[0]:
            faults.append("a column or row names steps that are not given")
        return faults

    def _column_ends(self) -> Ends:
        return {name: _ends(getattr(self, name)) for name in ("cost", "lower", "upper", "column_stage")}

    def _row_ends(self) -> Ends:
        return {"matrix": _ends(self.matrix.data)} | {
            name: _ends(getattr(self, name)) for name in ("row_lower", "row_upper", "row_stage")
        }

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


def _ends(values: NDArray[Any]) -> tuple[float, float]:
    """Return the smallest and the largest value, inf and −inf without any; not a number where some value is not."""
    return (float(values.min()), float(values.max())) if values.size else (np.inf, -np.inf)


def _finite(ends: tuple[float, float]) -> bool:
    """Whether all values between such ends are finite."""
    return -np.inf < ends[0] and ends[1] < np.inf
