"""Operate a planned base over every hour: the folder of an operation, and going on where a killed run stopped.

Every finished window is a file of its own, moved into place when it is whole. A run that begins again with the same input takes them
and comes to the same tables, to the last digit.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from tingzhou.errors import CertificateError, InputError, Problem, UsageError
from tingzhou.study import DEFAULT_HOURS, load_study, region_of
from tingzhou.tables import ResultTable
from tingzhou.version import __version__

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.network import Network
    from tingzhou.network.assembly import Assembly
    from tingzhou.operation import Kept, OperationResult, Plan, Settings
    from tingzhou.program import Certificate
    from tingzhou.region import Region

__all__ = ["Operation", "operate", "operate_network"]

Progress = Callable[[str, float, str], None]


@dataclass(frozen=True, eq=False)
class Operation:
    """The operation of a base, in memory and in its folder.

    ``meta`` is what ``operation.json`` holds; ``results`` one ``OperationResult`` per weather year; ``tables`` those of the first year
    and, over all years, ``operation_years``.
    """

    folder: Path
    meta: Mapping[str, Any]
    results: tuple[OperationResult, ...] = ()
    tables: Mapping[str, ResultTable] = field(default_factory=dict)


def operate_network(
    network: Network,
    *,
    settings: Settings | None = None,
    seed: int | None = None,
    year: int = 0,
    folder: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> OperationResult:
    """Return the operation of a network whose capacities are given.

    Parameters
    ----------
    network
        Over single hours, capacities fixed (``fixed_capacities``); commitment data are put to use.
    settings
        How the windows roll; the defaults of ``Settings`` without it.
    seed
        Draws failures of units; without it nothing fails.
    folder
        Keeps finished windows; a later call with the same input goes on from them.

    Raises
    ------
    InputError
        When units have data that no schedule can meet: before any solve.
    InfeasibleError
        When the year, or a window, has no operation.
    """
    from tingzhou import network as networks
    from tingzhou import operation

    chosen = settings or operation.Settings()
    if network.hours.segmented:
        raise UsageError("an operation needs every hour; this network stands on segments")
    outages = operation.draw_outages(network, seed) if seed is not None else operation.Outages((), {})
    made = operation.ready(network, mode=chosen.mode, out=outages.out)
    assembly = networks.assemble(made)
    assert assembly.program is not None
    key = hashlib.sha256(json.dumps([assembly.program.hash, asdict(chosen), __version__]).encode()).hexdigest()[:32]
    store = None if folder is None else Path(folder) / key
    if store is not None:
        store.mkdir(parents=True, exist_ok=True)
    plan = _plan(assembly, store, progress)
    kept = {} if store is None else _kept_windows(store)
    finished = None if store is None else (lambda one: _keep(store, one))
    done = operation.simulate(assembly, plan, chosen, kept=kept, finished=finished, progress=progress)
    return operation.finish(assembly, plan, done, seed=seed, year=year, outages=outages.events)


def _plan(assembly: Assembly, store: Path | None, progress: Progress | None) -> Plan:
    """Return the year-long relaxation, from the file of an earlier run of the same input if there is one."""
    from tingzhou import operation

    path = None if store is None else store / "year.plan"
    held = None if path is None else _held(path)
    if isinstance(held, operation.Plan):
        return held
    if progress is not None:
        progress("solve", 0.0, "year")
    plan = operation.year_plan(assembly)
    if path is not None:
        _write_whole(path, pickle.dumps(plan, protocol=5))
    return plan


def _held(path: Path) -> object:
    """Return what an earlier run kept in a file of ours; ``None`` where there is none or it is damaged."""
    try:
        return pickle.loads(path.read_bytes())
    except (OSError, EOFError, ValueError, AttributeError, ImportError, IndexError, pickle.UnpicklingError):
        return None


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _keep(store: Path, one: Kept) -> None:
    import io

    import numpy as np

    stream = io.BytesIO()
    np.savez(stream, columns=one.columns, values=one.values, record=json.dumps(asdict(one.record)))
    _write_whole(store / f"window-{one.record.index:04d}.npz", stream.getvalue())


def _kept_windows(store: Path) -> dict[int, Kept]:
    """Return the windows that an earlier run finished; a file that is not whole counts as none, and so does all behind a gap."""
    import numpy as np

    from tingzhou.operation import Kept, WindowRecord

    found: dict[int, Kept] = {}
    for index, path in enumerate(sorted(store.glob("window-*.npz"))):
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
                record = WindowRecord(**json.loads(str(held["record"].item())))
                one = Kept(held["columns"], held["values"], record)
        except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile):
            break
        if record.index != index:
            break
        found[index] = one
    return found


def operate(
    region: Region | str | os.PathLike[str],
    *,
    scenario: str | None = None,
    out: str | os.PathLike[str] = "out/operation",
    hours: str = DEFAULT_HOURS,
    settings: Settings | None = None,
    seed: int | None = None,
    years: int = 1,
    lang: str = "zh",
    stated_date: str = "",
    study_region: Region | str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Operation:
    """Plan a scenario (or take the capacities of a study), operate it over every hour, and write the operation into a folder.

    Parameters
    ----------
    region
        A region, the name, folder or workbook of one, or the folder of a study.
    scenario
        Name of a scenario; the first of the region without it. A study has its own.
    out
        Folder of the operation: ``operation.json``, ``results-1.nc`` …, ``tables/*.csv``, ``report.html``, ``report.xlsx``.
    hours
        Steps on which a plan is made.
    seed
        Draws failures of units, one draw per weather year; without it nothing fails.
    years
        Weather years: the first is that of the region, each other one has a seed of its own. Capacities are the same in all.
    study_region
        With a study: its region, or the name, folder or workbook of it; without it the built-in region of that name.

    Raises
    ------
    InputError, SolveError, InternalError
        And no folder is written; finished windows are kept for the next run.
    """
    from tingzhou import operation

    if years < 1:
        raise UsageError("at least one weather year is needed, not {years}", years=years)
    chosen, target = settings or operation.Settings(), Path(out)
    region = _study_within(region, scenario)
    loaded, name, capacities = _subject(region, scenario, study_region)
    applied = loaded.apply(name) if name else loaded
    levels = _levels(region)
    identity = [applied.hash, name, hours, asdict(chosen), seed, years, capacities, levels, __version__]
    key = hashlib.sha256(json.dumps(identity).encode()).hexdigest()
    _refuse_foreign(target)
    cache = target.with_name(f".{target.name}.stages")
    tell = progress or (lambda stage, done, word: None)
    planned = _planned(applied, hours, capacities, levels, cache / f"{key}.planned", tell)
    results = []
    for year in range(years):
        network = planned if year == 0 else _other_weather(applied, planned, year)
        drawn = None if seed is None else seed + year
        results.append(operate_network(network, settings=chosen, seed=drawn, year=year, folder=cache, progress=tell))
    return _write(applied, name, target, cache, key, planned, results, lang, stated_date, tell)


def _study_within(region: Region | str | os.PathLike[str], scenario: str | None) -> Region | str | os.PathLike[str]:
    """Return the study that is meant by a folder in which ``tingzhou study`` wrote several; anything else as it is."""
    if not isinstance(region, (str, os.PathLike)) or (Path(region) / "study.json").is_file():
        return region
    found = {
        one.parent.name: one.parent for one in sorted(Path(region).glob("*/study.json")) if not one.parent.name.startswith(".")
    }
    if not found:
        return region
    if scenario is None and len(found) == 1:
        return next(iter(found.values()))
    if scenario not in found:
        raise UsageError("the folder holds the studies {known}: name one with --scenario", known=", ".join(found))
    return found[scenario]


