"""Figures of how sure ranks are: intervals of ranks, and ranks from one method or year to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from indeks.figures.style import LINE, MAIN, QUIET, WARM, canvas, legend_above, number_axis, shorten, side_labels
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 30
"""Units that one figure can hold and still be read."""
LABEL = 22
"""Letters of a name."""


def rank_intervals(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw the rank of each unit with its interval, the best on top.

    Parameters
    ----------
    table
        ``name, rank, rank_lower, rank_upper``; the best 30 are drawn.
    t
        Texts.
    """
    rows = table.sort_values(["rank", "name"], ignore_index=True).head(MOST)
    with canvas(0.95 + 0.19 * len(rows), left=1.7, top=0.4) as (figure, (axis,)):
        places = range(len(rows))
        axis.hlines(
            places, rows["rank_lower"], rows["rank_upper"], color=QUIET, lw=2.2, label=t("figures.ranks.span")
        )
        axis.plot(rows["rank"], list(places), "o", color=MAIN, ms=4.5, ls="", label=t("figures.ranks.rank"))
        side_labels(axis, places, [shorten(str(name), LABEL) for name in rows["name"]], 8.5)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlim(0, float(rows["rank_upper"].max()) + 1)
        axis.grid(axis="x", color=LINE, lw=0.5)
        axis.set_axisbelow(True)
        axis.set_xlabel(t("figures.ranks.axis"))
        number_axis(axis, t)
        legend_above(axis, 2)
    return figure


def bump(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw the ranks of units from one method, edition or year to the next; the largest climb and fall stand out.

    Parameters
    ----------
    table
        One row a unit, a column for each method or year in order, ranks in the cells; the index holds names. The
        best 30 of the last column are drawn.
    t
        Texts.
    """
    rows = table.dropna().sort_values([table.columns[-1], table.columns[0]]).head(MOST)
    # ranks among those that are drawn, so that no two labels share a place
    drawn = pd.DataFrame({c: rows[c].rank(method="first") for c in rows.columns})
    gain = rows.iloc[:, 0] - rows.iloc[:, -1]
    marked = {gain.idxmax(), gain.idxmin()} if len(gain) and gain.abs().max() > 0 else set()
    with canvas(0.75 + 0.19 * len(drawn), left=1.7, right=0.55, bottom=0.4, top=0.2) as (figure, (axis,)):
        steps = range(len(drawn.columns))
        for name, ranks in drawn.iterrows():
            colour, width = (WARM, 2.0) if name in marked else (MAIN, 0.9)
            axis.plot(list(steps), ranks.to_numpy(), color=colour, lw=width, marker="o", ms=3)
        first = drawn.iloc[:, 0]
        labels = [
            f"{shorten(str(name), LABEL - 4)}  {t.number(int(rows.loc[name].iloc[0]))}" for name in first.index
        ]
        side_labels(axis, first, labels, 8.5)
        for name, place in drawn.iloc[:, -1].items():
            axis.annotate(
                t.number(int(rows.loc[name].iloc[-1])), (len(drawn.columns) - 1, place), xytext=(7, 0),
                textcoords="offset points", va="center", fontsize=8.5,
            )  # fmt: skip
        axis.set_xticks(list(steps), [str(c) for c in drawn.columns])
        axis.set_xlim(-0.08, len(drawn.columns) - 1 + 0.08)
        axis.set_ylim(len(drawn) + 0.6, 0.4)
        axis.spines[["left", "bottom"]].set_visible(False)
    return figure
