"""Sectors held against labels of one's own: how often they agree, beyond chance, and how surely that is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.errors import IndeksError
from indeks.intake import vocabulary
from indeks.intake.sheet import Collector
from indeks.problems import DataError, errors
from indeks.texts.spelling import key
from indeks.typology.corpus import sheet_of
from indeks.typology.lexicon import Lexicon
from indeks.typology.resample import SEED
from indeks.typology.views import Z

SAMPLES = 500
"""Bootstrap samples of innovations that an interval is taken from."""
NONE = ""
"""The sector of an innovation for which nothing speaks; it agrees with no label."""


def read(path: str | Path, lang: str = "id") -> pd.Series:
    """Return labels by innovation from a CSV, Parquet or XLSX file with ``innovation_id`` and ``sector``.

    Parameters
    ----------
    path
        The file; the columns may be called as in the template.
    lang
        Language of error messages.

    Raises
    ------
    indeks.problems.DataError
        With every fault: a file that cannot be read, a column that is missing, an innovation that stands twice
        with two labels, no label at all.
    """
    path, found = Path(path), Collector(lang)
    sheet = sheet_of(path, found)
    if sheet is None:
        raise DataError(found.listed(), lang)
    missing = [name for name in ("innovation_id", "sector") if name not in sheet.frame]
    for name in missing:
        label = IndeksError(f"form.column.innovations.{name}")
        found.add("column_missing", path.name, sheet=sheet.sheet, missing=name, label=label)
    if missing:
        raise DataError(found.listed(), lang)
    frame = pd.DataFrame({c: vocabulary.text_column(sheet.frame[c]) for c in ("innovation_id", "sector")})
    frame = frame.dropna().drop_duplicates()
    twice = frame["innovation_id"].duplicated().to_numpy()
    places = np.flatnonzero(twice)
    found.at_rows(
        sheet, "label_twice", np.asarray(frame.index)[places], "innovation_id",
        lambda k: {"found": str(frame["innovation_id"].iloc[places[k]])},
    )  # fmt: skip
    if frame.empty:
        found.add("no_labels", path.name, sheet=sheet.sheet)
    if errors(found.listed()):
        raise DataError(found.listed(), lang)
    return frame.set_index("innovation_id")["sector"].astype(str)


def compare(table: pd.DataFrame, labels: pd.Series, lexicon: Lexicon) -> pd.DataFrame:
    """Hold sectors against labels.

    Parameters
    ----------
    table
        ``innovation_id`` and ``sector``, missing where none is known.
    labels
        Labels by ``innovation_id``; those that are no sector's identifier or name are kinds of their own.
    lexicon
        That the sectors were told with.

    Returns
    -------
    pandas.DataFrame
        ``measure, value, low, high, n``: ``accuracy`` (share of rows with the label's sector) and ``kappa``
        (Cohen's), only of rows whose label is a sector; ``ari`` and ``ami`` of all rows, where only what is
        put together matters, not what it is called. ``low`` and ``high`` are the bounds of a 95 % interval, 1.96
        standard errors of bootstrap samples of the rows to each side; their percentiles would be biased, as a row
        drawn twice agrees with itself. No row where nothing can be compared.
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    known = {key(n): s.id for s in lexicon.sectors for n in (s.id.replace("_", " "), s.name, s.name_en)}
    own = table["sector"].astype(object).where(table["sector"].notna(), NONE).to_numpy()
    given = table["innovation_id"].astype(str).map(labels)
    named = given.map(lambda label: known.get(key(str(label).replace("_", " "))), na_action="ignore")
    measures: dict[str, tuple[pd.Series, Callable[[np.ndarray, np.ndarray], float]]] = {
        "accuracy": (named, lambda truth, found: float(np.mean(truth == found))),
        "kappa": (named, kappa),
        "ari": (named.fillna(given), adjusted_rand_score),
        "ami": (named.fillna(given), adjusted_mutual_info_score),
    }
    rows = []
    for measure, (truth, of) in measures.items():
        mine = truth.notna().to_numpy()
        n = int(mine.sum())
        if not n:
            continue
        pair = truth[mine].astype(str).to_numpy(), own[mine].astype(str)
        low, high = _interval(*pair, of)
        rows.append((measure, of(*pair), low, high, n))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "n"])


def kappa(truth: np.ndarray, found: np.ndarray) -> float:
    """Return Cohen's kappa; missing where chance alone would agree everywhere.

    Examples
    --------
    >>> truth, found = np.array(list("aabb")), np.array(list("aaba"))
    >>> kappa(truth, found)
    0.5
    """
    by_chance = sum(np.mean(truth == name) * np.mean(found == name) for name in np.unique(truth))
    return float((np.mean(truth == found) - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan")


def _interval(
    truth: np.ndarray, found: np.ndarray, of: Callable[[np.ndarray, np.ndarray], float]
) -> tuple[float, float]:
    drawn = np.random.default_rng(SEED).integers(0, len(truth), (SAMPLES, len(truth)))
    values = np.array([of(truth[rows], found[rows]) for rows in drawn])
    here, reach = of(truth, found), Z * float(np.nanstd(values)) if np.isfinite(values).any() else float("nan")
    return max(-1.0, here - reach), min(1.0, here + reach)
