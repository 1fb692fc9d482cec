"""Who works with whom: owners and partners of innovations as a network, and what hangs on one partner.

The view has two modes, agencies and innovations; where it is projected on agencies, an innovation of k agencies
gives each pair 1/(k − 1) (Newman 2001), so that one large innovation makes no clique. Ties are declared by the
owner: a tie that is not declared is not cooperation that does not exist.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from indeks.culture.names import listed, looks_like_agency, settled, split
from indeks.culture.participation import of_year, owners
from indeks.edition import Edition
from indeks.tables import Dataset
from indeks.texts.spelling import key

if TYPE_CHECKING:
    import networkx as nx

MOST_DRAWN = 40
"""Agencies a network is drawn of at most; above, its table stands alone."""
MOST_EDGES = 60
"""Edges that can still be read; the threshold is raised until no more are drawn."""
LEAST_DEGREE = 3
"""Partners from which constraint says something: that of one or two is always high."""
TIES = ["innovation_id", "title", "owner", "partner", "inside", "unsettled"]


def ties(data: Dataset, region_code: str, year: int) -> pd.DataFrame:
    """Return who takes part in an innovation beside its owner.

    Returns
    -------
    pandas.DataFrame
        ``innovation_id, title, owner`` (empty where none is given), ``partner``, ``inside`` (whether the partner
        is an agency of the region) and ``unsettled`` (named like an agency, but the region's list has no such, or
        several). Each pair once; an owner among its own partners is no tie.
    """
    mine = of_year(data, region_code, year)
    if mine.empty or "partners" not in mine:
        return pd.DataFrame(columns=TIES)
    names = listed(data, region_code)
    cells = [split(text, names) for text in mine["partners"]]
    known = settled((name for cell in cells for name in cell), names)
    spelled: dict[str, str] = {}  # those outside, by the first spelling
    rows = []
    owner = owners(mine, names)
    for identifier, title, own, cell in zip(mine["innovation_id"], mine["title"], owner, cells, strict=True):
        seen = {own}
        for name in cell:
            agency = known[name]
            partner = agency if agency is not None else spelled.setdefault(key(name), name)
            if partner in seen:
                continue
            seen.add(partner)
            text = title if isinstance(title, str) else ""
            own_text = own if isinstance(own, str) else ""
            rows.append((str(identifier), text, own_text, partner, agency is not None,
                         agency is None and looks_like_agency(name)))  # fmt: skip
    return pd.DataFrame(rows, columns=TIES)


def pairs(shared: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of agencies that share innovations.

    Parameters
    ----------
    shared
        The ties; partners outside the region's administration are no part of its network.

    Returns
    -------
    pandas.DataFrame
        ``first, second, innovations, weight``: an innovation of k agencies adds 1/(k − 1) to the weight of each
        of its pairs, so that an agency's weights sum to the innovations it shares. The most shared first.
    """
    counted: dict[tuple[str, str], list[float]] = {}
    inside = shared[shared["inside"].to_numpy(dtype=bool)] if len(shared) else shared
    for _, part in inside.groupby("innovation_id", sort=False):
        agencies = sorted({*part["owner"], *part["partner"]} - {""})
        for pair in combinations(agencies, 2):
            counted.setdefault(pair, []).append(1 / (len(agencies) - 1))
    rows = [(a, b, len(each), math.fsum(each)) for (a, b), each in counted.items()]
    table = pd.DataFrame(rows, columns=["first", "second", "innovations", "weight"])
    table = table.astype({"innovations": int, "weight": float})
    return table.sort_values(["innovations", "first", "second"], ascending=[False, True, True], ignore_index=True)


