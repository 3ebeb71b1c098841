"""Years that share capacities: against the same program written by hand, and against what years can do alone."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from helpers import load, network, plant, random_network

import tingzhou as tz
from tingzhou.errors import InfeasibleError, UsageError
from tingzhou.network import Capacity, Network, solve_years


def sunny(share: float, *, most: float = 500.0, shed: float = 400.0) -> Network:
    """Four hours: a load of 100, sun with a yearly share, a dear plant; what is built must serve every year."""
    return network(
        4, expand=True,
        capacities=[Capacity("sun", 0.0, maximum_build=most, annuity=8760 * 10.0, investment=1e5), Capacity("gas", 200.0)],
        processes=[plant("sun", category="solar", availability=np.full(4, share), curtailable=True), plant("gas", cost=shed), load("d", [100.0] * 4)],
    )  # fmt: skip


def test_one_year_is_that_year() -> None:
    year = random_network(5)
    alone, plan = tz.solve(year), solve_years([year])
    assert plan.objective == pytest.approx(alone.objective, rel=1e-9)
    assert plan.certificate.holds()
    assert plan.solutions["0"].objective == pytest.approx(alone.objective, rel=1e-9)


def test_two_years_by_hand() -> None:
    """Sun of 0.8 and 0.2: built to 125 it fills the good year; beyond that a MW saves only in the bad one.

    Per MW and hour: annuity 10, saving 400 × share in years where sun is short. Up to 125: 400 × (0.8 + 0.2) / 2 = 200 > 10; from 125
    to 500: 400 × 0.2 / 2 = 40 > 10: 500 are built, and no gas is used in either year.
    """
    plan = solve_years({"good": sunny(0.8), "bad": sunny(0.2)})
    for solution in plan.solutions.values():
        assert float(solution.dataset["built"].sel(process="sun")) == pytest.approx(500.0)
    assert plan.objective == pytest.approx(500.0 * 10.0 * 4, rel=1e-6)
    rare = solve_years({"good": sunny(0.8), "bad": sunny(0.2)}, weights={"good": 9.0, "bad": 1.0})
    # beyond 125 a MW saves 400 × 0.2 × 0.1 = 8 < 10: it stays at 125, and the bad year burns gas for 75
    assert float(rare.solutions["bad"].dataset["built"].sel(process="sun")) == pytest.approx(125.0)
    assert rare.objective == pytest.approx(4 * (125.0 * 10.0 + 0.1 * 75.0 * 400.0), rel=1e-6)
    assert rare.solutions["bad"].dataset["price"].to_numpy() == pytest.approx(400.0)
    assert sum(rare.weights[name] * one.objective for name, one in rare.solutions.items()) == pytest.approx(rare.objective)


@pytest.mark.parametrize("seed", range(6))
def test_between_clairvoyance_and_any_fixed_plan(seed: int) -> None:
    """Knowing each year ahead costs less; building for one year and meeting the others with it costs more."""
    from dataclasses import replace

    base = random_network(seed)
    generator = np.random.default_rng(seed)
    years = {}
    for name in ("a", "b", "c"):
        wind = generator.random(24)
        processes = tuple(replace(one, availability=wind) if one.id == "wind" else one for one in base.processes)
        years[name] = replace(base, processes=processes)
    plan = solve_years(years, weights=[0.5, 0.3, 0.2], solver=None if seed % 2 else "stages")
    alone = {name: tz.solve(year) for name, year in years.items()}
    clairvoyant = sum(plan.weights[name] * one.objective for name, one in alone.items())
    slack = 1e-6 * (1 + abs(plan.objective))
    assert plan.objective >= clairvoyant - slack
    built = plan.solutions["a"].dataset["built"]
    for solution in plan.solutions.values():
        assert np.array_equal(solution.dataset["built"], built)
    for chosen in alone.values():
        total = 0.0
        for name, year in years.items():
            sizes = {
                one["id"]: one["built"] for one in chosen.builds.rename(columns={chosen.builds.columns[0]: "id"}).to_dict("records")
            }
            fixed = tuple(replace(one, minimum_build=sizes[one.id], maximum_build=max(sizes[one.id], 1e-9)) if one.buildable else one
                          for one in year.capacities)  # fmt: skip
            total += plan.weights[name] * tz.solve(replace(year, capacities=fixed)).objective
        assert plan.objective <= total + slack


def test_the_same_year_twice_changes_nothing() -> None:
    year = random_network(2)
    assert solve_years([year, year], weights=[0.7, 0.3]).objective == pytest.approx(tz.solve(year).objective, rel=1e-7)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one year"):
        solve_years([])
    for weights in ([1.0], [1.0, 0.0], [1.0, float("nan")], [1.0, 1.0, 1.0]):
        with pytest.raises(UsageError, match="each needs one weight above 0"):
            solve_years([sunny(0.5), sunny(0.2)], weights=weights)
    with pytest.raises(UsageError, match="capacity sun is not the same in the years 0 and 1"):
        solve_years([sunny(0.5), sunny(0.5, most=600.0)])


def test_a_year_that_cannot_be_met_is_explained() -> None:
    dark = network(4, expand=True, capacities=[Capacity("sun", 0.0, maximum_build=500.0, annuity=1.0)],
                   processes=[plant("sun", availability=np.zeros(4)), load("d", [100.0] * 4)])  # fmt: skip
    bright = network(4, expand=True, capacities=[Capacity("sun", 0.0, maximum_build=500.0, annuity=1.0)],
                     processes=[plant("sun", availability=np.ones(4)), load("d", [100.0] * 4)])  # fmt: skip
    with pytest.raises(InfeasibleError) as refused:
        solve_years([bright, dark])
    assert refused.value.diagnosis is not None


def test_capacities_may_have_names_of_their_own() -> None:
    """A capacity that no process is named after is booked under its name, with the place of the process that uses it."""
    from dataclasses import replace

    year = sunny(0.5)
    renamed = replace(
        year,
        capacities=tuple(replace(one, id=f"{one.id}-size") for one in year.capacities),
        processes=tuple(replace(one, capacity=f"{one.capacity}-size" if one.capacity else None) for one in year.processes),
    )
    solution = tz.solve(renamed)
    assert solution.objective == pytest.approx(tz.solve(year).objective)
    booked = solution.accounts.set_index(["process", "item"])
    assert booked.loc[("sun-size", "capital"), ["place", "category"]].tolist() == ["a", "solar"]
