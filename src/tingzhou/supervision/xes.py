"""Event logs as XES (IEEE 1849): read and written with the standard extensions concept, time and lifecycle."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

import pandas as pd

from tingzhou.errors import InputError, Problem

__all__ = ["read_xes", "write_xes"]

_LIFECYCLE = {"schedule": "submit", "start": "accept", "suspend": "pause", "resume": "resume", "complete": "finish",
              "withdraw": "withdraw", "ate_abort": "withdraw", "pi_abort": "withdraw"}  # fmt: skip
_BACK = {"submit": "schedule", "accept": "start", "pause": "suspend", "resume": "resume", "finish": "complete",
         "withdraw": "withdraw", "correct": "correct", "deliver": "deliver"}  # fmt: skip
_OWN = ("county", "service", "channel", "papers", "reason")
_COLUMNS = ("case", "step", "event", "time", *_OWN, "line")


class _Guarded(io.RawIOBase):
    """A stream that refuses document types: entities could make a small file grow without end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.tail = stream, b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        chunk = self.stream.read(size)
        if b"<!DOCTYPE" in self.tail + chunk:
            raise InputError(Problem("the log holds a document type, which a XES log does not need.", "Export it without one.",
                                     file="XES"))  # fmt: skip
        self.tail = chunk[-9:]
        return chunk


def _events(stream: IO[bytes]) -> Iterator[tuple[object, ...]]:
    case: dict[str, str] = {}
    event: dict[str, str] | None = None
    number, depth, trace_depth = 0, 0, -1
    for turn, element in ElementTree.iterparse(_Guarded(stream), events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if turn == "start":
            depth += 1
            if tag == "trace":
                case, trace_depth = {}, depth
            elif tag == "event":
                event = {}
            elif "key" in element.attrib and trace_depth > 0:
                if event is not None:
                    event.setdefault(element.attrib["key"], element.attrib.get("value", ""))
                elif depth == trace_depth + 1:
                    case[element.attrib["key"]] = element.attrib.get("value", "")
            continue
        depth -= 1
        if tag == "event" and event is not None:
            number += 1
            said = event.get("lifecycle:transition", "complete")
            kind = event.get("event") or _LIFECYCLE.get(said.lower(), said)
            yield (case.get("concept:name", ""), event.get("concept:name", ""), kind, event.get("time:timestamp", ""),
                   *(event.get(name, case.get(name, "")) for name in _OWN), number)  # fmt: skip
            event = None
        if tag in ("event", "trace"):
            element.clear()
        if tag == "trace":
            trace_depth = -1


def read_xes(stream: IO[bytes]) -> pd.DataFrame:
    """Return the events of an XES log as texts; ``line`` counts the events.

    Raises
    ------
    InputError
        When it is no XML, or carries a document type.
    """
    try:
        return pd.DataFrame(list(_events(stream)), columns=list(_COLUMNS))
    except ElementTree.ParseError as error:
        raise InputError(Problem("the log is no XES: {reason}.", "Export it again as XES.", file="XES",
                                 parameters={"reason": str(error)})) from None  # fmt: skip


def write_xes(log: pd.DataFrame) -> bytes:
    """Return a log (columns as read) as XES; own attributes keep their names."""
    root = ElementTree.Element("log", {"xes.version": "1849.2016", "xmlns": "http://www.xes-standard.org/"})
    for name, prefix in (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle")):
        ElementTree.SubElement(
            root, "extension", {"name": name, "prefix": prefix, "uri": f"http://www.xes-standard.org/{prefix}.xesext"}
        )
    for case, events in log.groupby("case", sort=True):
        trace = ElementTree.SubElement(root, "trace")
        ElementTree.SubElement(trace, "string", {"key": "concept:name", "value": str(case)})
        for row in events.to_dict("records"):
            event = ElementTree.SubElement(trace, "event")
            ElementTree.SubElement(event, "string", {"key": "concept:name", "value": str(row["step"])})
            ElementTree.SubElement(event, "date", {"key": "time:timestamp", "value": str(row["time"])})
            ElementTree.SubElement(event, "string", {"key": "lifecycle:transition", "value": _BACK.get(row["event"], row["event"])})
            for name in ("event", *_OWN):
                if isinstance(row.get(name), str) and row[name]:
                    ElementTree.SubElement(event, "string", {"key": name, "value": row[name]})
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