def _subject(
    region: Region | str | os.PathLike[str], scenario: str | None, study_region: Region | str | os.PathLike[str] | None
) -> tuple[Region, str, dict[str, float] | None]:
    """Return the region, its scenario, and the capacities built where a study gives them."""
    from tingzhou import region as regions

    if isinstance(region, regions.Region) or not (Path(region) / "study.json").is_file():
        if study_region is not None:
            raise UsageError("a region beside it is named for the folder of a study only; '{place}' is none", place=str(region))
        loaded = region if isinstance(region, regions.Region) else regions.load(region)
        return loaded, scenario or next(iter(loaded.scenarios), ""), None
    study = load_study(region)
    loaded = region_of(study, study_region)
    if scenario is not None and scenario != study.scenario:
        raise UsageError("the study is of the scenario {scenario}", scenario=study.scenario)
    if study.scenario not in ("", *loaded.scenarios):
        raise InputError(Problem("the region has changed since this study was made.", "Run the study again.", value=str(region)))
    applied = loaded.apply(study.scenario) if study.scenario else loaded
    if applied.hash != study.meta["input_hash"]:
        raise InputError(Problem("the region has changed since this study was made.", "Run the study again.", value=str(region)))
    frame = study.tables["capacities"].frame
    return loaded, study.scenario, {str(name): float(built) for name, built in zip(frame["id"], frame["built"], strict=True)}


def _refuse_foreign(target: Path) -> None:
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not (target / "operation.json").exists()):
        raise InputError(Problem("the place holds something that is no operation.", "Name another folder: nothing of yours is overwritten.",
                                 value=str(target)))  # fmt: skip


