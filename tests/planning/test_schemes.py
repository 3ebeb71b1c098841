"""Schemes: the Pareto set against its definition, capacities that are asked for, varied figures, the last gigawatt."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou import network as networks
from tingzhou import schemes as comparing
from tingzhou.errors import InputError
from tingzhou.hours import Hours
from tingzhou.planning.schemes import VARIATIONS, Scheme, grid_of_schemes, one_less, pareto, scheme_networks, varied


@pytest.fixture
def short_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Hours, "year", classmethod(lambda cls, year, utc_offset=8.0: cls.span(f"{year}-03-01", 168, utc_offset=utc_offset))
    )


@pytest.fixture(scope="module")
def week(tiny, make_week):
    return make_week(tiny.apply("expansion"), hours=96, expand=True)


@pytest.fixture(scope="module")
def solved(week):
    return networks.solve(week)


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=8))
def test_the_pareto_set_by_its_definition(points: list[tuple[int, int, int]]) -> None:
    """A point is out exactly when another one is as good in all three and better in one (cost and curtailment down, green up)."""
    rows = {str(k): {"unit_cost": float(a), "curtailed": float(b), "green_share": float(c)} for k, (a, b, c) in enumerate(points)}
    marks = pareto(rows)
    for k, (a, b, c) in enumerate(points):
        beaten = any(x <= a and y <= b and z >= c and (x, y, z) != (a, b, c) for x, y, z in points)
        assert (marks[str(k)] == "dominated") == beaten


def test_a_scheme_without_figures_is_no_point() -> None:
    rows = {
        "a": {"unit_cost": 1.0, "curtailed": 1.0, "green_share": 0.5},
        "b": {"unit_cost": math.nan, "curtailed": 0.0, "green_share": 1.0},
    }
    assert pareto(rows) == {"a": "pareto", "b": "infeasible"}


def test_a_grid_is_every_combination() -> None:
    names = [one.name for one in grid_of_schemes({"coal_power": [4000, 4640], "wind": [6000, 8000]})]
    assert names == ["coal_power 4, wind 6", "coal_power 4, wind 8", "coal_power 4.64, wind 6", "coal_power 4.64, wind 8"]
    assert grid_of_schemes({}) == []


def test_capacities_of_a_scheme_are_built_and_cost_no_less(week, solved) -> None:
    found = scheme_networks(week, [Scheme("more", {"wind": 900.0, "battery": 120.0})])["more"]
    solution = networks.solve(found)
    builds = solution.builds.set_index("capacity")
    assert builds.loc["wind_steppe", ["existing", "built"]].sum() == pytest.approx(900)
    assert builds.loc["battery", ["existing", "built"]].sum() == pytest.approx(120)
    assert solution.objective >= solved.objective - 1e-6 * abs(solved.objective)


def test_all_that_cannot_be_had_is_listed(week) -> None:
    with pytest.raises(InputError) as caught:
        scheme_networks(week, [Scheme("a", {"nuclear": 10.0, "wind": 100.0}), Scheme("b", {"solar": 9e9})])
    text = caught.value.text("en")
    assert "the scheme a names the category nuclear" in text
    assert "asks for 100 MW of wind; between 300 and 1800 can be had" in text
    assert "asks for 9e+09 MW of solar" in text


def test_a_new_plan_is_never_dearer_than_the_held_one(week, solved) -> None:
    """Costs 10 or 20 % up: the new optimum lies between the old one and the old plan at new prices; down: below the old one."""
    for figure, shares in VARIATIONS.items():
        if figure == "sensitivity_hours":
            continue
        for share in shares:
            again = networks.solve(varied(week, figure, share)).objective
            room = 1e-6 * abs(solved.objective)
            assert (again <= solved.objective + room) if share < 0 else (again >= solved.objective - room)
    more = networks.solve(varied(week, "sensitivity_hours", 0.1)).objective
    assert more <= solved.objective + 1e-6 * abs(solved.objective)
    held = (
        sum(c.annuity * 0.1 * float(solved.builds.set_index("capacity").loc[c.id, "built"]) for c in week.capacities)
        * week.hours.years
    )
    dearer = networks.solve(varied(week, "sensitivity_capex", 0.1)).objective
    assert dearer <= solved.objective + held + 1e-6 * abs(solved.objective)


def test_hours_never_exceed_the_capacity(week) -> None:
    wind = varied(week, "sensitivity_hours", 0.1).process("wind_steppe")
    assert float(np.max(wind.availability)) <= 1.0
    assert float(np.sum(wind.availability)) > float(np.sum(week.process("wind_steppe").availability))


def test_one_less_takes_exactly_that_much(week, solved) -> None:
    less = one_less(week, solved, "wind", 100.0)
    assert less is not None
    before = float(solved.builds.set_index("capacity").loc["wind_steppe", ["existing", "built"]].sum())
    assert less.capacity("wind_steppe").existing == pytest.approx(before - 100)
    assert not less.expand
    assert one_less(week, solved, "wind", 1e6) is None


def test_a_comparison_has_its_tables(short_year, tiny) -> None:
    done = comparing.compare_schemes(tiny, scenario="expansion", schemes=[Scheme("green", {"wind": 1500.0}), Scheme("no", {"coal_power": 400.0})],
                                     hours="segments:60", sensitivity=True, marginal=True)  # fmt: skip
    assert set(done.tables) == {"scheme_comparison", "marginal_curtailment", "sensitivity_planned"}
    frame = done.tables["scheme_comparison"].frame.set_index("id")
    assert list(frame.index) == ["least_cost", "green", "no"]
    assert frame.loc["green", "wind"] == pytest.approx(1500)
    assert set(frame["pareto_mark"]) <= {"pareto", "dominated", "infeasible"}
    assert len(done.tables["sensitivity_planned"].frame) == 9
    for _, row in done.tables["marginal_curtailment"].frame.iterrows():
        assert -1e-6 <= row["marginal_rate"] <= 1 + 1e-6


def test_an_infeasible_scheme_is_a_row_without_figures(short_year, tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    region = tiny.apply("expansion")
    network, _ = comparing._network(region, "segments:60")
    unmet = replace(network, rules=tuple(replace(r, value=1.0) if r.id == "utilisation" else r for r in network.rules))
    monkeypatch.setattr(comparing, "_network", lambda *_: (unmet, ()))
    done = comparing.compare_schemes(tiny, scenario="expansion", schemes=[Scheme("sun", {"solar": 1650.0, "wind": 1800.0})])
    marks = done.tables["scheme_comparison"].frame.set_index("id")["pareto_mark"]
    assert marks["least_cost"] == "pareto"
    assert marks["sun"] == "infeasible"


def test_the_command(short_year, run, tmp_path) -> None:
    said = run(
        "schemes",
        "tiny",
        "--scenario",
        "expansion",
        "--grid",
        "wind=600,900",
        "--hours",
        "segments:60",
        "--json",
        "--out",
        tmp_path / "o",
    )
    assert said.code == 0
    facts = json.loads(said.out)
    assert [row["id"] for row in facts["scheme_comparison"]] == ["least_cost", "wind 0.6", "wind 0.9"]
    assert (tmp_path / "o" / "tables" / "scheme_comparison.csv").exists()
    assert (tmp_path / "o" / "report.xlsx").exists()
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "装机方案比选表" in page
    assert page.count("<circle") >= 3  # one point of the Pareto chart for each scheme


def test_a_comparison_is_not_written_over_a_study(tiny, tmp_path) -> None:
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="no comparison of schemes"):
        comparing.write_comparison(tiny, comparing.Comparison({}, 60), tmp_path, scenario="expansion")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["--grid", "wind"], 2, "'wind' is no capacity of a category"),
        (["--grid", "wind=-5"], 2, "'wind=-5' is no capacity of a category"),
        (["--scheme", "wind=5"], 2, "'wind=5' is no scheme"),
        (["--scheme", "a:wind=600", "--scheme", "a:wind=700"], 2, "two schemes have the same name"),
        (["--scheme", "a:nuclear=5", "--hours", "segments:60"], 1, "names the category nuclear"),
    ],
)
def test_wrong_schemes_are_refused(short_year, run, words: list[str], code: int, reason: str) -> None:
    said = run("schemes", "tiny", "--scenario", "expansion", *words)
    assert said.code == code
    assert reason in said.out + said.err
