"""What a large draw and a long log cost: time and memory of each stage, in a fresh process.

Without arguments a draw of 400 000 firms with five departments and 2 000 inspectors, and a log of a million events.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASES = ("draw:20000x300", "draw:400000x2000", "cases:1000000")


class Watch:
    """Prints what each stage took and the largest memory so far."""

    def __init__(self, case: str) -> None:
        self.case, self.total, self.last = case, 0.0, time.perf_counter()

    def lap(self, stage: str, *, counted: bool = True) -> None:
        """Print a stage; preparation is not counted."""
        now = time.perf_counter()
        took, self.last = now - self.last, now
        self.total += took if counted else 0.0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{self.case:18s} {stage:24s} {took:8.2f} s {peak:8.0f} MB{'' if counted else '  (preparation)'}\n")

    def end(self, stage: str) -> None:
        """Print the sum of the counted stages."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{self.case:18s} {stage:24s} {self.total:8.2f} s {peak:8.0f} MB\n")


def draw(firms: int, inspectors: int) -> None:
    """Read, freeze, draw, combine, pair and write; then verify."""
    from tingzhou import inspection
    from tingzhou.supervision import verifier

    watch = Watch(f"draw:{firms}x{inspectors}")
    with tempfile.TemporaryDirectory() as place:
        plan, out = Path(place) / "plan", Path(place) / "out"
        inspection.write_example(plan, firms=firms, inspectors=inspectors)
        watch.lap("writing the example", counted=False)
        stages = {
            "lists": "reading and freezing",
            "draw": "drawing",
            "pairs": "combining and pairing",
            "bundle": "writing the bundle",
        }
        now: list[str] = []

        def tell(stage: str, done: float, word: str) -> None:
            del done, word
            if [stage] != now:
                if now:
                    watch.lap(stages[now[0]])
                else:
                    watch.lap("start", counted=False)
                now[:] = [stage]

        drawn = inspection.draw_plan(plan, out, "9 18 26 34 41 45; 2 5 8 10 12", progress=tell)
        watch.lap(stages["bundle"])
        watch.end("draw, all stages")
        sys.stdout.write(f"{watch.case:18s} {len(drawn.draw.samples)} inspections, {drawn.draw.separate_visits} separate visits, "
                         f"{len(drawn.draw.visits)} combined\n")  # fmt: skip
        differences = verifier.verify(drawn.folder)
        watch.lap("verifying", counted=False)
        assert not differences


def cases(events: int) -> None:
    """Analyse a made-up log."""
    import numpy as np
    import pandas as pd

    from tingzhou.supervision import analyse_cases
    from tingzhou.supervision.template import built_in_template

    watch = Watch(f"cases:{events}")
    random = np.random.default_rng(1)
    count = events // 8 + 1
    start = pd.Timestamp("2024-01-08 09:00") + pd.to_timedelta(random.integers(0, 500, count), unit="D")
    county = random.choice(["昌吉市", "奇台县", "木垒县"], count)
    parts = []
    for index, step in enumerate(("A1", "A2", "A5F", "A15")):
        begin = start + pd.to_timedelta(index * random.integers(3, 20, count), unit="D")
        end = begin + pd.to_timedelta(random.gamma(4, 4, count), unit="D")
        base = {"case": np.arange(count), "step": step, "county": county, "reason": ""}
        parts += [pd.DataFrame({**base, "event": "accept", "time": begin}),
                  pd.DataFrame({**base, "event": "finish", "time": end})[random.random(count) < 0.95]]  # fmt: skip
        if step == "A2":
            halted = random.random(count) < 0.3
            parts += [pd.DataFrame({**base, "event": "pause", "time": begin + pd.Timedelta(days=2), "reason": "review"})[halted],
                      pd.DataFrame({**base, "event": "resume", "time": begin + pd.Timedelta(days=9)})[halted]]  # fmt: skip
    log = pd.concat(parts).sort_values(["time", "case"], kind="stable").head(events).reset_index(drop=True)
    log["time"] = log["time"].dt.strftime("%Y-%m-%dT%H:%M:%S") + np.where(random.random(len(log)) < 0.5, "+08:00", "")
    log["case"] = "C" + log["case"].astype(str)
    log = log.assign(service="S", channel="", papers="", line=np.arange(2, len(log) + 2))
    watch.lap("making a log", counted=False)
    report = analyse_cases(log, built_in_template())
    watch.lap("analysing")
    sys.stdout.write(f"{watch.case:18s} {report.events} events of {report.cases} cases\n")


def main() -> None:
    """Run the named cases, each in a process of its own."""
    words = sys.argv[1:]
    if words and words[0] == "--here":
        name, _, size = words[1].partition(":")
        if name == "draw":
            draw(*map(int, size.split("x")))
        else:
            cases(int(size))
        return
    for case in words or CASES:
        subprocess.run([sys.executable, __file__, "--here", case], check=True)


if __name__ == "__main__":
    main()
