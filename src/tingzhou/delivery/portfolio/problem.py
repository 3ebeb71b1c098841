"""What a portfolio is made of: projects with modes and uses, factors with limits, links, and the rule that ranks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tingzhou.delivery.portfolio.periods import Periods

__all__ = ["RANKED_BY", "Factor", "Link", "Mode", "Portfolio", "Project", "Surcharge", "Use"]

RANKED_BY = ("kind", "place", "chain")


@dataclass(frozen=True)
class Mode:
    """A way to build: ``days`` of work, extra ``cost`` [CNY], whether the winter stop rests it, first period it may begin."""

    name: str
    days: float
    cost: float = 0.0
    winter_stop: bool = True
    earliest: int = 0


@dataclass(frozen=True)
class Use:
    """How much of a factor a project takes and when (the columns of ``factor_uses``); ``mode`` empty: in every mode."""

    factor: str
    amount: float
    timing: str
    shares: tuple[float, ...] = ()
    repay_years: float = 0.0
    mode: str = ""


@dataclass(frozen=True)
class Project:
    """A project that may be chosen.

    ``earliest`` and ``latest`` are the first and last period of a start, ``target`` the period by whose end it is wanted;
    ``approved`` is (start period, mode) of the last approved plan.
    """

    id: str
    zh: str
    en: str
    kind: str
    place: str
    benefit: float
    modes: tuple[Mode, ...]
    uses: tuple[Use, ...] = ()
    chain: str = ""
    capital: float = 0.0
    late_weight: float = 1.0
    must: bool = False
    earliest: int = 0
    latest: int | None = None
    target: int | None = None
    approved: tuple[int, str] | None = None
    quality: str = "assumed"


@dataclass(frozen=True)
class Factor:
    """A limited input; ``limits`` holds one figure per year of the horizon."""

    id: str
    zh: str
    en: str
    kind: str
    unit: str
    limits: tuple[float, ...]
    carry_over: float = 0.0
    provider: str = ""
    provided: float = 0.0


@dataclass(frozen=True)
class Link:
    """``project`` is tied to ``other`` (kinds of ``project_links``); ``lag`` [d]."""

    project: str
    kind: str
    other: str
    lag: float = 0.0


@dataclass(frozen=True)
class Surcharge:
    """A share of the value added for projects whose published ``attribute`` is ``matches``."""

    attribute: str
    matches: str
    share: float


@dataclass(frozen=True)
class Portfolio:
    """Everything that decides a plan; projects and factors are kept in the order of their ids, so that rows may be permuted."""

    periods: Periods
    projects: tuple[Project, ...]
    factors: tuple[Factor, ...] = ()
    links: tuple[Link, ...] = ()
    ranking: tuple[Surcharge, ...] = ()
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort."""
        object.__setattr__(self, "projects", tuple(sorted(self.projects, key=lambda one: one.id)))
        object.__setattr__(self, "factors", tuple(sorted(self.factors, key=lambda one: one.id)))
        object.__setattr__(self, "links", tuple(sorted(self.links, key=lambda one: (one.project, one.kind, one.other))))

    def value(self, project: Project) -> float:
        """Value of a project under the ranking rule [CNY]."""
        share = sum(rule.share for rule in self.ranking if getattr(project, rule.attribute) == rule.matches)
        return project.benefit * max(1.0 + share, 0.0)

    def project(self, name: str) -> Project:
        """Return a project by id."""
        return next(one for one in self.projects if one.id == name)

    def factor(self, name: str) -> Factor:
        """Return a factor by id."""
        return next(one for one in self.factors if one.id == name)

    def with_limits(self, factor: str, multiplier: float) -> Portfolio:
        """Return the portfolio with all limits of a factor multiplied."""
        changed = tuple(replace(one, limits=tuple(limit * multiplier for limit in one.limits)) if one.id == factor else one
                        for one in self.factors)  # fmt: skip
        return replace(self, factors=changed)
