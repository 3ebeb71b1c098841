"""Memory that is free goes back to the system, zeros take none until they are written over, and large copies come in large pages."""

from __future__ import annotations

import ctypes
import mmap
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["give_back", "large_pages", "sparse_zeros"]

_LARGE = 1 << 20  # bytes from which memory of its own pays
_MANY = 16 << 20  # bytes from which large pages are asked for
_PAGE = 2 << 20  # bytes of a large page
_CHUNK = 30 << 20  # bytes asked for at once: below what the C library keeps apart from its heap
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _HUGE = -3, -1, 14  # names of glibc and of madvise


def _library() -> Any:
    """Return the C library where it is glibc, which has the calls used here; else ``None``."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def give_back() -> None:
    """Ask the C library to return free pages; nothing where it has no way to."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@contextmanager
def large_pages(size: int) -> Iterator[None]:
    """Let what compiled code allocates meanwhile, ``size`` bytes about, stand in large pages of the heap.

    A fresh page is fetched at its first touch: a copy of 90 MB touches 23 000 small pages, or 45 large ones. NumPy asks for large
    ones itself, C++ code does not. The limits of the heap are left as glibc sets them itself once large blocks were freed.
    """
    library = _library() if size >= _MANY else None
    if library is None:
        yield
        return
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    library.mallopt(_MMAP_THRESHOLD, 32 << 20)
    library.mallopt(_TRIM_THRESHOLD, min(2 * size + _CHUNK, 1 << 30))
    blocks = [block for block in (library.malloc(_CHUNK) for _ in range(-(-size // _CHUNK))) if block]
    for block in blocks:
        begin, end = -(-block // _PAGE) * _PAGE, (block + _CHUNK) // _PAGE * _PAGE
        library.madvise(begin, end - begin, _HUGE)
    for block in blocks:
        library.free(block)
    try:
        yield
    finally:
        library.mallopt(_TRIM_THRESHOLD, 64 << 20)


def sparse_zeros(size: int, kind: type) -> NDArray[Any]:
    """Return zeros of which most will stay zero: memory comes in small pages, where NumPy asks for large ones."""
    bytes_ = size * np.dtype(kind).itemsize
    if sys.platform != "linux" or bytes_ < _LARGE:
        return np.zeros(size, dtype=kind)
    return np.frombuffer(mmap.mmap(-1, bytes_, flags=mmap.MAP_PRIVATE), dtype=kind)
