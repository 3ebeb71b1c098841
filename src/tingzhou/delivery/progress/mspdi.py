"""MS Project XML (MSPDI), the subset of tasks, links, calendars and the first baseline; what is not read is counted and listed.

Reference: the data interchange schema published by the maker (mspdi_pj12.xsd): links by predecessor UID with type 0 FF, 1 FS, 2 SF,
3 SS and lags in tenths of a minute; days of the week from 1 (Sunday) to 7; durations as ISO 8601 (PT8H0M0S).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

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

__all__ = ["read_mspdi", "write_mspdi"]

NAMESPACE = "http://schemas.microsoft.com/project"
_TYPES = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_BACK = {kind: number for number, kind in _TYPES.items()}
_TASK = {"UID", "ID", "Name", "WBS", "OutlineNumber", "OutlineLevel", "Summary", "Milestone", "Start", "Finish", "Duration", "PercentComplete",
         "PhysicalPercentComplete", "ActualStart", "ActualFinish", "CalendarUID", "Cost", "ActualCost", "Contact", "Baseline",
         "PredecessorLink", "IsNull"}  # fmt: skip
_PROJECT = {"Name", "Title", "StartDate", "StatusDate", "MinutesPerDay", "CalendarUID", "Calendars", "Tasks", "SaveVersion", "FinishDate",
            "ScheduleFromStart"}  # fmt: skip
_ISO = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$")
_NOT_READ = "not part of the subset that is read"
_NO_CALENDAR = "the file does not hold this calendar: its durations are read with the hours per day of the project"
_HOURS = "the file does not state its hours per day: 8 are assumed"
_BLANK = "a blank row"
_FOREIGN = "a link to another file"
_PERCENT_LAG = "a lag as a share of a duration cannot be carried over"


def _refuse_document_type(data: bytes) -> None:
    """Refuse document types before anything is expanded: entities could make a small file grow without end."""

    def found(name: str, *_: object) -> None:
        raise InputError(Problem("the file holds a document type ({name}), which a schedule does not need.", "Export it without one.",
                                 file="XML", parameters={"name": name}))  # fmt: skip

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = found
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(Problem("the file is no XML: {reason}.", "Export it again.", file="XML", row=getattr(error, "lineno", None),
                                 parameters={"reason": str(error)})) from None  # fmt: skip


class _Reader:
    """One file being read: its problems and what is dropped."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.dropped: Counter[tuple[str, str]] = Counter()

    def refuse(self, column: str, value: str, message: str, fix: str) -> None:
        self.problems.append(Problem(message, fix, file=self.file, column=column, value=value))

    def day(self, element: ElementTree.Element, tag: str) -> dt.datetime | None:
        text = _text(element, tag)
        if not text or text.startswith("NA"):
            return None
        try:
            return dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self.refuse(tag, text, "it is no day.", "Write a day such as 2025-03-31.")
            return None

    def number(self, element: ElementTree.Element, tag: str) -> float | None:
        text = _text(element, tag)
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            self.refuse(tag, text, "it is no number of at least 0.", "Write a plain number.")
            return None

    def hours(self, element: ElementTree.Element, tag: str) -> float | None:
        text = _text(element, tag)
        if not text:
            return None
        match = _ISO.match(text)
        if match is None:
            self.refuse(tag, text, "it is no duration.", "Write a duration such as PT16H0M0S.")
            return None
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return days * 24.0 + hours + minutes / 60.0 + seconds / 3600.0


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _stripped(root: ElementTree.Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]


def read_mspdi(data: bytes, file: str = "schedule.xml") -> Schedule:
    """Return the schedule of an MS Project XML file.

    Raises
    ------
    InputError
        When it is no XML, carries a document type, or with every problem of its tasks and links.
    """
    _refuse_document_type(data)
    root = ElementTree.fromstring(data)
    _stripped(root)
    if root.tag != "Project":
        raise InputError(Problem("the XML is no MS Project file: its root is {name}.", "Save it in MS Project as XML.", file=file,
                                 parameters={"name": root.tag}))  # fmt: skip
    reader = _Reader(file)
    minutes = reader.number(root, "MinutesPerDay")
    if minutes is None or not 0.0 < minutes <= 1440.0:
        minutes = 480.0
        reader.dropped["MinutesPerDay", _HOURS] += 1
    per_day = minutes / 60.0
    calendars = _calendars(reader, root, per_day)
    tasks, links = _tasks(reader, root, {uid: calendar.name for uid, calendar in calendars.items()}, per_day)
    for child in root:
        if child.tag not in _PROJECT:
            reader.dropped[child.tag + (f"/{child[0].tag}" if len(child) else ""), _NOT_READ] += max(len(child), 1)
    start, status = reader.day(root, "StartDate"), reader.day(root, "StatusDate")
    schedule = Schedule(_text(root, "Name") or _text(root, "Title") or file, tuple(tasks), tuple(links), tuple(calendars.values()),
                        start.date() if start else None, status.date() if status else None, per_day,
                        tuple(Dropped(what, count, why) for (what, why), count in sorted(reader.dropped.items())))  # fmt: skip
    return refuse_if_wrong(schedule, file, reader.problems)


