"""Kirchhoff's voltage law: angles add up to zero around every loop of AC lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Rule

__all__ = ["KIRCHHOFF", "cycles", "write_kirchhoff"]

KIRCHHOFF = Formulation(
    name="kirchhoff",
    title_zh="基尔霍夫电压定律",
    title_en="Kirchhoff's voltage law",
    equation=r"\sum_{l \in C} \pm\, x_l\,f_{lk} = 0 \quad \forall\ \text{loops } C",
    symbols={"x_l": "reactance of line l [Ω or p.u., the same for all]", "f_{lk}": "flow along the line [MW]"},
    note="Lossless linear flow. One row per independent loop and class. Only for lines whose capacity is given: a line that is "
    "built changes its reactance.",
    reference="J. Hörsch et al., Electric Power Systems Research 158 (2018) 126–135, doi:10.1016/j.epsr.2018.01.031.",
)


def cycles(edges: list[tuple[str, str]]) -> list[list[tuple[int, int]]]:
    """Return independent loops of a graph: lists of (edge, direction ±1). Trees have none.

    A spanning forest is grown edge by edge; each edge that closes a loop gives one, through the paths to the common root.
    """
    parent: dict[str, tuple[str, int, int] | None] = {}
    neighbours: dict[str, list[tuple[str, int, int]]] = {}
    for index, (origin, destination) in enumerate(edges):
        neighbours.setdefault(origin, []).append((destination, index, 1))
        neighbours.setdefault(destination, []).append((origin, index, -1))
    tree: set[int] = set()
    for root in neighbours:
        if root in parent:
            continue
        parent[root] = None
        queue = [root]
        for place in queue:
            for other, edge, direction in neighbours[place]:
                if other not in parent:
                    parent[other] = (place, edge, direction)
                    tree.add(edge)
                    queue.append(other)

    def path(place: str) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []
        link = parent[place]
        while link is not None:
            steps.append((link[1], link[2]))
            link = parent[link[0]]
        return steps

    loops: list[list[tuple[int, int]]] = []
    for index, (origin, destination) in enumerate(edges):
        if index in tree or origin == destination:
            continue
        ahead = dict(path(origin))  # root → origin, then the edge, then back destination → root
        loop: dict[int, int] = {**ahead, index: 1}
        for edge, direction in path(destination):
            loop[edge] = loop.get(edge, 0) - direction
        loops.append([(edge, direction) for edge, direction in loop.items() if direction])
    return loops


def write_kirchhoff(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write one row per loop and class; the subject lists forward processes, ``numbers`` their reactances."""
    lines = [assembly.processes[name] for name in rule.subject if ":" not in name]
    for loop in cycles([(line.origin, line.destination) for line in lines]):
        row = Expression(assembly.axis.count(grain))
        for index, direction in loop:
            reactance = rule.numbers[index] * direction
            row.plus(assembly.energy(lines[index].id, grain), reactance)
            back = f"{lines[index].id}:back"
            if back in assembly.processes:
                row.plus(assembly.energy(back, grain), -reactance)
        assembly.write(row, kind=rule.kind, subject=rule.id, lower=0.0, upper=0.0, grain=grain)
