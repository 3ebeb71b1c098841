"""Unit commitment: units on, started hot, warm or cold, stopped; one column for all identical units of a process.

The columns stand here, the rows that tie output to them in ``commitment_rows``, and weeks of maintenance in ``maintenance``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.assembly import Committed, Injection
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Grain
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Commitment, Process

    Reals = NDArray[np.float64]

__all__ = [
    "COMMITMENT",
    "committed_flow",
    "forced_stops",
    "unit_availability",
    "units_available",
    "units_energy",
    "units_existing",
    "units_share",
    "write_commitment",
]

COMMITMENT = Formulation(
    name="commitment",
    title_zh="机组组合",
    title_en="Unit commitment",
    equation=r"""\begin{aligned}
& u_k - u_{k-1} = \textstyle\sum_c v_{ck} - w_k, \qquad \mu_k N_k \le u_k \le N_k = (1 - o_k)(e + n)/s \\
& m_k\,s\,u_k \le \textstyle\sum_i x_{ik} \le a_k\,s\,u_k - \textstyle\sum_{h \ge 0} (a_k - \sigma^{\uparrow} - h r)^+ s\,v_{k-h}
  - \sum_{h \ge 0} (a_{k} - \sigma^{\downarrow} - h r)^+ s\,w_{k+1+h}, \qquad x_{ik} \le \omega_i\,s\,u_k \\
& \textstyle\sum_{j:\,\tau_k - \tau_j < T^{\uparrow}} v_j \le u_k, \qquad
  \sum_{j:\,\tau_k - \tau_j < T^{\downarrow}} w_j \le N - u_k, \qquad
  v_{ck} \le \sum_{j:\,T_c \le \tau_k - \tau_j < T_{c+1}} w_j \\
& -r\Delta_k s\,(u_k - v_k) - \sigma^{\downarrow} s\,w_k \le \textstyle\sum_i (x_{ik} - x_{i,k-1}) \le r\Delta_k s\,(u_k - v_k)
  + \sigma^{\uparrow} s\,v_k \\
& \text{fuel}_k = q_0\,s\,u_k + \textstyle\sum_i q_i x_{ik} + \sum_c f_c\,s\,v_{ck}, \qquad
  \text{cost}_k = \kappa\,s\,u_k + \sum_c C_c\,s\,v_{ck}
