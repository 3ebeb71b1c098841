"""Who visits whom, when: an assignment problem per round and department, with a proof that no other choice costs less.

Visits come in the order of their tickets and fill the working days evenly; a day has ``visits_per_day`` rounds, and an inspector
makes one visit in a round. A visit needs one inspector for each department and certificate, two at least. Within a round the
inspectors of a department are chosen by minimum cost: first who need not travel to another county, then who has made fewer
visits, then by tickets. The prices of the dual problem are kept: with them anybody can check that the choice was the rule's.
Reference: the linear assignment problem and its dual, Burkard, Dell'Amico and Martello (2012), Assignment Problems, ch. 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tingzhou.errors import InputError, Problem
from tingzhou.supervision.draw import Draw
from tingzhou.supervision.plan import Plan
from tingzhou.supervision.tickets import tickets

__all__ = ["Assignment", "Pair", "Visit", "assign_pairs"]

_PRIME = 1_048_573
_TRAVEL, _LOAD = np.int64(1 << 36), np.int64(1 << 20)
_NEVER = np.int64(1 << 50)
_SPREADS = (1.0, 0.8, 0.6, 0.4, 0.2)  # share of the window that is filled first when later rounds are kept for the deferred


@dataclass(frozen=True)
class Visit:
    """A firm, its items, its day and round; deferred visits came later than their ticket says, because nobody was free."""

    firm: str
    items: tuple[str, ...]
    county: str
    day: str
    round: int
    deferred: bool


@dataclass(frozen=True)
class Pair:
    """An inspector of a visit, for a department and certificate, and the price that proves the choice."""

    firm: str
    department: str
    certificate: str
    inspector: str
    price: int


@dataclass(frozen=True)
class Assignment:
    """Visits in ticket order and their inspectors, sorted by visit."""

    visits: tuple[Visit, ...]
    pairs: tuple[Pair, ...]


class _Department:
    """The inspectors of a department as arrays."""

    def __init__(self, plan: Plan, seed: bytes, name: str) -> None:
        people = plan.inspectors
        rows = [i for i, department in enumerate(people["department"]) if department == name]
        self.ids = [str(people["id"][i]) for i in rows]
        self.place = {one: i for i, one in enumerate(self.ids)}
        self.county = np.array([people["county"][i] for i in rows], dtype=object)
        self.held = [set(str(people["certificates"][i]).split(";")) for i in rows]
        self.mark = (tickets(seed, [f"inspector:{one}" for one in self.ids]) % np.uint64(_PRIME - 1)).astype(np.int64) + 1
        days = plan.settings["working_days"]
        self.present = np.ones((len(days), len(rows)), dtype=np.bool_)
        for column, i in enumerate(rows):
            for span in filter(None, str(people["leave"][i]).split(";")):
                first, last = span.split("/")
                self.present[[first <= day <= last for day in days], column] = False
        self.able: dict[str, NDArray[np.bool_]] = {}
        self.near: dict[str, NDArray[np.int64]] = {}

    def certified(self, certificate: str) -> NDArray[np.bool_]:
        """Return who holds a certificate, shape (inspectors,)."""
        if certificate not in self.able:
            self.able[certificate] = np.array([not certificate or certificate in held for held in self.held], dtype=np.bool_)
        return self.able[certificate]

    def travel(self, county: str) -> NDArray[np.int64]:
        """Return the cost of travel to a county, shape (inspectors,)."""
        if county not in self.near:
            self.near[county] = np.where(self.county == county, np.int64(0), _TRAVEL)
        return self.near[county]


@dataclass(frozen=True)
class _Unit:
    visit: int
    department: str
    certificate: str


def _units(draw: Draw, order: list[str]) -> list[list[_Unit]]:
    """Return what each visit needs: one inspector per department and certificate, two at least."""
    items = {item.id: (item.department, item.certificate) for item in draw.plan.items}
    result = []
    for index, firm in enumerate(order):
        needed = sorted({items[item] for item in draw.visits[firm]})
        result.append([_Unit(index, *pair) for pair in (needed * 2 if len(needed) == 1 else needed)])
    return result


def assign_pairs(draw: Draw, *, progress: Callable[[float], None] | None = None) -> Assignment:
    """Return day, round and inspectors of every visit.

    Raises
    ------
    InputError
        When the visits do not fit: naming the smallest group of visits that has too few inspectors.
    """
    marks = tickets(draw.seed, [f"visit:{firm}" for firm in draw.visits])
    order = [firm for _, firm in sorted(zip(marks.tolist(), draw.visits, strict=True))]
    units = _units(draw, order)
    counties = dict(zip(draw.plan.firms["id"], draw.plan.firms["county"], strict=True))
    departments = {item.department: _Department(draw.plan, draw.seed, item.department) for item in draw.plan.items}
    _enough(draw.plan, departments, units)
    for spread in _SPREADS:
        found = _Rounds(draw, order, units, counties, departments).fill(spread, progress)
        if found is not None:
            return found
    raise InputError(Problem("the visits fit the inspectors by number, but no order of rounds was found that seats them all.",
                             "Add days, rounds a day or inspectors.", file="inspectors.csv"))  # fmt: skip


class _Rounds:
    """The rounds of the window, filled one after the other."""

    def __init__(self, draw: Draw, order: list[str], units: list[list[_Unit]], counties: Mapping[str, str],
                 departments: Mapping[str, _Department]) -> None:  # fmt: skip
        self.draw, self.order, self.units = draw, order, units
        plan, seed, self.departments = draw.plan, draw.seed, departments
        self.load = {name: np.zeros(len(one.ids), dtype=np.int64) for name, one in self.departments.items()}
        self.marks = (tickets(seed, [f"visit:{firm}" for firm in order]) % np.uint64(_PRIME - 1)).astype(np.int64) + 1
        self.county = [counties[firm] for firm in order]
        self.barred: dict[str, list[str]] = {}
        for inspector, firm in (*plan.conflicts, *plan.last_visits):
            if firm in draw.visits:
                self.barred.setdefault(firm, []).append(inspector)
        self.days: list[str] = list(plan.settings["working_days"])
        self.per_day = int(plan.settings["visits_per_day"])

    def fill(self, spread: float, progress: Callable[[float], None] | None) -> Assignment | None:
        """Return the assignment, or nothing when visits are left over at the end of the window."""
        total = len(self.days) * self.per_day
        ahead, deferred = list(range(len(self.order)))[::-1], set[int]()
        visits: dict[int, Visit] = {}
        pairs: dict[int, list[Pair]] = {}
        for number in range(total):
            if not ahead:
                break
            left = max(round(total * spread) - number, 1)
            batch = [ahead.pop() for _ in range(-(-len(ahead) // left))]
            day, turn = divmod(number, self.per_day)
            seated, dropped = self._round(batch, day)
            ahead += sorted(dropped, reverse=True)
            deferred |= dropped
            for visit, found in seated.items():
                firm = self.order[visit]
                visits[visit] = Visit(firm, self.draw.visits[firm], self.county[visit], self.days[day], turn + 1, visit in deferred)
                pairs[visit] = found
            if progress is not None and number % 50 == 0:
                progress(number / total)
        if ahead:
            return None
        return Assignment(tuple(visits[i] for i in range(len(self.order))),
                          tuple(pair for i in range(len(self.order)) for pair in pairs[i]))  # fmt: skip

    def _round(self, batch: list[int], day: int) -> tuple[dict[int, list[Pair]], set[int]]:
        """Return the inspectors of the visits that can be made in a round, and the visits that cannot."""
        dropped = set[int]()
        while True:
            groups: dict[str, list[_Unit]] = {}
            for visit in batch:
                if visit not in dropped:
                    for unit in self.units[visit]:
                        groups.setdefault(unit.department, []).append(unit)
            solved = {name: self._solve(name, units, day) for name, units in groups.items()}
            failed = {unit.visit for _, _, bad in solved.values() for unit in bad}
            if not failed:
                break
            dropped |= failed
        seated: dict[int, list[Pair]] = {visit: [] for visit in batch if visit not in dropped}
        for name, (columns, prices, _) in solved.items():
            department = self.departments[name]
            for unit, column, price in zip(groups[name], columns, prices, strict=True):
                seated[unit.visit].append(Pair(self.order[unit.visit], name, unit.certificate, department.ids[column], int(price)))
                self.load[name][column] += 1
        for found in seated.values():
            found.sort(key=lambda pair: (pair.department, pair.certificate, pair.inspector))
        return seated, dropped

    def _costs(self, name: str, units: list[_Unit], day: int) -> NDArray[np.int64]:
        """Return the cost of every unit and inspector, shape (units, inspectors)."""
        department = self.departments[name]
        base = self.load[name] * _LOAD
        cost = np.empty((len(units), len(department.ids)), dtype=np.int64)
        for row, unit in enumerate(units):
            tie = self.marks[unit.visit] * department.mark % _PRIME
            able = department.certified(unit.certificate) & department.present[day]
            cost[row] = np.where(able, department.travel(self.county[unit.visit]) + base + tie, _NEVER)
            for inspector in self.barred.get(self.order[unit.visit], ()):
                if inspector in department.place:
                    cost[row, department.place[inspector]] = _NEVER
        return cost

    def _solve(self, name: str, units: list[_Unit], day: int) -> tuple[NDArray[np.intp], NDArray[np.int64], list[_Unit]]:
        """Return the inspector and the price of each unit, and the units that cannot be served."""
        from scipy.optimize import linear_sum_assignment

        cost = self._costs(name, units, day)
        rows, columns = linear_sum_assignment(cost.astype(np.float64))
        served = np.full(len(units), -1, dtype=np.intp)
        served[rows] = columns
        bad = [unit for row, unit in enumerate(units) if served[row] < 0 or cost[row, served[row]] >= _NEVER]
        if bad:
            return served, np.zeros(0, dtype=np.int64), bad
        return served, _prices(cost, served), []


def _prices(cost: NDArray[np.int64], served: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the dual prices of the units: shortest paths in the residual graph of an optimal assignment, exact in integers."""
    rows = np.arange(served.size)
    value = np.zeros(cost.shape[1], dtype=np.int64)
    while True:
        price = cost[rows, served] - value[served]
        new = np.minimum((cost - price[:, None]).min(axis=0), 0)
        if (new == value).all():
            return price
        value = new


