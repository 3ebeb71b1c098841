"""Hourly wind and sun: a seeded, calibrated generator, its statistics against published targets, importers for real series."""

from tingzhou.weather import importers
from tingzhou.weather.generate import generate
from tingzhou.weather.zone import Zone, zones_from_table

__all__ = ["Zone", "generate", "importers", "zones_from_table"]
