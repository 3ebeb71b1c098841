"""Measure schedules and portfolios: generated instances with stated parameters, one line each, means at the end.

    python tools/bench_delivery.py 60 --seconds 60 --rows /tmp/60.csv                # every cell of the design, appended as they end
    python tools/bench_delivery.py 120 --cells 1-60/3 --seconds 60 --rows /tmp/120.csv
    python tools/bench_delivery.py 120 --rows /tmp/120.csv --summary
    python tools/bench_delivery.py 60 --cells 1-9 --deterministic 120 --learn        # long runs for the table of bounds
    python tools/bench_delivery.py multi --sample 4 --seconds 20
    python tools/bench_delivery.py portfolio --sample 1 --effort 10

Two gaps are printed: to the bound proven in the same run, and to the best bound proven by any run, kept in ``bench_delivery_bounds.csv``
beside this file with what proved it. Instances are generated (complexity, factor, strength as published for ProGen, networks by its steps), so
that no figure here is one of a published instance; ``--read`` measures files of your own in the format of the published library.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from tingzhou.delivery.checker import Dated, check_plan, check_schedule
from tingzhou.delivery.portfolio import generate_portfolio, solve_portfolio
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.delivery.scheduling import Instance, generate_instance, lower_bound, read_psplib, schedule

BOUNDS = Path(__file__).with_name("bench_delivery_bounds.csv")
KEY = ("activities", "network", "complexity", "factor", "strength", "seed")
ROW = ("state", "seconds", "deterministic", "workers", "cell", *KEY, "closed", "makespan", "bound", "wall", "cpu")
NARROW = 12  # how many places back an arc of a narrow network may begin


def parameters(count: int) -> list[tuple[float, float, float]]:
    """Return the full design of the published families (complexity, factor, strength), the hard corner first."""
    strengths = (0.1, 0.2, 0.3, 0.4, 0.5) if count >= 120 else (0.2, 0.5, 0.7, 1.0)
    design = itertools.product((1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), strengths)
    return sorted(design, key=lambda one: (one[2], -one[1], -one[0]))


def chosen(text: str, sample: int, size: int) -> list[int]:
    """Return cell numbers: ``1,4,7-20/3`` (every third), or a sample that steps evenly through factors and strengths, complexities in turn."""
    if not text:
        sample = min(sample or size, size)
        if sample > size // 3:
            return [k * size // sample + 1 for k in range(sample)]
        return [3 * (k * (size // 3) // sample) + k % 3 + 1 for k in range(sample)]
    found = []
    for part in text.split(","):
        reach, _, step = part.partition("/")
        first, _, last = reach.partition("-")
        found += range(int(first), int(last or first) + 1, int(step or 1))
    return found


def state() -> str:
    """Return the commit that is measured, with a plus where files differ from it."""
    here = Path(__file__).parent
    said = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=here, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def read_bounds() -> dict[tuple[str, ...], tuple[int, str]]:
    """Return the best bound and its proof by instance."""
    if not BOUNDS.exists():
        return {}
    with BOUNDS.open(newline="", encoding="utf-8") as file:
        return {tuple(row[k] for k in KEY): (int(row["bound"]), row["proof"]) for row in csv.DictReader(file)}


def learn(rows: Iterable[dict[str, str]]) -> None:
    """Raise the kept bounds to those of ``rows``."""
    known = read_bounds()
    for row in rows:
        key = tuple(row[k] for k in KEY)
        if int(row["bound"]) > known.get(key, (0, ""))[0]:
            effort = f"{float(row['seconds']):g} s" if row["seconds"] else f"effort {row['deterministic']}"
            known[key] = (int(row["bound"]), f"{effort} on {row['workers']} workers at {row['state']}")
    with BOUNDS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*KEY, "bound", "proof"))
        writer.writerows((*key, *known[key]) for key in sorted(known, key=lambda one: (int(one[0]), one[1], *map(float, one[2:]))))


def measured(instance: Instance, arguments: argparse.Namespace) -> dict[str, str]:
    """Solve an instance, check the schedule, and return what was found and what it took."""
    begin, used = time.perf_counter(), time.process_time()
    found = schedule(instance, deterministic=arguments.deterministic, workers=arguments.workers, seconds=arguments.seconds)
    took, cpu = time.perf_counter() - begin, time.process_time() - used
    findings = check_schedule(instance, found.start, found.end, found.mode)
    if findings:
        raise SystemExit(f"the checker found: {findings}")
    return {"closed": str(lower_bound(instance)), "makespan": str(found.makespan), "bound": str(found.bound), "wall": f"{took:.1f}", "cpu": f"{cpu:.1f}"}  # fmt: skip


def schedules(count: int, arguments: argparse.Namespace, *, multi: bool = False) -> None:
    """Solve cells of the design, append a row for each to ``--rows`` where it is not there yet, and print the means over all rows."""
    design, rows, told = parameters(count), [], read_bounds()
    schedule(generate_instance(8, strength=0.1), deterministic=1.0)  # what is compiled is compiled before the clock runs
    same = {
        "state": state(),
        "seconds": str(arguments.seconds or ""),
        "deterministic": str(arguments.deterministic),
        "workers": str(arguments.workers),
    }
    network = "multi" if multi else arguments.network
    kept = read_rows(arguments.rows)
    print("cell NC   RF   RS   closed makespan bound  known   gap %  gap to known %  wall s  cpu s")
    for cell in chosen(arguments.cells, arguments.sample, len(design)):
        complexity, factor, strength = design[cell - 1]
        row = (
            same | {"cell": str(cell)} | dict(zip(KEY, map(str, (count, network, complexity, factor, strength, cell)), strict=True))
        )
        done = next((one for one in kept if all(one[k] == v for k, v in row.items())), None)
        if arguments.summary and done is None:
            done = next((one for one in kept if all(one[k] == row[k] for k in KEY)), None)
            if done is None:
                continue
        if done is None:
            extra = {"modes": 3, "budgets": 2, "resources": 2, "budget_strength": 0.4} if multi else {}
            instance = generate_instance(count, complexity=complexity, factor=factor, strength=strength, seed=cell,
                                         reach=NARROW if network == "narrow" else None, **extra)  # fmt: skip
            done = row | measured(instance, arguments)
            append_row(arguments.rows, done)
        rows.append(done)
        print_row(done, told)
    if arguments.learn:
        learn(rows)
    summary(f"{count} activities, {network}", rows, told)


def read_rows(path: Path | None) -> list[dict[str, str]]:
    """Return the rows already measured."""
    if path is None or not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def append_row(path: Path | None, row: dict[str, str]) -> None:
    """Write a row to the end of the file."""
    if path is None:
        return
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ROW, lineterminator="\n")
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def gaps(row: dict[str, str], told: dict[tuple[str, ...], tuple[int, str]]) -> tuple[int, float, float]:
    """Return the best bound known, the gap to the bound of the run and the gap to the best known [%]."""
    makespan, bound = int(row["makespan"]), int(row["bound"])
    known = max(bound, told.get(tuple(row[k] for k in KEY), (0, ""))[0])
    return known, 100 * (makespan - bound) / bound, 100 * (makespan - known) / known


def print_row(row: dict[str, str], told: dict[tuple[str, ...], tuple[int, str]]) -> None:
    """Print one line of the table."""
    known, own, best = gaps(row, told)
    print(f"{row['cell']:>4} {row['complexity']:4} {row['factor']:4} {row['strength']:4} {row['closed']:>6} {row['makespan']:>8} {row['bound']:>5} "
          f"{known:>6} {own:7.2f} {best:15.2f} {row['wall']:>7} {row['cpu']:>6}", flush=True)  # fmt: skip


def summary(name: str, rows: list[dict[str, str]], told: dict[tuple[str, ...], tuple[int, str]]) -> None:
    """Print the means over rows."""
    if not rows:
        return
    all_gaps = [gaps(row, told) for row in rows]
    own, best = [one[1] for one in all_gaps], [one[2] for one in all_gaps]
    proven = sum(row["makespan"] == row["bound"] for row in rows)
    slowest, cpu = max(float(row["wall"]) for row in rows), sum(float(row["cpu"]) for row in rows)
    print(
        f"{name}: {len(rows)} cells, {proven} proven optimal; gap to the bound of the same run mean {sum(own) / len(own):.2f} % worst {max(own):.2f} %; "
        f"to the best bound known mean {sum(best) / len(best):.2f} % worst {max(best):.2f} %; slowest {slowest:.1f} s, all {cpu:.0f} s cpu; "
        f"state {', '.join(sorted({row['state'] for row in rows}))}"
    )


def files(arguments: argparse.Namespace) -> None:
    """Solve instances read from files; with ``--known`` print gaps to the bounds of that list too."""
    schedule(generate_instance(8, strength=0.1), deterministic=1.0)
    told = {}
    if arguments.known:
        with arguments.known.open(newline="", encoding="utf-8") as file:
            told = {row["name"]: (int(row["bound"]), int(row["makespan"])) for row in csv.DictReader(file)}
    own, best = [], []
    for path in arguments.read:
        found = measured(read_psplib(path.read_text(encoding="utf-8"), path.name), arguments)
        makespan, bound = int(found["makespan"]), int(found["bound"])
        low, high = told.get(path.stem, (bound, makespan))
        if makespan < low or bound > high:
            raise SystemExit(f"{path.name}: makespan {makespan} and bound {bound} contradict the list ({low} to {high})")
        own.append(100 * (makespan - bound) / bound)
        best.append(100 * (makespan - max(bound, low)) / max(bound, low))
        found |= {"best known": f"{max(bound, low)} to {min(makespan, high)}"} if path.stem in told else {}
        print(f"{path.name}: {', '.join(f'{key} {value}' for key, value in found.items())}", flush=True)
    if own:
        print(f"{len(own)} files, {own.count(0.0)} proven optimal; gap to the bound of the same run mean {sum(own) / len(own):.2f} % worst "
              f"{max(own):.2f} %; to the best bound known mean {sum(best) / len(best):.2f} % worst {max(best):.2f} %; state {state()}")  # fmt: skip


def portfolios(arguments: argparse.Namespace) -> None:
    """Solve generated portfolios and print every bound."""
    for seed in range(1, (arguments.sample or 1) + 1):
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="30", help="number of activities, multi, portfolio, or files (with --read)")
    parser.add_argument("--sample", type=int, help="how many cells, stepping evenly through the design")
    parser.add_argument("--cells", default="", help="cells by number: 1,4,7-20/3")
    parser.add_argument(
        "--rows", type=Path, help="file of rows; what it holds of this state and these settings is not measured again"
    )
    parser.add_argument("--summary", action="store_true", help="measure nothing, print what --rows holds")
    parser.add_argument("--learn", action="store_true", help="raise the kept bounds to those proven")
    parser.add_argument("--network", choices=("published", "narrow"), default="published")
    parser.add_argument("--read", type=Path, nargs="*", default=[], help="files to solve")
    parser.add_argument("--known", type=Path, help="table (name, bound, makespan) of the best known for the files of --read")
    parser.add_argument("--seconds", type=float, help="a clock; without it deterministic time alone")
    parser.add_argument("--deterministic", type=float, default=20.0, help="deterministic time of the search")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--effort", type=float, default=10.0)
    arguments = parser.parse_args()
    if arguments.what == "portfolio":
        portfolios(arguments)
    elif arguments.what == "files":
        files(arguments)
    elif arguments.what == "multi":
        schedules(30, arguments, multi=True)
    else:
        schedules(int(arguments.what), arguments)


if __name__ == "__main__":
    main()
