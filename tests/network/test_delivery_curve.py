"""Delivery curves: optima against enumeration, limits against an audit that shares no code, rounding, refusals, diagnoses."""

from __future__ import annotations

import itertools
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import HOUR, network, plant, power

from tingzhou import network as networks
from tingzhou import region as regions
from tingzhou.errors import InfeasibleError, InputError, SolveError, UsageError
from tingzhou.hours import Grain, Hours, segment
from tingzhou.network import Capacity, Cost, DeliveryCurve, Flow, Process, Rule, curve_classes
from tingzhou.planning import audit_curve, nearest_levels, profiles_for, rounded_curve, with_rounded_curves

PRICE = 50.0


def line(existing: float = 100.0) -> Process:
    del existing
    return Process(id="line", table="routes", technology="dc", category="export_line", place="a", commodity="electricity", unit="MWh",
                   grain=HOUR, capacity="line", flows=(Flow("electricity@a", -1.0), Flow("electricity@b", 1.0)), origin="electricity@a",
                   destination="electricity@b")  # fmt: skip


def market() -> Process:
    return Process(id="sale", table="markets", technology="sale", category="sale", place="b", commodity="electricity", unit="MWh", grain=HOUR,
                   flows=(Flow("electricity@b", -1.0),), costs=(Cost("sale", -PRICE),))  # fmt: skip


def shortfall(price: float = 1000.0) -> Process:
    return Process(id="curve:shed", table="delivery_curves", technology="curve", category="unserved", place="a", commodity="electricity",
                   unit="MWh", grain=HOUR, costs=(Cost("shed", price),))  # fmt: skip


def curve(hours: Hours, family: str, *, period: str = "year", pattern: str = "", outage=None, floor: float = 0.0, ceiling: float = 1.0,
          **fields) -> DeliveryCurve:  # fmt: skip
    parts = curve_classes(hours, family, period=period, pattern=pattern, outage=outage)
    count = int(max(np.max(parts["classes"]), np.max(parts["groups"], initial=0))) + 1
    return DeliveryCurve(
        id="curve", route="line", family=family, floor=np.full(count, floor), ceiling=np.full(count, ceiling), **parts, **fields
    )


def base(hours: Hours, one: DeliveryCurve, wind, *, coal: float = 80.0, cost=30.0, rules=(), shed: bool = False):
    """Wind that is free, coal at 30, a line of 100 MW to a market that pays 50: more is always better, as far as the curve allows."""
    system = network(
        hours.base_size, hours=hours, balances=[power("a"), power("b")], rules=rules,
        capacities=[Capacity("coal", coal), Capacity("wind", 100.0), Capacity("line", 100.0)],
        processes=[plant("coal", cost=cost), plant("wind", category="wind", availability=np.asarray(wind, dtype=float), curtailable=True), line(),
                   market(), *([shortfall()] if shed else [])],
    )  # fmt: skip
    return replace(system, curves=(one,))


def value(levels, wind, *, coal: float = 80.0, cost: float = 30.0) -> float:
    """Cost less revenue of a curve, worked hour by hour; infinite where wind and coal cannot carry it."""
    total = 0.0
    for level, blow in zip(levels, wind, strict=True):
        need = 100.0 * level - 100.0 * blow
        if need > coal + 1e-9:
            return float("inf")
        total += cost * max(need, 0.0) - PRICE * 100.0 * level
    return total


@pytest.fixture
def wind(generator: np.random.Generator) -> np.ndarray:
    return np.round(generator.random(24) * 0.9, 2)


def month_of(hours: Hours) -> list[int]:
    return (hours.base_times.astype("datetime64[M]").astype(int) % 12 + 1).tolist()


