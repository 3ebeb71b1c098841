"""The tables of a plan: projects, factors by year, reasons, prices, moves, bounds, stages, places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.columns import VALUE_STEP, Column
from tingzhou.delivery.portfolio.problem import Portfolio
from tingzhou.delivery.portfolio.search import Plan
from tingzhou.labels import has_label, label, sentence
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.delivery.days import DaySchedule
    from tingzhou.delivery.reasons import Conflict, Reason

__all__ = ["conflict_table", "plan_tables", "reason_text"]

_NOTE_VALUE = "Values are those of the accounts or stated in the table projects; they do not depend on the year."
_NOTE_RANK = "Projects are ranked by value and published attributes only; operators' names are never read by the ranking."


def plan_tables(
    plan: Plan,
    days: Sequence[DaySchedule],
    found: Sequence[Reason],
    prices: Sequence[dict[str, Any]],
    valued: Sequence[str] = (),
) -> dict[str, ResultTable]:
    """Return the tables in the order of the page."""
    tables = [_bounds(plan), _projects(plan, days, valued), _reasons(plan, found), _factors(plan), _prices(plan, prices), _moves(plan),
              _places(plan), _ranking(plan), _stages(plan, days)]  # fmt: skip
    return {table.name: table for table in tables if not table.frame.empty}


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Any:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def _day(portfolio: Portfolio, period: int | None, *, last: bool = False) -> str:
    if period is None:
        return ""
    day = portfolio.periods.last_day(period) if last else portfolio.periods.first_day(period)
    return day.isoformat()


def _projects(plan: Plan, days: Sequence[DaySchedule], valued: Sequence[str]) -> ResultTable:
    portfolio = plan.portfolio
    finish = {one.project: one.finish.isoformat() for one in days}
    rows = []
    for project, column in zip(portfolio.projects, plan.chosen, strict=True):
        late = max(column.finish - 1 - project.target, 0) / 2 if column is not None and project.target is not None else 0.0
        rows.append({
            "id": project.id, "zh": project.zh, "en": project.en, "kind": project.kind, "place": project.place,
            "selected": "selected" if column is not None else "dropped", "must": "★" if project.must else "",
            "mode": column.mode if column is not None else "", "start": _day(portfolio, column.start) if column is not None else "",
            "finish": finish.get(project.id) or (_day(portfolio, column.finish - 1, last=True) if column is not None else ""),
            "period_finish": _day(portfolio, column.finish - 1, last=True) if column is not None else "",
            "target": _day(portfolio, project.target, last=True), "delay_months": float(late), "capital": project.capital,
            "benefit": portfolio.value(project), "benefit_from": "accounts" if project.id in valued else "table", "quality": project.quality,
        })  # fmt: skip
    rows.sort(key=lambda row: (row["selected"] != "selected", row["start"], row["id"]))
    columns = ("id", "zh", "en", "kind", "place", "selected", "must", "mode", "start", "finish", "period_finish", "target", "delay_months",
               "capital", "benefit", "benefit_from", "quality")  # fmt: skip
    return ResultTable("plan_projects", _frame(rows, columns), {"capital": "CNY", "benefit": "CNY"}, (_NOTE_VALUE,))


def _bounds(plan: Plan) -> ResultTable:
    scale = {"must": 1.0, "dates": 1 / 200, "value": VALUE_STEP / 1e8, "tardiness": 1 / 200, "moves": 1 / 1000, "early": 1 / 2}
    units = {"must": "count", "dates": "month", "value": "亿元", "tardiness": "month", "moves": "count", "early": "month"}
    rows = [{"objective": one.name, "reached": float(one.value * scale[one.name]), "bound": float(one.bound * scale[one.name]),
             "unit": units[one.name], "gap": 100 * one.gap, "proof": one.proof} for one in plan.stages]  # fmt: skip
    notes = (
        "Objectives in order: a later one never gives up anything of an earlier one. A bound is proven for what the earlier ones reached.",
        "From the weighted delay on the selection is that of the value; the bound is proven for this selection: no dates of it have less.",
    )
    return ResultTable("plan_bounds", _frame(rows, ("objective", "reached", "bound", "unit", "gap", "proof")), {"gap": "%"}, notes)


def _factors(plan: Plan) -> ResultTable:
    portfolio, rows = plan.portfolio, []
    taken = [column for column in plan.chosen if column is not None]
    for factor in portfolio.factors:
        step = plan.columns.step[factor.id]
        for year in range(portfolio.periods.years):
            available, use = _used(plan, factor.id, factor.kind, year, taken)
            rows.append({"factor": factor.id, "zh": factor.zh, "en": factor.en, "factor_kind": factor.kind,
                         "calendar_year": portfolio.periods.first_year + year, "available": available * step, "use": use * step,
                         "left_over": max(available - use, 0) * step, "factor_unit": factor.unit})  # fmt: skip
    columns = ("factor", "zh", "en", "factor_kind", "calendar_year", "available", "use", "left_over", "factor_unit")
    notes = (
        "For capacities, credit and sites: the half month of the year with the least left. A quota's carry-over is in what is available.",
    )
    return ResultTable("plan_factors", _frame(rows, columns), {}, notes)


def _used(plan: Plan, factor: str, kind: str, year: int, taken: Sequence[Column]) -> tuple[float, float]:
    """Return what is available and used in a year: of a quota in total, of other factors when least is left."""
    limits = plan.columns.limits
    if kind == "quota":
        rate = plan.portfolio.factor(factor).carry_over
        total = [sum(column.takes.get(("quota", factor, y), 0) for column in taken) for y in range(year + 1)]
        before = rate * total[year - 1] if year else 0.0
        carried = limits["quota", factor, year] - (rate * limits["quota", factor, year - 1] if year else 0.0)
        left = limits["quota", factor, year - 1] - total[year - 1] if year else 0
        return carried + rate * left, total[year] - before
    family = "renewable" if kind == "renewable" else "level"
    periods = range(24 * year, 24 * year + 24)
    used, provided = dict.fromkeys(periods, 0), dict.fromkeys(periods, 0)
    for column in taken:
        for (which, name, period), flow in column.takes.items():
            if (which, name) == (family, factor):
                into = provided if kind == "site" and flow < 0 else used
                for one in periods if family == "level" and period < periods[0] else periods[max(period - periods[0], 0) :]:
                    if family == "level" or one == period:
                        into[one] += flow
    worst: tuple[float, float] | None = None
    for period in periods:
        available, use = limits[family, factor, period] - provided[period], used[period]
        if worst is None or available - use <= worst[0] - worst[1]:
            worst = (float(available), float(use))
    assert worst is not None
    return worst


def reason_text(plan: Plan, reason: Reason, lang: str) -> str:
    """Return a reason as one sentence."""
    portfolio = plan.portfolio
    names = {project.id: project.zh if lang == "zh" else project.en for project in portfolio.projects}
    start = portfolio.periods.first_day(reason.earliest).strftime("%Y-%m") if reason.earliest is not None else ""
    other = names.get(reason.link, reason.link)
    if reason.kind == "factor":
        factor = portfolio.factor(reason.factor)
        unit = label(f"unit.{factor.unit}", lang) if has_label(f"unit.{factor.unit}") else factor.unit
        fields = {
            "factor": factor.zh if lang == "zh" else factor.en,
            "year": reason.year,
            "short": _figure(reason.short),
            "unit": unit,
            "start": start,
        }
        if start:
            text = sentence(
                "{factor} {year}: {short} {unit} short; earliest lawful start beside the rest of the plan {start}.", lang, **fields
            )
        else:
            text = sentence(
                "{factor} {year}: {short} {unit} short; no start within the horizon fits beside the rest of the plan.",
                lang,
                **fields,
            )
        if reason.swap:
            text += (" " if lang == "en" else "") + sentence("Possible swap with {other}.", lang, other=names[reason.swap])
        return text
    messages = {
        "no_dates": sentence("No lawful start leaves time to finish within the horizon.", lang),
        "excluded": sentence("Excluded by {other}, which is in the plan.", lang, other=other),
        "needs": sentence("Needs {other}, which is not in the plan.", lang, other=other),
        "too_long": sentence(
            "Earliest lawful start {day}: its days of work do not allow the target date in any mode.",
            lang,
            day=_day(portfolio, reason.earliest),
        ),
        "dear": sentence(
            "In time only in the mode {mode}, which gives up {amount} 10 000 CNY of value: value comes before dates.",
            lang,
            mode=label(f"choice.{reason.link}", lang) if reason.kind == "dear" else "",
            amount=_figure(reason.short),
        ),
        "waits": sentence("Waits for {other}; earliest start {start}.", lang, other=other, start=start or "–"),
        "value": sentence("It would fit, but costs more than it is worth.", lang),
        "order": sentence("It would fit earlier, but the whole plan is better with it later.", lang),
    }
    return messages[reason.kind]


def _figure(value: float) -> str:
    digits = 0 if value >= 100 or float(value).is_integer() else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def _reasons(plan: Plan, found: Sequence[Reason]) -> ResultTable:
    projects = {project.id: project for project in plan.portfolio.projects}
    rows = [{"id": one.project, "zh": projects[one.project].zh, "en": projects[one.project].en,
             "state": "dropped" if plan.chosen[plan.portfolio.projects.index(projects[one.project])] is None else "late",
             "binding_factor": one.factor, "shortfall": one.short or math.nan,
             "lawful_start": _day(plan.portfolio, one.earliest), "reason_zh": reason_text(plan, one, "zh"),
             "reason_en": reason_text(plan, one, "en")} for one in found]  # fmt: skip
    columns = ("id", "zh", "en", "state", "binding_factor", "shortfall", "lawful_start", "reason_zh", "reason_en")
    return ResultTable("plan_reasons", _frame(rows, columns))


def _prices(plan: Plan, prices: Sequence[dict[str, Any]]) -> ResultTable:
    names = {factor.id: factor for factor in plan.portfolio.factors}
    projects = {project.id: f"{project.zh} ({project.en})" for project in plan.portfolio.projects}
    rows = [{**row, "zh": names[row["factor"]].zh, "en": names[row["factor"]].en,
             "newly_selected": "; ".join(projects[one] for one in row["newly_selected"].split("、") if one)} for row in prices]  # fmt: skip
    columns = ("factor", "zh", "en", "extra_value", "extra_bound", "tardiness_change", "newly_selected")
    notes = (
        "Each limit of the factor is raised by 1 % in every year and the portfolio is solved again from the plan; the bound says what no plan can exceed.",
    )
    return ResultTable(
        "plan_prices", _frame(rows, columns), {"extra_value": "CNY", "extra_bound": "CNY", "tardiness_change": "month"}, notes
    )


def _moves(plan: Plan) -> ResultTable:
    portfolio, rows = plan.portfolio, []
    for project, column in zip(portfolio.projects, plan.chosen, strict=True):
        if project.approved is None or (column is not None and column.moves == 0):
            continue
        at, mode = project.approved
        rows.append({"id": project.id, "zh": project.zh, "en": project.en, "start_before": _day(portfolio, at), "mode_before": mode,
                     "start_now": _day(portfolio, column.start) if column is not None else "",
                     "mode_now": column.mode if column is not None else "dropped"})  # fmt: skip
    return ResultTable("plan_moves", _frame(rows, ("id", "zh", "en", "start_before", "mode_before", "start_now", "mode_now")))


def _places(plan: Plan) -> ResultTable:
    portfolio = plan.portfolio
    rows: dict[str, dict[str, Any]] = {}
    for project, column in zip(portfolio.projects, plan.chosen, strict=True):
        row = rows.setdefault(project.place, {"place": project.place, "projects": 0, "chosen_projects": 0, "capital": 0.0, "chosen_capital": 0.0,
                                              "chosen_benefit": 0.0})  # fmt: skip
        row["projects"] += 1
        row["capital"] += project.capital
        if column is not None:
            row["chosen_projects"] += 1
            row["chosen_capital"] += project.capital
            row["chosen_benefit"] += portfolio.value(project)
    columns = ("place", "projects", "chosen_projects", "capital", "chosen_capital", "chosen_benefit")
    units = {"capital": "CNY", "chosen_capital": "CNY", "chosen_benefit": "CNY"}
    return ResultTable("plan_counties", _frame([rows[key] for key in sorted(rows)], columns), units)


def _ranking(plan: Plan) -> ResultTable:
    rows = [
        {"attribute": rule.attribute, "matches": rule.matches, "surcharge": 100 * rule.share} for rule in plan.portfolio.ranking
    ]
    if not rows:
        rows = [{"attribute": "benefit", "matches": "", "surcharge": 0.0}]
    return ResultTable("plan_ranking", _frame(rows, ("attribute", "matches", "surcharge")), {"surcharge": "%"}, (_NOTE_RANK,))


def _stages(plan: Plan, days: Sequence[DaySchedule]) -> ResultTable:
    projects = {project.id: project for project in plan.portfolio.projects}
    rows = [{"project": one.project, "zh": projects[one.project].zh, "en": projects[one.project].en, "stage": stage.template.id,
             "stage_zh": stage.template.zh, "stage_en": stage.template.en, "start": stage.start.isoformat(), "finish": stage.finish.isoformat(),
             "days_worked": stage.days, "crew": stage.template.crew} for one in days for stage in one.stages]  # fmt: skip
    columns = ("project", "zh", "en", "stage", "stage_zh", "stage_en", "start", "finish", "days_worked", "crew")
    return ResultTable("plan_stages", _frame(rows, columns))


def conflict_table(portfolio: Portfolio, conflict: Conflict) -> ResultTable:
    """Return the smallest conflict of the must-haves as a table."""
    names = {project.id: (project.zh, project.en) for project in portfolio.projects}
    names.update({factor.id: (factor.zh, factor.en) for factor in portfolio.factors})
    rows = [{"condition": kind, "id": one, "zh": names[one][0], "en": names[one][1]}
            for kind, some in (("must", conflict.projects), ("factor", conflict.factors)) for one in some]  # fmt: skip
    rows += [{"condition": kind, "id": f"{one} · {other}", "zh": f"{names[one][0]} · {names[other][0]}",
              "en": f"{names[one][1]} · {names[other][1]}"} for one, kind, other in conflict.links]  # fmt: skip
    notes = ("These conditions contradict each other; without any one of them the others can hold together.",)
    return ResultTable("plan_conflicts", _frame(rows, ("condition", "id", "zh", "en")), {}, notes)
