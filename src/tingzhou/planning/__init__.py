"""Plan and balance a year, and what a planner reads from it: key figures, tables, published against model."""

from tingzhou.planning.bounds import Bound, bounded_plan, fixed_capacities
from tingzhou.planning.curve_audit import Breach, audit_curve
from tingzhou.planning.curve_check import check_curves, curve_breaches
from tingzhou.planning.curves import given_curves, given_levels, levels_table, with_rounded_curves
from tingzhou.planning.figures import FIGURES, Figure, catalogue_page
from tingzhou.planning.landed import fuel_cost, landed_price, landed_table, sending_cost
from tingzhou.planning.marginal import marginal_curtailment
from tingzhou.planning.plan import Outcome, balance, plan, run
from tingzhou.planning.profiles import profiles_for
from tingzhou.planning.published import published_table, verdict
from tingzhou.planning.rounding import nearest_levels, rounded_curve
from tingzhou.planning.segments import parse_hours, segmented_hours
from tingzhou.planning.series import electricity_sides
from tingzhou.planning.tables import key_figures, result_tables, rules_table
from tingzhou.planning.view import View

__all__ = [
    "FIGURES",
    "Bound",
    "Breach",
    "Figure",
    "Outcome",
    "View",
    "audit_curve",
    "balance",
    "bounded_plan",
    "catalogue_page",
    "check_curves",
    "curve_breaches",
    "electricity_sides",
    "fixed_capacities",
    "fuel_cost",
    "given_curves",
    "given_levels",
    "key_figures",
    "landed_price",
    "landed_table",
    "levels_table",
    "marginal_curtailment",
    "nearest_levels",
    "parse_hours",
    "plan",
    "profiles_for",
    "published_table",
    "result_tables",
    "rounded_curve",
    "rules_table",
    "run",
    "segmented_hours",
    "sending_cost",
    "verdict",
    "with_rounded_curves",
]
