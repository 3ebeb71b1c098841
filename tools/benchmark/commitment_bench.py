"""The commitment cases of the benchmark (units × hours): the same facts as the other cases, from ``bench_commitment``'s runs."""

from __future__ import annotations

import math
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASKED", "WAYS", "measure", "verdict"]

WAYS = ("tingzhou", "pypsa-committable")
ASKED = {"40x168": 15.0, "40x730": 8.0}  # times faster, to a proven gap of 0.1 %


def measure(name: str, way: str, cap: float) -> dict[str, Any]:
    """Return the figures of one way on ``units x hours``; writing the program is part of the seconds."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import bench_commitment

    facts = bench_commitment.measure(name, "tingzhou" if way == "tingzhou" else "pypsa", cap)
    return {
        "rows": facts["rows"], "columns": facts["columns"], "solve_seconds": facts["seconds"], "objective": facts["cost"],
        "gap": facts["gap"], "status": str(facts["status"]).lower(), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "solver": "HiGHS branch and cut",
    }  # fmt: skip


def verdict(name: str, ours: Mapping[str, str], theirs: Mapping[str, str] | None) -> tuple[str, bool]:
    """Return a line on a case, and whether it holds: what the units are proven to cost, and how much faster it came out.

    Rows are those of the benchmark's table. The certified cost of single units and its gap give the proven bound; PyPSA's interval must
    meet ours, else the two did not solve the same case.
    """
    cost, gap = float(ours["objective"]), float(ours["gap"])
    bound = cost * (1.0 - gap)
    said = f"certified cost of single units {cost:.8g}, proven bound {bound:.8g}, gap {100 * gap:.3f} %"
    good = gap <= 1e-3 * (1.0 + 1e-9)
    if theirs is not None and theirs["total_seconds"]:
        ratio = float(theirs["total_seconds"]) / float(ours["total_seconds"])
        asked = ASKED.get(name)
        said += f"; {'at least ' if theirs['capped'] == 'yes' else ''}{ratio:.1f} times faster than PyPSA"
        if asked is not None:
            said += f" (asked: {asked:g})"
            good = good and ratio >= asked
        if theirs["objective"] and theirs["gap"] and math.isfinite(float(theirs["gap"])):
            cost_theirs = float(theirs["objective"])
            bound_theirs = cost_theirs - float(theirs["gap"]) * abs(cost_theirs)
            agree = bound <= cost_theirs * (1.0 + 1e-6) and bound_theirs <= cost * (1.0 + 1e-6)
            said += f"; costs {'agree' if agree else 'DO NOT AGREE'} within the gaps"
            good = good and agree
    return said, good
