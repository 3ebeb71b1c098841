"""Cases against the legal clock: an append-only log of events, checked against a template of steps with limits.

The clock of a step runs from the day after acceptance (Administrative Licensing Law, article 82), stands still between ``pause`` and
``resume`` (article 45) and ends with ``finish``. Working days are those of the legal calendar, calendar days end on a working day.
Nothing is dropped: an event that cannot be used is listed with its line and the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tingzhou.errors import InputError, Problem
from tingzhou.supervision.case_tables import by_county, by_service, by_step, follows, forecast, order_of_steps, variants
from tingzhou.supervision.template import StepTemplate
from tingzhou.tables import ResultTable
from tingzhou.workdays import WorkingDays, published_years

__all__ = ["EVENTS", "CaseReport", "analyse_cases", "parse_times"]

EVENTS = ("submit", "correct", "accept", "pause", "resume", "finish", "deliver", "withdraw")
COLUMNS = ("case", "step", "event", "time", "county", "service", "channel", "papers", "reason")
_WARNING = 0.7  # share of the limit from which a case is in warning
_OFFSET = r"(?:[zZ]|[+-]\d{2}:?\d{2})$"
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class CaseReport:
    """Tables of a log by name, the day it is judged on, and the counts of its events and cases."""

    on: dt.date
    events: int
    cases: int
    tables: Mapping[str, ResultTable]


def parse_times(texts: pd.Series, utc_offset: float) -> pd.Series:
    """Return ISO 8601 times as local standard time without zone; what cannot be read is missing.

    A time with an offset is an instant: 09:30+09:00 (summer time of 1986 to 1991, or a clock set wrongly) and 08:30+08:00 are the
    same. A time without one is local.
    """
    words = texts.fillna("").astype(str).str.strip()
    zoned = words.str.contains(_OFFSET, regex=True)
    result = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    if zoned.any():
        instants = pd.to_datetime(words[zoned], format="ISO8601", utc=True, errors="coerce")
        result[zoned] = (instants + pd.Timedelta(hours=utc_offset)).dt.tz_localize(None).astype("datetime64[ns]")
    if (~zoned).any():
        result[~zoned] = pd.to_datetime(words[~zoned], format="ISO8601", errors="coerce").astype("datetime64[ns]")
    return result


def analyse_cases(log: pd.DataFrame, template: StepTemplate, *, on: dt.date | None = None, utc_offset: float = 8.0,
                  exceptions: Mapping[dt.date, bool] | None = None) -> CaseReport:  # fmt: skip
    """Return state, statistics and anomalies of a log.

    Parameters
    ----------
    log
        One row per event, in the order in which it was written, columns ``COLUMNS`` (texts) and ``line``.
    on
        Day on which open cases are judged; without it the last day of the log.
    exceptions
        Days of the region that differ from the national calendar.

    Raises
    ------
    InputError
        When no event can be used, or the log reaches into years without a published calendar.
    """
    events, odd = _events(log, template, utc_offset)
    if events.empty:
        raise InputError(Problem("no event of the log can be used.", "Columns: {known}. Events: {events}.",
                                 parameters={"known": ", ".join(COLUMNS), "events": ", ".join(EVENTS)}))  # fmt: skip
    last = events["time"].max().date()
    day = on or last
    first = events["time"].min().date()
    end = min(max(day, last) + dt.timedelta(days=500), dt.date(published_years()[1], 12, 31))
    calendar = WorkingDays(dt.date(first.year, 1, 1), max(end, day, last), dict(exceptions or {}))
    steps, more = _clocks(events, template, calendar, day)
    anomalies = pd.concat([odd, more], ignore_index=True).sort_values(["line", "anomaly"], kind="stable", ignore_index=True)
    counts = anomalies.groupby("anomaly", sort=True).size().rename("count").reset_index()
    steps["late_chance"] = forecast(steps)
    known = ("case", "step", "service", "county", "accepted", "finished", "limit", "unit", "used", "left", "due", "paused_days",
             "state", "reason", "late_chance")  # fmt: skip
    tables = {
        "case_states": ResultTable("case_states", steps.loc[:, list(known)].reset_index(drop=True), notes=(
            "Days are counted from the day after acceptance; pauses with a stated reason are left out.",)),
        "case_steps": by_step(steps),
        "case_counties": by_county(steps),
        "case_services": by_service(events, steps, calendar),
        "case_variants": variants(steps),
        "case_follows": follows(steps, calendar),
        "case_order": order_of_steps(steps, template.steps),
        "case_anomalies": ResultTable("case_anomalies", counts),
        "anomaly_rows": ResultTable("anomaly_rows", anomalies),
    }  # fmt: skip
    return CaseReport(day, len(log), int(events["case"].nunique()), tables)


def _events(log: pd.DataFrame, template: StepTemplate, utc_offset: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the usable events in order of time, and the rows that are not usable."""
    frame = log.copy()
    frame["written"] = frame["time"]
    frame["time"] = parse_times(log["time"], utc_offset)
    lacking = (frame["case"].isna() | (frame["case"] == "")) | (frame["step"].isna() | (frame["step"] == ""))
    faults = {"no_case_or_step": lacking, "no_time": frame["time"].isna() & ~lacking,
              "unknown_event": ~frame["event"].isin(EVENTS) & ~lacking,
              "unknown_step": ~frame["step"].isin(template.steps["step"]) & ~lacking,
              "repeated": frame.duplicated(["case", "step", "event", "time"]) & frame["time"].notna()}  # fmt: skip
    bad = np.zeros(len(frame), dtype=np.bool_)
    odd = []
    for name, mask in faults.items():
        new = mask.to_numpy() & ~bad
        odd.append(frame.loc[new, ["line", "case", "step", "event", "written"]].assign(anomaly=name))
        bad |= new
    frame = frame[~bad]
    late = frame.groupby("case", sort=False)["time"].cummax() > frame["time"]
    odd.append(frame.loc[late, ["line", "case", "step", "event", "written"]].assign(anomaly="written_out_of_order"))
    for name in ("county", "service"):
        frame[name] = frame[name].fillna("").astype(str)
        empty = frame[name] == ""
        if empty.any():
            filled = frame[name].where(~empty).groupby(frame["case"]).transform("first").fillna("")
            frame[name] = frame[name].where(~empty, filled)
    rank = frame["event"].map({name: index for index, name in enumerate(EVENTS)})
    order = np.lexsort((frame["line"], rank, frame["time"], frame["case"]))
    return frame.iloc[order].reset_index(drop=True), pd.concat(odd, ignore_index=True)