def test_a_flat_curve_is_the_best_single_step(wind: np.ndarray) -> None:
    hours = Hours.span("2023-01-01", 24)
    solution = networks.solve(base(hours, curve(hours, "flat", levels="integer", step=0.05), wind))
    best = min(value([k * 0.05] * 24, wind) for k in range(21))
    assert solution.objective == pytest.approx(best)
    assert np.ptp(solution.curves["curve"]) == pytest.approx(0, abs=1e-9)
    assert audit_curve(solution.curves["curve"], month=month_of(hours), step=0.05, changes=0) == []


def test_day_and_night_levels_are_the_best_pair(wind: np.ndarray) -> None:
    hours = Hours.span("2023-01-01", 24)
    pattern = "n" * 8 + "d" * 12 + "n" * 4
    one = curve(hours, "day_night", pattern=pattern, levels="integer", step=0.1, floor=0.2, ramp=0.3)
    solution = networks.solve(base(hours, one, wind))
    pairs = [(a / 10, b / 10) for a in range(2, 11) for b in range(2, 11) if abs(a - b) <= 3]
    best = min(value([night if sign == "n" else day for sign in pattern], wind) for night, day in pairs)
    assert solution.objective == pytest.approx(best)
    assert audit_curve(solution.curves["curve"], month=month_of(hours), floor=0.2, step=0.1, changes=2, hold=8, ramp=0.3) == []


@pytest.mark.parametrize(("changes", "hold"), [(0, 1), (1, 1), (2, 1), (2, 2), (3, 2), (None, 3)])
def test_a_free_curve_equals_enumeration(changes: int | None, hold: int, generator: np.random.Generator) -> None:
    """Seven hours, levels 0, 0.5, 1: all 2 187 curves, those the audit passes, the best of them."""
    blow = np.round(generator.random(7), 2)
    hours = Hours.span("2023-01-01", 7)
    one = curve(hours, "free", levels="integer", step=0.5, changes=changes, hold=hold)
    solution = networks.solve(base(hours, one, blow, coal=40.0))
    allowed = [levels for levels in itertools.product((0.0, 0.5, 1.0), repeat=7)
               if not audit_curve(levels, month=[1] * 7, changes=changes, hold=hold)]  # fmt: skip
    assert solution.objective == pytest.approx(min(value(levels, blow, coal=40.0) for levels in allowed))
    assert audit_curve(solution.curves["curve"], month=[1] * 7, step=0.5, changes=changes, hold=hold) == []


def test_typical_days_hold_around_midnight(generator: np.random.Generator) -> None:
    """Two days of one month and two of the next: one shape per month, changes and hold counted around the day."""
    hours = Hours.span("2023-01-30", 96)
    one = curve(hours, "typical_days", levels="integer", step=0.25, changes=2, hold=4, ramp=0.5, floor=0.25)
    solution = networks.solve(base(hours, one, generator.random(96)))
    assert (
        audit_curve(
            solution.curves["curve"], month=month_of(hours), floor=0.25, step=0.25, changes=2, hold=4, ramp=0.5, typical=True
        )
        == []
    )
    relaxed = networks.solve(base(hours, replace(one, levels="relaxed"), solution.network.process("wind").availability))
    assert relaxed.objective <= solution.objective + 1e-6


def test_the_audit_sees_every_breach() -> None:
    """Each limit broken on purpose, once."""
    flat = [0.5] * 48
    assert audit_curve(flat, month=[1] * 48, floor=0.5, ceiling=0.5, step=0.1, changes=0, hold=24, ramp=0.0, typical=True) == []
    for spoiled, limit, options in (
        ({5: 0.2}, "floor", {"floor": 0.3}), ({5: 0.9}, "ceiling", {"ceiling": 0.8}), ({5: -0.1}, "reversal", {}),
        ({5: 0.53}, "step", {"step": 0.05}), ({5: 0.6, 9: 0.6}, "changes", {"changes": 3}), ({5: 0.6}, "hold", {"hold": 2}),
        ({5: 0.9}, "ramp", {"ramp": 0.3}), ({5: 0.6}, "typical", {"typical": True}),
        ({}, "outage", {"outage": [hour == 3 for hour in range(48)]}), ({}, "contract", {"least_hours": 25.0}), ({}, "contract", {"most_hours": 23.0}),
    ):  # fmt: skip
        series = [spoiled.get(hour, level) for hour, level in enumerate(flat)]
        assert limit in {breach.limit for breach in audit_curve(series, month=[1] * 48, **options)}, limit


