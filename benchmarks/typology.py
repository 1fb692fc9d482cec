"""Quality of sectors, groups, maps, look-alikes and types by what is lacking, beside plain baselines.

Needs `labelled.csv` (id, title, description, region, agency, sector), `lookalike_groups.csv` (group, id) and
`innovations_lan.csv` (title, region, region_type, duplicate_of), which are not part of the project: pass their
folder, or have it as ../shared/text. The points of terms and agency are chosen anew by cross-validation, to show
what that choice is worth; nothing else is fitted to the labels here. Intervals are 1.96 standard errors of 200
bootstrap samples of rows, or Wilson's. Run with `make bench`.

`judged_pairs.csv` holds pairs that were judged by reading, scores unseen: ids of those files and `named-NNN`, the
row of `data/raw/named_innovations.csv`, with a grade. 2: both do the same public task for the same kind of object
or people. 1: tasks of one narrow field, such that who runs the one could use what is seen at the other. 0: only
means (online, SMS, from door to door), name, place or a wide field in common, or a title that does not say what
is done. Right is 1 or 2. The pairs called `set` were judged while the rule of verdicts was made, those called
`held` were drawn and judged after it; kinds are `title` (no descriptions), `text` (both have one) and `mixed`.
"""

from __future__ import annotations

import re
import resource
import sys
import time
import tomllib
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, f1_score
from sklearn.model_selection import GroupKFold
from typology_shown import by_lacks, country, on_the_map, resting_on, verdicts

from indeks.typology import groups as grouping
from indeks.typology import lexicon, lookalikes, matching, profiles, text
from indeks.typology.sectors import scores, sectors

SAMPLES = 200
SEED = 2026
DEALS = 20
NONE = "-"
DROPPED = 0.2
WEAK, AGENCY = (0.5, 1.0, 1.5, 2.0), (1.5, 2.0, 2.5, 3.0, 4.0)
MARGINS = (0, 1, 1.5, 2, 2.5, 3, 5, np.inf)
LENGTHS = {"1-3": (1, 3), "4-6": (4, 6), "7-10": (7, 10), "11+": (11, 10_000)}
SUBDISTRICT = r"\b(?:kecamatan|kelurahan)\b"
PANEL = 36_742
CITY = 100


def answers(table: pd.DataFrame, words: lexicon.Lexicon | None = None) -> np.ndarray:
    """The sector of each row; a dash where nothing speaks."""
    found = sectors(table.drop(columns="sector", errors="ignore"), lexicon=words)["sector"]
    return found.fillna(NONE).to_numpy(dtype=object)


def accuracy(truth: np.ndarray, found: np.ndarray) -> float:
    """Share of rows with the sector of the label."""
    return float(np.mean(truth == found))


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """F1 of each sector, averaged."""
    return float(f1_score(truth, found, average="macro", labels=np.unique(truth), zero_division=0))


METRICS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "accuracy": accuracy,
    "macro-F1": macro_f1,
    "ARI": adjusted_rand_score,
    "AMI": adjusted_mutual_info_score,
}


def line(name: str, truth: np.ndarray, found: np.ndarray, *, with_f1: bool = True) -> None:
    """Print the metrics of an answer with their intervals."""
    rng = np.random.default_rng(SEED)
    parts = []
    for metric, of in METRICS.items():
        if metric in ("accuracy", "macro-F1") and not with_f1:
            continue
        rows = rng.integers(0, len(truth), (SAMPLES, len(truth)))
        here, reach = of(truth, found), 1.96 * np.std([of(truth[r], found[r]) for r in rows])
        parts.append(f"{metric} {here:.3f} ({here - reach:.2f}-{here + reach:.2f})")
    print(f"{name:28s} {'  '.join(parts)}  coverage {np.mean(found != NONE):.3f}")


