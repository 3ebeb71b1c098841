"""The facts of a project that switch approval steps on: stated ones, and defaults of its kind that are listed as such."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tingzhou.errors import InputError, Problem
from tingzhou.labels import find_key, sentence

__all__ = ["KINDS", "Fact", "ProjectFacts", "known_facts", "project_facts"]

KINDS = ("wind", "pv", "coalchem", "factory")
_YES = {"yes", "true", "1", "是", "y"}
_NO = {"no", "false", "0", "否", "n"}
_GRASS = ("steppe", "grassland", "forest")


@dataclass(frozen=True)
class Fact:
    """A fact that may be stated: its kind (``number``, ``flag``, ``choice``), names, choices and the default of each kind of project."""

    name: str
    kind: str
    zh: str
    en: str
    choices: tuple[str, ...]
    defaults: Mapping[str, str]
    mark: str
    note: str


@cache
def known_facts() -> dict[str, Fact]:
    """Return every fact by name."""
    text = resources.files("tingzhou.delivery").joinpath("data/project_facts.csv").read_text(encoding="utf-8")
    return {
        row["fact"]: Fact(row["fact"], row["kind"], row["zh"], row["en"], tuple(row["choices"].split(";")) if row["choices"] else (),
                          {kind: row[kind] for kind in KINDS}, row["mark"], row["note"])
        for row in csv.DictReader(io.StringIO(text))
    }  # fmt: skip


@dataclass(frozen=True)
class ProjectFacts:
    """The facts of one project.

    Parameters
    ----------
    kind
        ``wind``, ``pv``, ``coalchem`` or ``factory``.
    values
        Fact → number, yes or no, or choice. A number that is not stated is absent: it is never taken as zero.
    assumed
        The facts that were not stated and stand at the default of their kind.
    """

    kind: str
    values: Mapping[str, float | bool | str]
    assumed: tuple[str, ...] = ()
    name: str = ""

    def flag(self, name: str) -> bool:
        """Return a fact as the word used by the table of steps."""
        values = self.values
        derived = {
            "not_in_published_free_zone": not values["in_free_zone"],
            "forest_or_grassland": values["land_class"] in _GRASS,
            "land_expropriated": values["expropriation"],
            "not_on_approval_catalogue": not values["on_approval_catalogue"],
            "not_covered_by_park_assessment": not values["park_assessment"],
            "eia_book": values["eia"] == "book",
            "eia_form": values["eia"] == "form",
            "eia_registration": values["eia"] == "registration",
        }
        return bool(derived[name] if name in derived else values[name])

    def knows(self, name: str) -> bool:
        """Tell whether ``name`` is a yes-or-no word of the table of steps."""
        return name in _DERIVED or (name in known_facts() and known_facts()[name].kind == "flag")

    def number(self, name: str) -> float | None:
        """Return a number, or ``None`` when it was not stated."""
        value = self.values.get(name)
        return None if value is None else float(value)

    def words(self, lang: str) -> str:
        """Return the facts that the answer hangs on: environmental document and expropriation."""
        eia = {"book": "an environmental book", "form": "an environmental form", "registration": "an environmental registration"}
        document = sentence(eia[str(self.values["eia"])], lang)
        land = sentence("with expropriation" if self.values["expropriation"] else "no expropriation", lang)
        return sentence("{document} and {land}", lang, document=document, land=land)


_DERIVED = ("not_in_published_free_zone", "forest_or_grassland", "land_expropriated", "not_on_approval_catalogue",
            "not_covered_by_park_assessment", "eia_book", "eia_form", "eia_registration")  # fmt: skip


def project_facts(stated: Mapping[str, object], *, file: str = "", name: str = "") -> ProjectFacts:
    """Return the facts of a project from what is stated (texts, numbers or booleans by fact).

    Raises
    ------
    InputError
        With every problem: no or an unknown kind, unknown facts, values that are none, facts that contradict each other.
    """
    problems: list[Problem] = []
    facts = known_facts()
    kind = str(stated.get("kind", "")).strip()
    kind = (find_key(kind, "choice.") or kind).removeprefix("choice.")
    if kind not in KINDS:
        problems.append(Problem("the kind of the project is not known.", "Write one of: {known}.", file=file, column="kind", value=kind,
                                parameters={"known": ", ".join(KINDS)}))  # fmt: skip
    values: dict[str, float | bool | str] = {}
    for key, value in stated.items():
        if key in ("kind", "name", "id", "zh", "en"):
            continue
        fact = facts.get(key)
        if fact is None:
            problems.append(Problem("this fact is not known.", "Known facts: {known}.", file=file, column=key, value=str(value),
                                    parameters={"known": ", ".join(facts)}))  # fmt: skip
        elif value is not None and str(value).strip() != "":
            parsed = _value(fact, value, file, problems)
            if parsed is not None:
                values[key] = parsed
    assumed = tuple(fact for fact, known in facts.items() if fact not in values and known.kind != "number")
    if kind in KINDS:
        for one in assumed:
            default = facts[one].defaults[kind]
            values[one] = default == "yes" if facts[one].kind == "flag" else default
    if "land_ha" not in values:
        problems.append(Problem("the area of land is needed.", "State land_ha in hectares.", file=file, column="land_ha"))
    if kind == "coalchem" and values.get("eia") != "book":
        problems.append(Problem("coal chemistry needs an environmental book.", "State eia = book.", file=file, column="eia",
                                value=str(values.get("eia"))))  # fmt: skip
    if kind in ("wind", "pv") and values.get("on_approval_catalogue"):
        problems.append(Problem("wind and sun are filed, not approved.", "State on_approval_catalogue = no.", file=file,
                                column="on_approval_catalogue", value="yes"))  # fmt: skip
    if kind in ("wind", "pv") and values.get("eia") == "registration":
        problems.append(Problem("wind and sun need an environmental form or book.", "State eia = form or book.", file=file, column="eia",
                                value="registration"))  # fmt: skip
    if problems:
        raise InputError(problems)
    return ProjectFacts(kind, values, assumed, name or str(stated.get("name", "")))


def _value(fact: Fact, value: object, file: str, problems: list[Problem]) -> float | bool | str | None:
    text = str(value).strip()
    if fact.kind == "number":
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0.0 <= number < 1e12 or isinstance(value, bool):
            problems.append(
                Problem("it is no number of at least 0.", "Write a plain number.", file=file, column=fact.name, value=text)
            )
            return None
        return number
    if fact.kind == "flag":
        if text.casefold() not in _YES | _NO:
            problems.append(Problem("it is neither yes nor no.", "Write yes or no.", file=file, column=fact.name, value=text))
            return None
        return text.casefold() in _YES
    chosen = (find_key(text, "choice.") or text).removeprefix("choice.")
    if chosen not in fact.choices:
        problems.append(Problem("it is none of the choices.", "Write one of: {known}.", file=file, column=fact.name, value=text,
                                parameters={"known": ", ".join(fact.choices)}))  # fmt: skip
        return None
    return chosen
