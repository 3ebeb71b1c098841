"""Random networks of PyPSA: every component kind and attribute that is read, at random; always feasible through dear shedding."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np

logging.getLogger("pypsa").setLevel(logging.ERROR)
logging.getLogger("linopy").setLevel(logging.ERROR)

_CARRIERS = ("coal", "gas", "wind", "none")
_EMISSIONS = (0.9, 0.4, 0.0, 0.0)


class Span:
    """Snapshots and weightings, which networks that are put side by side share."""

    def __init__(self, seed: int, *, longest: int = 24) -> None:
        import pandas as pd

        rng = np.random.default_rng(seed)
        self.steps = int(rng.integers(4, longest + 1))
        times = rng.random() < 0.7
        self.snapshots = pd.date_range("2024-03-01", periods=self.steps, freq="h") if times else pd.RangeIndex(self.steps)
        self.weights = {column: rng.choice([0.5, 1.0, 2.0, 3.0], self.steps) for column in ("objective", "stores", "generators")
                        if rng.random() < 0.4}  # fmt: skip


class Draw:
    """The components of a network under construction, and its random numbers. ``whole`` lets commitment and modules appear."""

    def __init__(self, seed: int, span: Span, *, whole: bool) -> None:
        self.carrier = "AC"
        self.rng = np.random.default_rng(seed)
        self.whole = whole
        self.span, self.steps = span, span.steps
        self.parts: dict[str, dict[str, dict[str, Any]]] = {}
        buses = _buses(self)
        _generators(self, buses)
        _links(self, buses)
        _passive(self, buses)
        _storage(self, buses)
        if self.chance(0.15):
            _sleeping(self)
        _limits(self)

    def add(self, component: str, name: str, **fields: Any) -> None:
        """Note a component: all of a kind are added at once, which is many times faster than one by one."""
        self.parts.setdefault(component, {})[name] = fields

    def fields(self, component: str, name: str) -> dict[str, Any]:
        return self.parts[component][name]

    def names(self, component: str) -> list[str]:
        return list(self.parts.get(component, {}))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def number(self, low: float, high: float) -> float:
        return float(np.round(self.rng.uniform(low, high), 3))

    def series(self, low: float, high: float, *, varying: float = 0.5) -> Any:
        """A number, or with the given chance a series."""
        if self.chance(varying):
            return np.round(self.rng.uniform(low, high, self.steps), 3)
        return self.number(low, high)

    def nominal(self, attribute: str, size: float, *, module: float = 0.15) -> dict[str, Any]:
        """Capacity: given, extendable, set, in modules, with costs of either kind."""
        if self.chance(0.5):
            return {attribute: self.number(0.3, 1.2) * size}
        fields: dict[str, Any] = {f"{attribute}_extendable": True, attribute: self.number(0, 0.5) * size}
        fields[f"{attribute}_max"] = self.number(1.0, 2.0) * size
        if self.chance(0.3):
            fields[f"{attribute}_min"] = self.number(0.0, 0.5) * size
        if self.chance(0.15):
            fields[f"{attribute}_set"] = self.number(0.6, 0.9) * size
        elif self.whole and self.chance(module * 2):
            fields[f"{attribute}_mod"] = np.round(size / int(self.rng.integers(2, 6)), 2)
            fields.pop(f"{attribute}_min", None)
        if self.chance(0.3):
            fields |= {"overnight_cost": self.number(1e4, 1e5), "discount_rate": self.number(0.0, 0.1),
                       "lifetime": float(self.rng.integers(5, 40))}  # fmt: skip
            if self.chance(0.3):
                fields["lifetime"] = np.inf
        else:
            fields["capital_cost"] = self.number(1, 60)
        if self.chance(0.3):
            fields["fom_cost"] = self.number(0, 5)
        return fields

    def dispatch(self, size: float, *, signed: bool) -> dict[str, Any]:
        """Limits, ramps, costs and perhaps commitment of what is dispatched."""
        fields = self.nominal("p_nom", size)
        fields["marginal_cost"] = self.series(1, 80, varying=0.3)
        if self.chance(0.5):
            fields["p_max_pu"] = self.series(0.4, 1.0)
        if signed and self.chance(0.4):
            fields["p_min_pu"] = self.series(-1.0, 0.0)
        elif self.chance(0.2):
            fields["p_min_pu"] = self.series(0.0, 0.2)
        if self.chance(0.3):
            fields |= {"ramp_limit_up": self.series(0.2, 0.9, varying=0.2), "ramp_limit_down": self.number(0.2, 0.9)}
            if self.chance(0.3):
                fields["p_init"] = self.number(0, 0.3) * size
        if self.whole and self.chance(0.45):
            fields |= self.commitment(fields, size)
        return fields

    def commitment(self, fields: dict[str, Any], size: float) -> dict[str, Any]:
        more: dict[str, Any] = {"committable": True, "p_min_pu": self.series(0.0, 0.4, varying=0.2), "start_up_cost": self.number(0, 400),
                                "shut_down_cost": self.number(0, 100) if self.chance(0.5) else 0.0}  # fmt: skip
        if "p_nom" in fields and not fields.get("p_nom_extendable") and self.chance(0.25):
            more["p_nom_mod"] = fields["p_nom"] / int(self.rng.integers(2, 4))
        if self.chance(0.4):
            more["min_up_time"] = int(self.rng.integers(1, 5))
        if self.chance(0.4) and "p_nom_mod" not in {**fields, **more}:
            more["min_down_time"] = int(self.rng.integers(1, 5))
        if self.chance(0.4):
            more["up_time_before"] = int(self.rng.integers(0, 5))
        if self.chance(0.3):
            more["down_time_before"] = int(self.rng.integers(0, 4))
        if self.chance(0.3):
            more["stand_by_cost"] = self.series(0, 30, varying=0.3)
        if self.chance(0.3):
            more |= {"ramp_limit_start_up": self.number(0.5, 1.0), "ramp_limit_shut_down": self.number(0.5, 1.0)}
        return more


def random_pypsa(seed: int, *, whole: bool = False) -> Any:
    """Return a small random network."""
    return build([Draw(seed, Span(seed, longest=12 if whole else 24), whole=whole)])


def build(draws: list[Draw]) -> Any:
    """Return a network: of one draw as it is, or of several side by side, with names ``0:bus1``, that have nothing to do with each other."""
    import pypsa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        n = pypsa.Network()
        n.set_snapshots(draws[0].span.snapshots)
        for column, values in draws[0].span.weights.items():
            n.snapshot_weightings[column] = values
        carriers = [*_CARRIERS, "AC", "DC", "heat"]
        n.add("Carrier", carriers, co2_emissions=[*_EMISSIONS, 0.0, 0.0, 0.0] if len(draws) == 1 else 0.0)
        if len(draws) == 1:
            _fill(n, draws[0].parts)
            return n
        n.add("Carrier", [f"{k}:{carrier}" for k in range(len(draws)) for carrier in carriers])
        together: dict[str, dict[str, dict[str, Any]]] = {}
        for k, draw in enumerate(draws):
            n.c.carriers.static[f"{k}:co2_emissions"] = 0.0
            n.c.carriers.static.loc[[f"{k}:{carrier}" for carrier in _CARRIERS], f"{k}:co2_emissions"] = _EMISSIONS
            for component, items in draw.parts.items():
                for name, fields in items.items():
                    together.setdefault(component, {})[f"{k}:{name}"] = _renamed(component, fields, f"{k}:")
        _fill(n, together)
        return n


def _renamed(component: str, fields: dict[str, Any], mark: str) -> dict[str, Any]:
    """Return fields whose references carry the mark. Buses keep their carrier, which tells AC from DC; so do lines with an angle."""
    kept = component == "Bus" or (component == "Line" and "v_ang_max" in fields)
    result = {}
    for key, value in fields.items():
        if key == "carrier_attribute":
            result[key] = ", ".join(mark + word.strip() for word in value.split(","))
        elif isinstance(value, str) and value and (key.startswith("bus") or (key == "carrier" and not kept)):
            result[key] = mark + value
        else:
            result[key] = value
    return result


def _fill(n: Any, parts: dict[str, dict[str, dict[str, Any]]]) -> None:
    import pandas as pd

    for component, items in parts.items():
        defaults = n.c[component].defaults["default"]
        columns: dict[str, list[Any]] = {}
        series: dict[str, dict[str, Any]] = {}
        for attribute in dict.fromkeys(key for fields in items.values() for key in fields):
            default = "" if attribute == "bus2" else defaults[attribute if attribute in defaults.index else attribute.rstrip("2")]
            values = [fields.get(attribute, default) for fields in items.values()]
            series[attribute] = {name: value for name, value in zip(items, values, strict=True) if isinstance(value, np.ndarray)}
            columns[attribute] = [default if isinstance(value, np.ndarray) else value for value in values]
        n.add(component, list(items), **columns)
        for attribute, found in series.items():
            if found:
                frame = pd.DataFrame(found, index=n.snapshots)
                frame.columns.name = "name"
                n.c[component].dynamic[attribute] = frame


def _buses(draw: Draw) -> list[str]:
    count = int(draw.rng.integers(2, 6))
    buses = [f"bus{i}" for i in range(count)]
    carrier = draw.carrier = "DC" if draw.chance(0.2) else "AC"
    for bus in buses:
        draw.add("Bus", bus, carrier=carrier, v_nom=float(draw.rng.choice([110.0, 220.0, 380.0])))
        draw.add(
            "Load", f"load {bus}", bus=bus, p_set=draw.series(10, 60, varying=0.8), **({"sign": -0.8} if draw.chance(0.1) else {})
        )
        draw.add("Generator", f"shed {bus}", bus=bus, p_nom=1e4, marginal_cost=1000 + draw.number(0, 500))
        draw.add("Generator", f"dump {bus}", bus=bus, p_nom=1e4, p_max_pu=0.0, p_min_pu=-1.0, marginal_cost=-draw.number(0.1, 3))
    draw.add("Bus", "heat", carrier="heat")
    draw.add("Load", "load heat", bus="heat", p_set=draw.series(5, 20))
    draw.add("Generator", "boiler", bus="heat", p_nom=1e4, marginal_cost=draw.number(80, 120))
    draw.add("Generator", "vent", bus="heat", p_nom=1e4, p_max_pu=0.0, p_min_pu=-1.0, marginal_cost=-0.5)
    return buses


def _generators(draw: Draw, buses: list[str]) -> None:
    for i in range(int(draw.rng.integers(2, 6))):
        fields = draw.dispatch(80.0, signed=False)
        if draw.chance(0.3):
            fields["efficiency"] = draw.series(0.3, 0.9)
        plain = not fields.get("p_nom_extendable") and not fields.get("committable") and "p_min_pu" not in fields
        if plain and "ramp_limit_up" not in fields and draw.chance(0.2):
            wanted = np.full(draw.steps, np.nan)
            wanted[: draw.steps // 2] = 0.3 * fields["p_nom"]
            fields["p_set"] = wanted
        elif plain and draw.chance(0.2):
            fields["e_sum_max"] = draw.number(5, 20) * draw.steps
        elif draw.chance(0.1) and "p_min_pu" not in fields and not draw.whole:
            fields["e_sum_min"] = draw.number(1, 4) * draw.steps
        if draw.chance(0.1):
            fields["sign"] = 0.9
        draw.add("Generator", f"plant{i}", bus=str(draw.rng.choice(buses)), carrier=str(draw.rng.choice(_CARRIERS)), **fields)


def _links(draw: Draw, buses: list[str]) -> None:
    for i in range(int(draw.rng.integers(0, 4))):
        one, other = draw.rng.choice(buses, 2, replace=False)
        fields = draw.dispatch(40.0, signed=True)
        fields["marginal_cost"] = draw.number(0, 2)
        fields["efficiency"] = draw.series(0.7, 1.0)
        if draw.chance(0.4):
            fields |= {"bus2": "heat", "efficiency2": draw.series(0.1, 0.5)}
        if draw.chance(0.3):
            fields |= {"delay": int(draw.rng.integers(1, 4)), "cyclic_delay": draw.chance(0.5)}
        draw.add("Link", f"link{i}", bus0=str(one), bus1=str(other), carrier="AC" if draw.chance(0.5) else "DC", length=draw.number(10, 300),
              **fields)  # fmt: skip
    if draw.chance(0.4):
        fields = draw.dispatch(30.0, signed=False)
        delay = {"delay1": 1, "cyclic_delay1": False} if draw.chance(0.3) else {}
        draw.add("Process", "heat pump", bus0=buses[0], bus1="heat", rate0=-1.0, rate1=draw.series(1.5, 3.0), **fields, **delay)


def _passive(draw: Draw, buses: list[str]) -> None:
    pairs = [(a, b) for i, a in enumerate(buses) for b in buses[i + 1 :]]
    for i in range(int(draw.rng.integers(1, len(buses) + 2))):
        one, other = pairs[int(draw.rng.integers(len(pairs)))]
        fields = draw.nominal("s_nom", 50.0)
        if fields.get("s_nom", 0) == 0:
            fields["s_nom"] = 20.0
        if draw.chance(0.4):
            fields["s_max_pu"] = draw.series(0.6, 1.0)
        if draw.carrier == "AC" and draw.chance(0.15):
            fields["v_ang_max"] = draw.number(0.2, 3.0)
        if draw.chance(0.3):
            more = (
                {"phase_shift": draw.series(-0.3, 0.3)} if draw.chance(0.6) else {"phase_shift_min": -1.0, "phase_shift_max": 1.0}
            )
            draw.add("Transformer", f"trafo{i}", bus0=one, bus1=other, x=draw.number(0.05, 0.2), r=0.02, tap_ratio=draw.number(0.95, 1.05),
                  **fields, **more)  # fmt: skip
            continue
        if draw.chance(0.2):
            draw.add("Line", f"line{i}", bus0=one, bus1=other, carrier=draw.carrier, type="Al/St 240/40 4-bundle 380.0", length=draw.number(20, 200), num_parallel=2.0,
                  **fields)  # fmt: skip
        else:
            draw.add(
                "Line",
                f"line{i}",
                bus0=one,
                bus1=other,
                carrier=draw.carrier,
                x=draw.number(5, 60),
                r=draw.number(1, 10),
                length=draw.number(20, 200),
                **fields,
            )


def _storage(draw: Draw, buses: list[str]) -> None:
    for i in range(int(draw.rng.integers(0, 3))):
        fields = draw.nominal("e_nom", 100.0)
        cyclic = draw.chance(0.5)
        if not cyclic and draw.chance(0.6):
            fields["e_initial"] = draw.number(0, 20) if not fields.get("e_nom_extendable") else 0.0
        if draw.chance(0.3):
            fields["standing_loss"] = draw.series(0.0, 0.03)
        if draw.chance(0.3):
            fields["e_max_pu"] = draw.series(0.7, 1.0)
        if cyclic and draw.chance(0.3):
            fields["e_min_pu"] = draw.series(0.0, 0.2)
        if draw.chance(0.2):
            fields["marginal_cost"] = draw.number(-0.3, 0.3)
        if draw.chance(0.2):
            fields["marginal_cost_storage"] = draw.number(0, 0.2)
        if draw.chance(0.15):
            fields["sign"] = 0.9
        if draw.chance(0.15):
            wanted = np.full(draw.steps, np.nan)
            wanted[1] = 0.0
            fields["p_set"] = wanted
        elif draw.chance(0.15) and not fields.get("e_nom_extendable"):
            wanted = np.full(draw.steps, np.nan)
            wanted[draw.steps // 2] = 0.5 * 0.7 * fields["e_nom"]
            fields["e_set"] = wanted
        draw.add("Store", f"store{i}", bus=str(draw.rng.choice([*buses, "heat"])), e_cyclic=cyclic, carrier=str(draw.rng.choice(_CARRIERS)),
              **fields)  # fmt: skip
    for i in range(int(draw.rng.integers(0, 3))):
        fields = draw.nominal("p_nom", 30.0)
        cyclic = draw.chance(0.5)
        if not cyclic and draw.chance(0.6) and not fields.get("p_nom_extendable"):
            fields["state_of_charge_initial"] = draw.number(0, 1.0) * fields["p_nom"]
        if draw.chance(0.4):
            fields["inflow"] = draw.series(0.0, 10.0, varying=0.9)
            if draw.chance(0.5):
                fields["spill_cost"] = draw.number(0, 5)
        if draw.chance(0.4):
            fields["p_max_pu"] = draw.series(0.5, 1.0)
        if draw.chance(0.3):
            fields["p_min_pu"] = 0.0 if draw.chance(0.5) else draw.series(-1.0, -0.2)
        if draw.chance(0.3):
            fields["standing_loss"] = draw.series(0.0, 0.02)
        if draw.chance(0.2):
            fields["marginal_cost_storage"] = draw.number(0, 0.2)
        if not fields.get("p_nom_extendable") and "inflow" not in fields and draw.chance(0.2):
            wanted = np.full(draw.steps, np.nan)
            wanted[draw.steps // 2] = 0.0
            fields[str(draw.rng.choice(["p_set", "p_dispatch_set", "p_store_set", "state_of_charge_set"]))] = wanted
        draw.add("StorageUnit", f"unit{i}", bus=str(draw.rng.choice(buses)), cyclic_state_of_charge=cyclic, max_hours=draw.number(2, 8),
              efficiency_store=draw.series(0.8, 1.0, varying=0.3), efficiency_dispatch=draw.series(0.8, 1.0, varying=0.3),
              marginal_cost=draw.number(0, 3), carrier=str(draw.rng.choice(_CARRIERS)), **fields)  # fmt: skip


def _limits(draw: Draw) -> None:
    if draw.chance(0.4):
        draw.add("GlobalConstraint", "co2", type="primary_energy", carrier_attribute="co2_emissions", sense="<=",
              constant=draw.number(2, 30) * draw.steps)  # fmt: skip
    if draw.chance(0.2):
        draw.add(
            "GlobalConstraint",
            "gas",
            type="operational_limit",
            carrier_attribute="gas",
            sense="<=",
            constant=draw.number(5, 30) * draw.steps,
        )
    # PyPSA knows only buses where something extendable stands, and adds several kinds of components by position, not by bus
    plants = [draw.fields("Generator", name) for name in draw.names("Generator")]
    coal = any(
        plant.get("p_nom_extendable") and plant.get("carrier") == "coal" and plant["bus"] == "bus0" and plant.get("active", True)
        for plant in plants
    ) and not any(
        draw.fields(kind, name).get("carrier") == "coal" for kind in ("Store", "StorageUnit") for name in draw.names(kind)
    )
    if draw.chance(0.2):
        draw.add("GlobalConstraint", "coal cap", type="tech_capacity_expansion_limit", carrier_attribute="coal", sense="<=", constant=150.0,
                 bus="bus0" if coal and draw.chance(0.5) else "")  # fmt: skip
    if any("v_ang_max" in draw.fields("Line", name) for name in draw.names("Line")):
        return
    if draw.chance(0.25):
        draw.add("GlobalConstraint", "volume", type="transmission_volume_expansion_limit", carrier_attribute="AC, DC", sense="<=",
              constant=draw.number(8e3, 4e4))  # fmt: skip
    if draw.chance(0.2):
        draw.add("GlobalConstraint", "money", type="transmission_expansion_cost_limit", carrier_attribute="AC,DC", sense="<=",
              constant=draw.number(3e3, 2e4))  # fmt: skip


def _sleeping(draw: Draw) -> None:
    """Put one component of each kind to sleep, without the limits that PyPSA looks up even then."""
    for component in ("Generator", "Line", "Link", "Store", "StorageUnit"):
        names = [name for name in draw.names(component) if not name.startswith(("shed", "dump", "boiler", "vent"))]
        if names:
            fields = draw.fields(component, names[0])
            for attribute in ("p_nom_set", "s_nom_set", "e_nom_set", "e_sum_min", "e_sum_max"):
                fields.pop(attribute, None)
            fields["active"] = False
