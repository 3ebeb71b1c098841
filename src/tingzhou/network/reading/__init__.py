"""From a region's tables to a network: one file per table."""
