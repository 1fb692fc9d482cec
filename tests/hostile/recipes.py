"""Imports every module of recipes, so that they are registered."""

from . import lines, tables, toml, valid, xlsx

MODULES = (lines, valid, xlsx, tables, toml)
