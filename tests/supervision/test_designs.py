"""Designs against theory: every sample of small populations enumerated, published figures, and frequencies over 20 000 seeds."""

from __future__ import annotations

import hashlib
import math
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.supervision import designs, verifier
from tingzhou.supervision.designs import inclusion_probabilities, joint_probabilities

# A worked example: π = (0.2, 0.4, 0.6, 0.8), n = 2, by enumeration.
PI = np.array([0.2, 0.4, 0.6, 0.8])
KNOWN = {
    "sampford": [0.0277227723, 0.0534653465, 0.1188118812, 0.1188118812, 0.2534653465, 0.4277227723],
    "conditional_poisson": [0.0311258198, 0.0530331487, 0.1158410315, 0.1158410315, 0.2530331487, 0.4311258198],
}
CASES = [
    PI,
    np.array([0.5, 0.5, 0.5, 0.5]),
    np.array([0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 0.4]),
    np.array([0.99, 0.98, 0.5, 0.3, 0.2, 0.03]),
    np.full(12, 0.25),
    np.array([0.6, 0.4]),
    np.array([0.3, 0.3, 0.4]),
]


def enumerated(design: str, pi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """π and π_ij from the probability of every single sample, without any recursion."""
    n = round(pi.sum())
    weights = designs.poisson_weights(pi, n) if design == "conditional_poisson" else pi / (1 - pi)
    joint = np.zeros((pi.size, pi.size))
    total = 0.0
    for sample in combinations(range(pi.size), n):
        chosen = list(sample)
        chance = math.prod(weights[chosen])
        if design == "sampford":
            chance *= float((1 - pi[chosen]).sum())
        total += chance
        joint[np.ix_(chosen, chosen)] += chance
    joint /= total
    return np.diag(joint).copy(), joint


@pytest.mark.parametrize("design", KNOWN)
def test_published_joint_probabilities(design: str) -> None:
    joint = joint_probabilities(design, PI)
    assert [joint[i, j] for i, j in combinations(range(4), 2)] == pytest.approx(KNOWN[design], abs=1e-9)


@pytest.mark.parametrize("design", ["sampford", "conditional_poisson"])
@pytest.mark.parametrize("pi", CASES, ids=str)
def test_probabilities_equal_enumeration(design: str, pi: np.ndarray) -> None:
    first, joint = enumerated(design, pi)
    assert first == pytest.approx(pi, abs=1e-9)
    found = joint_probabilities(design, pi)
    assert found == pytest.approx(joint, abs=1e-9)
    n = round(pi.sum())
    assert found.sum(axis=1) - np.diag(found) == pytest.approx((n - 1) * pi, abs=1e-9)


@pytest.mark.parametrize("pi", CASES, ids=str)
def test_sampford_reaches_its_probabilities(pi: np.ndarray) -> None:
    assert designs.sampford_first_order(pi) == pytest.approx(pi, abs=1e-12)


@pytest.mark.parametrize("pi", CASES, ids=str)
def test_systematic_equals_every_start(pi: np.ndarray) -> None:
    """Exact fractions of the starts between the break points of the cumulated probabilities."""
    exact = [Fraction(float(p)).limit_denominator(1000) for p in pi]
    line = [sum(exact[:i], Fraction(0)) for i in range(len(exact) + 1)]
    cuts = sorted({Fraction(0), Fraction(1), *(point % 1 for point in line)})
    joint = np.zeros((pi.size, pi.size))
    for low, high in pairwise(cuts):
        start = (low + high) / 2
        taken = [i for i in range(pi.size) if math.ceil(line[i + 1] - start) > math.ceil(line[i] - start)]
        assert len(taken) == round(pi.sum())
        assert verifier.systematic([float(p) for p in exact], float(start)) == taken
        joint[np.ix_(taken, taken)] += float(high - low)
    found = joint_probabilities("systematic", pi)
    assert found == pytest.approx(joint, abs=1e-9)


def test_joint_probabilities_of_a_sample_are_those_of_the_whole() -> None:
    pi = CASES[2]
    for design in ("sampford", "conditional_poisson", "systematic"):
        whole = joint_probabilities(design, pi)
        assert joint_probabilities(design, pi, [1, 4, 6]) == pytest.approx(whole[np.ix_([1, 4, 6], [1, 4, 6])], abs=1e-12)


def test_certain_units_are_taken_out_in_rounds() -> None:
    pi = inclusion_probabilities([100.0, 30.0, 10.0, 5.0, 5.0], 3)
    assert pi == pytest.approx([1.0, 1.0, 0.5, 0.25, 0.25])  # 3·30/150 passes 1/… only after the first is out: 2·30/50 > 1
    joint = joint_probabilities("sampford", pi)
    assert joint[0] == pytest.approx([1.0, 1.0, 0.5, 0.25, 0.25])


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=30), st.data())
def test_probabilities_add_up_and_stay_below_one(sizes: list[float], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(sizes)))
    pi = inclusion_probabilities(sizes, n)
    assert pi.sum() == pytest.approx(n)
    assert ((pi >= 0) & (pi <= 1)).all()
    order = np.argsort(sizes, kind="stable")
    assert (np.diff(pi[order]) >= -1e-12).all()


