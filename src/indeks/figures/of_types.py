"""Figures of types of innovation: cross-tab, map, tree, mix over the years. Sectors come with their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indeks.figures.style import (
    INK,
    LIGHT,
    LINE,
    MAIN,
    PALE,
    QUIET,
    WARM,
    WARM_TEXT,
    canvas,
    drawable,
    fold,
    legend_above,
    number_axis,
    shorten,
)  # fmt: skip
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOKS: tuple[dict[str, Any], ...] = (
    {"color": MAIN},
    {"color": LIGHT},
    {"color": WARM},
    {"color": "white", "hatch": "////"},
    {"color": PALE, "hatch": "...."},
    {"color": LIGHT, "hatch": "xxxx"},
)
"""Fills of the largest sectors in a stack, told apart by tone and hatch; the rest are white."""
MARKS: tuple[dict[str, Any], ...] = (
    {"marker": "o", "mfc": MAIN},
    {"marker": "^", "mfc": WARM},
    {"marker": "s", "mfc": LIGHT},
    {"marker": "D", "mfc": "white"},
    {"marker": "v", "mfc": MAIN},
    {"marker": "P", "mfc": WARM},
    {"marker": "X", "mfc": LIGHT},
    {"marker": "*", "mfc": "white"},
)
"""Marks of the largest sectors on a map, told apart by shape; the rest are small dots."""
TALLEST = 9.2
"""Inches; a taller figure does not fit on a page with its caption."""


def heat(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw a cross-tab: the darker a cell the more innovations, with their number in it.

    Parameters
    ----------
    table
        Counts; index and columns are labels as shown, in the order to show.
    t
        Texts.
    """
    from matplotlib.colors import LinearSegmentedColormap

    few = table.shape[1] <= 4
    top = 0.45 if few else 1.75
    with canvas(top + 0.1 + 0.27 * len(table), left=2.0, right=0.1, top=top, bottom=0.1) as (figure, (axis,)):
        values = table.to_numpy(float)
        most = max(1.0, values.max())
        axis.imshow(
            values, aspect="auto", vmin=0, vmax=most,
            cmap=LinearSegmentedColormap.from_list("house", ["white", LIGHT, MAIN]),
        )  # fmt: skip
        for (y, x), value in np.ndenumerate(values):
            if value:
                dark = value > most * 0.8
                axis.text(
                    x,
                    y,
                    t.number(value),
                    ha="center",
                    va="center",
                    fontsize=8 if few else 6.5,
                    color="white" if dark else INK,
                )
        axis.set_yticks(range(len(table)), [shorten(drawable(label), 32) for label in table.index], fontsize=7.5)
        labels = [fold(shorten(drawable(label), 20 if few else 66), 20 if few else 25) for label in table.columns]
        axis.set_xticks(range(table.shape[1]), labels, fontsize=8 if few else 7.5, rotation=0 if few else 90,
                        multialignment="center" if few else "left")  # fmt: skip
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.set_xticks(np.arange(0.5, table.shape[1] - 1), minor=True)
        axis.set_yticks(np.arange(0.5, len(table) - 1), minor=True)
        axis.grid(which="minor", color=LINE, lw=0.6)
        axis.tick_params(which="minor", length=0)
        for side in axis.spines.values():
            side.set_visible(True)
    return figure


