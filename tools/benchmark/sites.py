"""The benchmark system: N sites on a ring with two chords, wind, sun, coal, batteries, pumped hydro, hydrogen, one export line.

The same figures make a network of Tingzhou (``network``) and one of PyPSA (``benchmark.sites_pypsa``): both have the same
feasible set and the same objective. Prices are CNY, power MW, energy MWh; capital costs are annuities scaled to the span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network import Network

YEAR = 8760.0
ANNUITY = {"wind": 380_000.0, "solar": 260_000.0, "battery_power": 60_000.0, "battery_energy": 75_000.0,
           "electrolyser": 420_000.0, "tank": 9_000.0, "line": 55_000.0}  # CNY/(MW or MWh)/a  # fmt: skip
LINE_LOSS, EXPORT_LOSS, EXPORT_POWER, EXPORT_ENERGY = 0.03, 0.07, 12_000.0, 62e6
GREEN_SHARE = 0.30
LOST_LOAD, HYDROGEN_SHED, EXPORT_PRICE = 10_000.0, 60_000.0, 330.0


@dataclass(frozen=True)
class Sites:
    """Figures of one case: series of shape (N, T), the rest of shape (N,); ``pairs`` are the lines."""

    count: int
    steps: int
    load: NDArray[np.float64]
    wind: NDArray[np.float64]
    solar: NDArray[np.float64]
    hydrogen: NDArray[np.float64]
    coal: NDArray[np.float64]
    coal_cost: NDArray[np.float64]
    pumped: NDArray[np.float64]
    pairs: tuple[tuple[int, int], ...]
    green: bool
    subsidy: float

    @property
    def part(self) -> float:
        """Share of a year that the span covers."""
        return self.steps / YEAR


def sites(count: int, steps: int, *, seed: int = 7, subsidy: float = 0.0) -> Sites:
    """Return the case of ``count`` sites and ``steps`` hours; ``subsidy`` [CNY/MWh] on wind and sun makes prices negative."""
    rng = np.random.default_rng(seed)
    hour = np.arange(steps)
    season = 1.0 + 0.12 * np.cos(2 * np.pi * (hour / YEAR - 0.05))
    daily = 1.0 + 0.18 * np.sin(2 * np.pi * (hour % 24 - 8) / 24)
    load = (600.0 + 500.0 * rng.random((count, 1))) * season * daily * (1.0 + 0.03 * rng.standard_normal((count, steps)))
    common, own = _wander(rng, 1, steps, 0.985), _wander(rng, count, steps, 0.96)
    wind = 1.0 / (1.0 + np.exp(1.1 - 1.0 * common - 1.1 * own))
    sun = np.clip(np.sin(2 * np.pi * (hour % 24 - 6) / 24), 0.0, None) * (0.75 - 0.25 * np.cos(2 * np.pi * hour / YEAR))
    solar = sun * (0.25 + 0.75 / (1.0 + np.exp(-1.2 - 1.5 * _wander(rng, count, steps, 0.9))))
    ring = {(n, (n + 1) % count) if n < (n + 1) % count else ((n + 1) % count, n) for n in range(count)} if count > 1 else set()
    chords = {(0, count // 2), (count // 4, 3 * count // 4)} if count > 4 else set()
    return Sites(
        count, steps, load, np.round(np.clip(wind, 0, 1), 6), np.round(np.clip(solar, 0, 1), 6),
        40.0 + 30.0 * rng.random((count, 1)) * np.ones((1, steps)), 400.0 + 900.0 * rng.random(count),
        180.0 + 60.0 * rng.random(count), 100.0 + 200.0 * rng.random(count), tuple(sorted(ring | chords)), True, subsidy,
    )  # fmt: skip


def _wander(rng: np.random.Generator, count: int, steps: int, memory: float) -> NDArray[np.float64]:
    """Return standardised first-order autoregressive series, shape (count, steps)."""
    noise = np.sqrt(1.0 - memory**2) * rng.standard_normal((count, steps + 500))
    for step in range(1, steps + 500):
        noise[:, step] += memory * noise[:, step - 1]
    return noise[:, 500:]


def network(case: Sites) -> Network:
    """Return the case as a network of Tingzhou."""
    from tingzhou.hours import Grain, Hours
    from tingzhou.network import Balance, Capacity, Cost, Flow, Network, Process, Rule, Store

    hour = Grain("hour")
    balances: list[Balance] = []
    capacities: list[Capacity] = []
    processes: list[Process] = []
    stores: list[Store] = []

    def built(name: str, kind: str) -> str:
        # the span is a part year: Network charges annuities by its own years, so the yearly figure is given
        capacities.append(Capacity(name, 0.0, maximum_build=np.inf, annuity=ANNUITY[kind]))
        return name

    def given(name: str, size: float) -> str:
        capacities.append(Capacity(name, size))
        return name

    def process(name: str, flows: tuple[Flow, ...], **rest: Any) -> None:
        processes.append(Process(name, "plants", "", "", "", "electricity", "MWh", hour, flows=flows, **rest))

    for n in range(case.count):
        power, hydrogen, battery, lake = f"p{n}", f"h{n}", f"b{n}", f"l{n}"
        balances += [Balance(name, "electricity", "", "MWh", hour) for name in (power, hydrogen, battery, lake)]
        subsidy = (Cost("premium", -case.subsidy),) if case.subsidy else ()
        process(f"load{n}", (Flow(power, -1.0),), fixed=case.load[n])
        process(f"need{n}", (Flow(hydrogen, -1.0),), fixed=case.hydrogen[n])
        process(f"wind{n}", (Flow(power, 1.0),), capacity=built(f"cw{n}", "wind"), availability=case.wind[n], costs=subsidy)
        process(f"solar{n}", (Flow(power, 1.0),), capacity=built(f"cs{n}", "solar"), availability=case.solar[n], costs=subsidy)
        process(f"coal{n}", (Flow(power, 1.0),), capacity=given(f"cc{n}", case.coal[n]), costs=(Cost("fuel", case.coal_cost[n]),))
        process(f"shed{n}", (Flow(power, 1.0),), costs=(Cost("shed", LOST_LOAD),))
        process(f"hshed{n}", (Flow(hydrogen, 1.0),), costs=(Cost("shed", HYDROGEN_SHED),))
        built(f"bp{n}", "battery_power")
        process(f"charge{n}", (Flow(power, -1.0), Flow(battery, 0.95)), capacity=f"bp{n}")
        process(f"discharge{n}", (Flow(battery, -1.0), Flow(power, 0.95)), capacity=f"bp{n}")
        stores.append(Store(f"battery{n}", battery, "", "", "", "MWh", built(f"be{n}", "battery_energy"), standing_loss=0.0001))
        given(f"ph{n}", case.pumped[n])
        process(f"pump{n}", (Flow(power, -1.0), Flow(lake, 0.87)), capacity=f"ph{n}")
        process(f"turbine{n}", (Flow(lake, -1.0), Flow(power, 0.87)), capacity=f"ph{n}")
        stores.append(Store(f"lake{n}", lake, "", "", "", "MWh", f"ph{n}", hours_of_capacity=7.0))
        process(f"electrolyser{n}", (Flow(power, -1.0), Flow(hydrogen, 0.68)), capacity=built(f"el{n}", "electrolyser"))
        stores.append(Store(f"tank{n}", hydrogen, "", "", "", "MWh", built(f"ht{n}", "tank")))
    for a, b in case.pairs:
        name = built(f"line{a}_{b}", "line")
        process(f"fore{a}_{b}", (Flow(f"p{a}", -1.0), Flow(f"p{b}", 1.0 - LINE_LOSS)), capacity=name)
        process(f"back{a}_{b}", (Flow(f"p{b}", -1.0), Flow(f"p{a}", 1.0 - LINE_LOSS)), capacity=name)
    revenue = (Cost("sale", -EXPORT_PRICE * (1.0 - EXPORT_LOSS)),)
    process("export", (Flow("p0", -1.0),), capacity=given("dc", EXPORT_POWER), costs=revenue)
    delivered = EXPORT_ENERGY * case.part / (1.0 - EXPORT_LOSS)
    green = tuple(f"{kind}{n}" for n in range(case.count) for kind in ("wind", "solar"))
    made = (*green, *(f"coal{n}" for n in range(case.count)))
    rules = [Rule("market", "activity_limit", ("export",), sense="<=", value=delivered / case.part, unit="MWh"),
             Rule("green", "share", green, over=made, sense=">=", value=GREEN_SHARE)]  # fmt: skip
    return Network(
        Hours.span("2023-01-01T00", case.steps), tuple(balances), tuple(capacities), tuple(processes), tuple(stores),
        tuple(rules), expand=True,
    )  # fmt: skip