def _days(times: pd.Series) -> NDArray[np.int64]:
    """Return days since 1970-01-01; missing is a large negative number."""
    return np.asarray(times.to_numpy(dtype="datetime64[D]").astype(np.int64))


def _clocks(events: pd.DataFrame, template: StepTemplate, calendar: WorkingDays, on: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per case and step with its clock, and the anomalies of clocks."""
    keys = ["case", "step"]
    grouped = events.groupby(keys, sort=True)
    steps = grouped.agg(service=("service", "first"), county=("county", "first"), line=("line", "first"))
    for event, column in (("accept", "accepted"), ("finish", "finished"), ("withdraw", "withdrawn")):
        steps[column] = events[events["event"] == event].groupby(keys, sort=True)["time"].first()
    ends = events[events["event"] == "finish"].groupby(keys, sort=True).size()
    steps["twice"] = (ends > 1).reindex(steps.index).fillna(value=False).astype(bool)
    steps = steps.reset_index()
    steps["finished"] = steps["finished"].fillna(steps["withdrawn"])
    odd = [_odd(steps, steps["accepted"].isna() & steps["finished"].notna(), "finish_without_accept"),
           _odd(steps, steps["finished"] < steps["accepted"], "finish_before_accept"),
           _odd(steps, steps["twice"], "finish_twice")]  # fmt: skip
    turned = steps["finished"] < steps["accepted"]
    steps.loc[turned, "finished"] = pd.NaT  # an end before the beginning cannot be the end: the clock runs on
    steps["open"] = steps["accepted"].notna() & steps["finished"].isna()
    pauses, more = _pauses(events, steps, calendar, on)
    steps = steps.merge(pauses, on=keys, how="left")
    steps = steps.merge(template.limits(steps["step"], steps["accepted"]), left_index=True, right_index=True)
    _judge(steps, calendar, on)
    return steps, pd.concat([*odd, more], ignore_index=True)


def _odd(steps: pd.DataFrame, mask: pd.Series, name: str) -> pd.DataFrame:
    return steps.loc[mask, ["line", "case", "step"]].assign(event="", written="", anomaly=name)


def _pauses(events: pd.DataFrame, steps: pd.DataFrame, calendar: WorkingDays, on: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return working and calendar days of pauses per case and step, and pauses that do not fit."""
    keys = ["case", "step"]
    marks = events[events["event"].isin(("pause", "resume"))].sort_values([*keys, "time", "line"], kind="stable")
    if marks.empty:
        empty = pd.DataFrame({"case": [], "step": [], "paused_wd": [], "paused_d": [], "paused_now": [], "reason": []})
        return empty.astype({"case": object, "step": object, "paused_now": object, "reason": object}), _nothing()
    same = (marks["case"] == marks["case"].shift()) & (marks["step"] == marks["step"].shift())
    before = marks["event"].shift().where(same, "resume")
    wrong = marks["event"] == before  # a pause in a pause, or a resume without a pause
    odd = marks.loc[wrong, ["line", "case", "step", "event", "written"]].assign(anomaly="pause_without_partner")
    marks = marks[~wrong]
    following = (marks["case"] == marks["case"].shift(-1)) & (marks["step"] == marks["step"].shift(-1))
    begin = marks[marks["event"] == "pause"].copy()
    until = marks["time"].shift(-1).where(following)
    begin["until"] = until[marks["event"] == "pause"]
    begin = begin.merge(steps[[*keys, "accepted", "finished", "open"]], on=keys, how="left")
    unreasoned = begin["reason"].fillna("") == ""
    odd = pd.concat([odd, begin.loc[unreasoned, ["line", "case", "step", "event", "written"]].assign(
        anomaly="pause_without_reason")], ignore_index=True)  # fmt: skip
    begin["now"] = (
        begin["until"].isna() & begin["open"].fillna(value=False).astype(bool) & (begin["time"] < pd.Timestamp(on) + _DAY)
    )
    end = begin["until"].fillna(begin["finished"]).fillna(pd.Timestamp(on)).clip(upper=begin["finished"].fillna(pd.Timestamp.max))
    start = begin["time"].clip(lower=begin["accepted"].fillna(pd.Timestamp.min))
    first, last = _days(start), np.maximum(_days(end), _days(start))
    begin["wd"], begin["d"] = calendar.between(first, last), last - first
    usable = begin["accepted"].notna() & ~unreasoned
    begin[["wd", "d"]] = begin[["wd", "d"]].where(usable, 0)
    table = begin.groupby(keys, sort=True).agg(paused_wd=("wd", "sum"), paused_d=("d", "sum"), paused_now=("now", "any"),
                                               reason=("reason", "last"))  # fmt: skip
    return table.reset_index(), odd


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in ("line", "case", "step", "event", "written", "anomaly")})


