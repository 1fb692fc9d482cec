"""What is not in a dataset though its score is made of it: to be said wherever the score is shown."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from indeks import edition as editions
from indeks import regions
from indeks.edition import Edition
from indeks.errors import spoken
from indeks.tables.dataset import Dataset
from indeks.texts import texts

NAMED = 3
"""Regions or innovations named in a sentence; more are counted."""


def absent(
    data: Dataset,
    *,
    edition: str | Path | Edition | None = None,
    spd: Collection[str] = (),
    lang: str | None = None,
) -> list[str]:
    """Return a sentence for each part of the score that is nought because the data do not have it.

    Parameters
    ----------
    data
        A dataset, or the part of one that is scored.
    edition
        The edition to score by; by default each year's own.
    spd
        Codes of the regions whose SPD total is given by hand.
    lang
        ``"id"`` or ``"en"``; by default the language of the process.

    Returns
    -------
    list of str
        For each year: the regions without any level of their own, and how many sent innovations have no level.
        Empty where everything is there.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from indeks import example
    >>> data = example.sample_region().of_year(2026)
    >>> absent(data), absent(replace(data, region_levels=data.region_levels[:0]), lang="en")
    ([], ['The data have no levels of the region (SPD) for Contoh City in 2026, so SPD counts as 0.'])
    """
    t = texts(lang or spoken())
    sentences = []
    sent = data.innovations[data.innovations["sent"].to_numpy(dtype=bool)]
    levels = data.innovation_levels
    rated = set(levels["innovation_id"][_given(levels)].astype(str))
    own = data.region_levels[_given(data.region_levels)]
    for year in sorted({int(y) for y in sent["year"].dropna()}):
        mine = sent[(sent["year"] == year).to_numpy()]
        codes = set(own["region_code"][(own["year"] == year).to_numpy()].astype(str)) | set(spd)
        without = sorted(set(mine["region_code"].dropna().astype(str)) - codes)
        rule = None
        with contextlib.suppress(editions.EditionError):  # who scores says that a year has no edition
            rule = editions.resolve(edition, year)
        if without and rule is not None and rule.has_spd_levels:
            names = [regions.full_name(c, t.lang) if regions.known(c) else c for c in without[:NAMED]]
            key = "problems.absent.spd_more" if len(without) > NAMED else "problems.absent.spd"
            sentences.append(t(key, names=t.join(names), n=len(without) - NAMED, year=year))
        identifiers = mine["innovation_id"].astype(str)
        unrated = identifiers[~identifiers.isin(rated)].tolist()
        if unrated:
            listed = ", ".join(unrated[:NAMED]) + (", …" if len(unrated) > NAMED else "")
            sentences.append(t("problems.absent.levels", n=len(unrated), total=len(mine), year=year, names=listed))
    return sentences


def _given(levels: pd.DataFrame) -> pd.Series:
    """Tell which rows give a level or a value."""
    fields = [name for name in ("level", "verified_level", "value") if name in levels]
    return levels[fields].notna().any(axis=1)
