"""From a region to a delivery folder: plan, reasons, day schedules, check, tables, page, workbook, schedule file; whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou import region as regions
from tingzhou.deliver_parts import Approvals, approval_table, approvals_of, risk_tables, with_accounts
from tingzhou.delivery.checker import Dated, check_days, check_plan
from tingzhou.delivery.days import DaySchedule, StageTemplate, day_schedules
from tingzhou.delivery.plan_tables import conflict_table, plan_tables
from tingzhou.delivery.portfolio import Plan, Portfolio, read_portfolio, solve_portfolio
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.delivery.reasons import prices, reasons, smallest_conflict
from tingzhou.errors import InputError, InternalError, Problem
from tingzhou.labels import label, sentence
from tingzhou.tables import ResultTable
from tingzhou.version import __version__

if TYPE_CHECKING:
    from tingzhou.region import Region
    from tingzhou.report.plan import PlanPage

__all__ = ["Delivered", "Extras", "answers", "deliver"]

_RANKED = ("Ranked by value and the published attributes in the table of the ranking rule; operators' names are not used "
           "(Fair-Competition Review Regulation, article 10 (3)).")  # fmt: skip
Tell = Callable[[str, float, str], None]


@dataclass(frozen=True)
class Extras:
    """What a delivery adds to the tables of the region.

    Parameters
    ----------
    approvals
        ``minimum``: construction begins after compulsory publicity at the earliest; ``maximum``: after the limits on authorities; ``none``.
    accepted
        Day of acceptance of the first files; without it the first working day of the planning years.
    runs
        Runs of the simulation; 0 for none.
    study
        Folder of a study whose accounts give values.
    """

    approvals: str = "minimum"
    accepted: dt.date | None = None
    runs: int = 5000
    study: Path | None = None


@dataclass(frozen=True)
class Delivered:
    """A finished delivery: its folder, the plan, day schedules, tables and what ``delivery.json`` says."""

    folder: Path
    plan: Plan
    days: tuple[DaySchedule, ...]
    tables: Mapping[str, ResultTable]
    meta: Mapping[str, Any]


def deliver(
    source: str | Path | Region, out: str | Path, *, scenario: str = "", effort: Effort | None = None, with_prices: bool = True,
    language: str = "zh", progress: Tell | None = None, extras: Extras | None = None, apart: bool | None = None,
) -> Delivered:  # fmt: skip
    """Choose and date the projects of a region and write the folder ``out``.

    A run that was stopped goes on from the stage it had finished: the plan found is kept beside the folder until it is complete, bound to
    the hash of the region and the effort.

    Parameters
    ----------
    extras
        Approval rule, day of acceptance, runs of the simulation, study whose accounts give values.
    apart
        Whether to run in a process of its own, since the solvers of projects and of studies cannot be loaded together; without it
        that is done where the solver of studies is loaded already. Progress then has no steps in between.

    Raises
    ------
    InputError
        When the region is refused, or ``out`` holds something that is no delivery.
    InternalError
        When the independent checker faults the plan; nothing is written then.
    """
    tell = progress or (lambda stage, done, word: None)
    options = {
        "scenario": scenario,
        "effort": effort or Effort(),
        "with_prices": with_prices,
        "language": language,
        "wanted": extras or Extras(),
    }
    if "highspy" not in sys.modules if apart is None else not apart:
        return _delivered(source, Path(out), tell=tell, **options)  # type: ignore[arg-type]
    tell("plan", 0.05, "")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_delivered, source, Path(out), **options).result()  # type: ignore[arg-type]


def _quiet(stage: str, done: float, word: str) -> None:
    del stage, done, word


def _delivered(
    source: str | Path | Region, folder: Path, *, scenario: str, effort: Effort, with_prices: bool, language: str, wanted: Extras,
    tell: Tell = _quiet,
) -> Delivered:  # fmt: skip
    """Do what ``deliver`` says, in this process."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "delivery.json").exists():
        raise InputError(Problem("the place is not empty.", "Name a new folder: nothing is overwritten.", value=str(folder)))
    region = source if isinstance(source, regions.Region) else regions.load(source)
    region = region.apply(scenario) if scenario else region
    approvals = Approvals({}, ()) if wanted.approvals == "none" else approvals_of(region, wanted.approvals, wanted.accepted)
    portfolio = read_portfolio(region, lawful=approvals.lawful)
    valued: tuple[str, ...] = ()
    if wanted.study is not None:
        portfolio, valued = with_accounts(portfolio, region, wanted.study)
    key = f"{region.hash} {effort} {__version__} {wanted.approvals} {sorted(approvals.lawful.items())} {[p.benefit for p in portfolio.projects]}"
    tell("plan", 0.05, "")
    plan = _plan(portfolio, effort, folder, key, lambda name: tell("plan", 0.3, label(f"choice.{name}", language)))
    checked = [
        Dated(portfolio.projects[p].id, column.mode, column.start) for p, column in enumerate(plan.chosen) if column is not None
    ]
    _refuse(check_plan(portfolio, checked))
    tell("days", 0.6, "")
    days = tuple(day_schedules(plan, _templates(region), hoisting=_windows(region, plan)))
    _refuse(check_days(days))
    if with_prices:
        tell("prices", 0.65, "")
    named = {one.id: one.zh if language == "zh" else one.en for one in portfolio.factors}
    bought = _prices(plan, effort, lambda factor: tell("prices", 0.75, named[factor])) if with_prices else []
    tables = _tables(region, plan, days, bought, valued, approvals, wanted, tell)
    tell("report", 0.95, "")
    meta = {
        **_meta(region, plan, effort, scenario),
        "approvals": wanted.approvals,
        "runs": wanted.runs,
        "values_from_accounts": list(valued),
    }
    done = Delivered(folder, plan, days, tables, meta)
    _write(done, region, language)
    _kept(folder).unlink(missing_ok=True)
    return done


