"""The report on types of innovation, of a region or of all regions of a dataset."""

from indeks.reports.types.kind import KIND

__all__ = ["KIND"]
