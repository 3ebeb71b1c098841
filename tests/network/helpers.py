"""Small networks by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tingzhou.hours import Grain, Hours
from tingzhou.network import Balance, Capacity, Cost, Flow, Network, Process, Rule, Store

HOUR = Grain("hour")


def power(place: str = "a", grain: str = "hour", *, disposal: bool = False) -> Balance:
    return Balance(f"electricity@{place}", "electricity", place, "MWh", Grain.parse(grain), disposal)


def plant(
    name: str, *, cost: float = 0.0, place: str = "a", grain: str = "hour", category: str = "coal_power", **fields: Any
) -> Process:
    costs = (Cost("variable", cost),) if np.any(cost) else ()
    fields.setdefault("flows", (Flow(f"electricity@{place}", 1.0),))
    return Process(id=name, table="plants", technology=name, category=category, place=place, commodity="electricity", unit="MWh",
                   grain=Grain.parse(grain), capacity=name, costs=costs, **fields)  # fmt: skip


def load(name: str, series: Any, *, place: str = "a", grain: str = "hour") -> Process:
    return Process(id=name, table="demands", technology=name, category="demand", place=place, commodity="electricity", unit="MWh",
                   grain=Grain.parse(grain), flows=(Flow(f"electricity@{place}", -1.0),), fixed=np.asarray(series, dtype=float))  # fmt: skip


def network(
    count: int, *, balances: Iterable[Balance] | None = None, capacities: Iterable[Capacity] = (), processes: Iterable[Process] = (),
    stores: Iterable[Store] = (), rules: Iterable[Rule] = (), expand: bool = False, hours: Hours | None = None,
) -> Network:  # fmt: skip
    return Network(hours or Hours.span("2023-01-01", count), tuple(balances or (power(),)), tuple(capacities), tuple(processes), tuple(stores),
                   tuple(rules), expand)  # fmt: skip


def random_network(seed: int, *, count: int = 24, expand: bool = True) -> Network:
    """A small system: two places, coal, wind, a battery, a line, shedding; always feasible and bounded."""
    generator = np.random.default_rng(seed)
    wind = generator.random(count)
    demand = 50 + 50 * generator.random(count)
    processes = [
        plant("coal", cost=float(generator.integers(20, 60)), ramp=float(generator.choice([0.2, 0.5, 2.0])), minimum=float(generator.choice([0.0, 0.2]))),
        plant("wind", category="wind", availability=wind, place="b", curtailable=True),
        load("load", demand),
        Process(id="load:shed", table="demands", technology="load", category="unserved", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                limit=demand, flows=(Flow("electricity@a", 1.0),), costs=(Cost("shed", 1000.0),)),
        Process(id="battery:charge", table="stores", technology="battery", category="battery", place="a", commodity="electricity", unit="MWh",
                grain=HOUR, capacity="battery", flows=(Flow("electricity@a", -1.0), Flow("electricity@battery", 0.9))),
        Process(id="battery:discharge", table="stores", technology="battery", category="battery", place="a", commodity="electricity", unit="MWh",
                grain=HOUR, capacity="battery", flows=(Flow("electricity@a", 1.0), Flow("electricity@battery", -1 / 0.9)), costs=(Cost("variable", 1.0),)),
        Process(id="line", table="routes", technology="ac", category="line", place="b", commodity="electricity", unit="MWh", grain=HOUR, capacity="line",
                flows=(Flow("electricity@b", -1.0), Flow("electricity@a", 0.97)), origin="electricity@b", destination="electricity@a"),
        Process(id="spill", table="markets", technology="spill", category="sale", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                flows=(Flow("electricity@a", -1.0),), costs=(Cost("sale", 0.0),)),
    ]  # fmt: skip
    capacities = [
        Capacity("coal", float(generator.integers(20, 80)), fixed_cost=3.0),
        Capacity(
            "wind", 20.0, maximum_build=300.0, annuity=float(generator.integers(4000, 40000)), fixed_cost=10.0, investment=1e5
        ),
        Capacity("battery", 5.0, maximum_build=100.0, annuity=float(generator.integers(2000, 40000)), investment=5e4),
        Capacity("line", 40.0, maximum_build=200.0, annuity=3000.0, investment=3e4),
    ]
    stores = [
        Store(
            "battery",
            "electricity@battery",
            "battery",
            "a",
            "electricity",
            "MWh",
            "battery",
            hours_of_capacity=3.0,
            standing_loss=0.001,
        )
    ]
    rules = [Rule("green", "share", ("wind",), ("load",), ">=", float(generator.choice([0.0, 0.2])), grain=Grain("year"))]
    balances = [power("a"), power("b"), Balance("electricity@battery", "electricity", "a", "MWh", HOUR)]
    return network(count, balances=balances, capacities=capacities, processes=processes, stores=stores, rules=rules, expand=expand)