def _levels(region: Region | str | os.PathLike[str]) -> dict[str, list[float]]:
    """Return the delivery curves that a study decided, by covered hour; none where it is no study."""
    if not isinstance(region, (str, os.PathLike)) or not (Path(region) / "study.json").is_file():
        return {}
    table = load_study(region).tables.get("curve_levels")
    return {} if table is None else {str(name): part["share"].tolist() for name, part in table.frame.groupby("rule", sort=False)}


def _planned(
    region: Region, hours: str, capacities: dict[str, float] | None, levels: dict[str, list[float]], stage: Path, tell: Progress
) -> Network:
    """Return the network over every hour with its capacities given, from the stage file of an earlier run if there is one."""
    from tingzhou import network as networks
    from tingzhou import planning

    held = _held(stage)
    if isinstance(held, networks.Network):
        return held
    if capacities is not None:
        network = _given(region, capacities, levels, tell)
    else:
        solution = planning.run(region, hours=hours, progress=tell).solution
        built = {
            str(name): float(amount) for name, amount in zip(solution.builds["capacity"], solution.builds["built"], strict=True)
        }
        network = _given(region, built, solution.curves, tell) if region.mode == "plan" else solution.network
    stage.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(stage, pickle.dumps(network, protocol=5))
    return network


def _given(
    region: Region, capacities: Mapping[str, float], levels: Mapping[str, Sequence[float] | NDArray[np.float64]], tell: Progress
) -> Network:
    """Return the network of a region with the capacities that a study built and the delivery curves that it decided."""
    from tingzhou.planning import given_levels

    network = _built(region, tell)
    fixed = tuple(
        replace(one, minimum_build=capacities.get(one.id, 0.0), maximum_build=capacities.get(one.id, 0.0), unit_size=None)
        for one in network.capacities
    )
    rules = tuple(rule for rule in network.rules if rule.kind not in ("capacity_limit", "capacity_ratio"))
    return given_levels(replace(network, capacities=fixed, rules=rules, expand=region.mode == "plan"), levels)


def _built(region: Region, tell: Progress) -> Network:
    from tingzhou import network as networks
    from tingzhou import planning
    from tingzhou.hours import Hours

    tell("profiles", 0.0, "")
    year = Hours.year(region.year, utc_offset=region.manifest.utc_offset)
    return networks.build(region, hours=year, profiles=planning.profiles_for(region, year), expand=region.mode == "plan")


def _other_weather(region: Region, planned: Network, year: int) -> Network:
    """Return the planned network in another weather year: the same capacities and rules, other series."""
    other = replace(region, manifest=replace(region.manifest, seed=region.manifest.seed + year))
    network = _built(other, lambda stage, done, word: None)
    return replace(network, capacities=planned.capacities, rules=planned.rules, curves=planned.curves, expand=planned.expand)


def _write(
    region: Region,
    name: str,
    target: Path,
    cache: Path,
    key: str,
    planned: Network,
    results: list[OperationResult],
    lang: str,
    stated_date: str,
    tell: Progress,
) -> Operation:
    from tingzhou import operation_report as reports
    from tingzhou.planning import check_curves

    first = results[0]
    for one in results:
        check_curves(region, one.solution)
        if not one.solution.certificate.holds():
            raise CertificateError("the certificate does not hold: nothing is written")
    tell("report", 0.95, name)
    tables = reports.all_tables(region, results, planned)
    meta = {
        "key": key, "input_hash": region.hash, "version": __version__, "region": region.id, "scenario": name, "years": len(results),
        "objective": first.solution.objective, "bound": first.bound, "gap": first.gap, "missed": first.missed,
        "windows": len(first.windows), "seed": first.seed,
        "certificate": _facts(first.solution.certificate), "bound_certificate": _facts(first.bound_certificate),
        "tables": {table.name: {"notes": list(table.notes), "sources": list(table.sources)} for table in tables.values()},
    }  # fmt: skip
    work = target.with_name(f".{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    reports.write_files(work, region, name, results, tables, meta, lang, stated_date)
    _move(work, target)
    shutil.rmtree(cache, ignore_errors=True)
    return Operation(target, meta, tuple(results), tables)


def _facts(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate for JSON: no seconds, which are no result, and no infinite figures, which JSON does not know."""
    import math

    held = {key: value for key, value in certificate.as_dict().items() if key != "seconds"}
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in held.items()}


def _move(work: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one; at every moment one of the two stands there whole."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    work.rename(target)
    shutil.rmtree(old, ignore_errors=True)