@given(st.lists(st.tuples(st.integers(0, 60), st.fractions(0, 1, max_denominator=100), st.integers(0, 3)), min_size=1, max_size=6),
       st.integers(0, 1000))  # fmt: skip
def test_sizes_are_the_expectation_rounded(strata: list[tuple[int, Fraction, int]], number: int) -> None:
    sizes = verifier.sample_sizes(hashlib.sha256(bytes([number % 256, number // 256])).digest(), "item", strata)
    for (count, rate, minimum), (target, n) in zip(strata, sizes, strict=True):
        assert target == min(max(rate * count, Fraction(min(minimum, count))), count)
        assert math.floor(target) <= n <= min(math.ceil(target), count)
    total = sum(target for target, _ in sizes)
    assert math.floor(total) <= sum(n for _, n in sizes) <= math.ceil(total)


def test_mean_size_is_exact() -> None:
    """The common number runs over the whole circle: the mean of the sizes is the expectation."""
    strata = [(7, Fraction("0.3"), 0), (11, Fraction("0.05"), 0), (5, Fraction("0.5"), 1)]
    sums = np.zeros(3)
    for seed in range(4000):
        sums += [n for _, n in verifier.sample_sizes(seed.to_bytes(32, "big"), "x", strata)]
    expected = np.array([2.1, 0.55, 2.5])
    part = expected % 1
    band = 4 * np.sqrt(part * (1 - part) / 4000) + 1e-12
    assert (np.abs(sums / 4000 - expected) < band).all()


@pytest.mark.parametrize(("count", "target"), [(5, "2.3"), (4, "1"), (6, "0.25"), (3, "3"), (7, "6.5"), (1, "0.4"), (0, "0")])
def test_equal_chances_by_enumeration(count: int, target: str) -> None:
    """All samples of both sizes that the rounding may give, each size with its chance."""
    expected = Fraction(target)
    low = math.floor(expected)
    first, second = Fraction(0), Fraction(0)
    for n, chance in ((low, 1 - (expected - low)), (low + 1, expected - low)):
        samples = list(combinations(range(count), n)) if chance else []
        first += sum((chance / len(samples) for sample in samples if 0 in sample), Fraction(0))
        second += sum((chance / len(samples) for sample in samples if {0, 1} <= set(sample)), Fraction(0))
    assert verifier.equal_chances(expected, count) == pytest.approx([float(first), float(second)], abs=1e-12)


SEEDS = 20_000


@pytest.mark.parametrize("design", ["equal", "systematic", "conditional_poisson", "sampford"])
def test_frequencies_over_seeds(design: str) -> None:
    """|π̂ − π| < 4·sqrt(π(1 − π)/20 000) for every unit, and for every pair of designs with exact pairs."""
    sizes = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0]
    n = 2
    pi = np.full(6, n / 6) if design == "equal" else inclusion_probabilities(sizes, n)
    joint = np.full((6, 6), 1 / 15) if design == "equal" else joint_probabilities(design, pi)
    np.fill_diagonal(joint, pi)
    firms = [{"id": f"F{i}", "size": repr(size)} for i, size in enumerate(sizes)]
    weights = dict(zip((firm["id"] for firm in firms), designs.poisson_weights(pi, n), strict=True)) if "poisson" in design else {}
    counts = np.zeros((6, 6))
    for number in range(SEEDS):
        seed = hashlib.sha256(number.to_bytes(4, "big")).digest()
        place = verifier.positions(seed, [firm["id"] for firm in firms], None, 0.0)
        drawn = verifier.draw_stratum(design, seed, "item:A", firms, place, n, b"", weights)
        assert len(drawn) == n
        chosen = [int(name[1:]) for name in drawn]
        counts[np.ix_(chosen, chosen)] += 1
    band = 4 * np.sqrt(joint * (1 - joint) / SEEDS)
    assert (np.abs(counts / SEEDS - joint) <= band + 1e-12).all()


def test_reached_probabilities_agree_with_the_other_recursion() -> None:
    weights = np.array([0.1, 0.5, 2.0, 9.0, 0.02])
    assert verifier.reached(weights.tolist(), 3) == pytest.approx(designs.poisson_first_order(weights, 3), abs=1e-12)