def _tables(region: Region, plan: Plan, days: tuple[DaySchedule, ...], bought: list[dict[str, Any]], valued: tuple[str, ...],
            approvals: Approvals, wanted: Extras, tell: Tell) -> dict[str, ResultTable]:  # fmt: skip
    """Return all tables of a delivery in the order of its page."""
    portfolio = plan.portfolio
    tables = plan_tables(plan, days, reasons(plan), bought, valued)
    if wanted.runs:
        tell("risk", 0.85, "")
        tables |= risk_tables(region, plan, days, wanted.runs)
    if approvals.rows:
        tables["plan_approvals"] = approval_table(plan, approvals, wanted.approvals)
    if plan.stage("must").value < sum(project.must for project in portfolio.projects):
        conflict = smallest_conflict(portfolio)
        if conflict is not None:
            tables = {"plan_conflicts": conflict_table(portfolio, conflict), **tables}
    return tables


def _refuse(findings: list[tuple[str, Mapping[str, object]]]) -> None:
    """Raise when a checker found anything: a plan that breaks a limit is not written."""
    if findings:
        message, fields = findings[0]
        raise InternalError("the independent check found {count} broken limit(s), such as: {first}", count=len(findings),
                            first=sentence(message, "en", **fields))  # fmt: skip


def _kept(folder: Path) -> Path:
    return folder.parent / f".{folder.name}-plan.json"


def _plan(portfolio: Portfolio, effort: Effort, folder: Path, key: str, searched: Callable[[str], None]) -> Plan:
    """Return the plan: the one kept by an earlier run of the same input, or a new one."""
    from tingzhou.delivery.portfolio.columns import make_columns
    from tingzhou.delivery.portfolio.search import Stage

    path = _kept(folder)
    if path.exists():
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError):
            held = {}
        if held.get("key") == key:
            columns = make_columns(portfolio)
            place = {(one.project, one.mode, one.start): one for one in columns.columns}
            chosen = tuple(place[p, taken[0], taken[1]] if taken else None for p, taken in enumerate(held["chosen"]))
            return Plan(portfolio, columns, chosen, tuple(Stage(*stage) for stage in held["stages"]), held["method"])
    plan = solve_portfolio(portfolio, effort=effort, progress=lambda name, value, bound: searched(name))
    folder.parent.mkdir(parents=True, exist_ok=True)
    held = {"key": key, "method": plan.method, "chosen": [[one.mode, one.start] if one else None for one in plan.chosen],
            "stages": [[one.name, one.value, one.bound, one.proof] for one in plan.stages]}  # fmt: skip
    path.write_text(json.dumps(held), encoding="utf-8")
    return plan


def _prices(plan: Plan, effort: Effort, searched: Callable[[str], None]) -> list[dict[str, Any]]:
    return prices(plan, Effort(effort.deterministic / 2, effort.workers, effort.seed, effort.gap), progress=searched)


