"""Options that several commands share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from tingzhou.labels import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tingzhou.cli.language import Said

__all__ = ["checked_hours", "json_option", "lang_option"]


def _speak(say: Said) -> Callable[[click.Context, click.Parameter, str | None], str]:
    def speak(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
        del context, parameter
        say.lang = value or say.lang
        return say.lang

    return speak


def lang_option(say: Said) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return ``--lang``, which also sets the language of the call."""
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), callback=_speak(say), is_eager=True,
        help=say("Language of messages and reports; without it that of the locale."),
    )  # fmt: skip


def json_option(say: Said) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=say("Print the result as JSON."))


def checked_hours(say: Said) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Return a callback that refuses anything but ``year`` and ``segments:N`` before any work begins."""

    def check(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"year|segments:[1-9][0-9]{0,4}", value):
            raise click.BadParameter(say("'{value}' is no resolution; write year or segments:N", value=value), context, parameter)
        return value

    return check
