"""Figures of the region's report. All scores are on the 0 to 100 scale unless the axis says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from indeks.figures.style import (
    HATCH,
    INK,
    LIGHT,
    LINE,
    MAIN,
    PALE,
    QUIET,
    WARM,
    WARM_TEXT,
    WIDTH,
    canvas,
    drawable,
    fold,
    legend_above,
    number_axis,
    shorten,
    side_labels,
    year_axis,
)  # fmt: skip
from indeks.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

STAGE_MARKERS = {"final": "o", "sementara": "D", "mandiri": "^", "claimed": "s", "verified": "P"}
BARS_AT_MOST = 40
"""More innovations than this are drawn as a distribution, not one bar each."""
APART = 0.13
"""Inches between the marks of one year."""
LOW = 15
"""Scores below this have no room for a number between their mark and the axis."""


def has_trend(points: pd.DataFrame) -> bool:
    """Tell whether scores are of at least two years: one point shows nothing that a sentence does not.

    Parameters
    ----------
    points
        As for :func:`trend`.

    Examples
    --------
    >>> has_trend(pd.DataFrame({"year": [2026, 2026], "score": [51.01, 48.43]}))
    False
    """
    return bool(points.dropna(subset=["score"])["year"].nunique() >= 2)


def trend(points: pd.DataFrame, bounds: Mapping[int, float], changed: Sequence[int], t: Texts) -> Figure:
    """Draw an index over the years, the final stage as a line, other stages as marks of their own beside it.

    Parameters
    ----------
    points
        ``year, stage, score, breaks, later``; stages as in ``STAGE_MARKERS``, ``claimed`` and ``verified``
        computed here. Final scores of consecutive years are joined, unless the later one ``breaks`` the line.
        What is ``later`` than the report is paler.
    bounds
        Year to the lower bound of the highest category, where known.
    changed
        Years whose rules differ from those of the year before; a vertical line stands before each.
    t
        Texts.
    """
    years = list(range(int(points["year"].min()), int(points["year"].max()) + 1))
    entries = points["stage"].nunique() + any(y in bounds for y in years) + bool(points["later"].any())
    more = 0.19 * max(0, (entries + 1) // 2 - 3)  # inches for lines of the legend beyond three
    with canvas(2.9 + more, left=0.62, top=0.62 + more, bottom=0.4) as (figure, (axis,)):
        year_axis(axis, years)
        points = points.assign(x=_beside(points, axis))
        for year in changed:
            if years[0] < year <= years[-1]:
                axis.axvline(year - 0.5, color=QUIET, lw=0.8, ls=(0, (2, 2)), zorder=1)
        known = [y for y in years if y in bounds]
        for k, year in enumerate(known):
            label = t("figures.trend.bound") if k == 0 else ""
            axis.hlines(bounds[year], year - 0.45, year + 0.45, color=WARM, lw=1.6, label=label, zorder=2)
        finals = points[points["stage"] == "final"].groupby("year")["score"]
        spread = finals.agg(["min", "max", "count"])
        # sources disagree: a bar from lowest to highest, no line through it
        disputed = spread[spread["count"] > 1]
        axis.vlines(disputed.index, disputed["min"], disputed["max"], color=MAIN, lw=5, alpha=0.5, zorder=3)
        axis.plot(disputed.index, disputed["max"], ls="none", marker="_", ms=9, color=MAIN, zorder=3)
        _final_line(axis, points)
        others = points[points["stage"] != "final"]
        for (stage, later), group in others.groupby(["stage", "later"]):
            axis.plot(
                group["x"], group["score"], ls="none", marker=STAGE_MARKERS.get(str(stage), "s"), ms=6.5,
                mfc="white", mec=LIGHT if later else MAIN, mew=1.4, zorder=3,
            )  # fmt: skip
        _label_points(axis, points, t)
        axis.set_ylim(0, 105)
        axis.set_ylabel(t("figures.axis.index"))
        axis.yaxis.grid(True, color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        number_axis(axis, t, which="y")
        legend_above(axis, 2, [*axis.get_legend_handles_labels()[0], *_trend_handles(points, t)])
    return figure


def _final_line(axis: Axes, points: pd.DataFrame) -> None:
    """Draw the final scores on which sources agree, joined where one follows the other under the same rules."""
    final = points[points["stage"] == "final"]
    final = final[~final["year"].duplicated(keep=False)].sort_values("year")
    for k in range(1, len(final)):
        pair = final.iloc[k - 1 : k + 1]
        if pair["year"].diff().iloc[1] == 1 and not pair["breaks"].iloc[1]:
            colour = LIGHT if pair["later"].any() else MAIN
            axis.plot(pair["year"], pair["score"], color=colour, lw=2, zorder=3)
    for later, group in final.groupby("later"):
        axis.plot(
            group["year"], group["score"], ls="none", marker="o", ms=6, color=LIGHT if later else MAIN, zorder=4
        )


def _trend_handles(points: pd.DataFrame, t: Texts) -> list[Line2D]:
    """Return what the legend shows of a trend: each stage there is, and the paler marks of later years."""
    from matplotlib.lines import Line2D

    handles = []
    for stage in dict.fromkeys(points["stage"]):
        final = stage == "final"
        face, line = (MAIN, "-") if final else ("white", "none")
        handles.append(
            Line2D(
                [], [], color=MAIN, ls=line, lw=2, marker=STAGE_MARKERS.get(stage, "s"), ms=6, mfc=face,
                label=t(f"figures.trend.{stage}"),
            )
        )  # fmt: skip
    if points["later"].any():
        handles.append(Line2D([], [], color=LIGHT, ls="none", marker="o", ms=6, label=t("figures.trend.later")))
    return handles


def _beside(points: pd.DataFrame, axis: Axes) -> list[float]:
    """Where marks stand among the years: those of one year side by side, a final score in the middle."""
    low, high = axis.get_xlim()
    apart = APART * (high - low) / (axis.get_position().width * WIDTH)
    places: dict[tuple[int, str], float] = {}
    ordered = points.sort_values("score", kind="stable").drop_duplicates(["year", "stage"])
    for year, stages in ordered.groupby("year")["stage"]:
        others = [stage for stage in stages if stage != "final"]
        first = 1 if len(others) < len(stages) else -(len(others) - 1) / 2
        places |= {(year, stage): year + apart * (first + k) for k, stage in enumerate(others)}
    return [places.get(key, key[0]) for key in zip(points["year"], points["stage"], strict=True)]


def _label_points(axis: Axes, points: pd.DataFrame, t: Texts) -> None:
    """Write each score at its mark: a year's highest above, its lowest below, one between left of all marks."""
    for _, group in points.groupby("year"):
        ordered = group.sort_values("score", ascending=False)
        for k, (x, score) in enumerate(zip(ordered["x"], ordered["score"], strict=True)):
            top, last = k == 0, k == len(ordered) - 1 and score > LOW
            offset, horizontal = (
                ((0, 7), "center") if top else ((0, -15), "center") if last else ((-8, -3), "right")
            )
            beside = x if top or last else ordered["x"].min()
            axis.annotate(
                t.number(score, 2), (beside, score), xytext=offset, textcoords="offset points", ha=horizontal,
                fontsize=8.5, bbox={"fc": "white", "ec": "none", "pad": 0.6, "alpha": 0.85}, zorder=5,
            )  # fmt: skip


