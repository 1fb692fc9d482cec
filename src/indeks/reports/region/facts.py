"""Everything a region's report says, gathered once: published results, and scores where there are levels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from indeks import edition as editions
from indeks import errors, published, regions, robustness, scoring
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.published import history
from indeks.published import own as own_results
from indeks.reports.cover import Cover
from indeks.reports.cover import read as read_cover
from indeks.reports.parameters import ReportError, check_language, check_total, check_year, find_data, rule_of
from indeks.scoring import flags
from indeks.tables import SPD_TOTAL, Dataset, absent
from indeks.texts import Texts, texts

if TYPE_CHECKING:
    from indeks.planning.portfolio import Portfolio
    from indeks.planning.steps import Plan
    from indeks.reports.datasets import Loaded


kept = lru_cache(maxsize=16)
"""Keep what several sections of a report need of its facts; nobody changes the tables."""


@dataclass(frozen=True, eq=False)
class RegionFacts:
    """What the sections of a region's report read.

    Frames about scores hold the report's region and year only, ``all_parts`` those of every region of the
    dataset that year. They are empty where there is no dataset. Facts equal only themselves: what
    is worked out from them can be kept.
    """

    region: str
    name: str
    type: str
    province: str
    year: int
    t: Texts
    rule: Edition | None
    data: Dataset | None
    """The region's own rows of the dataset, of every year: what of it a report may show is in its digest."""
    data_path: Path | None
    parameters: Mapping[str, Any]
    cover: Cover = field(default_factory=Cover)
    scores: pd.DataFrame = field(default_factory=pd.DataFrame)
    without_flagged: pd.DataFrame = field(default_factory=pd.DataFrame)
    readings: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The index under every admissible reading of the rule; empty where the rule leaves nothing open."""
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    all_parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    innovations: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)
    peers: frozenset[str] = frozenset()
    """Regions of the dataset that are of the region's type, its own code among them."""
    no_index: str = ""
    """Why a dataset gives no index; empty where it does."""
    absent: tuple[str, ...] = ()
    """What of the score is nought because the dataset does not have it."""
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    stages: pd.DataFrame = field(default_factory=pd.DataFrame)
    league: pd.DataFrame = field(default_factory=pd.DataFrame)
    references: pd.DataFrame = field(default_factory=pd.DataFrame)
    remarks: tuple[str, ...] = ()
    results: pd.DataFrame | None = None
    """The published results with the region's own behind them; None where it brings none of its own."""

    @property
    def lang(self) -> str:
        """Language of the report."""
        return self.t.lang

    @property
    def synthetic(self) -> bool:
        """Whether the report shows made-up data."""
        return regions.is_synthetic(self.region)

    @property
    def scored(self) -> bool:
        """Whether an index was computed here."""
        return not self.scores.empty

    def score(self, basis: str = scoring.CLAIMED) -> pd.Series | None:
        """Return the region's score on a basis; None where there is none."""
        return self._by_basis.get(basis)

    @cached_property
    def _by_basis(self) -> dict[str, pd.Series]:
        if not self.scored:
            return {}
        return {basis: rows.iloc[0] for basis, rows in self.scores.groupby("basis", observed=True)}

    @cached_property
    def verified(self) -> bool:
        """Whether the verification is finished: every level that is stated was examined."""
        score = self.score(scoring.VERIFIED)
        return score is not None and bool(score["examined"] == score["stated"])

    @property
    def basis(self) -> str:
        """The basis of strengths, weaknesses and actions: verified once every stated level was examined."""
        return scoring.VERIFIED if self.verified else scoring.CLAIMED

    @cached_property
    def planned(self) -> tuple[Portfolio, Plan] | IndeksError | None:
        """The best set and the cheapest plan to the next category; why there is none; None without an index."""
        from indeks.reports.region.planning import planned

        if not self.scored or self.data is None or self.rule is None or self.innovations.empty:
            return None
        totals = self.parts[self.parts["indicator"] == SPD_TOTAL]
        spd = {self.region: totals["points"].iloc[0]} if len(totals) else {}
        return planned(self.data, region=self.region, year=self.year, rule=self.rule, basis=self.basis, spd=spd,
                       cover=self.cover)  # fmt: skip

    @property
    def spd_given(self) -> bool:
        """Whether SPD is a total given by hand, not computed from levels."""
        return self.scored and bool((self.parts["indicator"] == SPD_TOTAL).any())

    @property
    def final(self) -> pd.DataFrame:
        """Published final results of the report's year on the 0 to 100 scale (more than one: sources disagree)."""
        return self.series[self.series["year"] == self.year]


