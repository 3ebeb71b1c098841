"""The draw itself: frame after caps, sample sizes, samples, and one combined visit per drawn firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tingzhou.errors import InputError, Problem
from tingzhou.supervision import verifier
from tingzhou.supervision.designs import inclusion_probabilities, poisson_weights
from tingzhou.supervision.plan import Item, Plan
from tingzhou.supervision.randomness import PublicValue
from tingzhou.supervision.tickets import positions

__all__ = ["Draw", "Stratum", "draw"]


@dataclass(frozen=True)
class Stratum:
    """A class of an item: how many firms it has, how many were expected and drawn, the probabilities of one and of two firms."""

    item: str
    name: str
    design: str
    firms: int
    expected: float
    drawn: int
    pi: float
    pi_joint: float


@dataclass(frozen=True)
class Draw:
    """Everything a draw came to.

    Parameters
    ----------
    seed
        32 bytes.
    place
        Place of each firm on the circle, in the order of ``plan.firms["id"]``.
    excluded
        Firm → ``cap`` or ``undisturbed``: not in the frame of capped items.
    samples
        (item, class, firm), sorted.
    probabilities
        (item, class, firm, π, weight) of designs with unequal probabilities; the weight is NaN where the design has none.
    visits
        Firm → items, for every drawn firm.
    """

    plan: Plan
    value: PublicValue
    seed: bytes
    place: NDArray[np.uint64]
    excluded: Mapping[str, str]
    strata: tuple[Stratum, ...]
    samples: tuple[tuple[str, str, str], ...]
    probabilities: tuple[tuple[str, str, str, float, float], ...]
    visits: Mapping[str, tuple[str, ...]]

    @property
    def separate_visits(self) -> int:
        """Visits if every department went on its own."""
        departments = {item.id: item.department for item in self.plan.items}
        return sum(len({departments[item] for item in items}) for items in self.visits.values())


def draw(plan: Plan, value: PublicValue, seed: bytes) -> Draw:
    """Return the draw of a plan for a seed.

    Raises
    ------
    InputError
        When a design cannot be carried out on the frame it meets.
    """
    ids: list[str] = list(plan.firms["id"])
    permanent = bytes.fromhex(plan.settings["permanent_seed"]) if plan.settings["permanent_seed"] else None
    place = positions(seed, ids, permanent=permanent, fresh_share=float(plan.settings["fresh_share"]))
    excluded = _excluded(plan, ids)
    free = np.array([name not in excluded for name in ids], dtype=np.bool_)
    classes = np.array(plan.firms["class"], dtype=object)
    members = {name: classes == name for name in sorted({name for item in plan.items for name in item.rates})}
    order = np.argsort(place, kind="stable")  # ids are sorted, so that equal places go by id
    strata: list[Stratum] = []
    samples: list[tuple[str, str, str]] = []
    probabilities: list[tuple[str, str, str, float, float]] = []
    for item in plan.items:
        names = sorted(item.rates)
        suited = _suited(plan, item) & (free if item.capped else np.True_)
        frames = [members[name] & suited for name in names]
        wanted = [(int(frame.sum()), Fraction(repr(item.rates[name][0])), item.rates[name][1])
                  for frame, name in zip(frames, names, strict=True)]  # fmt: skip
        sizes = verifier.sample_sizes(seed, item.id, wanted)
        for name, frame, (count, _, _), (target, n) in zip(names, frames, wanted, sizes, strict=True):
            pi, pi_joint = verifier.equal_chances(target, count)
            strata.append(Stratum(item.id, name, item.design, count, float(target), n, pi, pi_joint))
            if item.design == "equal":
                chosen = order[frame[order]][:n]
            else:
                chosen, rows = _unequal(plan, value, seed, item, name, np.flatnonzero(frame), n, place)
                probabilities += [(item.id, name, ids[unit], chance, weight) for unit, chance, weight in rows]
            samples += [(item.id, name, firm) for firm in sorted(ids[unit] for unit in chosen)]
    visits: dict[str, list[str]] = {}
    for item_id, _, firm in samples:
        visits.setdefault(firm, []).append(item_id)
    return Draw(plan, value, seed, place, excluded, tuple(strata), tuple(samples), tuple(sorted(probabilities)),
                {firm: tuple(items) for firm, items in visits.items()})  # fmt: skip


def _excluded(plan: Plan, ids: list[str]) -> dict[str, str]:
    """Return who leaves the frame before the draw, with the reason; dropping anybody later would bias every probability."""
    caps: Mapping[str, int] = plan.settings["caps"]
    quiet = plan.firms.get("undisturbed", [False] * len(ids))
    used = plan.firms.get("visits", [0.0] * len(ids))
    result = {}
    for name, calm, visits, kind in zip(ids, quiet, used, plan.firms["class"], strict=True):
        if calm is True:
            result[name] = "undisturbed"
        elif kind in caps and visits >= caps[kind]:
            result[name] = "cap"
    return result


def _suited(plan: Plan, item: Item) -> NDArray[np.bool_]:
    """Return to which firms an item applies by industry."""
    if not item.industries:
        return np.ones(len(plan.firms["id"]), dtype=np.bool_)
    return np.array([str(code).startswith(item.industries) for code in plan.firms["industry"]], dtype=np.bool_)


def _unequal(
    plan: Plan, value: PublicValue, seed: bytes, item: Item, name: str, units: NDArray[np.intp], n: int, place: NDArray[np.uint64]
) -> tuple[list[int], list[tuple[int, float, float]]]:
    """Return the drawn units of a class and (unit, π, weight) of all of them."""
    if n == 0:
        return [], []
    ids = plan.firms["id"]
    if item.design == "rfc3797":
        if value.stated["kind"] != "lottery":
            raise InputError(Problem("RFC 3797 takes its key from lottery numbers.", "Announce a lottery, or use another design.",
                                     file="inspection_plans.csv", column="design", value=item.id))  # fmt: skip
        chosen = verifier.rfc3797(units.size, n, value.value)
        return [int(units[one]) for one in chosen], []
    sizes = [float(plan.firms["size"][unit]) for unit in units]
    pi = inclusion_probabilities(sizes, n)
    rest = np.flatnonzero((pi > 0) & (pi < 1))
    weights = np.full(pi.size, np.nan)
    if item.design == "conditional_poisson" and rest.size and n > int((pi >= 1).sum()):
        weights[rest] = poisson_weights(pi[rest], n - int((pi >= 1).sum()))
    firms = [{"id": ids[unit], "size": repr(size)} for unit, size in zip(units, sizes, strict=True)]
    given = {ids[units[one]]: float(weights[one]) for one in rest}
    places = {ids[unit]: int(place[unit]) for unit in units}
    drawn = set(verifier.draw_stratum(item.design, seed, f"{item.id}:{name}", firms, places, n, value.value, given))
    rows = [(int(unit), float(chance), float(weight)) for unit, chance, weight in zip(units, pi, weights, strict=True)]
    return [int(unit) for unit in units if ids[unit] in drawn], rows
