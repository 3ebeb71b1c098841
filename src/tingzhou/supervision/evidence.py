"""What a draw tells: unbiased violation rates with intervals, next year's rates, the effect of combining, who carries the load.

Totals are Horvitz–Thompson estimates, rates of domains are Hájek ratios, variances are of Sen, Yates and Grundy, which for simple
random samples is ``N² (1 − n/N) s² / n``. Limits of single strata are exact (hypergeometric): nothing found in n is not nothing.
References: Horvitz and Thompson (1952), JASA 47; Yates and Grundy (1953), JRSS B 15; Neyman (1934), JRSS 97.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tingzhou.errors import InputError, Problem
from tingzhou.region.lists import LongList
from tingzhou.supervision.designs import joint_probabilities
from tingzhou.supervision.fairness import fairness_rows
from tingzhou.tables import ResultTable

__all__ = ["Evidence", "evidence", "exact_limits", "neyman_rates"]

_Z = 1.959963984540054  # two-sided 95 %
_RANDOM_FLOOR = 0.01  # least share of any class that stays random, so that the rates do not feed on themselves


@dataclass(frozen=True)
class Evidence:
    """Tables of a draw's results, by name."""

    tables: Mapping[str, ResultTable]


@dataclass
class _Stratum:
    """A class of an item with what was found: values are 1 for a violation, missing for a firm that was not found."""

    item: str
    name: str
    design: str
    firms: int
    pi: NDArray[np.float64]
    joint: NDArray[np.float64] | None
    found: NDArray[np.float64]
    county: NDArray[np.object_]
    without_result: int

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether a firm was found at its place."""
        return np.isfinite(self.found)

    def weights(self) -> NDArray[np.float64]:
        """Return the weight of every answering firm: 1/π, lifted by the share that answered."""
        answered = self.answered
        share = float((1 / self.pi[answered]).sum() / (1 / self.pi).sum()) if answered.any() else math.nan
        return np.asarray(1 / self.pi[answered] / share)

    def variance(self, values: NDArray[np.float64]) -> float:
        """Return the variance of the estimated total of ``values`` over the answering firms."""
        answered = self.answered
        n = int(answered.sum())
        if n < 2 or n >= self.firms:
            return 0.0
        if self.joint is None:
            return float(self.firms**2 * (1 - n / self.firms) * values.var(ddof=1) / n)
        pi, joint = self.pi[answered], self.joint[np.ix_(answered, answered)]
        return sen_yates_grundy(values, pi, joint)


def sen_yates_grundy(values: NDArray[np.float64], pi: NDArray[np.float64], joint: NDArray[np.float64]) -> float:
    """Return the variance estimate of a Horvitz–Thompson total of a fixed-size sample; NaN where some π_ij is 0.

    Parameters
    ----------
    values, pi
        Values and inclusion probabilities of the drawn units, shape (n,).
    joint
        π_ij of the drawn units, shape (n, n).
    """
    if (joint <= 0).any():
        return math.nan
    expanded = values / pi
    return float(0.5 * ((np.outer(pi, pi) / joint - 1) * (expanded[:, None] - expanded[None, :]) ** 2).sum())


def exact_limits(firms: int, drawn: int, violations: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return exact limits of the share of violations in a class of ``firms`` from a simple random sample without replacement."""
    from scipy.stats import hypergeom

    tail = (1 - level) / 2
    totals = np.arange(violations, firms - (drawn - violations) + 1)
    above = hypergeom.sf(violations - 1, firms, totals, drawn)  # P(at least so many | total)
    below = hypergeom.cdf(violations, firms, totals, drawn)
    possible = totals[(above > tail) & (below > tail)]
    return float(possible.min() / firms), float(possible.max() / firms)


def _rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline="")))


def evidence(files: Mapping[str, bytes], results: LongList, problems: list[Problem]) -> Evidence:
    """Return the tables of results for the draw of a bundle.

    Parameters
    ----------
    files
        The bundle, name → content.
    results
        The list ``inspection_results``.

    Raises
    ------
    InputError
        When a result belongs to no drawn firm and item, or stands twice.
    """
    outcomes = _outcomes(files, results, problems)
    if problems:
        raise InputError(problems)
    strata = _strata(files, outcomes)
    items = {(row["item"], row["class"]): row for row in _rows(files, "frozen/items.csv")}
    tables = {
        "violation_rates": ResultTable("violation_rates", pd.DataFrame([_stratum_row(one) for one in strata]), notes=(
            "Limits are exact for simple random samples without replacement; firms that were not found at their place are left out.",
            "Firms without a result are left out too and counted: while there are many, the rates say little.",
            "A share of violations found by picking firms for their risk would be biased; these firms were drawn at random.")),
        "violation_totals": ResultTable("violation_totals", pd.DataFrame(_total_rows(strata)), notes=(
            "Horvitz-Thompson totals with the variance of Sen, Yates and Grundy; rates of counties are ratios.",)),
        "next_rates": ResultTable("next_rates", pd.DataFrame(_next_rows(strata, items)), notes=(
            "Neyman allocation of the same number of inspections, within what the rule allows and with a random floor in each class.",)),
        "fairness": ResultTable("fairness", pd.DataFrame(_fairness(files))),
        "combining": ResultTable("combining", pd.DataFrame(_combining(files))),
    }  # fmt: skip
    return Evidence(tables)