def points_by_variable(parts: pd.DataFrame, t: Texts) -> Figure:
    """Draw index points won and lost per variable.

    Parameters
    ----------
    parts
        ``label, index_points, index_lost``; one row per variable, in the order to show, top first.
    t
        Texts.
    """
    with canvas(0.95 + 0.38 * len(parts), left=1.85, right=0.95, top=0.38, bottom=0.5) as (figure, (axis,)):
        rows = range(len(parts))[::-1]
        axis.barh(rows, parts["index_points"], color=MAIN, height=0.62, label=t("figures.points.won"))
        axis.barh(
            rows, parts["index_lost"], left=parts["index_points"], color="white", edgecolor=QUIET, lw=0.6,
            hatch=HATCH, height=0.62, label=t("figures.points.lost"),
        )  # fmt: skip
        for y, won, lost in zip(rows, parts["index_points"], parts["index_lost"], strict=True):
            axis.annotate(
                t("figures.points.label", won=won, most=won + lost), (won + lost, y), xytext=(4, 0),
                textcoords="offset points", va="center", fontsize=8,
            )  # fmt: skip
        side_labels(axis, rows, [fold(label, 26) for label in parts["label"]], size=8.5)
        axis.set_xlabel(t("figures.axis.index_points"))
        number_axis(axis, t)
        legend_above(axis, 2)
    return figure


