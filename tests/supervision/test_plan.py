"""Spoiled plans: every refusal is listed at once and says where."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from supervision_helpers import PLAN, problems, small, texts, write

from tingzhou import inspection
from tingzhou.errors import InputError


def spoiled(tmp_path: Path, file: str, old: str, new: str) -> str:
    files = small()
    content = files[file].decode()
    assert old in content
    files[file] = content.replace(old, new, 1).encode()
    return texts(write(tmp_path / "plan", files))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("firms.csv", "F001,", "F000,", "firms.csv, row 3, column id, value 'F000': the id stands twice, first in row 2."),
        ("firms.csv", ",A,1,,", ",E,1,,", "value 'E': no item has a rate for this class. Known: A, D."),
        ("firms.csv", ",A,1,,", ",A,-1,,", "column size, value '-1': it is negative."),
        ("firms.csv", ",A,1,,", ",A,1,x,", "column visits, value 'x': it is not a number."),
        ("firms.csv", ",A,1,,", ",A,1,,maybe", "column undisturbed, value 'maybe': it is neither yes nor no."),
        ("firms.csv", ",A,1,,", ",A,1,", "the line has 7 cells, the header has 8."),
        ("firms.csv", "id,name", "id,owner", "column owner: the column is not known in the table firms."),
        ("firms.csv", ",county,", ",place,", "the column county (县市) is missing."),
        ("inspection_plans.csv", ",A,0.2", ",A,1.2", "column rate, value '1.2': it is above 1."),
        ("inspection_plans.csv", ",A,0.2", ",A,", "column rate: the cell is empty."),
        ("inspection_plans.csv", "food,食品检查", "Food!,食品检查", "it is no id."),
        ("inspection_plans.csv", ",equal,yes,A,0.2", ",lots,yes,A,0.2", "value 'lots': it is not one of the allowed words."),
        ("inspection_plans.csv", "yes,D,1", "yes,A,1", "the item food has two rows for this class."),
        ("inspection_plans.csv", "市场,食品,,equal,yes,D", "应急,食品,,equal,yes,D", "the rows of the item food do not agree."),
        ("inspection_plans.csv", ",class,rate", ",class,owner", "never on an owner or a named firm"),
        ("inspectors.csv", ",食品,", ",食品,2025-13-01", "it is no span of days. Write 2025-06-01/2025-06-14."),
        ("inspectors.csv", ",食品,", ",食品,2025-06-14/2025-06-01", "it is no span of days."),
        ("plan.toml", "visits_per_day = 2", "visits_per_day = 0", "plan.visits_per_day, value '0': a whole number from 1 to 20 is needed here."),
        ("plan.toml", "year = 2025", 'year = "2025"', "a whole number from 2000 to 2200 is needed here."),
        ("plan.toml", "window_to = 2025-03-28", "window_to = 2025-03-01", "the window ends before it begins."),
        ("plan.toml", "window_to = 2025-03-28", 'window_to = "x"', "a day is needed here"),
        ("plan.toml", "window_from = 2025-03-03", "window_from = 1990-03-03", "no calendar of legal working days is published for 1990"),
        ("plan.toml", "[caps]", "fresh_share = 2\n[caps]", "a share from 0 to 1 is needed here."),
        ("plan.toml", "[caps]", 'permanent_seed = "ab"\n[caps]', "64 hexadecimal digits are needed here"),
        ("plan.toml", "[caps]", "weight = 3\n[caps]", "plan.weight, value '3': the setting is not known."),
        ("plan.toml", "A = 1", "Z = 1", "no item has the class 'Z'. Known: A, D."),
        ("plan.toml", "A = 1", "A = -1", "caps.A, value '-1': a number of visits is needed here."),
        ("plan.toml", 'kind = "lottery"', 'kind = "dice"', "the public randomness is not of a known kind."),
        ("plan.toml", "day = 2025-02-20", "", "it must be said before the draw which public value counts."),
        ("plan.toml", 'title_zh = "测试"', 'title_zh = ""', "plan.title_zh: a text is needed here."),
        ("plan.toml", "[caps]", "[other]\nx = 1\n[caps]", "'other' is no part of a plan."),
        ("plan.toml", "[plan]", "[plan", "plan.toml cannot be read"),
    ],
)  # fmt: skip
def test_spoiled_cell(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert said in spoiled(tmp_path, file, old, new)


def test_all_problems_of_all_lists_come_at_once(tmp_path: Path) -> None:
    files = small()
    files["firms.csv"] = files["firms.csv"].replace(b"F001,", b"F000,").replace(b",A,3,,", b",Q,3,,")
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",A,0.2", b",A,2")
    files["inspectors.csv"] = files["inspectors.csv"].replace(b",\xe9\xa3\x9f\xe5\x93\x81,", b",,")
    files["conflicts.csv"] = b"inspector,firm,reason\nP99,F001,x\nP0,F999,x\n"
    said = texts(write(tmp_path / "plan", files))
    for words in (
        "stands twice",
        "no item has a rate",
        "above 1",
        "there are 0",
        "no such row in inspectors",
        "no such row in firms",
    ):
        assert words in said


def test_a_rate_outside_the_rule(tmp_path: Path) -> None:
    files = small()
    head, *rows = files["inspection_plans.csv"].decode().splitlines()
    files["inspection_plans.csv"] = "\n".join([head + ",low,high", *(row + ",0.25,1" for row in rows), ""]).encode()
    assert "the rate lies outside what the rule allows (0.25 to 1.0)" in texts(write(tmp_path / "plan", files))


def test_nobody_without_a_conflict(tmp_path: Path) -> None:
    """Four of five food inspectors have a conflict at F001, the fifth was there last time."""
    files = small()
    files["conflicts.csv"] = ("inspector,firm,reason\n" + "".join(f"P{i},F001,family\n" for i in range(4))).encode()
    files["last_visits.csv"] = b"firm,inspector\nF001,P4\n"
    found = [problem for problem in problems(write(tmp_path / "plan", files)) if problem.value == "F001"]
    assert len(found) == 1
    assert "item food has fewer than two inspectors" in found[0].text("en")
    assert found[0].row == 3


def test_designs_with_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tingzhou.supervision import plan

    monkeypatch.setattr(plan, "_LARGEST", 10)
    monkeypatch.setattr(plan, "_POOL", 5)
    assert "is too large for the design sampford" in spoiled(
        tmp_path / "a", "inspection_plans.csv", ",equal,yes,A,0.3", ",sampford,yes,A,0.3"
    )
    assert "RFC 3797 cannot draw from it" in spoiled(
        tmp_path / "b", "inspection_plans.csv", ",equal,yes,A,0.3", ",rfc3797,yes,A,0.3"
    )
    assert "needs a size above 0" in spoiled_sizes(tmp_path / "c")


def spoiled_sizes(folder: Path) -> str:
    files = small()
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",equal,", b",sampford,")
    files["firms.csv"] = files["firms.csv"].replace(b",A,3,,", b",A,,,")
    return texts(write(folder / "plan", files))


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    files = small()
    del files["firms.csv"]
    files["notes.docx"] = b""
    said = texts(write(tmp_path / "plan", files))
    assert "the list firms is missing" in said
    assert "notes.docx: this file does not belong to a plan." in said
    with pytest.raises(InputError, match="no folder of this name"):
        inspection.read_plan(tmp_path / "nowhere")


def test_a_salt_that_is_none(tmp_path: Path) -> None:
    folder = write(tmp_path / "plan", small())
    (folder / "salt.txt").write_text("short", encoding="ascii")
    assert "salt.txt does not hold 64 hexadecimal digits" in texts(folder)


def test_lists_from_workbooks_and_chinese_headers(tmp_path: Path) -> None:
    files = small()
    plain = inspection.read_plan(write(tmp_path / "a", files))
    rows = [line.split(",") for line in files.pop("firms.csv").decode().splitlines()]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["编号", "名称", "县市", "行业代码", "信用风险类别", "规模", "已检查次数", "无事不扰"])
    for row in rows[1:]:
        book.active.append([*row[:5], int(row[5]), *row[6:]])
    folder = write(tmp_path / "b", files)
    book.save(folder / "firms.xlsx")
    assert inspection.read_plan(folder).firms == plain.firms
    (folder / "firms.csv").write_text("id\n", encoding="utf-8")
    assert "is given twice" in texts(folder)


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    files = small()
    files["firms.xlsx"] = files.pop("firms.csv")
    assert "no .xlsx workbook" in texts(write(tmp_path / "plan", files))


def test_a_workbook_whose_meaning_is_open(tmp_path: Path) -> None:
    """Two sheets, or a formula without a stored value: nothing is guessed."""
    files = small()
    rows = [line.split(",") for line in files.pop("firms.csv").decode().splitlines()]
    folder = write(tmp_path / "plan", files)
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.active["F2"] = "=1+1"
    book.save(folder / "firms.xlsx")
    assert "formula whose value is not stored" in texts(folder)
    book.active["F2"] = 2
    book.create_sheet("more").append(["x"])
    book.save(folder / "firms.xlsx")
    assert "the workbook has 2 sheets" in texts(folder)


def test_many_faults_of_one_column_are_listed_up_to_a_bound(tmp_path: Path) -> None:
    files = small()
    head = "id,county,class\n"
    files["firms.csv"] = (head + "".join(f"F{i},,A\n" for i in range(900))).encode()
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",25,", b",,")
    found = problems(write(tmp_path / "plan", files))
    assert 200 < len(found) < 260
    assert any("the first 200 are listed" in problem.text("en") for problem in found)


def test_a_holiday_of_the_region_is_no_working_day(tmp_path: Path) -> None:
    files = small()
    files["holidays.csv"] = "日期,类型,source\n2025-03-04,off,notice\n2025/3/8,work,notice\n".encode()
    head = files["holidays.csv"].decode()
    files["holidays.csv"] = head.replace("类型", "kind").encode()
    days = inspection.read_plan(write(tmp_path / "plan", files)).settings["working_days"]
    assert "2025-03-04" not in days
    assert "2025-03-08" in days


def test_the_example_is_a_good_plan_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    folder = inspection.write_example(tmp_path / "plan", firms=2000, inspectors=60)
    plan = inspection.read_plan(folder)
    assert len(plan.firms["id"]) == 2000
    assert "虚构" in plan.settings["title_zh"]
    assert len({item.department for item in plan.items}) == 5
    shares = {name: plan.firms["class"].count(name) / 2000 for name in "ABCD"}
    # Published for Xinjiang, end of 2022, see the table of presets
    for name, share in {"A": 0.4860, "B": 0.4152, "C": 0.0642, "D": 0.0347}.items():
        assert shares[name] == pytest.approx(share, abs=4 * (share * (1 - share) / 2000) ** 0.5)
    with pytest.raises(InputError, match="not empty"):
        inspection.write_example(folder)


def test_plan_text_is_what_the_helpers_say() -> None:
    assert "[randomness]" in PLAN
