"""The report of one year over all regions."""

from indeks.reports.year.kind import KIND

__all__ = ["KIND"]
