"""One house style: fixed margins, sizes for A4, two tones and hatches that hold without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.7
"""Inches; the width of the text on an A4 page, and of a figure."""
INK = "#1b2430"
QUIET = "#5b6775"
LINE = "#c9d1da"
MAIN = "#0b4f7d"
LIGHT = "#a9cbe2"
WARM = "#c65d00"
PALE = "#e9edf1"
HATCH = "////"

RC = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "xtick.labelcolor": INK,
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": QUIET,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "svg.fonttype": "path",
    "savefig.bbox": None,
}


def canvas(
    height: float, *, left: float, right: float = 0.2, bottom: float = 0.5, top: float = 0.35, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """Make a figure of the house width with margins in inches, and its axes side by side.

    Parameters
    ----------
    height
        Inches.
    left, right, bottom, top
        Margins in inches, fixed so that the figure is drawn once.
    columns
        How many axes stand side by side, each with the left margin.
    """
    import matplotlib.pyplot as plt

    with plt.rc_context(RC):
        figure = plt.figure(figsize=(WIDTH, height))
        each = (WIDTH - right - columns * left) / columns
        axes = [
            figure.add_axes(
                (
                    (left + k * (each + left)) / WIDTH,
                    bottom / height,
                    (each - (0.1 if columns > 1 else 0)) / WIDTH,
                    (height - bottom - top) / height,
                )
            )
            for k in range(columns)
        ]
    return figure, axes


def number_axis(axis: Axes, t: Texts, *, which: str = "x", digits: int = 0) -> None:
    """Write the ticks of an axis as the language does."""
    from matplotlib.ticker import FuncFormatter

    formatter = FuncFormatter(lambda value, _: t.number(value, digits))
    (axis.xaxis if which == "x" else axis.yaxis).set_major_formatter(formatter)


def year_axis(axis: Axes, years: list[int]) -> None:
    """Show every year once, ungrouped."""
    axis.set_xticks(years)
    axis.set_xticklabels([str(y) for y in years])
    axis.set_xlim(min(years) - 0.6, max(years) + 0.6)


def legend_above(axis: Axes, columns: int = 3) -> None:
    """Put the legend above the axes, left, where no mark can be under it."""
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.3, handlelength=1.8)


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word, with an ellipsis, to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0]
    return (cut if len(cut) > limit // 2 else text[: limit - 1]).rstrip(" ,(") + "…"