def _calendars(reader: _Reader, root: ElementTree.Element, per_day: float) -> dict[str, ScheduleCalendar]:
    """Return the calendars by UID; one that is made from another takes over its week and days off before its own."""
    elements = {_text(one, "UID"): one for one in root.iterfind("Calendars/Calendar")}
    found: dict[str, ScheduleCalendar] = {}

    def depth(uid: str) -> int:
        seen = [uid]
        while (base := _text(elements[seen[-1]], "BaseCalendarUID")) in elements and base not in seen:
            seen.append(base)
        return len(seen)

    for uid in sorted(elements, key=depth):
        found[uid] = _calendar(reader, elements[uid], per_day, found.get(_text(elements[uid], "BaseCalendarUID")))
    return {uid: found[uid] for uid in elements}


def _calendar(reader: _Reader, element: ElementTree.Element, per_day: float, base: ScheduleCalendar | None) -> ScheduleCalendar:
    week = list(base.week) if base is not None else [True, True, True, True, True, False, False]
    exceptions: list[tuple[dt.date, dt.date, bool]] = list(base.exceptions) if base is not None else []
    for day in element.iterfind("WeekDays/WeekDay"):
        kind, works = _text(day, "DayType"), _text(day, "DayWorking") == "1"
        if kind in ("1", "2", "3", "4", "5", "6", "7"):
            week[(int(kind) + 5) % 7] = works
        elif kind == "0":
            exceptions += list(_span(reader, day, works))
    for one in element.iterfind("Exceptions/Exception"):
        if _text(one, "Type") not in ("", "1") or _text(one, "Occurrences") not in ("", "1"):
            spans = list(_span(reader, one, _text(one, "DayWorking") == "1"))
            if len(spans) != 1 or spans[0][0] != spans[0][1]:
                reader.dropped["Calendar/Exception", "a day off that repeats"] += 1
                continue
        exceptions += list(_span(reader, one, _text(one, "DayWorking") == "1"))
    for child in element:
        if child.tag not in ("UID", "Name", "IsBaseCalendar", "BaseCalendarUID", "IsBaselineCalendar", "WeekDays", "Exceptions"):
            reader.dropped[f"Calendar/{child.tag}", _NOT_READ] += 1
    # The days stand twice in files of 2007 and later (as week days of type 0 and as exceptions): once is enough.
    return ScheduleCalendar(_text(element, "Name") or _text(element, "UID"), tuple(week), tuple(dict.fromkeys(exceptions)), per_day)


def _span(reader: _Reader, element: ElementTree.Element, works: bool) -> Iterator[tuple[dt.date, dt.date, bool]]:
    period = element.find("TimePeriod")
    if period is not None:
        first, last = reader.day(period, "FromDate"), reader.day(period, "ToDate")
        if first is not None and last is not None:
            yield first.date(), last.date(), works


def _tasks(
    reader: _Reader, root: ElementTree.Element, calendars: dict[str, str], per_day: float
) -> tuple[list[ScheduleTask], list[ScheduleLink]]:
    tasks: list[ScheduleTask] = []
    links: list[ScheduleLink] = []
    parents: list[str] = []
    for element in root.iterfind("Tasks/Task"):
        uid = _text(element, "UID")
        if _text(element, "IsNull") == "1":
            reader.dropped["Task", _BLANK] += 1
            continue
        if not uid:
            reader.refuse("UID", "", "the cell is empty.", "This column needs a value in every row.")
            continue
        level = int(reader.number(element, "OutlineLevel") or 0)
        if uid == "0" and level == 0:
            reader.dropped["Task 0", "the row of the whole project"] += 1
            continue
        del parents[max(level - 1, 0) :]
        tasks.append(_task(reader, element, uid, parents[-1] if parents else "", calendars, per_day))
        parents.append(uid)
        for child in element:
            if child.tag not in _TASK:
                reader.dropped[f"Task/{child.tag}", _NOT_READ] += 1
        links += _links(reader, element, uid, per_day)
    return tasks, links


