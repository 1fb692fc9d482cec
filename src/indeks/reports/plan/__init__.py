"""The report on what to send and the cheapest steps to a target, for one region."""

from indeks.reports.plan.kind import KIND

__all__ = ["KIND"]
