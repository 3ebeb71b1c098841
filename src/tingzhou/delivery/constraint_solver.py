"""OR-Tools, loaded where it is needed: its library of HiGHS and that of highspy bear one name and cannot stand in one process."""

from __future__ import annotations

from typing import Any

from tingzhou.errors import UsageError

__all__ = ["linear_solver", "sat"]


def sat() -> Any:
    """Return the module of CP-SAT.

    Raises
    ------
    UsageError
        When the linear solver of studies is loaded in this process.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise _apart() from error
    return cp_model


def linear_solver() -> Any:
    """Return the module of GLOP; raises as ``sat`` does."""
    try:
        from ortools.linear_solver import pywraplp
    except ImportError as error:
        raise _apart() from error
    return pywraplp


def _apart() -> UsageError:
    return UsageError("plans of projects and studies need processes of their own: their solvers cannot be loaded together; "
                      "use tingzhou.deliver.deliver, which starts one, or run this apart")  # fmt: skip
