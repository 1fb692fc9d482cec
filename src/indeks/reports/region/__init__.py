"""The report of one region and year."""
