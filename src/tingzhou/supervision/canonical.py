"""The canonical form of lists: UTF-8, LF, fixed columns, rows sorted; what is hashed is what is published."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["canonical_json", "canonical_table", "manifest", "sha256"]


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV: a header, LF line ends, quotes only where needed; the caller has sorted the rows."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def canonical_json(value: object) -> bytes:
    """Return a value as JSON with sorted keys, one blank of indentation and a final line end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode("utf-8")


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the list ``sha256  name`` of files, sorted by name: its own SHA-256 stands for all of them."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode("ascii")
