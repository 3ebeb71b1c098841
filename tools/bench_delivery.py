"""Measure schedules and portfolios: generated instances with stated parameters, one line each, means at the end.

    python tools/bench_delivery.py 30 --sample 48 --deterministic 8
    python tools/bench_delivery.py multi --sample 4 --seconds 20
    python tools/bench_delivery.py portfolio --sample 1 --effort 10

The gap is that to the best proven bound of an instance: CP-SAT's, the critical path's, or the resources' energy. Instances are generated
(complexity, factor, strength as published for ProGen), so that no figure here is one of a published instance.
"""

from __future__ import annotations

import argparse
import itertools
import time

from tingzhou.delivery.checker import Dated, check_plan, check_schedule
from tingzhou.delivery.portfolio import generate_portfolio, solve_portfolio
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.delivery.scheduling import generate_instance, lower_bound, schedule


def parameters(count: int) -> list[tuple[float, float, float]]:
    """Return the full design of the published families (complexity, factor, strength), the hard corner first."""
    strengths = (0.1, 0.2, 0.3, 0.4, 0.5) if count >= 120 else (0.2, 0.5, 0.7, 1.0)
    design = itertools.product((1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), strengths)
    return sorted(design, key=lambda one: (one[2], -one[1], -one[0]))


def schedules(count: int, arguments: argparse.Namespace, *, multi: bool = False) -> None:
    """Solve a sample of instances that steps evenly through the parameters, the hardest included."""
    design = parameters(count)
    sample = (
        design[: arguments.sample]
        if arguments.hard
        else [design[k * len(design) // arguments.sample] for k in range(min(arguments.sample, len(design)))]
    )
    gaps, proven, slowest, whole, most = [], 0, 0.0, 0.0, 0.0
    schedule(generate_instance(8, strength=0.1), deterministic=1.0)  # what is compiled is compiled before the clock runs
    print("NC   RF   RS   closed bound  makespan  bound  gap %  wall s  cpu s")
    for number, (complexity, factor, strength) in enumerate(sample, start=1):
        extra = {"modes": 3, "budgets": 2, "resources": 2, "budget_strength": 0.4} if multi else {}
        instance = generate_instance(count, complexity=complexity, factor=factor, strength=strength, seed=number, **extra)
        begin, used = time.perf_counter(), time.process_time()
        found = schedule(instance, deterministic=arguments.deterministic, workers=arguments.workers, seconds=arguments.seconds)
        took, cpu = time.perf_counter() - begin, time.process_time() - used
        assert not check_schedule(instance, found.start, found.end, found.mode)
        gap = 100 * (found.makespan - found.bound) / found.bound
        gaps.append(gap)
        proven += found.optimal
        slowest, most, whole = max(slowest, took), max(most, cpu), whole + cpu
        print(
            f"{complexity} {factor:4} {strength}  {lower_bound(instance):8} {found.makespan:10} {found.bound:7} {gap:6.2f} {took:7.1f} {cpu:6.1f}",
            flush=True,
        )
    print(
        f"{count} activities: {proven} of {len(gaps)} proven optimal, gap mean {sum(gaps) / len(gaps):.2f} % worst {max(gaps):.2f} %, "
        f"slowest {slowest:.1f} s wall, {most:.1f} s cpu, all {whole:.0f} s cpu"
    )


def portfolios(arguments: argparse.Namespace) -> None:
    """Solve generated portfolios and print every bound."""
    for seed in range(1, arguments.sample + 1):
        portfolio = generate_portfolio(arguments.projects, seed)
        begin, used = time.perf_counter(), time.process_time()
        plan = solve_portfolio(portfolio, effort=Effort(arguments.effort, gap=0.001))
        took, cpu = time.perf_counter() - begin, time.process_time() - used
        taken = [Dated(portfolio.projects[one.project].id, one.mode, one.start) for one in plan.chosen if one is not None]
        assert not check_plan(portfolio, taken)
        said = "; ".join(f"{one.name} {one.value} bound {one.bound} gap {100 * one.gap:.2f} % ({one.proof})" for one in plan.stages)
        print(
            f"{arguments.projects} projects, seed {seed}: {len(taken)} chosen; {said}; {took:.1f} s wall, {cpu:.1f} s cpu",
            flush=True,
        )


def main() -> None:
    """Read the words of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help="number of activities, multi, or portfolio")
    parser.add_argument("--sample", type=int, default=6)
    parser.add_argument("--seconds", type=float, help="a clock; without it deterministic time alone")
    parser.add_argument("--deterministic", type=float, default=20.0, help="deterministic time of the search")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--effort", type=float, default=10.0)
    parser.add_argument("--hard", action="store_true", help="the scarcest parameters only")
    arguments = parser.parse_args()
    if arguments.what == "portfolio":
        portfolios(arguments)
    elif arguments.what == "multi":
        schedules(20, arguments, multi=True)
    else:
        schedules(int(arguments.what), arguments)


if __name__ == "__main__":
    main()