def test_nothing_is_sent_in_an_outage(wind: np.ndarray) -> None:
    hours = Hours.span("2023-01-01", 24)
    outage = np.arange(24) // 6 == 1
    one = curve(hours, "flat", floor=0.4, outage=outage)
    solution = networks.solve(base(hours, one, wind))
    sent = solution.dataset["activity"].sel(process="line").to_numpy()
    assert sent[outage] == pytest.approx(0, abs=1e-9)
    assert audit_curve(sent / 100, month=[1] * 24, floor=0.4, outage=outage.tolist()) == []


def test_a_given_curve_is_kept_and_priced() -> None:
    """Level 0.9 in an hour that wind 0.2 and coal 0.4 cannot carry: 30 MW are not sent at 1 000; the price of the curve says so."""
    hours = Hours.span("2023-01-01", 3)
    one = replace(curve(hours, "given", given=np.array([0.5, 0.9, 0.2])), shed="curve:shed")
    solution = networks.solve(base(hours, one, [0.2, 0.2, 0.2], coal=40.0, shed=True))
    assert solution.dataset["activity"].sel(process="line").to_numpy() == pytest.approx([50, 60, 20])
    assert solution.dataset["activity"].sel(process="curve:shed").to_numpy() == pytest.approx([0, 30, 0])
    assert solution.objective == pytest.approx(30 * (30 + 40) - PRICE * 130 + 30_000)
    assert solution.curve_prices["curve"][1] == pytest.approx(1000.0)
    with pytest.raises(InfeasibleError) as caught:
        networks.solve(base(hours, replace(one, shed=None), [0.2, 0.2, 0.2], coal=40.0))
    assert any(s.total == pytest.approx(30) and "2023-01-01 01:00" in s.text("en") for s in caught.value.diagnosis.shortages)


def test_a_given_curve_fills_the_pieces_of_the_loss_in_order() -> None:
    """Loss 1e-3 P² in two pieces of 50 MW: 75 MW send 50 at a mean slope of 0.05 and 25 at 0.15: 68.75 arrive."""
    from tingzhou.network.reading.routes import loss_segments

    hours = Hours.span("2023-01-01", 2)
    one = curve(hours, "given", given=np.array([0.75, 0.25]))
    system = base(hours, one, [1.0, 1.0])
    lossy = replace(system.process("line"), segments=loss_segments("electricity@b", 1e-3, 100.0, 2))
    system = replace(system, processes=tuple(lossy if p.id == "line" else p for p in system.processes))
    sold = networks.solve(system).dataset["activity"].sel(process="sale").to_numpy()
    assert sold == pytest.approx([75 - 50 * 0.05 - 25 * 0.15, 25 - 25 * 0.05])


def test_a_following_curve_is_base_and_slope() -> None:
    """Shape 0.5 and 1 with wind 0.3 and 0.6 and no coal: base 0, slope 60 carry all of it: 30 and 60 MW."""
    hours = Hours.span("2023-01-01", 2)
    one = curve(hours, "follow", shape=np.array([0.5, 1.0]))
    solution = networks.solve(base(hours, one, [0.3, 0.6], coal=0.0))
    assert solution.dataset["activity"].sel(process="line").to_numpy() == pytest.approx([30, 60])
    assert solution.curves["curve"] == pytest.approx([0.3, 0.6])
    bounded = networks.solve(base(hours, replace(one, floor=np.array([0.2]), ceiling=np.array([0.5])), [0.3, 0.6], coal=0.0))
    assert bounded.curves["curve"].max() <= 0.5 + 1e-9


