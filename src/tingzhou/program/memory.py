"""Memory that is free goes back to the system, zeros take none until they are written over, and large copies come in large pages."""

from __future__ import annotations

import ctypes
import mmap
import sys
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.threads import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["give_back", "large_pages", "sparse_zeros"]

_LARGE = 1 << 20  # bytes from which memory of its own pays
_MANY = 16 << 20  # bytes from which large pages are asked for
_PAGE = 2 << 20  # bytes of a large page
_CHUNK = 30 << 20  # bytes asked for at once: below what the C library keeps apart from its heap
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _HUGE, _POPULATE = -3, -1, 14, 23  # names of glibc and of madvise


@cache
def _library() -> Any:
    """Return the C library where it is glibc, which has the calls used here; else ``None``."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    if not (hasattr(library, "malloc_trim") and hasattr(library, "mallopt")):
        return None
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return library


def give_back() -> None:
    """Ask the C library to return free pages; nothing where it has no way to."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@contextmanager
def large_pages(size: int) -> Iterator[None]:
    """Let what compiled code allocates meanwhile, ``size`` bytes about, stand in large pages of the heap, fetched ahead.

    A copy of 90 MB touches 23 000 small pages, or 45 large ones. NumPy asks for large ones itself, C++ code does not. The limits of
    the heap are left as glibc sets them itself once large blocks were freed.
    """
    library = _library() if size >= _MANY else None
    if library is None:
        yield
        return
    library.mallopt(_MMAP_THRESHOLD, 32 << 20)
    library.mallopt(_TRIM_THRESHOLD, min(2 * size + _CHUNK, 1 << 30))
    blocks = [block for block in (library.malloc(_CHUNK) for _ in range(-(-size // _CHUNK))) if block]
    reaches = _joined((-(-block // _PAGE) * _PAGE, (block + _CHUNK) // _PAGE * _PAGE) for block in blocks)
    for begin, end in reaches:
        library.madvise(begin, end - begin, _HUGE)
    for block in blocks:
        library.free(block)
    try:
        with beside(lambda: _populate(_first(reaches, size))):
            yield
    finally:
        library.mallopt(_TRIM_THRESHOLD, 64 << 20)


def sparse_zeros(size: int, kind: type, *, blank: bool = False) -> NDArray[Any]:
    """Return zeros of which most will stay zero: memory comes in small pages, where NumPy asks for large ones.

    ``blank`` says that all will: then one large page of zeros stands for each part that is read.
    """
    bytes_ = size * np.dtype(kind).itemsize
    if sys.platform != "linux" or bytes_ < _LARGE:
        return np.zeros(size, dtype=kind)
    room = mmap.mmap(-1, bytes_, flags=mmap.MAP_PRIVATE)
    if blank:
        with suppress(OSError):  # a kernel without large pages
            room.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(room, dtype=kind)


def _populate(reaches: Iterable[tuple[int, int]]) -> None:
    """Fetch the pages between addresses; older kernels refuse, and pages then come at their first touch as ever."""
    library = _library()
    for begin, end in reaches if library is not None else ():
        if end > begin and library.madvise(begin, end - begin, _POPULATE):
            return


def _joined(reaches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return reaches in order, those that all but touch joined: one call of the system fetches them."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(reaches):
        if joined and begin - joined[-1][1] <= _PAGE:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def _first(reaches: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Return the first ``size`` bytes of reaches: no page is fetched that will not be written."""
    first, left = [], size // _PAGE * _PAGE
    for begin, end in reaches:
        if left > 0:
            first.append((begin, min(end, begin + left)))
        left -= end - begin
    return first
