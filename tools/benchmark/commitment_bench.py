"""The commitment cases of the benchmark (units × hours): the same facts as the other cases, from ``bench_commitment``'s runs."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

__all__ = ["WAYS", "measure"]

WAYS = ("tingzhou", "pypsa-committable")


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