def _enough(plan: Plan, departments: Mapping[str, _Department], units: list[list[_Unit]]) -> None:
    """Refuse visits that exceed what the inspectors can make in the window; a maximum flow names the smallest group (Hall)."""
    from scipy.sparse import coo_array, csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    kinds: dict[tuple[str, str], int] = {}
    for needed in units:
        for unit in needed:
            kinds[unit.department, unit.certificate] = kinds.get((unit.department, unit.certificate), 0) + 1
    people = [(name, i) for name, one in departments.items() for i in range(len(one.ids))]
    room = [int(departments[name].present[:, i].sum()) * int(plan.settings["visits_per_day"]) for name, i in people]
    start, end, names = 0, 1, sorted(kinds)
    arcs = [(start, 2 + k, kinds[name]) for k, name in enumerate(names)]
    for k, (department, certificate) in enumerate(names):
        able = departments[department].certified(certificate)
        arcs += [(2 + k, 2 + len(names) + j, kinds[department, certificate]) for j, (name, i) in enumerate(people)
                 if name == department and able[i]]  # fmt: skip
    arcs += [(2 + len(names) + j, end, size) for j, size in enumerate(room) if size]
    source, target, size = (np.array(column, dtype=np.int32) for column in zip(*arcs, strict=True))
    nodes = 2 + len(names) + len(people)
    graph = coo_array((size, (source, target)), shape=(nodes, nodes)).tocsr()
    flow = maximum_flow(graph, start, end)
    if flow.flow_value >= sum(kinds.values()):
        return
    residual = csr_array(csr_array(graph - flow.flow).maximum(0))
    residual.eliminate_zeros()
    reached = set(breadth_first_order(residual, start, return_predecessors=False).tolist())
    problems = []
    for k, (department, certificate) in enumerate(names):
        if 2 + k in reached:
            able = departments[department].certified(certificate)
            mine = [room[j] for j, (name, i) in enumerate(people) if name == department and able[i]]
            problems.append(Problem(
                "the department {department} has to make {visits} visits with the certificate '{certificate}'; its {count} "
                "inspectors can make {room} in {days} days with {turns} visits a day.",
                "Lengthen the window, allow more visits a day, certify further inspectors or lower the rates.",
                file="inspectors.csv", parameters={
                    "department": department, "certificate": certificate, "visits": kinds[department, certificate],
                    "count": len(mine), "room": sum(mine), "days": len(plan.settings["working_days"]),
                    "turns": plan.settings["visits_per_day"]},
            ))  # fmt: skip
    raise InputError(problems)
