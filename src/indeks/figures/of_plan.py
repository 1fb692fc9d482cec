"""Figures of plans: the index against the number sent, and effort against index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from indeks.figures.style import INK, LINE, MAIN, QUIET, WARM, WARM_TEXT, canvas, number_axis
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOM = 0.12
"""Share of the axis left free above and below what is drawn."""


def by_number(curve: pd.DataFrame, best: tuple[int, float], now: tuple[int, float], t: Texts) -> Figure:
    """Draw the best index of every number sent, with the best set and what is sent now.

    Parameters
    ----------
    curve
        ``n, index``.
    best, now
        Number sent and index of the best set, and of what is sent now.
    t
        Texts.
    """
    with canvas(2.7, left=0.62, bottom=0.62, top=0.2) as (figure, (axis,)):
        axis.plot(curve["n"], curve["index"], color=MAIN, lw=1.8, zorder=3)
        _marked(axis, best, t("planning.figure.best", index=best[1]), MAIN, above=True)
        if now != best:
            _marked(axis, now, t("planning.figure.now", index=now[1]), WARM_TEXT, above=False)
        low, high = min([*curve["index"], now[1]]), max([*curve["index"], now[1]])
        room = max(1.0, (high - low) * 2 * ROOM)
        axis.set_ylim(max(0.0, low - room), min(100.0, high + room))
        axis.set_xlim(0, max(1, int(curve["n"].max())) * 1.04)
        axis.set_xlabel(t("planning.figure.n"))
        _finish(axis, t)
    return figure


def effort_and_index(
    table: pd.DataFrame,
    now: float,
    bounds: Sequence[tuple[str, float]],
    target: tuple[float, float] | None,
    t: Texts,
) -> Figure:
    """Draw the least effort for every index, the bounds of categories, and today's index.

    Parameters
    ----------
    table
        ``effort, index``, rising.
    now
        The index of what is sent now.
    bounds
        Names of categories and where they begin.
    target
        Effort and index of the plan; None where there is none.
    t
        Texts.
    """
    with canvas(3.0, left=0.62, bottom=0.62, top=0.2, right=0.3) as (figure, (axis,)):
        axis.step(table["effort"], table["index"], where="post", color=MAIN, lw=1.8, zorder=3)
        _marked(axis, (0, now), t("planning.figure.now", index=now), WARM_TEXT, above=False)
        if target is not None:
            _marked(axis, target, t("planning.figure.target", index=target[1]), INK, above=True)
        low, high = min(now, float(table["index"].min())), float(table["index"].max())
        room = max(1.5, (high - low) * ROOM)
        axis.set_ylim(max(0.0, low - room), min(100.0, high + room))
        right = max(1.0, float(table["effort"].max()))
        axis.set_xlim(-0.02 * right, right * 1.04)
        for name, bound in bounds:
            if axis.get_ylim()[0] < bound < axis.get_ylim()[1]:
                axis.axhline(bound, color=WARM, lw=1.0, ls=(0, (4, 2)), zorder=2)
                axis.annotate(name, (right * 1.03, bound), xytext=(0, 2), textcoords="offset points", ha="right",
                              va="bottom", fontsize=8, color=WARM_TEXT)  # fmt: skip
        axis.set_xlabel(t("planning.figure.effort"))
        _finish(axis, t)
    return figure


def _marked(axis: Axes, point: tuple[float, float], label: str, colour: str, *, above: bool) -> None:
    """Draw a mark with its words, on the side of it where there is room."""
    axis.plot(*point, ls="none", marker="o", ms=6, mfc="white", mec=colour, mew=1.6, zorder=5)
    offset = (6, 6) if above else (8, -12)
    axis.annotate(label, point, xytext=offset, textcoords="offset points", fontsize=8.5, color=colour, zorder=6)


def _finish(axis: Axes, t: Texts) -> None:
    axis.set_ylabel(t("figures.axis.index"))
    axis.grid(True, color=LINE, lw=0.6)
    axis.set_axisbelow(True)
    axis.tick_params(colors=QUIET)
    number_axis(axis, t, which="y")
    number_axis(axis, t, which="x")
