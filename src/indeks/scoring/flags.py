"""Marks on innovations that validation may act on. What the ministry does with them is not in the sources."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.edition import Edition, date_window
from indeks.scoring.units import CLAIMED, LEVEL_COLUMN
from indeks.tables import Dataset
from indeks.texts.spelling import key

VALIDITY_FLAGS = ("mandatory_empty", "outside_window", "older_not_developed", "no_date", "short_text")
"""Flags of eligibility; the score is shown with and without the innovations that carry one."""


def flags(data: Dataset, rule: Edition, *, year: int, region_code: str | None = None) -> pd.DataFrame:
    """Mark the sent innovations of a year that break a rule of eligibility or look wrong.

    Rules are those in the edition's ``eligibility`` and its mandatory indicators; a rule that the edition does
    not hold, or whose column the data lack, is not applied.

    Parameters
    ----------
    data
        Tables as :func:`indeks.intake.load` returns them.
    rule
        The edition whose rules are applied.
    year
        Of which year.
    region_code
        Whose innovations; by default those of every region.

    Returns
    -------
    DataFrame
        ``innovation_id, title, flag, detail``; one row per mark, in the order of the data. ``flag`` is one of
        ``VALIDITY_FLAGS`` or ``duplicate_title``; ``detail`` holds the indicator codes, the date or the count of
        words.

    Raises
    ------
    KeyError
        If the data lack a column that every dataset has after intake.

    Examples
    --------
    >>> from indeks import edition, example
    >>> marks = flags(example.sample_region(), edition.load("iid-2026"), region_code="99.71", year=2026)
    >>> print(marks.drop(columns="title").head(3).to_string(index=False))
     innovation_id            flag detail
    99.71-2026-005      short_text     21
    99.71-2026-011 mandatory_empty  video
    99.71-2026-014      short_text     22
    """
    mine = data.innovations
    mine = mine[(mine["year"] == year) & mine["sent"]]
    if region_code is not None:
        mine = mine[mine["region_code"] == region_code]
    parts = [
        _mandatory(mine, data.innovation_levels, rule),
        _window(mine, rule),
        _short_text(mine, rule),
        _duplicates(mine),
    ]
    marks = pd.concat([p for p in parts if len(p)] or [_marks(mine.iloc[:0], "", pd.Series(dtype=str))])
    order = pd.Series(range(len(mine)), index=mine["innovation_id"])
    return marks.sort_values("innovation_id", key=lambda s: s.map(order), kind="stable", ignore_index=True)


def _marks(rows: pd.DataFrame, flag: str, detail: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "innovation_id": rows["innovation_id"].to_numpy(),
            "title": rows["title"].to_numpy(),
            "flag": flag,
            "detail": detail.to_numpy(),
        }
    )


def _mandatory(mine: pd.DataFrame, levels: pd.DataFrame, rule: Edition) -> pd.DataFrame:
    codes = [i.code for i in rule.of_aspect("sid") if i.mandatory]
    column = LEVEL_COLUMN[CLAIMED]
    filled = levels[((levels[column] > 0) & levels["indicator"].isin(codes)).to_numpy()]
    indicator, identifier = filled["indicator"].astype("str").to_numpy(), filled["innovation_id"].astype("str")
    names = pd.Index(mine["innovation_id"].astype("str"))
    lacks = np.array([pd.Index(identifier[indicator == c].unique()).get_indexer(names) < 0 for c in codes])
    kinds, of_row = np.unique(lacks.reshape(len(codes), len(mine)), axis=1, return_inverse=True)
    texts = [", ".join(c for c, one in zip(codes, kind, strict=True) if one) for kind in kinds.T]
    empty = np.array([*texts, ""], dtype=object)[of_row.ravel()]
    detail = pd.Series(empty, index=mine.index, dtype=str)
    return _marks(mine[detail != ""], "mandatory_empty", detail[detail != ""])


def _window(mine: pd.DataFrame, rule: Edition) -> pd.DataFrame:
    window = date_window(rule)
    if window is None or "applied_date" not in mine:
        return _marks(mine.iloc[:0], "", pd.Series(dtype=str))
    first, last = (pd.Timestamp(d) for d in window)
    # without the time of day: the afternoon of the last day still lies in the window
    applied = pd.to_datetime(mine["applied_date"]).dt.normalize()
    developed = pd.Series(pd.NaT, index=mine.index)
    if "developed_date" in mine:
        developed = pd.to_datetime(mine["developed_date"]).dt.normalize()
    inside = applied.between(first, last)
    renewed = developed.between(first, last)
    constant = rule.eligibility.get("older_needs_development")
    may_renew = constant is not None and bool(constant.value)
    older = applied < first
    text = applied.dt.strftime("%Y-%m-%d").fillna("")
    not_developed = older & ~renewed
    outside = ~inside & ~applied.isna() & ~(older & may_renew)
    late_flag = _marks(mine[outside], "outside_window", text[outside])
    old = not_developed & may_renew
    missing = applied.isna() & ~renewed
    return pd.concat(
        [
            late_flag,
            _marks(mine[old], "older_not_developed", text[old]),
            _marks(mine[missing], "no_date", text[missing]),
        ]
    )


def _short_text(mine: pd.DataFrame, rule: Edition) -> pd.DataFrame:
    minimum = rule.eligibility.get("min_design_words")
    if minimum is None or "description" not in mine or mine["description"].isna().all():
        return _marks(mine.iloc[:0], "", pd.Series(dtype=str))
    words = mine["description"].fillna("").astype(str).str.split().str.len()
    short = words < int(minimum.value)
    return _marks(mine[short], "short_text", words[short].astype(str))


def _duplicates(mine: pd.DataFrame) -> pd.DataFrame:
    title = mine["title"].fillna("").astype(str).map(key)
    by_region = pd.DataFrame({"region": mine["region_code"], "title": title})
    twice = by_region.duplicated(keep=False) & (title != "")
    return _marks(mine[twice], "duplicate_title", mine.loc[twice, "title"].astype(str))
