"""Primavera XER, the subset of projects, WBS, tasks, links, calendars and costs; every other table is counted and listed.

A XER file is text: a head line, then tables as lines %T (name), %F (fields), %R (values), divided by tabs, and %E at the end. Hours
count in ``hr_cnt`` fields; calendar data are nested brackets, days of the week from 1 (Sunday), exceptions as days since 1899-12-30.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from tingzhou.delivery.progress.schedule import (
    Dropped,
    Schedule,
    ScheduleCalendar,
    ScheduleLink,
    ScheduleTask,
    outlined,
    refuse_if_wrong,
)
from tingzhou.errors import InputError, Problem

__all__ = ["read_xer", "write_xer"]

_READ = ("PROJECT", "PROJWBS", "TASK", "TASKPRED", "CALENDAR", "TASKRSRC", "PROJCOST")
_NEEDED = {"TASK": ("task_id", "proj_id", "task_name"), "TASKPRED": ("task_id", "pred_task_id"), "CALENDAR": ("clndr_id",),
           "PROJWBS": ("wbs_id",), "PROJECT": ("proj_id",), "TASKRSRC": ("task_id",), "PROJCOST": ("task_id",)}  # fmt: skip
_ZERO = dt.date(1899, 12, 30)
_NOT_READ = "not part of the subset that is read"
_NO_CALENDAR = "the file does not hold this calendar: its durations are read with the hours per day of the project"
_HOURS = "the file does not state its hours per day: 8 are assumed"
_BROKEN = "the calendar data cannot be read: a week from Monday to Friday stands in their place"
_ROLLED = "a task that only sums up others"
_USED_TASK = {"task_id", "proj_id", "wbs_id", "clndr_id", "phys_complete_pct", "task_type", "status_code", "task_code", "task_name",
              "target_drtn_hr_cnt", "target_start_date", "target_end_date", "act_start_date", "act_end_date", "early_start_date", "early_end_date",
              "complete_pct_type", "remain_drtn_hr_cnt"}  # fmt: skip


@dataclass
class _File:
    """A file being read: tables of rows by field, the line of each row, problems and what is dropped."""

    name: str
    tables: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def refuse(self, row: int, column: str, value: str, message: str, fix: str) -> None:
        self.problems.append(Problem(message, fix, file=self.name, row=row, column=column, value=value))

    def rows(self, table: str) -> list[tuple[int, dict[str, str]]]:
        return self.tables.get(table, [])

    def day(self, line: int, row: dict[str, str], column: str) -> dt.date | None:
        text = row.get(column, "").strip()
        if not text:
            return None
        try:
            return dt.datetime.fromisoformat(text).date()
        except ValueError:
            self.refuse(line, column, text, "it is no day.", "Write a day such as 2025-03-31.")
            return None

    def number(self, line: int, row: dict[str, str], column: str) -> float | None:
        text = row.get(column, "").strip()
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self.refuse(line, column, text, "it is no number of at least 0.", "Write a plain number.")
            return None


def _split(text: str, name: str) -> _File:
    """Return the tables of the text, with a problem for every line that does not fit."""
    file = _File(name)
    lines = text.splitlines()
    if not lines or not lines[0].startswith("ERMHDR"):
        file.refuse(
            1,
            "",
            lines[0][:40] if lines else "",
            "the file is no XER: its first line does not begin with ERMHDR.",
            "Export it again as XER.",
        )
        raise InputError(file.problems)
    table, ended = "", False
    for number, line in enumerate(lines[1:], start=2):
        mark, _, rest = line.partition("\t")
        cells = rest.split("\t") if rest else []
        if mark == "%T":
            table = cells[0].strip() if cells else ""
            file.tables.setdefault(table, [])
        elif mark == "%F":
            file.fields[table] = cells
            lacking = [one for one in _NEEDED.get(table, ()) if one not in cells]
            for one in lacking:
                file.refuse(number, one, "", "its table lacks this field.", "Export it again as XER.")
        elif mark == "%R":
            known = file.fields.get(table)
            if known is None:
                file.refuse(number, "", line[:40], "a row stands before the fields of its table.", "Export it again as XER.")
            elif len(cells) > len(known):
                file.refuse(number, "", line[:40], "the row has more cells than its table has fields.", "Export it again as XER.")
            else:
                file.tables.setdefault(table, []).append(
                    (number, dict(zip(known, cells + [""] * (len(known) - len(cells)), strict=True)))
                )
        elif mark == "%E":
            ended = True
        elif line.strip():
            file.refuse(number, "", line[:40], "the line begins with none of %T, %F, %R and %E.", "Export it again as XER.")
    if not ended:
        file.refuse(len(lines), "", "", "the file has no end (%E): it was cut off.", "Export it again as XER.")
    return file


def read_xer(text: str, name: str = "schedule.xer", *, project: str | None = None) -> Schedule:
    """Return the schedule of a XER text; of several projects the one named by its id or short name.

    Raises
    ------
    InputError
        With every line and value that cannot be read, or when the project is not told apart.
    """
    file = _split(text, name)
    if "TASK" not in file.tables:
        file.refuse(1, "", "", "the schedule holds no task.", "Export it with its tasks.")
    if file.problems:
        raise InputError(file.problems)
    number, title, start, status = _project(file, project)
    calendars, hours = _calendars(file)
    per_day = next(iter(hours.values()), 8.0)
    if not hours:
        file.dropped["CALENDAR", _HOURS] += 1
    wbs = _wbs(file, number)
    tasks, ids = _tasks(file, number, calendars, hours, per_day, {key: task.id for key, task in wbs.items()})
    links = _links(file, ids, number, per_day)
    used = {task.parent for task in tasks}
    kept: list[ScheduleTask] = []
    for key, task in wbs.items():
        if task.id in used or any(other.parent == task.id for other in wbs.values()):
            kept.append(task)
        else:
            file.dropped[f"PROJWBS {key}", "an empty branch"] += 1
    for table, rows in file.tables.items():
        if table not in _READ:
            file.dropped[table, _NOT_READ] += len(rows)
    for column in sorted(set(file.fields.get("TASK", ())) - _USED_TASK):
        count = sum(bool(row.get(column, "").strip()) for _, row in file.rows("TASK"))
        if count:
            file.dropped[f"TASK.{column}", _NOT_READ] += count
    schedule = Schedule(title, outlined((*kept, *tasks)), tuple(links), tuple(calendars.values()), start, status, per_day,
                        tuple(Dropped(what, count, why) for (what, why), count in sorted(file.dropped.items())))  # fmt: skip
    return refuse_if_wrong(schedule, name, file.problems)


def _project(file: _File, wanted: str | None) -> tuple[str, str, dt.date | None, dt.date | None]:
    rows = file.rows("PROJECT")
    names = {row["proj_id"]: row.get("proj_short_name", "") or row["proj_id"] for _, row in rows}
    with_tasks = list(dict.fromkeys(row["proj_id"] for _, row in file.rows("TASK")))
    chosen = [one for one in with_tasks if wanted in (None, one, names.get(one, one))]
    if len(chosen) != 1:
        raise InputError(Problem("the file holds {count} projects with tasks that fit: {known}.", "Name one of them.", file=file.name,
                                 parameters={"count": len(chosen), "known": ", ".join(names.get(one, one) for one in with_tasks)}))  # fmt: skip
    for line, row in rows:
        if row["proj_id"] == chosen[0]:
            return chosen[0], names[chosen[0]], file.day(line, row, "plan_start_date"), file.day(line, row, "last_recalc_date")
    return chosen[0], chosen[0], None, None


def _calendars(file: _File) -> tuple[dict[str, ScheduleCalendar], dict[str, float]]:
    found, hours = {}, {}
    for line, row in file.rows("CALENDAR"):
        per_day = file.number(line, row, "day_hr_cnt")
        if per_day is not None and 0.0 < per_day <= 24.0:
            hours[row["clndr_id"]] = per_day
        name = row.get("clndr_name", "") or row["clndr_id"]
        week, exceptions = (True, True, True, True, True, False, False), ()
        data = row.get("clndr_data", "").replace("\x7f", "")
        if data.strip():
            try:
                week, exceptions = _calendar_data(data)  # type: ignore[assignment]
            except (ValueError, IndexError):
                file.dropped[f"CALENDAR {name}", _BROKEN] += 1
        found[row["clndr_id"]] = ScheduleCalendar(name, week, exceptions, hours.get(row["clndr_id"], 8.0))
    return found, hours


@dataclass
class _Node:
    name: str
    attributes: str
    children: list[_Node]


_OPEN = re.compile(r"\s*\(0\|\|([^()]*)\(([^()]*)\)\(")


def _nodes(text: str, at: int, depth: int = 0) -> tuple[list[_Node], int]:
    """Return the nodes from ``at`` on and where they end: ``(0||name(attributes)(children))``."""
    if depth > 20:
        raise ValueError
    nodes: list[_Node] = []
    while True:
        match = _OPEN.match(text, at)
        if match is None:
            return nodes, at
        children, at = _nodes(text, match.end(), depth + 1)
        closing = re.compile(r"\s*\)\s*\)").match(text, at)
        if closing is None:
            raise ValueError
        at = closing.end()
        nodes.append(_Node(match[1], match[2], children))


def _calendar_data(data: str) -> tuple[tuple[bool, ...], tuple[tuple[dt.date, dt.date, bool], ...]]:
    roots, end = _nodes(data, 0)
    if not roots or data[end:].strip():
        raise ValueError
    week = [False] * 7
    exceptions: list[tuple[dt.date, dt.date, bool]] = []
    for part in roots[0].children:
        if part.name == "DaysOfWeek":
            for day in part.children:
                week[(int(day.name) + 5) % 7] = bool(day.children)
        elif part.name == "Exceptions":
            for one in part.children:
                words = one.attributes.split("|")
                off = _ZERO + dt.timedelta(days=int(words[words.index("d") + 1]))
                exceptions.append((off, off, bool(one.children)))
    return tuple(week), tuple(exceptions)


def _wbs(file: _File, project: str) -> dict[str, ScheduleTask]:
    rows = [
        (line, row)
        for line, row in file.rows("PROJWBS")
        if row.get("proj_id", project) == project and row.get("proj_node_flag") != "Y"
    ]  # that one is the project itself
    ids = {row["wbs_id"] for _, row in rows}
    return {row["wbs_id"]: ScheduleTask(f"W{row['wbs_id']}", row.get("wbs_name", "") or row["wbs_id"], summary=True,
                                        parent=f"W{row['parent_wbs_id']}" if row.get("parent_wbs_id", "") in ids else "")
            for _, row in rows}  # fmt: skip


def _costs(file: _File) -> dict[str, tuple[float, float]]:
    """Return budget and actual cost by task id, from assignments and expenses."""
    sums: dict[str, tuple[float, float]] = {}
    for table, actual in (("TASKRSRC", ("act_reg_cost", "act_ot_cost")), ("PROJCOST", ("act_cost",))):
        for line, row in file.rows(table):
            planned = file.number(line, row, "target_cost") or 0.0
            spent = sum(file.number(line, row, column) or 0.0 for column in actual)
            before = sums.get(row["task_id"], (0.0, 0.0))
            sums[row["task_id"]] = (before[0] + planned, before[1] + spent)
    return sums


def _tasks(file: _File, project: str, calendars: dict[str, ScheduleCalendar], hours: dict[str, float], per_day: float,
           wbs: dict[str, str]) -> tuple[list[ScheduleTask], dict[str, str]]:  # fmt: skip
    costs = _costs(file)
    tasks, ids = [], {}
    rows = [(line, row) for line, row in file.rows("TASK") if row["proj_id"] == project]
    codes = [row.get("task_code", "") for _, row in rows]
    use_codes = all(codes) and len(set(codes)) == len(codes)
    for line, row in rows:
        kind = row.get("task_type", "")
        if kind in ("TT_LOE", "TT_WBS"):
            file.dropped[f"TASK {kind}", _ROLLED] += 1
            continue
        named = row.get("clndr_id", "")
        if named and named not in calendars:
            file.dropped[f"clndr_id {named}", _NO_CALENDAR] += 1
        length = file.number(line, row, "target_drtn_hr_cnt")
        percent = (file.number(line, row, "phys_complete_pct") or 0.0) / 100.0
        planned = file.number(line, row, "target_drtn_hr_cnt") or 0.0
        remaining = file.number(line, row, "remain_drtn_hr_cnt")
        if row.get("status_code") == "TK_Complete":
            percent = 1.0
        elif row.get("complete_pct_type") == "CP_Drtn" and planned > 0 and remaining is not None:
            percent = min(max(1.0 - remaining / planned, 0.0), 1.0)
        one = row["task_code"] if use_codes else row["task_id"]
        ids[row["task_id"]] = one
        start, finish = file.day(line, row, "early_start_date"), file.day(line, row, "early_end_date")
        target = (file.day(line, row, "target_start_date"), file.day(line, row, "target_end_date"))
        actual = (file.day(line, row, "act_start_date"), file.day(line, row, "act_end_date"))
        budget = costs.get(row["task_id"])
        tasks.append(ScheduleTask(
            one, row["task_name"], actual[0] or start or target[0], actual[1] or finish or target[1],
            None if length is None else length / hours.get(named, per_day), percent, kind in ("TT_Mile", "TT_FinMile"), False,
            wbs.get(row.get("wbs_id", ""), ""), *actual, *target, None if budget is None else budget[0],
            None if budget is None else budget[1], calendars[named].name if named in calendars else ""))  # fmt: skip
    return tasks, ids


def _links(file: _File, ids: dict[str, str], project: str, per_day: float) -> list[ScheduleLink]:
    known = {row["task_id"]: row["proj_id"] for _, row in file.rows("TASK")}
    links = []
    for line, row in file.rows("TASKPRED"):
        if known.get(row["task_id"], project) != project:
            continue
        if row["pred_task_id"] in known and known[row["pred_task_id"]] != project:
            file.dropped["TASKPRED", "a link to another file"] += 1
            continue
        if (row["task_id"] in known and row["task_id"] not in ids) or (
            row["pred_task_id"] in known and row["pred_task_id"] not in ids
        ):
            file.dropped["TASKPRED", "a link to a task that only sums up others"] += 1
            continue
        kind = row.get("pred_type", "PR_FS").removeprefix("PR_") or "FS"
        if kind not in ("FS", "SS", "FF", "SF"):
            file.refuse(
                line, "pred_type", row.get("pred_type", ""), "it is no kind of link.", "Write PR_FS, PR_SS, PR_FF or PR_SF."
            )
            continue
        lag = file.number(line, row, "lag_hr_cnt") or 0.0
        links.append(
            ScheduleLink(
                ids.get(row["pred_task_id"], row["pred_task_id"]), ids.get(row["task_id"], row["task_id"]), kind, lag / per_day
            )
        )
    return links


# --- writing -------------------------------------------------------------------------------------------------------------------


def _week_data(calendar: ScheduleCalendar) -> str:
    shift = "((0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)()))"
    days = "".join(f"(0||{kind}(){shift if calendar.week[(kind + 5) % 7] else '()'})" for kind in range(1, 8))
    listed, number = [], 0
    for first, last, works in calendar.exceptions:
        for index in range((last - first).days + 1):
            listed.append(f"(0||{number}(d|{(first - _ZERO).days + index}){shift if works else '()'})")
            number += 1
    return f"(0||CalendarData()((0||DaysOfWeek()({days}))(0||Exceptions()({''.join(listed)}))))"


def _table(name: str, fields: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    clean = ["\t".join(str("" if cell is None else cell).replace("\t", " ").replace("\n", " ") for cell in row) for row in rows]
    return [f"%T\t{name}", "%F\t" + "\t".join(fields), *(f"%R\t{row}" for row in clean)]


def _time(day: dt.date | None, hour: int) -> str:
    return "" if day is None else f"{day.isoformat()} {hour:02d}:00"


def write_xer(schedule: Schedule) -> str:
    """Return the schedule as XER text.

    What the subset of this format cannot hold (persons responsible, quantiles, planned days beside the baseline) is left out; the
    baseline stands as the target days.
    """
    calendars = schedule.calendars or (ScheduleCalendar("Standard", hours_per_day=schedule.hours_per_day),)
    number = {calendar.name: index for index, calendar in enumerate(calendars, start=1)}
    summaries = {task.id: index for index, task in enumerate((task for task in schedule.tasks if task.summary), start=2)}
    leaves = schedule.leaves()
    ids = {task.id: index for index, task in enumerate(leaves, start=1001)}
    hours = {calendar.name: calendar.hours_per_day for calendar in calendars}
    day = dt.date(2000, 1, 1) if schedule.status is None else schedule.status
    lines = [f"ERMHDR\t19.12\t{day.isoformat()}\tProject\ttingzhou\ttingzhou\tdbxDatabaseNoName\tProject Management\tCNY"]
    lines += _table("CALENDAR", ("clndr_id", "default_flag", "clndr_name", "proj_id", "base_clndr_id", "clndr_type", "day_hr_cnt", "clndr_data"),
                    [(number[one.name], "Y" if number[one.name] == 1 else "N", one.name, "", "", "CA_Base", f"{one.hours_per_day:g}", _week_data(one))
                     for one in calendars])  # fmt: skip
    lines += _table("PROJECT", ("proj_id", "proj_short_name", "clndr_id", "plan_start_date", "last_recalc_date"),
                    [(1, schedule.name, 1, _time(schedule.start, 8), _time(schedule.status, 17))])  # fmt: skip
    wbs: list[tuple[object, ...]] = [(1, 1, "", "Y", schedule.name, schedule.name)]
    wbs += [
        (summaries[task.id], 1, summaries.get(task.parent, 1), "N", task.id, task.name) for task in schedule.tasks if task.summary
    ]
    lines += _table("PROJWBS", ("wbs_id", "proj_id", "parent_wbs_id", "proj_node_flag", "wbs_short_name", "wbs_name"), wbs)
    rows: list[tuple[object, ...]] = []
    for task in leaves:
        kind = "TT_FinMile" if task.milestone else "TT_Task"
        length = None if task.duration is None else f"{task.duration * hours.get(task.calendar, schedule.hours_per_day):g}"
        state = (
            "TK_Complete"
            if task.actual_finish or task.percent >= 1.0
            else "TK_Active"
            if task.actual_start or task.percent > 0
            else "TK_NotStart"
        )
        rows.append((ids[task.id], 1, summaries.get(task.parent, 1), number.get(task.calendar, ""), f"{task.percent * 100:g}", "CP_Phys", kind, state,
                     task.id, task.name, length, _time(task.baseline_start, 8), _time(task.baseline_finish, 17), _time(task.actual_start, 8),
                     _time(task.actual_finish, 17), _time(task.start, 8), _time(task.finish, 17)))  # fmt: skip
    lines += _table("TASK", ("task_id", "proj_id", "wbs_id", "clndr_id", "phys_complete_pct", "complete_pct_type", "task_type", "status_code",
                             "task_code", "task_name", "target_drtn_hr_cnt", "target_start_date", "target_end_date", "act_start_date",
                             "act_end_date", "early_start_date", "early_end_date"), rows)  # fmt: skip
    money = [(index, ids[task.id], 1, f"{task.budget or 0.0:.2f}", f"{task.actual_cost or 0.0:.2f}") for index, task in enumerate(leaves, start=1)
             if task.budget is not None or task.actual_cost is not None]  # fmt: skip
    if money:
        lines += _table("PROJCOST", ("cost_item_id", "task_id", "proj_id", "target_cost", "act_cost"), list(money))
    links = [link for link in schedule.links if link.before in ids and link.after in ids]
    lines += _table("TASKPRED", ("task_pred_id", "task_id", "pred_task_id", "proj_id", "pred_proj_id", "pred_type", "lag_hr_cnt"),
                    [(index, ids[link.after], ids[link.before], 1, 1, f"PR_{link.kind}", f"{link.lag * schedule.hours_per_day:g}")
                     for index, link in enumerate(links, start=1)])  # fmt: skip
    return "\n".join([*lines, "%E", ""])
