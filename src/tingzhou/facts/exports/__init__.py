"""Exports of the ledger: CSV, JSON, SDMX-CSV, W3C Web Annotation, a workbook, and the text as a page with every fact highlighted.

Every function takes facts and documents and returns text or bytes; files are written on floor 5.
"""

from tingzhou.facts.exports.annotation import web_annotations
from tingzhou.facts.exports.page import Marked, highlighted, marked_of
from tingzhou.facts.exports.plain import COLUMNS, csv_text, fact_rows, json_text
from tingzhou.facts.exports.sdmx import sdmx_csv
from tingzhou.facts.exports.workbook import workbook

__all__ = [
    "COLUMNS",
    "Marked",
    "csv_text",
    "fact_rows",
    "highlighted",
    "json_text",
    "marked_of",
    "sdmx_csv",
    "web_annotations",
    "workbook",
]
