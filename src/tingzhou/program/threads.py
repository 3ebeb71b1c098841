"""Work on a second core beside the first: compiled code and large array operations let go of the interpreter."""

from __future__ import annotations

import _thread
import os
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["beside", "cores", "together"]

_First = TypeVar("_First")
_Second = TypeVar("_Second")


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Run ``work``, which only helps, in a thread beside the body, where this process may use a second core."""
    if cores() < 2:
        yield
        return
    wait = _started(work)
    try:
        yield
    finally:
        wait()


def together(first: Callable[[], _First], second: Callable[[], _Second], *, worth: bool = True) -> tuple[_First, _Second]:
    """Return what two pieces of work give; they run side by side where that is ``worth`` a thread. Errors are those of the work."""
    if not worth or cores() < 2:
        return first(), second()
    wait = _started(second)
    try:
        answer = first()
    except BaseException:
        wait()
        raise
    return answer, wait()


def _started(work: Callable[[], _Second]) -> Callable[[], _Second]:
    """Give ``work`` to the second core and return what waits for its answer; on the second core itself it is done at once.

    It has begun when this returns: compiled code that holds the interpreter, as HiGHS does while it takes a program, would keep it
    from beginning.
    """
    answers: list[_Second] = []
    errors: list[BaseException] = []
    begun, done = _thread.allocate_lock(), _thread.allocate_lock()
    begun.acquire()
    done.acquire()

    def run() -> None:
        begun.release()
        try:
            answers.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.release()

    def wait() -> _Second:
        done.acquire()
        if errors:
            raise errors[0]
        return answers[0]

    _threads.start(run)
    begun.acquire()
    return wait


class _Threads:
    """One thread that sleeps until there is work.

    A new one for each piece often begins on the core of the one that starts it, and both then take turns for as long as the work
    lasts; one that wakes up is given the core that is free.
    """

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: int | None = None
        self._starting = _thread.allocate_lock()

    def start(self, work: Callable[[], None]) -> None:
        """Have ``work`` done by the thread, at once by itself."""
        if self._thread == _thread.get_ident():
            work()
            return
        with self._starting:
            if self._thread is None:
                self._thread = _thread.start_new_thread(_attend, (self._work,))
        self._work.put(work)

    def forget(self) -> None:
        """Start anew in a process that was split off: threads stay behind."""
        self.__init__()  # type: ignore[misc]


def _attend(work: SimpleQueue[Callable[[], None]]) -> None:
    """Do what is put up, for as long as this process lives."""
    while True:
        work.get()()


_threads = _Threads()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_threads.forget)
