"""Compile every message catalogue (.po → .mo); with ``--check`` only tell whether the compiled ones are fresh."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "src" / "tingzhou" / "locale"


def compiled(path: Path) -> bytes:
    """Return the compiled form of a catalogue."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.parts[-3])
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main(check: bool) -> int:
    """Compile or compare; return the exit code."""
    stale = []
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target, content = path.with_suffix(".mo"), compiled(path)
        if not target.exists() or target.read_bytes() != content:
            stale.append(path.name)
            if not check:
                target.write_bytes(content)
    if check and stale:
        print("stale:", ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv))
