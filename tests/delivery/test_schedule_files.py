"""Schedules from and to MS Project XML, XER and Excel: round trips, lists of what is dropped, spoiled files, hostile files."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingzhou.delivery.progress import (
    Schedule,
    ScheduleCalendar,
    ScheduleLink,
    ScheduleTask,
    read_mspdi,
    read_rows,
    read_xer,
    write_mspdi,
    write_sheet,
    write_xer,
)
from tingzhou.delivery.progress.sheet import COLUMNS
from tingzhou.errors import InputError
from tingzhou.progress import read_schedule, write_schedule

FIRST = dt.date(2024, 3, 1)
names = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
days = st.integers(0, 900).map(lambda number: FIRST + dt.timedelta(days=number))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Schedules of the subset that all formats hold."""
    calendars = (
        ScheduleCalendar("five"),
        ScheduleCalendar("seven", (True,) * 7, ((dt.date(2024, 5, 1), dt.date(2024, 5, 1), False), (dt.date(2025, 2, 1), dt.date(2025, 2, 1), False))),
    )  # fmt: skip
    tasks: list[ScheduleTask] = []
    for number in range(1, draw(st.integers(2, 6))):
        start = draw(days)
        finish = start + dt.timedelta(days=draw(st.integers(0, 90)))
        begun = draw(st.booleans())
        done = begun and draw(st.booleans())
        planned = draw(days)
        tasks.append(ScheduleTask(
            str(number), draw(names), start, finish, float(draw(st.integers(0, 200))),
            1.0 if done else draw(st.integers(1, 99)) / 100 if begun else 0.0, draw(st.booleans()), False, "", start if begun else None,
            finish if done else None, planned, planned + dt.timedelta(days=draw(st.integers(0, 50))), float(draw(st.integers(0, 10**9))),
            float(draw(st.integers(0, 10**6))), draw(st.sampled_from(["five", "seven"]))))  # fmt: skip
    links = [ScheduleLink(str(before), str(after), draw(st.sampled_from(["FS", "SS", "FF", "SF"])), float(draw(st.integers(-5, 9))))
             for after in range(2, len(tasks) + 1) for before in sorted(draw(st.sets(st.integers(1, after - 1), max_size=2)))]  # fmt: skip
    return Schedule(draw(names), tuple(tasks), tuple(links), calendars, min(task.start for task in tasks if task.start), draw(days))


def by_end(schedule: Schedule) -> Schedule:
    return replace(schedule, links=tuple(sorted(schedule.links, key=lambda link: (link.after, link.before))))


@given(schedules())
def test_ms_project_xml_comes_back_the_same(schedule: Schedule) -> None:
    again = read_mspdi(write_mspdi(schedule))
    assert by_end(again) == by_end(schedule)
    assert again.dropped == ()
    assert write_mspdi(again) == write_mspdi(schedule)


@given(schedules())
def test_xer_comes_back_the_same(schedule: Schedule) -> None:
    again = read_xer(write_xer(schedule))
    assert by_end(again) == by_end(schedule)
    assert again.dropped == ()


@settings(max_examples=8)
@given(schedules())
def test_excel_comes_back_the_same(tmp_path_factory: pytest.TempPathFactory, schedule: Schedule) -> None:
    """All but what a sheet does not hold: the days of calendars, the name and the status."""
    path = tmp_path_factory.mktemp("excel") / "plan.xlsx"
    path.write_bytes(write_sheet(schedule))
    again = read_schedule(path, status=schedule.status)
    assert again.tasks == tuple(replace(task, percent=pytest.approx(task.percent)) for task in schedule.tasks)
    assert by_end(again).links == by_end(schedule).links


@settings(max_examples=8)
@given(schedules())
def test_a_chain_of_formats_loses_nothing_of_the_subset(schedule: Schedule) -> None:
    again = read_mspdi(write_mspdi(read_xer(write_xer(read_mspdi(write_mspdi(schedule))))))
    assert by_end(again) == by_end(schedule)


def test_summaries_keep_their_place() -> None:
    tasks = (ScheduleTask("1", "phase", summary=True), ScheduleTask("2", "inner", summary=True, parent="1"), ScheduleTask("3", "work", FIRST, FIRST, 1.0, parent="2"),
             ScheduleTask("4", "outside", FIRST, FIRST, 1.0))  # fmt: skip
    schedule = Schedule("x", tasks)
    again = read_mspdi(write_mspdi(schedule))
    assert [(task.id, task.parent, task.summary) for task in again.tasks] == [
        ("1", "", True),
        ("2", "1", True),
        ("3", "2", False),
        ("4", "", False),
    ]
    xer = read_xer(write_xer(schedule))
    parents = {task.name: xer.task(task.parent).name for task in xer.tasks if task.parent and not task.summary}
    assert parents["work"] == "inner"


