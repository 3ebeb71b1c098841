"""Raise the best bounds known of generated instances: all effort of one core on refuting the least open makespan of each, for as long as told.

    python tools/bench_delivery_lower.py 60:1,5 90:1,5,9,14 --cpu 3600 --rows /tmp/lower.csv
    python tools/bench_delivery_lower.py --rows /tmp/lower.csv --learn

Rounds of growing effort go through the cells; in each a cell is asked in one way after the other, from its best bound on, until none refutes.
Every bound is a proof: the search was complete. Rows are appended as bounds rise (or a schedule is found), and read again when begun anew.
Processor time is limited, not the clock, so that the run may be halted for the measurements of others.
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path

from bench_delivery import KEY, ROW, append_row, learn, parameters, read_bounds, read_rows, state

from tingzhou.delivery.checker import check_schedule
from tingzhou.delivery.scheduling import generate_instance, lower_bound
from tingzhou.delivery.scheduling.generation import first_schedule
from tingzhou.delivery.scheduling.probing import WAYS, Questions
from tingzhou.delivery.scheduling.watch import Watch

GROWTH = 3.0


class Cell:
    """One instance, its bound, and the questions asked of it."""

    def __init__(self, count: int, cell: int, rows: list[dict[str, str]]) -> None:
        complexity, factor, strength = parameters(count)[cell - 1]
        self.cell, self.key = str(cell), tuple(map(str, (count, "published", complexity, factor, strength, cell)))
        self.instance = generate_instance(count, complexity=complexity, factor=factor, strength=strength, seed=cell, reach=None)
        self.questions = Questions(self.instance)
        self.questions.passes = 1  # windows are shaved before the first question
        self.closed = lower_bound(self.instance)
        mine = [row for row in rows if tuple(row[k] for k in KEY) == self.key]
        self.low = max([self.closed, read_bounds().get(self.key, (0, ""))[0], *(int(row["bound"]) for row in mine)])
        begin = first_schedule(self.instance, rounds=3000, target=self.low)
        assert begin is not None
        self.high = min([self._end(begin[0]), *(int(row["makespan"]) for row in mine)])

    def _end(self, start: list[int]) -> int:
        end = [s + one.modes[0].duration for s, one in zip(start, self.instance.activities, strict=True)]
        findings = check_schedule(self.instance, start, end, [0] * len(start))
        if findings:
            raise SystemExit(f"the checker found: {findings}")
        return max(end)

    def raised(self, effort: float) -> dict[str, str] | None:
        """Ask for the least open makespan in every way until one answers; return the row of what was found."""
        begin = time.process_time()
        for way in WAYS[1:]:
            answer, start, _ = self.questions.ask(self.low, effort, Watch(), way)
            if answer is None:
                continue
            if answer:
                self.high = self._end(start)
            else:
                self.low += 1
            cpu = f"{time.process_time() - begin:.1f}"
            found = (state(), "", f"{effort:g} in the way {way.name}", "1", self.cell, *self.key, str(self.closed), str(self.high),
                     str(self.low), "", cpu)  # fmt: skip
            return dict(zip(ROW, found, strict=True))
        return None


def cells(words: list[str], rows: list[dict[str, str]]) -> list[Cell]:
    """Return the cells named ``60:1,5``."""
    found = []
    for word in words:
        count, _, numbers = word.partition(":")
        found += [Cell(int(count), int(number), rows) for number in numbers.split(",")]
    return found


def main() -> None:
    """Read the words of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cells", nargs="*", help="activities and cells: 60:1,5")
    parser.add_argument("--rows", type=Path, required=True, help="file of rows, appended to")
    parser.add_argument("--cpu", type=float, default=600.0, help="processor time of the run [s]")
    parser.add_argument("--effort", type=float, default=15.0, help="deterministic time of a question in the first round")
    parser.add_argument("--learn", action="store_true", help="raise the kept bounds to those of --rows, and end")
    arguments = parser.parse_args()
    if arguments.learn:
        learn(read_rows(arguments.rows))
        return
    some = cells(arguments.cells, read_rows(arguments.rows))
    for turn in itertools.count():
        for one in some:
            while one.low < one.high and time.process_time() < arguments.cpu:
                row = one.raised(arguments.effort * GROWTH**turn)
                if row is None:
                    break
                append_row(arguments.rows, row)
                print(row["activities"], row["cell"], row["bound"], row["makespan"], row["deterministic"], row["cpu"], flush=True)
        if time.process_time() >= arguments.cpu or all(one.low >= one.high for one in some):
            return


if __name__ == "__main__":
    main()
