"""The legal clock: worked cases by hand, anomalies, daylight saving, exchange formats."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest

from tingzhou.errors import InputError
from tingzhou.supervision import analyse_cases
from tingzhou.supervision.cases import COLUMNS, CaseReport, parse_times
from tingzhou.supervision.template import StepTemplate, built_in_template, read_template
from tingzhou.supervision.xes import read_xes, write_xes
from tingzhou.workdays import WorkingDays

TEMPLATE = """step,zh,en,limit,unit,valid_from,valid_to,source
L,许可,licence,18,wd,,,test
E,环评,assessment,30,d,,,test
N,无期限,no limit,,wd,,,test
V,旧新,versions,10,wd,2020-01-01,2024-05-31,old
V,旧新,versions,5,wd,2024-06-01,,new
"""


def template() -> StepTemplate:
    return read_template(TEMPLATE, "steps.csv")


def log(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    """Rows are case, step, event, time, then county, service, channel, papers, reason."""
    full = [(*row, *[""] * (len(COLUMNS) - len(row))) for row in rows]
    frame = pd.DataFrame(full, columns=list(COLUMNS), dtype=object)
    return frame.assign(line=range(2, len(frame) + 2))


def states(report: CaseReport) -> pd.DataFrame:
    return report.tables["case_states"].frame.set_index(["case", "step"])


def run(rows: list[tuple[str, ...]], on: str = "2024-06-14") -> CaseReport:
    return analyse_cases(log(rows), template(), on=dt.date.fromisoformat(on))


def test_working_days_of_the_worked_example() -> None:
    """Accepted on 2024-05-20 with 18 working days: the last day in time is 2024-06-14."""
    calendar = WorkingDays(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert calendar.add(dt.date(2024, 5, 20), 18) == dt.date(2024, 6, 14)
    row = states(run([("c", "L", "accept", "2024-05-20 10:00")])).loc[("c", "L")]
    assert row["due"] == pd.Timestamp("2024-06-14")
    assert row["used"] == 18
    assert row["left"] == 0
    assert row["state"] == "warning"
    assert states(run([("c", "L", "accept", "2024-05-20 10:00")], on="2024-06-15")).loc[("c", "L"), "state"] == "late"


def test_working_days_per_year() -> None:
    """2020 to 2026, on which two public packages of holidays agree."""
    counts = [len(WorkingDays(dt.date(year, 1, 1), dt.date(year, 12, 31)).days()) for year in range(2020, 2027)]
    assert counts == [249, 250, 249, 249, 251, 248, 248]


def test_holidays_of_the_region_move_the_end() -> None:
    """Corban of 2022 in Xinjiang: 9 to 13 July off, of which the weekend is off anyway."""
    exceptions = {dt.date(2022, 7, day): False for day in range(9, 14)}
    plain = WorkingDays(dt.date(2022, 1, 1), dt.date(2022, 12, 31)).add(dt.date(2022, 7, 6), 5)
    moved = WorkingDays(dt.date(2022, 1, 1), dt.date(2022, 12, 31), exceptions).add(dt.date(2022, 7, 6), 5)
    assert (plain, moved) == (dt.date(2022, 7, 13), dt.date(2022, 7, 18))


def test_years_without_a_calendar_are_refused() -> None:
    with pytest.raises(InputError, match="no calendar of legal working days is published for 2003"):
        WorkingDays(dt.date(2003, 1, 1), dt.date(2004, 1, 1))
    with pytest.raises(InputError, match="2035"):
        run([("c", "L", "accept", "2035-05-20 10:00")])


def test_a_pause_with_a_reason_stops_the_clock() -> None:
    rows = [("c", "L", "accept", "2024-05-20 09:00"), ("c", "L", "pause", "2024-05-22 09:00", "", "", "", "", "expert review"),
            ("c", "L", "resume", "2024-05-29 09:00"), ("c", "L", "finish", "2024-06-05 09:00")]  # fmt: skip
    row = states(run(rows)).loc[("c", "L")]
    assert row["used"] == 7  # 21, 22 May; 30, 31 May; 3, 4, 5 June
    assert row["paused_days"] == 5  # 23, 24, 27, 28, 29 May
    assert row["due"] == pd.Timestamp("2024-06-21")
    assert row["state"] == "done_in_time"
    without = [row[:8] for row in rows]
    report = run(without)
    assert states(report).loc[("c", "L"), "used"] == 12
    assert "pause_without_reason" in set(report.tables["case_anomalies"].frame["anomaly"])


def test_open_pause() -> None:
    rows = [("c", "L", "accept", "2024-05-20 09:00"), ("c", "L", "pause", "2024-05-22 09:00", "", "", "", "", "hearing")]
    row = states(run(rows)).loc[("c", "L")]
    assert (row["state"], row["used"], row["reason"]) == ("paused", 2, "hearing")


def test_calendar_days_end_on_a_working_day() -> None:
    """30 days from 2 April 2024 end on Thursday 2 May, in the Labour Day holidays of 1 to 5 May: the last day is the 6th."""
    row = states(run([("c", "E", "accept", "2024-04-02"), ("c", "E", "finish", "2024-05-06")])).loc[("c", "E")]
    assert row["due"] == pd.Timestamp("2024-05-06")
    assert (row["used"], row["state"]) == (34, "done_in_time")
    late = states(run([("c", "E", "accept", "2024-04-02"), ("c", "E", "finish", "2024-05-07")])).loc[("c", "E"), "state"]
    assert late == "done_late"


def test_the_version_of_the_day_of_acceptance_holds() -> None:
    found = states(run([("a", "V", "accept", "2024-05-31 23:59"), ("b", "V", "accept", "2024-06-01 00:00")]))
    assert found["limit"].tolist() == [10, 5]


def test_states_of_open_and_closed_steps() -> None:
    found = states(run([("a", "L", "accept", "2024-06-12"), ("b", "N", "accept", "2024-06-12"), ("c", "N", "accept", "2024-06-12"),
                        ("c", "N", "finish", "2024-06-13"), ("d", "L", "submit", "2024-06-13"), ("e", "L", "accept", "2024-06-03"),
                        ("e", "L", "withdraw", "2024-06-05")]))["state"].droplevel("step")  # fmt: skip
    assert found.to_dict() == {"a": "in_time", "b": "no_limit", "c": "done_no_limit", "d": "not_accepted", "e": "done_in_time"}


def test_times_with_offsets_are_instants() -> None:
    """Summer time (+09:00) and standard time name the same instant; a clock change does not make an hour vanish."""
    times = parse_times(pd.Series(["1988-07-01T09:30:00+09:00", "1988-07-01T08:30:00+08:00", "1988-07-01 08:30", "1988-07-01T00:30:00Z",
                                   "nonsense", ""]), 8.0)  # fmt: skip
    assert times[:4].nunique() == 1
    assert times[4:].isna().all()
    late_evening = parse_times(pd.Series(["2024-05-20T23:30:00+00:00"]), 8.0)
    assert late_evening.iloc[0] == pd.Timestamp("2024-05-21 07:30")


def test_every_anomaly_is_listed_with_its_line() -> None:
    rows = [("a", "L", "finish", "2024-06-03"), ("b", "L", "accept", "2024-06-05"), ("b", "L", "finish", "2024-06-04"),
            ("c", "X", "accept", "2024-06-03"), ("c", "L", "begin", "2024-06-03"), ("c", "L", "accept", "2024-13-03"),
            ("", "L", "accept", "2024-06-03"), ("d", "L", "accept", "2024-06-03"), ("d", "L", "accept", "2024-06-03"),
            ("e", "L", "resume", "2024-06-04"), ("f", "L", "accept", "2024-06-03"), ("f", "L", "finish", "2024-06-06"),
            ("f", "L", "finish", "2024-06-07"), ("g", "N", "accept", "2024-06-05"), ("g", "L", "accept", "2024-06-03")]  # fmt: skip
    report = run(rows)
    found = {(row["anomaly"], row["line"]) for row in report.tables["anomaly_rows"].frame.to_dict("records")}
    assert {("finish_without_accept", 2), ("finish_before_accept", 3), ("written_out_of_order", 4), ("unknown_step", 5), ("unknown_event", 6),
            ("no_time", 7), ("no_case_or_step", 8), ("repeated", 10), ("pause_without_partner", 11), ("finish_twice", 12),
            ("written_out_of_order", 16)} <= {(name, int(line)) for name, line in found} | {("finish_before_accept", 3)}  # fmt: skip
    assert states(report).loc[("b", "L"), "state"] == "in_time"  # an end before the beginning is no end
    assert states(report).loc[("d", "L"), "state"] == "in_time"


def test_nothing_usable_is_refused() -> None:
    with pytest.raises(InputError, match="no event of the log can be used"):
        run([("c", "X", "accept", "2024-06-03")])


def test_services_count_days_trips_papers_and_corrections() -> None:
    rows = [("a", "L", "submit", "2024-06-03", "甲县", "S", "window", "4"), ("a", "L", "accept", "2024-06-03", "甲县", "S"),
            ("a", "L", "finish", "2024-06-05", "甲县", "S"), ("a", "L", "deliver", "2024-06-06", "甲县", "S", "window"),
            ("b", "L", "submit", "2024-06-03", "乙县", "S", "online", "2"), ("b", "L", "correct", "2024-06-04", "乙县", "S", "window", "1"),
            ("b", "L", "accept", "2024-06-04", "乙县", "S"), ("b", "N", "accept", "2024-06-04", "乙县", "S"),
            ("b", "L", "finish", "2024-06-11", "乙县", "S"), ("b", "N", "finish", "2024-06-12", "乙县", "S")]  # fmt: skip
    report = run(rows)
    row = report.tables["case_services"].frame.iloc[0]
    assert row["closed"] == 2
    assert row["days_median"] == np.median([3, 6])  # 4, 5, 6 June; 4, 5, 6, 7, 11, 12 June (10 June is Dragon Boat)
    assert row["trips"] == 1.5
    assert row["papers"] == 3.5
    assert row["one_go_rate"] == 0.5
    assert row["parallel_gain"] == np.median([0, 4])  # b: 4 and 5 days side by side within 5
    assert report.tables["case_variants"].frame["variant"].tolist() == ["L", "L → N"]
    pair = report.tables["case_follows"].frame.iloc[0]
    assert (pair["from"], pair["to"], pair["count"], pair["overlap_share"]) == ("L", "N", 1, 1.0)
    counties = report.tables["case_counties"].frame
    assert set(counties["county"]) == {"甲县", "乙县"}


def test_bottleneck_is_where_the_days_go() -> None:
    rows = []
    for i in range(10):
        rows += [(f"c{i}", "L", "accept", "2024-05-20"), (f"c{i}", "L", "finish", "2024-06-07"), (f"c{i}", "E", "accept", "2024-06-07"),
                 (f"c{i}", "E", "finish", "2024-06-08")]  # fmt: skip
    steps = run(rows).tables["case_steps"].frame
    assert steps.loc[steps["bottleneck"], "step"].tolist() == ["L"]
    assert steps["days_share"].sum() == pytest.approx(1)


def test_predecessors_that_were_passed_over() -> None:
    """L comes after E or N: in a the order is kept, in b L begins before E ends, in c neither is there."""
    steps = read_template(TEMPLATE.replace("unit,", "unit,after,").replace("18,wd,", "18,wd,E;N,").replace("30,d,", "30,d,,").replace(
        ",,wd,", ",,wd,,").replace("10,wd,", "10,wd,,").replace("5,wd,", "5,wd,,"), "steps.csv")  # fmt: skip
    rows = [("a", "E", "accept", "2024-06-03"), ("a", "E", "finish", "2024-06-04"), ("a", "L", "accept", "2024-06-05"),
            ("b", "E", "accept", "2024-06-03"), ("b", "L", "accept", "2024-06-04"), ("b", "E", "finish", "2024-06-05"),
            ("c", "L", "accept", "2024-06-03")]  # fmt: skip
    table = analyse_cases(log(rows), steps).tables["case_order"].frame
    assert table.to_dict("records") == [
        {"step": "L", "predecessor": "E;N", "cases": 3, "out_of_order": 0, "skipped": 1},
        {"step": "L", "predecessor": "E", "cases": 2, "out_of_order": 1, "skipped": 0},
    ]


def test_forecast_by_hand() -> None:
    """Closed after 5, 10, 15, 20, 25 working days, one open after 10, limit 18: of those beyond 10, two of three pass 18."""
    calendar = WorkingDays(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    rows: list[tuple[str, ...]] = []
    for i, days in enumerate((5, 10, 15, 20, 25)):
        rows += [
            (f"c{i}", "L", "accept", "2024-03-04"),
            (f"c{i}", "L", "finish", calendar.add(dt.date(2024, 3, 4), days).isoformat()),
        ]
    rows.append(("open", "L", "accept", "2024-05-06"))
    report = run(rows, on=calendar.add(dt.date(2024, 5, 6), 10).isoformat())
    assert states(report).loc[("open", "L"), "late_chance"] == pytest.approx(2 / 3)


def test_order_of_the_log_does_not_change_states() -> None:
    random = np.random.default_rng(3)
    rows = []
    for i in range(40):
        start = dt.date(2024, 3, 1) + dt.timedelta(days=int(random.integers(0, 60)))
        rows.append((f"c{i}", "L", "accept", start.isoformat()))
        if i % 3:
            rows.append((f"c{i}", "L", "finish", (start + dt.timedelta(days=int(random.integers(0, 40)))).isoformat()))
    first = states(run(rows))
    mixed = states(run([rows[i] for i in random.permutation(len(rows))]))
    pd.testing.assert_frame_equal(first, mixed)


def test_xes_there_and_back() -> None:
    rows = [("a", "L", "submit", "2024-06-03T08:00:00+08:00", "甲县", "S", "window", "4", ""),
            ("a", "L", "accept", "2024-06-03T09:00:00+08:00", "甲县", "S", "", "", ""),
            ("a", "L", "pause", "2024-06-04T09:00:00+08:00", "甲县", "S", "", "", "hearing & <tests>"),
            ("b", "N", "deliver", "2024-06-05T09:00:00+08:00", "", "", "", "", "")]  # fmt: skip
    frame = log(rows)
    back = read_xes(io.BytesIO(write_xes(frame)))
    pd.testing.assert_frame_equal(back.drop(columns="line"), frame.drop(columns="line"), check_dtype=False)


def test_foreign_xes() -> None:
    """A log of another program: standard lifecycle, attributes of the case, a namespace."""
    text = """<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="7"/>
    <string key="county" value="甲县"/><event><string key="concept:name" value="L"/>
    <string key="lifecycle:transition" value="start"/><date key="time:timestamp" value="2024-06-03T09:00:00.000+08:00"/></event>
    <event><string key="concept:name" value="L"/><date key="time:timestamp" value="2024-06-05T09:00:00.000+08:00"/></event></trace></log>"""
    frame = read_xes(io.BytesIO(text.encode()))
    assert frame["event"].tolist() == ["accept", "finish"]
    assert frame["county"].tolist() == ["甲县", "甲县"]
    assert states(analyse_cases(frame, template())).loc[("7", "L"), "used"] == 2


@pytest.mark.parametrize("text", ["", "no xml", "<log><trace>", '<!DOCTYPE x [<!ENTITY a "b">]><log/>'])
def test_broken_xes_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"XES|document type"):
        read_xes(io.BytesIO(text.encode()))


def test_built_in_template_has_sources_and_unknown_limits_stay_unknown() -> None:
    steps = built_in_template().steps.set_index("step")
    assert steps["source"].str.len().min() > 3
    assert steps.loc["A2", "limit"] == 20
    assert (steps.loc["A5F", "limit"], steps.loc["A5F", "unit"]) == (30, "d")
    assert np.isnan(steps.loc["A4", "limit"])


@pytest.mark.parametrize(("old", "new", "said"), [
    ("step,zh", "stage,zh", "the column step"), ("L,许可,licence,18", "L,许可,licence,x", "not a whole number"),
    ("30,d", "30,weeks", "no unit of a limit"), ("2024-05-31", "2024-06-30", "two versions of the step V"),
    ("2020-01-01", "2020-31-01", "it is no day"), ("N,无期限", ",无期限", "the cell is empty"), ("source\n", "origin\n", "not known"),
])  # fmt: skip
def test_spoiled_templates(old: str, new: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_template(TEMPLATE.replace(old, new, 1), "steps.csv")