def gather(
    *,
    region: Any,
    year: Any,
    lang: str = "id",
    data: str = "",
    edition: str = "",
    spd: str = "",
    cover: str = "",
    corpus: str = "",
) -> RegionFacts:
    """Check the parameters of a region's report and gather its facts.

    Parameters
    ----------
    region
        Kemendagri code or name, or a code of the data's own table ``regions``; a number (``19.71``) is taken
        as a code.
    year
        Year of the index.
    lang
        ``"id"`` or ``"en"``.
    data
        Path of a dataset, absolute or from the working folder; empty for published results only.
    edition
        Identifier or path of the edition; by default that of the year.
    spd
        SPD total in points, where there are no SPD levels.
    cover
        Path of the office's file, see :mod:`indeks.reports.cover`.
    corpus
        Path of innovations of other regions to look for models in, a file or a folder of workbooks; by default
        those that come with the library.

    Raises
    ------
    ReportError
        If a parameter is not usable.
    indeks.problems.DataError
        If the dataset has errors.
    """
    t = check_language(lang)
    errors.speak(t.lang)
    number = check_year(year)
    path = find_data(data) if data else None
    rule = rule_of(edition, number)
    loaded = None
    if path is not None:
        from indeks.reports import datasets

        loaded = datasets.load(path, lang=lang, edition=edition or None)
    place = _place(region, loaded.data if loaded else None, lang)
    code = place["region_code"]
    parameters = {
        "region": code, "year": number, "lang": lang, "data": data, "edition": edition, "spd": spd, "cover": cover,
        "corpus": corpus,
    }  # fmt: skip
    results = _with_own(loaded, place)
    common: dict[str, Any] = {
        "region": code,
        "name": place["full_name"],
        "type": place["type"],
        "province": place["province"],
        "year": number,
        "t": t,
        "rule": rule,
        "data_path": path,
        "parameters": parameters,
        "cover": read_cover(cover),
        "series": history.series(code, results=results),
        "stages": history.stages(code, number, results),
        "league": history.league(number),
        "references": history.references(number, place["type"]),
        "remarks": _remarks(results, place, number, t),
        "results": results,
    }
    if loaded is None:
        return RegionFacts(data=None, **common)
    return RegionFacts(**common, **_computed(loaded, place, number, rule, edition, spd, t))


def seen(parameters: Mapping[str, Any]) -> str:
    """Return one checksum over all that a report shows of its dataset; see :mod:`indeks.reports.datasets`."""
    from indeks.reports import datasets

    lang, named, year = parameters["lang"], parameters["edition"] or None, parameters["year"]
    loaded = datasets.load(find_data(parameters["data"]), lang=lang, edition=named)
    place = _place(parameters["region"], loaded.data, lang)
    peers = _peers(loaded.data, place["type"], loaded.codes(year))
    rule = rule_of(parameters["edition"], year)
    return datasets.seen(loaded, place["region_code"], year, rule, named, peers)


def own_region(region: str, data: str, edition: str, lang: str) -> tuple[str, str] | None:
    """Return code and full name of a region of the data's own table ``regions``; None where it has none such."""
    from indeks.problems import DataError
    from indeks.reports import datasets

    try:
        loaded = datasets.load(find_data(data), lang=lang, edition=edition or None)
    except DataError:
        return None
    try:
        place = _place(region, loaded.data, lang)
    except regions.UnknownRegion:
        return None
    return place["region_code"], place["full_name"]


def _place(region: Any, data: Dataset | None, lang: str) -> dict[str, str]:
    """Return code, full name, type and province of a region: of the master list, or of the data's own table."""
    code = regions.resolve(region) if data is None else data.region(region)
    if data is not None and not regions.known(code):
        written = data.regions.set_index("region_code", drop=False).loc[code]
        row = {k: "" if pd.isna(v) else str(v) for k, v in written.items()}
        kind = _type(row.get("type", ""))
        name = texts(lang)(f"regions.{kind}", name=row["name"]) if kind else row["name"]
        return {"region_code": code, "full_name": name, "type": kind, "province": row.get("province", "")}
    record = regions.record(code)
    return {
        "region_code": code,
        "full_name": regions.full_name(code, lang),
        "type": record["type"],
        "province": record["province"],
    }


def _type(text: object) -> str:
    kind = str(text).strip().lower()
    return kind if kind in regions.TYPES else ""


