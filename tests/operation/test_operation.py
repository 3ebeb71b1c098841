"""Production simulation: windows against one solve, killed and gone on with, failures, missed rules, refusals."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from helpers import HOUR, load, network, plant, power

from tingzhou import operate as operations
from tingzhou import operation_report
from tingzhou.errors import InputError, UsageError
from tingzhou.hours import Grain
from tingzhou.network import (
    Balance,
    Capacity,
    Commitment,
    Cost,
    Flow,
    Maintenance,
    Network,
    Process,
    Rule,
    StartClass,
    Store,
    assemble,
    solve,
)
from tingzhou.operation import OperationResult, Settings, draw_outages, ready, simulate, year_plan
from tingzhou.operation.outages import failed_hours
from tingzhou.operation.window import windows

EXACT = Settings(window=120, overlap=0, lookahead=0, gap=1e-7)
ROLLING = Settings(window=36, overlap=12, lookahead=24, block=3, gap=2e-3)


def base(steps: int = 120, *, seed: int = 1, contract: float | None = None, lake: float = 400.0) -> Network:
    """Two groups of coal units, wind, a lake with its pump, a demand, and if wanted a yearly contract on a sale."""
    generator = np.random.default_rng(seed)
    hour = np.arange(steps)
    demand = 180 + 60 * np.sin((hour % 24 - 9) * np.pi / 12) + 8 * generator.standard_normal(steps)
    wind = np.clip(0.4 + 0.3 * np.sin(hour / 17.0) + 0.1 * generator.standard_normal(steps), 0.0, 1.0)
    starts = (StartClass("hot", 0.0, 20.0), StartClass("cold", 8.0, 60.0))
    big = Commitment(
        60.0,
        minimum=0.4,
        minimum_up=6,
        minimum_down=4,
        starts=starts,
        start_ramp=0.6,
        stop_ramp=0.6,
        outage_rate=0.1,
        repair_time=10.0,
    )
    small = Commitment(25.0, minimum=0.3, minimum_up=3, minimum_down=3, starts=(StartClass("cold", 0.0, 30.0),))
    sides = {
        "charge": (Flow("electricity@a", -1.0), Flow("electricity@lake", 0.87)),
        "discharge": (Flow("electricity@a", 1.0), Flow("electricity@lake", -1 / 0.87)),
    }
    processes = [
        plant("big", cost=20.0, ramp=0.4, commitment=big), plant("small", cost=35.0, ramp=1.0, commitment=small),
        plant("wind", category="wind", availability=wind, curtailable=True), load("l", demand),
        *(Process(id=f"lake:{side}", table="stores", technology="lake", category="pumped_hydro", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                  capacity="lake", flows=flows) for side, flows in sides.items()),
    ]  # fmt: skip
    rules = []
    if contract is not None:
        processes.append(Process(id="sale", table="markets", technology="sale", category="sale", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                                 limit=60.0, flows=(Flow("electricity@a", -1.0),), costs=(Cost("sale", -5.0),)))  # fmt: skip
        rules.append(Rule("contract", "activity_limit", ("sale",), sense="=", value=contract, grain=Grain("month")))
    made = network(
        steps,
        balances=[power(), Balance("electricity@lake", "electricity", "a", "MWh", HOUR)],
        capacities=[Capacity("big", 180.0), Capacity("small", 75.0), Capacity("wind", 150.0), Capacity("lake", 30.0)],
        processes=processes,
        stores=[
            Store("lake", "electricity@lake", "pumped_hydro", "a", "electricity", "MWh", "lake", hours_of_capacity=lake / 30.0)
        ],
        rules=rules,
    )
    return replace(made, places={"a": ("a",)})


@pytest.fixture(scope="module")
def rolled() -> OperationResult:
    return operations.operate_network(base(), settings=ROLLING)


def test_windows_cover_every_hour_once() -> None:
    found = windows(100, window=40, overlap=10, lookahead=20)
    assert [(one.start, one.stop, one.detail, one.end) for one in found] == [(0, 30, 40, 60), (30, 60, 70, 90), (60, 100, 100, 100)]


def test_a_window_as_long_as_the_year_equals_one_solve() -> None:
    whole = solve(ready(base()))
    result = operations.operate_network(base(), settings=EXACT)
    assert len(result.windows) == 1
    assert result.solution.objective == pytest.approx(whole.objective, rel=2e-6)
    assert result.bound <= whole.objective * (1 + 1e-9)
    assert result.gap == pytest.approx((result.solution.objective - result.bound) / abs(result.bound), rel=1e-6)


def test_rolling_stays_near_the_bound_and_keeps_every_limit(rolled: OperationResult) -> None:
    """Certified on the program of all hours: states handed over wrongly would break a row; the lake ends as it began."""
    result = rolled
    certificate = result.solution.certificate
    assert certificate.holds()
    assert certificate.primal_violation < 1e-7
    assert certificate.integrality == 0.0
    assert [record.start for record in result.windows] == [0, 24, 48, 72, 96]
    whole = solve(ready(base()))
    assert whole.objective * (1 - 1e-5) <= result.solution.objective <= whole.objective * 1.02
    assert 0.0 <= result.gap < 0.05
    assert float(result.solution.accounts["amount"].sum()) == pytest.approx(result.solution.objective, rel=1e-9)


def test_rolling_meets_a_contract_over_all_windows() -> None:
    """2 000 MWh are to be sold in the month, at less than they cost: every window sells its part, and the sum is met."""
    result = operations.operate_network(base(contract=2000.0), settings=ROLLING)
    sold = result.solution.dataset["activity"].sel(process="sale").to_numpy()
    assert sold.sum() == pytest.approx(2000.0, rel=1e-6)
    assert (sold.reshape(5, 24).sum(axis=1) > 0).sum() >= 3
    assert len(result.tables["rule_misses"].frame) == 0


def test_a_contract_that_cannot_be_met_is_diagnosed() -> None:
    """8 000 MWh cannot be sold through 60 MW in 120 hours: at most 7 200; the diagnosis names 800 before any window."""
    from tingzhou.errors import InfeasibleError

    with pytest.raises(InfeasibleError) as caught:
        operations.operate_network(base(contract=8000.0), settings=ROLLING)
    assert "contract" in caught.value.diagnosis.text("en")
    assert "800" in caught.value.diagnosis.text("en")


def test_the_lake_is_not_emptied_at_the_end_of_a_window() -> None:
    """Without prices for what comes after, every window would leave the lake empty."""
    result = operations.operate_network(base(), settings=replace(ROLLING, lookahead=0, overlap=0, window=24))
    levels = result.solution.dataset["level"].sel(store="lake").to_numpy()[23:-1:24]
    assert levels.max() > 10.0


def same(first: object, second: object) -> bool:
    return json.dumps(first, default=str) == json.dumps(second, default=str)


@pytest.mark.parametrize("killed_after", [0, 2, 3])
def test_a_killed_run_goes_on_to_the_same_tables(tmp_path: Path, killed_after: int) -> None:
    whole = operations.operate_network(base(), settings=ROLLING, seed=3)
    seen: list[float] = []

    def kill(stage: str, done: float, word: str) -> None:
        if stage == "operate":
            seen.append(done)
            if len(seen) > killed_after:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.operate_network(base(), settings=ROLLING, seed=3, folder=tmp_path, progress=kill)
    kept = sorted(path.name for path in tmp_path.glob("*/window-*.npz"))
    assert len(kept) == killed_after
    if kept:  # a file cut short counts as none
        path = next(tmp_path.glob(f"*/{kept[-1]}"))
        path.write_bytes(path.read_bytes()[:100])
    again = operations.operate_network(base(), settings=ROLLING, seed=3, folder=tmp_path)
    for name, table in whole.tables.items():
        assert table.frame.equals(again.tables[name].frame), name
    assert again.solution.objective == whole.solution.objective
    assert (again.solution.dataset["activity"].to_numpy() == whole.solution.dataset["activity"].to_numpy()).all()
    assert len(list(tmp_path.glob("*/window-*.npz"))) == len(whole.windows)


def test_outages_follow_rate_and_repair_time() -> None:
    """A chain of a million hours: failed 10 % of the time (±1 %), some 5 000 failures of 20 h on average (±1: over three errors)."""
    failed = failed_hours(0.1, 20.0, 1_000_000, np.random.default_rng(5))
    assert failed.mean() == pytest.approx(0.1, abs=0.01)
    edges = np.flatnonzero(np.diff(failed.astype(int), prepend=0, append=0))
    assert (edges[1::2] - edges[::2]).mean() == pytest.approx(20.0, abs=1.0)
    assert not failed_hours(0.0, 20.0, 100, np.random.default_rng(5)).any()


def test_outages_repeat_with_their_seed_and_hold_units_off() -> None:
    first, again, other = (draw_outages(base(), seed) for seed in (11, 11, 12))
    assert first.events == again.events != other.events
    result = operations.operate_network(base(), settings=ROLLING, seed=11)
    failed = np.round(first.out["big"] * 3)
    assert (result.solution.dataset["units_on"].sel(process="big").to_numpy() <= 3 - failed + 1e-9).all()
    assert len(result.tables["outages"].frame) == len(first.events)
    assert failed.max() >= 1


def test_outages_of_a_plant_do_not_move_those_of_another() -> None:
    this = base()
    fewer = replace(this, processes=tuple(one for one in this.processes if one.id != "small"))
    assert draw_outages(this, 4).events == draw_outages(fewer, 4).events


def test_tables_add_up(rolled: OperationResult) -> None:
    """Unit-hours by band are the running hours; energy of the bands is the energy; cycles are what was drawn by what it holds."""
    result = rolled
    units = result.tables["unit_operation"].frame.set_index("plant")
    bands = ["load_below_30", "load_30_50", "load_50_75", "load_above_75"]
    assert units[bands].sum(axis=1).to_numpy() == pytest.approx((units["running_hours"] * units["units"]).to_numpy())
    energy = float(result.solution.dataset["activity"].sel(process="big").sum())
    assert float(units.loc["big", "energy"]) == pytest.approx(energy)
    store = result.tables["storage_operation"].frame.iloc[0]
    assert store["cycles"] == pytest.approx(store["discharged"] / 0.87 / 400.0)
    assert store["losses"] == pytest.approx(store["charged"] - store["discharged"])
    summary = result.tables["operation_summary"].frame.set_index("figure")["value"]
    assert summary["unserved"] == pytest.approx(0.0)
    assert summary["starts"] == pytest.approx(float(result.solution.dataset["units_started"].sum()))


def test_unserved_energy_is_told_by_the_hour() -> None:
    """More demand than everything can give: each short hour stands in the table, and they add up."""
    short = base()
    more = tuple(replace(one, fixed=np.asarray(one.fixed) + 200.0) if one.id == "l" else one for one in short.processes)
    result = operations.operate_network(replace(short, processes=more), settings=ROLLING)
    frame = result.tables["unserved_hours"].frame
    assert set(frame["kind"]) == {"unserved"}
    total = float(result.solution.dataset["activity"].sel(process="electricity@a:shed").sum())
    assert float(frame["power"].sum()) == pytest.approx(total, rel=1e-6)
    assert total > 1000


def test_a_point_beside_its_rows_is_brought_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and cut that leaves a point a little outside of a row: the same units, the linear rest solved again, and no refusal."""
    from tingzhou import program as programs

    solver, used = programs.SOLVERS["branch-and-cut"], []

    class Loose:
        def run(self, program, options):  # type: ignore[no-untyped-def]
            raw = solver.run(program, options)
            linear = np.flatnonzero(~program.integer & (raw.x > 1.0))
            used.append(raw.status)
            return replace(raw, x=raw.x + np.isin(np.arange(raw.x.size), linear[:1]) * 5.0)

    # The window is solved for real; only its answer is moved off its rows.
    monkeypatch.setattr("tingzhou.operation.rolling.round_units", lambda *_, **__: None)
    monkeypatch.setitem(programs.SOLVERS, "branch-and-cut", Loose())
    result = operations.operate_network(base(60), settings=replace(EXACT, window=60, gap=1e-3))
    assert used
    assert result.solution.certificate.holds()
    assert result.gap >= -1e-9


