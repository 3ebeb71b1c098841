"""What a user sees when something is refused: plain words and an exit code, never a traceback for a mistake of theirs."""

from __future__ import annotations

import sys
import tempfile
import traceback
from typing import TYPE_CHECKING

import click

from tingzhou.errors import InfeasibleError, TingzhouError, UsageError

if TYPE_CHECKING:
    from tingzhou.cli.language import Said

__all__ = ["DONE", "REFUSED", "STOPPED", "WRONG_USE", "refused"]

DONE, REFUSED, WRONG_USE, STOPPED = 0, 1, 2, 130


def refused(error: BaseException, say: Said, *, debug: bool) -> int:
    """Print an error in plain words and return the exit code."""
    if isinstance(error, TingzhouError):
        click.echo(error.text(say.lang), err=True)
        if isinstance(error, InfeasibleError) and error.diagnosis is not None:
            click.echo(error.diagnosis.text(say.lang), err=True)  # type: ignore[attr-defined]
        return WRONG_USE if isinstance(error, UsageError) else REFUSED
    if isinstance(error, OSError):
        reason = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        click.echo(say("The file or folder cannot be used: {reason}", reason=reason), err=True)
        return REFUSED
    if isinstance(error, UnicodeError):
        click.echo(say("The text is not UTF-8: {reason}", reason=str(error)), err=True)
        return REFUSED
    lines = "".join(traceback.format_exception(error))
    if debug:
        sys.stderr.write(lines)
        return REFUSED
    with tempfile.NamedTemporaryFile("w", prefix="tingzhou-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(lines)
    click.echo(say("Sorry, this is a defect of Tingzhou, not of your input ({kind}: {reason}). The details are in {path}.",
                   kind=type(error).__name__, reason=str(error), path=log.name), err=True)  # fmt: skip
    return REFUSED
