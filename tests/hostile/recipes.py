"""Imports every module of recipes, so that they are registered."""

from . import valid, xlsx

MODULES = (valid, xlsx)