def maturity(innovations: pd.DataFrame, best: float, t: Texts) -> Figure:
    """Draw the maturity of each innovation, or their distribution where they are many.

    Parameters
    ----------
    innovations
        ``title, maturity, verified_maturity``, sorted as to be shown; verified may be missing throughout.
    best
        The highest maturity an innovation can have.
    t
        Texts.
    """
    many = len(innovations) > BARS_AT_MOST
    sheet = (
        canvas(2.6, left=0.6, top=0.3)
        if many
        else canvas(0.95 + 0.2 * len(innovations), left=2.0, right=0.3, top=0.38, bottom=0.5)
    )
    with sheet as (figure, (axis,)):
        if many:
            edges = [best * k / 20 for k in range(21)]
            axis.hist(innovations["maturity"], bins=edges, color=MAIN, edgecolor="white", lw=0.6)
            axis.set_ylabel(t("figures.axis.innovations"))
            number_axis(axis, t, which="y")
        else:
            rows = range(len(innovations))[::-1]
            axis.barh(rows, innovations["maturity"], color=LIGHT, height=0.66, label=t("figures.maturity.claimed"))
            if innovations["verified_maturity"].notna().any():
                axis.plot(
                    innovations["verified_maturity"], rows, ls="none", marker="|", ms=9, mew=2.4, color=MAIN,
                    label=t("figures.maturity.verified"),
                )  # fmt: skip
            axis.set_yticks(
                list(rows), [shorten(drawable(title), 28) for title in innovations["title"]], fontsize=7.5
            )
            axis.tick_params(axis="y", length=0)
            axis.set_ylim(-0.7, len(innovations) - 0.3)
            handles, labels = axis.get_legend_handles_labels()
            order = sorted(range(len(labels)), key=lambda k: labels[k] != t("figures.maturity.claimed"))
            legend_above(axis, 2, [handles[k] for k in order])
        axis.set_xlim(0, best * 1.005)
        axis.set_xlabel(t("figures.axis.maturity", best=best))
        number_axis(axis, t)
    return figure


def basic_services(counts: pd.DataFrame, needed: int, t: Texts) -> Figure:
    """Draw how many sent innovations each basic-service affair has.

    Parameters
    ----------
    counts
        ``affair, n``; one row per basic-service affair.
    needed
        How many of them must be covered.
    t
        Texts.
    """
    from matplotlib.ticker import MaxNLocator

    with canvas(0.85 + 0.42 * len(counts), left=1.95, right=0.75, top=0.2, bottom=0.62) as (figure, (axis,)):
        rows = range(len(counts))[::-1]
        axis.barh(rows, counts["n"], color=MAIN, height=0.6)
        for y, n in zip(rows, counts["n"], strict=True):
            label = t.number(n) if n else t("figures.basic.none")
            axis.annotate(
                label, (n, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8.5,
                color=INK if n else WARM_TEXT, weight="normal" if n else "bold",
            )  # fmt: skip
        side_labels(axis, rows, [fold(affair, 30) for affair in counts["affair"]], size=8)
        axis.set_xlim(0, max(1, counts["n"].max()) * 1.12)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_xlabel(fold(t("figures.basic.axis", needed=needed, of=len(counts)), 40))
        number_axis(axis, t)
    return figure


def position(groups: Sequence[tuple[str, Sequence[float]]], own: float, name: str, t: Texts) -> Figure:
    """Draw where a region stands among the published scores, group by group.

    Parameters
    ----------
    groups
        Label and scores of each group, top first.
    own
        The region's score.
    name
        The region's name.
    t
        Texts.
    """
    with canvas(1.15 + 0.5 * len(groups), left=1.75, right=0.3, top=0.58, bottom=0.5) as (figure, (axis,)):
        rows = range(len(groups))[::-1]
        for k, (y, (_, scores)) in enumerate(zip(rows, groups, strict=True)):
            axis.axhspan(y - 0.36, y + 0.36, color=PALE, lw=0, zorder=0)
            label = t("figures.position.others") if k == 0 else None
            axis.plot(scores, [y] * len(scores), ls="none", marker="|", ms=15, mew=1.2, color=QUIET, label=label)
        for k, y in enumerate(rows):
            label = shorten(name, 40) if k == 0 else None
            axis.plot([own], [y], ls="none", marker="o", ms=8, color=MAIN, mec="white", label=label, zorder=3)
        axis.set_yticks(list(rows), [label for label, _ in groups])
        axis.tick_params(axis="y", length=0)
        axis.set_ylim(-0.6, len(groups) - 0.4)
        axis.set_xlim(0, 100)
        axis.set_xlabel(t("figures.axis.index"))
        number_axis(axis, t)
        legend_above(axis, 1)
    return figure
