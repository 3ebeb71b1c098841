"""Level 1: choose and date projects under quotas, capacities, credit, links and season; always with a proven bound."""

from tingzhou.delivery.portfolio.generate import generate_portfolio
from tingzhou.delivery.portfolio.periods import Periods
from tingzhou.delivery.portfolio.problem import Factor, Link, Mode, Portfolio, Project, Surcharge, Use
from tingzhou.delivery.portfolio.read import read_portfolio
from tingzhou.delivery.portfolio.search import Plan, Stage, solve_portfolio

__all__ = [
    "Factor",
    "Link",
    "Mode",
    "Periods",
    "Plan",
    "Portfolio",
    "Project",
    "Stage",
    "Surcharge",
    "Use",
    "generate_portfolio",
    "read_portfolio",
    "solve_portfolio",
]
