"""The cases of the benchmark by name, and how each is measured by each way, in the process that calls.

``sites:8x8760`` the benchmark system of N sites and T hours; ``policy:8x730`` the same with a premium on wind and sun, which makes
prices negative; ``region:changji/green-export-2030`` a built-in region; ``commitment:10x168`` units × hours where
``benchmark/commitment_bench.py`` is there (its ``measure(name, way, cap)`` returns the same facts).
"""

from __future__ import annotations

import resource
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["CASES", "PYPSA_OPTIONS", "QUICK", "WAYS", "measure", "ways_of"]

PREMIUM = 60.0  # CNY/MWh: above the marginal cost of wind and sun (0), below coal's, so that prices fall below 0

_STILL = 0.3  # seconds: threads that libraries start keep a core busy for a while

# The best settings of PyPSA's default solver, by way; ``pypsa-default`` is n.optimize() as it comes: LP file, HiGHS chooses.
PYPSA_OPTIONS: dict[str, dict[str, Any]] = {
    "pypsa-default": {},
    "pypsa-direct": {},
    "pypsa-simplex": {"solver": "simplex"},
    "pypsa-ipx": {"solver": "ipx", "run_crossover": "off"},
    "pypsa-ipx-crossover": {"solver": "ipx", "run_crossover": "on"},
    "pypsa-hipo": {"solver": "hipo", "run_crossover": "off"},
    "pypsa-hipo-crossover": {"solver": "hipo", "run_crossover": "on"},
}
WAYS = ("tingzhou", "tingzhou-build", "pypsa-default-build", "pypsa-direct-build", *PYPSA_OPTIONS)

_SITES = tuple(f"sites:{count}x{steps}" for count in (3, 8, 20) for steps in (168, 730, 2190, 8760))
_POLICY = ("policy:3x730", "policy:8x730", "policy:8x2190")
_REGION = ("region:changji/baseline-2024", "region:changji/green-export-2030")
_COMMITMENT = ("commitment:10x168", "commitment:40x168", "commitment:40x730")
CASES = (*_SITES, *_POLICY, *_REGION, *_COMMITMENT)
QUICK = ("sites:3x168", "sites:3x730", "sites:8x168", "policy:3x168", "region:tiny/expansion", "commitment:40x168")


def ways_of(case: str) -> tuple[str, ...]:
    """Return the ways a case can be measured: a region has no twin in PyPSA, commitment only with its own module."""
    family = case.partition(":")[0]
    if family == "region":
        return ("tingzhou", "tingzhou-build")
    if family == "commitment":
        if find_spec("benchmark.commitment_bench") is None:
            return ()
        from benchmark import commitment_bench  # type: ignore[import-not-found,unused-ignore]

        return tuple(commitment_bench.WAYS)
    return WAYS


def measure(case: str, way: str, cap: float) -> dict[str, Any]:
    """Return the figures of one way on one case."""
    family, _, name = case.partition(":")
    if family == "commitment":
        from benchmark import commitment_bench

        facts: dict[str, Any] = commitment_bench.measure(name, way, cap)
        return facts
    if family == "region":
        return _tingzhou(_region(name), way)
    from benchmark.sites import network, sites

    system = sites(*map(int, name.split("x")), subsidy=PREMIUM if family == "policy" else 0.0)
    if way.startswith("tingzhou"):
        return _tingzhou(network(system), way)
    return _pypsa(system, way, cap)