def _task(
    reader: _Reader, element: ElementTree.Element, uid: str, parent: str, calendars: dict[str, str], per_day: float
) -> ScheduleTask:
    def date(holder: ElementTree.Element | None, tag: str) -> dt.date | None:
        found = None if holder is None else reader.day(holder, tag)
        return found.date() if found is not None else None

    baselines = [one for one in element.iterfind("Baseline") if _text(one, "Number") in ("", "0")]
    more = len(element.findall("Baseline")) - len(baselines)
    if more:
        reader.dropped["Task/Baseline 1…10", "only the first baseline is read"] += more
    baseline = baselines[0] if baselines else None
    named = _text(element, "CalendarUID")
    if named not in ("", "-1") and named not in calendars:
        reader.dropped[f"CalendarUID {named}", _NO_CALENDAR] += 1
    hours = reader.hours(element, "Duration")
    percent = reader.number(element, "PhysicalPercentComplete") or reader.number(element, "PercentComplete") or 0.0
    cost = reader.number(element, "Cost") if baseline is None else reader.number(baseline, "Cost")
    if cost is None:
        cost = reader.number(element, "Cost")
    return ScheduleTask(
        uid, _text(element, "Name"), date(element, "Start"), date(element, "Finish"), None if hours is None else hours / per_day,
        percent / 100.0, _text(element, "Milestone") == "1", _text(element, "Summary") == "1", parent, date(element, "ActualStart"),
        date(element, "ActualFinish"), date(baseline, "Start"), date(baseline, "Finish"), cost, reader.number(element, "ActualCost"),
        calendars.get(named, ""), _text(element, "Contact"))  # fmt: skip


def _links(reader: _Reader, element: ElementTree.Element, uid: str, per_day: float) -> Iterator[ScheduleLink]:
    for link in element.iterfind("PredecessorLink"):
        if _text(link, "CrossProject") == "1":
            reader.dropped["PredecessorLink", _FOREIGN] += 1
            continue
        kind = _text(link, "Type") or "1"
        if kind not in _TYPES:
            reader.refuse("Type", kind, "it is no kind of link.", "Write 0, 1, 2 or 3.")
            continue
        lag = reader.number(link, "LinkLag") or 0.0
        form = _text(link, "LagFormat")
        if form in ("19", "20", "51", "52") and lag:
            reader.dropped["PredecessorLink/LinkLag", _PERCENT_LAG] += 1
            lag = 0.0
        elapsed = form in ("4", "6", "8", "10", "12")  # counted around the clock, not in working hours
        yield ScheduleLink(_text(link, "PredecessorUID"), uid, _TYPES[kind], lag / 600.0 / (24.0 if elapsed else per_day))


# --- writing -------------------------------------------------------------------------------------------------------------------


def _put(parent: ElementTree.Element, tag: str, text: object) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = str(text)
    return element


def _at(day: dt.date, hour: int) -> str:
    return f"{day.isoformat()}T{hour:02d}:00:00"


def _hours(value: float) -> str:
    minutes = round(value * 60)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def write_mspdi(schedule: Schedule) -> bytes:
    """Return the schedule as MS Project XML.

    Ids that are whole numbers stay; if any is not, tasks are numbered in their order.
    """
    schedule = schedule.with_tasks(outlined(schedule.tasks))  # the outline of the format is the order of its rows
    numbers = _numbers(schedule)
    root = ElementTree.Element("Project", {"xmlns": NAMESPACE})
    _put(root, "SaveVersion", 14)
    _put(root, "Name", schedule.name)
    _put(root, "ScheduleFromStart", 1)
    if schedule.start is not None:
        _put(root, "StartDate", _at(schedule.start, 8))
    _put(root, "CalendarUID", 1)
    _put(root, "MinutesPerDay", round(schedule.hours_per_day * 60))
    if schedule.status is not None:
        _put(root, "StatusDate", _at(schedule.status, 17))
    calendars = schedule.calendars or (ScheduleCalendar("Standard"),)
    uids = {calendar.name: index for index, calendar in enumerate(calendars, start=1)}
    holder = ElementTree.SubElement(root, "Calendars")
    for calendar in calendars:
        _write_calendar(holder, calendar, uids[calendar.name])
    holder = ElementTree.SubElement(root, "Tasks")
    levels: dict[str, int] = {}
    for index, task in enumerate(schedule.tasks, start=1):
        levels[task.id] = levels.get(task.parent, 0) + 1
        _write_task(holder, schedule, task, index, numbers, levels[task.id], uids)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _numbers(schedule: Schedule) -> dict[str, str]:
    ids = [task.id for task in schedule.tasks]
    if all(one.isdigit() and one != "0" for one in ids):
        return {one: one for one in ids}
    return {one: str(index) for index, one in enumerate(ids, start=1)}


