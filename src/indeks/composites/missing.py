"""Missing values: left, or filled from other units or from other years of the same unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.composites.data import Table, ends
from indeks.composites.method import Step
from indeks.composites.tree import Framework
from indeks.errors import IndeksError


def filled(table: Table, how: Step, tree: Framework) -> Table:
    """Return the table with missing values filled.

    Parameters
    ----------
    table
        Values of unit-years.
    how
        ``none``; ``mean`` or ``median`` of the indicator, within the groups of the column ``by`` where given, over
        all years or within each (``scope``); ``unit``: the mean of the unit's other indicators, those
        of the same parent or all (``among``), each on a scale from its worst (0) to its best value (1), put back
        on the indicator's own scale; ``panel`` from
        the same unit: its ``latest`` earlier value, or ``linear`` between its years. A value that cannot be
        filled stays missing.

    Raises
    ------
    IndeksError
        If the column of groups is not in the data, or ``panel`` is asked for without years.

    Notes
    -----
    OECD/JRC Handbook on Constructing Composite Indicators (2008), step 3; COINr ``Impute``.
    """
    if how.way == "none":
        return table
    frame = pd.DataFrame(table.values)
    if how.way == "panel":
        return table.with_values(_from_own_years(frame, table, how["fill"]))
    if how.way == "unit":
        return table.with_values(_from_own_indicators(table, tree, how))
    keys = [np.zeros(len(frame), int)]
    if how["by"]:
        if how["by"] not in table.groups:
            raise IndeksError("composites.error.group", column=how["by"])
        keys = [table.groups[how["by"]].astype(str).to_numpy()]
    if how["scope"] == "year":
        keys.append(table.keys["Time"].to_numpy())
    return table.with_values(frame.fillna(frame.groupby(keys).transform(how.way)).to_numpy())


def _from_own_indicators(table: Table, tree: Framework, how: Step) -> np.ndarray:
    values, direction = table.values.copy(), tree.column("Direction")
    parents = tree.table.loc[list(tree.indicators), "Parent"].to_numpy()
    groups = [parents == parent for parent in np.unique(parents)]
    if how["among"] == "all":
        groups = [np.ones(len(parents), bool)]
    for rows in table.scope(how["scope"]):
        x = values[rows]
        worst, best = ends(x * direction)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (x * direction - worst) / (best - worst)
            for own in groups:
                mean = np.nansum(share[:, own], axis=1) / np.sum(~np.isnan(share[:, own]), axis=1)
                share[:, own] = np.where(np.isnan(share[:, own]), mean[:, None], share[:, own])
        values[rows] = np.where(np.isnan(x), (worst + share * (best - worst)) * direction, x)
    return values


def _from_own_years(frame: pd.DataFrame, table: Table, fill: str) -> np.ndarray:
    if not table.timed:
        raise IndeksError("composites.error.no_time")
    order = table.keys.sort_values(["uCode", "Time"], kind="stable").index
    units = table.keys["uCode"].loc[order]
    rows = frame.loc[order]
    if fill == "latest":
        return rows.groupby(units).ffill().loc[frame.index].to_numpy()
    times = pd.to_numeric(table.keys["Time"].loc[order]).astype(float)
    for _, at in units.groupby(units).groups.items():
        own = rows.loc[at].set_axis(times.loc[at])
        rows.loc[at] = own.interpolate("index", limit_area="inside").to_numpy()
    return rows.loc[frame.index].to_numpy()
