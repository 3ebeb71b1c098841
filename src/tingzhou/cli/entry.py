"""The commands put together, and the one place where an error becomes words and an exit code."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from tingzhou.cli.advice import advice_commands
from tingzhou.cli.approvals import approval_commands
from tingzhou.cli.cases import case_commands
from tingzhou.cli.deliver import deliver_commands
from tingzhou.cli.facts import facts_commands
from tingzhou.cli.inspections import inspection_commands
from tingzhou.cli.language import Said, asked_language, click_texts
from tingzhou.cli.ledger import ledger_commands
from tingzhou.cli.operate import operate_commands
from tingzhou.cli.options import lang_option
from tingzhou.cli.refusal import DONE, STOPPED, refused
from tingzhou.cli.regions import region_commands
from tingzhou.cli.risks import risk_commands
from tingzhou.cli.schedules import schedule_commands
from tingzhou.cli.schemes import scheme_commands
from tingzhou.cli.show import show_commands
from tingzhou.cli.studies import study_commands
from tingzhou.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["command", "main"]

_GROUPS = (
    advice_commands,
    approval_commands,
    case_commands,
    deliver_commands,
    facts_commands,
    inspection_commands,
    ledger_commands,
    operate_commands,
    region_commands,
    risk_commands,
    schedule_commands,
    scheme_commands,
    show_commands,
    study_commands,
)


def command(lang: str) -> click.Group:
    """Return the commands with their help in ``lang``."""
    return _group(Said(lang))


def _group(say: Said) -> click.Group:
    @click.group(help=say("Tingzhou: from a region's tables to a certified year of hours, a plan and a report."))
    @click.version_option(__version__, prog_name="tingzhou", message="%(prog)s %(version)s", help=say("Show the version and stop."))
    @click.option("--debug", is_flag=True, help=say("Show the traceback of an unexpected error."))
    @lang_option(say)
    def tingzhou(debug: bool, lang: str) -> None:
        del debug, lang

    for group in _GROUPS:
        for one in group(say):
            tingzhou.add_command(one)
    return tingzhou


# Objects made before cycles are looked for: a command makes millions that live to its end, and looking through them took a tenth of its time.
_COLLECTED = 100_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused input or no answer, 2 wrong usage, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(_COLLECTED)
    say = Said(asked_language(words))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with click_texts(say.lang):
        raise SystemExit(_run(words, say))


def _run(words: list[str], say: Said) -> int:
    """Run the words and return the exit code."""
    try:
        code = _group(say).main(words, prog_name="tingzhou", standalone_mode=False)
    except SystemExit as stop:
        code = stop.code
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo(say("Stopped. A study that is begun again goes on from the stage it had finished."), err=True)
        code = STOPPED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Exception as error:  # the last line of defence: never a traceback for a user's mistake
        code = refused(error, say, debug="--debug" in words)
    return code if isinstance(code, int) else DONE
