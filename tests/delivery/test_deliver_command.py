"""The command from a region folder to a delivery folder: files, answers, refusals, going on after a stop."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tingzhou import deliver as delivering
from tingzhou import region as regions
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.errors import InputError, InternalError
from tingzhou.region import check, load
from tingzhou.report.plan import plan_sections
from tingzhou.study_document import delivery_page

TABLES = {
    "projects": "id,zh,en,kind,place,benefit [亿元],must,earliest,target,owner,source,quality\n"
    "wind_a,风电甲,Wind A,wind,plain,2,,2025-03-16,2025-12-31,甲公司,guess,assumed\n"
    "works_b,工厂乙,Works B,factory,plain,1,yes,2025-03-16,2025-10-31,,guess,assumed\n"
    "works_c,工厂丙,Works C,factory,plain,0.5,,2025-03-16,2025-10-31,,guess,assumed\n",
    "project_modes": "project,mode,days,winter_stop,source,quality\nwind_a,normal,180,yes,guess,assumed\n"
    "works_b,normal,150,no,guess,assumed\nworks_c,normal,150,no,guess,assumed\n",
    "project_links": "project,link,other,lag_days,source,quality\nworks_b,start_start,wind_a,15,guess,assumed\n",
    "factors": "id,zh,en,factor_kind,factor_unit,carry_over,source,quality\nland,土地指标,Land quota,quota,亩,0,guess,assumed\n",
    "factor_limits": "factor,calendar_year,limit,source,quality\nland,2025,1000,guess,assumed\nland,2026,100,guess,assumed\n",
    "factor_uses": "project,factor,use,timing,source,quality\nwind_a,land,600,start,guess,assumed\nworks_b,land,400,start,guess,assumed\n"
    "works_c,land,1340,start,guess,assumed\n",
    "project_stages": "id,zh,en,kind,days_share,after,stage_calendar,crew,source,quality\nfound,基础,Foundations,wind,0.6,,winter_stop,earth,guess,assumed\n"
    "hoist,吊装,Hoisting,wind,0.4,found,hoisting,crane,guess,assumed\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "plainland"
    shutil.copytree(Path(regions.__file__).parent / "tiny", target)
    place = load("tiny").table("places")["id"].iloc[0]
    source = load("tiny").table("sources")["id"].iloc[0]
    for name, text in TABLES.items():
        (target / f"{name}.csv").write_text(text.replace("plain,", f"{place},").replace("guess,", f"{source},"), encoding="utf-8")
    return target


def test_folder_holds_everything_and_repeats(folder: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    said = run("deliver", folder, "--out", tmp_path / "a", "--json")
    assert said.code == 0, said.err
    facts = json.loads(said.out)
    assert facts["selected"] == 2
    assert [(one["objective"], one["gap"]) for one in facts["objectives"]] == [
        ("must", 0.0),
        ("dates", 0.0),
        ("value", 0.0),
        ("tardiness", 0.0),
        ("moves", 0.0),
        ("early", 0.0),
    ]
    names = {path.relative_to(tmp_path / "a").as_posix() for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert {
        "plan.html",
        "plan.xlsx",
        "schedule.xml",
        "delivery.json",
        "tables/plan_projects.csv",
        "tables/plan_reasons.csv",
    } <= names
    page = (tmp_path / "a" / "plan.html").read_text(encoding="utf-8")
    assert "Land quota 2025: 1\u202f340 mu short" in page
    assert "土地指标2025年：缺1\u202f340亩" in page
    assert "article 10 (3)" in page
    assert "甲公司" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    run("deliver", folder, "--out", tmp_path / "b", "--json")
    for name in sorted(names - {"plan.xlsx"}):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_study_shows_the_chart_of_the_plan_itself(folder: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    path = folder / "projects.csv"
    text = path.read_text(encoding="utf-8").replace("2025-03-16,2025-12-31,", "2025-03-16,,").replace("1,yes,", "1,,")
    path.write_text(text, encoding="utf-8")  # no project must be chosen, one has no wished date
    assert run("deliver", folder, "--out", tmp_path / "a", "--json").code == 0
    page = delivery_page(tmp_path / "a")
    chart, sections = plan_sections(page)
    written = (tmp_path / "a" / "plan.html").read_text(encoding="utf-8")
    assert "★" not in chart
    assert str(chart) in written
    different = [section["name"] for section in sections if str(section["table"]) not in written]
    assert different == []


def test_day_schedule_waits_for_windows_of_wind(folder: Path, tmp_path: Path) -> None:
    """108 days from 16 March end on 1 July; then 72 days with a window for hoisting, counted in the region's own windows."""
    done = delivering.deliver(folder, tmp_path / "out", effort=Effort(5.0), with_prices=False)
    (wind,) = done.days
    foundations, hoisting = wind.stages
    assert (str(foundations.start), str(foundations.finish)) == ("2025-03-16", "2025-07-01")
    windows = delivering._windows(load(folder), done.plan)
    calm = next(iter(windows.values()))
    days = [hoisting.start + dt.timedelta(days=k) for k in range((hoisting.finish - hoisting.start).days + 1)]
    assert sum(calm[day] for day in days) == hoisting.days == 72
    assert hoisting.finish >= dt.date(2025, 9, 10)
    assert wind.optimal


