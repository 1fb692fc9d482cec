"""One house style: fixed margins, sizes for A4, two tones and hatches that hold without colour."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 4.9
"""Inches; narrow enough that its words can still be read where a phone makes it smaller."""
INK = "#1b2430"
QUIET = "#5b6775"
LINE = "#c9d1da"
MAIN = "#0b4f7d"
LIGHT = "#a9cbe2"
WARM = "#c65d00"
WARM_TEXT = "#a34c00"
"""Of words: those in ``WARM`` would stand out too little from white."""
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
    "savefig.bbox": None,
}


@contextmanager
def canvas(
    height: float, *, left: float, right: float = 0.2, bottom: float = 0.5, top: float = 0.35, rows: int = 1
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Give a figure of the house width with margins in inches, and its axes one below the other, to draw on.

    What is drawn inside the ``with`` has the house style; outside it matplotlib is as it was.

    Parameters
    ----------
    height
        Inches.
    left, right, bottom, top
        Margins of each axes in inches, fixed so that the figure is drawn once.
    rows
        How many axes stand one below the other.
    """
    import matplotlib.pyplot as plt

    with plt.rc_context(RC):
        figure = plt.figure(figsize=(WIDTH, height))
        each = height / rows
        axes = [
            figure.add_axes(
                (
                    left / WIDTH,
                    ((rows - 1 - k) * each + bottom) / height,
                    (WIDTH - left - right) / WIDTH,
                    (each - bottom - top) / height,
                )
            )
            for k in range(rows)
        ]
        yield figure, axes


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


def side_labels(axis: Axes, places: Iterable[float], labels: Iterable[str], size: float = 9) -> None:
    """Write labels left of an axis, each line of a folded one by itself: it ends there in any typeface."""
    axis.set_yticks([])
    for y, label in zip(places, labels, strict=True):
        lines = label.split("\n")
        for k, line in enumerate(lines):
            above = 1.2 * size * ((len(lines) - 1) / 2 - k)
            axis.annotate(
                line, (0, y), xycoords=("axes fraction", "data"), xytext=(-4, above), textcoords="offset points",
                ha="right", va="center", fontsize=size,
            )  # fmt: skip


def legend_above(axis: Axes, columns: int = 3, handles: list[Any] | None = None) -> None:
    """Put the legend into the top margin of the figure, from its left edge, where no mark can be under it."""
    shown = handles or axis.get_legend_handles_labels()[0]
    axis.figure.legend(
        handles=shown,
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=1.8,
    )


def fold(text: str, width: int) -> str:
    """Break a text into lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word, with an ellipsis, to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0]
    cut = (cut if len(cut) > limit // 2 else text[: limit - 1]).rstrip(" ,(")
    return cut.removesuffix(" dan").removesuffix(" and").rstrip(",") + "…"


def drawable(text: object) -> str:
    """Return a text of the data as matplotlib may draw it: no math mode, only what the font can show."""
    visible = (c for c in str(text) if unicodedata.category(c) != "Cf")  # joins emoji, turns directions
    shown = "".join(c if c.isprintable() and ord(c) < 0x2E80 else "?" for c in visible)
    return shown.replace("$", r"\$")
