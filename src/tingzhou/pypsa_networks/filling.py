"""A solution written back into the PyPSA network it came from, at the places PyPSA itself fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import UsageError
from tingzhou.pypsa_networks.dispatch import delay_sources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network import Solution
    from tingzhou.pypsa_networks.reading import Reading

__all__ = ["PypsaOrigin"]

_NOMINAL = {"Generator": "p_nom", "Link": "p_nom", "Process": "p_nom", "Line": "s_nom", "Transformer": "s_nom", "Store": "e_nom",
            "StorageUnit": "p_nom"}  # fmt: skip


@dataclass(frozen=True)
class PypsaOrigin:
    """What is remembered of a PyPSA network.

    Parameters
    ----------
    names
        Names of what was active, by component.
    objective, stores_hours, generators_hours
        Weightings of the snapshots [h], shape (T,).
    constant
        Capital cost of what extendable components already have [currency]: PyPSA's ``objective_constant``.
    """

    names: dict[str, tuple[str, ...]]
    objective: NDArray[np.float64]
    stores_hours: NDArray[np.float64]
    generators_hours: NDArray[np.float64]
    constant: float

    @classmethod
    def of(cls, reading: Reading) -> PypsaOrigin:
        """Return what a solution will need to be written back."""
        constant = 0.0
        for (component, name), nominal in reading.nominal.items():
            if nominal.extendable and nominal.capacity is not None:
                cost = reading.capacities[nominal.capacity].annuity * reading.hours.years
                constant += cost * reading.tables[component].number(name, _NOMINAL[component])
        names = {component: tuple(table.names) for component, table in reading.tables.items()}
        return cls(names, reading.objective, reading.stores_hours, reading.generators_hours, constant)

    def fill(self, solution: Solution, target: object) -> None:
        """Write a solution into a PyPSA network.

        Raises
        ------
        UsageError
            When the network has other snapshots or lacks a component.
        """
        _Filling(self, solution, target).fill()


class _Filling:
    """One solution on its way into one network."""

    def __init__(self, origin: PypsaOrigin, solution: Solution, n: Any) -> None:
        self.origin, self.solution, self.n = origin, solution, n
        data = solution.dataset
        self.activity = dict(zip(data["process"].to_numpy().tolist(), data["activity"].to_numpy(), strict=True))
        self.level = dict(zip(data["store"].to_numpy().tolist(), data["level"].to_numpy(), strict=True))
        builds = solution.builds.set_index("capacity")
        self.capacity = (builds["existing"] + builds["built"]).to_dict()
        self.steps = data.sizes["hour"]

    def fill(self) -> None:
        """Write everything."""
        self._check()
        n = self.n
        for component in ("Generator", "Load"):
            self._write(component, "p", {name: self._of(component, name) for name in self._names(component)})
        for component in ("Link", "Process"):
            self._multiport(component)
        for component in ("Line", "Transformer"):
            flows = {name: self._of(component, name) for name in self._names(component)}
            self._write(component, "p0", flows)
            self._write(component, "p1", {name: -flow for name, flow in flows.items()})
        self._shifts()
        self._commitment()
        self._storage()
        self._nominal()
        self._prices()
        self._injections()
        n._objective = self.solution.objective - self.origin.constant
        n._objective_constant = self.origin.constant

    def _check(self) -> None:
        if len(self.n.snapshots) != self.steps:
            raise UsageError(
                "the network has {found} snapshots, the solution {wanted}", found=len(self.n.snapshots), wanted=self.steps
            )
        for component, names in self.origin.names.items():
            lacking = [] if not names else sorted(set(names) - set(map(str, self.n.c[component].static.index)))
            if lacking:
                raise UsageError("the network lacks {names} of the solution", names=", ".join(lacking[:5]))

    def _names(self, component: str) -> tuple[str, ...]:
        return self.origin.names.get(component, ())

    def _of(self, component: str, name: str, part: str = "") -> NDArray[np.float64]:
        """Return an activity; zeros where there is none."""
        found = self.activity.get(f"{component}/{name}/{part}" if part else f"{component}/{name}")
        return np.zeros(self.steps) if found is None else np.asarray(found, dtype=np.float64)

    def _write(self, component: str, attribute: str, series: dict[str, NDArray[np.float64]]) -> None:
        """Write a time-dependent attribute; what is not active gets zeros."""
        import pandas as pd

        part = self.n.c[component]
        if not len(part.static):
            return
        index = part.static.index
        values = {name: series.get(str(name), np.zeros(self.steps)) + 0.0 for name in index}
        part.dynamic[attribute] = pd.DataFrame(values, index=self.n.snapshots, columns=index, dtype=float)

    def _multiport(self, component: str) -> None:
        """Write the inner activity of links or processes and the power at every port."""
        if component not in self.origin.names:
            return
        part = self.n.c[component]
        power = {name: self._of(component, name) for name in self._names(component)}
        self._write(component, "p", power)
        ports = sorted((column[3:] for column in part.static.columns if column[:3] == "bus" and column[3:].isdigit()), key=int)
        if component == "Link":
            self._write(component, "p0", power)
            ports = ports[1:]
        for port in ports:
            suffix = "" if component == "Link" and port == "1" else port
            factor = self.n.get_switchable_as_dense(component, f"{'efficiency' if component == 'Link' else 'rate'}{suffix}")
            self._write(component, f"p{port}", {
                name: self._arriving(part, name, suffix, -series * factor[name].to_numpy())
                for name, series in power.items() if part.static.at[name, f"bus{port}"] != ""
            })  # fmt: skip

    def _arriving(self, part: Any, name: str, suffix: str, series: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a series as late as it arrives."""
        column = f"delay{suffix}"
        delay = int(part.static.at[name, column]) if column in part.static else 0
        if delay <= 0:
            return series
        source = delay_sources(self.origin.generators_hours, delay, cyclic=bool(part.static.at[name, f"cyclic_{column}"]))
        return np.where(source >= 0, series[source], 0.0)

    def _shifts(self) -> None:
        """Write phase shifts, given or decided [°]."""
        names = self._names("Transformer")
        if not names:
            return
        given = self.n.get_switchable_as_dense("Transformer", "phase_shift")
        self._write("Transformer", "phase_shift_opt", {
            str(name): self.activity.get(f"Transformer/{name}/phase_shift", given[name].to_numpy()) for name in given.columns
        })  # fmt: skip

    def _commitment(self) -> None:
        """Write status, starts and stops of what is committable."""
        for component in ("Generator", "Link", "Process"):
            names = [name for name in self._names(component) if f"{component}/{name}/status" in self.activity]
            for part in ("status", "start_up", "shut_down") if names else ():
                self._write(component, part, {name: self._of(component, name, part) for name in names})

    def _storage(self) -> None:
        """Write power, levels and spill of stores and storage units."""
        units = self._names("StorageUnit")
        parts = {part: {name: self._of("StorageUnit", name, part) for name in units} for part in ("dispatch", "store", "spill")}
        self._write("StorageUnit", "p_dispatch", parts["dispatch"])
        self._write("StorageUnit", "p_store", parts["store"])
        self._write("StorageUnit", "p", {name: parts["dispatch"][name] - parts["store"][name] for name in units})
        self._write("StorageUnit", "spill", parts["spill"])
        self._write("StorageUnit", "state_of_charge", {name: self.level[f"StorageUnit/{name}"] for name in units})
        stores = self._names("Store")
        self._write("Store", "e", {name: self.level[f"Store/{name}"] for name in stores})
        self._write("Store", "p", {name: self._power(name) for name in stores})

    def _power(self, name: str) -> NDArray[np.float64]:
        """Return what a store gives [MW]: its own activity, or what follows from its levels."""
        if f"Store/{name}/power" in self.activity:
            return self._of("Store", name, "power")
        level = self.level[f"Store/{name}"]
        static, hours = self.n.c["Store"].static, self.origin.stores_hours
        loss = self.n.get_switchable_as_dense("Store", "standing_loss")[name].to_numpy()
        before = np.roll(level, 1) * (1.0 - loss) ** hours
        if not static.at[name, "e_cyclic"]:
            before[0] = static.at[name, "e_initial"]
        power: NDArray[np.float64] = (before - level) / hours
        return power

    def _nominal(self) -> None:
        """Write optimal capacities: decided ones, and the given ones of what is not extendable."""
        for component, attribute in _NOMINAL.items():
            if component not in self.origin.names:
                continue
            static = self.n.c[component].static
            given = ~static[f"{attribute}_extendable"].astype(bool)
            static.loc[given, f"{attribute}_opt"] = static.loc[given, attribute]
            for name in self._names(component):
                if not given[name]:
                    static.loc[name, f"{attribute}_opt"] = self.capacity[f"{component}/{name}"]

    def _prices(self) -> None:
        """Write marginal prices [currency/MWh] and shadow prices of global constraints."""
        data = self.solution.dataset
        prices = dict(zip(data["balance"].to_numpy().tolist(), data["price"].to_numpy(), strict=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            per_hour = {name: prices[f"Bus/{name}"] / self.origin.objective for name in self._names("Bus")}
        self._write("Bus", "marginal_price", per_hour)
        table = self.solution.rules
        worth = {str(rule): float(value) for rule, value in zip(table["rule"], table["shadow_price"], strict=True)}
        limits = self.n.c.global_constraints.static
        for name in limits.index:
            if f"GlobalConstraint/{name}" in worth:
                limits.loc[name, "mu"] = worth[f"GlobalConstraint/{name}"]

    def _injections(self) -> None:
        """Write the net power that enters every bus [MW]."""
        net = {name: np.zeros(self.steps) for name in self._names("Bus")}
        for component in ("Generator", "Load", "Store", "StorageUnit"):
            part = self.n.c[component]
            for name in self._names(component):
                net[part.static.at[name, "bus"]] += part.static.at[name, "sign"] * part.dynamic["p"][name].to_numpy()
        for component in ("Link", "Process"):
            if component not in self.origin.names:
                continue
            part = self.n.c[component]
            for column in [c for c in part.static.columns if c[:3] == "bus" and c[3:].isdigit()]:
                for name in self._names(component):
                    bus = part.static.at[name, column]
                    if bus:
                        net[bus] -= part.dynamic[f"p{column[3:]}"][name].to_numpy()
        self._write("Bus", "p", net)
