"""Money over the years of a project: cash flows, taxes, costs per MWh, capacity price. Pure functions of numbers; presets as data."""

from tingzhou.economics.cash import annuity, dynamic_payback, internal_rate, net_present_value, payback
from tingzhou.economics.costs import annual_cost, levelised_cost
from tingzhou.economics.finance import Appraisal, Loan, Project, Taxes, appraise
from tingzhou.economics.fuel import LOAD_BANDS, capacity_price, load_band, part_load_factor
from tingzhou.economics.presets import Preset, preset, presets

__all__ = [
    "LOAD_BANDS",
    "Appraisal",
    "Loan",
    "Preset",
    "Project",
    "Taxes",
    "annual_cost",
    "annuity",
    "appraise",
    "capacity_price",
    "dynamic_payback",
    "internal_rate",
    "levelised_cost",
    "load_band",
    "net_present_value",
    "part_load_factor",
    "payback",
    "preset",
    "presets",
]
