"""Three years of Kota Contoh with partners, initiators and rights, for views over the years: made up, says so.

The year 2026 has the innovations and levels of :func:`indeks.example.sample_region`, so its score is the same.
Some entries name their earlier ID, some only look like an earlier one, some end: on purpose.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.edition import Edition, date_window, load
from indeks.example import kota_contoh as contoh
from indeks.tables import SPD_TOTAL, TABLES, Dataset

YEARS = (2024, 2025, 2026)
SPD_EARLIER = 24.5
"""Points of SPD in years whose edition has no levels of it; made up."""
OLD_TITLES = {14: "SAMPAH JADI MANFAAT (Kompos)", 15: "AKTA LANGSUNG JADI", 20: "IZIN SEHARI DARING"}
"""Titles in 2025 of innovations of 2026 that do not say that they were there before: to confirm."""

# Title, agency (position in AGENCIES), form, digital, years in which it is entered; none of them in 2026.
ENDED: tuple[tuple[str, int, int, bool, tuple[int, ...]], ...] = (
    ("KELAS TERAPUNG", 0, 1, False, (2024,)),
    ("AMBULANS WARGA", 1, 1, False, (2024, 2025)),
    ("LAMPU JALAN PINTAR", 11, 1, True, (2024,)),
    ("DAPUR SEHAT KELURAHAN", 8, 2, False, (2024, 2025)),
    ("SURAT TANPA KERTAS", 12, 0, True, (2024,)),
    ("PASAR MURAH BERGILIR", 21, 2, False, (2024, 2025)),
    ("KAMPUNG KB MANDIRI", 23, 2, False, (2025,)),
    ("WISATA SUNGAI CONTOH", 18, 2, False, (2025,)),
    ("PELABUHAN IKAN BERSIH", 20, 1, False, (2024,)),
    ("ARSIP TERBUKA", 16, 0, True, (2025,)),
)
PARTNERS: dict[int, str] = {
    0: "Dinas Sosial; dinas komunikasi dan informatika; Universitas Contoh",
    1: "Diskominfo",
    2: "Kecamatan Contoh Utara; KECAMATAN CONTOH TIMUR; Kader Posyandu Contoh",
    3: "Dukcapil",
    4: "Diskominfo",
    5: "Dinas Perhubungan; Kecamatan  Contoh Selatan",
    7: "Satuan Polisi Pamong Praja; Dinas Sosial; Kecamatan Contoh Barat",
    8: "BPBD",
    9: "Satpol PP; Kecamatan Contoh Utara; Kecamatan Contoh Selatan",
    10: "Dinas Koperasi dan UKM; Dinas Perindustrian; Bank Contoh",
    11: "Dinas Sosial; RSUD Contoh",
    12: "Dinas Pertanian; Kecamatan Contoh Timur",
    13: "Dinas Pendidikan",
    15: "RSUD Contoh; Dinas Kesehatan",
    16: "Kecamatan Contoh Barat; Kecamatan Contoh Timur",
    17: "Bank Contoh",
    18: "Bapperida",
    19: "Dinas Penanaman Modal dan PTSP; Dinas Perindustrian; Komunitas Usaha Contoh",
    20: "Dukcapil",
    22: "Dinas Pendidikan; Dinas Pariwisata",
    23: "Universitas Contoh",
    24: "Dinas Pertanian; Dinas Perikanan; Diskominfo",
    25: "Universitas Contoh; Dinas Pendidikan",
    26: "Dukcapil; Diskominfo",
    27: "Badan Pengawas Contoh",
}
"""Partners by the position of the idea, written as people do: short forms, other case, double spaces."""
INITIATORS = ("OPD", "ASN", "OPD", "Kepala Daerah", "ASN", "Masyarakat", "OPD", "Anggota DPRD")
RIGHTS = {1: "Hak cipta EC00RE01", 5: "Hak cipta EC00RE02", 14: "Merek IDM00RE03", 18: "Hak Cipta EC00RE04",
          20: "Hak cipta EC00RE05"}  # fmt: skip
"""Kind and made-up number of a right by the position of the idea."""


def sample_years(seed: int = contoh.SEED) -> Dataset:
    """Make Kota Contoh in 2024, 2025 and 2026; the levels of 2026 are those of :func:`sample_region`.

    Parameters
    ----------
    seed
        Seed of the generator; the same seed gives the same data.
    """
    now = contoh.sample_region(seed)
    last = _completed(now.innovations, range(len(contoh.IDEAS))).assign(idea=range(len(contoh.IDEAS)))
    began = pd.to_datetime(last["applied_date"]).dt.year.to_numpy()
    entered = {year: [k for k in range(len(contoh.IDEAS)) if _there(k, began[k], year)] for year in YEARS}
    innovations, levels, of_region = [], [], []
    for year in YEARS[:-1]:
        rule = load(f"iid-{year}")
        rng = np.random.default_rng([seed, year])
        frame = pd.concat([_earlier(last, entered[year], year), _ended(rule, year, rng)], ignore_index=True)
        frame["innovation_id"] = [f"{contoh.REGION}-{year}-{k + 1:03d}" for k in range(len(frame))]
        innovations.append(frame)
        levels.append(_levels(rule, frame, rng))
        of_region.append(_of_region(rule, year, rng))
    table = pd.concat([*innovations, last], ignore_index=True)
    return replace(
        now,
        innovations=_named(table),
        innovation_levels=pd.concat([*levels, now.innovation_levels], ignore_index=True),
        region_levels=pd.concat([*of_region, now.region_levels], ignore_index=True),
    )


def write(folder: Path, *, seed: int = contoh.SEED) -> None:
    """Write the three years as a folder of CSV files, one a table, in place of those there.

    Parameters
    ----------
    folder
        Where to write; made if need be.
    seed
        Seed of the generator.
    """
    data = sample_years(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frame = getattr(data, name)
        if len(frame):
            whole = frame.select_dtypes("float").columns.difference(["value"])
            frame = frame.astype(dict.fromkeys(whole, "Int64"))
            frame.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")


def _there(k: int, began: int, year: int) -> bool:
    """Tell whether an idea of 2026 is entered in a year: in use by the year before, or on trial since."""
    return year == YEARS[-1] or began < year or (began == year and k % 2 == 0 and year > YEARS[0])


def _completed(innovations: pd.DataFrame, ideas: range | list[int]) -> pd.DataFrame:
    """Return innovations with partners, initiators and rights by the position of their ideas."""
    table = innovations.copy()
    table["partners"] = [PARTNERS.get(k, "") for k in ideas]
    table["initiator"] = [INITIATORS[k % len(INITIATORS)] for k in ideas]
    table["ip_right"] = [RIGHTS.get(k, "") for k in ideas]
    return table


def _earlier(last: pd.DataFrame, ideas: list[int], year: int) -> pd.DataFrame:
    """Return the entries of an earlier year of what is still there in the last: fewer partners, fewer rights."""
    frame = last.iloc[ideas].assign(year=year, idea=ideas, sent=True)
    if year == YEARS[1]:
        frame["title"] = [OLD_TITLES.get(k, title) for k, title in zip(ideas, frame["title"], strict=True)]
    first_partner = [str(text).split(";")[0] for text in frame["partners"]]
    frame["partners"] = [p if k % 3 else "" for k, p in zip(ideas, first_partner, strict=True)]
    frame["ip_right"] = frame["ip_right"].where(frame["idea"] % 5 == 0, "")
    started = pd.to_datetime(frame["applied_date"]).dt.year <= year
    frame["phase"] = frame["phase"].where(started, "uji coba")
    frame["developed_date"] = frame["developed_date"].where(frame["developed_date"].dt.year <= year)
    return frame.assign(reason=pd.Series(None, frame.index, dtype="str"), examined_date=pd.NaT)


def _ended(rule: Edition, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the entries of a year that are not there in the last."""
    window = date_window(rule)
    assert window is not None
    rows = []
    for title, agency, form, digital, years in ENDED:
        if year not in years:
            continue
        applied = dt.date(years[0] - 1, 1, 1) if form == 0 else dt.date(years[0] - 1, 3, 1)
        applied += dt.timedelta(days=0 if form == 0 else int(rng.integers(0, 200)))
        rows.append(
            {
                "region_code": contoh.REGION,
                "year": year,
                "title": title,
                "description": f"{title} adalah inovasi rekaan Kota Contoh.",
                "agency": contoh.AGENCIES[agency][0],
                "partners": "",
                "affair": contoh.AGENCIES[agency][2],
                "form": contoh.FORMS[form],
                "digital": "digital" if digital else "nondigital",
                "initiator": INITIATORS[agency % len(INITIATORS)],
                "phase": "penerapan",
                "trial_date": pd.Timestamp(applied - dt.timedelta(days=60)),
                "applied_date": pd.Timestamp(applied),
                "developed_date": pd.NaT,
                "ip_right": "",
                "sent": True,
            }
        )
    return pd.DataFrame(rows)


def _levels(rule: Edition, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    levels = contoh._sample_levels(rule, frame, rng)
    return levels.assign(verified_level=float("nan"))


def _of_region(rule: Edition, year: int, rng: np.random.Generator) -> pd.DataFrame:
    if rule.has_spd_levels:
        return contoh._sample_region_levels(rule, year, rng).assign(verified_level=float("nan"))
    row = {"region_code": contoh.REGION, "year": year, "indicator": SPD_TOTAL, "value": SPD_EARLIER}
    return pd.DataFrame([row])


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return the entries with the ID of the year before, where they say so."""
    what = table["idea"].astype("object").where(table["idea"].notna(), table["title"])
    known = dict(zip(zip(table["year"], what, strict=True), table["innovation_id"], strict=True))
    silent = (table["year"] == YEARS[-1]) & table["idea"].isin(OLD_TITLES)
    table["previous_id"] = [
        "" if quiet else known.get((year - 1, idea), "")
        for year, idea, quiet in zip(table["year"], what, silent, strict=True)
    ]
    return table.drop(columns="idea")