def test_segments_relax_a_curve(generator: np.random.Generator) -> None:
    """Means of every solution of the hours satisfy the segments, so their optimum is a lower bound, classes crossed or not."""
    blow = generator.random(48)
    hours = Hours.span("2023-01-01", 48)
    steps = segment(hours, blow, 11)
    for family in ("flat", "typical_days", "free"):
        fine = networks.solve(base(hours, curve(hours, family, changes=2, hold=2), blow, coal=20.0))
        coarse = networks.solve(base(steps, curve(steps, family, changes=2, hold=2), steps.average(blow), coal=20.0))
        assert coarse.objective <= fine.objective + 1e-6


def test_a_line_that_is_built_keeps_its_floor() -> None:
    """A floor of 50 % of what is built: 40 MW in the weak hour allow 80 MW, of which all are sent in the strong hour."""
    hours = Hours.span("2023-01-01", 2)
    system = base(hours, curve(hours, "free", floor=0.5, changes=2), [0.4, 0.9], coal=0.0)
    system = replace(system, expand=True, capacities=tuple(replace(c, existing=0.0, maximum_build=100.0) if c.id == "line" else c
                                                            for c in system.capacities))  # fmt: skip
    solution = networks.solve(system)
    assert solution.dataset["activity"].sel(process="line").to_numpy() == pytest.approx([40, 80])


# --- rounding ------------------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.sampled_from([None, 0, 1, 2, 3]), st.integers(1, 3), st.booleans(),
       st.sampled_from([None, 0.5]))  # fmt: skip
def test_nearest_levels_equal_enumeration(
    target: list[float], changes: int | None, hold: int, cyclic: bool, ramp: float | None
) -> None:
    """Six hours around the clock or in a row, three levels: 729 curves; the search finds one of the nearest that keep the limits."""
    levels = np.array([0.0, 0.5, 1.0])
    wanted = np.array(target)

    def good(path: tuple[int, ...]) -> bool:
        turns = [k for k in range(0 if cyclic else 1, 6) if path[k] != path[k - 1]]
        gaps = [(b - a) % 6 or 6 for a, b in itertools.pairwise([*turns, *(turns[:1] if cyclic else [])])] if turns else []
        few = changes is None or len(turns) <= changes
        gentle = ramp is None or all(abs(path[k] - path[k - 1]) * 0.5 <= ramp for k in turns)
        return few and gentle and all(gap >= hold for gap in gaps)

    best = min(float(((levels[list(path)] - wanted) ** 2).sum()) for path in itertools.product(range(3), repeat=6) if good(path))
    found = nearest_levels(
        wanted, np.ones(6), levels, np.ones((6, 3), dtype=bool), changes=changes, hold=hold, ramp=ramp, cyclic=cyclic
    )
    assert good(tuple(found.tolist()))
    assert float(((levels[found] - wanted) ** 2).sum()) == pytest.approx(best)


