"""A schedule as one sheet: a header and a task a row; links are written as in MS Project (``A;B SS+3``)."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence

from tingzhou.delivery.progress.schedule import Schedule, ScheduleCalendar, ScheduleLink, ScheduleTask, refuse_if_wrong
from tingzhou.errors import InputError, Problem
from tingzhou.labels import find_key, label

__all__ = ["COLUMNS", "read_rows", "write_sheet"]

COLUMNS = ("id", "name", "start", "finish", "duration", "percent", "after", "milestone", "summary", "parent", "actual_start", "actual_finish",
           "baseline_start", "baseline_finish", "budget", "actual_cost", "calendar", "responsible", "p10", "p50", "p90")  # fmt: skip
_DAYS = ("start", "finish", "actual_start", "actual_finish", "baseline_start", "baseline_finish")
_NUMBERS = ("duration", "budget", "actual_cost", "p10", "p50", "p90")
_LINK = re.compile(r"^(?P<task>.+?)(?:\s+(?P<kind>FS|SS|FF|SF))?(?:\s*(?P<lag>[+-]\d+(?:\.\d+)?))?$")
_YES = {"yes", "true", "1", "是"}


def read_rows(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], file: str, *, name: str = "", status: dt.date | None = None
) -> Schedule:
    """Return the schedule of a sheet: cells as texts, each row with the number its reader sees.

    Headers are ids or names of the label table, Chinese or English; shares may be written 0.4 or 40%.

    Raises
    ------
    InputError
        With every problem of headers, cells, tasks and links.
    """
    problems: list[Problem] = []
    names = [(find_key(cell, "schedule.") or cell.strip()).removeprefix("schedule.") for cell in header]
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=cell,
                         parameters={"table": "schedule", "known": ", ".join(f"{one} {label(f'schedule.{one}', 'zh')}" for one in COLUMNS)}) for cell, one in zip(header, names, strict=True)
                 if one not in COLUMNS]  # fmt: skip
    problems += [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                         parameters={"name": one, "label": label(f"schedule.{one}", "zh")}) for one in ("id", "name") if one not in names]  # fmt: skip
    doubled = sorted({one for one in names if names.count(one) > 1})
    problems += [Problem("this column stands twice.", "Remove one.", file=file, row=1, column=one) for one in doubled]
    if problems:
        raise InputError(problems)
    tasks, links, places = [], [], dict[str, int]()
    for line, cells in rows:
        if len(cells) != len(names):
            problems.append(Problem("the line has {found} cells, the header has {wanted}.",
                                    "Add the missing commas, or put quotation marks around a cell that contains a comma.", file=file, row=line,
                                    parameters={"found": len(cells), "wanted": len(names)}))  # fmt: skip
        row = {one: cell.strip() for one, cell in zip(names, cells, strict=False)}
        task = _task(row, line, file, problems)
        places.setdefault(task.id, line)
        tasks.append(task)
        links += _links(row.get("after", ""), task.id, line, file, problems)
    calendars = tuple(ScheduleCalendar(one) for one in dict.fromkeys(task.calendar for task in tasks if task.calendar))
    begins = [task.start for task in tasks if task.start is not None]
    schedule = Schedule(name or file, tuple(tasks), tuple(links), calendars, min(begins) if begins else None, status)
    return refuse_if_wrong(schedule, file, problems, places)


def _task(row: dict[str, str], line: int, file: str, problems: list[Problem]) -> ScheduleTask:
    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=row.get(column, "")))

    days: dict[str, dt.date | None] = {}
    numbers: dict[str, float | None] = {}
    for column in _DAYS:
        try:
            days[column] = dt.datetime.fromisoformat(row[column].replace("/", "-")).date() if row.get(column) else None
        except ValueError:
            days[column] = None
            refuse(column, "it is no day.", "Write a day such as 2025-03-31.")
    for column in _NUMBERS:
        try:
            numbers[column] = float(row[column].replace(",", "")) if row.get(column) else None
        except ValueError:
            numbers[column] = None
            refuse(column, "it is no number of at least 0.", "Write a plain number.")
    text = row.get("percent", "") or "0"
    try:
        percent = float(text.rstrip("%％")) / (100.0 if text[-1] in "%％" else 1.0)
    except ValueError:
        percent = 0.0
        refuse("percent", "it is no share.", "Write a share such as 0.4 or 40%.")
    for column in ("id", "name"):
        if not row.get(column):
            refuse(column, "the cell is empty.", "This column needs a value in every row.")
    quantiles = [numbers[one] for one in ("p10", "p50", "p90")]
    given = [one for one in quantiles if one is not None]
    if 0 < len(given) < 3:
        refuse("p10", "P10, P50 and P90 are stated together or not at all.", "Fill all three cells, or none.")
    return ScheduleTask(
        row.get("id", ""), row.get("name", ""), days["start"], days["finish"], numbers["duration"], percent,
        row.get("milestone", "").casefold() in _YES, row.get("summary", "").casefold() in _YES, row.get("parent", ""),
        days["actual_start"], days["actual_finish"], days["baseline_start"], days["baseline_finish"], numbers["budget"],
        numbers["actual_cost"], row.get("calendar", ""), row.get("responsible", ""),
        (given[0], given[1], given[2]) if len(given) == 3 else None)  # fmt: skip


def _links(text: str, after: str, line: int, file: str, problems: list[Problem]) -> list[ScheduleLink]:
    links = []
    for part in (one.strip() for one in re.split("[;；]", text) if one.strip()):
        match = _LINK.match(part)
        if match is None:
            problems.append(Problem("it is no link.", "Write the id of the task before, with SS, FF or SF and a lag where needed: A SS+3.",
                                    file=file, row=line, column="after", value=part))  # fmt: skip
        else:
            links.append(ScheduleLink(match["task"].strip(), after, match["kind"] or "FS", float(match["lag"] or 0.0)))
    return links


def _link_text(link: ScheduleLink) -> str:
    text = link.before + ("" if link.kind == "FS" and not link.lag else f" {link.kind}")
    return text + (f"{link.lag:+g}" if link.lag else "")


def write_sheet(schedule: Schedule, lang: str = "zh") -> bytes:
    """Return the schedule as an Excel workbook with one sheet and no merged cells."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": schedule.name, "created": dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet("schedule")
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    share = book.add_format({"num_format": "0%"})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, label(f"schedule.{name}", lang), head)
    before: dict[str, list[str]] = {}
    for link in schedule.links:
        before.setdefault(link.after, []).append(_link_text(link))
    for line, task in enumerate(schedule.tasks, start=1):
        values = {name: getattr(task, name, None) for name in COLUMNS if name not in ("after", "p10", "p50", "p90")}
        values["after"] = "; ".join(before.get(task.id, []))
        if task.triple is not None:
            values |= dict(zip(("p10", "p50", "p90"), task.triple, strict=True))
        for column, name in enumerate(COLUMNS):
            value = values.get(name)
            if isinstance(value, dt.date):
                sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, bool):
                sheet.write_string(line, column, "yes" if value else "")
            elif isinstance(value, float):
                sheet.write_number(line, column, value, share if name == "percent" else None)
            elif value:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    book.close()
    return stream.getvalue()