\end{aligned}""",
    symbols={
        "u_k": "units on, a whole number in the integer form [1]",
        "v_{ck}, v_k": "units started from class c (hot, warm, cold), and in all [1]",
        "w_k": "units stopped [1]",
        "x_{ik}": "activity of piece i [unit/h]",
        "s": "capacity of a unit [unit/h]",
        "N_k, N": "units that do not stand still, and all units [1]",
        "o_k": "share of units in maintenance or failed [1]",
        "\\mu_k": "share of units that must be on (heating season) [1]",
        "m_k, a_k": "least output and availability of a unit that is on [1]",
        "\\omega_i": "width of a piece [1]",
        "\\sigma^{\\uparrow}, \\sigma^{\\downarrow}": "largest output in the first and the last hour on [1]",
        "T^{\\uparrow}, T^{\\downarrow}": "shortest time on and off [h]",
        "T_c": "least time off of start class c [h]",
        "\\tau_k, \\Delta_k": "start of class k, hours between centres of classes k − 1 and k [h]",
        "r": "ramp, share of capacity per hour [1/h]",
        "q_0, q_i, f_c": "fuel without load, per output in piece i, and per capacity started [unit]",
        "\\kappa, C_c": "cost without load [CNY/(unit/h)/h] and of a start [CNY/(unit/h)]",
        "e, n": "existing and built capacity [unit/h]",
    },
    note="Identical units share their columns. With one unit it is the classic form with a binary for each state; with several it is "
    "a relaxation of them (ramps and start classes are those of the group), whose bound holds for them: handing the schedule down to "
    "units gives the other side. Only u is whole: v and w follow. Limits after a start and before a stop reach as far as the shortest time "
    "on; where it is too short for both, they stand in two rows. Ramp rows are written where r·Δ is below the range of output; a unit that fails may fall from any output "
    "and breaks no minimum time. Units that are not commissioned yet, and units whose availability is below their least output, stand still. The first class is free unless units on before it are given. Pieces of fuel use are the lower convex hull "
    "of the part-load table.",
    reference="D. Rajan, S. Takriti, IBM Research Report RC23628 (2005); G. Morales-España, J. M. Latorre, A. Ramos, IEEE Trans. Power "
    "Syst. 28 (2013) 4897–4908 (DOI 10.1109/TPWRS.2013.2251373); clusters: B. Palmintier, M. Webster, IEEE Trans. Power Syst. 29 (2014) "
    "1089–1098.",
)


def units_existing(assembly: Assembly, process: Process) -> float:
    """Return the number of units that exist or are built in any case (a capacity whose size is given) [1]."""
    assert process.commitment is not None
    total = assembly.existing(process.capacity)
    if process.capacity is not None and assembly.is_built(process.capacity):
        capacity = assembly.capacities[process.capacity]
        total += capacity.minimum_build if capacity.minimum_build == capacity.maximum_build else 0.0
    return total / process.commitment.unit_size


def unit_availability(assembly: Assembly, process: Process) -> Reals:
    """Return the availability of a unit that is in operation, share of its capacity, shape (K,).

    The process's own availability counts units that are not commissioned yet as unavailable; here they are units that stand still.
    """
    operating = assembly.axis.mean(process.operating, process.grain)
    whole = assembly.axis.mean(process.availability, process.grain)
    return np.divide(whole, operating, out=whole.copy(), where=operating > 0)


def units_share(assembly: Assembly, process: Process) -> Reals:
    """Return the share of units that can be on in each class: commissioned, not out, and able to give their least output, shape (K,)."""
    units = process.commitment
    assert units is not None
    share = (1.0 - assembly.axis.mean(units.out, process.grain)) * assembly.axis.mean(process.operating, process.grain)
    able = unit_availability(assembly, process) >= assembly.axis.mean(units.minimum, process.grain) - 1e-9
    return np.where(able, share, 0.0)


def units_available(assembly: Assembly, process: Process, count: float) -> Reals:
    """Return how many of ``count`` units do not stand still in each class, whole numbers where ``count`` is, shape (K,)."""
    left = units_share(assembly, process) * count
    whole = np.floor(left + 1e-6)
    available: Reals = whole if abs(count - round(count)) < 1e-9 else left
    return available


def forced_stops(assembly: Assembly, process: Process) -> Reals:
    """Return by how many units the number of units that can be on falls at each class, shape (K,)."""
    able = units_available(assembly, process, units_existing(assembly, process))
    drops: Reals = np.maximum(-np.diff(able, prepend=able[:1]), 0.0)
    return drops


def write_commitment(assembly: Assembly) -> None:
    """Write units on, starts by class and stops of every process that is committed, with their costs and flows."""
    if assembly.network.commitment == "none":
        return
    for process in assembly.processes.values():
        if process.commitment is None or process.capacity is None or process.fixed is not None:
            continue
        if assembly.existing(process.capacity) > 0 or assembly.is_built(process.capacity):
            assembly.committed[process.id] = _columns(assembly, process, process.commitment)


def _columns(assembly: Assembly, process: Process, units: Commitment) -> Committed:
    grain, axis, builder = process.grain, assembly.axis, assembly.builder
    count, duration, stage = axis.count(grain), axis.duration(grain), axis.stage(grain)
    whole = assembly.network.commitment == "integer"
    size = units.unit_size
    lower, upper = _bounds(assembly, process, units)
    idle = units.no_load_cost * size * duration
    on = builder.columns(count, cost=idle, lower=lower, upper=upper, stage=stage, integer=whole).start
    assembly.cost(process.id, "no_load", on, idle)
    free = np.full(count, np.inf)
    if units.initial is None:
        free[0] = 0.0  # the first class is free: nothing is started or stopped in it
    starts = []
    for one in units.starts:
        cost = np.full(count, one.cost * size)
        start = builder.columns(count, cost=cost, lower=0.0, upper=free, stage=stage).start
        assembly.cost(process.id, "start", start, cost)
        starts.append(start)
        assembly.injections += [
            Injection(process.id, flow.balance, start, flow.quantity * size, grain, hourly=False) for flow in one.fuel
        ]
    stop = builder.columns(count, cost=0.0, lower=0.0, upper=free, stage=stage).start
    assembly.injections += [
        Injection(process.id, flow.balance, on, flow.quantity * size, grain, hourly=True) for flow in units.no_load
    ]
    return Committed(on, tuple(starts), stop, count, grain)


def _bounds(assembly: Assembly, process: Process, units: Commitment) -> tuple[Reals, Reals]:
    """Return least and most units on where the capacity is fixed; 0 and no limit where it is built (rows say it then)."""
    count = assembly.axis.count(process.grain)
    if assembly.is_built(process.capacity):
        return np.zeros(count), np.full(count, np.inf)
    upper = units_available(assembly, process, units_existing(assembly, process))
    lower = np.minimum(np.ceil(assembly.axis.mean(units.must_run, process.grain) * upper - 1e-9), upper)
    return lower, upper


def committed_flow(assembly: Assembly, name: str, commodity: str, grain: Grain) -> Expression:
    """Return what pieces, no-load use and starts of a committed process take or give of a commodity beyond its flows [unit]."""
    row = Expression(assembly.axis.count(grain))
    if name not in assembly.committed:
        return row
    process, block = assembly.processes[name], assembly.activity[name]
    for index, piece in enumerate(process.segments):
        for flow in piece.flows:
            if assembly.balances[flow.balance].commodity == commodity:
                row.add(assembly.axis.overlap(grain, block.grain, flow.multiplier) * abs(flow.quantity), block.segment(index).start)
    for injection in assembly.injections:
        if injection.process == name and assembly.balances[injection.balance].commodity == commodity:
            row.plus(assembly.injected(injection, grain), float(np.sign(injection.quantity)))
    return row


def units_energy(assembly: Assembly, name: str, grain: Grain) -> Expression:
    """Return Σ hours × availability × capacity on over each class of ``grain``: what the units on could give [unit]."""
    process, columns = assembly.processes[name], assembly.committed[name]
    assert process.commitment is not None
    series = assembly.axis.spread(unit_availability(assembly, process), process.grain)
    row = Expression(assembly.axis.count(grain))
    row.add(assembly.axis.overlap(grain, columns.grain, series) * process.commitment.unit_size, columns.on)
    return row