def _peers(data: Dataset, kind: str, codes: Collection[str]) -> frozenset[str]:
    """Return those of the codes that are regions of a type; none where the type is not known."""
    own = dict(zip(data.regions["region_code"], data.regions.get("type", ""), strict=False))
    types = {c: regions.record(c)["type"] if regions.known(c) else _type(own.get(c, "")) for c in codes}
    return frozenset(c for c, own_kind in types.items() if kind and own_kind == kind)


def _computed(
    loaded: Loaded, place: Mapping[str, str], year: int, rule: Edition | None, edition: str, spd: str, t: Texts
) -> dict[str, Any]:
    code = place["region_code"]
    codes = loaded.codes(year)
    if code not in codes:
        raise ReportError("reports.error.not_in_data", region=code, year=year, data=loaded.data.source)
    every_year = loaded.region(code)
    own = every_year.of_year(year)  # years without an edition do not stand in the way
    if rule is None:
        raise ReportError("reports.error.no_edition", year=year)
    named = edition or None
    given = _spd_total(spd, own, rule, t)
    totals = {code: given} if given is not None else {}
    matured = scoring.maturity(own, edition=named)
    matured = matured[matured["sent"]]
    matured = matured.sort_values(["maturity", "title"], ascending=[False, True], ignore_index=True)
    marks = flags.flags(every_year, rule, region_code=code, year=year)
    computed: dict[str, Any] = {
        "data": every_year,
        "innovations": matured,
        "marks": marks,
        "peers": _peers(loaded.data, place["type"], codes),
        "absent": tuple(absent(own, edition=named, spd=totals, lang=t.lang)),
    }
    flagged = set(marks.loc[marks["flag"].isin(flags.VALIDITY_FLAGS), "innovation_id"])
    try:
        scores = scoring.score(own, edition=named, spd=totals)
        everyone = loaded.parts(year, rule, named)
        mine = everyone[everyone["region_code"] == code] if len(everyone) else everyone
        if given is None and len(mine):
            parts = mine.reset_index(drop=True)
        else:
            parts = scoring.contributions(own, edition=named, spd=totals)
        without = scores.iloc[:0]
        if flagged:
            without = scoring.score(own, edition=named, spd=totals, exclude=flagged)
    except editions.MissingPart as error:
        return computed | {"no_index": error.text(t.lang)}
    around = everyone[everyone["region_code"] != code] if len(everyone) else everyone
    return computed | {
        "scores": scores,
        "without_flagged": without,
        "readings": _readings(own, rule, named, totals),
        "parts": parts,
        "all_parts": pd.concat([parts, around], ignore_index=True) if len(around) else parts,
    }


def _readings(own: Dataset, rule: Edition, edition: str | None, totals: Mapping[str, Decimal]) -> pd.DataFrame:
    """Return how far the index goes under the readings of the rule that the library knows."""
    assumptions = robustness.load_assumptions(rule)
    if not assumptions.readings:
        return pd.DataFrame()
    return robustness.uncertainty(own, assumptions=assumptions, edition=edition, spd=totals)


def _spd_total(spd: Any, own: Dataset, rule: Edition, t: Texts) -> Decimal | None:
    """Return the SPD total given by hand; ReportError where it is out of range or beside SPD levels."""
    total = check_total(spd, rule, t)
    if total is None:
        return None
    if rule.has_spd_levels and own.region_levels["level"].notna().any():
        raise ReportError("reports.error.spd_levels", edition=rule.title_text(t.lang))
    return total


def _with_own(loaded: Loaded | None, place: Mapping[str, str]) -> pd.DataFrame | None:
    """Return the published results with those the region brings itself; None where it brings none."""
    if loaded is None:
        return None
    brought = loaded.region(place["region_code"]).published_results
    named = {"region": place["full_name"], "type": place["type"], "province": place["province"]}
    return own_results.with_own(brought, named)


def _remarks(results: pd.DataFrame | None, place: Mapping[str, str], year: int, t: Texts) -> tuple[str, ...]:
    """Return what the sources add about the region and year, results or not, each once; then what is its own."""
    code = place["region_code"]
    rows = published.published() if results is None else results
    rows = rows[rows["region_code"] == code]
    mine = rows[rows["year"] == year]
    counts = mine["n_innovations"].map(lambda n: "" if pd.isna(n) else f"{int(n)} innovations recorded")
    notes = [
        n for n in mine.loc[mine["note"] != counts, history.note_column(t.lang)] if n
    ]  # a count is told as such
    own = sorted({int(y) for y, source in zip(rows["year"], rows["source"], strict=True)
                  if own_results.is_own(source)})  # fmt: skip
    if own:
        notes.append(t("published.own.remark", name=place["full_name"], years=t.join(list(map(str, own)))))
    return tuple(dict.fromkeys(notes))