def seed_answers(table: pd.DataFrame, path: Path, *, with_agency: bool) -> np.ndarray:
    """The sectors of the seed lexicon as found: 3 a strong term, 1 a weak one, 2.5 the agency."""
    seed = tomllib.loads(path.read_text(encoding="utf-8"))
    ids = [s["id"] for s in seed["sectors"]]
    terms = [
        (k, w, t) for k, s in enumerate(seed["sectors"]) for n, w in (("strong", 3), ("weak", 1)) for t in s[n]
    ]
    found = matching.find(text.of_innovations(table).tolist(), [matching.pattern(t) for *_, t in terms])
    points = np.zeros((len(table), len(ids)))
    of_term = np.array([[k, w] for k, w, _ in terms])[found["pattern"].astype(int)]
    np.add.at(points, (found["text"].astype(int), of_term[:, 0]), of_term[:, 1])
    if with_agency:
        patterns = {s["id"]: re.compile("|".join(s["agency_patterns"])) for s in seed["sectors"]}
        for row, agency in enumerate(text.column(table, "agency").str.lower()):
            named = next((o for o in seed["agency_order"] if patterns[o].search(agency)), None)
            if named:
                points[row, ids.index(named)] += 2.5
    return np.where(points.max(axis=1) > 0, np.array(ids, dtype=object)[points.argmax(axis=1)], NONE)


def kmeans_answers(table: pd.DataFrame, k: int) -> np.ndarray:
    """Clusters of plain tf-idf; they have no names, so only ARI and AMI mean anything."""
    vectors = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(text.of_innovations(table))
    return KMeans(k, n_init=5, random_state=SEED).fit_predict(vectors).astype(str).astype(object)


def cross_validated(table: pd.DataFrame, truth: np.ndarray) -> None:
    """Print how well points do that were chosen on other regions: five folds of regions, none in two."""
    words = lexicon.load()
    tried = list(product(WEAK, AGENCY))
    right = np.array(
        [
            answers(table, replace(words, weights={**words.weights, "weak": weak, "agency": agency})) == truth
            for weak, agency in tried
        ]
    )
    held, chosen = np.zeros(len(table), dtype=bool), []
    for others, fold in GroupKFold(5).split(table, groups=table["region"]):
        best = int(right[:, others].mean(axis=1).argmax())
        held[fold] = right[best, fold]
        chosen.append("{:g}, {:g}".format(*tried[best]))
    print(f"\npoints of weak term, agency chosen on the other folds of regions: {'; '.join(chosen)}")
    print(f"accuracy on the fold left out {held.mean():.3f}; over all points tried", end=" ")
    print(f"{right.mean(axis=1).min():.3f} to {right.mean(axis=1).max():.3f} on all rows")


def words_of_others(table: pd.DataFrame, truth: np.ndarray) -> None:
    """Print how well each region does with only the terms that rows of other regions have too.

    Harder than unseen data: a term that stands in nobody else's row is left out, though it may be sound.
    """
    words = lexicon.load()
    terms = sorted({term for s in words.sectors for term in (*s.strong, *s.weak)})
    found = matching.find(text.of_innovations(table).tolist(), [matching.pattern(term) for term in terms])
    has = np.zeros((len(table), len(terms)), dtype=bool)
    has[found["text"].astype(int), found["pattern"].astype(int)] = True
    by_both, by_text = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    for others, fold in GroupKFold(5).split(table, groups=table["region"]):
        heard = {term for term, some in zip(terms, has[others].any(axis=0), strict=True) if some}
        less = only(words, heard.__contains__)
        by_both[fold] = answers(table.iloc[fold], less) == truth[fold]
        by_text[fold] = answers(table.iloc[fold].drop(columns="agency"), less) == truth[fold]
    print(
        f"{has.any(axis=0).sum()} of {len(terms)} terms stand in any row; accuracy with only those that", end=" "
    )
    print(f"other folds have: text + agency {by_both.mean():.3f}, text {by_text.mean():.3f}")


