"""The published bundle: frozen lists before the draw, results after it, a page for readers and the verifier.

Every file is bytes in a mapping name → content; writing them is the command's work.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from tingzhou.errors import Problem
from tingzhou.supervision import verifier
from tingzhou.supervision.canonical import canonical_json, canonical_table, manifest, sha256
from tingzhou.supervision.draw import Draw
from tingzhou.supervision.pairs import Assignment
from tingzhou.supervision.plan import Plan
from tingzhou.version import __version__

__all__ = ["Bundle", "changes", "frozen_files", "result_files"]

_PUBLISHED = ("id", "title_zh", "title_en", "authority", "year", "visits_per_day", "fresh_share", "permanent_seed", "caps",
              "randomness", "working_days")  # fmt: skip


@dataclass(frozen=True)
class Bundle:
    """Files of a bundle and the hash that stands for all frozen ones."""

    files: Mapping[str, bytes]
    frozen_hash: bytes


def _yes(value: object) -> str:
    return "yes" if value is True else ""


def frozen_files(plan: Plan) -> Bundle:
    """Return what is frozen and published before the seed exists: lists, plan, and the manifest of their hashes."""
    settings = {key: plan.settings[key] for key in _PUBLISHED}
    settings["randomness"] = {key: value if isinstance(value, (int, str, dict)) else str(value)
                              for key, value in plan.settings["randomness"].items()}  # fmt: skip
    items = [(item.id, item.zh, item.en, item.department, item.certificate, ";".join(item.industries), item.design,
              _yes(item.capped), name, repr(rate), least, *(repr(bound) for bound in item.bounds[name]))
             for item in plan.items for name, (rate, least) in sorted(item.rates.items())]  # fmt: skip
    firms = plan.firms
    shown = {"visits": lambda value: str(int(value)), "size": lambda value: repr(float(value)), "undisturbed": _yes}
    columns = [list(map(shown.get(name, str), values)) for name, values in firms.items()]
    people = plan.inspectors
    files = {
        "plan.json": canonical_json({**settings, "protocol": 1}),
        "items.csv": canonical_table(("item", "zh", "en", "department", "certificate", "industries", "design", "capped", "class",
                                      "rate", "minimum", "low", "high"), items),
        "firms.csv": canonical_table(list(firms), zip(*columns, strict=True)),
        "inspectors.csv": canonical_table(list(people), zip(*people.values(), strict=True)),
        "conflicts.csv": canonical_table(("inspector", "firm"), plan.conflicts),
        "last_visits.csv": canonical_table(("inspector", "firm"), plan.last_visits),
    }  # fmt: skip
    listing = manifest(files)
    named = {f"frozen/{name}": content for name, content in {**files, "manifest.txt": listing}.items()}
    return Bundle(named, bytes.fromhex(sha256(listing)))


def changes(published: Mapping[str, bytes], now: Mapping[str, bytes]) -> list[Problem]:
    """Return what differs from lists that are frozen already: nothing may be added, removed or changed any more."""
    problems = []
    for name in sorted(set(published) | set(now)):
        before, after = (files.get(name, b"").decode("utf-8").splitlines() for files in (published, now))
        if before == after or name.endswith("manifest.txt"):
            continue
        gone, new = len(set(before) - set(after)), len(set(after) - set(before))
        problems.append(Problem("the list was frozen and has changed since: {gone} lines are gone or changed, {new} are new.",
                                "Draw with the frozen lists. If they are wrong, freeze into a new folder, publish the new hashes, "
                                "and wait for a public value that is not known yet.",
                                file=name, parameters={"gone": gone, "new": new}))  # fmt: skip
    return problems


def result_files(draw: Draw, assignment: Assignment, frozen: Bundle) -> Bundle:
    """Return the whole bundle: frozen lists, seed, tickets, probabilities, samples, visits, inspectors, page and verifier."""
    from tingzhou.supervision.page import render_page

    weights = [(item, name, firm, repr(pi), "" if weight != weight else repr(weight))
               for item, name, firm, pi, weight in draw.probabilities]  # fmt: skip
    visits = [(one.firm, ";".join(one.items), one.county, one.day, one.round, _yes(one.deferred)) for one in assignment.visits]
    pairs = [(one.firm, one.department, one.certificate, one.inspector, one.price) for one in assignment.pairs]
    strata = [(one.item, one.name, one.design, one.firms, one.expected, one.drawn, one.pi, one.pi_joint) for one in draw.strata]
    files = {
        **frozen.files,
        "randomness.json": canonical_json(dict(draw.value.stated)),
        "seed.txt": f"{draw.seed.hex()}\n".encode(),
        "tickets.csv": canonical_table(("id", "ticket"), ((name, f"{int(place):014x}") for name, place in
                                                          zip(draw.plan.firms["id"], draw.place.tolist(), strict=True))),
        "exclusions.csv": canonical_table(("firm", "reason"), sorted(draw.excluded.items())),
        "strata.csv": canonical_table(("item", "class", "design", "firms", "expected", "drawn", "pi", "pi_joint"), strata),
        "probabilities.csv": canonical_table(("item", "class", "firm", "pi", "weight"), weights),
        "samples.csv": canonical_table(("item", "class", "firm"), draw.samples),
        "visits.csv": canonical_table(("firm", "items", "county", "day", "round", "deferred"), visits),
        "pairs.csv": canonical_table(("firm", "department", "certificate", "inspector", "price"), pairs),
        "software.json": canonical_json({"name": "tingzhou", "version": __version__, "protocol": 1}),
        "verify.py": inspect.getsource(verifier).encode("utf-8"),
    }  # fmt: skip
    files["index.html"] = render_page(draw, assignment, frozen).encode("utf-8")
    files["results.txt"] = manifest(files)
    return Bundle(files, frozen.frozen_hash)
