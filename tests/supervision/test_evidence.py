"""Estimates against enumeration, published formulas and repeated draws."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import hypergeom

sys.path.insert(0, str(Path(__file__).parent))

from supervision_helpers import drawn, example, small, write

from tingzhou import inspection, supervision
from tingzhou.errors import InputError, Problem
from tingzhou.region.lists import LongList
from tingzhou.supervision.designs import joint_probabilities
from tingzhou.supervision.evidence import exact_limits, neyman_rates, sen_yates_grundy
from tingzhou.supervision.example import example_results


@pytest.mark.parametrize("design", ["sampford", "conditional_poisson"])
def test_variance_is_unbiased_by_enumeration(design: str) -> None:
    """Over all samples of six units: mean of the estimates is the total, mean of the variance estimates is the variance."""
    pi = np.array([0.2, 0.3, 0.5, 0.3, 0.6, 0.1])
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
    joint = joint_probabilities(design, pi)
    weights = (pi / (1 - pi)) if design == "sampford" else supervision.designs.poisson_weights(pi, 2)
    chances, totals, variances = [], [], []
    for sample in combinations(range(6), 2):
        chosen = list(sample)
        chances.append(np.prod(weights[chosen]) * ((1 - pi[chosen]).sum() if design == "sampford" else 1.0))
        totals.append((values[chosen] / pi[chosen]).sum())
        variances.append(sen_yates_grundy(values[chosen], pi[chosen], joint[np.ix_(chosen, chosen)]))
    weight = np.array(chances) / sum(chances)
    assert weight @ totals == pytest.approx(values.sum(), abs=1e-9)
    truth = weight @ (np.array(totals) - values.sum()) ** 2
    assert weight @ variances == pytest.approx(truth, rel=1e-9)


def test_equal_probabilities_give_the_textbook_variance() -> None:
    values = np.array([1.0, 0.0, 4.0, 2.0])
    n, total = 4, 11
    pi, pair = n / total, n * (n - 1) / (total * (total - 1))
    joint = np.full((n, n), pair)
    np.fill_diagonal(joint, pi)
    assert sen_yates_grundy(values, np.full(n, pi), joint) == pytest.approx(total**2 * (1 - n / total) * values.var(ddof=1) / n)


def test_systematic_samples_have_no_variance_estimate() -> None:
    assert np.isnan(sen_yates_grundy(np.array([1.0, 2.0]), np.array([0.5, 0.5]), np.array([[0.5, 0.0], [0.0, 0.5]])))


@pytest.mark.parametrize(("firms", "drawn_", "found"), [(50, 10, 0), (50, 10, 3), (50, 50, 7), (200, 20, 20), (30, 5, 1)])
def test_exact_limits_cover(firms: int, drawn_: int, found: int) -> None:
    """By definition: the smallest and largest totals under which what was found is not in a tail of 2.5 %."""
    low, high = exact_limits(firms, drawn_, found)
    inside = [total for total in range(found, firms - drawn_ + found + 1)
              if hypergeom.sf(found - 1, firms, total, drawn_) > 0.025 and hypergeom.cdf(found, firms, total, drawn_) > 0.025]  # fmt: skip
    assert (low, high) == (inside[0] / firms, inside[-1] / firms)
    if found == 0:
        assert high > 0.2  # nothing found in ten of fifty is not nothing
    if drawn_ == firms:
        assert low == high == found / firms


def test_neyman_allocation() -> None:
    firms, spread = np.array([1000.0, 500.0, 100.0]), np.array([0.1, 0.3, 0.5])
    free = neyman_rates(firms, spread, 150, np.zeros(3), np.ones(3))
    assert free / spread == pytest.approx(np.full(3, (free / spread)[0]))
    assert firms @ free == pytest.approx(150)
    bound = neyman_rates(firms, spread, 150, np.array([0.05, 0.0, 0.0]), np.array([1.0, 1.0, 0.2]))
    assert bound[0] == pytest.approx(0.05 if free[0] < 0.05 else bound[0])
    assert bound[2] == pytest.approx(0.2)
    assert firms @ bound == pytest.approx(150)

    # no other admissible allocation of the same size has a smaller variance
    def variance(rates: np.ndarray) -> float:
        return float((firms * spread**2 / rates).sum())

    random = np.random.default_rng(1)
    for _ in range(200):
        move = random.normal(size=3) * 0.01
        move -= firms * (firms @ move) / (firms @ firms)
        other = bound + move
        if (other >= [0.05, 1e-6, 1e-6]).all() and (other <= [1.0, 1.0, 0.2]).all():
            assert variance(other) >= variance(bound) - 1e-9
    assert neyman_rates(firms, spread, 5000, np.zeros(3), np.ones(3)) == pytest.approx([1, 1, 1])


def listed(rows: list[tuple[str, str, str]]) -> LongList:
    columns = {name: [row[i] for row in rows] for i, name in enumerate(("firm", "item", "outcome"))}
    return LongList("inspection_results", "results.csv", columns, list(range(2, len(rows) + 2)))  # type: ignore[arg-type]


def test_rates_of_a_plan_by_hand(tmp_path: Path) -> None:
    """Full coverage of class D gives its share itself; sampled class A gives the sample's share with exact limits."""
    done = drawn(write(tmp_path / "plan", small()), tmp_path / "out")
    files = inspection.read_bundle(done.folder)
    food = [(firm, name) for item, name, firm in done.draw.samples if item == "food"]
    bad = {firm for firm, name in food if name == "D"} | {next(firm for firm, name in food if name == "A")}
    rows = [(firm, item, "violation" if firm in bad and item == "food" else "none") for item, _, firm in done.draw.samples]
    tables = supervision.evidence(files, listed(rows), []).tables
    rates = tables["violation_rates"].frame.set_index(["item", "class"])
    assert rates.loc[("food", "D"), "violation_rate"] == 1.0
    assert rates.loc[("food", "D"), ["low", "high"]].tolist() == [1.0, 1.0]
    row = rates.loc[("food", "A")]
    assert row["violation_rate"] == pytest.approx(1 / row["drawn"])
    assert (rates["without_result"] == 0).all()
    part = supervision.evidence(files, listed(rows[1:]), []).tables["violation_rates"].frame
    assert part["without_result"].sum() == 1
    assert (row["low"], row["high"]) == exact_limits(int(row["firms"]), int(row["drawn"]), 1)
    totals = tables["violation_totals"].frame
    whole = totals[(totals["item"] == "food") & (totals["county"] == "")].iloc[0]
    assert whole["violations"] == pytest.approx(rates.loc[("food", "D"), "firms"] + row["firms"] / row["drawn"])
    effect = tables["combining"].frame.set_index("figure")["value"]
    assert effect["separate_visits"] == done.draw.separate_visits
    assert effect["combined_visits"] == len(done.draw.visits)


