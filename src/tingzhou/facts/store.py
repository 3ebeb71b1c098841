"""The file of the ledger: opened with care, written by one writer at a time, whole entries or nothing, chained hashes.

A rollback journal with ``synchronous=EXTRA`` is used, not a write-ahead log: the ledger stays one file that can be copied, it works
on shared folders, and a commit that returned survives the loss of power.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from tingzhou.errors import InputError, Problem
from tingzhou.facts.ledger_schema import APPLICATION_ID, COLUMNS, SCHEMA_VERSION, statements

__all__ = ["Entry", "Store"]

_BATCH = 1000  # rows that are handed to the database at once
_SPOOL = 8_000_000  # bytes of an entry's rows kept in memory, by table; more lie in a temporary file until the entry is closed
_WAIT_MS = 60_000  # a second writer waits so long for the first


class Entry:
    """One entry of the journal while it is written: its number exists, its row comes last and only when there is something in it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.number = 1 + int(connection.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()[0])
        self._lines: dict[str, IO[bytes]] = {}
        self._next: dict[str, int] = {}
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        self._count = 0

    @property
    def rows(self) -> int:
        """Number of rows written so far."""
        return self._count

    def add(self, table: str, **values: object) -> int:
        """Append a row and return its number."""
        columns = COLUMNS[table]
        if table not in self._next:
            self._next[table] = 1 + int(self._connection.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()[0])
        number = self._next[table]
        row = (number, *(values[column] for column in columns), self.number)
        waiting = self._waiting.setdefault(table, [])
        waiting.append(row)
        if len(waiting) >= _BATCH:
            self.flush()
        self._next[table] = number + 1
        self._count += 1
        if table not in self._lines:
            self._lines[table] = SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 (closed by ``release``)
        self._lines[table].write(_line(table, row))
        return number

    def flush(self) -> None:
        """Hand the rows that wait to the database, inside the transaction of the entry."""
        for table, rows in self._waiting.items():
            if rows:
                names = ", ".join(f'"{column}"' for column in ("number", *COLUMNS[table], "entry"))
                marks = ", ".join("?" * (len(COLUMNS[table]) + 2))
                self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
                rows.clear()

    def release(self) -> None:
        """Give back what was kept for the digest."""
        for lines in self._lines.values():
            lines.close()

    def close(self, action: str, by: str, at: str) -> None:
        """Write the row of the entry."""
        self.flush()
        hashed = _Lines()
        for table in COLUMNS:
            if table in self._lines:
                self._lines[table].seek(0)
                for line in self._lines[table]:
                    hashed.add(line)
        digest = hashed.digest()
        found = self._connection.execute("SELECT chain FROM entries ORDER BY number DESC LIMIT 1").fetchone()
        chain = _chain(found[0] if found else "", action, by, at, digest)
        self._connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
                                 (self.number, action, by, at, self._count, digest, chain))  # fmt: skip


_ORDER = {table: place for place, table in enumerate(COLUMNS)}


def _line(table: str, row: tuple[Any, ...]) -> bytes:
    """Return a row as it enters the digest of its entry, with its line end."""
    return f"{_ORDER[table]} {json.dumps(row, ensure_ascii=True)}\n".encode()


