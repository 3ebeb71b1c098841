"""The columns as a CP-SAT model: one 0-1 variable per way to take a project, sums per row of limits, chains for what accumulates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.columns import Columns, Row, half_months, project_index

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["Effort", "Model", "Outcome", "build_model", "objective_of"]

Term = tuple[int, int]


@dataclass(frozen=True)
class Effort:
    """How much a search may do: deterministic time (about seconds of one core), workers, seed, gap at which it stops.

    With one worker, or several that take turns, the answer depends on these figures alone, never on the clock.
    """

    deterministic: float = 60.0
    workers: int = 1
    seed: int = 20240
    gap: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What a search found: ``status`` (optimal, feasible, infeasible, unknown), the column of each project or −1, value, bound."""

    status: str
    chosen: tuple[int, ...]
    value: int
    bound: int


@dataclass
class Model:
    """A CP-SAT model with its variables: ``x`` by column, ``dropped`` by project."""

    columns: Columns
    model: Any
    x: dict[int, Any]
    dropped: dict[int, Any]

    def expression(self, terms: Mapping[int, int], dropped: Mapping[int, int], constant: int = 0) -> Any:
        """Return a linear expression of columns and drops."""
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()

        pairs = [(self.x[c], k) for c, k in terms.items() if k and c in self.x]
        pairs += [(self.dropped[p], k) for p, k in dropped.items() if k and p in self.dropped]
        if not pairs:
            return constant
        return cp_model.LinearExpr.weighted_sum([v for v, _ in pairs], [k for _, k in pairs]) + constant

    def hint(self, chosen: Sequence[int]) -> None:
        """Give a plan to begin from."""
        self.model.clear_hints()
        inside = set(chosen)
        for c, variable in self.x.items():
            self.model.add_hint(variable, int(c in inside))
        for p, variable in self.dropped.items():
            self.model.add_hint(variable, int(chosen[p] < 0))

    def solve(self, effort: Effort, progress: Callable[[float, float], None] | None = None, *, light: bool = False) -> Outcome:
        """Search; deterministic for one effort. ``light`` leaves out probing, which takes long where only a bound is wanted."""
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.max_deterministic_time = effort.deterministic
        parameters.random_seed = effort.seed
        parameters.relative_gap_limit = effort.gap
        parameters.num_workers = effort.workers
        if effort.workers > 1:
            parameters.interleave_search = True
        parameters.linearization_level = 2
        if light:
            parameters.cp_model_probing_level = 0
            parameters.symmetry_level = 0
        status = solver.solve(self.model, _Callback(progress) if progress else None)
        name = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}.get(
            status, "unknown"
        )
        if name == "infeasible":
            return Outcome(name, (), 0, 0)
        if name == "unknown":  # the bound is proven all the same
            bound = solver.best_objective_bound if self.model.has_objective() else 0.0
            return Outcome(name, (), 0, _rounded(bound, maximise=self.model.proto.objective.scaling_factor < 0))
        chosen = [-1] * len(self.columns.of)
        for c, variable in self.x.items():
            if solver.boolean_value(variable):
                chosen[self.columns.columns[c].project] = c
        has_objective = self.model.has_objective()
        value = round(solver.objective_value) if has_objective else 0
        bound = _whole_bound(solver, value) if has_objective else 0
        return Outcome(name, tuple(chosen), value, bound)


def _rounded(bound: float, *, maximise: bool) -> int:
    """Return the whole number that a proven bound allows."""
    import math

    if abs(bound) > 1e15:
        return 10**15 if bound > 0 else -(10**15)
    return math.floor(bound + 1e-6) if maximise else math.ceil(bound - 1e-6)


def _whole_bound(solver: cp_model.CpSolver, value: int) -> int:
    import math

    bound = solver.best_objective_bound
    return math.floor(bound + 1e-6) if bound > value else math.ceil(bound - 1e-6)


def _Callback(progress: Callable[[float, float], None]) -> Any:  # noqa: N802
    from tingzhou.delivery.constraint_solver import sat

    cp_model = sat()

    class Callback(cp_model.CpSolverSolutionCallback):  # type: ignore[misc,name-defined]
        def on_solution_callback(self) -> None:
            progress(self.objective_value, self.best_objective_bound)

    return Callback()


def build_model(
    columns: Columns,
    allowed: Iterable[Iterable[int]] | None = None,
    *,
    keep: Sequence[int] = (),
    without_rows: frozenset[str] = frozenset(),
    without_links: frozenset[int] = frozenset(),
) -> Model:
    """Return the model.

    Parameters
    ----------
    allowed
        Columns of each project that may be chosen; without it all.
    keep
        Projects (by number) that may not be dropped.
    without_rows, without_links
        Factors and links (by number) that are left out, for finding conflicts.
    """
    from tingzhou.delivery.constraint_solver import sat

    cp_model = sat()

    model = cp_model.CpModel()
    built = Model(columns, model, {}, {})
    lists = [tuple(some) for some in (columns.of if allowed is None else allowed)]
    kept = set(keep)
    for project, mine in enumerate(lists):
        literals = []
        for c in mine:
            built.x[c] = model.new_bool_var(f"x{c}")
            literals.append(built.x[c])
        if project not in kept:
            built.dropped[project] = model.new_bool_var(f"d{project}")
            literals.append(built.dropped[project])
        if literals:
            model.add_exactly_one(literals)
        else:
            model.add_bool_or([])
    _rows(built, without_rows)
    chains = _Chains(built, lists)
    for number, link in enumerate(columns.portfolio.links):
        if number not in without_links:
            _link(built, chains, lists, link)
    return built


