"""Figures of the year report, drawn from published results and national totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from indeks.figures.style import (
    HATCH,
    LIGHT,
    LINE,
    MAIN,
    QUIET,
    WARM,
    canvas,
    legend_above,
    number_axis,
    shorten,
    year_axis,
)  # fmt: skip
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TYPE_HATCHES = {"provinsi": "", "kabupaten": HATCH, "kota": "xxx"}
TYPE_COLOURS = {"provinsi": MAIN, "kabupaten": LIGHT, "kota": "white"}


def distribution(league: pd.DataFrame, bounds: list[float], t: Texts) -> Figure:
    """Draw how many published scores lie in each band of five points, by type of region.

    Parameters
    ----------
    league
        ``score, type``; one row per region.
    bounds
        Lower bounds of the categories above the lowest, where the edition knows them.
    t
        Texts.
    """
    from matplotlib.ticker import MaxNLocator

    with canvas(2.8, left=0.55, top=0.62) as (figure, (axis,)):
        kinds = [k for k in TYPE_COLOURS if (league["type"] == k).any()]
        scores = [league.loc[league["type"] == k, "score"].astype(float) for k in kinds]
        axis.hist(
            scores, bins=range(0, 101, 5), stacked=True,
            color=[TYPE_COLOURS[k] for k in kinds], hatch=[TYPE_HATCHES[k] for k in kinds],
            edgecolor=QUIET, lw=0.6,
            label=[t(f"reports.type.{k}") for k in kinds],
        )  # fmt: skip
        top = axis.get_ylim()[1]
        for bound in bounds:
            axis.axvline(bound, color=WARM, lw=1.4)
        if bounds:
            axis.plot([], [], color=WARM, lw=1.4, label=t("figures.distribution.bounds"))
        axis.set_ylim(0, max(1, top))
        axis.set_xlim(0, 100)
        axis.yaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_xlabel(t("figures.axis.index"))
        axis.set_ylabel(t("figures.axis.regions"))
        number_axis(axis, t)
        number_axis(axis, t, which="y")
        legend_above(axis, 2)
    return figure


def participation(totals: pd.DataFrame, year: int, t: Texts) -> Figure:
    """Draw the regions and the innovations reported over the years, one below the other.

    Parameters
    ----------
    totals
        ``year, regions, innovations``; a missing number leaves a gap.
    year
        The report's year, drawn darker.
    t
        Texts.
    """
    with canvas(3.8, left=0.65, top=0.3, bottom=0.35, rows=2) as (figure, axes):
        for axis, column in zip(axes, ("regions", "innovations"), strict=True):
            shown = totals.dropna(subset=[column])
            colours = [MAIN if y == year else LIGHT for y in shown["year"]]
            axis.bar(shown["year"], shown[column], color=colours, width=0.7)
            for y, value in zip(shown["year"], shown[column], strict=True):
                axis.annotate(
                    t.number(value), (y, value), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=8
                )
            axis.set_title(t(f"figures.participation.{column}"), loc="left")
            axis.set_ylim(0, float(shown[column].max()) * 1.1)
            number_axis(axis, t, which="y")
            year_axis(axis, [int(y) for y in totals["year"]])
    return figure


def changes(rows: pd.DataFrame, year: int, t: Texts) -> Figure:
    """Draw the final score of the year before and of the year, one line a region.

    Parameters
    ----------
    rows
        ``name, before, score``, in the order to show, top first.
    year
        The later of the two years.
    t
        Texts.
    """
    with canvas(0.95 + 0.25 * len(rows), left=1.85, right=0.6, top=0.38, bottom=0.5) as (figure, (axis,)):
        places = range(len(rows))[::-1]
        axis.hlines(list(places), rows["before"], rows["score"], color=QUIET, lw=1.4, zorder=1)
        axis.plot(
            rows["before"],
            places,
            ls="none",
            marker="o",
            ms=6,
            mfc="white",
            mec=MAIN,
            mew=1.3,
            label=str(year - 1),
        )
        axis.plot(rows["score"], places, ls="none", marker="o", ms=6, color=MAIN, label=str(year))
        for y, before, score in zip(places, rows["before"], rows["score"], strict=True):
            axis.annotate(
                t.number(score - before, 2, signed=True), (max(before, score), y), xytext=(7, 0),
                textcoords="offset points", va="center", fontsize=8,
            )  # fmt: skip
        axis.set_yticks(list(places), [shorten(n, 28) for n in rows["name"]], fontsize=8)
        axis.tick_params(axis="y", length=0)
        axis.set_ylim(-0.7, len(rows) - 0.3)
        axis.set_xlim(0, 106)
        axis.xaxis.grid(True, color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        axis.set_xlabel(t("figures.axis.index"))
        number_axis(axis, t)
        legend_above(axis, 2)
    return figure


def coverage(rows: pd.DataFrame, t: Texts) -> Figure:
    """Draw, by type of region, how many have a published score, another published result, or none.

    Parameters
    ----------
    rows
        ``label, scored, other, none``; counts of regions.
    t
        Texts.
    """
    with canvas(0.95 + 0.36 * len(rows), left=1.1, right=0.3, top=0.38, bottom=0.5) as (figure, (axis,)):
        places = list(range(len(rows))[::-1])
        total = rows[["scored", "other", "none"]].sum(axis=1)
        left = pd.Series(0.0, index=rows.index)
        looks: dict[str, dict[str, Any]] = {
            "scored": {"color": MAIN},
            "other": {"color": LIGHT, "hatch": HATCH, "edgecolor": QUIET, "lw": 0.6},
            "none": {"color": "white", "edgecolor": LINE, "lw": 0.8},
        }
        for column, look in looks.items():
            width = rows[column] / total * 100
            axis.barh(places, width, left=left, height=0.6, label=t(f"figures.coverage.{column}"), **look)
            left = left + width
        axis.set_yticks(places, list(rows["label"]))
        axis.tick_params(axis="y", length=0)
        axis.set_xlim(0, 100)
        axis.set_xlabel(t("figures.coverage.axis"))
        number_axis(axis, t)
        legend_above(axis, 3)
    return figure
