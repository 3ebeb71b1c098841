"""PyPSA and Tingzhou on identical networks, in turn, each run in a fresh process; a CSV that goes on where it stopped, and a plot.

    python tools/bench.py                        every case, every way (hours)
    python tools/bench.py --quick                small cases (minutes)
    python tools/bench.py sites:8x2190 --ways tingzhou,pypsa-hipo --cap 300

Rows, columns and nonzeros, seconds to build and to solve, peak memory, objective, certified gap, and multiples of Tingzhou's time and
memory. A run that reaches the cap is shown with ``>``. Runs that stand in the CSV are not repeated unless ``--again``. Without PyPSA
only Tingzhou is measured, and it is said. ``-build`` ways stop at a program loaded into the solver.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmark.cases import CASES, QUICK, WAYS, measure, ways_of
from benchmark.commitment_bench import verdict
from benchmark.plot import exponents, plot
from benchmark.table import read, shown, write

ROOT = Path(__file__).parents[1]
_HEAD = (f"{'case':<34} {'way':<21} {'rows':>9} {'columns':>9} {'nonzeros':>9} {'build s':>8} {'build MB':>8} {'solve s':>9} {'peak MB':>8} "
         f"{'objective':>16} {'gap':>8} {'status':<14}")  # fmt: skip
_WRITING = 900.0  # seconds allowed for writing a model before a run is ended


def run(case: str, way: str, cap: float) -> dict[str, Any]:
    """Return the figures of one run in a fresh process, with what went wrong as its status."""
    words = [sys.executable, __file__, "--here", case, way, "--cap", str(cap)]
    facts: dict[str, Any] = {"case": case, "way": way, "cap": cap, "capped": "no"}
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=cap + _WRITING)
    except subprocess.TimeoutExpired:
        return facts | {"status": "ended", "capped": "yes", "total_seconds": cap + _WRITING}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return facts | {"status": f"failed: {last[:80]}"}
    facts |= json.loads(done.stdout.strip().splitlines()[-1])
    facts["total_seconds"] = facts.get("build_seconds", 0.0) + facts.get("solve_seconds", 0.0)
    if "time limit" in str(facts.get("status")):
        facts["capped"] = "yes"
    return facts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=f"families sites, policy, region, commitment; default: {len(CASES)} cases")
    parser.add_argument("--quick", action="store_true", help="small cases only, into a file of their own")
    parser.add_argument("--ways", default=",".join(WAYS), help="which ways to run, separated by commas")
    parser.add_argument("--cap", type=float, help="seconds a peer may solve (900; 60 with --quick)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="where the CSV and the plots go")
    parser.add_argument("--again", action="store_true", help="run what stands in the CSV again")
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def _commitment(case: str, rows: dict[tuple[str, str], dict[str, str]]) -> bool:
    """Print what a commitment case comes to, once it is measured; return whether it falls short."""
    ours = rows.get((case, "tingzhou"))
    if not case.startswith("commitment:") or ours is None or not ours["objective"]:
        return False
    said, good = verdict(case.partition(":")[2], ours, rows.get((case, "pypsa-committable")))
    sys.stdout.write(f"{case:<34} {said}\n")
    return not good


def main() -> int:
    """Run what is not there yet, print every row, write the plots."""
    options = _arguments()
    cap = options.cap or (60.0 if options.quick else 900.0)
    if options.here:
        sys.stdout.write("\n" + json.dumps(measure(*options.here, cap)) + "\n")
        return 0
    peers = find_spec("pypsa") is not None
    if not peers:
        sys.stdout.write("PyPSA is not installed (pip install pypsa==1.4.0): only Tingzhou is measured.\n")
    path = options.out / ("quick.csv" if options.quick else "results.csv")
    wanted = options.ways.split(",")
    rows, failed = {} if options.again else read(path), 0
    sys.stdout.write(_HEAD + "\n")
    for case in options.cases or (QUICK if options.quick else CASES):
        ways = ways_of(case)
        if not ways:
            sys.stdout.write(f"{case:<34} left out: benchmark/commitment_bench.py is not there\n")
        for way in (way for way in ways if way in wanted or case.startswith("commitment:")):
            if way.startswith("pypsa") and not peers:
                continue
            if (case, way) not in rows:
                rows[case, way] = write(path, run(case, way, cap))
            row = rows[case, way]
            failed += row["status"].startswith("failed")
            sys.stdout.write(shown(row, rows.get((case, "tingzhou-build" if way.endswith("-build") else "tingzhou"))) + "\n")
            sys.stdout.flush()
        failed += _commitment(case, rows)
    for count in (3, 8, 20):
        if plot(list(rows.values()), count, options.out / f"{'quick-' if options.quick else ''}sites-{count}.svg"):
            powers = ", ".join(f"{way} {power:.2f}" for way, power in exponents(rows.values(), count).items())
            if powers:
                sys.stdout.write(f"exponents of time in hours, {count} sites: {powers}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
