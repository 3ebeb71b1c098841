"""SUPERVISE: random inspections that anyone can recompute, combined visits, evidence, cases against the legal clock, advice.

Pure functions from tables to tables. ``verifier`` is the one exception: a program of its own, in the standard library alone, that
is copied into every published bundle.
"""

from tingzhou.supervision.bundle import Bundle, frozen_files, result_files
from tingzhou.supervision.cases import CaseReport, analyse_cases
from tingzhou.supervision.competition import Finding, self_check
from tingzhou.supervision.credit import CreditAdvice, credit_advice
from tingzhou.supervision.designs import inclusion_probabilities, joint_probabilities
from tingzhou.supervision.draw import Draw, draw
from tingzhou.supervision.evidence import Evidence, evidence
from tingzhou.supervision.pairs import assign_pairs
from tingzhou.supervision.penalty import PenaltyAdvice, penalty_advice
from tingzhou.supervision.plan import Plan, make_plan
from tingzhou.supervision.randomness import public_value
from tingzhou.supervision.schema import LISTS

__all__ = [
    "LISTS",
    "Bundle",
    "CaseReport",
    "CreditAdvice",
    "Draw",
    "Evidence",
    "Finding",
    "PenaltyAdvice",
    "Plan",
    "analyse_cases",
    "assign_pairs",
    "credit_advice",
    "draw",
    "evidence",
    "frozen_files",
    "inclusion_probabilities",
    "joint_probabilities",
    "make_plan",
    "penalty_advice",
    "public_value",
    "result_files",
    "self_check",
]
