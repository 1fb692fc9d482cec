"""Every index split into what each indicator adds and what it loses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition
from indeks.scoring import formula
from indeks.scoring.units import Year, bases, basic_affairs, by_indicator, spd_points, years
from indeks.tables import SPD_TOTAL, Dataset


def contributions(
    data: Dataset,
    *,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
) -> pd.DataFrame:
    """Split every index into what each indicator adds and what it loses.

    Parameters
    ----------
    data, edition, spd, exclude
        As for :func:`indeks.scoring.score`.

    Returns
    -------
    DataFrame
        One row per region, year, basis and indicator, in the order of the edition: ``region_code, year,
        edition, basis, indicator, number, aspect, variable, points, max_points, points_lost, index_points,
        index_max, index_lost``. ``points`` are on the scale of the rule (250 in 2026), ``index_points``
        on 0 to 100; per region, year and basis the index points add up to the unrounded index, and
        ``index_max`` to 100. SID indicators lose points both to levels below 3 and to a divisor above
        the number of innovations.

    Raises
    ------
    MissingPart, SpdOutOfRange, EditionError
        As :func:`indeks.scoring.score` does.

    Examples
    --------
    >>> from indeks import example
    >>> parts = contributions(example.sample_region())
    >>> claimed = parts[parts["basis"] == "claimed"]
    >>> float(claimed["index_points"].sum().round(2)), float(claimed["index_max"].sum().round(2))
    (51.01, 100.0)
    >>> most = claimed.nlargest(3, "index_lost")[["number", "indicator", "points", "max_points", "index_lost"]]
    >>> print(most.round(2).to_string(index=False))
    number      indicator  points  max_points  index_lost
        36 jumlah_inovasi   10.64        76.0       26.14
        35          video    6.43        12.0        2.23
        31      replikasi    5.57         9.0        1.37
    """
    of_years = years(data, edition=edition, spd=spd, exclude=exclude)
    parts = [_contributions_year(year) for year in of_years]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _contributions_year(year: Year) -> pd.DataFrame:
    constants = formula.constants(year.rule, year.unit)
    rule, unit = year.rule, year.unit
    divisor = formula.divisor(year.n, constants)
    count = formula.count_points(year.n, basic_affairs(year), constants) / unit
    per_point = formula.per_point(constants)
    rows = []
    for basis, present in bases(year).items():
        columns: list[tuple[str, str, str, str, float, np.ndarray]] = []
        if rule.has_spd_levels and not year.totals:
            spd = by_indicator(year, "spd", basis) / unit
            for k, i in enumerate(rule.of_aspect("spd")):
                columns.append((i.code, i.label, "spd", i.variable, float(i.max_points or 0), spd[:, k]))
        else:
            points = spd_points(year, basis) / unit
            columns.append((SPD_TOTAL, "1-15", "spd", "", float(rule.constant("max_spd")), points))
        sid = by_indicator(year, "sid", basis) / unit
        for k, i in enumerate(rule.of_aspect("sid")):
            columns.append((i.code, i.label, "sid", i.variable, float(i.max_points or 0), sid[:, k] / divisor))
        counted = rule.indicator(COUNT_INDICATOR)
        maximum = float(rule.constant("max_count"))
        columns.append((counted.code, counted.label, "sid", counted.variable, maximum, count))
        for order, (code, label, aspect, variable, best, points) in enumerate(columns):
            rows.append(
                pd.DataFrame(
                    {
                        "region_code": year.keys,
                        "year": year.year,
                        "edition": rule.id,
                        "basis": basis,
                        "indicator": code,
                        "number": label,
                        "aspect": aspect,
                        "variable": variable,
                        "points": points,
                        "max_points": best,
                        "order": order,
                    }
                )[present]
            )
    frame = pd.concat(rows, ignore_index=True).sort_values(["region_code", "basis", "order"], ignore_index=True)
    frame["points_lost"] = frame["max_points"] - frame["points"]
    for name, source in (
        ("index_points", "points"),
        ("index_max", "max_points"),
        ("index_lost", "points_lost"),
    ):
        frame[name] = frame[source] * per_point
    return frame.drop(columns="order")