def _templates(region: Region) -> list[StageTemplate]:
    return [
        StageTemplate(str(row["id"]), str(row["zh"]), str(row["en"]), str(row["kind"]), float(row["days_share"]),
                      tuple(part.strip() for part in str(row["after"]).split(";") if part.strip()), str(row["stage_calendar"]), str(row["crew"]))
        for row in region.table("project_stages").to_dict("records")
    ]  # fmt: skip


def _windows(region: Region, plan: Plan) -> dict[str, dict[dt.date, bool]]:
    """Return the days that allow hoisting by place: one weather year of the region's own wind, laid over every year."""
    from tingzhou.risks import hoisting_calendars

    pairs = zip(plan.portfolio.projects, plan.chosen, strict=True)
    places = frozenset(project.place for project, column in pairs if column is not None and project.kind == "wind")
    if not places:
        return {}
    periods = plan.portfolio.periods
    first, last = periods.first_day(0), periods.last_day(periods.count + 48)
    found = hoisting_calendars(region, places, first, last, years=1)
    return {name.removeprefix("hoisting:"): {first + dt.timedelta(days=k): bool(on) for k, on in enumerate(some[0].worked)}
            for name, some in found.items()}  # fmt: skip


def _meta(region: Region, plan: Plan, effort: Effort, scenario: str) -> dict[str, Any]:
    chosen = [column for column in plan.chosen if column is not None]
    return {
        "version": __version__, "region": region.id, "scenario": scenario, "input_hash": region.hash, "method": plan.method,
        "projects": len(plan.chosen), "selected": len(chosen),
        "objectives": [{"objective": one.name, "reached": one.value, "bound": one.bound, "gap": one.gap, "proof": one.proof} for one in plan.stages],
        "effort": {"deterministic": effort.deterministic, "workers": effort.workers, "seed": effort.seed},
        "checked": True,
        "ranking": [{"attribute": rule.attribute, "matches": rule.matches, "surcharge": rule.share} for rule in plan.portfolio.ranking],
    }  # fmt: skip


def answers(done: Delivered) -> list[tuple[str, str]]:
    """Return the first lines of the page."""
    plan = done.plan
    portfolio = plan.portfolio
    taken = [(project, column) for project, column in zip(portfolio.projects, plan.chosen, strict=True) if column is not None]
    late = sum(column.tardiness > 0 for _, column in taken)
    value, delay = plan.stage("value"), plan.stage("tardiness")
    wanted = [(project, column) for project, column in taken if project.must]
    lines: list[tuple[str, dict[str, object]]] = [
        ("{selected} of {projects} projects are in the plan, {capital} of {total} 1e8 CNY of investment; {late} are later than wanted.",
         {"selected": len(taken), "projects": len(portfolio.projects), "capital": f"{sum(p.capital for p, _ in taken) / 1e8:,.0f}",
          "total": f"{sum(p.capital for p in portfolio.projects) / 1e8:,.0f}", "late": late}),
        ("Value {value} of at most {bound} 1e8 CNY: proven gap {gap} %.",
         {"value": f"{value.value / 1e4:,.2f}", "bound": f"{value.bound / 1e4:,.2f}", "gap": f"{100 * value.gap:.2f}"}),
        ("Weighted delay of these projects {late} months: proven to be the least that keeps the value."
         if delay.value == delay.bound else
         "Weighted delay of these projects {late} months; no dates of them that keep the value have less than {bound}: what lies between is not decided.",
         {"late": f"{delay.value / 200:,.1f}", "bound": f"{delay.bound / 200:,.1f}"}),
        ("Every limit was recomputed by the independent checker: none is broken.", {}),
        (_RANKED, {}),
    ]  # fmt: skip
    must = plan.stage("must")
    if any(project.must for project in portfolio.projects):
        lines.insert(2, ("{count} must-have(s) are in the plan, {intime} of them by the day wanted; no plan has less delay of must-haves than {bound} weighted months.",
                         {"count": len(wanted), "intime": sum(column.tardiness == 0 for _, column in wanted), "bound": f"{plan.stage('dates').bound / 200:.1f}"}))  # fmt: skip
    if taken and not done.days:
        lines.append(
            ("No day schedules and no chances of dates: the table project_stages has no stages for these kinds of projects.", {})
        )
    if must.value < sum(project.must for project in portfolio.projects):
        lines.insert(1, ("Only {reached} of {count} must-haves can be had together: see the smallest conflict.",
                         {"reached": must.value, "count": sum(project.must for project in portfolio.projects)}))  # fmt: skip
    return [(sentence(text, "zh", **fields), sentence(text, "en", **fields)) for text, fields in lines]


