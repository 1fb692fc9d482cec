"""The report of one region and year."""

from indeks.reports.region.kind import KIND

__all__ = ["KIND"]
