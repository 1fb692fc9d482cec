"""Traces of innovation practice: one table of measures for a region and year, each by its name in the catalogue.

``culture.measure.<name>`` gives title, definition, formula and source of each; where no study uses the measure in
this form, the source says "ours". A measure whose column nobody filled is left out, never nought.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

import pandas as pd

from indeks.culture import lives as over_years
from indeks.culture.collaboration import ties
from indeks.culture.measures import concentration, effective_number, kaplan_meier
from indeks.culture.names import filled, of_region
from indeks.culture.participation import agencies, of_year
from indeks.tables import Dataset
from indeks.texts.spelling import key

MEASURES: Mapping[str, str] = {
    "breadth": "share", "concentration": "index", "effective_number": "number", "top_three": "share",
    "renewal": "share", "trial_to_use": "days", "from_within": "share", "digital": "share", "forms": "number",
    "dependence": "share", "ip": "share", "cross_agency": "share", "partners": "number",
}  # fmt: skip
"""The measures in the order of the table, with the unit of each."""
TOP = 3
FROM_WITHIN = frozenset({"opd", "asn"})
"""Initiators that are the administration itself: an agency, or one of its staff."""
LEAST_CURVE = 10
"""Innovations from which a survival curve is drawn; below, counts."""
FRAGILE = 2
"""Of three weaknesses (no regulation, no budget, smallest team) those that make an innovation dependent."""
IP_KINDS = ("hak cipta", "paten", "merek", "desain industri", "rahasia dagang")
COLUMNS = ["measure", "value", "n", "part", "low", "high", "unit"]


def traces(data: Dataset, region_code: str, year: int, found: over_years.Links | None = None) -> pd.DataFrame:
    """Return the measures of a region in a year.

    Parameters
    ----------
    data
        The data; its other years are used for renewal only.
    region_code, year
        Which region and year; sent or not, every innovation of the data counts.
    found
        Which entries are one innovation; worked out where it is not given.

    Returns
    -------
    pandas.DataFrame
        ``measure, value`` (a share from 0 to 1, a number or days), ``n`` (what it rests on), ``part`` (how many of
        them, of a share), ``low, high`` (where look-alikes leave it open) and ``unit``. What the data do not tell
        is not in it.
    """
    mine = of_year(data, region_code, year)
    if mine.empty:
        return pd.DataFrame(columns=COLUMNS)
    table = agencies(data, region_code, year)
    rows = [*_of_agencies(table), *_renewal(data, region_code, year, found), *_days(mine)]
    rows += _share("from_within", mine, "initiator", lambda text: key(text) in FROM_WITHIN)
    rows += _share("digital", mine, "digital", lambda text: key(text) == "digital")
    if "form" in mine and filled(mine["form"]).any():
        counts = mine["form"][filled(mine["form"])].map(key).value_counts()
        rows.append(_row("forms", effective_number(counts), int(counts.sum())))
    weak = weaknesses(data, mine)
    if len(weak):
        rows.append(_part("dependence", int((weak["weak"] >= FRAGILE).sum()), len(weak)))
    if "ip_right" in mine and filled(mine["ip_right"]).any():  # a column nobody filled tells nothing
        rows.append(_part("ip", int(filled(mine["ip_right"]).sum()), len(mine)))
    if "partners" in mine and filled(mine["partners"]).any():
        shared = ties(data, region_code, year)
        inside = shared.loc[shared["inside"].to_numpy(dtype=bool), "innovation_id"].nunique()
        rows.append(_part("cross_agency", int(inside), len(mine)))
        each = shared.groupby("innovation_id").size().reindex(mine["innovation_id"].astype(str), fill_value=0)
        rows.append(_row("partners", float(each.median()), len(mine)))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame[frame["value"].notna() & frame["value"].map(math.isfinite)].reset_index(drop=True)


def _row(measure: str, value: float, n: int) -> tuple[object, ...]:
    return measure, float(value), n, None, math.nan, math.nan, MEASURES[measure]


def _part(measure: str, part: int, n: int) -> tuple[object, ...]:
    return measure, part / n, n, part, math.nan, math.nan, MEASURES[measure]


def _of_agencies(table: pd.DataFrame) -> list[tuple[object, ...]]:
    counts = table.loc[table["innovations"] > 0, "innovations"]
    rows = []
    must = table[table["must_innovate"].to_numpy(dtype=bool) & table["listed"].to_numpy(dtype=bool)]
    if len(must) and len(counts):  # without a list nobody knows who could have one
        rows.append(_part("breadth", int((must["innovations"] > 0).sum()), len(must)))
    if len(counts):
        n = int(counts.sum())
        rows.append(_row("concentration", concentration(counts), n))
        rows.append(_row("effective_number", effective_number(counts), n))
        rows.append(_part("top_three", int(counts.nlargest(TOP).sum()), n))
    return rows


def _renewal(
    data: Dataset, region_code: str, year: int, found: over_years.Links | None
) -> list[tuple[object, ...]]:
    found = over_years.links(data, region_code) if found is None else found
    table = over_years.renewal(data, region_code, found)
    table = table[table["year"] == year]
    if table.empty:
        return []
    r = table.iloc[0]
    low, high = (r["share_low"], r["share_high"]) if r["candidates"] else (math.nan, math.nan)
    part = int(r["new"] + r["candidates"])
    return [("renewal", float(r["share_high"]), int(r["innovations"]), part, low, high, "share")]


def _days(mine: pd.DataFrame) -> list[tuple[object, ...]]:
    spans = spans_to_use(mine)
    sound = spans.loc[spans["days"] >= 0, "days"]
    return [_row("trial_to_use", float(sound.median()), len(sound))] if len(sound) else []


def spans_to_use(innovations: pd.DataFrame) -> pd.DataFrame:
    """Return ``innovation_id, days`` from trial to use, and ``new_year``: a date of 1 January, often made up.

    Negative spans are kept: they are faults of the data, not times.
    """
    if not {"trial_date", "applied_date"} <= set(innovations):
        return pd.DataFrame({"innovation_id": [], "days": [], "new_year": []})
    rows = innovations[innovations[["trial_date", "applied_date"]].notna().all(axis=1)]
    dates = [pd.to_datetime(rows[c]) for c in ("trial_date", "applied_date")]
    new_year = [(d.dt.month == 1) & (d.dt.day == 1) for d in dates]
    return pd.DataFrame(
        {
            "innovation_id": rows["innovation_id"].astype(str),
            "days": (dates[1] - dates[0]).dt.days,
            "new_year": new_year[0] | new_year[1],
        }
    ).reset_index(drop=True)


def _share(
    measure: str, mine: pd.DataFrame, column: str, is_so: Callable[[str], bool]
) -> list[tuple[object, ...]]:
    if column not in mine:
        return []
    told = mine[column][filled(mine[column])]
    return [_part(measure, int(told.map(is_so).sum()), len(told))] if len(told) else []


def weaknesses(data: Dataset, innovations: pd.DataFrame) -> pd.DataFrame:
    """Return of innovations with levels what each lacks to stand without a patron.

    Returns
    -------
    pandas.DataFrame
        ``innovation_id, no_regulation, no_budget, small_team`` (level 0 of Regulasi and of Anggaran, level 0 or 1
        of SDM) and ``weak``, how many of the three. An innovation that misses one of the three rows is not in it;
        a cell left empty is level 0, as in the score.
    """
    rows = ("regulasi", "anggaran", "sdm")
    levels = data.innovation_levels
    ids = innovations["innovation_id"].astype(str)
    mine = levels[
        levels["innovation_id"].astype("str").isin(ids).to_numpy() & levels["indicator"].isin(rows).to_numpy()
    ]
    wide = mine.astype({"innovation_id": "str", "indicator": "str"})
    wide = wide.assign(level=wide["level"].fillna(0)).pivot(
        index="innovation_id", columns="indicator", values="level"
    )
    wide = wide.reindex(columns=list(rows)).dropna()
    table = pd.DataFrame(
        {
            "no_regulation": wide["regulasi"] < 1,
            "no_budget": wide["anggaran"] < 1,
            "small_team": wide["sdm"] <= 1,
        }
    )
    table["weak"] = table.sum(axis=1).astype(int)
    return table.reset_index()


def mix(innovations: pd.DataFrame, columns: tuple[str, ...] = ("initiator", "form", "digital")) -> pd.DataFrame:
    """Return ``column, answer, innovations, share`` of what has few answers, the most frequent first."""
    rows = []
    for column in columns:
        if column not in innovations:
            continue
        told = innovations[column][filled(innovations[column])].str.strip()
        for answer, n in told.value_counts().items():
            rows.append((column, str(answer), int(n), int(n) / len(told)))
    return pd.DataFrame(rows, columns=["column", "answer", "innovations", "share"])


def ip_kinds(innovations: pd.DataFrame) -> pd.DataFrame:
    """Return ``kind, innovations`` of intellectual property rights by their words; ``""`` for another kind.

    Examples
    --------
    >>> rights = pd.DataFrame({"ip_right": ["Hak cipta EC1", "HAK CIPTA EC2; Merek", "HKI no. 3", ""]})
    >>> ip_kinds(rights).values.tolist()
    [['hak cipta', 2], ['merek', 1], ['', 1]]
    """
    if "ip_right" not in innovations:
        return pd.DataFrame({"kind": [], "innovations": []})
    written = innovations["ip_right"][filled(innovations["ip_right"])].map(key)
    of = {kind: int(written.str.contains(rf"\b{re.escape(kind)}\b").sum()) for kind in IP_KINDS}
    other = int((~written.str.contains("|".join(IP_KINDS))).sum()) if len(written) else 0
    rows = [(kind, n) for kind, n in {**of, "": other}.items() if n]
    return pd.DataFrame(rows, columns=["kind", "innovations"])


def unregistered(innovations: pd.DataFrame) -> pd.DataFrame:
    """Return innovations in use without an intellectual property right, the digital ones first.

    What of them can be registered depends on the work: the list says only that nothing is entered. A program can
    be recorded as copyright, so the digital ones come first.
    """
    rows = innovations
    if "ip_right" in rows:
        rows = rows[~filled(rows["ip_right"])]
    if "phase" in rows:
        rows = rows[_says(rows["phase"], "penerapan")]
    rows = rows.assign(is_digital=_says(rows["digital"], "digital") if "digital" in rows else False)
    names = [c for c in ("innovation_id", "title", "agency", "is_digital") if c in rows]
    return rows.sort_values(["is_digital", "title"], ascending=[False, True], kind="stable")[names].reset_index(
        drop=True
    )


def _says(column: pd.Series, answer: str) -> pd.Series:
    return column.map(lambda text: isinstance(text, str) and key(text) == answer).astype(bool)


def survival(lives: pd.DataFrame) -> pd.DataFrame:
    """Return the survival curve of innovations by years seen, those seen from the first year on left out.

    Those begun before the data, nobody knows when, would make the curve too good; :data:`LEAST_CURVE` others are
    needed, else the table is empty and counts have to do.

    Parameters
    ----------
    lives
        Those of :func:`indeks.culture.lives.lives`.
    """
    known = lives[~lives["truncated"].to_numpy(dtype=bool)] if len(lives) else lives
    if len(known) < LEAST_CURVE:
        return kaplan_meier([], [])
    return kaplan_meier(known["years"].tolist(), known["ended"].tolist())


def by_year(data: Dataset, region_code: str, found: over_years.Links | None = None) -> pd.DataFrame:
    """Return the measures of every year of a region, one row a measure and year; see :func:`traces`."""
    found = over_years.links(data, region_code) if found is None else found
    mine = of_region(data.innovations, region_code)
    parts = [traces(data, region_code, int(y), found).assign(year=int(y)) for y in sorted(mine["year"].unique())]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS, "year"])


def across_regions(data: Dataset, year: int) -> pd.DataFrame:
    """Return the measures of a year, one row a region and one column a measure; missing where data do not tell."""
    codes = [code for code in data.region_codes if len(of_year(data, code, year))]
    tables = {code: traces(data.of_region(code), code, year).set_index("measure")["value"] for code in codes}
    return pd.DataFrame(tables).T.reindex(columns=list(MEASURES)).rename_axis("region_code")
