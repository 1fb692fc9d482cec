"""What typology shows beside sectors, measured: maps, verdicts on look-alikes, types by what is lacking.

Part of `typology.py`, which is what runs.
"""

from __future__ import annotations

import resource
import time
from itertools import product

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from indeks import edition, example
from indeks.typology import closing, corpus, lacks, lookalikes, maps, views
from indeks.typology import groups as grouping
from indeks.typology.sectors import scores, sectors

SEED = 2026
BASES = ("text", "both", "agency", "affair", "")
AT_RANDOM = (0.15, 0.3, 0.4)
PLANTED, FALSE = 5, 40


def on_the_map(name: str, table: pd.DataFrame) -> None:
    """Print how far a map can be trusted, and how often its neighbours share a sector, beside chance."""
    rows = table.assign(innovation_id=table[table.columns[0]].astype(str))
    found = sectors(rows.drop(columns="sector", errors="ignore"))["sector"].fillna("").to_numpy()
    drawn = maps.place(rows, found)
    if drawn is None:
        print(f"  {name:34s} no map: too few different texts")
        return
    shown = "drawn" if drawn.trusted else "not drawn"
    print(f"  {name:34s} {len(drawn.points):4d} points, trust against text {drawn.trust:.2f} ({shown});", end=" ")
    print(f"of the {drawn.near} nearest {drawn.same:.2f} share a sector, chance {drawn.chance:.2f}")


def share(right: int, n: int) -> str:
    """A share with Wilson's interval."""
    p, low, high = views.wilson(np.array(right), n)
    return f"{p:.2f} ({low:.2f}-{high:.2f})"


def verdicts(labelled: pd.DataFrame, titles: pd.DataFrame, judged: pd.DataFrame) -> None:
    """Print how often each verdict is right on pairs judged by reading, by length of the texts."""
    named = ["innovation_id", "title", "description", "agency"]
    bare = titles[named].assign(description="")
    told = pd.concat([labelled.rename(columns={"id": "innovation_id"})[named], corpus.shipped()[named]])
    of_kind = {"title": (bare, bare), "text": (told, told), "mixed": (told, bare)}
    print("\nverdicts on judged pairs: share right (95 %)")
    for part, kind in product(("set", "held"), of_kind):
        pairs = judged[(judged["part"] == part) & (judged["kind"] == kind)]
        rows = []
        ones, others = (side.drop_duplicates("innovation_id").set_index("innovation_id") for side in of_kind[kind])
        for first, second, grade in pairs[["one", "other", "grade"]].itertuples(index=False):
            known = first in ones.index and second in others.index
            one, other = (first, second) if known else (second, first)
            query = ones.loc[[one]].reset_index().assign(region_code="a")
            found = lookalikes.similar(
                query, lookalikes.index(others.loc[[other]].reset_index().assign(region_code="b"))
            )
            rows.append((found["verdict"].iloc[0] if len(found) else lookalikes.NONE_STRONG, int(grade) > 0))
        table = pd.DataFrame(rows, columns=["verdict", "right"])
        for verdict, own in table.groupby("verdict"):
            right = share(int(own["right"].sum()), len(own))
            print(f"  {part:5s}{kind:6s} {verdict:26s} {right}, {len(own)} pairs")


def resting_on(titles: pd.DataFrame) -> None:
    """Print what the sectors of titles that nobody labelled rest on."""
    own = titles[titles["duplicate_of"] == ""]
    found = sectors(own)
    print(f"\n{len(own)} titles of a public list: {found['review'].mean():.2f} to review", end="; ")
    print(", ".join(f"{basis or 'nothing'} {(found['basis'] == basis).mean():.2f}" for basis in BASES))


def by_lacks() -> None:
    """Print how well planted types are found again, and how often shuffled levels give some."""
    weights = weights_of(edition.load("iid-2026"))
    print("\ntypes by what they lack: 200 innovations, 4 types, five indicators of each at level 0 or 1")
    for at_random in AT_RANDOM:
        aris, claimed = [], 0
        for seed in range(PLANTED):
            levels, label = planted(list(weights), at_random, seed)
            found = lacks.types(levels, weights)
            claimed += found.supported
            aris.append(adjusted_rand_score(label, found.members))
        print(f"  {at_random:.2f} of levels at random: claimed {claimed} of {PLANTED},", end=" ")
        print(f"ARI {np.mean(aris):.2f} ({min(aris):.2f}-{max(aris):.2f})")
    rng = np.random.default_rng(SEED)
    dealt = 0
    for seed in range(FALSE):
        levels, _ = planted(list(weights), AT_RANDOM[0], seed)
        shuffled = pd.DataFrame(rng.permuted(levels.to_numpy(), axis=0), levels.index, levels.columns)
        dealt += lacks.types(shuffled, weights).supported
    print(f"  levels dealt out at random: {dealt} of {FALSE} give types")


def weights_of(rule: edition.Edition) -> dict[str, float]:
    """Points of a level by indicator of an innovation."""
    return {i.code: float(i.weight) for i in rule.of_aspect("sid") if i.weight is not None and i.scales}


def planted(
    codes: list[str], at_random: float, seed: int, n: int = 200, k: int = 4
) -> tuple[pd.DataFrame, np.ndarray]:
    """Levels of innovations of ``k`` types, and the types."""
    rng = np.random.default_rng(seed)
    label = np.arange(n) % k
    low = (np.arange(len(codes))[None] % k) == label[:, None]
    levels = np.where(low, rng.integers(0, 2, low.shape), rng.integers(2, 4, low.shape))
    levels = np.where(rng.random(low.shape) < at_random, rng.integers(0, 4, low.shape), levels)
    return pd.DataFrame(levels, index=[f"i{j:04d}" for j in range(n)], columns=codes), label


def country(table: pd.DataFrame) -> None:
    """Print what everything costs for a country with texts and levels."""
    panel = example.national_panel()
    many = pd.concat([table] * (len(panel.innovations) // len(table) + 1), ignore_index=True)
    texts = many[["title", "description", "agency"]].iloc[: len(panel.innovations)]
    rows = panel.innovations.assign(**{name: texts[name].to_numpy() for name in texts})
    before = time.process_time()
    found = sectors(rows)
    views.sector_table(views.typed(rows, found))
    grouping.groups(rows, found["sector"], scores(rows))
    parts = [("sectors, groups", time.process_time() - before)]
    maps.place(rows, found["sector"])
    parts.append(("map", time.process_time() - before))
    known = closing.year_of(panel, 2026)
    weights = weights_of(known.rule)
    levels = lacks.wide(panel.innovation_levels, rows["innovation_id"].astype(str).tolist(), list(weights))
    lacks.types(levels, weights)
    closing.index_gains(known, lacks.missing_points(levels, weights, ["video"]))
    parts.append(("types by what they lack", time.process_time() - before))
    made = lookalikes.index(rows)
    lookalikes.similar(rows.iloc[:70], made, n=3)
    parts.append(("look-alikes of one region", time.process_time() - before))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\na country of {len(rows)} texts with levels, seconds of CPU so far:", end=" ")
    print("; ".join(f"{name} {seconds:.0f}" for name, seconds in parts), end="; ")
    print(f"peak memory of this process {peak:.0f} MB")
