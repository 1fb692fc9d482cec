"""Figures of who takes part, what lasts and who works with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from indeks.figures.style import (
    HATCH,
    INK,
    LIGHT,
    LINE,
    MAIN,
    PALE,
    QUIET,
    canvas,
    drawable,
    legend_above,
    number_axis,
    shorten,
    side_labels,
)
from indeks.intake.agency_names import short_form
from indeks.texts import Texts

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

IN_A_ROW = 3
"""Agencies without a tie named in one row beneath a network."""
NAME = 24
"""Letters of a name in a network; shorter where many are drawn."""


def by_kind(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw how many agencies of each kind have sent an innovation, have one, have none.

    Parameters
    ----------
    table
        ``label, agencies, with_innovation, with_sent``.
    t
        Texts.
    """
    rows = table.iloc[::-1].reset_index(drop=True)
    with canvas(0.95 + 0.3 * len(rows), left=1.35, top=0.4, bottom=0.5) as (figure, (axis,)):
        sent, some = rows["with_sent"], rows["with_innovation"] - rows["with_sent"]
        none = rows["agencies"] - rows["with_innovation"]
        places = range(len(rows))
        style: dict[str, Any] = {"height": 0.62, "zorder": 3}
        axis.barh(places, sent, color=MAIN, label=t("culture.figure.sent"), **style)
        axis.barh(places, some, left=sent, color=LIGHT, label=t("culture.figure.unsent"), **style)
        axis.barh(places, none, left=rows["with_innovation"], color=PALE, hatch=HATCH, edgecolor=QUIET, lw=0.6,
                  label=t("culture.figure.none"), **style)  # fmt: skip
        for y, n in zip(places, rows["agencies"], strict=True):
            axis.annotate(t.number(int(n)), (n, y), xytext=(4, 0), textcoords="offset points", va="center",
                          fontsize=8.5)  # fmt: skip
        side_labels(axis, places, [drawable(shorten(label, 20)) for label in rows["label"]])
        axis.set_xlim(0, float(rows["agencies"].max()) * 1.08 + 0.3)
        axis.set_ylim(-0.6, len(rows) - 0.4)
        axis.set_xlabel(t("culture.figure.agencies"))
        _whole(axis, t, "x")
        legend_above(axis)
    return figure


