"""A study: from a region to a folder with results, tables and a report; written whole or not at all, resumed by stage."""

from __future__ import annotations

import json
import os
import shutil
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou.errors import CertificateError, InputError, Problem, UsageError
from tingzhou.study_document import (
    bound_statements,
    cleaned_tables,
    comparison,
    document_of,
    unit_statements,
    write_csv,
    write_results,
)
from tingzhou.tables import ResultTable
from tingzhou.version import __version__

if TYPE_CHECKING:
    from tingzhou.network import Network
    from tingzhou.planning import Outcome
    from tingzhou.region import Region
    from tingzhou.report import ReportDocument, ScenarioPart

__all__ = [
    "DEFAULT_HOURS",
    "QUICK_HOURS",
    "Study",
    "StudySet",
    "build",
    "load_study",
    "region_of",
    "rewrite_report",
    "study",
    "study_set",
]

DEFAULT_HOURS = "year"
QUICK_HOURS = "segments:730"
Progress = Callable[[str, float, str], None]


@dataclass(frozen=True)
class Study:
    """A study of one scenario, in memory and in its folder.

    ``meta`` is what ``study.json`` holds: input hash, version, scenario, hours, certificate, resolution.
    """

    folder: Path
    meta: Mapping[str, Any]
    tables: Mapping[str, ResultTable] = field(default_factory=dict)

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return str(self.meta["scenario"])


@dataclass(frozen=True)
class StudySet:
    """Studies of several scenarios and the report over all of them."""

    folder: Path
    studies: tuple[Study, ...]


@dataclass(frozen=True)
class _Run:
    """How a scenario is run: resolution, gap wanted, quick or not, solver."""

    hours: str
    gap: float | None
    quick: bool
    solver: str | None


def _asked(hours: str | None, gap: float | None, quick: bool, solver: str | None) -> _Run:
    """Return what is asked for with its defaults; refuse what contradicts itself."""
    chosen = hours or (QUICK_HOURS if quick else DEFAULT_HOURS)
    if gap is not None and (quick or chosen == "year"):
        raise UsageError("a gap is refined on segments and their run over every hour: give --hours segments:N, without --quick")
    if gap is not None and not 0.0 < gap < 1.0:
        raise UsageError("a gap lies between 0 and 1, not {gap}", gap=gap)
    return _Run(chosen, gap, quick, solver)


def _key(region: Region, scenario: str, run: _Run) -> str:
    """Return the hash of everything a result depends on."""
    import hashlib

    from tingzhou.reading.decisions import decisions_digest

    parts = [region.hash, scenario, run.hours, run.gap, run.quick, run.solver or "", __version__]
    decisions = decisions_digest(region)  # they change the table of claims, and with no decision the key is what it was
    text = json.dumps([*parts, decisions] if decisions else parts)
    return hashlib.sha256(text.encode()).hexdigest()


def build(region: Region, *, scenario: str | None = None, hours: str = "year", expand: bool | None = None) -> Network:
    """Return the network of a region on hours (``tz.build``).

    Parameters
    ----------
    scenario
        Applied first, when it is named.
    hours
        ``year``, or ``segments:N`` for at most N merged steps.
    expand
        Whether capacities may be built; without it the scenario's mode decides.
    """
    from tingzhou import network, planning
    from tingzhou.hours import Hours

    applied = region.apply(scenario) if scenario else region
    steps = Hours.year(applied.year, utc_offset=applied.manifest.utc_offset)
    profiles = planning.profiles_for(applied, steps)
    count = planning.parse_hours(hours)
    wanted = applied.mode == "plan" if expand is None else expand
    full = network.build(applied, hours=steps, profiles=profiles, expand=wanted)
    return full if count is None else network.coarsened(full, planning.segmented_hours(applied, steps, profiles, count))


