"""Arrays of a linear or integer program, the solvers, the certificate of every answer, and what an infeasible one lacks.

No energy words here: the network package gives rows and columns their meaning.
"""

from tingzhou.program.builder import ProgramBuilder
from tingzhou.program.certificate import TOLERANCE, Certificate, certify, proven_bound
from tingzhou.program.chain import SOLVERS, Answer, Attempt, is_feasible, solve
from tingzhou.program.diagnosis import Relaxation, conflict, relax, smallest_mending_set
from tingzhou.program.mps import write_mps
from tingzhou.program.program import Program
from tingzhou.program.selfcheck import self_check
from tingzhou.program.solver import Capability, RawAnswer, Solver
from tingzhou.program.trials import Trials

__all__ = [
    "SOLVERS",
    "TOLERANCE",
    "Answer",
    "Attempt",
    "Capability",
    "Certificate",
    "Program",
    "ProgramBuilder",
    "RawAnswer",
    "Relaxation",
    "Solver",
    "Trials",
    "certify",
    "conflict",
    "is_feasible",
    "proven_bound",
    "relax",
    "self_check",
    "smallest_mending_set",
    "solve",
    "write_mps",
]
