"""Tingzhou (庭州): an open planning workbench for industrial regions.

The names below are loaded when they are first used, so that ``import tingzhou`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tingzhou.version import __version__

if TYPE_CHECKING:
    from tingzhou import facts as facts
    from tingzhou.hours import Grain, Hours
    from tingzhou.many import Outcome, solve_many
    from tingzhou.network import Network, Solution, Years, solve_years
    from tingzhou.network import solve as solve  # type: ignore[no-redef]
    from tingzhou.pypsa_networks import from_pypsa
    from tingzhou.region import Region, check
    from tingzhou.region import load as load  # type: ignore[no-redef]
    from tingzhou.study import Study, StudySet, build, load_study, study, study_set

_HOMES = {
    "Grain": "tingzhou.hours",
    "Hours": "tingzhou.hours",
    "Network": "tingzhou.network",
    "Outcome": "tingzhou.many",
    "Region": "tingzhou.region",
    "Solution": "tingzhou.network",
    "Study": "tingzhou.study",
    "StudySet": "tingzhou.study",
    "Years": "tingzhou.network",
    "build": "tingzhou.study",
    "check": "tingzhou.region",
    "from_pypsa": "tingzhou.pypsa_networks",
    "load": "tingzhou.region",
    "load_study": "tingzhou.study",
    "solve": "tingzhou.network",
    "solve_many": "tingzhou.many",
    "solve_years": "tingzhou.network",
    "study": "tingzhou.study",
    "study_set": "tingzhou.study",
}

_ROOMS = ("facts",)  # packages that are used as such: ``tz.facts.read``

__all__ = [
    "Grain",
    "Hours",
    "Network",
    "Outcome",
    "Region",
    "Solution",
    "Study",
    "StudySet",
    "Years",
    "__version__",
    "build",
    "check",
    "facts",
    "from_pypsa",
    "load",
    "load_study",
    "solve",
    "solve_many",
    "solve_years",
    "study",
    "study_set",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name in _ROOMS:
        return import_module(f"tingzhou.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    message = f"module 'tingzhou' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
