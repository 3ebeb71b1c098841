"""Memory that was used and is free again goes back to the system: the next large arrays need not stand beside it."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["give_back"]


def give_back() -> None:
    """Ask the C library to return free pages; nothing where it has no way to."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
