"""Commitment here and in PyPSA on identical data with the same HiGHS, in turn, each in a fresh process: seconds, bounds, gap.

Needs ``pip install pypsa==1.4.0`` beside the project. Arguments: cases such as 40x168, and ``--cap SECONDS`` for each solve. The last
line of a case compares: the bound of the groups is no higher than the cost of single units, and PyPSA's interval must meet ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import Any

WAYS = ("tingzhou", "pypsa")
GAP = 1e-3


def _tingzhou(units: int, steps: int) -> dict[str, Any]:
    """Return the figures of groups solved and handed down to single units; writing the programs counts."""
    from benchmark.commitment import case, network

    from tingzhou.network import solve_committed

    solve_committed(network(case(8, 48)))  # compiled kernels are loaded once a session: kept out of the figure
    made = network(case(units, steps))
    started, worked = time.perf_counter(), time.process_time()
    done = solve_committed(made, gap=GAP)
    return {"seconds": time.perf_counter() - started,
        "cpu seconds": time.process_time() - worked, "cost": done.upper, "bound": done.bound, "gap": done.gap, "status": "optimal",
            "group cost": done.solution.objective, "columns": done.solution.certificate.columns, "rows": done.solution.certificate.rows}  # fmt: skip


def _pypsa(units: int, steps: int, cap: float) -> dict[str, Any]:
    import logging

    from benchmark.commitment import case
    from benchmark.commitment_pypsa import pypsa_network

    logging.disable(logging.WARNING)
    made = pypsa_network(case(units, steps))
    started, worked = time.perf_counter(), time.process_time()
    made.optimize.create_model()
    solver = made.model.to_highspy()
    solver.silent()
    for name, value in {"threads": 1, "random_seed": 0, "mip_rel_gap": GAP, "time_limit": cap}.items():
        solver.setOptionValue(name, value)
    solver.run()
    info = solver.getInfo()
    return {"seconds": time.perf_counter() - started,
        "cpu seconds": time.process_time() - worked, "cost": info.objective_function_value, "bound": info.mip_dual_bound, "gap": info.mip_gap,
            "status": solver.modelStatusToString(solver.getModelStatus()), "columns": solver.getNumCol(), "rows": solver.getNumRow()}  # fmt: skip


def measure(case: str, way: str, cap: float) -> dict[str, Any]:
    """Return the figures of one way on one case; measured in the process that calls."""
    units, steps = map(int, case.split("x"))
    return _tingzhou(units, steps) if way == "tingzhou" else _pypsa(units, steps, cap)


def _verdict(case: str, facts: dict[str, dict[str, Any]], cap: float) -> bool:
    """Print the comparison of a case and return whether the figures agree."""
    ours, theirs = facts["tingzhou"], facts["pypsa"]
    capped = theirs["seconds"] >= cap
    slack = 1e-6 * abs(ours["cost"])
    good = (
        ours["bound"] <= ours["cost"] + slack
        and ours["bound"] <= theirs["cost"] + slack
        and theirs["bound"] <= ours["cost"] + slack
    )
    ratio, work = theirs["seconds"] / ours["seconds"], theirs["cpu seconds"] / ours["cpu seconds"]
    sys.stdout.write(
        f"{case:9s} {'at least ' if capped else ''}{ratio:.1f} times faster ({work:.1f} by processor time); costs {'agree' if good else 'DO NOT AGREE'} within the gaps\n"
    )
    sys.stdout.flush()
    return good


def main() -> int:
    """Run the named cases in both ways, print a line for each and the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=["10x168", "40x168", "40x730"])
    parser.add_argument("--cap", type=float, default=300.0)
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.here:
        sys.stdout.write(json.dumps(measure(*words.here, words.cap)) + "\n")
        return 0
    wrong = 0
    for case in words.cases:
        facts = {}
        for way in WAYS:
            call = [sys.executable, __file__, "--here", case, way, "--cap", str(words.cap)]
            run = subprocess.run(call, capture_output=True, text=True, check=False)
            if run.returncode:
                sys.stdout.write(f"{case:9s} {way:9s} failed: {(run.stderr.strip().splitlines() or ['no word'])[-1]}\n")
                wrong += 1
                break
            facts[way] = json.loads(run.stdout.strip().splitlines()[-1])
            shown = "  ".join(
                f"{key} {value:.7g}" if isinstance(value, float) else f"{key} {value}" for key, value in facts[way].items()
            )
            sys.stdout.write(f"{case:9s} {way:9s} {shown}\n")
            sys.stdout.flush()
        if len(facts) == len(WAYS):
            wrong += not _verdict(case, facts, words.cap)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
