"""Tables and charts as a page and a workbook. Nothing is solved here."""

from tingzhou.report.document import ReportDocument, ScenarioPart
from tingzhou.report.html import render_html, write_html
from tingzhou.report.workbook import write_workbook

__all__ = ["ReportDocument", "ScenarioPart", "render_html", "write_html", "write_workbook"]