def test_energy_not_served_is_told_apart_from_the_rest_of_the_gap() -> None:
    """The bound's own year has the same failures and lacks energy too; its part and the rest add up to the gap."""
    result = operations.operate_network(replace(base(), capacities=tuple(
        replace(one, existing=one.existing * (0.0 if one.id == "small" else 1.0)) for one in base().capacities)), settings=ROLLING, seed=11)  # fmt: skip
    figures = result.tables["operation_summary"].frame.set_index("figure")["value"]
    assert figures["gap_unserved"] + figures["gap_dumped"] + figures["gap_rest"] == pytest.approx(result.gap)
    assert figures["unserved_cost"] == pytest.approx(1e4 * figures["unserved"], rel=1e-6)  # the price of energy that is not served
    assert figures["bound_unserved_cost"] == pytest.approx(1e4 * figures["bound_unserved"], rel=1e-6)
    assert 0 < figures["bound_unserved"] <= figures["unserved"] + 1.0
    said = [text for text, _ in operation_report._statements(result)]
    assert any("same failures" in text for text in said)


def test_modes_without_whole_units() -> None:
    relaxed = operations.operate_network(base(), settings=replace(ROLLING, mode="relaxed"))
    none = operations.operate_network(base(), settings=replace(ROLLING, mode="none"))
    assert none.bound <= relaxed.bound * (1 + 1e-9)
    assert len(none.tables["unit_operation"].frame) == 0


