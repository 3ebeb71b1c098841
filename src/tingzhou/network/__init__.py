"""From a region to balances, processes, stores and rules on hours; solved, they become results and accounts."""

from tingzhou.network.accounts import reconcile
from tingzhou.network.assemble import assemble
from tingzhou.network.build import build
from tingzhou.network.curve import DeliveryCurve, curve_classes
from tingzhou.network.model import Balance, Capacity, Cost, Flow, Network, Process, Rule, Segment, Store
from tingzhou.network.select import select
from tingzhou.network.solution import Solution
from tingzhou.network.solve import solution_of, solve
from tingzhou.network.years import Years, solve_years

__all__ = [
    "Balance",
    "Capacity",
    "Cost",
    "DeliveryCurve",
    "Flow",
    "Network",
    "Process",
    "Rule",
    "Segment",
    "Solution",
    "Store",
    "Years",
    "assemble",
    "build",
    "curve_classes",
    "reconcile",
    "select",
    "solution_of",
    "solve",
    "solve_years",
]
