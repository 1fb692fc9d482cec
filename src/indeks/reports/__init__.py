"""Reports: facts, sections, notebooks run by papermill, pages exported by nbconvert."""

from indeks.document.blocks import show

__all__ = ["show"]
