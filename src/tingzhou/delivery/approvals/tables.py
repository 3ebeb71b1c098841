"""The approval path as result tables: lengths, steps with dates, papers, permits, comparison of counties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from tingzhou.delivery.approvals.facts import known_facts
from tingzhou.delivery.approvals.graph import maximum_days, minimum_days
from tingzhou.delivery.approvals.observed import StepObservation, observed_path
from tingzhou.delivery.approvals.papers import Expiry, papers_for
from tingzhou.delivery.approvals.path import ApprovalPath
from tingzhou.delivery.approvals.steps import Limit, Step
from tingzhou.delivery.durations import durations
from tingzhou.labels import label
from tingzhou.tables import ResultTable

__all__ = ["county_table", "expiry_table", "path_tables"]

_UNKNOWN = "A limit that is not known counts as its compulsory minimum and is marked; it may take longer."
_MARKS = "T: the text of the rule was read; P: a public page; M: practice or assumption. Check P and M before quoting."


def _lengths(path: ApprovalPath) -> ResultTable:
    rows = [("legal_maximum", path.maximum.length), ("compulsory_minimum", path.minimum.length), ("one_after_another", path.serial),
            ("graph_of_the_law", path.graph), ("side_by_side", path.joint), ("station_waits", path.staged),
            ("gain_of_graph", path.serial - path.graph), ("gain_side_by_side", path.graph - path.joint)]  # fmt: skip
    return ResultTable("path_lengths", pd.DataFrame(rows, columns=["measure", "working_days"]), {"working_days": "wd"}, (_UNKNOWN,))


def _steps(path: ApprovalPath, lang: str) -> ResultTable:
    rows = []
    for one in path.maximum.end:
        step = path.step(one)
        accepted, last = path.dates_maximum[one]
        rows.append({
            "step": one, "title": step.name(lang), "authority": step.authority,
            "limit_stated": _shown(step.maximum, lang), "maximum_wd": maximum_days(step, path.handling),
            "floor_stated": _shown(step.minimum, lang), "minimum_wd": minimum_days(step), "slack": path.maximum.slack[one],
            "critical": one in path.maximum.critical, "on_floor": one in path.minimum.critical, "accepted": accepted, "due": last,
            "earliest": path.dates_minimum[one][1], "unknown": step.maximum is None,
            "outside_clock": "; ".join([*(f"{word} {_shown(limit, lang)}" for word, limit in step.aside.items()), *step.remarks]),
            "valid_years": step.valid_years, "mark": step.mark, "basis": step.source,
        })  # fmt: skip
    frame = pd.DataFrame(rows).astype({"maximum_wd": "float64", "minimum_wd": "float64", "valid_years": "float64"})
    units = {"maximum_wd": "wd", "minimum_wd": "wd", "slack": "wd", "valid_years": "a"}
    return ResultTable("path_steps", frame, units, (_UNKNOWN, _MARKS))


def _shown(limit: Limit | None, lang: str) -> str:
    """Return a limit with its clock in words: working days or calendar days."""
    return "?" if limit is None else f"{limit.value} {label(f'limit_unit.{limit.unit}', lang)}"


def _papers(path: ApprovalPath, lang: str) -> ResultTable:
    needed = [step for step in path.steps if step.id in path.maximum.end]
    rows = [{"step": paper.step, "title": path.step(paper.step).name(lang), "paper": paper.zh if lang == "zh" else paper.en,
             "result_of": paper.result_of, "mark": paper.mark, "basis": paper.source} for paper in papers_for(needed)]  # fmt: skip
    return ResultTable(
        "path_papers", pd.DataFrame(rows, columns=["step", "title", "paper", "result_of", "mark", "basis"]), {}, (_MARKS,)
    )


def _facts(path: ApprovalPath, lang: str) -> ResultTable:
    facts = known_facts()
    rows = [{"fact_name": name, "title": facts[name].zh if lang == "zh" else facts[name].en, "value": _word(value),
             "stated": name not in path.facts.assumed} for name, value in path.facts.values.items()]  # fmt: skip
    note = "Facts that were not stated stand at the default of the kind of project: state them where they differ."
    return ResultTable("path_facts", pd.DataFrame(rows, columns=["fact_name", "title", "value", "stated"]), {}, (note,))


def _word(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else value


def _published() -> ResultTable:
    rows = [{"id": row.id, "title": row.zh, "mode": row.mode, "p10": row.p10, "p50": row.p50, "p90": row.p90, "quality": row.quality,
             "mark": row.mark, "basis": row.source} for row in durations() if row.project_type == "approval"]  # fmt: skip
    note = "Published records are the best of many: they lie near P10 and are never a P50."
    frame = pd.DataFrame(rows).astype({"p10": float, "p50": float, "p90": float})
    return ResultTable("path_published", frame, {"p10": "d", "p50": "d", "p90": "d"}, (note,))


def county_table(path: ApprovalPath, observations: Iterable[StepObservation]) -> ResultTable:
    """Return quantiles of the observed path, over all counties and in each."""
    listed = tuple(observations)
    rows = []
    for county in [None, *sorted({one.county for one in listed if one.county})]:
        found = observed_path(path.steps, listed, path.handling, path.target, county=county)
        if found is not None:
            rows.append({"county": county or "", "p10": found.p10, "p50": found.p50, "p90": found.p90, "observed": ", ".join(found.observed),
                         "at_limit": ", ".join(found.at_limit), "unknown": ", ".join(found.unknown)})  # fmt: skip
    note = "A step without observations counts at its legal limit. The first row is all counties together."
    frame = pd.DataFrame(rows, columns=["county", "p10", "p50", "p90", "observed", "at_limit", "unknown"])
    return ResultTable("path_counties", frame, {"p10": "wd", "p50": "wd", "p90": "wd"}, (note,))


def expiry_table(found: Iterable[Expiry], steps: Iterable[Step], start: dt.date, lang: str) -> ResultTable:
    """Return permits by the day they run out, and whether they still hold on ``start``, the day on which construction may begin."""
    names = {step.id: step.name(lang) for step in steps}
    rows = [{"project": one.permit.project, "step": one.permit.step, "title": names.get(one.permit.step, ""), "issued": one.permit.issued,
             "expires": one.expires, "days_left": one.days_left, "ask_by": one.ask_by, "state": one.state, "holds_at_start": one.expires >= start} for one in found]  # fmt: skip
    columns = ["project", "step", "title", "issued", "expires", "days_left", "ask_by", "state", "holds_at_start"]
    return ResultTable("permit_expiries", pd.DataFrame(rows, columns=columns), {"days_left": "d"})


def path_tables(path: ApprovalPath, *, lang: str = "en", observations: Iterable[StepObservation] = ()) -> dict[str, ResultTable]:
    """Return the tables of a path by name."""
    listed = tuple(observations)
    tables = {"path_lengths": _lengths(path), "path_steps": _steps(path, lang), "path_papers": _papers(path, lang),
              "path_facts": _facts(path, lang), "path_published": _published()}  # fmt: skip
    if listed:
        tables["path_counties"] = county_table(path, listed)
    return tables