class _Lines:
    """The digest over the rows of an entry: table by table, in the order of their numbers, joined by line ends."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._empty = True

    def add(self, line: bytes) -> None:
        """Take the next row, as ``_line`` writes it."""
        self._hash.update(line[:-1] if self._empty else b"\n" + line[:-1])
        self._empty = False

    def digest(self) -> str:
        """Return the digest so far [hexadecimal]."""
        return self._hash.hexdigest()


def _chain(before: str, action: str, by: str, at: str, digest: str) -> str:
    return hashlib.sha256(json.dumps([before, action, by, at, digest]).encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """A ledger file that is open."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, *, create: bool) -> Store:
        """Open a ledger, or make one.

        Raises
        ------
        InputError
            When there is none, it is of another program or a newer version, damaged, or cannot be opened.
        """
        if not create and not path.exists():
            raise InputError(Problem("there is no ledger here.", "Read a text first: tingzhou read FILE --ledger.", file=str(path)))
        if path.is_dir():
            raise InputError(Problem("a file is expected here, not a folder.", file=str(path)))
        try:
            connection = sqlite3.connect(path, timeout=_WAIT_MS / 1000, isolation_level=None)
        except sqlite3.Error as error:
            raise InputError(_unreadable(path, error)) from error
        store = cls(path, connection)
        try:
            store._prepare(create)
        except BaseException:
            connection.close()
            raise
        return store

    def _prepare(self, create: bool) -> None:
        with self._told():
            self._connection.execute("PRAGMA synchronous = EXTRA")
            self._connection.execute("PRAGMA trusted_schema = OFF")
            if self._empty():
                if not create:
                    raise InputError(Problem("the ledger is empty: it was never written.",
                                             "Read a text first: tingzhou read FILE --ledger.", file=str(self.path)))  # fmt: skip
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    if self._empty():  # another process may have made it since
                        for statement in statements():
                            self._connection.execute(statement)
                    self._connection.execute("COMMIT")
                except BaseException:
                    self._connection.rollback()
                    raise
        self._refuse_foreign()

    def _empty(self) -> bool:
        found = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return not found and not self._pragma("application_id") and not self._pragma("user_version")

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _refuse_foreign(self) -> None:
        with self._told():
            application, version = self._pragma("application_id"), self._pragma("user_version")
            tables = {row[0] for row in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if application != APPLICATION_ID:
            raise InputError(Problem("the file is a database of another program, no ledger.", "Name another file.",
                                     file=str(self.path)))  # fmt: skip
        if version > SCHEMA_VERSION:
            raise InputError(Problem("the ledger was written by a newer version (form {found}; this version knows {known}).",
                                     "Update Tingzhou: nothing is read that is only half understood.", file=str(self.path),
                                     parameters={"found": version, "known": SCHEMA_VERSION}))  # fmt: skip
        if version < SCHEMA_VERSION or not {"entries", *COLUMNS} <= tables:
            raise InputError(Problem("the ledger lacks tables: it is damaged.", "Put back a copy.", file=str(self.path)))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite raises into a refusal that names the file."""
        try:
            yield
        except sqlite3.Error as error:
            raise InputError(_unreadable(self.path, error)) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def writing(self, action: str, by: str, at: str) -> Iterator[Entry]:
        """Write one entry: all its rows or none; a second writer waits. An entry without rows is not written."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            entry: Entry | None = None
            try:
                entry = Entry(self._connection)
                yield entry
                if entry.rows:
                    entry.close(action, by, at)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise
            finally:
                if entry is not None:
                    entry.release()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read several tables as they stood at one moment."""
        if self._connection.in_transaction:
            yield
            return
        with self._told():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.rollback()

    def rows(self, table: str, where: str = "", values: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """Return rows in the order they were written; ``where`` is an SQL condition of ours, never of a user."""
        columns = ("number", "action", "by", "at", "rows", "digest", "chain") if table == "entries" else (
            "number", *COLUMNS[table], "entry")  # fmt: skip
        names = ", ".join(f'"{column}"' for column in columns)
        condition = f" WHERE {where}" if where else ""
        with self._told():
            found = self._connection.execute(f"SELECT {names} FROM {table}{condition} ORDER BY number", values).fetchall()
        return [dict(zip(columns, row, strict=True)) for row in found]

    def _stream(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table one by one, in the order they were written."""
        names = ", ".join(f'"{column}"' for column in ("number", *COLUMNS[table], "entry"))
        with self._told():
            yield from self._connection.execute(f"SELECT {names} FROM {table} ORDER BY number")

    def has(self, table: str, where: str, values: tuple[object, ...]) -> bool:
        """Tell whether there is such a row."""
        with self._told():
            return self._connection.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", values).fetchone() is not None

    def verify(self) -> list[Problem]:
        """Return what is wrong with the file: damage, and rows that are not those that were written."""
        file = str(self.path)
        try:
            found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
        except sqlite3.Error as error:
            return [_unreadable(self.path, error)]
        problems = [Problem("the ledger is damaged: {reason}.", "Put back a copy.", file=file, parameters={"reason": text})
                    for text in found if text != "ok"]  # fmt: skip
        if problems:
            return problems
        lines: dict[int, _Lines] = {}
        with self.snapshot():
            for table in COLUMNS:
                for row in self._stream(table):
                    lines.setdefault(int(row[-1]), _Lines()).add(_line(table, row))
            entries = self.rows("entries")
        before, seen = "", set()
        for entry in entries:
            number = int(entry["number"])
            digest = lines.get(number, _Lines()).digest()
            before = _chain(before, entry["action"], entry["by"], entry["at"], digest)
            seen.add(number)
            if before != entry["chain"]:
                problems.append(Problem("entry {number} is not what was written: its rows or those before it were changed.",
                                        "Put back a copy.", file=file, parameters={"number": number}))  # fmt: skip
                before = str(entry["chain"])
        problems += [Problem("rows belong to entry {number}, which does not exist.", "Put back a copy.", file=file,
                             parameters={"number": number}) for number in sorted(set(lines) - seen)]  # fmt: skip
        return problems


def _unreadable(path: Path, error: sqlite3.Error) -> Problem:
    reason = " ".join(str(error).split())
    if "not a database" in reason:
        return Problem("the file is no ledger.", "Name another file.", file=str(path))
    if "locked" in reason:
        return Problem("another program holds the ledger.", "Wait until it has finished, then try again.", file=str(path))
    return Problem("the ledger cannot be used: {reason}.", "Check the place and its rights, or put back a copy.", file=str(path),
                   parameters={"reason": reason})  # fmt: skip