def test_settings_that_cannot_roll_are_refused() -> None:
    for change in ({"overlap": 168}, {"window": 0}, {"lookahead": -1}, {"mode": "sometimes"}):
        with pytest.raises(UsageError):
            Settings(**change)  # type: ignore[arg-type]


def test_impossible_units_are_refused_before_any_solve() -> None:
    this = base()
    long = tuple(
        replace(one, commitment=replace(one.commitment, minimum_up=500.0)) if one.commitment and one.id == "big" else one
        for one in this.processes
    )
    with pytest.raises(InputError, match="longer than the 120 h"):
        operations.operate_network(replace(this, processes=long), settings=ROLLING)


def test_open_capacities_are_refused() -> None:
    this = base()
    with pytest.raises(InputError, match="wind is still open"):
        operations.operate_network(replace(this, expand=True, capacities=tuple(replace(one, maximum_build=9.0) if one.id == "wind" else one
                                                                               for one in this.capacities)), settings=ROLLING)  # fmt: skip


def test_maintenance_is_made_whole_within_crews() -> None:
    """Three weeks, three units, one crew: the relaxation may rest thirds, the operation rests whole units, one a week."""
    this = base(504)
    rest = Maintenance(1, np.ones(504, dtype=bool), crews=1)
    resting = tuple(replace(one, commitment=replace(one.commitment, maintenance=rest)) if one.commitment and one.id == "big" else one
                    for one in this.processes)  # fmt: skip
    result = operations.operate_network(replace(this, processes=resting), settings=replace(ROLLING, window=168, lookahead=24))
    on, out = (result.solution.dataset[name].sel(process="big").to_numpy() for name in ("units_on", "units_out"))
    assert result.solution.certificate.holds()
    assert max(on) <= 2
    assert out.reshape(3, 168).tolist() == [[1.0] * 168] * 3  # one unit a week, and it is told


