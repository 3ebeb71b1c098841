"""Between files and the ledger: text out of files, tables as facts, readings into the ledger of a region, exports out of it."""

from tingzhou.reading.files import TextFile, read_text_file

__all__ = ["TextFile", "read_text_file"]
