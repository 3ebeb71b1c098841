"""PyPSA and Tingzhou on identical networks, in turn, each in a fresh process: build, memory, solve, objective.

Needs ``pip install pypsa==1.4.0`` beside the project. Arguments: cases such as 8x2190, and ``--cap SECONDS`` for each solve.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WAYS = ("tingzhou", "pypsa-default-build", "pypsa-direct-build", "pypsa-hipo", "pypsa-ipx", "pypsa-simplex")
_OPTIONS = {"pypsa-hipo": {"solver": "hipo", "run_crossover": "off"}, "pypsa-ipx": {"solver": "ipx", "run_crossover": "off"},
            "pypsa-simplex": {"solver": "simplex"}}  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(case: str, way: str, cap: float) -> dict[str, Any]:
    """Return the figures of one way on one case; measured in the process that calls."""
    from benchmark.sites import network, sites

    system = sites(*map(int, case.split("x")))
    if way == "tingzhou":
        from tingzhou import network as networks
        from tingzhou import program as programs

        # compiled kernels are loaded once a session: a small solve beforehand keeps that out of the figure
        programs.solve(_program(networks.assemble(network(sites(2, 48)))), solver="stages")
        started, before = time.perf_counter(), _peak()
        program = _program(networks.assemble(network(system)))
        built = time.perf_counter()
        memory = _peak() - before
        answer = programs.solve(program)
        return {"build s": built - started, "build MB": memory, "solve s": time.perf_counter() - built, "peak MB": _peak(),
                "objective": answer.objective, "rows": program.rows, "columns": program.columns, "nonzeros": program.nonzeros,
                "gap": answer.certificate.gap, "status": answer.certificate.solver}  # fmt: skip
    return _pypsa(system, way, cap)


def _program(assembly: Any) -> Any:
    return assembly.program


def _pypsa(system: Any, way: str, cap: float) -> dict[str, Any]:
    import logging

    from benchmark.sites_pypsa import more_constraints, pypsa_network

    logging.disable(logging.WARNING)
    n = pypsa_network(system)
    started, before = time.perf_counter(), _peak()
    n.optimize.create_model()
    more_constraints(n, n.snapshots)
    if way == "pypsa-default-build":
        import highspy

        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "model.lp"
            n.model.to_file(path, io_api="lp", progress=False)
            solver = highspy.Highs()
            solver.silent()
            solver.readModel(str(path))
    else:
        solver = n.model.to_highspy()
        solver.silent()
    facts: dict[str, Any] = {"build s": time.perf_counter() - started, "build MB": _peak() - before, "rows": solver.getNumRow(),
                             "columns": solver.getNumCol(), "nonzeros": solver.getNumNz()}  # fmt: skip
    if way in _OPTIONS:
        for name, value in {**_OPTIONS[way], "time_limit": cap}.items():
            solver.setOptionValue(name, value)
        began = time.perf_counter()
        solver.run()
        status = solver.modelStatusToString(solver.getModelStatus())
        info = solver.getInfo()
        facts |= {"solve s": time.perf_counter() - began, "status": status, "objective": info.objective_function_value,
                  "iterations": max(info.ipm_iteration_count, info.simplex_iteration_count)}  # fmt: skip
    return {**facts, "peak MB": _peak()}


def main() -> None:
    """Run the named cases in every way and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=["3x168", "3x730", "8x730"])
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--cap", type=float, default=300.0)
    parser.add_argument("--here", nargs=2)
    words = parser.parse_args()
    if words.here:
        sys.stdout.write(json.dumps(measure(*words.here, words.cap)) + "\n")
        return
    for case in words.cases:
        for way in words.ways.split(","):
            run = subprocess.run(
                [sys.executable, __file__, "--here", case, way, "--cap", str(words.cap)],
                capture_output=True,
                text=True,
                check=False,
            )
            if run.returncode:
                sys.stdout.write(f"{case:10s} {way:20s} failed: {run.stderr.strip().splitlines()[-1]}\n")
                continue
            facts = json.loads(run.stdout.strip().splitlines()[-1])
            shown = "  ".join(
                f"{name} {value:.6g}" if isinstance(value, float) else f"{name} {value}" for name, value in facts.items()
            )
            sys.stdout.write(f"{case:10s} {way:20s} {shown}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