def test_changes_are_counted_anew_each_day() -> None:
    """Two days of four wished changes, at most one a day: each day gets its own."""
    target = np.tile(np.repeat([0.0, 1.0], 6), 4)
    found = nearest_levels(
        target, np.ones(48), np.array([0.0, 1.0]), np.ones((48, 2), dtype=bool), changes=1, day=np.arange(48) // 24
    )
    turns = np.flatnonzero(np.diff(found)) + 1
    assert np.bincount(turns // 24, minlength=2).tolist() == [1, 1]


def test_rounding_keeps_every_limit_and_states_its_gap(generator: np.random.Generator) -> None:
    hours = Hours.span("2023-01-01", 24 * 59)
    one = curve(hours, "typical_days", levels="rounded", step=0.05, changes=4, hold=2, floor=0.3, ramp=0.4)
    energy = 0.55 * hours.base_size * 100
    rules = [Rule(f"curve:contract_{word}", "activity_limit", ("line",), sense=sense, value=energy * share, grain=Grain("year"),
                  numbers=(energy * share,)) for word, sense, share in (("least", ">=", 0.99), ("most", "<=", 1.01))]  # fmt: skip
    system = base(hours, one, generator.random(hours.base_size) * 0.8, rules=rules)
    relaxed = networks.solve(system)
    _, solution, table = with_rounded_curves(system, relaxed)
    assert table is not None
    gap = float(table.frame.set_index("figure")["value"]["rounding_gap"])
    assert gap == pytest.approx((solution.objective - relaxed.objective) / abs(relaxed.objective))
    assert -1e-9 <= gap < 0.05
    full = 0.55 * hours.base_size
    assert audit_curve(solution.curves["curve"], month=month_of(hours), floor=0.3, step=0.05, changes=4, hold=2, ramp=0.4, typical=True,
                       least_hours=0.99 * full, most_hours=1.01 * full) == []  # fmt: skip


def test_steps_too_coarse_for_the_contract_are_refused() -> None:
    hours = Hours.span("2023-01-01", 24)
    one = curve(hours, "flat", levels="rounded", step=0.5)
    with pytest.raises(SolveError, match="no whole steps of the delivery curve curve meet its energy contract"):
        rounded_curve(one, np.full(24, 0.3), energy=(np.zeros(24, dtype=np.int64), np.array([7.0]), np.array([7.4])))


def test_a_following_curve_is_rounded_along_the_span() -> None:
    hours = Hours.span("2023-01-01", 48)
    shape = 0.6 + 0.4 * np.sin(np.arange(48) / 24 * 2 * np.pi)
    one = curve(hours, "follow", shape=shape, levels="rounded", step=0.1, changes=3, hold=3, floor=0.1)
    done = rounded_curve(one, 0.1 + 0.7 * shape, energy=None)
    assert done.given is not None
    assert audit_curve(done.given, month=[1] * 48, floor=0.1, step=0.1, changes=3, hold=3) == []


# --- refusals and diagnoses ----------------------------------------------------------------------------------------------------

HEADER = (
    "id,zh,en,route,family,period,pattern,profile,levels,step,changes,hold,floor,ceiling,ramp,outages,annual,tolerance,contract_grain,"
    "green_share,subject,grain,matching,shed_price,source,quality\n"
)


def tiny_with(folder: Path, rows: list[dict[str, object]], name: str = "region") -> Path:
    target = Path(shutil.copytree(regions.region_path("tiny"), folder / name))
    columns = HEADER.strip().split(",")
    lines = [",".join(str({"id": f"c{k}", "zh": "曲线", "en": "curve", "route": "export", "source": "example", "quality": "assumed", **row}.get(c, ""))
                      for c in columns) for k, row in enumerate(rows)]  # fmt: skip
    (target / "delivery_curves.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return target


def test_every_contradiction_of_a_row_is_listed_at_once(tmp_path: Path) -> None:
    rows = [
        {"family": "flat", "floor": 0.8, "ceiling": 0.5}, {"family": "free", "changes": 13, "hold": 2},
        {"family": "typical_days", "levels": "integer", "changes": 1}, {"family": "day_night", "pattern": "nnd"},
        {"family": "day_night", "pattern": "nd" * 12, "changes": 4, "hold": 2}, {"family": "follow"},
        {"family": "flat", "annual": 1e6, "levels": "rounded", "step": 0.05}, {"family": "flat", "outages": "13-40/04-02"},
        {"family": "flat", "green_share": 0.5}, {"family": "flat", "tolerance": 0.1}, {"family": "flat", "pattern": "n" * 24},
        {"family": "free", "levels": "rounded", "step": 0.4, "floor": 0.45, "ceiling": 0.7},
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        regions.load(tiny_with(tmp_path, rows))
    text = caught.value.text("en")
    for said in ("the floor lies above the ceiling 0.5", "13 changes a day that each hold 2 hours are more than the hours of a day",
                 "a typical day follows itself", "levels in whole steps need the size of a step", "a pattern has 24 letters or digits",
                 "the pattern changes 24 times a day", "the pattern holds a level for 1 hours only", "needs the column profile",
                 "cannot meet a contract exactly", "'13-40/04-02' is no window of days", "a green share needs the plants",
                 "a tolerance needs a contract", "only day–night and three-step curves have a pattern", "no whole step lies between",
                 "the line has a delivery curve already, in row 2"):  # fmt: skip
        assert said in text, said
    assert "送电" in caught.value.text("zh")


def two_weeks(folder: Path, row: dict[str, object], hours: int = 336, start: str = "2024-01-20"):
    region = regions.load(tiny_with(folder, [row])).apply("baseline")
    span = Hours.span(start, hours)
    return networks.build(region, hours=span, profiles=profiles_for(region, span))


def test_an_impossible_contract_is_refused_before_any_solve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "solve", lambda *_, **__: pytest.fail("solved"))
    with pytest.raises(InputError, match="problem") as caught:
        two_weeks(tmp_path, {"family": "flat", "annual": 2_000_000, "ceiling": 0.7, "contract_grain": "month"})
    assert (
        "the contract of 0.0658 TWh in 2024-01 is more than the line can send within the curve's ceiling and outages: 0.0605 TWh"
        in caught.value.text("en")
    )
    assert "2024-02" in caught.value.text("en")


def test_a_contract_below_the_floor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        two_weeks(tmp_path, {"family": "flat", "annual": 500_000, "floor": 0.6})
    assert "is less than the curve's floor sends" in caught.value.text("en")


def test_a_contract_physics_cannot_meet_names_month_and_amount(tmp_path: Path) -> None:
    """300 MW all the time out of 400 MW of coal beside a load of 160 MW, in a fortnight of weak wind: what lacks is named."""
    system = two_weeks(tmp_path, {"family": "flat", "annual": 2_450_000, "contract_grain": "month"})
    coal = tuple(replace(c, existing=120.0) if c.id == "coal_plant" else c for c in system.capacities)
    small = replace(system, capacities=coal, processes=tuple(p for p in system.processes if not p.id.endswith(":shed")))
    with pytest.raises(InfeasibleError) as caught:
        networks.solve(small)
    said = caught.value.diagnosis.text("en", limit=400)
    assert "2024-0" in said
    assert "MWh" in said
    assert "curve" in said


def test_a_curve_of_the_table_reaches_the_program(tmp_path: Path) -> None:
    row = {"family": "day_night", "pattern": "n" * 8 + "d" * 16, "levels": "integer", "step": 0.1, "changes": 2, "hold": 4, "floor": 0.2,
           "ceiling": 0.9, "outages": "01-25/01-26", "annual": 1_200_000, "tolerance": 0.05, "green_share": 0.3, "subject": "category:wind",
           "shed_price": 5000}  # fmt: skip
    system = two_weeks(tmp_path, row)
    assert {rule.id for rule in system.rules} >= {"c0:contract_least", "c0:contract_most", "c0:green"}
    solution = networks.solve(replace(system, rules=tuple(r for r in system.rules if r.id != "green_export")))
    sent = (
        solution.dataset["activity"].sel(process="export").to_numpy()
        + solution.dataset["activity"].sel(process="c0:shed").to_numpy()
    )
    days = [str(time)[:10] for time in system.hours.base_times]
    out = [day in ("2024-01-25", "2024-01-26") for day in days]
    full = 1_200_000 * 336 / 8760 / 300
    assert audit_curve(sent / 300, month=[1] * 336, floor=0.2, ceiling=0.9, step=0.1, changes=2, hold=4, outage=out, least_hours=0.95 * full,
                       most_hours=1.05 * full) == []  # fmt: skip


def test_hand_made_curves_are_checked() -> None:
    hours = Hours.span("2023-01-01", 2)
    for fields in ({"levels": "integer"}, {"floor": 0.9, "ceiling": 0.5}):
        with pytest.raises(UsageError):
            curve(hours, "flat", **fields)
    with pytest.raises(UsageError, match="one of the families"):
        replace(curve(hours, "flat"), family="round")