def _write(done: Delivered, region: Region, language: str) -> None:
    """Write everything to a folder beside and move it into place."""
    folder = done.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        fresh = Path(beside) / "new"
        (fresh / "tables").mkdir(parents=True)
        from tingzhou.report.plan import render_plan

        page = _page(done, region, language)
        (fresh / "plan.html").write_text(render_plan(page), encoding="utf-8", newline="\n")
        _write_tables(done, fresh)
        from tingzhou.delivery.progress.mspdi import write_mspdi

        (fresh / "schedule.xml").write_bytes(write_mspdi(_schedule(done)))
        (fresh / "delivery.json").write_text(
            json.dumps({**done.meta, "page": _kept_page(page)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        if folder.exists():
            folder.rename(Path(beside) / "old")
        fresh.rename(folder)


def _page(done: Delivered, region: Region, language: str) -> PlanPage:
    from tingzhou.report.plan import PlanPage

    portfolio = done.plan.portfolio
    names = {
        **portfolio.names,
        **{one.id: (one.zh, one.en) for one in portfolio.projects},
        **{f.id: (f.zh, f.en) for f in portfolio.factors},
    }
    named = set(region.table("projects")["source"])
    licences = [
        f"{row['publisher']}: {row['title']} ({row['licence']})"
        for row in region.table("sources").to_dict("records")
        if row["id"] in named and row["licence"]
    ]
    return PlanPage(f"{region.title('zh')}：项目安排", f"{region.title('en')}: plan of projects", __version__, region.hash, region.applied,
                    answers(done), done.tables, names, portfolio.periods.winter_stop, language, licences)  # fmt: skip


def _kept_page(page: PlanPage) -> dict[str, Any]:
    """Return what a study needs to show the page besides the tables' figures."""
    return {"title": [page.title_zh, page.title_en], "answers": [list(pair) for pair in page.answers], "winter_stop": page.winter_stop,
            "names": page.names, "tables": {name: {"units": dict(table.units), "notes": list(table.notes), "texts": _texts(table)} for name, table in page.tables.items()}}  # fmt: skip


def _texts(table: ResultTable) -> list[str]:
    """Return the columns that hold texts: a file does not tell an empty text from a missing number."""
    return [str(column) for column in table.frame.columns if any(isinstance(value, str) for value in table.frame[column])]


def _write_tables(done: Delivered, fresh: Path) -> None:
    from tingzhou.report.plan_workbook import write_plan_workbook

    for name, table in done.tables.items():
        table.frame.to_csv(
            fresh / "tables" / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n", quoting=csv.QUOTE_MINIMAL
        )
    write_plan_workbook(done.tables, fresh / "plan.xlsx", str(done.meta["region"]))


def _schedule(done: Delivered) -> Any:
    """Return the day schedules as a schedule file: a summary per project, its stages below, links between stages."""
    from tingzhou.delivery.progress import Schedule
    from tingzhou.delivery.progress.schedule import ScheduleCalendar, ScheduleLink, ScheduleTask

    projects = {one.id: one for one in done.plan.portfolio.projects}
    tasks, links = [], []
    for one in done.days:
        name = projects[one.project].zh
        tasks.append(
            ScheduleTask(
                one.project, name, min(s.start for s in one.stages), one.finish, summary=True, budget=projects[one.project].capital
            )
        )
        for stage in one.stages:
            identity = f"{one.project}.{stage.template.id}"
            length = float((stage.finish - stage.start).days + 1)
            tasks.append(
                ScheduleTask(
                    identity, stage.template.zh, stage.start, stage.finish, length, parent=one.project, calendar="every_day"
                )
            )
            links += [ScheduleLink(f"{one.project}.{before}", identity) for before in stage.template.after]
    every = ScheduleCalendar("every_day", (True,) * 7)
    first = min((task.start for task in tasks if task.start), default=dt.date(done.plan.portfolio.periods.first_year, 1, 1))
    return Schedule(name=str(done.meta["region"]), tasks=tuple(tasks), links=tuple(links), calendars=(every,), start=first)
