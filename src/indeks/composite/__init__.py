"""Composite indices of any kind: missing, treat, normalise, weigh, aggregate, rank. None of its own."""

from indeks.composite.calculation import composite
from indeks.composite.framework import Framework, framework
from indeks.composite.method import Method, Step, as_method, read_method, step

__all__ = ["Framework", "Method", "Step", "as_method", "composite", "framework", "read_method", "step"]
