"""Tingzhou (庭州): an open planning workbench for industrial regions."""

from tingzhou.version import __version__

__all__ = ["__version__"]
