"""Figures of many regions: two quantities against each other, and what is left on the way to a final score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks.errors import IndeksError
from indeks.figures.style import (
    INK,
    LIGHT,
    LINE,
    MAIN,
    QUIET,
    WARM,
    canvas,
    drawable,
    legend_above,
    number_axis,
    shorten,
    side_labels,
)
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKERS = "os^Dv"
TONES = (MAIN, WARM, LIGHT, QUIET, "white")
BANDS, LEAST = 6, 20
"""Bands that the middle line is drawn from, and the fewest points that have one."""


def relation(table: pd.DataFrame, x: str, y: str, t: Texts, *, by: str = "", line: bool = True) -> Figure:
    """Draw one quantity against another, a point a row, with the medians of equally filled bands as a line.

    Parameters
    ----------
    table
        A row a point.
    x, y
        Names of the columns. At the axes those of :func:`indeks.score` are put into words.
    t
        Texts.
    by
        Column that groups the points by shape and tone, at most five groups; by default none.
    line
        Whether the medians are drawn, where there are at least 20 points: nothing is fitted, no cause is claimed.

    Raises
    ------
    IndeksError
        If the table has no such column.
    """
    for column in (x, y, *([by] if by else [])):
        if column not in table:
            raise IndeksError("figures.error.column", column=column, known=", ".join(map(str, table.columns)))
    rows = table.dropna(subset=[x, y])
    groups = [(str(name), part) for name, part in rows.groupby(by, observed=True)] if by else [("", rows)]
    groups = groups[: len(MARKERS)]
    lined = line and len(rows) >= LEAST
    lines = -(-(len(groups) * bool(by) + lined) // 2)
    top = 0.12 + 0.2 * lines
    with canvas(2.9 + top, left=0.65, top=top) as (figure, (axis,)):
        size = 4.5 if len(rows) <= 200 else 3
        for (name, part), marker, tone in zip(groups, MARKERS, TONES, strict=False):
            axis.plot(
                part[x], part[y], ls="none", marker=marker, ms=size, mfc=tone, mec=QUIET, mew=0.5, alpha=0.75,
                label=shorten(name, 24) if name else None,
            )  # fmt: skip
        if lined:
            bands = pd.qcut(rows[x].rank(method="first"), BANDS, labels=False)
            middle = rows.groupby(bands)[[x, y]].median().astype(float)
            axis.plot(middle[x], middle[y], color=INK, lw=2, marker="_", label=t("figures.relation.medians"))
        axis.set_xlabel(_named(x, t))
        axis.set_ylabel(_named(y, t))
        axis.grid(color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        for which in ("x", "y"):
            number_axis(axis, t, which=which, digits=_digits(rows[x if which == "x" else y]))
        if by or lined:
            legend_above(axis, 2)
    return figure


def _named(column: str, t: Texts) -> str:
    key = f"figures.column.{column}"
    return t(key) if t.has(key) else drawable(column)


def _digits(values: pd.Series) -> int:
    """Return the decimals that ticks of an axis need."""
    spread = float(np.ptp(values.to_numpy(dtype=float))) if len(values) else 0.0
    return 0 if spread > 5 else 1 if spread > 0.5 else 2


def stage_gaps(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw each score before the final one, and the final score or what the final category leaves for it.

    Parameters
    ----------
    table
        ``region, year, score, final, final_min, final_max``, as of :func:`indeks.published.validation.pairs`.
    t
        Texts.
    """
    rows = table.sort_values(["year", "region"], ignore_index=True)
    with canvas(0.95 + 0.27 * len(rows), left=1.75, right=0.35, top=0.42) as (figure, (axis,)):
        places = np.arange(len(rows))
        known = rows["final"].notna().to_numpy()
        ends, low, high = (rows[c].to_numpy(dtype=float) for c in ("final", "final_min", "final_max"))
        axis.hlines(places[known], ends[known], rows["score"][known], color=QUIET, lw=1.2, zorder=1)
        if (~known).any():
            axis.hlines(
                places[~known], low[~known], high[~known], color=LIGHT, lw=6, zorder=1,
                label=t("figures.gaps.left"),
            )  # fmt: skip
        axis.plot(rows["score"], places, ls="none", marker="D", ms=5.5, mfc="white", mec=MAIN, mew=1.3,
                  label=t("figures.gaps.before"))  # fmt: skip
        if known.any():
            axis.plot(
                ends[known], places[known], ls="none", marker="o", ms=6, color=MAIN, label=t("figures.gaps.final")
            )
        labels = [f"{shorten(str(r.region), 18)} {r.year}" for r in rows.itertuples()]
        side_labels(axis, places, labels, 8.5)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlim(0, 100)
        axis.grid(axis="x", color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        axis.set_xlabel(t("figures.axis.index"))
        number_axis(axis, t)
        legend_above(axis, 3)
    return figure
