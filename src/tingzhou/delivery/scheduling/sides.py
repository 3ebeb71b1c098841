"""Both sides of an optimal schedule at once: makespans refuted from below, schedules shortened from above, on two cores where there are two.

The sides run in rounds of equal effort that doubles, and tell each other only between rounds, so that the answer is the same on one core and
on two. One side may end the other within a round: where the makespan known at its begin is proven, nothing shorter exists to be found, and
where a schedule meets the bound known at its begin, nothing is left to be refuted. Where long questions answer nothing, every second round makes
schedules on both.

With a clock, which makes answers depend on it anyway, the sides do not wait for each other: each goes on from the best the other has told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tingzhou.delivery.scheduling.instance import Instance
from tingzhou.delivery.scheduling.neighbourhood import Neighbourhoods
from tingzhou.delivery.scheduling.packing import proven_bound
from tingzhou.delivery.scheduling.probing import Questions
from tingzhou.delivery.scheduling.watch import Watch

__all__ = ["Bracket", "both", "close", "race"]

_ROUND = 0.5  # deterministic time of each side in the first round
_LONGEST = 8.0
_APART = 1000  # between the seeds of the two populations
_TURN = 4.0  # deterministic time of a side that does not wait, before it looks what the other has found
_HELP = 16.0  # deterministic time of a turn of the second population for 120 activities, where it gets half of the time
_STUCK = 4.0  # effort of questions beyond which those that answer nothing take turns with a second population


@dataclass(frozen=True)
class Bracket:
    """The best schedule known, what is proven to be the least makespan at least, and the deterministic time used by both sides."""

    start: tuple[int, ...]
    low: int
    high: int
    spent: float


def both(lower: Callable[[], Any], upper: Callable[[], Any], workers: int) -> tuple[Any, Any]:
    """Return what two functions return; on two threads when there are two workers."""
    if workers < 2:
        return lower(), upper()
    with ThreadPoolExecutor(1) as pool:
        below = pool.submit(lower)
        above = upper()
        return below.result(), above


def close(
    instance: Instance, start: Sequence[int], low: int, *, deterministic: float, workers: int, seed: int, watch: Watch
) -> Bracket:
    """Narrow the gap between ``low`` and the makespan of ``start`` (one mode each, no calendars) with at most this deterministic time."""
    questions, neighbourhoods = Questions(instance, seed), Neighbourhoods(instance, seed)
    second, helped = Neighbourhoods(instance, seed + _APART), False
    best, spent, allowance, known = list(start), 0.0, _ROUND, -1
    lasts = [one.modes[0].duration for one in instance.activities]

    def end(some: Sequence[int]) -> int:
        return max(s + d for s, d in zip(some, lasts, strict=True))

    while low < end(best) and spent < deterministic and not watch.over():
        allowance = min(max(allowance, questions.effort), (deterministic - spent) / 2)
        begin, bound, high = best, low, end(best)

        helped = not helped and questions.effort > _STUCK and bound == known
        known = bound

        def below(
            begin: list[int] = begin, bound: int = bound, high: int = high, allowance: float = allowance, helped: bool = helped
        ) -> Any:
            if helped:
                found = second.run(begin, bound, allowance, watch)
                return found[0], bound, found[1]
            asked = questions.run(begin, bound, allowance, watch)
            if asked[1] >= high:
                watch.end()
            return asked

        def above(begin: list[int] = begin, bound: int = bound, allowance: float = allowance) -> Any:
            found = neighbourhoods.run(begin, bound, allowance, watch)
            if end(found[0]) <= bound:
                watch.end()
            return found

        asked, shortened = both(below, above, workers)
        watch.renew()
        spent += max(asked[2] + shortened[1], 1e-3)
        low = max(low, asked[1])
        best = min(shortened[0], asked[0], best, key=end)  # of equal ones that of the side nothing interrupts
        allowance = min(2 * allowance, _LONGEST)
    return Bracket(tuple(best), min(low, end(best)), end(best), spent)


def race(instance: Instance, start: Sequence[int], low: int, *, seed: int, watch: Watch) -> Bracket:
    """Narrow the gap on two threads until it is closed or the clock of ``watch`` has run out; neither side waits."""
    shared, share = _Shared(instance, list(start), low, watch), (len(start) / 120) ** 2
    turn = max(_ROUND, _HELP * share)

    def below() -> None:
        questions, second, asked, helped = Questions(instance, seed), Neighbourhoods(instance, seed + _APART), 0.0, 0.0
        shared.tell([], proven_bound(instance, shared.low, shared.high, watch.halt))
        while shared.open():
            bound = shared.low
            found, low, used = questions.run(shared.best, bound, max(_TURN, questions.effort), watch)
            shared.tell(found, low)
            asked += used
            if questions.effort >= _STUCK and low == bound and helped + turn / 2 <= share * asked and shared.open():
                found, used = second.run(shared.best, bound, turn, watch)
                shared.tell(found, bound)
                helped += used

    def above() -> None:
        neighbourhoods, allowance = Neighbourhoods(instance, seed), _ROUND
        while shared.open():
            shared.tell(neighbourhoods.run(shared.best, shared.low, allowance, watch)[0], 0)
            allowance = min(2 * allowance, max(turn, _LONGEST))

    both(below, above, 2)
    return Bracket(tuple(shared.best), min(shared.low, shared.high), shared.high, 0.0)


class _Shared:
    """What two sides know."""

    def __init__(self, instance: Instance, best: list[int], low: int, watch: Watch) -> None:
        self.lasts = [one.modes[0].duration for one in instance.activities]
        self.best, self.low, self.watch, self.lock = best, low, watch, threading.Lock()

    @property
    def high(self) -> int:
        """Return the makespan of the best schedule."""
        return self._end(self.best)

    def _end(self, start: Sequence[int]) -> int:
        return max(s + d for s, d in zip(start, self.lasts, strict=True))

    def open(self) -> bool:
        """Return whether to go on."""
        return self.low < self.high and not self.watch.over()

    def tell(self, start: list[int], low: int) -> None:
        """Take over what is better, and end both sides when nothing is left between."""
        with self.lock:
            self.low = max(self.low, low)
            if start and self._end(start) < self.high:
                self.best = start
        if self.low >= self.high:
            self.watch.end()
