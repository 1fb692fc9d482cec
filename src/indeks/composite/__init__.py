"""Composite indices of any kind: missing, treat, normalise, weigh, aggregate, rank. None of its own."""

from indeks.composite.calculation import composite
from indeks.composite.checks import audit
from indeks.composite.method import Method, Step, as_method, read_method, step
from indeks.composite.replicates import Assumptions, as_assumptions, uncertainty
from indeks.composite.sobol import sensitivity
from indeks.composite.tree import Framework, framework

__all__ = [
    "Assumptions",
    "Framework",
    "Method",
    "Step",
    "as_assumptions",
    "as_method",
    "audit",
    "composite",
    "framework",
    "read_method",
    "sensitivity",
    "step",
    "uncertainty",
]
