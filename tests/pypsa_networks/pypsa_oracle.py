"""PyPSA's own answers. Networks are put side by side in one model: PyPSA's time goes into writing models, not into their size."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from random_pypsa import Draw, build


@dataclass(frozen=True)
class Said:
    """Objective (constant included) [currency] and prices by bus [currency/MWh], shape (T,); no prices with whole numbers."""

    objective: float
    prices: dict[str, Any]


def ask(draws: list[Draw]) -> list[Said]:
    """Return what PyPSA answers for each of several feasible networks."""
    n = build(draws)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # without the constant as a variable the objective is the sum of everything that is paid
        model = n.optimize.create_model(include_objective_constant=False, consistency_check=False)
        whole = any(model.variables[name].attrs[kind] for name in model.variables for kind in ("integer", "binary"))
        status, condition = model.solve(
            solver_name="highs", io_api="direct", output_flag=False, **({"mip_rel_gap": 1e-9} if whole else {})
        )
        assert status == "ok", condition
        share = _shares(model, len(draws))
        prices: list[dict[str, Any]] = [{} for _ in draws]
        for name, constraint in model.constraints.items():
            if whole or not name.endswith("nodal_balance"):
                continue
            dual = constraint.dual.transpose("snapshot", "name")
            for bus, values in zip(dual.indexes["name"], dual.to_numpy().T, strict=True):
                mark, own = bus.split(":") if len(draws) > 1 else ("0", bus)
                prices[int(mark)][own] = values / n.snapshot_weightings.objective.to_numpy(dtype=float)
    return [Said(float(objective), own) for objective, own in zip(share, prices, strict=True)]


def _shares(model: Any, count: int) -> Any:
    """Return each network's part of the objective: cost × value of the variables that carry its mark."""
    size = max(int(model.variables[name].labels.to_numpy().max(initial=-1)) for name in model.variables) + 1
    owner, value = np.zeros(size, dtype=np.int64), np.zeros(size)
    for name in model.variables:
        variable = model.variables[name]
        labels = variable.labels
        names = [int(str(owned).split(":")[0]) if count > 1 else 0 for owned in labels.indexes["name"]]
        shape = [1] * labels.ndim
        shape[labels.dims.index("name")] = len(names)
        there = labels.to_numpy() >= 0
        owner[labels.to_numpy()[there]] = np.broadcast_to(np.reshape(names, shape), labels.shape)[there]
        value[labels.to_numpy()[there]] = variable.solution.transpose(*labels.dims).to_numpy()[there]
    expression = model.objective.expression
    labels, factors = expression.vars.to_numpy().ravel(), expression.coeffs.to_numpy().ravel()
    used = labels >= 0
    return np.bincount(owner[labels[used]], weights=factors[used] * value[labels[used]], minlength=count)