def test_results_that_do_not_belong(tmp_path: Path) -> None:
    done = drawn(write(tmp_path / "plan", small()), tmp_path / "out")
    files = inspection.read_bundle(done.folder)
    item, _, firm = done.draw.samples[0]
    problems: list[Problem] = []
    with pytest.raises(InputError) as refused:
        supervision.evidence(files, listed([("x", "food", "none"), (firm, item, "none"), (firm, item, "none")]), problems)
    said = str(refused.value)
    assert "was not drawn for this item" in said
    assert "stands twice" in said
    with pytest.raises(InputError, match="no result belongs"):
        supervision.evidence(files, listed([]), [])


def test_estimates_are_unbiased_over_repeated_draws(tmp_path: Path) -> None:
    """400 seeds over the same firms with a fixed truth: the mean of the estimates meets it within its Monte-Carlo error."""
    from tingzhou.supervision.draw import draw
    from tingzhou.supervision.randomness import public_value

    plan = inspection.read_plan(example(tmp_path / "plan", firms=600, inspectors=40))
    value = public_value("lottery", {}, "1 2 3")
    truth = {name: (int(name[:6], 16) % 7 == 0) * 1.0 for name in plan.firms["id"]}
    suited = {item.id: [name for name, code in zip(plan.firms["id"], plan.firms["industry"], strict=True)
                        if not item.industries or code.startswith(item.industries)] for item in plan.items}  # fmt: skip
    estimates: dict[str, list[float]] = {item.id: [] for item in plan.items}
    for seed in range(400):
        found = draw(plan, value, seed.to_bytes(32, "big"))
        pi = {(item, name): one for item, name, one in ((s.item, s.name, s) for s in found.strata)}
        own = {(item, firm): chance for item, _, firm, chance, _ in found.probabilities}
        sums = dict.fromkeys(estimates, 0.0)
        for item, name, firm in found.samples:
            sums[item] += truth[firm] / own.get((item, firm), pi[item, name].pi)
        for item, total in sums.items():
            estimates[item].append(total)
    excluded = set(found.excluded)
    for item, values in estimates.items():
        if any(one.design == "sampford" and one.item == item for one in found.strata):
            continue  # its size is rounded at random too: π is that of the size drawn, checked by enumeration above
        exact = sum(truth[name] for name in suited[item] if name not in excluded)
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        assert abs(np.mean(values) - exact) < 4 * error + 1e-9, item


def test_the_whole_example_is_estimated(tmp_path: Path) -> None:
    done = drawn(example(tmp_path / "plan"), tmp_path / "out")
    files = inspection.read_bundle(done.folder)
    (tmp_path / "inspection_results.csv").write_bytes(example_results(files["samples.csv"]))
    problems: list[Problem] = []
    results = inspection.read_one_list(tmp_path / "inspection_results.csv", "inspection_results", problems)
    tables = supervision.evidence(files, results, problems).tables
    rates = tables["violation_rates"].frame
    known = rates[rates["inspected"] > 0]
    assert ((known["low"] <= known["violation_rate"] + 1e-12) & (known["violation_rate"] <= known["high"] + 1e-12)).all()
    following = tables["next_rates"].frame
    assert ((following["next_rate"] >= following["low"] - 1e-9) & (following["next_rate"] <= following["high"] + 1e-9)).all()
