"""A made-up country of the real one's size, for benchmarks and for work on many regions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from indeks.edition import Edition, date_window, load
from indeks.errors import IndeksError
from indeks.example.kota_contoh import AGENCIES, SEED
from indeks.tables import Dataset, empty, passed

PANEL_REGIONS = 552
PANEL_INNOVATIONS = 36_742
YEARLY_GAIN, YEARLY_LUCK = 0.02, 0.05
"""How much better innovations are made each year on the whole, and how far a region strays from that: invented."""


def national_panel(
    seed: int = SEED,
    *,
    edition: str = "iid-2026",
    regions: int = PANEL_REGIONS,
    innovations: int = PANEL_INNOVATIONS,
    years: int = 1,
) -> Dataset:
    """Make a country for benchmarks and for trying out: numbered regions, claimed levels of every innovation.

    Parameters
    ----------
    seed
        Seed of the generator; the same seed gives the same panel.
    edition
        Edition whose indicators and affairs are used.
    regions, innovations
        How many a year; every region has at least one innovation. By default as in the report of 2025: 552
        regions and 36,742 innovations, so 734,840 levels.
    years
        How many years, the last one that of the edition. Regions keep much of their quality from year to year
        and gain a little on the whole. Score them all by one edition (``indeks.score(panel, edition=...)``):
        the editions of the years before may lack parts, and other rules give other scores.

    Returns
    -------
    Dataset
        Long tables with categorical keys; region codes are those of the reserved province ``99``
        (``99.100``, ``99.101`` ...), so that nothing is said about a real region.

    Raises
    ------
    IndeksError
        If there is no region, no year, or fewer innovations than regions.
    """
    if regions < 1 or years < 1 or innovations < regions:
        raise IndeksError("example.error.panel", regions=regions, innovations=innovations, years=years)
    rule = load(edition)
    last = rule.years[0]
    parts = [_one_year(seed, rule, regions, innovations, last, k) for k in range(years)]
    frame, levels, region_levels = (_joined([part[at] for part in reversed(parts)]) for at in range(3))
    codes = _codes(regions)
    region_table = pd.DataFrame(
        {"region_code": codes, "name": [f"Contoh {k}" for k in range(1, regions + 1)], "type": "kabupaten",
         "province_code": "99", "province": "Provinsi Contoh", "flags": ""}
    )  # fmt: skip
    return passed(Dataset(frame, levels, region_levels, empty("agencies"), region_table, source="synthetic"))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the years one below the other; categories stay categories."""
    if len(frames) == 1:
        return frames[0]
    kept = [name for name, kind in frames[0].dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    columns = {name: union_categoricals([frame[name] for frame in frames]) for name in kept}
    rest = pd.concat([frame.drop(columns=kept) for frame in frames], ignore_index=True)
    return rest.assign(**columns)[list(frames[0])]


def _codes(regions: int) -> list[str]:
    return [f"99.{k:03d}" for k in range(100, 100 + regions)]


def _one_year(
    seed: int, rule: Edition, regions: int, innovations: int, last: int, before: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return innovations, their levels and those of the regions, so many years before the last one."""
    year = last - before
    rng = np.random.default_rng(seed)
    codes = _codes(regions)
    share = np.minimum(rng.pareto(1.6, size=regions) + 0.3, 12)  # a few regions send many, none sends thousands
    counts = 1 + rng.multinomial(innovations - regions, share / share.sum())
    owner = np.repeat(np.arange(regions), counts)
    quality = np.clip(rng.normal(0.5, 0.18, size=regions), 0.05, 0.95)
    if before:  # the same regions as in the last year, a little weaker, each with luck of its own
        rng = np.random.default_rng([seed, before])
        share = share * rng.lognormal(0, 0.3, size=regions)
        counts = 1 + rng.multinomial(innovations - regions, share / share.sum())
        owner = np.repeat(np.arange(regions), counts)
        quality = np.clip(quality - YEARLY_GAIN * before + rng.normal(0, YEARLY_LUCK, size=regions), 0.05, 0.95)
    quality = quality[owner]
    indicators = [i.code for i in rule.of_aspect("sid")]
    draw = rng.random((innovations, len(indicators)))
    level = np.clip(np.floor((draw * 0.6 + quality[:, None] * 0.7) * 3.1), 0, 3).astype(np.int8)
    mark = f"{year}-" if before else ""
    identifiers = np.array([f"{codes[r]}-{mark}{k:05d}" for k, r in enumerate(owner)], dtype=object)
    affairs = sorted({a[2] for a in AGENCIES})
    first = pd.Timestamp(date_window(rule)[0])  # type: ignore[index]
    frame = pd.DataFrame(
        {
            "innovation_id": identifiers,
            "region_code": pd.Series(np.array(codes, dtype=object)[owner], dtype="str"),
            "year": year,
            "title": [f"Inovasi rekaan {k + 1}" for k in range(innovations)],
            "affair": pd.Categorical.from_codes(rng.integers(0, len(affairs), innovations), categories=affairs),
            "applied_date": first
            - pd.DateOffset(years=before)
            + pd.to_timedelta(rng.integers(0, 700, innovations), unit="D"),
            "sent": True,
        }
    )
    rows = np.repeat(np.arange(innovations), len(indicators))
    levels = pd.DataFrame(
        {
            "innovation_id": pd.Categorical.from_codes(rows, categories=identifiers),
            "indicator": pd.Categorical.from_codes(
                np.tile(np.arange(len(indicators)), innovations), categories=indicators
            ),
            "level": level.ravel(),
        }
    )
    spd_codes = [i.code for i in rule.of_aspect("spd")]
    region_levels = pd.DataFrame(
        {
            "region_code": np.repeat(codes, len(spd_codes)),
            "year": year,
            "indicator": np.tile(spd_codes, regions),
            "level": rng.choice([0, 1, 2, 3], p=[0.05, 0.25, 0.4, 0.3], size=regions * len(spd_codes)).astype(
                float
            ),
        }
    )
    return frame, levels, region_levels