def test_simulate_takes_finished_windows_as_they_are() -> None:
    assembly = assemble(ready(base()))
    plan = year_plan(assembly)
    finished = {}
    done = simulate(assembly, plan, ROLLING, finished=lambda one: finished.update({one.record.index: one}))
    again = simulate(assembly, plan, ROLLING, kept=finished)
    assert (again.x == done.x).all()
    assert [asdict(record) for record in again.records] == [asdict(record) for record in done.records]


@pytest.mark.long
def test_command_operates_a_region(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """The tiny region end to end: files, both languages, the gap in words; a foreign folder is refused."""
    said = run("operate", "tiny", "--out", tmp_path / "o", "--window", "336", "--json")
    assert said.code == 0, said.err
    facts = json.loads(said.out)
    assert facts["gap"] < 0.01
    for name in (
        "operation.json",
        "results-1.nc",
        "report.html",
        "report.xlsx",
        "tables/unit_operation.csv",
        "tables/operation_windows.csv",
    ):
        assert (tmp_path / "o" / name).exists()
    assert "运行" in (tmp_path / "o" / "report.html").read_text(encoding="utf-8") or "operat" in (
        tmp_path / "o" / "report.html"
    ).read_text(encoding="utf-8")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "mine.txt").write_text("x", encoding="utf-8")
    refused = run("operate", "tiny", "--out", tmp_path / "foreign")
    assert refused.code == 1
    assert "no operation" in refused.err
