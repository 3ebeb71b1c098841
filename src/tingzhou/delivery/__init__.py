"""Deliver: lawful approval paths, calendars, schedules and honest dates for the projects of a region."""