def _judge(steps: pd.DataFrame, calendar: WorkingDays, on: dt.date) -> None:
    """Add days used and left, the last day in time, and the state of every step."""
    origin = (calendar.first - dt.date(1970, 1, 1)).days
    begun = steps["accepted"].notna().to_numpy()
    today = (on - dt.date(1970, 1, 1)).days
    start = np.where(begun, _days(steps["accepted"].fillna(pd.Timestamp(calendar.first))), origin)
    end = np.where(steps["finished"].notna(), _days(steps["finished"].fillna(pd.Timestamp(on))), np.maximum(today, start))
    paused_wd = steps["paused_wd"].fillna(0).to_numpy(dtype=np.int64)
    paused_d = steps["paused_d"].fillna(0).to_numpy(dtype=np.int64)
    working = (steps["unit"] == "wd").to_numpy()
    used = np.where(working, calendar.between(start, end) - paused_wd, end - start - paused_d)
    limit = steps["limit"].to_numpy(dtype=float)
    bounded = begun & np.isfinite(limit)
    due = _due(calendar, start, np.where(bounded, limit, 0).astype(np.int64), working, paused_wd, paused_d)
    closed = steps["finished"].notna().to_numpy()
    late = bounded & (end > due)
    paused = steps["paused_now"].fillna(value=False).astype(bool).to_numpy() & ~closed
    state = np.select(
        [~begun, closed & ~bounded, closed & late, closed, late, paused, ~bounded, used >= _WARNING * limit],
        ["not_accepted", "done_no_limit", "done_late", "done_in_time", "late", "paused", "no_limit", "warning"], default="in_time",
    )  # fmt: skip
    steps["used"] = np.where(begun, used, np.nan)
    steps["used_wd"] = np.where(begun, calendar.between(start, end) - paused_wd, np.nan)
    steps["left"] = np.where(bounded & ~closed, limit - used, np.nan)
    steps["due"] = pd.Series(np.where(bounded, due, 0).astype("datetime64[D]").astype("datetime64[ns]")).where(bounded)
    steps["paused_days"] = np.where(working, paused_wd, paused_d)
    steps["state"] = state
    steps["reason"] = steps["reason"].fillna("")
    steps["closed"], steps["late"] = closed & begun, late


def _due(calendar: WorkingDays, start: NDArray[np.int64], limit: NDArray[np.int64], working: NDArray[np.bool_],
         paused_wd: NDArray[np.int64], paused_d: NDArray[np.int64]) -> NDArray[np.int64]:  # fmt: skip
    """Return the last day in time; one that falls on a day of rest moves to the next working day."""
    origin = (calendar.first - dt.date(1970, 1, 1)).days
    worked = np.flatnonzero(calendar.worked) + origin
    before = np.searchsorted(worked, start, side="right")
    place = np.minimum(before + limit + paused_wd, worked.size) - 1
    by_working = np.where(limit + paused_wd > 0, worked[np.maximum(place, 0)], start)
    natural = start + limit + paused_d
    shifted = worked[np.minimum(np.searchsorted(worked, natural, side="left"), worked.size - 1)]
    return np.where(working, by_working, np.where(limit > 0, shifted, natural))
