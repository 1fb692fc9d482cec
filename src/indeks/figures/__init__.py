"""Figures of the reports: one function each, taking tidy tables and texts, returning a matplotlib figure."""
