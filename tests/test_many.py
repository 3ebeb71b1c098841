"""Many networks side by side: the same answers as one by one, errors that stay with their network, cancelling, going on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "network"))

from helpers import load, network, plant, random_network

import tingzhou as tz
from tingzhou.errors import InfeasibleError, InputError, SolveError, UsageError
from tingzhou.network import Capacity, Network


def system(demand: float, cost: float = 100.0) -> Network:
    """A plant of 100 and a demand over four hours: feasible up to 100."""
    return network(4, capacities=[Capacity("p", 100.0)], processes=[plant("p", cost=cost), load("d", [demand] * 4)])


@pytest.fixture(scope="module")
def systems() -> dict[str, Network]:
    return {"low": system(20.0), "middle": random_network(3), "high": random_network(4)}


def same(one: tz.Solution, other: tz.Solution) -> None:
    assert one.objective == other.objective
    assert one.dataset.equals(other.dataset)
    assert one.accounts.equals(other.accounts)


class Dying:
    """A network that ends the process which unpacks it."""

    def __reduce__(self) -> tuple[Callable[[int], Any], tuple[int]]:
        return os._exit, (7,)


def test_the_same_answers_as_one_by_one(systems: dict[str, Network]) -> None:
    seen: list[tuple[float, str]] = []
    outcomes = tz.solve_many(systems, workers=2, progress=lambda share, name: seen.append((share, name)))
    assert [outcome.name for outcome in outcomes] == list(systems)
    for outcome in outcomes:
        assert outcome.error is None
        assert outcome.solution is not None
        same(outcome.solution, tz.solve(systems[outcome.name]))
    assert [share for share, _ in seen] == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert {name for _, name in seen} == set(systems)


def test_an_error_stays_with_its_network(systems: dict[str, Network]) -> None:
    refused = network(
        24, processes=[plant("p", grain="month_hour", ramp=0.5), load("d", [1.0] * 24)], capacities=[Capacity("p", 9.0)]
    )
    many = [systems["low"], system(150.0), Dying(), systems["high"], refused]
    outcomes = tz.solve_many(many, workers=2)  # type: ignore[arg-type]
    assert [outcome.name for outcome in outcomes] == ["0", "1", "2", "3", "4"]
    assert isinstance(outcomes[1].error, InfeasibleError)
    assert isinstance(outcomes[2].error, SolveError)
    assert "ended with code 7" in str(outcomes[2].error)
    assert isinstance(outcomes[4].error, InputError)
    assert "has a ramp limit at grain month_hour" in str(outcomes[4].error)
    for place in (0, 3):
        assert outcomes[place].solution is not None
        assert outcomes[place].error is None


def test_going_on_takes_what_is_certified_again(systems: dict[str, Network], tmp_path: Path) -> None:
    first = tz.solve_many({name: systems[name] for name in ("low", "middle")}, folder=tmp_path / "kept")
    again = tz.solve_many(systems, folder=tmp_path / "kept")
    assert [outcome.resumed for outcome in again] == [True, True, False]
    for before, after in zip(first, again, strict=False):
        assert before.solution is not None
        assert after.solution is not None
        same(before.solution, after.solution)
    files = sorted((tmp_path / "kept").glob("*.npz"))
    assert len(files) == 3
    files[0].write_bytes(files[0].read_bytes()[:200])
    with np.load(files[1]) as held:
        spoiled = {**{key: held[key] for key in held.files}, "x": held["x"] * 1.5}
    np.savez(files[1], **spoiled)
    final = tz.solve_many(systems, folder=tmp_path / "kept")
    assert sorted(outcome.resumed for outcome in final) == [False, False, True]
    for one, other in zip(again, final, strict=True):
        assert one.solution is not None
        assert other.solution is not None
        same(one.solution, other.solution)
    assert not list((tmp_path / "kept").glob("*.part"))


def test_cancelling_keeps_what_has_ended(systems: dict[str, Network], tmp_path: Path) -> None:
    seen: list[str] = []
    outcomes = tz.solve_many(systems, folder=tmp_path, progress=lambda share, name: seen.append(name), cancelled=lambda: bool(seen))
    assert outcomes[0].solution is not None
    assert all("cancelled" in str(outcome.error) for outcome in outcomes[1:])
    assert all(outcome.solution is None for outcome in outcomes[1:])
    again = tz.solve_many(systems, folder=tmp_path)
    assert again[0].resumed
    assert all(outcome.solution is not None for outcome in again)


def test_nothing_and_nobody() -> None:
    assert tz.solve_many([]) == ()
    with pytest.raises(UsageError, match="at least one worker"):
        tz.solve_many([system(1.0)], workers=0)
