"""Risk: dates as distributions. A fixed graph of tasks on calendars, run a few thousand times at once."""
