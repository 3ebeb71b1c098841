"""The sense of a rule as row bounds, written in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.expression import Expression
    from tingzhou.network.model import Rule, Series

__all__ = ["write_sense"]


def write_sense(assembly: Assembly, rule: Rule, row: Expression, value: Series, grain: Grain | None) -> None:
    """Write ``row (sense) value`` with the sense of the rule."""
    lower: Series = value if rule.sense in (">=", "=") else -np.inf
    upper: Series = value if rule.sense in ("<=", "=") else np.inf
    assembly.write(row, kind=rule.kind, subject=rule.id, lower=lower, upper=upper, grain=grain)
