"""The region's tables: their schemas, reading, checking, scenarios, units and writing."""

from tingzhou.region.document import document
from tingzhou.region.load import BUILT_IN, check, load, region_path
from tingzhou.region.profiles import Profile
from tingzhou.region.region import Manifest, Region
from tingzhou.region.scenarios import Scenario
from tingzhou.region.schema import SCHEMAS, Column, Table
from tingzhou.region.selector import Selector, Term, parse_selector
from tingzhou.region.template import new
from tingzhou.region.write_folder import write_folder
from tingzhou.region.write_workbook import write_workbook

__all__ = [
    "BUILT_IN",
    "SCHEMAS",
    "Column",
    "Manifest",
    "Profile",
    "Region",
    "Scenario",
    "Selector",
    "Table",
    "Term",
    "check",
    "document",
    "load",
    "new",
    "parse_selector",
    "region_path",
    "write_folder",
    "write_workbook",
]
