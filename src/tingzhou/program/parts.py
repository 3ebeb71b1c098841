"""An array given part by part: what its parts are is kept, and the array is made of them when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.memory import sparse_zeros

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Parts"]


class Parts:
    """Parts of an array one after another; a part that is one number repeated takes no memory."""

    def __init__(self, kind: type) -> None:
        self.size = 0
        self._kind = kind
        self._parts: list[tuple[Any, int]] = []  # values, or the one number that all are, and how many

    @property
    def shape(self) -> tuple[int]:
        """The shape of the array."""
        return (self.size,)

    def add(self, values: ArrayLike, count: int) -> None:
        """Add ``count`` values; a scalar is repeated."""
        array = np.asarray(values)
        if array.ndim == 0 or (array.size and array.strides == (0,)):
            self._parts.append((array.flat[0], count))
        else:
            self._parts.append((array if array.shape == (count,) else np.broadcast_to(array, (count,)), count))
        self.size += count

    def ends(self) -> tuple[float, float]:
        """Return the smallest and the largest value (inf and −inf without any); not a number where some value is not."""
        arrays = {id(values): values for values, count in self._parts if count and isinstance(values, np.ndarray)}
        numbers = {float(values) for values, count in self._parts if count and not isinstance(values, np.ndarray)}
        least = [np.inf, *numbers, *(float(array.min()) for array in arrays.values())]
        most = [-np.inf, *numbers, *(float(array.max()) for array in arrays.values())]
        return float(np.min(least)), float(np.max(most))  # which hand on what is not a number

    def array(self) -> NDArray[Any]:
        """Return the parts one after another; where most are zeros, no memory stands behind these."""
        written = sum(count for values, count in self._parts if isinstance(values, np.ndarray) or values != 0)
        zeros = 2 * written < self.size
        room = sparse_zeros(self.size, self._kind, blank=not written) if zeros else np.empty(self.size, self._kind)
        begin = 0
        for values, count in self._parts:
            if not zeros or isinstance(values, np.ndarray) or values != 0:
                room[begin : begin + count] = values
            begin += count
        return room

    def clear(self) -> None:
        """Forget the parts."""
        self._parts.clear()