def _peak() -> float:
    """Return the largest memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _region(name: str) -> Any:
    from tingzhou import network as networks
    from tingzhou import region as regions
    from tingzhou.hours import Hours
    from tingzhou.planning import profiles_for

    place, _, scenario = name.partition("/")
    region = regions.load(place).apply(scenario)
    hours = Hours.year(region.year, utc_offset=region.manifest.utc_offset)
    return networks.build(region, hours=hours, profiles=profiles_for(region, hours), expand=region.mode == "plan")


def _tingzhou(network: Any, way: str) -> dict[str, Any]:
    from benchmark.sites import network as sites_network
    from benchmark.sites import sites

    from tingzhou import program as programs
    from tingzhou.network import assemble
    from tingzhou.network.merge import solve_merged
    from tingzhou.program.highs import load

    # compiled kernels and libraries are loaded once a session: a small solve beforehand keeps that out of the figures
    small = assemble(sites_network(sites(2, 48))).program
    assert small is not None
    load(small, {})
    if way == "tingzhou":
        programs.solve(small, solver="stages")
    time.sleep(_STILL)
    before, started = _peak(), time.perf_counter()
    assembly = assemble(network)
    program = assembly.program
    assert program is not None
    written = time.perf_counter()
    facts: dict[str, Any] = {"rows": program.rows, "columns": program.columns, "nonzeros": program.nonzeros}
    if way == "tingzhou-build":
        loaded = load(program, {})
        assert loaded.getNumRow() == program.rows
        return facts | {
            "build_seconds": time.perf_counter() - started,
            "build_mb": _peak() - before,
            "peak_mb": _peak(),
            "status": "built",
        }
    memory = _peak() - before
    answer = solve_merged(assembly, curtailment=False)  # as ``tz.solve`` does
    done = time.perf_counter()
    return facts | {"build_seconds": written - started, "build_mb": memory, "solve_seconds": done - written, "peak_mb": _peak(),
                    "objective": answer.objective, "gap": answer.certificate.gap, "status": "optimal",
                    "solver": answer.certificate.solver}  # fmt: skip


def _pypsa(system: Any, way: str, cap: float) -> dict[str, Any]:
    import logging

    from benchmark.sites import sites
    from benchmark.sites_pypsa import pypsa_network

    logging.disable(logging.WARNING)
    _load_pypsa(pypsa_network(sites(2, 48)), way)  # as for Tingzhou: what is loaded once a session stays out of the figures
    n = pypsa_network(system)
    time.sleep(_STILL)
    before, started = _peak(), time.perf_counter()
    solver = _load_pypsa(n, way)
    facts: dict[str, Any] = {"rows": solver.getNumRow(), "columns": solver.getNumCol(), "nonzeros": solver.getNumNz(),
                             "build_seconds": time.perf_counter() - started, "build_mb": _peak() - before, "status": "built"}  # fmt: skip
    if way in PYPSA_OPTIONS:
        for name, value in {**PYPSA_OPTIONS[way], "time_limit": cap}.items():
            solver.setOptionValue(name, value)
        began = time.perf_counter()
        solver.run()
        status = solver.modelStatusToString(solver.getModelStatus()).lower()
        info = solver.getInfo()
        facts |= {"solve_seconds": time.perf_counter() - began, "status": status, "solver": _ran(way, info)}
        if status == "optimal":
            facts |= {"objective": info.objective_function_value,
                      "gap": abs(info.primal_dual_objective_error) if hasattr(info, "primal_dual_objective_error") else None}  # fmt: skip
    return facts | {"peak_mb": _peak()}


def _load_pypsa(n: Any, way: str) -> Any:
    """Return HiGHS with the model of a PyPSA network."""
    from benchmark.sites_pypsa import more_constraints

    n.optimize.create_model(include_objective_constant=False)
    more_constraints(n, n.snapshots)
    solver = _through_file(n.model) if way.startswith("pypsa-default") else n.model.to_highspy()
    solver.silent()
    return solver


def _ran(way: str, info: Any) -> str:
    """Return what ran: HiGHS may take simplex in the place of a method that it lacks."""
    point = info.ipm_iteration_count > 0
    return "interior point" if point else "simplex"


def _through_file(model: Any) -> Any:
    """Return HiGHS with the model read back from an LP file, PyPSA's default way."""
    import highspy

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "model.lp"
        model.to_file(path, io_api="lp", progress=False)
        solver = highspy.Highs()  # type: ignore[no-untyped-call,unused-ignore]
        solver.silent()
        solver.readModel(str(path))
    return solver