def network(table: pd.DataFrame, agencies: list[str]) -> nx.Graph:
    """Return the network of some agencies; those without a tie are isolates.

    Parameters
    ----------
    table
        The pairs.
    agencies
        All agencies of the region.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(agencies)
    for r in table.itertuples():
        graph.add_edge(r.first, r.second, innovations=r.innovations, weight=r.weight)
    return graph


def positions(graph: nx.Graph) -> pd.DataFrame:
    """Return where each agency stands in the network.

    Returns
    -------
    pandas.DataFrame
        ``agency, partners`` (agencies it shares an innovation with), ``weight`` (innovations shared),
        ``betweenness`` (Freeman 1977, without weights), ``constraint`` (Burt 1992, without weights; missing below
        :data:`LEAST_DEGREE` partners), ``cut`` (without it the network falls apart) and ``isolate``; the most
        partners first.
    """
    import networkx as nx

    between = nx.betweenness_centrality(graph)
    eligible = [node for node in graph if graph.degree(node) >= LEAST_DEGREE]
    burt = nx.constraint(graph, nodes=eligible) if eligible else {}
    cut = set(nx.articulation_points(graph))
    rows = [
        (node, graph.degree(node), float(graph.degree(node, weight="weight")), between[node],
         burt.get(node, math.nan), node in cut, graph.degree(node) == 0)
        for node in graph
    ]  # fmt: skip
    names = ["agency", "partners", "weight", "betweenness", "constraint", "cut", "isolate"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values(["partners", "weight", "agency"], ascending=[False, False, True], ignore_index=True)


def hangs_on(shared: pd.DataFrame) -> pd.DataFrame:
    """Return partners that are the only partner of an innovation.

    Returns
    -------
    pandas.DataFrame
        ``partner, inside, innovations`` (whose sole partner it is), ``titles`` (a tuple); the most first.
    """
    columns = ["partner", "inside", "innovations", "titles"]
    if shared.empty:
        return pd.DataFrame(columns=columns)
    sole = shared[shared.groupby("innovation_id")["partner"].transform("size") == 1]
    rows = [
        (partner, bool(part["inside"].iloc[0]), len(part), tuple(sorted(part["title"])))
        for partner, part in sole.groupby("partner")
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["innovations", "partner"], ascending=[False, True], ignore_index=True)


def contradictions(data: Dataset, shared: pd.DataFrame, rule: Edition, innovations: pd.DataFrame) -> pd.DataFrame:
    """Return innovations whose partners and whose level of Jejaring (24) say different things.

    Only what the partners declare is counted: the owner and its partners inside the administration.

    Returns
    -------
    pandas.DataFrame
        ``innovation_id, title, declared`` (agencies), ``level`` (stated), ``level_declared`` (that so many
        agencies make) and ``kind``: ``more`` where the partners make a higher level than the stated one,
        ``fewer`` where they make a lower one. Of innovations whose partners nobody entered nothing is said.
    """
    columns = ["innovation_id", "title", "declared", "level", "level_declared", "kind"]
    scale = next((i.scales[0] for i in rule.of_aspect("sid") if i.code == "jejaring"), None)
    if scale is None or not scale.numeric or shared.empty:
        return pd.DataFrame(columns=columns)
    levels = data.innovation_levels
    own = levels[(levels["indicator"].astype("str") == "jejaring").to_numpy()]
    stated = dict(zip(own["innovation_id"].astype(str), own["level"].fillna(0).astype(int), strict=True))
    rows = []
    titles = dict(zip(innovations["innovation_id"].astype(str), innovations["title"], strict=True))
    for identifier, part in shared.groupby("innovation_id", sort=False):
        if identifier not in stated:
            continue
        declared = 1 + int(part["inside"].sum())
        made = max((lv.score for lv in scale.levels if lv.min is not None and declared >= lv.min), default=0)
        level = stated[str(identifier)]
        if made != level:
            kind = "more" if made > level else "fewer"
            rows.append((identifier, titles.get(str(identifier), ""), declared, level, made, kind))
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["kind", "title"], ascending=[False, True], ignore_index=True
    )


def threshold(table: pd.DataFrame, most: int = MOST_EDGES) -> int:
    """Return the shared innovations from which edges are drawn, so that no more than ``most`` are.

    Where even the strongest edges are more than that, they are drawn: a network without edges shows nothing.

    Examples
    --------
    >>> threshold(pd.DataFrame({"innovations": [3, 2, 2, 1, 1]}), most=3)
    2
    """
    counts = sorted(table["innovations"].unique()) if len(table) else [1]
    for least in counts:
        if (table["innovations"] >= least).sum() <= most:
            return int(least)
    return int(counts[-1])