def counts(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw agencies and innovations over the years, one above the other; a year without a figure stays open.

    Parameters
    ----------
    table
        ``year, agencies, innovations``; missing where nothing is known.
    t
        Texts.
    """
    years = list(range(int(table["year"].min()), int(table["year"].max()) + 1))
    with canvas(3.4, left=0.6, top=0.3, bottom=0.35, rows=2) as (figure, axes):
        for axis, column, colour in zip(axes, ("agencies", "innovations"), (MAIN, LIGHT), strict=True):
            known = table[table[column].notna()]
            values = known[column].astype(float)
            axis.bar(known["year"].astype(int), values, color=colour, width=0.6, zorder=3)
            for year, value in zip(known["year"], values, strict=True):
                axis.annotate(t.number(value), (int(year), value), xytext=(0, 2), textcoords="offset points",
                              ha="center", fontsize=8.5)  # fmt: skip
            axis.set_title(t(f"culture.figure.{column}"), loc="left", pad=4)
            axis.set_xticks(years)
            axis.set_xticklabels([str(year) for year in years])
            axis.set_xlim(years[0] - 0.6, years[-1] + 0.6)
            axis.set_ylim(0, (float(values.max()) if len(values) else 1) * 1.22 + 0.5)
            _whole(axis, t, "y")
    return figure


def renewal(table: pd.DataFrame, t: Texts) -> Figure:
    """Draw for each year the innovations continued, perhaps continued, and new.

    Parameters
    ----------
    table
        ``year, continued, candidates, new``.
    t
        Texts.
    """
    with canvas(2.5, left=0.6, top=0.4, bottom=0.4) as (figure, (axis,)):
        years = table["year"].astype(int).tolist()
        base = pd.Series(0, index=table.index)
        styles: dict[str, dict[str, Any]] = {
            "continued": {"color": MAIN},
            "candidates": {"color": PALE, "hatch": HATCH, "edgecolor": QUIET, "lw": 0.6},
            "new": {"color": LIGHT},
        }
        for column, style in styles.items():
            axis.bar(years, table[column], bottom=base, width=0.5, zorder=3,
                     label=t(f"culture.figure.{column}"), **style)  # fmt: skip
            base = base + table[column]
        for year, total in zip(years, base, strict=True):
            axis.annotate(t.number(int(total)), (year, total), xytext=(0, 2), textcoords="offset points",
                          ha="center", fontsize=8.5)  # fmt: skip
        axis.set_xticks(years)
        axis.set_xticklabels([str(year) for year in years])
        axis.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axis.set_ylim(0, float(base.max()) * 1.15 + 0.5)
        _whole(axis, t, "y")
        legend_above(axis)
    return figure


def survival(curve: pd.DataFrame, most: int, t: Texts) -> Figure:
    """Draw the share of innovations still entered after years, as steps.

    Parameters
    ----------
    curve
        ``time, survival`` of :func:`indeks.culture.measures.kaplan_meier`.
    most
        Years after which the last was seen.
    t
        Texts.
    """
    with canvas(2.4, left=0.62, top=0.2, bottom=0.5) as (figure, (axis,)):
        times = [0.0, *curve["time"], float(most)]
        shares = [100.0, *(100 * curve["survival"]), 100 * float(curve["survival"].iloc[-1])]
        axis.step(times, shares, where="post", color=MAIN, lw=1.8, zorder=3)
        for time, share in zip(curve["time"], curve["survival"], strict=True):
            axis.annotate(t.number(100 * share, 0) + "%", (time, 100 * share), xytext=(4, -11),
                          textcoords="offset points", fontsize=8.5)  # fmt: skip
        axis.set_ylim(0, 105)
        axis.set_xlim(0, most + 0.1)
        axis.set_xlabel(t("culture.figure.years"))
        axis.set_ylabel(t("culture.figure.still"))
        axis.set_xticks(range(most + 1))
        axis.grid(True, color=LINE, lw=0.6)
        axis.set_axisbelow(True)
        number_axis(axis, t, which="y")
    return figure


def network(graph: nx.Graph, least: int, names: Mapping[str, str], t: Texts) -> Figure:
    """Draw who works with whom by the layout of Kamada and Kawai; agencies without a tie stand beneath.

    The places come from all ties; drawn are those of ``least`` shared innovations or more, and the threshold is
    written above. The same network always gives the same drawing.

    Parameters
    ----------
    graph
        That of :func:`indeks.culture.collaboration.network`.
    least
        Shared innovations from which a tie is drawn.
    names
        Short names of the agencies.
    t
        Texts.
    """
    import networkx as nx

    alone = sorted(node for node in graph if graph.degree(node) == 0)
    tied = graph.subgraph(sorted(set(graph) - set(alone)))
    places = _places(nx.Graph(tied))
    lines = [names[node] for node in alone]
    rows = [lines[k : k + IN_A_ROW] for k in range(0, len(lines), IN_A_ROW)]
    beneath = 0.35 + 0.2 * len(rows) if rows else 0.1
    most = max((graph.degree(node) for node in tied), default=1)
    marks = {node: 4 + 5.5 * graph.degree(node) / most for node in tied}
    size = 7.5 if len(tied) <= 24 else 6.5
    with canvas(4.9 + beneath, left=0.1, right=0.1, top=0.35, bottom=beneath) as (figure, (axis,)):
        for a, b, data in tied.edges(data=True):
            if data["innovations"] >= least:
                (x, y), (u, v) = places[a], places[b]
                axis.plot(
                    [x, u], [y, v], color=LIGHT, lw=0.8 + 0.8 * min(data["innovations"] - least, 3), zorder=1
                )
        for node, (x, y) in places.items():
            axis.plot(x, y, marker="o", ms=marks[node], mfc=MAIN, mec="white", mew=0.8, zorder=2)
        shown = [axis.annotate(drawable(names[node]), (x, y), xytext=(0, 3 + marks[node] / 2),
                               textcoords="offset points", ha="center", va="bottom", fontsize=size, color=INK,
                               zorder=3, bbox={"fc": "white", "ec": "none", "alpha": 0.75, "pad": 0.4})
                 for node, (x, y) in places.items()]  # fmt: skip
        axis.set_axis_off()
        axis.set_xlim(-1.22, 1.22)
        axis.set_ylim(-1.1, 1.14)
        _apart(figure, axis, shown)
        figure.text(0.02, 1 - 0.06 / figure.get_figheight(), t("culture.figure.threshold", n=least), fontsize=8.5,
                    color=QUIET, va="top")  # fmt: skip
        if rows:
            high = figure.get_figheight()
            figure.text(0.02, (beneath - 0.08) / high, t("culture.figure.isolates"), fontsize=8.5, color=QUIET,
                        va="top")  # fmt: skip
            for k, row in enumerate(rows):
                for j, name in enumerate(row):
                    where = (0.02 + j * 0.98 / IN_A_ROW, (beneath - 0.3 - 0.2 * k) / high)
                    figure.text(*where, "○ " + drawable(name), fontsize=7.5, va="top")
    return figure


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Return places in a square of -1 to 1; parts that hang apart stand side by side."""
    import networkx as nx

    if not len(graph):
        return {}
    far = max(3, len(graph) ** 0.5)
    distance = {a: dict.fromkeys(graph, far) for a in graph}
    for a, reached in nx.all_pairs_shortest_path_length(graph):
        distance[a] |= reached
    places = nx.kamada_kawai_layout(graph, dist=distance, pos=nx.circular_layout(graph), weight=None)
    sides = [[float(place[k]) for place in places.values()] for k in (0, 1)]
    return {node: (_within(x, sides[0]), _within(y, sides[1])) for node, (x, y) in places.items()}


def _within(value: float, among: list[float]) -> float:
    """Return a coordinate so stretched that all of them fill -1 to 1."""
    low, high = min(among), max(among)
    return 0.0 if high - low < 1e-9 else 2 * (float(value) - low) / (high - low) - 1


def _apart(figure: Figure, axis: Axes, labels: list[Any]) -> None:
    """Move labels up or down until none stands on another or on a mark, or there is no place left."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.transforms import Bbox

    renderer = FigureCanvasAgg(figure).get_renderer()
    marks = [axis.transData.transform(label.xy) for label in labels]
    taken: list[Any] = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in marks]
    for label in sorted(labels, key=lambda each: -each.xy[1]):
        x, y = label.get_position()
        below = -y - 9
        for up in (y, below, y + 5, below - 5, y + 9, below - 9, y + 14, below - 14, y + 18):
            label.set_position((x, up))
            box = label.get_window_extent(renderer)
            if not any(box.overlaps(other) for other in taken):
                break
        else:
            label.set_position((x, y))
            box = label.get_window_extent(renderer)
        taken.append(box)


def short_names(agencies: list[str], limit: int = NAME) -> dict[str, str]:
    """Return names of agencies short enough to be drawn, no two alike.

    Examples
    --------
    >>> short_names(["Dinas Kesehatan", "Kecamatan Contoh Utara"])
    {'Dinas Kesehatan': 'Dinkes', 'Kecamatan Contoh Utara': 'Kec. Contoh Utara'}
    """
    names = {}
    for agency in agencies:
        name = agency.removeprefix("Dinas ").replace("Kecamatan ", "Kec. ").replace("Kelurahan ", "Kel. ")
        name = shorten(name.replace("Sekretariat ", "Set. ").replace("Badan ", "Bd. "), limit)
        names[agency] = short_form(agency) or name
    alike = {name for name in names.values() if list(names.values()).count(name) > 1}
    numbered: dict[str, int] = {}
    for agency, name in names.items():
        if name in alike:
            numbered[name] = numbered.get(name, 0) + 1
            names[agency] = f"{name} ({numbered[name]})"
    return names


def _whole(axis: Axes, t: Texts, which: Literal["x", "y"]) -> None:
    """Let an axis count whole things."""
    from matplotlib.ticker import MaxNLocator

    number_axis(axis, t, which=which)
    (axis.xaxis if which == "x" else axis.yaxis).set_major_locator(MaxNLocator(5, integer=True))
    axis.grid(True, axis=which, color=LINE, lw=0.6)
    axis.set_axisbelow(True)


__all__ = ["by_kind", "counts", "network", "renewal", "short_names", "survival"]