def _outcomes(files: Mapping[str, bytes], results: LongList, problems: list[Problem]) -> dict[tuple[str, str], float]:
    drawn = {(row["firm"], row["item"]) for row in _rows(files, "samples.csv")}
    values = {"violation": 1.0, "none": 0.0, "not_found": math.nan}
    outcomes: dict[tuple[str, str], float] = {}
    rows = zip(results.column("firm"), results.column("item"), results.column("outcome"), results.lines, strict=True)
    for firm, item, outcome, line in rows:
        if firm is None or item is None or outcome is None:
            continue
        key = (str(firm), str(item))
        if key not in drawn:
            problems.append(Problem("this firm was not drawn for this item: a result of another visit would bias the rates.",
                                    "Leave it out here.", file=results.file, row=line, value=f"{firm} {item}"))  # fmt: skip
        elif key in outcomes:
            problems.append(Problem("the result stands twice.", "Keep one.", file=results.file, row=line, value=f"{firm} {item}"))
        else:
            outcomes[key] = values[str(outcome)]
    if not problems and not outcomes:
        problems.append(Problem("no result belongs to this draw.", file=results.file))
    return outcomes


def _strata(files: Mapping[str, bytes], outcomes: Mapping[tuple[str, str], float]) -> list[_Stratum]:
    county = {row["id"]: row["county"] for row in _rows(files, "frozen/firms.csv")}
    chances: dict[tuple[str, str], dict[str, float]] = {}
    for row in _rows(files, "probabilities.csv"):
        chances.setdefault((row["item"], row["class"]), {})[row["firm"]] = float(row["pi"])
    drawn: dict[tuple[str, str], list[str]] = {}
    for row in _rows(files, "samples.csv"):
        drawn.setdefault((row["item"], row["class"]), []).append(row["firm"])
    strata = []
    for row in _rows(files, "strata.csv"):
        key = (row["item"], row["class"])
        firms = drawn.get(key, [])
        count = int(row["firms"])
        given = chances.get(key)
        joint = None
        if given is None:
            pi = np.full(len(firms), len(firms) / count if count else 0.0)
        else:
            names = list(given)
            whole = np.array([given[name] for name in names])
            place = {name: i for i, name in enumerate(names)}
            units = np.array([place[firm] for firm in firms], dtype=np.intp)
            pi, joint = whole[units], joint_probabilities(row["design"], whole, units)
        found = np.array([outcomes.get((firm, row["item"]), math.nan) for firm in firms])
        where = np.array([county[firm] for firm in firms], dtype=object)
        strata.append(
            _Stratum(
                row["item"],
                row["class"],
                row["design"],
                count,
                pi,
                joint,
                found,
                where,
                sum((firm, row["item"]) not in outcomes for firm in firms),
            )
        )
    return strata


def _stratum_row(one: _Stratum) -> dict[str, Any]:
    answered = one.answered
    n, violations = int(answered.sum()), int(np.nansum(one.found)) if one.found.size else 0
    low = high = rate = math.nan
    if n and one.joint is None:
        rate = violations / n
        low, high = exact_limits(one.firms, n, violations)
    elif n:
        weights = one.weights()
        rate = float((weights * one.found[answered]).sum() / weights.sum())
        spread = _Z * math.sqrt(one.variance((one.found[answered] - rate) / one.firms))
        low, high = max(rate - spread, 0.0), min(rate + spread, 1.0)
    return {"item": one.item, "class": one.name, "design": one.design, "firms": one.firms, "drawn": one.found.size, "inspected": n, "without_result": one.without_result,
            "violations": violations, "violation_rate": rate, "low": low, "high": high}  # fmt: skip


def _total_rows(strata: list[_Stratum]) -> list[dict[str, Any]]:
    rows = []
    for item in dict.fromkeys(one.item for one in strata):
        mine = [one for one in strata if one.item == item and one.answered.any()]
        if not mine:
            continue
        total = sum(float((one.weights() * one.found[one.answered]).sum()) for one in mine)
        firms = sum(one.firms for one in mine)
        error = math.sqrt(sum(one.variance(one.found[one.answered]) for one in mine))
        rows.append(_total_row(item, "", firms, total, error))
        for county in sorted({str(name) for one in mine for name in one.county}):
            rows.append(_county_row(item, county, mine))
    return rows


