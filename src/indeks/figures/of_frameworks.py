"""Figures of a composite index: its framework, its scores by node, what moves its ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks.figures.style import (
    HATCH,
    INK,
    LIGHT,
    LINE,
    MAIN,
    WIDTH,
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

MOST_LEAVES = 60
"""Indicators that a page can hold and still be read."""
MOST_ROWS, MOST_COLUMNS = 30, 10
LETTER = 0.06
"""Inches that a letter takes at most, in the mean."""


def framework_tree(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw the tree of an index from its top to its indicators, with the weight of each beside it.

    Parameters
    ----------
    table
        Metadata in the columns of COINr: ``iCode, Parent, Level`` and, where there are, ``iName`` and ``Weight``;
        rows without a level are left out, and of more than 60 indicators only the nodes above them are drawn.
    t
        Texts.
    """
    rows = table[table["Level"].notna()].assign(Level=table["Level"].astype(float))
    if (rows["Level"] == 1).sum() > MOST_LEAVES:
        rows = rows[rows["Level"] > 1]
    names = rows["iName"] if "iName" in rows else rows["iCode"]
    label = dict(zip(rows["iCode"], names.fillna(rows["iCode"]).astype(str), strict=True))
    weight = dict(zip(rows["iCode"], rows["Weight"], strict=True)) if "Weight" in rows else {}
    below: dict[str, list[str]] = {}
    for code, parent in zip(rows["iCode"], rows["Parent"], strict=True):
        below.setdefault(parent if parent in label else "", []).append(code)
    depth: dict[str, int] = {}
    height: dict[str, float] = {}
    order = _placed(below, depth, height)
    leaves = [code for code in order if code not in below]
    with canvas(0.35 + 0.2 * len(leaves), left=0.12, right=0.1, top=0.1, bottom=0.1) as (figure, (axis,)):
        most = max(depth.values(), default=0) + 1.1
        letters = int((WIDTH - 0.22) / most / LETTER)  # from one level to the next
        for code in order:
            x, y = depth[code], height[code]
            for child in below.get(code, []):
                axis.plot([x, x + 0.5, x + 0.5, x + 1], [y, y, height[child], height[child]], color=LINE, lw=1)
            told = weight.get(code)
            share = ""
            if told is not None and pd.notna(told) and depth[code]:
                share = f" ({t.plain(round(float(told), 3))})"
            text = shorten(drawable(label[code]), max(3, letters - len(share)))
            axis.annotate(
                text + share, (x, y), xytext=(3, 4 if code in below else 0), textcoords="offset points",
                va="bottom" if code in below else "center", fontsize=7.5,
            )  # fmt: skip
            axis.plot(x, y, "o", ms=3.5, color=MAIN)
        axis.set_xlim(-0.04, most)
        axis.set_ylim(len(leaves) - 0.3, -0.9)
        axis.axis("off")
    return figure


def _placed(below: dict[str, list[str]], depth: dict[str, int], height: dict[str, float]) -> list[str]:
    """Fill in how deep and how high each code stands, leaves one below the other; return all from the top."""
    order: list[str] = []
    free = 0

    def place(code: str, at: int) -> float:
        nonlocal free
        order.append(code)
        depth[code] = at
        children = below.get(code, [])
        if children:
            height[code] = float(np.mean([place(child, at + 1) for child in children]))
        else:
            height[code] = float(free)
            free += 1
        return height[code]

    for top in below.get("", []):
        place(top, 0)
    return order


def score_heat(table: pd.DataFrame, t: Texts, *, digits: int = 0) -> Figure:
    """Draw scores of units by node: the darker a cell the higher within its column, with the score in it.

    Parameters
    ----------
    table
        Scores; the index names units and the columns nodes, both in the order to show. The first 30 rows and ten
        columns are drawn.
    t
        Texts.
    digits
        Decimals of the scores.
    """
    from matplotlib.colors import LinearSegmentedColormap

    rows = table.iloc[:MOST_ROWS, :MOST_COLUMNS]
    values = rows.to_numpy(float)
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    shade = (values - low) / np.where(high > low, high - low, 1)
    with canvas(1.5 + 0.21 * len(rows), left=1.75, right=0.1, top=1.4, bottom=0.1) as (figure, (axis,)):
        house = LinearSegmentedColormap.from_list("house", ["white", LIGHT, MAIN])
        axis.imshow(np.ma.masked_invalid(shade), aspect="auto", vmin=0, vmax=1, cmap=house)
        for (y, x), value in np.ndenumerate(values):
            if np.isfinite(value):
                colour = "white" if shade[y, x] > 0.8 else INK
                axis.text(x, y, t.number(value, digits), ha="center", va="center", fontsize=7, color=colour)
        side_labels(axis, range(len(rows)), [shorten(drawable(str(n)), 22) for n in rows.index], 8)
        names = [shorten(drawable(str(n)), 18) for n in rows.columns]
        axis.set_xticks(range(rows.shape[1]), names, rotation=90, fontsize=8)
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
    return figure


def what_moves_ranks(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw how much each assumption moves ranks: alone, and together with the others, with their intervals.

    Parameters
    ----------
    table
        ``Part, First, First_lower, First_upper, Total, Total_lower, Total_upper``, as
        :func:`indeks.composites.sensitivity` gives them for one output. An index that is empty is not drawn.
    t
        Texts.
    """
    rows = table.sort_values("Total", ascending=False, ignore_index=True)
    with canvas(0.95 + 0.45 * len(rows), left=1.5, top=0.4) as (figure, (axis,)):
        for k, (column, colour, hatch) in enumerate((("First", MAIN, None), ("Total", LIGHT, HATCH))):
            places = np.arange(len(rows)) + (k - 0.5) * 0.36
            value = rows[column].to_numpy(float)
            spread = np.abs(rows[[f"{column}_lower", f"{column}_upper"]].to_numpy(float).T - value)
            axis.barh(
                places, value, height=0.34, color=colour, hatch=hatch, xerr=spread, ecolor=INK,
                error_kw={"lw": 0.9}, label=t(f"figures.moves.{column.lower()}"),
            )  # fmt: skip
        side_labels(axis, range(len(rows)), [t(f"figures.moves.{part}") for part in rows["Part"]], 8.5)
        axis.set_ylim(len(rows) - 0.5, -0.5)
        axis.set_xlim(0, max(1.0, float(np.nanmax(rows["Total_upper"].to_numpy(float), initial=0))))
        axis.set_xlabel(t("figures.moves.axis"))
        number_axis(axis, t, digits=1)
        legend_above(axis, 2)
    return figure