def _rows(built: Model, without: frozenset[str]) -> None:
    """Sum what the columns take of each yearly row; renewables (by their changes) and levels run as chains."""
    columns, model = built.columns, built.model
    members: dict[Row, list[tuple[Any, int]]] = defaultdict(list)
    for c, variable in built.x.items():
        takes = columns.columns[c].takes
        for row, amount in takes.items():
            family, factor, period = row
            if factor in without:
                continue
            if family == "renewable":
                change = amount - takes.get((family, factor, period - 1), 0)
                if change:
                    members[row].append((variable, change))
                if (family, factor, period + 1) not in takes:
                    members[family, factor, period + 1].append((variable, -amount))
            else:
                members[row].append((variable, amount))
    for row in sorted(members):
        if row[0] == "quota":
            _at_most(model, members[row], columns.limits[row])
    for family, factor in sorted({(row[0], row[1]) for row in members if row[0] != "quota"}):
        _level(built, family, factor, members)


def _at_most(model: Any, pairs: list[tuple[Any, int]], limit: int) -> None:
    from tingzhou.delivery.constraint_solver import sat

    cp_model = sat()

    if sum(max(k, 0) for _, k in pairs) > limit:
        model.add(cp_model.LinearExpr.weighted_sum([v for v, _ in pairs], [k for _, k in pairs]) <= limit)


def _level(built: Model, family: str, factor: str, members: Mapping[Row, list[tuple[Any, int]]]) -> None:
    """Chain the level of a renewable, reservoir or site over the periods in which it changes."""
    from tingzhou.delivery.constraint_solver import sat

    cp_model = sat()

    columns, model = built.columns, built.model
    count = columns.portfolio.periods.count + (family == "level")
    most = sum(max(k, 0) for row, pairs in members.items() if row[:2] == (family, factor) for _, k in pairs)
    least = sum(min(k, 0) for row, pairs in members.items() if row[:2] == (family, factor) for _, k in pairs)
    before: Any = 0
    for period in range(count):
        pairs = members.get((family, factor, period), [])
        limit = columns.limits[(family, factor, period)]
        if not pairs:
            if isinstance(before, int):
                continue
            if period and limit < columns.limits[(family, factor, period - 1)]:
                model.add(before <= limit)
            continue
        level = model.new_int_var(least, min(most, limit), f"{factor}{period}")
        model.add(level == before + cp_model.LinearExpr.weighted_sum([v for v, _ in pairs], [k for _, k in pairs]))
        before = level


class _Chains:
    """Whether a project has begun or is finished by a period, as 0-1 variables that run up."""

    def __init__(self, built: Model, lists: Sequence[Sequence[int]]) -> None:
        self.built, self.lists = built, lists
        self.made: dict[tuple[str, int], list[Any]] = {}

    def of(self, event: str, project: int) -> list[Any]:
        """Return the chain over the periods 0 … the last finish."""
        if (event, project) in self.made:
            return self.made[event, project]
        built = self.built
        model, data = built.model, built.columns.columns
        count = last_period(built.columns)
        at: dict[int, list[Any]] = defaultdict(list)
        for c in self.lists[project]:
            at[data[c].start if event == "start" else data[c].finish].append(built.x[c])
        chain: list[Any] = []
        before: Any = 0
        for period in range(count + 1):
            if at[period]:
                variable = model.new_bool_var(f"{event}{project}_{period}")
                model.add(variable == before + sum(at[period]))
                before = variable
            chain.append(before)
        self.made[event, project] = chain
        return chain


def _link(built: Model, chains: _Chains, lists: Sequence[Sequence[int]], link: Any) -> None:
    model, index = built.model, project_index(built.columns.portfolio)
    one, other = index[link.project], index[link.other]
    taken = [[built.x[c] for c in lists[p]] for p in (one, other)]
    if link.kind in ("excludes", "alternative"):
        model.add_at_most_one([*taken[0], *taken[1]])
        return
    if link.kind == "requires":
        model.add(sum(taken[0]) <= sum(taken[1]))
        return
    event = "finish" if link.kind == "finish_finish" else "start"
    event_other = "start" if link.kind == "start_start" else "finish"
    first, second = chains.of(event, one), chains.of(event_other, other)
    lag = half_months(link.lag)
    for period in range(last_period(built.columns) + 1):
        mine = first[period]
        if isinstance(mine, int):
            continue
        if period and mine is first[period - 1] and period - lag > 0 and second[period - lag] is second[period - lag - 1]:
            continue
        model.add(mine <= (second[period - lag] if period >= lag else 0))


def last_period(columns: Columns) -> int:
    """Return the last period in which anything finishes, at least the horizon."""
    return max([columns.portfolio.periods.count, *(one.finish for one in columns.columns)])


def objective_of(columns: Columns, name: str) -> tuple[dict[int, int], dict[int, int], int]:
    """Return the terms of an objective over columns and drops, and its direction (+1: more is better)."""
    projects = columns.portfolio.projects
    if name == "must":
        return {c: 1 for c, one in enumerate(columns.columns) if projects[one.project].must}, {}, 1
    if name == "dates":
        return {c: one.tardiness for c, one in enumerate(columns.columns) if projects[one.project].must}, {}, -1
    if name == "early":
        return {c: one.start for c, one in enumerate(columns.columns)}, {}, -1
    if name == "value":
        return {c: one.value for c, one in enumerate(columns.columns)}, {}, 1
    if name == "tardiness":
        return {c: one.tardiness for c, one in enumerate(columns.columns)}, {}, -1
    return {c: one.moves for c, one in enumerate(columns.columns)}, dict(enumerate(columns.dropped_moves)), -1