def _write_calendar(holder: ElementTree.Element, calendar: ScheduleCalendar, uid: int) -> None:
    element = ElementTree.SubElement(holder, "Calendar")
    _put(element, "UID", uid)
    _put(element, "Name", calendar.name)
    _put(element, "IsBaseCalendar", 1)
    days = ElementTree.SubElement(element, "WeekDays")
    for kind in range(1, 8):
        day = ElementTree.SubElement(days, "WeekDay")
        works = calendar.week[(kind + 5) % 7]
        _put(day, "DayType", kind)
        _put(day, "DayWorking", int(works))
        if works:
            _working_times(day)
    if calendar.exceptions:
        listed = ElementTree.SubElement(element, "Exceptions")
        for first, last, works in calendar.exceptions:
            one = ElementTree.SubElement(listed, "Exception")
            period = ElementTree.SubElement(one, "TimePeriod")
            _put(period, "FromDate", _at(first, 0))
            _put(period, "ToDate", f"{last.isoformat()}T23:59:00")
            _put(one, "DayWorking", int(works))
            if works:
                _working_times(one)


def _working_times(element: ElementTree.Element) -> None:
    times = ElementTree.SubElement(element, "WorkingTimes")
    for first, last in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
        one = ElementTree.SubElement(times, "WorkingTime")
        _put(one, "FromTime", first)
        _put(one, "ToTime", last)


def _write_task(holder: ElementTree.Element, schedule: Schedule, task: ScheduleTask, index: int, numbers: dict[str, str], level: int,
                uids: dict[str, int]) -> None:  # fmt: skip
    element = ElementTree.SubElement(holder, "Task")
    per_day = schedule.hours_per_day
    fields: list[tuple[str, object | None]] = [
        ("UID", numbers[task.id]), ("ID", index), ("Name", task.name), ("Contact", task.responsible or None), ("OutlineLevel", level),
        ("Start", task.start and _at(task.start, 8)), ("Finish", task.finish and _at(task.finish, 17)),
        ("Duration", None if task.duration is None else _hours(task.duration * per_day)), ("Milestone", int(task.milestone)),
        ("Summary", int(task.summary)), ("PercentComplete", round(task.percent * 100)), ("Cost", _money(task.budget)),
        ("ActualStart", task.actual_start and _at(task.actual_start, 8)), ("ActualFinish", task.actual_finish and _at(task.actual_finish, 17)),
        ("ActualCost", _money(task.actual_cost)), ("CalendarUID", uids.get(task.calendar)),
        ("PhysicalPercentComplete", round(task.percent * 100))]  # fmt: skip
    for tag, value in fields:
        if value is not None:
            _put(element, tag, value)
    for link in schedule.links:
        if link.after == task.id:
            one = ElementTree.SubElement(element, "PredecessorLink")
            _put(one, "PredecessorUID", numbers[link.before])
            _put(one, "Type", _BACK[link.kind])
            _put(one, "LinkLag", round(link.lag * per_day * 600))
            _put(one, "LagFormat", 7)
    if task.baseline_start is not None or task.baseline_finish is not None:
        one = ElementTree.SubElement(element, "Baseline")
        _put(one, "Number", 0)
        for tag, day, hour in (("Start", task.baseline_start, 8), ("Finish", task.baseline_finish, 17)):
            if day is not None:
                _put(one, tag, _at(day, hour))
        if task.budget is not None:
            _put(one, "Cost", _money(task.budget))


def _money(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"