# --- MS Project XML -------------------------------------------------------------------------------------------------------------

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>plan</Name><StatusDate>2024-06-30T17:00:00</StatusDate>
<Resources><Resource><UID>1</UID></Resource><Resource><UID>2</UID></Resource></Resources>
<Tasks>
<Task><UID>0</UID><OutlineLevel>0</OutlineLevel><Name>plan</Name></Task>
<Task><UID>1</UID><Name>a</Name><OutlineLevel>1</OutlineLevel><Priority>500</Priority><Duration>PT20H30M0S</Duration><Start>2024-06-03T08:00:00</Start>
<Finish>2024-06-05T17:00:00</Finish><CalendarUID>9</CalendarUID><PercentComplete>40</PercentComplete>
<Baseline><Number>0</Number><Start>2024-06-03T08:00:00</Start><Finish>2024-06-04T17:00:00</Finish></Baseline><Baseline><Number>1</Number></Baseline></Task>
<Task><UID>2</UID><IsNull>1</IsNull></Task>
<Task><UID>3</UID><Name>b</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>
<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>3</Type><LinkLag>9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
<PredecessorLink><PredecessorUID>77</PredecessorUID><CrossProject>1</CrossProject></PredecessorLink>
<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>14400</LinkLag><LagFormat>8</LagFormat></PredecessorLink></Task>
</Tasks></Project>"""


def test_a_file_without_calendars_is_read_and_everything_dropped_is_listed() -> None:
    """20.5 h at 8 h a day; 9 600 tenths of a minute are 2 working days, 14 400 around the clock 1 day."""
    schedule = read_mspdi(XML.encode())
    assert schedule.task("1").duration == pytest.approx(20.5 / 8)
    assert (schedule.task("1").percent, schedule.task("1").baseline_finish, schedule.task("1").calendar) == (
        0.4,
        dt.date(2024, 6, 4),
        "",
    )
    assert [(link.kind, link.lag) for link in schedule.links] == [("SS", 2.0), ("FS", 1.0)]
    assert schedule.status == dt.date(2024, 6, 30)
    assert {one.what: one.count for one in schedule.dropped} == {
        "CalendarUID 9": 1, "MinutesPerDay": 1, "PredecessorLink": 1, "Resources/Resource": 2, "Task": 1, "Task 0": 1, "Task/Baseline 1…10": 1,
        "Task/Priority": 1}  # fmt: skip
    assert all(re.search("[一-鿿]", one.text("zh")) for one in schedule.dropped)
    assert any("hours per day" in one.text("en") for one in schedule.dropped)


def test_week_days_and_days_off_are_read() -> None:
    """Sunday is day 1; a day off stands as a week day of type 0 in old files and as an exception in new ones, once here."""
    calendar = ("<Calendars><Calendar><UID>1</UID><Name>c</Name><WeekDays><WeekDay><DayType>1</DayType><DayWorking>1</DayWorking></WeekDay>"
                "<WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod>"
                "<FromDate>2024-10-01T00:00:00</FromDate><ToDate>2024-10-07T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays><Exceptions><Exception>"
                "<TimePeriod><FromDate>2024-10-01T00:00:00</FromDate><ToDate>2024-10-07T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking>"
                "</Exception></Exceptions></Calendar></Calendars>")  # fmt: skip
    found = read_mspdi(XML.replace("<Resources>", calendar + "<Resources>").encode()).calendars[0]
    assert found.week == (False, True, True, True, True, False, True)
    assert found.exceptions == ((dt.date(2024, 10, 1), dt.date(2024, 10, 7), False),)


def test_a_calendar_takes_over_what_it_is_made_from() -> None:
    """Calendar 2 is made from 1 (no Monday, National Day off) and works Sundays; it stands before its base in the file."""
    calendars = ("<Calendars><Calendar><UID>2</UID><Name>crew</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays><WeekDay><DayType>1</DayType>"
                 "<DayWorking>1</DayWorking></WeekDay></WeekDays></Calendar><Calendar><UID>1</UID><Name>base</Name><BaseCalendarUID>-1</BaseCalendarUID>"
                 "<WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays><Exceptions><Exception><TimePeriod>"
                 "<FromDate>2024-10-01T00:00:00</FromDate><ToDate>2024-10-03T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception>"
                 "</Exceptions></Calendar></Calendars>")  # fmt: skip
    crew, base = read_mspdi(XML.replace("<Resources>", calendars + "<Resources>").encode()).calendars
    assert (crew.name, base.name) == ("crew", "base")
    assert crew.week == (False, True, True, True, True, False, True)
    assert base.week == (False, True, True, True, True, False, False)
    assert crew.exceptions == base.exceptions == ((dt.date(2024, 10, 1), dt.date(2024, 10, 3), False),)


def test_broken_xml_is_refused_with_everything() -> None:
    with pytest.raises(InputError, match="the file is no XML"):
        read_mspdi(b"<Project><Tasks>")
    with pytest.raises(InputError, match="its root is Plan"):
        read_mspdi(b"<Plan/>")
    spoiled = (
        XML.replace("PT20H30M0S", "three days").replace("<UID>3</UID>", "<UID>1</UID>").replace("<Type>3</Type>", "<Type>9</Type>")
    )
    spoiled = spoiled.replace("2024-06-05T17:00:00", "2024-06-01T17:00:00").replace("<PercentComplete>40", "<PercentComplete>400")
    with pytest.raises(InputError) as caught:
        read_mspdi(spoiled.encode())
    for part in ("value 'three days': it is no duration", "two tasks have the same id", "value '9': it is no kind of link", "ends before it begins",
                 "outside 0 to 1"):  # fmt: skip
        assert part in str(caught.value)
    with pytest.raises(InputError, match="holds no task"):
        read_mspdi(b"<Project/>")


def test_circles_and_loose_links_are_refused_together() -> None:
    looped = XML.replace("<PredecessorUID>77</PredecessorUID><CrossProject>1</CrossProject>", "<PredecessorUID>78</PredecessorUID>")
    looped = looped.replace("<Priority>500</Priority>", "<PredecessorLink><PredecessorUID>3</PredecessorUID></PredecessorLink>")
    with pytest.raises(InputError) as caught:
        read_mspdi(looped.encode())
    assert "value '78'" in str(caught.value)
    assert "in a circle" in str(caught.value)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_refused_never_crash(seed: int) -> None:
    """Random damage to a good file of each format: it is read, or refused in words."""
    task = ScheduleTask(
        "2",
        "a",
        FIRST,
        FIRST,
        5.0,
        0.5,
        parent="1",
        actual_start=FIRST,
        baseline_start=FIRST,
        baseline_finish=FIRST,
        budget=10.0,
        calendar="c",
    )
    schedule = Schedule("p", (ScheduleTask("1", "sum", summary=True), task, ScheduleTask("3", "b", FIRST, FIRST, 2.0, calendar="c")),
                        (ScheduleLink("2", "3", "SS", 2.0),), (ScheduleCalendar("c", (True,) * 7, ((FIRST, FIRST, False),)),), FIRST, FIRST)  # fmt: skip
    chance = random.Random(seed)
    for _ in range(150):
        for good, read in (
            (write_mspdi(schedule), read_mspdi),
            (write_xer(schedule).encode(), lambda data: read_xer(data.decode("utf-8", "replace"))),
        ):
            data = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                at, kind = chance.randrange(len(data)), chance.random()
                if kind < 0.4:
                    data[at] = chance.randrange(256)
                elif kind < 0.7:
                    del data[at : at + chance.randint(1, 20)]
                else:
                    data[at:at] = data[chance.randrange(len(data)) :][: chance.randint(1, 60)]
            with contextlib.suppress(InputError):
                write_mspdi(read(bytes(data)))


def test_lags_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="the lag of the link A1 → A3 is no number of days"):
        read_xer(xer(*TASKS, LINKS[0], LINKS[1], "%R\t1\t12\t10\tPR_FS\tnan"))


def test_entity_bombs_are_refused_before_they_grow() -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE Project [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + level)} '{('&' + chr(97 + level) + ';') * 10}'>" for level in range(12)) + "]><Project><Name>&m;</Name></Project>"  # fmt: skip
    with pytest.raises(InputError, match="document type"):
        read_mspdi(bomb.encode())
    with pytest.raises(InputError, match="document type"):
        read_mspdi(b"<?xml version='1.0'?><!DOCTYPE Project SYSTEM 'file:///etc/passwd'><Project/>")
    with pytest.raises(InputError, match="document type"):
        read_mspdi("<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE Project []><Project/>".encode("utf-16"))


# --- XER ------------------------------------------------------------------------------------------------------------------------


def xer(*lines: str) -> str:
    return "\n".join(["ERMHDR\t19.12\t2024-06-30\tProject", *lines, "%E", ""])


TASKS = ("%T\tTASK", "%F\ttask_id\tproj_id\twbs_id\tclndr_id\ttask_type\ttask_code\ttask_name\ttarget_drtn_hr_cnt\ttarget_start_date\ttarget_end_date\tfree_float_hr_cnt",
         "%R\t10\t1\t5\t7\tTT_Task\tA1\tdig\t80\t2024-06-03 08:00\t2024-06-14 17:00\t0", "%R\t11\t1\t5\t7\tTT_LOE\tA2\tmanage\t80\t\t\t",
         "%R\t12\t1\t5\t7\tTT_FinMile\tA3\tdone\t0\t\t2024-06-14 17:00\t16")  # fmt: skip
LINKS = (
    "%T\tTASKPRED",
    "%F\ttask_pred_id\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt",
    "%R\t1\t12\t10\tPR_FF\t16",
    "%R\t2\t11\t10\tPR_SS\t0",
)


def test_a_xer_without_calendars_is_read_and_everything_dropped_is_listed() -> None:
    schedule = read_xer(xer(*TASKS, *LINKS, "%T\tRSRC", "%F\trsrc_id", "%R\t1", "%R\t2"))
    assert [(task.id, task.name, task.duration, task.milestone) for task in schedule.tasks] == [
        ("A1", "dig", 10.0, False),
        ("A3", "done", 0.0, True),
    ]
    assert schedule.links == (ScheduleLink("A1", "A3", "FF", 2.0),)
    assert {one.what: one.count for one in schedule.dropped} == {
        "CALENDAR": 1, "RSRC": 2, "TASK TT_LOE": 1, "TASK.free_float_hr_cnt": 2, "TASKPRED": 1, "clndr_id 7": 2}  # fmt: skip


def test_calendar_data_of_xer_are_read() -> None:
    """Monday (2) to Saturday (7) worked; serial day 45566 is 1 October 2024; ten hours a day."""
    shift = "((0||0(s|08:00|f|18:00)()))"
    week = "".join(f"(0||{number}(){shift if number > 1 else '()'})" for number in range(1, 8))
    data = f"(0||CalendarData()((0||DaysOfWeek()({week}))(0||VIEW(ShowTotal|N)())(0||Exceptions()((0||0(d|45566)()) (0||1(d|45571){shift})))))"
    text = xer("%T\tCALENDAR", "%F\tclndr_id\tclndr_name\tday_hr_cnt\tclndr_data", f"%R\t7\tsix days\t10\t{data}", *TASKS)
    schedule = read_xer(text)
    assert schedule.task("A1").duration == 8.0
    assert schedule.calendars[0].week == (True, True, True, True, True, True, False)
    assert schedule.calendars[0].exceptions == (
        (dt.date(2024, 10, 1), dt.date(2024, 10, 1), False),
        (dt.date(2024, 10, 6), dt.date(2024, 10, 6), True),
    )
    broken = read_xer(text.replace("(0||CalendarData()(", "(0||CalendarData()"))
    assert any(one.what == "CALENDAR six days" for one in broken.dropped)


def test_costs_of_xer_are_summed() -> None:
    text = xer(*TASKS, "%T\tTASKRSRC", "%F\ttask_id\ttarget_cost\tact_reg_cost\tact_ot_cost", "%R\t10\t100\t30\t5", "%R\t10\t50\t\t", "%T\tPROJCOST",
               "%F\ttask_id\ttarget_cost\tact_cost", "%R\t10\t7\t1")  # fmt: skip
    task = read_xer(text).task("A1")
    assert (task.budget, task.actual_cost) == (157.0, 36.0)


def test_a_broken_xer_is_refused_with_everything() -> None:
    with pytest.raises(InputError, match="does not begin with ERMHDR"):
        read_xer("PK\x03\x04")
    broken = "\n".join(["ERMHDR\t1", *TASKS[:3], "%R\t13\t1\t5\t7\tTT_Task\tA4\tx\t80\t\t\t0\tmore\tcells", "nonsense", "%T\tTASKPRED", "%R\t1\t2",
                        "%F\ttask_pred_id"])  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_xer(broken)
    for part in ("row 5", "more cells than its table has fields", "row 6", "begins with none of %T", "row 8", "before the fields of its table", "lacks this field",
                 "no end (%E)"):  # fmt: skip
        assert part in str(caught.value)
    wrong = xer(*(line.replace("2024-06-03 08:00", "3rd of June").replace("\t80\t", "\tlong\t") for line in TASKS), LINKS[0], LINKS[1],
                "%R\t1\t12\t10\tPR_XX\t0", "%R\t2\t12\t99\tPR_FS\t0")  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_xer(wrong)
    for part in ("value '3rd of June'", "value 'long'", "value 'PR_XX'", "value '99'"):
        assert part in str(caught.value)


def test_several_projects_are_told_apart() -> None:
    text = xer(
        "%T\tPROJECT",
        "%F\tproj_id\tproj_short_name\tlast_recalc_date",
        "%R\t1\tone\t2024-06-30 17:00",
        "%R\t2\ttwo\t",
        *TASKS,
        "%R\t20\t2\t\t\tTT_Task\tB1\tother\t8\t\t\t",
    )
    with pytest.raises(InputError, match="holds 2 projects with tasks that fit: one, two"):
        read_xer(text)
    assert [task.name for task in read_xer(text, project="two").tasks] == ["other"]
    assert read_xer(text, project="1").status == dt.date(2024, 6, 30)


# --- Excel and files ------------------------------------------------------------------------------------------------------------


def test_chinese_headers_and_links_with_lags_are_read() -> None:
    header = ("编号", "名称", "计划开始", "完成比例", "前置任务", "P10 工期", "P50 工期", "P90 工期")
    schedule = read_rows(
        header,
        [(2, ("A", "基础", "2024/03/01", "40%", "", "8", "10", "15")), (3, ("B", "吊装", "", "", "A SS+3; A FF-2", "", "", ""))],
        "x",
    )
    assert schedule.task("A").triple == (8.0, 10.0, 15.0)
    assert schedule.task("A").percent == pytest.approx(0.4)
    assert schedule.links == (ScheduleLink("A", "B", "SS", 3.0), ScheduleLink("A", "B", "FF", -2.0))


def test_merged_cells_are_refused_with_all_ranges_and_all_other_problems(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "name", "start"])
    sheet.append(["a", "x", "someday"])
    sheet.append(["b", "y", None])
    sheet.merge_cells("A5:B5")
    sheet.merge_cells("C2:C3")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_schedule(path)
    for part in ("merged cells (A5:B5)", "merged cells (C2:C3)", "value 'someday'"):
        assert part in str(caught.value)


def test_unknown_and_missing_columns_are_named() -> None:
    with pytest.raises(InputError) as caught:
        read_rows(("id", "colour", "id"), [], "x")
    for part in ("column colour", "the column name", "stands twice"):
        assert part in str(caught.value)


def test_an_encoding_is_named_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "plan.xer"
    path.write_bytes(xer(*TASKS).replace("dig", "基坑开挖").encode("gb18030"))
    with pytest.raises(InputError, match="gb18030 for files from Chinese computers"):
        read_schedule(path)
    assert read_schedule(path, encoding="gb18030").task("A1").name == "基坑开挖"
    with pytest.raises(InputError, match="this encoding is not known"):
        read_schedule(path, encoding="nonsense")


def test_files_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = Schedule("x", (ScheduleTask("1", "a", FIRST, FIRST, 1.0),))
    for ending in (".xml", ".xer", ".xlsx"):
        write_schedule(schedule, tmp_path / f"plan{ending}")
        assert read_schedule(tmp_path / f"plan{ending}").tasks[0].name == "a"
    before = (tmp_path / "plan.xml").read_bytes()

    def killed(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_schedule(replace(schedule, name="y"), tmp_path / "plan.xml")
    assert (tmp_path / "plan.xml").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.xer", "plan.xlsx", "plan.xml"]
    with pytest.raises(InputError, match="no format that can be written"):
        write_schedule(schedule, tmp_path / "plan.mpp")


def test_ids_that_are_no_numbers_are_numbered_for_ms_project() -> None:
    schedule = Schedule("x", (ScheduleTask("A", "a"), ScheduleTask("B", "b")), (ScheduleLink("A", "B"),))
    again = read_mspdi(write_mspdi(schedule))
    assert [task.id for task in again.tasks] == ["1", "2"]
    assert again.links == (ScheduleLink("1", "2"),)


def test_every_column_of_the_sheet_is_a_field_or_a_link() -> None:
    fields = set(ScheduleTask.__dataclass_fields__) - {"triple"}
    assert set(COLUMNS) - {"after", "p10", "p50", "p90"} == fields
