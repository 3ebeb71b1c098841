"""What building and solving costs: time, memory and sizes, each case in a fresh process.

Without arguments every case; else the cases named, such as ``changji:baseline-2024 --build-only``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

CASES = ("tiny:baseline", "tiny:expansion", "changji:baseline-2023", "changji:baseline-2024", "changji:green-export-2030",
         "changji:new-base-8gw", "sites:3x730", "sites:8x730", "sites:3x2190", "sites:8x2190", "sites:3x8760", "sites:8x8760",
         "sites:20x730")  # fmt: skip
_HEAD = (
    "case",
    "hours",
    "read s",
    "build s",
    "build MB",
    "columns",
    "rows",
    "nonzeros",
    "solve s",
    "peak MB",
    "residual",
    "gap",
    "solver",
)


def _peak() -> float:
    """Return the largest memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(case: str, *, solve: bool) -> dict[str, object]:
    """Return the figures of one case; it is measured in the process that calls."""
    from tingzhou import network as networks
    from tingzhou import region as regions
    from tingzhou.hours import Hours
    from tingzhou.planning import profiles_for

    name, _, scenario = case.partition(":")
    started = time.perf_counter()
    if name == "sites":
        from benchmark.sites import network as sites_network
        from benchmark.sites import sites

        count, steps = map(int, scenario.split("x"))
        system, read, before = sites(count, steps), 0.0, _peak()
        started = time.perf_counter()
        return _measured(case, sites_network(system), read, started, before, solve=solve)
    region = regions.load(name).apply(scenario)
    hours = Hours.year(region.year, utc_offset=region.manifest.utc_offset)
    profiles = profiles_for(region, hours)
    read, before = time.perf_counter() - started, _peak()
    started = time.perf_counter()
    network = networks.build(region, hours=hours, profiles=profiles, expand=region.mode == "plan")
    return _measured(case, network, read, started, before, solve=solve)


def _measured(case: str, network: Any, read: float, started: float, before: float, *, solve: bool) -> dict[str, object]:
    """Return the figures of assembling and solving a network."""
    from tingzhou import network as networks
    from tingzhou import program as programs

    assembly = networks.assemble(network)
    program = assembly.program
    assert program is not None
    facts: dict[str, object] = {
        "case": case, "hours": network.hours.size, "read s": round(read, 2), "build s": round(time.perf_counter() - started, 2),
        "build MB": round(_peak() - before), "columns": program.columns, "rows": program.rows, "nonzeros": program.matrix.nnz,
    }  # fmt: skip
    if solve:
        started = time.perf_counter()
        certificate = programs.solve(program).certificate
        worst = max(certificate.primal_violation, certificate.dual_violation, certificate.complementarity)
        facts |= {"solve s": round(time.perf_counter() - started, 1), "residual": f"{worst:.1e}", "gap": f"{certificate.gap:.1e}",
                  "solver": certificate.solver}  # fmt: skip
    return facts | {"peak MB": round(_peak())}


def import_seconds() -> float:
    """Return the shortest of five imports, each in a fresh process."""
    code = "import time; s = time.perf_counter(); import tingzhou; print(time.perf_counter() - s)"
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout for _ in range(5)]
    return min(map(float, runs))


def main() -> int:
    """Print a line per case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=CASES)
    parser.add_argument("--build-only", action="store_true", help="do not solve")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measure(options.cases[0], solve=not options.build_only)))
        return 0
    print(f"import tingzhou: {import_seconds():.3f} s")
    print("  ".join(f"{name:>26}" if name == "case" else f"{name:>9}" for name in _HEAD))
    failed = 0
    for case in options.cases:
        words = [sys.executable, __file__, "--here", case, *(["--build-only"] if options.build_only else [])]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        if done.returncode:
            failed += 1
            print(f"{case:>26}  {(done.stderr.strip().splitlines() or ['failed'])[-1]}", flush=True)
            continue
        facts = json.loads(done.stdout.splitlines()[-1])
        print("  ".join(f"{facts.get(n, '')!s:>26}" if n == "case" else f"{facts.get(n, '')!s:>9}" for n in _HEAD), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