def study(
    region: Region | str | os.PathLike[str],
    *,
    scenario: str | None = None,
    out: str | os.PathLike[str] = "out",
    hours: str | None = None,
    gap: float | None = None,
    quick: bool = False,
    solver: str | None = None,
    lang: str = "zh",
    stated_date: str = "",
    report: bool = True,
    progress: Progress | None = None,
) -> Study:
    """Run one scenario and write its study into the folder ``out``.

    Parameters
    ----------
    region
        A region, or the name, folder or workbook of one.
    scenario
        Name of a scenario; the first of the region without it.
    out
        Folder of the study. A study of the same input that stands there is returned as it is; another one is replaced, as a
        whole, when the new one is ready.
    hours
        ``year`` (the default) or ``segments:N``: a plan is made on N steps and its capacities are run over every hour, as every balance is.
    gap
        With segments: largest proven gap wanted [1]; steps are added until it is reached.
    quick
        Answer on segments alone, ``QUICK_HOURS`` without ``hours``, with the lower bound they prove; no run over every hour.
    stated_date, report
        Date printed in the report (no clock is read); whether there is a report (``rewrite_report`` writes it later).

    Raises
    ------
    InputError, SolveError, InternalError
        And nothing is written.
    """
    loaded = _region(region)
    name = scenario or next(iter(loaded.scenarios), "")
    target = Path(out)
    run = _asked(hours, gap, quick, solver)
    key = _key(loaded, name, run)
    tell = progress or (lambda stage, done, word: None)
    if _matches(target, key) and ((target / "report.html").exists() or not report):
        tell("report", 1.0, name)
        return load_study(target)
    _refuse_foreign(target)
    applied = loaded.apply(name) if name else loaded
    part, meta, outcome = _solve_stage(applied, name, run, key, _cache(target), tell)
    tell("report", 0.9, name)
    work = target.with_name(f".{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    _write_files(work, part, meta, outcome, document_of(applied, (part,), lang, stated_date) if report else None)
    _move(work, target)
    shutil.rmtree(_cache(target), ignore_errors=True)
    tell("report", 1.0, name)
    return Study(target, meta, part.tables)


def _region(region: Region | str | os.PathLike[str]) -> Region:
    from tingzhou import region as regions

    return region if isinstance(region, regions.Region) else regions.load(region)


def _cache(target: Path) -> Path:
    return target.with_name(f".{target.name}.stages")


def _matches(folder: Path, key: str) -> bool:
    try:
        return bool(json.loads((folder / "study.json").read_text(encoding="utf-8")).get("key") == key)
    except (OSError, ValueError):
        return False


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace a folder that is no study."""
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not (target / "study.json").exists()):
        raise InputError(
            Problem(
                "the place holds something that is no study.",
                "Name another folder: nothing of yours is overwritten.",
                value=str(target),
            )  # fmt: skip
        )


def _solve_stage(
    region: Region, name: str, asked: _Run, key: str, cache: Path, tell: Progress
) -> tuple[ScenarioPart, dict[str, Any], Outcome]:
    """Return tables and facts of a scenario, from the stage file of an interrupted run of the same input if there is one."""
    import pickle

    from tingzhou.feasibility import feasibility_tables
    from tingzhou.planning import View, levels_table, result_tables, rules_table, run
    from tingzhou.reading.claims import claims_table, own_claims
    from tingzhou.report import ScenarioPart

    own_claims(region)  # a claim that cannot be held against the model is refused before hours of solving

    stage = cache / f"{key}.solved"
    outcome: Outcome
    if stage.exists():
        outcome = pickle.loads(stage.read_bytes())
        tell("solve", 0.8, "resumed")
    else:
        outcome = run(region, hours=asked.hours, gap=asked.gap, quick=asked.quick, solver=asked.solver, progress=tell)
        _check(region, outcome)
        cache.mkdir(parents=True, exist_ok=True)
        temporary = stage.with_suffix(".tmp")
        temporary.write_bytes(pickle.dumps(outcome, protocol=5))
        temporary.replace(stage)
    tell("tables", 0.85, name)
    tables = result_tables(region, outcome.solution)
    claims = claims_table(View(region, outcome.solution))
    if claims is not None:
        tables["claims"] = claims
    tables |= feasibility_tables(region, outcome.solution)
    if outcome.resolution is not None:
        tables["resolution"] = outcome.resolution
    bounds = None if outcome.bound is None else outcome.bound.table()
    for extra in (bounds, outcome.rounding, levels_table(outcome.solution)):
        if extra is not None:
            tables[extra.name] = extra
    if outcome.planned is not None:  # what sized the plan shows in the plan, not in the run with its capacities given
        tables["rule_results"] = rules_table(View(region, outcome.planned))
    scenario = region.scenarios.get(name)
    part = ScenarioPart(
        id=name or region.id,
        title_zh=scenario.title_zh if scenario else region.title("zh"),
        title_en=scenario.title_en if scenario else region.title("en"),
        tables=tables,
        statements=tuple(_statements(outcome, tables)),
    )
    certificate = outcome.solution.certificate
    steps = outcome.planned.network.hours.size if outcome.planned else outcome.solution.network.hours.size
    meta = {
        "key": key, "input_hash": region.hash, "version": __version__, "region": region.id, "scenario": name, "hours": asked.hours,
        "covered_hours": outcome.solution.network.hours.base_size, "planned_steps": steps,
        "objective": outcome.solution.objective,
        "certificate": {k: v for k, v in certificate.as_dict().items() if k != "seconds"},
        "statements": [[message, dict(parameters)] for message, parameters in part.statements],
        "proven": [] if outcome.bound is None else [[m, dict(p)] for m, p in bound_statements(outcome.bound, outcome.solution.network.hours)],
        "tables": {table.name: {"notes": list(table.notes), "sources": list(table.sources)} for table in tables.values()},
    }  # fmt: skip
    return part, meta, outcome


def _check(region: Region, outcome: Outcome) -> None:
    """Refuse an answer without its certificate, whose money does not reconcile, or that leaves the limits of its delivery curves."""
    from tingzhou.network import reconcile
    from tingzhou.planning import check_curves

    check_curves(region, outcome.solution)

    for solution in (outcome.solution, outcome.planned):
        if solution is not None:
            if not solution.certificate.holds():
                raise CertificateError("the certificate does not hold: nothing is written")
            reconcile(solution.accounts, solution.objective)


def _statements(outcome: Outcome, tables: Mapping[str, ResultTable]) -> Iterable[tuple[str, Mapping[str, object]]]:
    hours = outcome.solution.network.hours
    certificate = outcome.solution.certificate
    if outcome.bound is not None:
        yield from bound_statements(outcome.bound, hours)
    if outcome.planned is not None:
        yield (
            "The delivery curve was decided on {steps} segments; the capacities were sized for it over all {hours} hours."
            if outcome.planned.network.curves
            else "Planned on {steps} segments; the capacities were then run over all {hours} hours.",
            {"steps": outcome.planned.network.hours.size, "hours": hours.size},
        )
    elif not hours.segmented:
        yield "Run over all {hours} hours of the year.", {"hours": hours.size}
    if outcome.rounding is not None:
        found = outcome.rounding.frame.set_index("figure")["value"]
        yield (
            (
                "Levels of the delivery curve were brought to whole steps; the relaxed optimum, a lower bound on the net cost, is {gap} % better: "
                "{share} % of the yearly cost."
            ),
            {"gap": f"{100 * float(found['rounding_gap']):.2f}", "share": f"{100 * float(found['rounding_of_cost']):.2f}"},
        )
    yield (
        "Certificate: largest violation {violation}, relative gap {gap} ({solver}).",
        {"violation": f"{max(certificate.primal_violation, certificate.dual_violation):.1e}", "gap": f"{certificate.gap:.1e}",
         "solver": f"{certificate.version}, {certificate.solver}"},
    )  # fmt: skip
    verdicts = list(tables["published"].frame["verdict"]) if "published" in tables else []
    if verdicts:
        yield (
            "Published against model: {within} within tolerance, {miss} outside, {none} not modelled in this scenario.",
            {
                "within": verdicts.count("within"),
                "miss": verdicts.count("miss"),
                "none": verdicts.count("not_modelled"),
            },
        )
    yield from unit_statements(outcome)


def _write_files(
    folder: Path, part: ScenarioPart, meta: Mapping[str, Any], outcome: Outcome, document: ReportDocument | None
) -> None:
    from tingzhou.report import render_html, write_workbook

    (folder / "tables").mkdir()
    for name, table in part.tables.items():
        write_csv(folder / "tables" / f"{name}.csv", table)
    write_results(folder / "results.nc", outcome.solution.dataset)
    if document is not None:
        (folder / "report.html").write_text(render_html(document), encoding="utf-8", newline="\n")
        write_workbook(document, folder / "report.xlsx")
    (folder / "study.json").write_text(
        json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n", encoding="utf-8"
    )


def _move(work: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one; at every moment one of the two stands there whole."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    work.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def load_study(path: str | os.PathLike[str]) -> Study:
    """Return a study from its folder.

    Raises
    ------
    InputError
        When the folder holds no whole study.
    """
    import pandas as pd

    folder = Path(path)
    try:
        meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(Problem("this folder holds no study.", "Run: tingzhou study.", value=str(path))) from error
    tables = {}
    for file in sorted((folder / "tables").glob("*.csv")):
        frame = pd.read_csv(file, encoding="utf-8-sig", keep_default_na=True)
        units, columns = {}, []
        for column in frame.columns:
            name, _, unit = column.partition(" [")
            columns.append(name)
            if unit:
                units[name] = unit.removesuffix("]")
        frame.columns = pd.Index(columns)
        told = meta.get("tables", {}).get(file.stem, {})
        tables[file.stem] = ResultTable(file.stem, frame, units, tuple(told.get("notes", ())), tuple(told.get("sources", ())))
    return Study(folder, meta, tables)


def rewrite_report(
    path: str | os.PathLike[str], *, lang: str = "zh", region: Region | str | os.PathLike[str] | None = None,
    delivery: Path | None = None, stated_date: str = "",
) -> Path:  # fmt: skip
    """Write ``report.html`` and ``report.xlsx`` of a study, or of a folder of studies, again and return the page.

    Parameters
    ----------
    path
        Folder of one study, or the folder in which ``study_set`` wrote several.
    region
        The study's region, or its name, folder or workbook; without it the built-in region of that name.
    delivery
        Folder of ``tingzhou deliver`` whose plan of projects is shown behind the scenarios.

    Raises
    ------
    InputError
        When there is no study, or its region is not found or has changed since.
    """
    folder = Path(path)
    found = [] if (folder / "study.json").exists() else sorted(folder.glob("*/study.json"))
    studies = [load_study(file.parent) for file in found if not file.parent.name.startswith(".")] or [load_study(folder)]
    loaded = region_of(studies[0], region)
    for one in studies:
        applied = loaded.apply(one.scenario) if one.scenario else loaded
        if applied.hash != one.meta["input_hash"]:
            raise InputError(
                Problem("the region has changed since this study was made.", "Run the study again.", value=str(one.folder))
            )  # fmt: skip
        _rewrite_one(applied, one, lang, delivery)
    if found:
        known = list(loaded.scenarios)
        _overall(loaded, folder, sorted(studies, key=lambda one: known.index(one.scenario)), lang, stated_date, delivery)
    return folder / "report.html"


def region_of(one: Study, region: Region | str | os.PathLike[str] | None) -> Region:
    """Return the region of a study: the one named, or the built-in one of that name.

    Raises
    ------
    InputError
        When none is named and the study's region is not built in.
    """
    from tingzhou import region as regions

    name = str(one.meta["region"])
    if region is None and name not in regions.BUILT_IN:
        raise InputError(
            Problem("the study's region is not built in.", "Name its folder or workbook with --region.", value=name)
        )  # fmt: skip
    return _region(name if region is None else region)


def _rewrite_one(applied: Region, one: Study, lang: str, delivery: Path | None, stated_date: str = "") -> None:
    from tingzhou.report import render_html, write_workbook

    scenario = applied.scenarios.get(one.scenario)
    titles = (scenario.title_zh, scenario.title_en) if scenario else (applied.title("zh"), applied.title("en"))
    document = document_of(applied, (_part_from(one, *titles),), lang, stated_date, delivery)
    (one.folder / "report.html").write_text(render_html(document), encoding="utf-8", newline="\n")
    write_workbook(document, one.folder / "report.xlsx")


def _part_from(one: Study, title_zh: str, title_en: str) -> ScenarioPart:
    from tingzhou.report import ScenarioPart

    return ScenarioPart(one.scenario, title_zh, title_en, cleaned_tables(one.tables), _told(one))


def study_set(
    region: Region | str | os.PathLike[str],
    *,
    scenarios: Iterable[str] | None = None,
    out: str | os.PathLike[str] = "out",
    hours: str | None = None,
    gap: float | None = None,
    quick: bool = False,
    solver: str | None = None,
    lang: str = "zh",
    stated_date: str = "",
    workers: int = 1,
    progress: Progress | None = None,
    answered: Callable[[Study], None] | None = None,
) -> StudySet:
    """Run several scenarios, each into its folder under ``out``, and write one report over all of them.

    Without ``scenarios`` those that ``region.toml`` names for the study are run. With two workers two scenarios run side by side,
    to the same results. Quick studies of several scenarios have the common report alone. ``answered`` is called with each study when
    it stands in its folder, before the common report is written; of a quick one before any report.
    """
    loaded = _region(region)
    names = tuple(scenarios) if scenarios is not None else loaded.manifest.study_scenarios or tuple(loaded.scenarios)[:1]
    if not names:
        raise UsageError("the region names no scenario for a study; name one")
    for name in names:
        loaded.apply(name)  # every refusal before any solve
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    _asked(hours, gap, quick, solver)
    options = {"hours": hours, "gap": gap, "quick": quick, "solver": solver, "lang": lang, "stated_date": stated_date,
               "report": not quick}  # fmt: skip
    if workers > 1 and len(names) > 1:
        studies = _side_by_side(loaded, names, folder, options, workers, progress)
        for one in studies:
            if answered is not None:
                answered(one)
    else:
        studies = []
        for name in names:
            studies.append(study(loaded, scenario=name, out=folder / name, progress=progress, **options))  # type: ignore[arg-type]
            if answered is not None:
                answered(studies[-1])
    _overall(loaded, folder, studies, lang, stated_date)
    return StudySet(folder, tuple(studies))


def _run_one(region: Region, name: str, folder: Path, options: dict[str, Any]) -> str:
    study(region, scenario=name, out=folder / name, **options)
    return name


def _side_by_side(
    region: Region,
    names: tuple[str, ...],
    folder: Path,
    options: dict[str, Any],
    workers: int,
    progress: Progress | None,
) -> list[Study]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(names)), mp_context=context) as pool:
        futures = [pool.submit(_run_one, region, name, folder, options) for name in names]
        for count, future in enumerate(as_completed(futures), start=1):
            name = future.result()
            if progress is not None:
                progress("solve", count / len(names), name)
    return [load_study(folder / name) for name in names]


def _overall(
    region: Region, folder: Path, studies: Iterable[Study], lang: str, stated_date: str, delivery: Path | None = None
) -> None:
    """Write the report over all scenarios beside their folders; that of a single one is its own."""
    from tingzhou.report import ScenarioPart, render_html, write_workbook

    studies = list(studies)
    if len(studies) == 1:
        one = studies[0]
        if not all((one.folder / name).exists() for name in ("report.html", "report.xlsx")):  # a quick one was told first
            _rewrite_one(region.apply(one.scenario) if one.scenario else region, one, lang, delivery, stated_date)
        for name in ("report.html", "report.xlsx"):
            shutil.copyfile(one.folder / name, folder / f".{name}")
            (folder / f".{name}").replace(folder / name)
        return
    parts = []
    for one in studies:
        scenario = region.scenarios[one.scenario]
        parts.append(_part_from(one, scenario.title_zh, scenario.title_en))
    compared = comparison(parts)
    if compared is not None:
        parts[0] = ScenarioPart(parts[0].id, parts[0].title_zh, parts[0].title_en,
                                {**parts[0].tables, "scenarios": compared}, parts[0].statements)  # fmt: skip
    document = document_of(region, tuple(parts), lang, stated_date, delivery)
    for name, write in (("report.html", lambda p: p.write_text(render_html(document), encoding="utf-8", newline="\n")),
                        ("report.xlsx", lambda p: write_workbook(document, p))):  # fmt: skip
        temporary = folder / f".{name}"
        write(temporary)
        temporary.replace(folder / name)


def _told(one: Study) -> tuple[tuple[str, Mapping[str, object]], ...]:
    """Return the statements of a study as they were made."""
    return tuple((str(message), dict(parameters)) for message, parameters in one.meta.get("statements", ()))


class _StudyModule(types.ModuleType):
    """The module itself, callable: once it is imported, ``tingzhou.study`` is the module, and ``tz.study(region)`` must still run one."""

    def __call__(self, *arguments: Any, **options: Any) -> Study:
        """Run ``study``."""
        return study(*arguments, **options)


sys.modules[__name__].__class__ = _StudyModule
