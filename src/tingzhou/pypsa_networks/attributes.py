"""Which attributes of PyPSA's components are honoured, and which say nothing about the linear optimisation.

Everything else that is not at its default is refused by name: the lists are checked against PyPSA's own attribute tables, so that
an attribute of a later version is refused until it is understood here.
"""

from __future__ import annotations

__all__ = ["HONOURED", "SILENT"]

_EXTENDABLE = ("capital_cost", "overnight_cost", "discount_rate", "fom_cost", "lifetime")
_POWER = ("p_nom", "p_nom_mod", "p_nom_extendable", "p_nom_min", "p_nom_max", "p_nom_set", *_EXTENDABLE)
_COMMITMENT = ("committable", "start_up_cost", "shut_down_cost", "stand_by_cost", "min_up_time", "min_down_time", "up_time_before",
               "down_time_before", "ramp_limit_start_up", "ramp_limit_shut_down")  # fmt: skip
_DISPATCH = ("active", "carrier", "p_min_pu", "p_max_pu", "p_set", "p_init", "marginal_cost", "ramp_limit_up", "ramp_limit_down",
             *_POWER, *_COMMITMENT)  # fmt: skip
_BRANCH = ("bus0", "bus1", "type", "x", "r", "s_nom", "s_nom_mod", "s_nom_extendable", "s_nom_min", "s_nom_max", "s_nom_set", "s_max_pu",
           "active", "num_parallel", "v_ang_max", *_EXTENDABLE)  # fmt: skip

# What from_pypsa reads. Ports beyond the first carry a number: bus2, efficiency2, delay2 …
HONOURED: dict[str, frozenset[str]] = {
    "Bus": frozenset(("v_nom", "carrier", "unit")),
    "Carrier": frozenset(("co2_emissions",)),
    "Generator": frozenset(("bus", "sign", "efficiency", "e_sum_min", "e_sum_max", *_DISPATCH)),
    "Load": frozenset(("bus", "carrier", "p_set", "sign", "active")),
    "Link": frozenset(("bus", "efficiency", "delay", "cyclic_delay", "length", *_DISPATCH)),
    "Process": frozenset(("bus", "rate", "delay", "cyclic_delay", *_DISPATCH)),
    "Line": frozenset(("carrier", "length", *_BRANCH)),
    "Transformer": frozenset(("tap_ratio", "tap_position", "phase_shift", "phase_shift_min", "phase_shift_max", *_BRANCH)),
    "Store": frozenset((
        "bus", "carrier", "sign", "active", "e_nom", "e_nom_mod", "e_nom_extendable", "e_nom_min", "e_nom_max", "e_nom_set", "e_min_pu",
        "e_max_pu", "e_initial", "e_cyclic", "e_set", "p_set", "marginal_cost", "marginal_cost_storage", "standing_loss", *_EXTENDABLE,
    )),
    "StorageUnit": frozenset((
        "bus", "carrier", "sign", "active", "p_min_pu", "p_max_pu", "p_set", "p_dispatch_set", "p_store_set", "spill_cost",
        "marginal_cost", "marginal_cost_storage", "state_of_charge_initial", "state_of_charge_set", "cyclic_state_of_charge", "max_hours",
        "efficiency_store", "efficiency_dispatch", "standing_loss", "inflow", *_POWER,
    )),
    "GlobalConstraint": frozenset(("type", "bus", "carrier_attribute", "sense", "constant")),
}  # fmt: skip

# What has no part in the linear optimisation of PyPSA without investment periods: places on a map, names, reactive power, voltage
# set points, quantities of clustering, years of building, flags that only investment periods read, a limit that PyPSA ignores.
_ALWAYS = ("name", "q_set", "control", "build_year")
SILENT: dict[str, frozenset[str]] = {
    "Bus": frozenset(("x", "y", "type", "location", "v_mag_pu_set", "v_mag_pu_min", "v_mag_pu_max", *_ALWAYS)),
    "Carrier": frozenset(("color", "nice_name", "max_growth", "max_relative_growth", *_ALWAYS)),
    "Generator": frozenset(("type", "weight", "maintenance_duration", "maintenance_pu", "maintenance_events", *_ALWAYS)),
    "Load": frozenset(("type", *_ALWAYS)),
    "Link": frozenset(("type", "terrain_factor", "maintenance_duration", "maintenance_pu", "maintenance_events", *_ALWAYS)),
    "Process": frozenset(
        ("type", "length", "terrain_factor", "maintenance_duration", "maintenance_pu", "maintenance_events", *_ALWAYS)
    ),
    "Line": frozenset(("g", "b", "terrain_factor", "v_ang_min", *_ALWAYS)),
    "Transformer": frozenset(("model", "g", "b", "tap_side", "v_ang_min", *_ALWAYS)),
    "Store": frozenset(("type", "e_cyclic_per_period", "e_initial_per_period", *_ALWAYS)),
    "StorageUnit": frozenset(("type", "cyclic_state_of_charge_per_period", "state_of_charge_initial_per_period", *_ALWAYS)),
    "GlobalConstraint": frozenset(("name",)),
}

# Components that are tables of reference, follow from the others, or take no part in the optimisation.
REFERENCE = frozenset(("LineType", "TransformerType", "SubNetwork", "Shape", "ShuntImpedance", "NetworkCollection"))
