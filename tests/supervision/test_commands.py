"""The commands as a user meets them: exit codes, both languages, JSON, and no traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from supervision_helpers import VALUE, small, write

from tingzhou.supervision.example import example_results

Run = Callable[..., Any]


def test_from_example_to_evidence(run: Run, tmp_path: Path) -> None:
    plan, out = tmp_path / "plan", tmp_path / "out"
    assert run("draw", "--example", plan, "--firms", "800", "--inspectors", "60").code == 0
    frozen = run("draw", plan, "--out", out, "--json")
    assert frozen.code == 0
    published = json.loads(frozen.out)["frozen_hash"]
    done = run("draw", plan, "--out", out, "--value", VALUE, "--json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert facts["visits"] <= facts["separate_visits"]
    assert run("verify", out / "bundle", "--hash", published).out.startswith("Passed")
    assert json.loads(run("verify", out / "bundle", "--json").out) == {"passed": True, "differences": []}
    wrong = run("verify", out / "bundle", "--hash", "00" * 32)
    assert wrong.code == 1
    assert "manifest.txt" in wrong.out
    results = tmp_path / "results.csv"
    results.write_bytes(example_results((out / "bundle" / "samples.csv").read_bytes()))
    shown = run("evidence", out / "bundle", results, "--out", tmp_path / "ev")
    assert shown.code == 0, shown.err
    assert "Violation rates by class" in shown.out
    assert (tmp_path / "ev" / "tables.xlsx").exists()
    assert "违法率" in run("evidence", out / "bundle", results, "--lang", "zh").out
    assert {"violation_rates", "next_rates"} <= set(json.loads(run("evidence", out / "bundle", results, "--json").out))
    (out / "bundle" / "samples.csv").write_text("x", encoding="utf-8")
    broken = run("verify", out / "bundle")
    assert broken.code == 1
    assert "samples.csv" in broken.out


def test_value_from_a_file_and_refusals(run: Run, tmp_path: Path) -> None:
    plan = write(tmp_path / "plan", small())
    value = tmp_path / "value.txt"
    value.write_text("\ufeff" + VALUE, encoding="utf-8")
    assert run("draw", plan, "--out", tmp_path / "o", "--value", value).code == 0
    again = run("draw", plan, "--out", tmp_path / "o", "--value", "1 2")
    assert again.code == 1
    assert "a second draw would be a choice" in again.err
    assert run("draw", plan, "--out", tmp_path / "p", "--value", "x", "--lang", "zh").err.count("彩票号码不是整数") == 1
    assert run("draw").code == 2
    missing = run("draw", tmp_path / "none")
    assert missing.code == 1
    assert "no folder of this name" in missing.err
    assert run("verify", tmp_path / "none").code == 1
    run("draw", plan, "--out", tmp_path / "q")
    early = run("evidence", tmp_path / "q" / "bundle", tmp_path / "none.csv")
    assert early.code == 1
    assert "not drawn yet" in early.err


LOG = """case,step,event,time,county,service,channel,papers,reason
c1,A2,submit,2024-05-20T09:00:00+08:00,甲县,S,window,3,
c1,A2,accept,2024-05-20T09:30:00+08:00,甲县,S,,,
c1,A2,finish,2024-05-28T09:30:00+08:00,甲县,S,,,
c2,A2,accept,2024-05-21T09:30:00+08:00,乙县,S,,,
"""


def test_cases(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    facts = json.loads(run("cases", path, "--json", "--on", "2024-06-03").out)
    assert facts["states"] == {"done_in_time": 1, "in_time": 1}
    shown = run("cases", path, "--lang", "zh", "--out", tmp_path / "t", "--xes", tmp_path / "log.xes")
    assert shown.code == 0, shown.err
    assert "中位天数" in shown.out
    assert "一次办结率" in shown.out
    assert json.loads(run("cases", tmp_path / "log.xes", "--json", "--on", "2024-06-03").out) == facts
    (tmp_path / "days off.csv").write_text("date,kind\n2024-05-22,off\n", encoding="utf-8")
    moved = json.loads(run("cases", path, "--json", "--holidays", tmp_path / "days off.csv").out)
    assert moved["case_steps"][0]["median"] == facts["case_steps"][0]["median"] - 1
    for content, words in (("a,b\n1,2\n", "the column case"), (LOG.replace("papers", "paper"), "Known columns"), ("", "CSV"),
                           (LOG.replace("A2", "Q"), "no event of the log can be used"),
                           (LOG + "c3,A2,accept\n", "row 6: the line has 3 cells, the header has 9.")):  # fmt: skip
        path.write_text(content, encoding="utf-8")
        refused = run("cases", path)
        assert refused.code == 1
        assert words in refused.err
    assert run("cases", tmp_path / "none.csv").code == 1
    assert run("cases", path, "--on", "yesterday").code == 2


def test_advice(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_text(
        "编号,kind,document_date,duties_done\nr1,轻微失信,2026-05-31,2026-06-01\nr2,general,2026-05-31,\n", encoding="utf-8"
    )
    said = run("credit", path, "--on", "2026-07-01", "--lang", "zh")
    assert "r1: 现在即可申请" in said.out
    assert "最短公示期未满" in said.out
    assert json.loads(run("credit", path, "--on", "2026-07-01", "--json").out)[0]["possible"] is True
    path.write_text("id,kind,document_date\nr1,huge,2026-99-31\n", encoding="utf-8")
    refused = run("credit", path)
    assert refused.code == 1
    assert "records.csv, row 2, column kind" in refused.err
    assert "it is no day" in refused.err
    assert "applies:" in run("penalty", "--fact", "no_fault_proven=yes", "--on", "2026-01-01").out
    assert run("penalty", "--fact", "no_fault_proven").code == 2
    assert run("penalty", "--fact", "rain=yes").code == 2
    assert json.loads(run("penalty", "--json").out)[0]["applies"] == "open"


def test_fair(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "draft.txt"
    text.write_text("中标企业须在本地投资设厂。不得给予税收返还。", encoding="utf-8")
    found = run("fair", text)
    assert found.code == 1
    assert "第九条（二）" in found.out
    assert json.loads(run("fair", text, "--json", "--bans").out)[-1]["forbids"] is True
    text.write_text("无事不扰。", encoding="utf-8")
    assert run("fair", text, "--lang", "zh").out.startswith("未发现")
    study = tmp_path / "study"
    study.mkdir()
    (study / "report.html").write_text("<style>零地价</style><p>装机 3 GW</p>", encoding="utf-8")
    assert run("fair", study).code == 0
    assert run("fair", tmp_path / "none.txt").code == 1
