"""Progress of long work on the error stream: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tingzhou.cli.language import Said

__all__ = ["progress"]


def _stage(say: Said, stage: str) -> str:
    """Return the name of a stage."""
    known = {
        "profiles": say("hourly series"),
        "build": say("writing the program"),
        "solve": say("solving"),
        "operate": say("operating"),
        "tables": say("result tables"),
        "report": say("writing the study"),
        "lists": say("reading the lists"),
        "draw": say("drawing"),
        "pairs": say("finding inspectors"),
        "bundle": say("writing the bundle"),
        "plan": say("choosing and dating projects"),
        "days": say("day schedules"),
        "prices": say("one per cent more of each factor"),
        "risk": say("chances of the dates"),
    }
    return known.get(stage, stage)


@contextmanager
def progress(say: Said) -> Iterator[Callable[[str, float, str], None]]:
    """Give a callback ``(stage, share done 0…1, word)``; the bar goes when the work ends or fails."""
    if not sys.stderr.isatty():
        last: list[tuple[str, str]] = []

        def tell(stage: str, done: float, word: str) -> None:
            if [(stage, word)] != last:
                last[:] = [(stage, word)]
                click.echo(f"{round(100 * done):3d} %  {_stage(say, stage)} {word}".rstrip(), err=True)

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_stage(say, "profiles"), total=1.0)

        def show(stage: str, done: float, word: str) -> None:
            bar.update(task, completed=done, description=f"{_stage(say, stage)} {word}".rstrip())

        yield show