def _total_row(item: str, county: str, firms: float, total: float, error: float) -> dict[str, Any]:
    rate, share = total / firms, error / firms
    return {"item": item, "county": county, "firms": firms, "violations": total, "error": error, "violation_rate": rate,
            "low": max(rate - _Z * share, 0.0), "high": min(rate + _Z * share, 1.0)}  # fmt: skip


def _county_row(item: str, county: str, strata: list[_Stratum]) -> dict[str, Any]:
    """Return the ratio estimate of a county: its variance is that of the linearised values."""
    inside = [(one.county[one.answered] == county).astype(float) for one in strata]
    values = [one.found[one.answered] for one in strata]
    weights = [one.weights() for one in strata]
    firms = sum(float((w * here).sum()) for w, here in zip(weights, inside, strict=True))
    if not firms:
        return {"item": item, "county": county, "firms": 0.0, "violations": 0.0, "error": math.nan, "violation_rate": math.nan,
                "low": math.nan, "high": math.nan}  # fmt: skip
    total = sum(float((w * here * value).sum()) for w, here, value in zip(weights, inside, values, strict=True))
    rate = total / firms
    error = math.sqrt(sum(one.variance(here * (value - rate)) for one, here, value in zip(strata, inside, values, strict=True)))
    return _total_row(item, county, firms, total, error)


def neyman_rates(firms: NDArray[np.float64], spread: NDArray[np.float64], total: float, low: NDArray[np.float64],
                 high: NDArray[np.float64]) -> NDArray[np.float64]:  # fmt: skip
    """Return the rates that make the variance of a total least for a number of inspections, within bounds, shape (classes,).

    Without bounds they are in proportion to ``spread``; classes that leave their bounds are set to them and the rest is shared
    again: the solution is ``min(max(c·spread, low), high)`` for the one ``c`` that uses the total.
    """
    from scipy.optimize import brentq

    def used(c: float) -> float:
        return float((firms * np.clip(c * spread, low, high)).sum() - total)

    largest = float((high / np.maximum(spread, 1e-12)).max()) + 1.0
    if used(0.0) >= 0:
        return low.copy()
    if used(largest) <= 0:
        return high.copy()
    return np.asarray(np.clip(brentq(used, 0.0, largest, xtol=1e-15, rtol=1e-14) * spread, low, high))


def _next_rows(strata: list[_Stratum], items: Mapping[tuple[str, str], Mapping[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for item in dict.fromkeys(one.item for one in strata):
        mine = [one for one in strata if one.item == item and one.firms]
        firms = np.array([float(one.firms) for one in mine])
        violations = np.array([float(np.nansum(one.found)) for one in mine])
        answered = np.array([float(one.answered.sum()) for one in mine])
        share = (violations + 0.5) / (answered + 1)  # mean of the Beta posterior with Jeffreys' prior
        spread = np.sqrt(share * (1 - share))
        low = np.array([max(float(items[item, one.name]["low"]), min(_RANDOM_FLOOR, float(items[item, one.name]["high"])))
                        for one in mine])  # fmt: skip
        high = np.array([float(items[item, one.name]["high"]) for one in mine])
        drawn = float(sum(one.found.size for one in mine))
        rates = neyman_rates(firms, spread, drawn, low, np.maximum(high, low))
        rows += [{"item": item, "class": one.name, "firms": one.firms, "drawn": one.found.size,
                  "rate": one.found.size / one.firms, "low": low[i], "high": high[i], "next_rate": rates[i],
                  "next_drawn": rates[i] * one.firms} for i, one in enumerate(mine)]  # fmt: skip
    return rows


def _fairness(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    rows = _rows(files, "frozen/firms.csv")
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return fairness_rows(columns, {row["firm"] for row in _rows(files, "visits.csv")})


def _combining(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    departments = {row["item"]: row["department"] for row in _rows(files, "frozen/items.csv")}
    visits = [row["items"].split(";") for row in _rows(files, "visits.csv")]
    separate = sum(len({departments[item] for item in items}) for items in visits)
    joint = sum(len(items) > 1 for items in visits)
    figures = {"inspections": sum(len(items) for items in visits), "separate_visits": separate, "combined_visits": len(visits),
               "visits_saved": separate - len(visits), "joint_share": joint / len(visits) if visits else math.nan}  # fmt: skip
    return [{"figure": name, "value": value} for name, value in figures.items()]
