"""Between files and the ledger: text out of files, tables as facts, scores, readings into the ledger of a region, exports out of it."""

from tingzhou.reading.files import TextFile, read_text_file
from tingzhou.reading.texts import Origin, ReadFile, file_date, read_files, score_files

__all__ = ["Origin", "ReadFile", "TextFile", "file_date", "read_files", "read_text_file", "score_files"]
