"""Compile the message catalogues, and list sentences of the code that no catalogue translates.

Without arguments every .mo is written beside its .po; ``--missing`` only lists, as lines that can be pasted into a .po.
A sentence is found where the code hands it on: as an argument of the calls below, as a value given to ``message``, ``fix`` or
``notes``, or as the first part of a pair (sentence, parameters).
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_FIXED_TIME = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tingzhou"
CATALOGUES = PACKAGE / "locale" / "zh" / "LC_MESSAGES"

_CALLS = {"sentence", "say", "_say", "Problem", "TingzhouError", "UsageError", "SolveError", "InfeasibleError", "UnboundedError",
          "CertificateError", "InternalError", "gettext", "InputError", "problem", "refuse"}  # fmt: skip
# Helpers that pass a sentence on: name → places of the sentence and of its remedy.
_PLACES = {"Problem": (0, 1), "_refuse": (0, 1), "_setting": (2, 3), "_row": (4, 5)}
_NAMES = {"message", "fix", "notes", "note", "reason", "why", "mend"}


def _texts(node: ast.AST | None) -> Iterator[str]:
    """Yield the strings that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for element in node.elts:
            yield from _texts(element)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)


def _found(node: ast.AST) -> Iterator[str]:
    """Yield the sentences that a node hands on."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _CALLS or name in _PLACES:
            for place in _PLACES.get(name, (0,)):
                yield from _texts(node.args[place] if place < len(node.args) else None)
            for keyword in node.keywords:
                if keyword.arg in _NAMES and name == "Problem":
                    yield from _texts(keyword.value)
        if name == "ResultTable":
            for keyword in node.keywords:
                if keyword.arg == "notes":
                    yield from _texts(keyword.value)
    elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in _NAMES for t in node.targets):
        yield from _texts(node.value)
    elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
        yield from _texts(node.value.elts[0])


def sentences() -> dict[str, str]:
    """Return every sentence of the code → the first file that says it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in _found(node):
                if " " in text and re.search(r"[a-z]{2}", text):
                    found.setdefault(text, str(path.relative_to(PACKAGE)))
    for path in sorted((PACKAGE / "report" / "templates").glob("*.j2")):
        for match in re.finditer(r"""say\(\s*(["'])(.+?)\1""", path.read_text(encoding="utf-8")):
            found.setdefault(match.group(2), str(path.relative_to(PACKAGE)))
    return found


def entries(path: Path) -> list[tuple[tuple[str, ...], str]]:
    """Return the entries of a .po file: the sentence (one form, or singular and plural) and its translation."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    found = []
    for entry in catalogue:
        if entry.id:
            forms = tuple(entry.id) if isinstance(entry.id, (tuple, list)) else (entry.id,)
            found.append((forms, entry.string[0] if isinstance(entry.string, (tuple, list)) else entry.string))
    return found


def read(path: Path) -> dict[str, str]:
    """Return the translations of a .po file by their (singular) sentence."""
    return {forms[0]: translated for forms, translated in entries(path)}


def compiled(path: Path) -> bytes:
    """Return the bytes of the .mo of a .po file."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh", abort_invalid=True)
    target = io.BytesIO()
    catalogue.creation_date = _FIXED_TIME  # the same sentences give the same file
    write_mo(target, catalogue)
    return target.getvalue()


def translations() -> dict[str, str]:
    """Return the translations of all catalogues."""
    merged: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        merged |= read(path)
    return merged


def missing() -> dict[str, str]:
    """Return the sentences without a translation → the file that says them."""
    known = translations()
    return {text: place for text, place in sentences().items() if not known.get(text)}


def main() -> int:
    """Compile and list."""
    if "--missing" not in sys.argv:
        for path in sorted(CATALOGUES.glob("*.po")):
            path.with_suffix(".mo").write_bytes(compiled(path))
            print(f"{path.with_suffix('.mo').relative_to(ROOT)}  {len(read(path))} sentences")
    lacking = missing()
    for text, place in lacking.items():
        quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        print(f'#: {place}\nmsgid "{quoted}"\nmsgstr ""\n')
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main())