def test_a_stopped_run_goes_on_and_nothing_half_is_left(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_write_tables", stop)
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver(folder, tmp_path / "out", effort=Effort(5.0), with_prices=False)
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == [".out-plan.json"]
    monkeypatch.setattr(delivering, "solve_portfolio", stop)  # the plan that was found is not searched again
    done = delivering.deliver(folder, tmp_path / "out", effort=Effort(5.0), with_prices=False)
    assert done.meta["selected"] == 2
    assert not (tmp_path / ".out-plan.json").exists()


def test_a_faulted_plan_is_not_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        delivering, "check_plan", lambda *_: [("{project} does not wait for {other}.", {"project": "a", "other": "b"})]
    )
    with pytest.raises(InternalError, match="a does not wait for b"):
        delivering.deliver(folder, tmp_path / "out", effort=Effort(5.0))
    assert not (tmp_path / "out").exists()


def test_foreign_folder_is_not_touched(folder: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep", encoding="utf-8")
    said = run("deliver", folder, "--out", tmp_path / "mine")
    assert said.code == 1
    assert "not empty" in said.err
    said = run("deliver", "tiny", "--out", tmp_path / "x")
    assert said.code == 1
    assert "has no projects" in said.err


SPOILED = {
    "projects": [("wind_a,风电甲", "wind_a,风电甲"), ("works_c,工厂丙,Works C,factory", "lonely,工厂丙,Works C,factory")],
    "project_modes": [("wind_a,normal,180", "wind_a,fast,180")],
    "project_links": [("works_b,start_start,wind_a,15", "works_b,start_start,wind_a,15"), ("\n$", "\n")],
    "factors": [("0,guess", "0,guess")],
    "factor_limits": [("land,2026,100", "land,2027,100")],
    "factor_uses": [("works_b,land,400,start", "works_b,gold,400,start")],
}


def test_spoiled_tables_list_every_problem(folder: Path) -> None:
    for name, changes in SPOILED.items():
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    source = load("tiny").table("sources")["id"].iloc[0]
    with (folder / "project_links.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"wind_a,finish_start,works_b,,{source},assumed\n")
    (folder / "ranking.csv").write_text(f"id,attribute,matches,surcharge,source,quality\na,kind,甲公司,0.1,{source},assumed\n"
                                        f"b,owner,x,0.1,{source},assumed\nc,colour,red,0.1,{source},assumed\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(InputError) as raised:
        load(folder)
    said = raised.value.text("en")
    for words in ("the project has no mode", "it is not one of the allowed words", "wait for each other in a circle", "has no limit for 2026",
                  "'gold'", "article 10 (3)", "projects are not ranked by this"):  # fmt: skip
        assert words in said, words
    assert said.count("article 10 (3)") == 2
    assert "第十条第三项" in raised.value.text("zh")


def test_folder_and_workbook_keep_the_hash(folder: Path, tmp_path: Path) -> None:
    region = load(folder)
    regions.write_workbook(region, tmp_path / "r.xlsx")
    assert load(tmp_path / "r.xlsx").hash == region.hash
    assert not check("changji")


def test_a_region_without_stages_is_told_so(folder: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """Without rows of project_stages there are neither day schedules nor chances: the answers say it, and the command of chances too."""
    head = TABLES["project_stages"].splitlines()[0]
    (folder / "project_stages.csv").write_text(head + "\n", encoding="utf-8")
    said = run("deliver", folder, "--out", tmp_path / "a", "--no-prices")
    assert said.code == 0, said.err
    assert "No day schedules and no chances of dates" in said.out
    assert "%  choosing and dating projects total value" in said.err
    refused = run("risk", folder, "--plan", tmp_path / "a")
    assert refused.code == 1
    assert "the plan has no stages" in refused.err


def test_the_smallest_conflict_is_told_on_the_terminal(folder: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """600 and 1 340 mu of must-haves in 1 000 mu: what contradicts each other stands below the answers, in both languages."""
    text = (folder / "projects.csv").read_text(encoding="utf-8")
    (folder / "projects.csv").write_text(text.replace(",0.5,,", ",0.5,yes,"), encoding="utf-8")
    for lang, words in (("en", ("Works C", "Land quota")), ("zh", ("工厂丙", "土地指标"))):
        said = run("deliver", folder, "--out", tmp_path / lang, "--no-prices", "--risk", 0, "--lang", lang)
        told = [line for line in said.out.splitlines() if line.startswith("  ! ")]
        assert all(any(word in line for line in told) for word in words), said.out
