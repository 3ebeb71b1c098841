"""DELIVER: which projects, when, how lawful and how likely. Pure functions from tables to tables."""
