"""From a region to balances, processes, stores and rules on hours; solved, they become results and accounts."""

from tingzhou.network.accounts import reconcile
from tingzhou.network.assemble import assemble
from tingzhou.network.build import build
from tingzhou.network.model import Balance, Capacity, Cost, Flow, Network, Process, Relation, Rule, Segment, Store, Term
from tingzhou.network.select import select
from tingzhou.network.solution import Solution
from tingzhou.network.solve import solution_of, solve
from tingzhou.network.years import Years, solve_years

__all__ = [
    "Balance",
    "Capacity",
    "Cost",
    "Flow",
    "Network",
    "Process",
    "Relation",
    "Rule",
    "Segment",
    "Solution",
    "Store",
    "Term",
    "Years",
    "assemble",
    "build",
    "reconcile",
    "select",
    "solution_of",
    "solve",
    "solve_years",
]
