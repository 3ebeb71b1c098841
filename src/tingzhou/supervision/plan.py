"""An inspection plan: settings and lists, checked together, with every problem listed at once."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tingzhou.errors import InputError, Problem
from tingzhou.region.lists import LongList
from tingzhou.supervision.identity import public_ids
from tingzhou.supervision.randomness import KINDS
from tingzhou.workdays import WorkingDays, exceptions_of

__all__ = ["Item", "Plan", "make_plan", "parse_settings"]

_KEYS = {"plan": {"id", "title_zh", "title_en", "authority", "year", "window_from", "window_to", "visits_per_day", "fresh_share",
                  "permanent_seed"},
         "randomness": {"kind", "name", "day", "time", "round"}}  # fmt: skip
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_LARGEST = 2_000_000  # units × sample of a design with exact joint probabilities
_POOL = 65_535  # largest pool of RFC 3797


@dataclass(frozen=True)
class Item:
    """An item of inspection: its department, its classes with rate and minimum, what the rule allows, and how it is drawn."""

    id: str
    zh: str
    en: str
    department: str
    certificate: str
    industries: tuple[str, ...]
    design: str
    capped: bool
    rates: Mapping[str, tuple[float, int]]
    bounds: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Plan:
    """A checked plan. Lists hold public ids; ``names`` maps them back and stays private.

    Parameters
    ----------
    settings
        What plan.toml states, with the working days of the window.
    firms, inspectors
        Rows by public id, sorted.
    conflicts, last_visits
        Pairs (inspector, firm), sorted: who may not go.
    names
        Public id → (id, name) of firms and inspectors; never published.
    """

    settings: Mapping[str, Any]
    items: tuple[Item, ...]
    firms: Mapping[str, list[Any]]
    inspectors: Mapping[str, list[Any]]
    conflicts: tuple[tuple[str, str], ...]
    last_visits: tuple[tuple[str, str], ...]
    names: Mapping[str, tuple[str, str]]


def parse_settings(text: str, problems: list[Problem]) -> dict[str, Any]:
    """Return the settings of plan.toml; what is wrong becomes a problem."""
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem("plan.toml cannot be read: {reason}.", file="plan.toml", parameters={"reason": str(error)}))
        return {}
    for table, keys in stated.items():
        if table not in ("plan", "randomness", "caps") or not isinstance(keys, dict):
            problems.append(Problem("'{name}' is no part of a plan.", "Known parts: [plan], [caps], [randomness].",
                                    file="plan.toml", parameters={"name": table}))  # fmt: skip
            continue
        for key in keys.keys() - _KEYS.get(table, keys.keys()):
            problems.append(_setting(f"{table}.{key}", keys[key], "the setting is not known.", "Known: {known}.",
                                     known=", ".join(sorted(_KEYS[table]))))  # fmt: skip
    plan = {**stated.get("plan", {})} if isinstance(stated.get("plan"), dict) else {}
    plan["caps"] = stated.get("caps", {}) if isinstance(stated.get("caps", {}), dict) else {}
    plan["randomness"] = stated.get("randomness", {}) if isinstance(stated.get("randomness", {}), dict) else {}
    _check_settings(plan, problems)
    return plan


def _setting(name: str, value: object, message: str, fix: str = "", /, **parameters: object) -> Problem:
    return Problem(message, fix, file="plan.toml", column=name, value="" if value is None else str(value), parameters=parameters)


def _check_settings(plan: dict[str, Any], problems: list[Problem]) -> None:
    for key in ("id", "title_zh", "title_en", "authority"):
        if not isinstance(plan.get(key), str) or not plan[key].strip():
            problems.append(_setting(f"plan.{key}", plan.get(key), "a text is needed here."))
    for key, low, high in (("year", 2000, 2200), ("visits_per_day", 1, 20)):
        if type(plan.get(key)) is not int or not low <= plan[key] <= high:
            problems.append(_setting(f"plan.{key}", plan.get(key), "a whole number from {low} to {high} is needed here.",
                                     low=low, high=high))  # fmt: skip
    for key in ("window_from", "window_to"):
        if type(plan.get(key)) is not dt.date:
            problems.append(_setting(f"plan.{key}", plan.get(key), "a day is needed here, without quotation marks: 2025-03-03."))
    share = plan.setdefault("fresh_share", 0.2)
    if not isinstance(share, (int, float)) or isinstance(share, bool) or not 0 <= share <= 1:
        problems.append(_setting("plan.fresh_share", share, "a share from 0 to 1 is needed here."))
    seed = plan.setdefault("permanent_seed", "")
    if not isinstance(seed, str) or (seed and not _HEX.fullmatch(seed)):
        problems.append(_setting("plan.permanent_seed", seed, "64 hexadecimal digits are needed here, or nothing in a first year."))
    for name, cap in plan["caps"].items():
        if type(cap) is not int or cap < 0:
            problems.append(_setting(f"caps.{name}", cap, "a number of visits is needed here."))
    _check_randomness(plan["randomness"], problems)


def _check_randomness(stated: dict[str, Any], problems: list[Problem]) -> None:
    if stated.get("kind") not in KINDS:
        problems.append(_setting("randomness.kind", stated.get("kind"), "the public randomness is not of a known kind.",
                                 "Known: {known}.", known=", ".join(KINDS)))  # fmt: skip
        return
    if not isinstance(stated.get("name"), str) or not stated["name"].strip():
        problems.append(_setting("randomness.name", stated.get("name"), "a text is needed here."))
    needed = {"lottery": ("day", dt.date), "nist": ("time", str), "drand": ("round", int)}.get(stated["kind"])
    if needed is not None and type(stated.get(needed[0])) is not needed[1]:
        problems.append(_setting(f"randomness.{needed[0]}", stated.get(needed[0]),
                                 "it must be said before the draw which public value counts."))  # fmt: skip


def make_plan(settings: dict[str, Any], lists: Mapping[str, LongList], salt: bytes, problems: list[Problem]) -> Plan:
    """Return the checked plan.

    Raises
    ------
    InputError
        With every problem of settings and lists at once, those already in ``problems`` included.
    """
    classes, items = _items(lists["inspection_plans"], problems)
    _check_ids(lists["firms"], problems)
    _check_ids(lists["inspectors"], problems)
    _check_firms(lists["firms"], items, classes, problems)
    for name in settings.get("caps", {}):
        if name not in classes and classes:
            problems.append(_setting(f"caps.{name}", "", "no item has the class '{name}'.", "Known: {known}.", name=name,
                                     known=", ".join(sorted(classes))))  # fmt: skip
    leave = _leaves(lists["inspectors"], problems)
    _check_pairs(lists["conflicts"], lists, problems)
    _check_pairs(lists["last_visits"], lists, problems)
    _check_people(lists, items, problems)
    commitments = _commitments(settings, lists["commitments"], problems)
    days = _working_days(settings, lists["holidays"], problems)
    if problems:
        raise InputError(problems)
    return _assemble(settings, lists, salt, items, leave, days, commitments)


def _row(listed: LongList, index: int, column: str, value: object, message: str, fix: str = "", /, **parameters: object) -> Problem:
    return Problem(message, fix, file=listed.file, row=listed.lines[index], column=column, value=str(value), parameters=parameters)


def _items(listed: LongList, problems: list[Problem]) -> tuple[set[str], tuple[Item, ...]]:
    """Return the classes and the items; the rows of one item must agree in everything but class, rate and bounds."""
    shared = ("zh", "en", "department", "certificate", "industries", "design", "capped")
    columns = {name: listed.column(name) for name in ("item", "class", "rate", "low", "high", "minimum", *shared)}
    first: dict[str, int] = {}
    rates: dict[str, dict[str, tuple[float, int]]] = {}
    bounds: dict[str, dict[str, tuple[float, float]]] = {}
    for index in range(len(listed)):
        item, name, rate = (columns[key][index] for key in ("item", "class", "rate"))
        if item is None or name is None or rate is None:
            continue
        known = rates.setdefault(str(item), {})
        if str(name) in known:
            problems.append(
                _row(listed, index, "class", name, "the item {item} has two rows for this class.", "Keep one.", item=item)
            )
        low, high = columns["low"][index], columns["high"][index]
        if (low is not None and float(rate) < float(low)) or (high is not None and float(rate) > float(high)):
            problems.append(_row(listed, index, "rate", rate, "the rate lies outside what the rule allows ({low} to {high}).",
                                 "Change the rate, or the bounds if the rule was changed.", low="" if low is None else low,
                                 high="" if high is None else high))  # fmt: skip
        least = columns["minimum"][index]
        known[str(name)] = (float(rate), 1 if least is None else int(float(least)))
        bounds.setdefault(str(item), {})[str(name)] = (0.0 if low is None else float(low), 1.0 if high is None else float(high))
        start = first.setdefault(str(item), index)
        for key in shared:
            if columns[key][index] != columns[key][start]:
                problems.append(_row(listed, index, key, columns[key][index],
                                     "the rows of the item {item} do not agree.", item=item))  # fmt: skip
    items = []
    for item, start in first.items():
        zh, en, department, certificate, industries, design, capped = (columns[key][start] for key in shared)
        items.append(Item(item, str(zh), str(en), str(department), str(certificate or ""), tuple(_words(industries)),
                          str(design or "equal"), capped is not False, rates[item], bounds[item]))  # fmt: skip
    return {name for item in items for name in item.rates}, tuple(sorted(items, key=lambda item: item.id))


def _words(cell: object) -> list[str]:
    return [word.strip() for word in str(cell or "").replace("；", ";").split(";") if word.strip()]


def _check_ids(listed: LongList, problems: list[Problem]) -> None:
    seen: dict[object, int] = {}
    for index, name in enumerate(listed.column("id")):
        if name is not None and seen.setdefault(name, index) != index:
            problems.append(_row(listed, index, "id", name, "the id stands twice, first in row {row}.", "Keep one of the rows.",
                                 row=listed.lines[seen[name]]))  # fmt: skip


def _check_firms(listed: LongList, items: tuple[Item, ...], classes: set[str], problems: list[Problem]) -> None:
    for index, name in enumerate(listed.column("class")):
        if name is not None and str(name) not in classes:
            problems.append(_row(listed, index, "class", name, "no item has a rate for this class.", "Known: {known}.",
                                 known=", ".join(sorted(classes))))  # fmt: skip
    sized = [item for item in items if item.design in ("systematic", "conditional_poisson", "sampford")]
    if sized:
        affected = {name for item in sized for name in item.rates}
        for index, (name, size) in enumerate(zip(listed.column("class"), listed.column("size"), strict=True)):
            if name in affected and (size is None or float(size) <= 0):
                problems.append(_row(listed, index, "size", "" if size is None else size,
                                     "the design {design} needs a size above 0.", design=sized[0].design))  # fmt: skip
    _check_designs(listed, items, problems)


def _check_designs(listed: LongList, items: tuple[Item, ...], problems: list[Problem]) -> None:
    """Designs with exact probabilities and RFC 3797 have a largest size."""
    classes, codes = listed.column("class"), listed.column("industry", "")
    for item in items:
        if item.design not in ("conditional_poisson", "sampford", "rfc3797"):
            continue
        suited = [not item.industries or str(code).startswith(item.industries) for code in codes]
        counts = Counter(name for name, fits in zip(classes, suited, strict=True) if fits)
        for name, (rate, _) in item.rates.items():
            cells = int(counts[name] * counts[name] * rate * (1 - rate))
            if item.design != "rfc3797" and cells > _LARGEST:
                problems.append(Problem("class {name} of item {item} is too large for the design {design}: exact probabilities need "
                                        "{cells} steps, at most {limit} are allowed.", "Use systematic or equal.",
                                        file="inspection_plans.csv", parameters={"name": name, "item": item.id, "limit": _LARGEST,
                                                                                 "design": item.design, "cells": cells}))  # fmt: skip
            if item.design == "rfc3797" and counts[name] > _POOL:
                problems.append(Problem("class {name} of item {item} has more than {limit} firms: RFC 3797 cannot draw from it.",
                                        "Use equal.", file="inspection_plans.csv",
                                        parameters={"name": name, "item": item.id, "limit": _POOL}))  # fmt: skip


def _leaves(listed: LongList, problems: list[Problem]) -> list[str]:
    """Return the canonical spans of absence of every inspector."""
    result = []
    for index, cell in enumerate(listed.column("leave")):
        spans = []
        for word in _words(cell):
            try:
                first, last = (dt.date.fromisoformat(part.strip()) for part in (word.split("/") * 2)[:2])
                if last < first:
                    raise ValueError
                spans.append(f"{first}/{last}")
            except ValueError:
                problems.append(_row(listed, index, "leave", word, "it is no span of days.", "Write 2025-06-01/2025-06-14."))
        result.append(";".join(sorted(spans)))
    return result


def _check_pairs(listed: LongList, lists: Mapping[str, LongList], problems: list[Problem]) -> None:
    for column, table in (("firm", "firms"), ("inspector", "inspectors")):
        known = set(lists[table].column("id"))
        for index, name in enumerate(listed.column(column)):
            if name is not None and name not in known:
                problems.append(_row(listed, index, column, name, "there is no such row in {table}.", table=table))


def _check_people(lists: Mapping[str, LongList], items: tuple[Item, ...], problems: list[Problem]) -> None:
    """Every item needs inspectors, and every firm two of them without a conflict (one, where another department goes along)."""
    people, able = lists["inspectors"], dict[str, set[object]]()
    rows = list(zip(people.column("id"), people.column("department"), people.column("certificates"), strict=True))
    for item in items:
        able[item.id] = {name for name, department, held in rows
                         if department == item.department and (not item.certificate or item.certificate in _words(held))}  # fmt: skip
        if len(able[item.id]) < 2:
            problems.append(Problem("the item {item} needs two inspectors of the department {department} with the certificate "
                                    "'{certificate}'; there are {count}.", "At least two inspectors visit a firm.", file=people.file,
                                    parameters={"item": item.id, "department": item.department, "count": len(able[item.id]),
                                                "certificate": item.certificate}))  # fmt: skip
    barred: dict[Any, set[object]] = {}
    for name in ("conflicts", "last_visits"):
        for inspector, firm in zip(lists[name].column("inspector"), lists[name].column("firm"), strict=True):
            barred.setdefault(firm, set()).add(inspector)
    firms = lists["firms"]
    classes, industries = dict(zip(firms.column("id"), firms.column("class"), strict=True)), firms.column("industry", "")
    place = {name: index for index, name in enumerate(firms.column("id"))}
    for firm, out in barred.items():
        for item in items:
            if classes.get(firm) in item.rates and len(able[item.id]) >= 2 and len(able[item.id] - out) < 2:
                if item.industries and not str(industries[place[firm]]).startswith(item.industries):
                    continue
                problems.append(_row(firms, place[firm], "id", firm, "the item {item} has fewer than two inspectors without a "
                                     "conflict or a last visit here.", "Certify further inspectors or review the conflicts.",
                                     item=item.id))  # fmt: skip


def _commitments(settings: dict[str, Any], listed: LongList, problems: list[Problem]) -> dict[str, str]:
    result: dict[str, str] = {}
    for index, (party, value) in enumerate(zip(listed.column("party"), listed.column("commitment"), strict=True)):
        if value is not None and not _HEX.fullmatch(str(value)):
            problems.append(_row(listed, index, "commitment", value, "it is no SHA-256 in hexadecimal."))
        if party is not None and result.setdefault(str(party), str(value).lower()) != str(value).lower():
            problems.append(_row(listed, index, "party", party, "the party commits twice."))
    if settings.get("randomness", {}).get("kind") == "commit_reveal" and len(result) < 2:
        problems.append(Problem("commit–reveal needs the commitments of two parties at least.", file=listed.file))
    return result


def _working_days(settings: dict[str, Any], listed: LongList, problems: list[Problem]) -> list[str]:
    first, last = settings.get("window_from"), settings.get("window_to")
    if type(first) is not dt.date or type(last) is not dt.date:
        return []
    if last < first:
        problems.append(_setting("plan.window_to", last, "the window ends before it begins."))
        return []
    rows = [(dt.date.fromisoformat(str(day)), str(kind)) for day, kind in
            zip(listed.column("date"), listed.column("kind"), strict=True) if day is not None and kind is not None]  # fmt: skip
    try:
        days = [day.isoformat() for day in WorkingDays(first, last, exceptions_of(rows)).days()]
    except InputError as error:
        problems.extend(error.problems)
        return []
    if not days:
        problems.append(_setting("plan.window_from", first, "the window holds no working day."))
    return days


def _assemble(settings: dict[str, Any], lists: Mapping[str, LongList], salt: bytes, items: tuple[Item, ...], leave: list[str],
              days: list[str], commitments: dict[str, str]) -> Plan:  # fmt: skip
    firms, people = lists["firms"], lists["inspectors"]
    firm_ids = [str(name) for name in firms.column("id")]
    people_ids = [str(name) for name in people.column("id")]
    public, persons = public_ids(salt, "firm", firm_ids), public_ids(salt, "inspector", people_ids)
    order = sorted(range(len(public)), key=public.__getitem__)
    table: dict[str, list[Any]] = {"id": [public[i] for i in order]}
    sized = any(item.design in ("systematic", "conditional_poisson", "sampford") for item in items)
    wanted = {"class": True, "county": True, "industry": any(item.industries for item in items), "size": sized,
              "visits": bool(settings["caps"]), "undisturbed": any(value is True for value in firms.column("undisturbed"))}  # fmt: skip
    default: dict[str, Any] = {"industry": "", "visits": 0.0, "undisturbed": False, "size": 0.0}
    for name, needed in wanted.items():
        if needed:
            values = firms.column(name, default.get(name))
            table[name] = [values[i] for i in order]
    rank = sorted(range(len(persons)), key=persons.__getitem__)
    held = [";".join(sorted(_words(cell))) for cell in people.column("certificates")]
    inspectors: dict[str, list[Any]] = {"id": [persons[i] for i in rank], "department": [people.column("department")[i] for i in rank],
                  "county": [people.column("county")[i] for i in rank], "certificates": [held[i] for i in rank],
                  "leave": [leave[i] for i in rank]}  # fmt: skip
    names = {}
    for listed, hidden, shown in ((firms, firm_ids, public), (people, people_ids, persons)):
        called = listed.column("name", "")
        names.update({key: (hidden[i], str(called[i])) for i, key in enumerate(shown)})
    to_firm, to_person = dict(zip(firm_ids, public, strict=True)), dict(zip(people_ids, persons, strict=True))
    pairs = {name: tuple(sorted({(to_person[str(a)], to_firm[str(b)]) for a, b in zip(
        lists[name].column("inspector"), lists[name].column("firm"), strict=True)})) for name in ("conflicts", "last_visits")}  # fmt: skip
    frozen = {**settings, "working_days": days}
    if settings["randomness"]["kind"] == "commit_reveal":
        frozen["randomness"] = {**settings["randomness"], "commitments": commitments}
    return Plan(frozen, items, table, inspectors, pairs["conflicts"], pairs["last_visits"], names)
