"""The facts of a region's projects: the words of the table ``projects`` turned into facts of the approval table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from tingzhou.delivery.approvals.facts import ProjectFacts, project_facts
from tingzhou.delivery.approvals.graph import Handling
from tingzhou.delivery.approvals.path import START, approval_path
from tingzhou.delivery.calendars import Calendar
from tingzhou.errors import InputError, Problem

__all__ = ["APPROVED_AS", "facts_of_words", "lawful_starts", "stated_words"]

# Kind of project → kind of the approval table; all others follow the column of a factory.
APPROVED_AS = {"wind": "wind", "pv": "pv", "coal_chemistry": "coalchem", "coal_to_olefins": "coalchem"}
_WORDS: Mapping[str, tuple[str, str]] = {
    "eia_book": ("eia", "book"), "eia_form": ("eia", "form"), "eia_registration": ("eia", "registration"),
    "land_expropriated": ("expropriation", "yes"), "forest_or_grassland": ("land_class", "grassland"),
    "not_in_published_free_zone": ("in_free_zone", "no"), "not_on_approval_catalogue": ("on_approval_catalogue", "no"),
    "not_covered_by_park_assessment": ("park_assessment", "no"),
}  # fmt: skip


def stated_words(kind: str, words: str) -> dict[str, object]:
    """Return facts as they are stated from words such as ``land_ha=40;eia_form;land_expropriated``."""
    stated: dict[str, object] = {"kind": APPROVED_AS.get(kind, "factory")}
    for word in (one.strip() for one in words.split(";") if one.strip()):
        name, sign, value = word.partition("=")
        if sign:
            stated[name.strip()] = value.strip()
        else:
            fact, meaning = _WORDS.get(word, (word, "yes"))
            stated[fact] = meaning
    return stated


def facts_of_words(project: str, kind: str, words: str, more: Mapping[str, object] | None = None) -> ProjectFacts:
    """Return the facts of a project of a region, with ``more`` on top.

    Raises
    ------
    InputError
        When a fact is not known, contradicts another, or the area of land is missing.
    """
    return project_facts({**stated_words(kind, words), **(more or {})}, file="projects", name=project)


def lawful_starts(rows: Iterable[tuple[str, str, str]], accepted: dt.date, calendar: Calendar, *, quickest: bool = False,
                  handling: Handling | None = None) -> tuple[dict[str, dt.date], dict[str, tuple[Problem, ...]]]:  # fmt: skip
    """Return the first day after the approval path of each project, and what is missing where none can be told.

    Parameters
    ----------
    rows
        Id, kind and words of each project.
    quickest
        By the compulsory minimum instead of the legal maximum.
    """
    days: dict[str, dt.date] = {}
    lacking: dict[str, tuple[Problem, ...]] = {}
    for project, kind, words in rows:
        try:
            found = approval_path(facts_of_words(project, kind, words), accepted, calendar, handling=handling)
        except InputError as error:
            lacking[project] = error.problems
            continue
        dates = found.dates_minimum if quickest else found.dates_maximum
        days[project] = dates[START][1] + dt.timedelta(days=1)
    return days, lacking
