"""The formulation library: one file per family of constraints, each with its equation, symbols, note and reference.

``FORMULATIONS`` is the register the docs page and the tests run through; ``RULES`` maps the kind of a rule to its writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.network.formulations.activity import ACTIVITY, CAPACITY
from tingzhou.network.formulations.balance import BALANCE
from tingzhou.network.formulations.commitment import COMMITMENT
from tingzhou.network.formulations.delivery_curve import DELIVERY_CURVE
from tingzhou.network.formulations.formulation import Formulation
from tingzhou.network.formulations.kirchhoff import KIRCHHOFF, write_kirchhoff
from tingzhou.network.formulations.limits import (
    ACTIVITY_LIMIT,
    CAPACITY_LIMIT,
    CAPACITY_RATIO,
    FLOW_LIMIT,
    HOURS_LIMIT,
    write_activity_limit,
    write_capacity_limit,
    write_capacity_ratio,
    write_flow_limit,
    write_hours_limit,
)
from tingzhou.network.formulations.maintenance import CREW_LIMIT, MAINTENANCE, write_crew_limit
from tingzhou.network.formulations.ramp import RAMP
from tingzhou.network.formulations.relation import RELATION
from tingzhou.network.formulations.reserve import RESERVE, write_reserve
from tingzhou.network.formulations.share import SHARE, write_share
from tingzhou.network.formulations.store import STORE
from tingzhou.network.formulations.utilisation import UTILISATION, write_utilisation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = ["FORMULATIONS", "RULES", "Formulation"]

FORMULATIONS: dict[str, Formulation] = {
    formulation.name: formulation
    for formulation in (
        BALANCE,
        ACTIVITY,
        CAPACITY,
        STORE,
        RAMP,
        COMMITMENT,
        MAINTENANCE,
        SHARE,
        UTILISATION,
        ACTIVITY_LIMIT,
        FLOW_LIMIT,
        HOURS_LIMIT,
        CAPACITY_LIMIT,
        CAPACITY_RATIO,
        RESERVE,
        CREW_LIMIT,
        KIRCHHOFF,
        DELIVERY_CURVE,
        RELATION,
    )
}

RULES: dict[str, Callable[[Assembly, Rule, Grain], None]] = {
    "share": write_share,
    "utilisation": write_utilisation,
    "activity_limit": write_activity_limit,
    "flow_limit": write_flow_limit,
    "hours_limit": write_hours_limit,
    "capacity_limit": write_capacity_limit,
    "capacity_ratio": write_capacity_ratio,
    "reserve": write_reserve,
    "crew_limit": write_crew_limit,
    "kirchhoff": write_kirchhoff,
}
