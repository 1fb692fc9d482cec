"""Composite indices of any kind: missing, treat, normalise, weigh, aggregate, rank. None of its own."""

from indeks.composites.calculation import composite, scores
from indeks.composites.checks import audit
from indeks.composites.comparison import changes, compare, rank_shifts
from indeks.composites.method import Method, Step, as_method, read_method, step
from indeks.composites.replicates import Assumptions, as_assumptions, spread, uncertainty
from indeks.composites.sobol import sensitivity
from indeks.composites.tree import Framework, framework

__all__ = [
    "Assumptions",
    "Framework",
    "Method",
    "Step",
    "as_assumptions",
    "as_method",
    "audit",
    "changes",
    "compare",
    "composite",
    "framework",
    "rank_shifts",
    "read_method",
    "scores",
    "sensitivity",
    "spread",
    "step",
    "uncertainty",
]
