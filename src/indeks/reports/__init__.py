"""Reports: facts, sections, notebooks run by papermill, pages exported by nbconvert."""

from indeks.reports.blocks import show

__all__ = ["show"]
