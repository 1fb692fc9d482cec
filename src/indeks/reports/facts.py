"""Everything a city report says, gathered once: published results, and scores where there are levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import flags, history, published, regions, resources, scoring
from indeks.edition import Edition, EditionError
from indeks.tables import Dataset
from indeks.texts import Texts, texts

VALIDITY_FLAGS = ("mandatory_empty", "outside_window", "older_not_developed", "no_date", "short_text")
"""Flags of eligibility; the score is shown with and without the innovations that carry one."""


class ReportError(ValueError):
    """A report cannot be made from its parameters; the message says why and what to do."""


@dataclass(frozen=True)
class CityFacts:
    """What the sections of a city report read.

    Frames about scores hold the report's region and year only, ``all_parts`` those of every region of the
    dataset that year. They are empty where there is no dataset.
    """

    region: str
    name: str
    type: str
    province: str
    year: int
    t: Texts
    rule: Edition | None
    data: Dataset | None
    data_path: Path | None
    parameters: Mapping[str, Any]
    scores: pd.DataFrame = field(default_factory=pd.DataFrame)
    without_flagged: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    all_parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    innovations: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)
    no_index: str = ""
    """Why a dataset gives no index; empty where it does."""
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    raw_series: pd.DataFrame = field(default_factory=pd.DataFrame)
    stages: pd.DataFrame = field(default_factory=pd.DataFrame)
    league: pd.DataFrame = field(default_factory=pd.DataFrame)
    references: pd.DataFrame = field(default_factory=pd.DataFrame)
    remarks: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        """Language of the report."""
        return self.t.lang

    @property
    def synthetic(self) -> bool:
        """Whether the report shows made-up data."""
        return self.region.startswith(regions.SYNTHETIC_PROVINCE + ".")

    @property
    def scored(self) -> bool:
        """Whether an index was computed here."""
        return not self.scores.empty

    def score(self, basis: str = scoring.CLAIMED) -> pd.Series | None:
        """Return the region's score on a basis; None where there is none."""
        rows = self.scores[self.scores["basis"] == basis] if self.scored else self.scores
        return None if rows.empty else rows.iloc[0]

    @property
    def final(self) -> pd.DataFrame:
        """Published final results of the report's year on the 0 to 100 scale (more than one: sources disagree)."""
        return self.series[self.series["year"] == self.year]


def gather(
    *, region: Any, year: Any, lang: str = "id", data: str = "", edition: str = "", spd: str = ""
) -> CityFacts:
    """Check the parameters of a city report and gather its facts.

    Parameters
    ----------
    region
        Kemendagri code or name; a number (``19.71``) is taken as a code.
    year
        Year of the index.
    lang
        ``"id"`` or ``"en"``.
    data
        Path of a dataset, absolute or from the root of the project; empty for published results only.
    edition
        Identifier or path of the edition; by default that of the year.
    spd
        SPD total in points, for editions without SPD levels.

    Raises
    ------
    ReportError
        If a parameter is not usable.
    indeks.problems.DataError
        If the dataset has errors.
    """
    t = check_language(lang)
    number = check_year(year, t)
    code = regions.resolve(region, lang)
    path = find_data(data, t) if data else None
    parameters = {"region": code, "year": number, "lang": lang, "data": data, "edition": edition, "spd": spd}
    rule = _rule(edition, number, lang)
    results = published.published()
    record = regions.record(code, lang) if regions.known(code) else {}
    common: dict[str, Any] = {
        "region": code,
        "name": regions.full_name(code, lang),
        "type": record.get("type", ""),
        "province": record.get("province", ""),
        "year": number,
        "t": t,
        "rule": rule,
        "data_path": path,
        "parameters": parameters,
        "series": history.series(code, results=results),
        "raw_series": history.raw_series(code, results=results),
        "stages": history.stages(code, number, results=results),
        "league": history.league(number, results=results),
        "references": history.references(number, record.get("type", ""), results=results),
        "remarks": _remarks(results, code, number, lang),
    }
    if path is None:
        return CityFacts(data=None, **common)
    from indeks import intake

    dataset = intake.load(path, lang=lang, edition=edition or None)
    return CityFacts(data=dataset, **common, **_computed(dataset, code, number, rule, edition, spd, t))


def _computed(
    data: Dataset, code: str, year: int, rule: Edition | None, edition: str, spd: str, t: Texts
) -> dict[str, Any]:
    mine = data.innovations
    mine = mine[(mine["region_code"] == code) & (mine["year"] == year)]
    if mine.empty:
        raise ReportError(t("report.error.not_in_data", region=code, year=year, data=data.source))
    if rule is None:
        raise ReportError(t("report.error.no_edition", year=year))
    one_year = _only(data, year)
    given = {code: Decimal(spd.replace(",", "."))} if spd else None
    matured = scoring.maturity(one_year, edition=edition or None, lang=t.lang)
    matured = matured[(matured["region_code"] == code) & matured["sent"]]
    matured = matured.sort_values(["maturity", "title"], ascending=[False, True], ignore_index=True)
    found = flags.flags(data, rule, region_code=code, year=year)
    computed: dict[str, Any] = {"innovations": matured, "marks": found}
    options = {"edition": edition or None, "spd": given, "lang": t.lang}
    try:
        scores = scoring.score(one_year, **options)
        parts = scoring.contributions(one_year, **options)
        flagged = set(found.loc[found["flag"].isin(VALIDITY_FLAGS), "innovation_id"])
        without = scoring.score(one_year, exclude=flagged, **options) if flagged else scores.iloc[:0]
    except editions.MissingPart as error:
        return computed | {"no_index": str(error)}
    return computed | {
        "scores": scores[scores["region_code"] == code],
        "without_flagged": without[without["region_code"] == code],
        "parts": parts[parts["region_code"] == code],
        "all_parts": parts,
    }


def _only(data: Dataset, year: int) -> Dataset:
    """The rows of one year, so that years without an edition do not stand in the way."""
    from dataclasses import replace

    return replace(
        data,
        innovations=data.innovations[data.innovations["year"] == year],
        region_levels=data.region_levels[data.region_levels["year"] == year],
    )


def _rule(edition: str, year: int, lang: str) -> Edition | None:
    if edition:
        return editions.load(edition, lang)
    try:
        return editions.for_year(year, lang)
    except EditionError:
        return None


def _remarks(results: pd.DataFrame, code: str, year: int, lang: str) -> tuple[str, ...]:
    """What the sources add about the region and year, results or not, each once."""
    rows = results[(results["region_code"] == code) & (results["year"] == year)]
    notes = rows[history.note_column(lang)]
    return tuple(dict.fromkeys(n for n in notes if n))


def check_language(lang: Any) -> Texts:
    """Return the texts of a language; ReportError for one that is not there."""
    if lang not in ("id", "en"):
        raise ReportError(texts("id")("report.error.lang", lang=lang))
    return texts(lang)


def check_year(year: Any, t: Texts) -> int:
    """Return a year as a whole number; ReportError for anything else."""
    try:
        number = int(str(year))
    except ValueError:
        number = 0
    if not 2000 <= number <= 2100:
        raise ReportError(t("report.error.year", year=year))
    return number


def find_data(data: str, t: Texts) -> Path:
    """Return the path of a dataset, looked for from here and from the root of the project."""
    path = Path(data).expanduser()
    if path.exists():
        return path
    try:
        return resources.path(*path.parts)
    except FileNotFoundError:
        raise ReportError(t("report.error.no_data", data=data)) from None
