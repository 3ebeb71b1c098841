"""The reference pages that are made from the code: one function each. ``make docs`` writes them, a test compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PAGES", "commands_page", "figures_page", "formulations_page", "lists_page", "tables_page", "weather_page"]


def tables_page() -> str:
    """Return the page of tables."""
    from tingzhou.region import document

    return document()


def lists_page() -> str:
    """Return the page of the lists of an inspection plan."""
    from tingzhou.supervision.schema import lists_page as page

    return page()


def figures_page() -> str:
    """Return the page of key figures."""
    from tingzhou.planning import catalogue_page

    return catalogue_page()


def weather_page() -> str:
    """Return the page of weather statistics."""
    from tingzhou.weather.statistics import statistics_page

    return statistics_page()


def formulations_page() -> str:
    """Return the formulation library: equation, symbols, note and reference of every family of constraints."""
    from tingzhou.network.formulations import FORMULATIONS, RULES

    lines = [
        "# Formulation library",
        "",
        "Made from the code by `tingzhou.pages.formulations_page()`. Families marked *rule* are kinds of the table `rules`.",
        "",
        "| family | 中文 | rule |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {f.title_zh} | {'yes' if name in RULES else ''} |" for name, f in FORMULATIONS.items()]
    for name, formulation in FORMULATIONS.items():
        lines += [
            "",
            f"## {formulation.title_zh} · {formulation.title_en} (`{name}`)",
            "",
            "```math",
            formulation.equation,
            "```",
            "",
        ]
        lines += ["| symbol | meaning |", "|---|---|", *(f"| `{s}` | {meaning} |" for s, meaning in formulation.symbols.items())]
        lines += ["", formulation.note, "", f"Reference: {formulation.reference}"]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of commands with all their options, in English."""
    import click

    from tingzhou.cli import command

    group = command("en")
    lines = [
        "# Commands", "",
        "Made from the code by `tingzhou.pages.commands_page()`. Exit codes: 0 done, 1 refused input or no answer, 2 wrong usage,",
        "130 stopped. `--lang zh` gives help, messages and reports in Chinese; without it the locale decides, or the environment",
        "variable `TINGZHOU_LANG`. Progress goes to the error stream, results to the output.",
    ]  # fmt: skip
    for name, sub in [("", group), *sorted(group.commands.items())]:
        inner = click.Context(sub, info_name=f"tingzhou {name}".rstrip(), terminal_width=100)
        lines += ["", f"## {name or 'tingzhou'}", "", "```text", sub.get_help(inner), "```"]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": tables_page,
    "inspection-lists.md": lists_page,
    "figures.md": figures_page,
    "formulations.md": formulations_page,
    "commands.md": commands_page,
    "weather-statistics.md": weather_page,
}
