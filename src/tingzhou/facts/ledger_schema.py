"""The tables of ``ledger.sqlite``: rows are added and never changed; triggers refuse anything else.

Every table begins with ``number`` and ends with ``entry``: the entry of the journal that wrote the row. An entry carries the hash
of its rows, chained to the entry before, so that a row changed behind the ledger's back shows.
"""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "COLUMNS", "SCHEMA_VERSION", "statements"]

APPLICATION_ID = 0x545A4C47  # "TZLG": tells a ledger from any other SQLite file
SCHEMA_VERSION = 1

COLUMNS: dict[str, tuple[str, ...]] = {
    # texts, each once: id is the SHA-256 of the text
    "texts": ("id", "text"),
    # where a text comes from; the last row of a text holds
    "documents": ("id", "name", "title", "publisher", "date", "address", "form", "home_place", "file_sha256"),
    # which rules read which text, and what they were told of it
    "readings": ("document", "rule_version", "told"),
    # one row per distinct fact; record is the whole fact as JSON, the columns beside are for those who query
    "facts": ("id", "identity", "subject", "indicator", "indicator_text", "activity", "product", "scope", "place", "place_name",
              "period", "accumulation", "measure", "value", "unit", "comparator", "status", "derived_from", "supersedes", "record"),
    # where a fact was found: a span of a text, a cell of a table; id is that of the fact as read there
    "mentions": ("id", "fact", "document", "start", "end", "exact", "prefix", "suffix", "raw_value", "raw_unit", "comparator",
                 "rule_id", "rule_version", "sheet", "cell"),
    # mentions that newer rules no longer make
    "withdrawals": ("mention", "rule_version"),
    # numbers that were not read, and spans that are no facts, by reading
    "unread": ("reading", "document", "start", "end", "exact", "reason", "rule_id", "value", "unit", "indicator_text", "place",
               "period"),
    "vetoed": ("reading", "document", "start", "end", "exact", "kind", "rule_id", "value"),
    # what was decided, by whom, when; subject is the id of a fact or of an unread number
    "reviews": ("subject", "state", "by", "at", "reason", "replaced_by"),
    # what does not fit together
    "findings": ("kind", "check_id", "facts", "message", "parameters"),
}  # fmt: skip

_TYPES = {"start": "INTEGER", "end": "INTEGER", "mention": "INTEGER", "reading": "INTEGER"}
_INDEXES = (
    "CREATE UNIQUE INDEX texts_id ON texts(id)",
    "CREATE INDEX documents_id ON documents(id)",
    "CREATE UNIQUE INDEX facts_id ON facts(id)",
    "CREATE INDEX facts_identity ON facts(identity)",
    "CREATE INDEX facts_subject ON facts(subject)",
    "CREATE INDEX mentions_fact ON mentions(fact)",
    "CREATE INDEX mentions_document ON mentions(document)",
    "CREATE UNIQUE INDEX withdrawals_mention ON withdrawals(mention)",
    "CREATE INDEX unread_document ON unread(document)",
    "CREATE INDEX vetoed_document ON vetoed(document)",
    "CREATE INDEX reviews_subject ON reviews(subject)",
    "CREATE UNIQUE INDEX findings_once ON findings(kind, check_id, facts)",
)


def statements() -> list[str]:
    """Return the statements that make an empty ledger."""
    made = [
        (
            'CREATE TABLE entries (number INTEGER PRIMARY KEY, action TEXT NOT NULL, "by" TEXT NOT NULL, at TEXT NOT NULL, '
            "rows INTEGER NOT NULL, digest TEXT NOT NULL, chain TEXT NOT NULL)"
        )
    ]
    for table, columns in COLUMNS.items():
        inside = ", ".join(f'"{column}" {_TYPES.get(column, "TEXT")} NOT NULL' for column in columns)
        made.append(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, {inside}, entry INTEGER NOT NULL)")
    made += _INDEXES
    for table in ("entries", *COLUMNS):
        for event in ("UPDATE", "DELETE"):
            made.append(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
        made.append(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} "
            "WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
    return [*made, f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_VERSION}"]
