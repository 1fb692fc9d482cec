"""Where the sources of a rule disagree, and what each other reading would make of a score, one at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from indeks.edition import Edition
from indeks.robustness.assumed import load_assumptions
from indeks.robustness.intervals import RULES, replicates
from indeks.robustness.state import state_of
from indeks.scoring.units import years
from indeks.tables import Dataset


def disagreements(
    data: Dataset,
    *,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
    lang: str = "id",
) -> pd.DataFrame:
    """Return what each reading that the sources admit would change, all others left as the edition has them.

    Parameters
    ----------
    data, edition, spd, exclude
        As for :func:`indeks.score`.
    lang
        Language of ``what``, ``"id"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        One row for each region, year, point of disagreement and option: ``region_code, year, edition, reading,
        option, what, sources, index, change, category``. The first option is that of the edition; ``change`` is
        against it. Years whose edition has no disagreement on record are left out.

    Examples
    --------
    >>> from indeks import example
    >>> table = disagreements(example.sample_region())
    >>> print(table[["reading", "index", "change", "category"]].to_string(index=False))
        reading  index  change category
    spd_weights  51.01     0.0 Inovatif
    spd_weights  50.91    -0.1 Inovatif
           ties  51.01     0.0 Inovatif
           ties  51.01     0.0 Inovatif
           ties  51.01     0.0 Inovatif
    """
    parts = []
    for year in years(data, edition=edition, spd=spd, exclude=exclude):
        state, rule = state_of(year), year.rule
        known = load_assumptions(rule)
        for reading in known.readings:
            under = replicates(state, replace(known, readings=(reading,), validation=None), RULES)
            names = under.rules.constants.categories
            for at, option in enumerate(reading.options):
                frame = pd.DataFrame({"region_code": state.regions, "year": year.year, "edition": rule.id})
                frame["reading"], frame["option"] = reading.name, _told(option)
                frame["what"] = reading.text_en if lang == "en" else reading.text
                frame["sources"] = " ".join(reading.sources)
                frame["index"] = under.cents[at] / 100
                frame["change"] = (under.cents[at] - under.cents[0]) / 100
                frame["category"] = [names[k] for k in under.categories[at]]
                parts.append(frame)
    columns = [
        "region_code",
        "year",
        "edition",
        "reading",
        "option",
        "what",
        "sources",
        "index",
        "change",
        "category",
    ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _told(option: Mapping[str, Any]) -> str:
    """Return an option as one text: ``min_divisor 12``, ``weights ipm_capaian 0.5, pad 2.0``; empty if nothing."""
    return "; ".join(
        f"{key} {', '.join(f'{k} {v}' for k, v in value.items()) if isinstance(value, Mapping) else value}"
        for key, value in option.items()
    )
