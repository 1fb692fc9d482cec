"""Units that have too little: left out before anything is worked out from the others."""

from __future__ import annotations

import numpy as np

from indeks.composites.data import Table
from indeks.composites.method import Step
from indeks.errors import IndeksError

TOLERANCE = 5e-7
"""A share of 0.66 asks for 66 of 100, whatever its last bit."""


def availability(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row the share of indicators that are there, and of those the share that is not zero."""
    there = ~np.isnan(table.values)
    nonzero = np.sum(there & (table.values != 0), axis=1)
    return there.mean(axis=1), nonzero / np.maximum(there.sum(axis=1), 1)


def screened(table: Table, how: Step) -> Table:
    """Return the table without the unit-years that have too little.

    Parameters
    ----------
    table
        Values of unit-years, before missing ones are filled.
    how
        ``none``; ``coverage``: of the indicators a unit-year must have at least the share ``least_present``, and
        at least ``least_nonzero`` of those it has must not be zero.

    Raises
    ------
    IndeksError
        If fewer than two units are left.

    Notes
    -----
    COINr ``Screen`` and ``get_data_avail``.
    """
    if how.way == "none":
        return table
    present, nonzero = availability(table)
    kept = (present >= how["least_present"] - TOLERANCE) & (nonzero >= how["least_nonzero"] - TOLERANCE)
    left = table.only(kept)
    if left.keys["uCode"].nunique() < 2:
        raise IndeksError("composites.error.screened", n=left.keys["uCode"].nunique())
    return left