def slices(table: pd.DataFrame, truth: np.ndarray, found: dict[str, np.ndarray]) -> None:
    """Print accuracy by kind of agency, length of title, acronyms and origin."""
    agency = text.column(table, "agency").str.lower()
    words = table["title"].map(lambda title: len(text.tokens(title)))
    small = agency.str.contains(SUBDISTRICT)
    acronym = (words <= 2) & (table["description"] == "") & (table["title"].map(_unread))
    parts = {"kecamatan, kelurahan": small, "other agencies": ~small & (agency != "")}
    parts |= {f"title of {name} words": words.between(*bounds) for name, bounds in LENGTHS.items()}
    parts |= {"acronym alone": acronym, "without description": table["description"] == ""}
    parts |= {f"ids {name}": table["id"].str[:3] == name for name in sorted(table["id"].str[:3].unique())}
    print(f"\n{'accuracy by':28s} {'rows':>5s}  " + "  ".join(f"{name:>12s}" for name in found))
    for name, mask in parts.items():
        rows = mask.to_numpy()
        if rows.any():
            shown = "  ".join(f"{accuracy(truth[rows], a[rows]):12.3f}" for a in found.values())
            print(f"{name:28s} {rows.sum():5d}  {shown}")


def _unread(title: str) -> bool:
    """Whether no term stands in a title: a name that only insiders read."""
    return sectors(pd.DataFrame({"title": [title]}))["sector"].isna().iloc[0]


def margins(table: pd.DataFrame, truth: np.ndarray) -> None:
    """Print how often the sector is right by margin."""
    shown = sectors(table.drop(columns="sector"))
    right = truth == shown["sector"].fillna(NONE).to_numpy(dtype=object)
    print(f"\n{'margin':>12s} {'rows':>5s} {'right':>6s}")
    for low, high in pairwise(MARGINS):
        rows = shown["margin"].between(low, high, inclusive="left").to_numpy()
        if rows.any():
            print(f"{low:5g} to {high:4g} {rows.sum():5d} {right[rows].mean():6.2f}")
    review = shown["review"].to_numpy()
    print(f"to review: {review.mean():.2f} of rows", end="; ")
    print(f"right there {right[review].mean():.2f}, elsewhere {right[~review].mean():.2f}")


def stability(table: pd.DataFrame) -> None:
    """Print how alike the sectors stay when a fifth of the terms is left out of the lexicon, ten times."""
    rng = np.random.default_rng(SEED)
    whole = answers(table)
    alike = []
    for _ in range(10):
        less = only(lexicon.load(), lambda _: rng.random() >= DROPPED)
        alike.append(adjusted_rand_score(whole, answers(table, less)))
    print(f"\nstability: ARI {np.mean(alike):.3f} ({min(alike):.2f}-{max(alike):.2f})", end=" ")
    print(f"with {DROPPED:.0%} of the terms left out")
    print("the sector of a row does not depend on the other rows: on subsamples ARI is 1")


def only(words: lexicon.Lexicon, wanted: Callable[[str], bool]) -> lexicon.Lexicon:
    """The lexicon with some of its terms."""

    def kept(terms: Iterable[str]) -> tuple[str, ...]:
        return tuple(term for term in terms if wanted(term))

    return replace(
        words, sectors=tuple(replace(s, strong=kept(s.strong), weak=kept(s.weak)) for s in words.sectors)
    )


def groups_inside(table: pd.DataFrame, kinds: pd.DataFrame) -> None:
    """Print how stable the groups inside sectors are, and how often a claimed group is of one hand-made kind."""
    rows = table.assign(innovation_id=table["id"]).drop(columns="sector")
    found = grouping.groups(rows, sectors(rows)["sector"], scores(rows))
    divided = found.sectors[found.sectors["k"] > 1]
    print(f"\ngroups: {len(divided)} sectors divided, ARI of pairs of 80 % parts", end=" ")
    print(f"{divided['stability'].mean():.2f} ({divided['stability'].min():.2f}-{divided['stability'].max():.2f})")
    kind = found.members["innovation_id"].map(kinds.drop_duplicates("id").set_index("id")["group"])
    known = (found.members["group"] != "") & kind.notna()
    most = kind[known].groupby(found.members["group"]).agg(lambda k: k.value_counts().iloc[0]).sum()
    print(f"claimed: {len(found.groups)} groups, {(found.members['group'] != '').sum()} innovations", end="; ")
    print(f"of those with a hand-made kind {most} of {known.sum()} share the kind of their group")


