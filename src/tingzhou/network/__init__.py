"""From a region to balances, processes, stores and rules on hours; solved, they become results and accounts."""

from tingzhou.network.accounts import reconcile
from tingzhou.network.assemble import assemble
from tingzhou.network.build import build
from tingzhou.network.coarse import averaging_obstacles, coarsened, relaxed
from tingzhou.network.commit import Committed, solve_committed
from tingzhou.network.committed import committed_network
from tingzhou.network.curve import DeliveryCurve, curve_classes
from tingzhou.network.model import (
    Balance,
    Capacity,
    Commitment,
    Cost,
    Flow,
    Maintenance,
    Network,
    Process,
    Relation,
    Rule,
    Segment,
    StartClass,
    Store,
    Term,
)
from tingzhou.network.select import select
from tingzhou.network.solution import Solution, committed_flow
from tingzhou.network.solve import solution_of, solve
from tingzhou.network.years import Years, solve_years

__all__ = [
    "Balance",
    "Capacity",
    "Commitment",
    "Committed",
    "Cost",
    "DeliveryCurve",
    "Flow",
    "Maintenance",
    "Network",
    "Process",
    "Relation",
    "Rule",
    "Segment",
    "Solution",
    "StartClass",
    "Store",
    "Term",
    "Years",
    "assemble",
    "averaging_obstacles",
    "build",
    "coarsened",
    "committed_flow",
    "committed_network",
    "curve_classes",
    "reconcile",
    "relaxed",
    "select",
    "solution_of",
    "solve",
    "solve_committed",
    "solve_years",
]
