"""Figures that look ahead: what may be left of an index, and how far it moves with each indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from indeks.figures.style import (
    HATCH,
    LIGHT,
    LINE,
    MAIN,
    QUIET,
    WARM,
    canvas,
    fold,
    legend_above,
    number_axis,
    side_labels,
)
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROOM = 4.0
"""Points of the index left free to either side of what is drawn."""
SHOWN = 0.005
"""Changes below this would be written as 0.00."""


def forecast(rows: pd.DataFrame, bounds: list[float], t: Texts) -> Figure:
    """Draw what may be left of an index: single values as marks, intervals as bars with their middle.

    Parameters
    ----------
    rows
        ``label, low, middle, high, used``, in the order to show, top first; ``low`` and ``high`` are equal where
        a row is one value. The interval ``used`` is darker.
    bounds
        Lower bounds of the categories; those within reach are drawn.
    t
        Texts.
    """
    low, high = max(0.0, rows["low"].min() - ROOM), min(100.0, rows["high"].max() + ROOM)
    with canvas(1.05 + 0.33 * len(rows), left=1.95, right=0.3, top=0.56, bottom=0.5) as (figure, (axis,)):
        places = list(range(len(rows)))[::-1]
        looks = {True: (MAIN, "figures.forecast.used"), False: (LIGHT, "figures.forecast.compared")}
        for used, (colour, label) in looks.items():
            wide = (rows["used"] == used) & (rows["low"] < rows["high"])
            ys = [y for y, shown in zip(places, wide, strict=True) if shown]
            mine = rows[wide]
            if len(mine):
                axis.barh(
                    ys, mine["high"] - mine["low"], left=mine["low"], height=0.42, color=colour, label=t(label)
                )
                axis.plot(
                    mine["middle"], ys, ls="none", marker="|", ms=11, mew=1.6, color="white" if used else QUIET
                )
        single = rows["low"] == rows["high"]
        ys = [y for y, shown in zip(places, single, strict=True) if shown]
        axis.plot(
            rows.loc[single, "middle"], ys, ls="none", marker="D", ms=6, mfc="white", mec=MAIN, mew=1.4,
            label=t("figures.forecast.value"),
        )  # fmt: skip
        for y, middle, end in zip(places, rows["middle"], rows["high"], strict=True):
            axis.annotate(
                t.number(middle, 2),
                (end, y),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                bbox={"fc": "white", "ec": "none", "pad": 0.6, "alpha": 0.85},
            )
        within = [bound for bound in bounds if low < bound < high]
        for k, bound in enumerate(within):
            axis.axvline(
                bound, color=WARM, lw=1.2, zorder=0, label=t("figures.distribution.bounds") if not k else ""
            )
        side_labels(axis, places, [fold(label, 26) for label in rows["label"]], size=8)
        axis.set_ylim(-0.6, len(rows) - 0.4)
        axis.set_xlim(low, high + 0.12 * (high - low))
        axis.xaxis.grid(True, color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        axis.set_xlabel(t("figures.axis.index"))
        number_axis(axis, t, digits=0 if high - low > 8 else 1)
        legend_above(axis, 2)
    return figure


def tornado(rows: pd.DataFrame, t: Texts) -> Figure:
    """Draw how far the index moves with each indicator: left what would be lost, right what could be won.

    Parameters
    ----------
    rows
        ``label, low, high`` in points of the index, in the order to show, top first.
    t
        Texts.
    """
    reach = max(0.1, rows["high"].max(), -rows["low"].min())
    with canvas(0.95 + 0.34 * len(rows), left=1.95, right=0.2, top=0.38, bottom=0.5) as (figure, (axis,)):
        places = list(range(len(rows)))[::-1]
        axis.barh(
            places, rows["low"], height=0.62, color="white", edgecolor=QUIET, lw=0.6, hatch=HATCH,
            label=t("figures.tornado.low"),
        )  # fmt: skip
        axis.barh(places, rows["high"], height=0.62, color=MAIN, label=t("figures.tornado.high"))
        for y, low, high in zip(places, rows["low"], rows["high"], strict=True):
            for value, beside, side in ((low, -4, "right"), (high, 4, "left")):
                if abs(value) >= SHOWN:
                    text = t.number(value, 2, signed=True)
                    axis.annotate(
                        text, (value, y), xytext=(beside, 0), textcoords="offset points", va="center", ha=side,
                        fontsize=8,
                    )  # fmt: skip
        axis.axvline(0, color=QUIET, lw=0.8)
        side_labels(axis, places, [fold(label, 26) for label in rows["label"]], size=8)
        axis.set_ylim(-0.6, len(rows) - 0.4)
        axis.set_xlim(-1.5 * reach, 1.5 * reach)
        axis.set_xlabel(t("figures.axis.index_change"))
        number_axis(axis, t, digits=1)
        legend_above(axis, 2)
    return figure