def look_alikes(table: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Print how well members of a group find those of other regions, against tf-idf of words alone."""
    region, ids = dict(zip(table["id"], table["region"], strict=True)), set(table["id"])
    wanted: dict[str, set[str]] = {}
    for _, members in groups[groups["id"].isin(ids)].groupby("group")["id"]:
        for one in members:
            wanted.setdefault(one, set()).update(m for m in members if region[m] != region[one])
    wanted = {one: others for one, others in wanted.items() if others}
    known = table.assign(innovation_id=table["id"], region_code=table["region"]).drop(columns="sector")
    queries = known[known["id"].isin(wanted)]
    found = lookalikes.similar(queries, lookalikes.index(known), n=10)
    ranked = {one: list(rows["innovation_id"]) for one, rows in found.groupby("query")}
    print(f"\nlook-alikes in other regions, {len(wanted)} queries")
    ranking("tf-idf of words", wanted, plain_ranking(known, wanted))
    ranking("look-alikes", wanted, ranked)
    right = [o in wanted[q] for q, o in zip(found["query"], found["innovation_id"], strict=True)]
    pairs = pd.DataFrame({"cosine": found["similarity"], "right": right})
    for low, high in ((0.5, 1.01), (0.3, 0.5), (lookalikes.FLOOR, 0.3), (0, lookalikes.FLOOR)):
        rows = pairs[pairs["cosine"].between(low, high, inclusive="left")]
        print(
            f"  cosine {low:.1f} to {min(high, 1):.1f}: {len(rows)} pairs, {rows['right'].mean():.2f} of one group"
        )


def plain_ranking(known: pd.DataFrame, wanted: Iterable[str]) -> dict[str, list[str]]:
    """The baseline: cosine of plain tf-idf fitted on the data themselves."""
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(text.of_innovations(known))
    cosines = (vectors @ vectors.T).toarray()
    ids, region = known["id"].to_numpy(), known["region"].to_numpy()
    place = {one: k for k, one in enumerate(ids)}
    ranked = {}
    for one in wanted:
        scored = np.where(region == region[place[one]], -1, cosines[place[one]])
        ranked[one] = list(ids[np.argsort(-scored, kind="stable")[:10]])
    return ranked


def ranking(name: str, wanted: dict[str, set[str]], ranked: dict[str, list[str]]) -> None:
    """Print P@1, hit@5 and nDCG@10."""
    weight = 1 / np.log2(np.arange(2, 12))
    first, five, gain = [], [], []
    for one, others in wanted.items():
        hits = np.array([found in others for found in ranked.get(one, [])] + [False] * 10)[:10]
        first.append(hits[0])
        five.append(hits[:5].any())
        gain.append((hits * weight).sum() / weight[: len(others)].sum())
    print(f"  {name:24s} P@1 {np.mean(first):.3f}  hit@5 {np.mean(five):.3f}  nDCG@10 {np.mean(gain):.3f}")


def regions_by_profile(titles: pd.DataFrame) -> None:
    """Print whether regions with enough innovations form kinds, and whether their nearest recur beyond chance."""
    own = titles[titles["duplicate_of"] == ""]
    rows = own.assign(region_code=own["region_type"] + " " + own["region"], sector=answers(own))
    rows = rows[rows["sector"] != NONE]
    made = profiles.profiles(rows)
    found = profiles.clusters(made)
    sizes = made.counts.sum(axis=1)
    near = [profiles.peers(made, code)["recurs"].mean() for code in made.counts.index]
    chance = [profiles.chance_recurrence(made, code) for code in made.counts.index]
    rng = np.random.default_rng(SEED)
    dealt = [rows.assign(sector=rng.permutation(rows["sector"])) for _ in range(DEALS)]
    claims = sum(profiles.clusters(profiles.profiles(one)).supported for one in dealt)
    print(f"\n{len(made.counts)} regions with {sizes.min()} to {sizes.max()} innovations:", end=" ")
    print(f"best cut {found.k}, stability {found.stability:.2f}, supported: {found.supported}", end="; ")
    print(f"dealt out at random {claims} of {DEALS} supported")
    print(f"the 5 nearest recur {np.mean(near):.2f}, by chance {np.mean(chance):.2f}")


def speed(table: pd.DataFrame) -> None:
    """Print what a country costs: the rows repeated, each with a word of its own."""
    many = pd.concat([table] * (PANEL // len(table) + 1), ignore_index=True).iloc[:PANEL].drop(columns="sector")
    many["title"] += " " + many.index.map(lambda k: "x" + "abcdefghij"[k % 10] + str(k))
    many["description"] = np.random.default_rng(SEED).permutation(many["description"])
    many = many.assign(region_code=(many.index % 552).astype(str), innovation_id=many.index.astype(str))
    before = time.process_time()
    found = sectors(many)
    between = time.process_time()
    grouping.groups(many, found["sector"], scores(many))
    grouped = time.process_time()
    made = lookalikes.index(many)
    after = time.process_time()
    lookalikes.similar(many.iloc[:512], made)
    last = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{PANEL} innovations: sectors {between - before:.1f} s CPU", end=", ")
    print(f"groups with their stability {grouped - between:.1f} s, index {after - grouped:.1f} s", end=", ")
    print(f"512 queries {last - after:.1f} s; peak memory of this process {peak:.0f} MB")


def main() -> int:
    """Measure and print."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared" / "text"
    if not (given / "labelled.csv").exists():
        print("labelled innovations not at hand: pass the folder of labelled.csv; nothing measured")
        return 0
    warnings.simplefilter("ignore", UndefinedMetricWarning)
    table = pd.read_csv(given / "labelled.csv", dtype=str, keep_default_na=False)
    truth = table["sector"].to_numpy(dtype=object)
    without = table.drop(columns="agency")
    print(f"{len(table)} labelled innovations of {table['region'].nunique()} regions")
    line("tf-idf and k-means, k = 19", truth, kmeans_answers(table, 19), with_f1=False)
    if (given / "sector_lexicon.toml").exists():
        seed = given / "sector_lexicon.toml"
        line("seed lexicon, text", truth, seed_answers(table, seed, with_agency=False))
        line("seed lexicon, text + agency", truth, seed_answers(table, seed, with_agency=True))
    alone = answers(table.assign(title="", description=""))
    line("agency alone", truth, alone)
    by_text, by_both = answers(without), answers(table)
    line("text", truth, by_text)
    line("text + agency", truth, by_both)
    line("text, as if of a kelurahan", truth, answers(table.assign(agency="Kelurahan Contoh")))
    cross_validated(table, truth)
    words_of_others(table, truth)
    slices(table, truth, {"agency": alone, "text": by_text, "both": by_both})
    margins(table, truth)
    stability(table)
    if (given / "lookalike_groups.csv").exists():
        kinds = pd.read_csv(given / "lookalike_groups.csv", dtype=str)
        groups_inside(table, kinds)
        look_alikes(table, kinds)
    if (given / "innovations_lan.csv").exists():
        titles = pd.read_csv(given / "innovations_lan.csv", dtype=str, keep_default_na=False)
        regions_by_profile(titles)
        resting_on(titles)
        print("\nmaps, drawn from texts alone")
        on_the_map("labelled innovations", table)
        own = titles[titles["duplicate_of"] == ""].assign(description="")
        on_the_map("titles of a public list", own)
        for region, rows in own.groupby("region"):
            if len(rows) >= CITY:
                on_the_map(f"titles of {region}", rows)
        judged = pd.read_csv(Path(__file__).parent / "judged_pairs.csv", dtype=str)
        verdicts(table, titles, judged)
    by_lacks()
    country(table)
    speed(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
