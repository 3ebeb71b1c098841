"""Many networks side by side (``tz.solve_many``): worker processes, progress, cancelling, and going on where a run stopped.

A finished answer is kept as two arrays under the hash of its program. Going on certifies them anew: nothing is believed because
it lies in a file.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from tingzhou import network as networks
from tingzhou import program as programs
from tingzhou.errors import SolveError, TingzhouError, UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from tingzhou.network import Network, Solution
    from tingzhou.program import Answer, Program

__all__ = ["Outcome", "solve_many"]

_TICK = 0.1  # seconds between two looks at whether the caller has cancelled


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one network: its solution, or the error that stands in its place.

    ``resumed`` says that the answer was read from the folder of an earlier run and certified again.
    """

    name: str
    solution: Solution | None
    error: TingzhouError | None
    seconds: float
    resumed: bool = False


def solve_many(
    many: Mapping[str, Network] | Sequence[Network],
    *,
    workers: int = 1,
    folder: str | Path | None = None,
    solver: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Outcome, ...]:
    """Solve independent networks in worker processes; return their outcomes in the order given.

    An infeasible network, or a worker that dies, is the outcome of its network alone. On systems that start processes afresh, and
    this module always does, a script needs the usual ``if __name__ == "__main__":``.

    Parameters
    ----------
    many
        Networks by name, or a sequence (named by their place).
    workers
        Processes at once.
    folder
        Keeps finished answers; a later call with the same networks takes them from there. Made when it is not there.
    solver
        Name of a solver; without it the chain decides.
    progress
        Called with the share done and the name of the network that has ended.
    cancelled
        Asked several times a second; once it says yes, workers are ended and unfinished networks get an error that says so.

    Raises
    ------
    UsageError
        When ``workers`` is below 1.
    """
    if workers < 1:
        raise UsageError("at least one worker is needed, not {count}", count=workers)
    named = dict(many) if isinstance(many, Mapping) else {str(index): one for index, one in enumerate(many)}
    store = None if folder is None else Path(folder)
    if store is not None:
        store.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}

    def ended(outcome: Outcome) -> None:
        outcomes[outcome.name] = outcome
        if progress is not None:
            progress(len(outcomes) / len(named), outcome.name)

    ahead = []
    for name, network in named.items():
        kept = _kept(network, name, store, solver) if store is not None else None
        if kept is not None:
            ended(kept)
        else:
            ahead.append(name)
    _Workers(named, ahead, min(workers, len(ahead)), solver, store).run(ended, cancelled or (lambda: False))
    return tuple(outcomes[name] for name in named)


def _place(store: Path, program: Program, solver: str | None) -> Path:
    return store / f"{program.hash}-{solver or 'chain'}.npz"


def _kept(network: Network, name: str, store: Path, solver: str | None) -> Outcome | None:
    """Return the outcome of a kept answer whose certificate holds; a damaged or foreign file counts as none."""
    import numpy as np

    started = time.perf_counter()
    assembly = networks.assemble(network)
    program = assembly.program
    assert program is not None
    path = _place(store, program, solver)
    if not path.exists():
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            x, y = held["x"], held["y"]
            facts = {key: held[key].item() for key in ("solver", "version", "seconds", "iterations", "bound")}
            options = json.loads(str(held["options"].item()))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    if x.shape != (program.columns,) or y.shape != (program.rows,):
        return None
    certificate = programs.certify(program, x, None if program.integral else y, solver=facts["solver"], version=facts["version"],
                                   seconds=facts["seconds"], options=options, iterations=facts["iterations"],
                                   bound=facts["bound"])  # fmt: skip
    if not certificate.holds():
        return None
    answer = programs.Answer(x, y, program.cost - program.matrix.T @ y, certificate.primal_objective, certificate, ())
    return Outcome(name, networks.solution_of(assembly, answer), None, time.perf_counter() - started, resumed=True)


def _keep(answer: Answer, path: Path) -> None:
    """Write an answer to a name of its own and move it into place: a killed run leaves a whole file or none."""
    import numpy as np

    certificate = answer.certificate
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as stream:
        np.savez(stream, x=answer.x, y=answer.y, solver=certificate.solver, version=certificate.version, seconds=certificate.seconds,
                 iterations=certificate.iterations, bound=certificate.dual_objective,
                 options=json.dumps(dict(certificate.options), default=str))  # fmt: skip
    temporary.replace(path)


def _work(pipe: Connection) -> None:
    """Solve what comes through the pipe until it is closed; answers and errors go back."""
    while True:
        try:
            name, network, solver, store = pipe.recv()
        except EOFError:
            return
        started = time.perf_counter()
        try:
            assembly = networks.assemble(network)
            program = assembly.program
            assert program is not None
            answer = programs.solve(program, solver=solver)
            if store is not None:
                _keep(answer, _place(store, program, solver))
            pipe.send((name, answer, None, time.perf_counter() - started))
        except TingzhouError as error:
            pipe.send((name, None, error, time.perf_counter() - started))


class _Workers:
    """Processes that take networks one after the other."""

    def __init__(self, named: Mapping[str, Network], ahead: list[str], count: int, solver: str | None, store: Path | None) -> None:
        self.named, self.ahead, self.count, self.solver, self.store = named, ahead[::-1], count, solver, store
        self.busy: dict[Connection, tuple[SpawnProcess, str | None]] = {}

    def run(self, ended: Callable[[Outcome], None], cancelled: Callable[[], bool]) -> None:
        """Give out networks until all have ended or the caller cancels."""
        try:
            while (self.ahead or any(name is not None for _, name in self.busy.values())) and not cancelled():
                while self.ahead and len(self.busy) < self.count:
                    self._start()
                for pipe in connection.wait(list(self.busy), timeout=_TICK):
                    ended(self._receive(pipe))
        finally:
            open_names = [name for _, name in self.busy.values() if name is not None] + self.ahead[::-1]
            self._stop()
        for name in open_names:
            ended(Outcome(name, None, SolveError("cancelled before it was solved"), 0.0))

    def _start(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self.busy[ours] = (process, None)
        self._give(ours)

    def _give(self, pipe: Connection) -> None:
        """Hand the next network to a worker, or let it rest."""
        process, _ = self.busy[pipe]
        name = self.ahead.pop() if self.ahead else None
        self.busy[pipe] = (process, name)
        if name is not None:
            with contextlib.suppress(BrokenPipeError):  # a worker that died is noticed when it is read from
                pipe.send((name, self.named[name], self.solver, self.store))

    def _receive(self, pipe: Any) -> Outcome:
        process, name = self.busy[pipe]
        try:
            _, answer, error, seconds = pipe.recv()
        except (EOFError, OSError):
            process.join()
            del self.busy[pipe]
            pipe.close()
            return Outcome(str(name), None, SolveError("the worker process ended with code {code}", code=process.exitcode), 0.0)
        self._give(pipe)
        if answer is None:
            return Outcome(str(name), None, error, seconds)
        return Outcome(str(name), networks.solution_of(networks.assemble(self.named[str(name)]), answer), None, seconds)

    def _stop(self) -> None:
        """End every worker that is still there."""
        for pipe, (process, name) in self.busy.items():
            pipe.close()
            if name is not None:
                process.terminate()
            process.join(timeout=10)
        self.busy.clear()
