"""Memory that is free goes back to the system, and zeros take none until they are written over."""

from __future__ import annotations

import ctypes
import mmap
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["give_back", "sparse_zeros"]

_LARGE = 1 << 20  # bytes from which memory of its own pays


def sparse_zeros(size: int, kind: type) -> NDArray[Any]:
    """Return zeros of which most will stay zero: memory comes in small pages, where NumPy asks for large ones."""
    bytes_ = size * np.dtype(kind).itemsize
    if sys.platform != "linux" or bytes_ < _LARGE:
        return np.zeros(size, dtype=kind)
    return np.frombuffer(mmap.mmap(-1, bytes_, flags=mmap.MAP_PRIVATE), dtype=kind)


def give_back() -> None:
    """Ask the C library to return free pages; nothing where it has no way to."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