def sectors(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw how many innovations each sector has, those without any among them.

    Parameters
    ----------
    table
        ``name`` (as shown) and ``n``, in the order to show.
    t
        Texts.
    """
    with canvas(0.65 + 0.2 * len(table), left=2.25, right=0.45, top=0.1, bottom=0.5) as (figure, (axis,)):
        places = list(range(len(table))[::-1])
        axis.barh(places, table["n"], height=0.66, color=MAIN)
        for y, n in zip(places, table["n"], strict=True):
            axis.annotate(
                t.number(int(n)) if n else t("reports.types.figure.nothing"), (n, y), xytext=(4, 0),
                textcoords="offset points", va="center", fontsize=8, color=INK if n else WARM_TEXT,
            )  # fmt: skip
        axis.set_yticks(places, [shorten(drawable(name), 38) for name in table["name"]], fontsize=7.5)
        axis.tick_params(axis="y", length=0)
        axis.set_xlim(0, max(1, int(table["n"].max())) * 1.08)
        axis.set_xlabel(t("figures.axis.innovations"))
        number_axis(axis, t)
    return figure


def place_map(points: pd.DataFrame, t: Texts) -> Figure:
    """Draw innovations as points, alike ones near each other, sectors by their marks.

    Parameters
    ----------
    points
        ``x, y, sector`` (as shown, empty for none) and, where points carry one, ``number`` (0 for none); only
        nearness means something, so that axes have no numbers.
    t
        Texts.
    """
    counts = points.loc[points["sector"] != "", "sector"].value_counts()
    shown = sorted(counts.index, key=lambda name: (-counts[name], name))[: len(MARKS)]
    lines = -(-(len(shown) + 1) // 2)
    size = 6 if len(points) <= 200 else 3.5
    top = 0.15 + 0.2 * lines
    with canvas(top + 4.4, left=0.1, right=0.1, top=top, bottom=0.1) as (figure, (axis,)):
        rest = points[~points["sector"].isin(shown)]
        for name, look in zip(shown, MARKS, strict=False):
            own = points[points["sector"] == name]
            axis.plot(
                own["x"], own["y"], ls="none", ms=size + 1.5 * (look["marker"] == "*"), mec=INK, mew=0.6,
                label=t("reports.types.figure.legend", name=shorten(name, 26), n=len(own)), **look,
            )  # fmt: skip
        if len(rest):
            label = t("reports.types.figure.legend", name=t("reports.types.figure.rest"), n=len(rest))
            axis.plot(rest["x"], rest["y"], ls="none", marker=".", ms=size * 0.8, color=QUIET, label=label)
        numbered = points[points["number"] > 0] if "number" in points else points[:0]
        for x, y, number in numbered[["x", "y", "number"]].itertuples(index=False) if len(numbered) else ():
            axis.annotate(
                str(int(number)), (x, y), xytext=(3.5, 3), textcoords="offset points", fontsize=6.5, zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.75},
            )  # fmt: skip
        axis.set_xticks([])
        axis.set_yticks([])
        axis.margins(0.04)
        legend_above(axis, 2)
    return figure


def dendrogram(linkage: np.ndarray, labels: Sequence[str], t: Texts) -> Figure:
    """Draw a tree of at most 60 leaves: the further left two branches meet, the less alike they are.

    Parameters
    ----------
    linkage
        As of :func:`scipy.cluster.hierarchy.linkage`.
    labels
        One a leaf, in the order of the linkage.
    t
        Texts.
    """
    from matplotlib.ticker import MaxNLocator
    from scipy.cluster.hierarchy import dendrogram as arranged

    tree = arranged(linkage, no_plot=True)
    n = len(labels)
    step = min(0.2, (TALLEST - 0.75) / n)
    with canvas(0.75 + step * n, left=0.3, right=2.5, top=0.1, bottom=0.55) as (figure, (axis,)):
        for xs, ys in zip(tree["dcoord"], tree["icoord"], strict=True):
            axis.plot(xs, ys, color=MAIN, lw=1.1, solid_joinstyle="miter")
        axis.set_xlim(max(1e-9, float(linkage[:, 2].max())) * 1.04, 0)
        axis.set_ylim(10 * n, 0)
        axis.yaxis.tick_right()
        shown = [shorten(drawable(labels[k]), 34) for k in tree["leaves"]]
        axis.set_yticks([5 + 10 * k for k in range(n)], shown, fontsize=min(8, step * 72 * 0.62))
        axis.tick_params(axis="y", length=0)
        axis.spines["left"].set_visible(False)
        axis.set_xlabel(t("reports.types.figure.distance"))
        axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        number_axis(axis, t, digits=1)
    return figure


def mix(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw the shares of the largest sectors by year, the rest together.

    Parameters
    ----------
    table
        Counts by year (rows) and sector as shown (columns), the most frequent first.
    t
        Texts.
    """
    kept = table.iloc[:, : len(LOOKS)]
    parts = {str(name): kept[name] for name in kept}
    looks = list(LOOKS[: len(parts)])
    if table.shape[1] > len(LOOKS):
        parts[t("reports.types.figure.rest")] = table.iloc[:, len(LOOKS) :].sum(axis=1)
        looks.append({"color": "white"})
    lines = -(-len(parts) // 2)
    top = 0.15 + 0.2 * lines
    with canvas(top + 0.55 + 0.42 * len(table), left=0.6, right=1.2, top=top, bottom=0.5) as (figure, (axis,)):
        places = list(range(len(table))[::-1])
        total = table.sum(axis=1).to_numpy(float)
        left = np.zeros(len(table))
        for (name, counts), look in zip(parts.items(), looks, strict=True):
            width = counts.to_numpy(float) / total * 100
            axis.barh(
                places, width, left=left, height=0.66, edgecolor=QUIET, lw=0.6, label=shorten(name, 30), **look
            )
            left = left + width
        for y, n in zip(places, table.sum(axis=1), strict=True):
            axis.annotate(
                t("reports.types.figure.count", n=int(n)), (100, y), xytext=(4, 0), textcoords="offset points",
                va="center", fontsize=8,
            )  # fmt: skip
        axis.set_yticks(places, [str(year) for year in table.index])
        axis.tick_params(axis="y", length=0)
        axis.set_xlim(0, 100.3)
        axis.set_xlabel(t("reports.types.figure.share"))
        number_axis(axis, t)
        legend_above(axis, 2)
    return figure
