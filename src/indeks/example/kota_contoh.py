"""Made-up data with a seed: Kota Contoh (99.71) for examples, and a national panel for benchmarks.

No real region is described: every agency belongs to ``Kota Contoh``, every title says nothing about a real
place, and the panel's regions are numbered, not named.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd

from indeks.edition import Edition, Indicator, date_window, load
from indeks.tables import Dataset

REGION = "99.71"
SEED = 2026
FORMS = ("tata kelola", "pelayanan publik", "lainnya")

# Agency, its kind, and its affair by the official name.
AGENCIES: tuple[tuple[str, str, str], ...] = (
    ("Dinas Pendidikan", "dinas", "Pendidikan"),
    ("Dinas Kesehatan", "dinas", "Kesehatan"),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "dinas", "Pekerjaan Umum dan Penataan Ruang"),
    ("Dinas Perumahan dan Permukiman", "dinas", "Perumahan Rakyat dan Kawasan Permukiman"),
    ("Satuan Polisi Pamong Praja", "satuan", "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"),
    ("Dinas Sosial", "dinas", "Sosial"),
    ("Dinas Tenaga Kerja", "dinas", "Tenaga Kerja"),
    ("Dinas Pemberdayaan Perempuan", "dinas", "Pemberdayaan Perempuan dan Pelindungan Anak"),
    ("Dinas Ketahanan Pangan", "dinas", "Pangan"),
    ("Dinas Lingkungan Hidup", "dinas", "Lingkungan Hidup"),
    ("Dinas Kependudukan dan Pencatatan Sipil", "dinas", "Administrasi Kependudukan dan Pencatatan Sipil"),
    ("Dinas Perhubungan", "dinas", "Perhubungan"),
    ("Dinas Komunikasi dan Informatika", "dinas", "Komunikasi dan Informatika"),
    ("Dinas Koperasi dan UKM", "dinas", "Koperasi, Usaha Kecil, dan Menengah"),
    ("Dinas Penanaman Modal dan PTSP", "dinas", "Penanaman Modal"),
    ("Dinas Kepemudaan dan Olahraga", "dinas", "Kepemudaan dan Olahraga"),
    ("Dinas Perpustakaan dan Kearsipan", "dinas", "Perpustakaan"),
    ("Dinas Kebudayaan", "dinas", "Kebudayaan"),
    ("Dinas Pariwisata", "dinas", "Pariwisata"),
    ("Dinas Pertanian", "dinas", "Pertanian"),
    ("Dinas Perikanan", "dinas", "Kelautan dan Perikanan"),
    ("Dinas Perdagangan", "dinas", "Perdagangan"),
    ("Dinas Perindustrian", "dinas", "Perindustrian"),
    ("Dinas Pengendalian Penduduk dan KB", "dinas", "Pengendalian Penduduk dan Keluarga Berencana"),
    ("Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah", "badan", "Perencanaan"),
    ("Badan Keuangan Daerah", "badan", "Keuangan"),
    ("Badan Kepegawaian Daerah", "badan", "Kepegawaian"),
    ("Badan Penanggulangan Bencana Daerah", "badan",
     "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"),
    ("Inspektorat", "inspektorat", "Pengawasan"),
    ("Sekretariat Daerah", "sekretariat", "Sekretariat Daerah"),
    ("Sekretariat DPRD", "sekretariat", "Sekretariat DPRD"),
    ("RSUD Contoh", "RSUD", "Kesehatan"),
    ("Kecamatan Contoh Utara", "kecamatan", "Kewilayahan"),
    ("Kecamatan Contoh Selatan", "kecamatan", "Kewilayahan"),
    ("Kecamatan Contoh Timur", "kecamatan", "Kewilayahan"),
    ("Kecamatan Contoh Barat", "kecamatan", "Kewilayahan"),
)  # fmt: skip

# Title, agency (position above), form, digital, what it does.
IDEAS: tuple[tuple[str, int, int, bool, str], ...] = (
    ("SAPA BELAJAR (Pendampingan Anak Putus Sekolah)", 0, 1, False, "mengajak anak putus sekolah kembali belajar"),
    ("RAPOR DIGITAL CONTOH", 0, 0, True, "menyatukan nilai siswa dalam satu aplikasi"),
    ("POSYANDU KELILING", 1, 1, False, "membawa layanan posyandu ke permukiman yang jauh"),
    ("SIGAP STUNTING", 1, 1, True, "mencatat dan menindaklanjuti balita berisiko tengkes"),
    ("ANTRE SEHAT", 31, 1, True, "mengatur antrean rawat jalan dari rumah"),
    ("JALAN MULUS (Lapor Jalan Rusak)", 2, 1, True, "menerima laporan jalan rusak dan mengumumkan perbaikannya"),
    ("PETA SALURAN", 2, 0, True, "memetakan saluran air dan jadwal pembersihannya"),
    ("RUMAH LAYAK GOTONG ROYONG", 3, 2, False, "memperbaiki rumah tidak layak huni bersama warga"),
    ("RONDA TERPADU", 4, 1, False, "menghubungkan pos ronda dengan petugas ketertiban"),
    ("SIAGA BENCANA RT", 27, 2, False, "melatih regu siaga bencana di tiap rukun tetangga"),
    ("BURSA KERJA KECAMATAN", 6, 1, False, "mempertemukan pencari kerja dan usaha setempat"),
    ("RUANG AMAN IBU DAN ANAK", 7, 1, False, "menyediakan pendampingan korban kekerasan"),
    ("LUMBUNG KELURAHAN", 8, 2, False, "menyimpan cadangan pangan di tiap kelurahan"),
    ("BANK SAMPAH SEKOLAH", 9, 2, False, "mengumpulkan sampah terpilah di sekolah"),
    ("SAMPAH JADI MANFAAT", 9, 2, False, "mengolah sampah organik menjadi kompos"),
    ("AKTA LANGSUNG JADI", 10, 1, True, "menerbitkan akta kelahiran di tempat bersalin"),
    ("ADMINDUK KELILING", 10, 1, False, "melayani dokumen kependudukan di kelurahan"),
    ("PARKIR TERTIB NONTUNAI", 11, 1, True, "menerima pembayaran parkir tanpa uang tunai"),
    ("SATU DATA CONTOH", 12, 0, True, "menyatukan data perangkat daerah"),
    ("WARUNG NAIK KELAS", 13, 2, False, "mendampingi usaha mikro mengurus izin dan kemasan"),
    ("IZIN SEHARI", 14, 1, True, "menerbitkan izin berisiko rendah dalam satu hari"),
    ("TAMAN BACA BERGERAK", 16, 1, False, "membawa buku ke taman kota"),
    ("PANGGUNG BUDAYA PELAJAR", 17, 2, False, "memberi panggung bulanan bagi kesenian sekolah"),
    ("TANI CERDAS AIR", 19, 2, True, "mengatur jadwal air sawah dengan sensor sederhana"),
    ("PASAR HARGA TERBUKA", 21, 1, True, "mengumumkan harga bahan pokok setiap hari"),
    ("RISET WARGA", 24, 0, False, "mengajak warga meneliti masalah kota"),
    ("PAJAK MUDAH CONTOH", 25, 1, True, "menagih dan menerima pajak daerah secara daring"),
    ("KLINIK AUDIT", 28, 0, False, "membantu perangkat daerah sebelum diperiksa"),
    ("PARKIR TERTIB NONTUNAI", 11, 1, True, "menerima pembayaran parkir tanpa uang tunai"),
)  # fmt: skip


REASON = "Bukti rekaan hanya menunjukkan parameter yang lebih rendah."
"""What the examiner of Kota Contoh notes where a level was lowered."""


def sample_region(seed: int = SEED, edition: str = "iid-2026") -> Dataset:
    """Make Kota Contoh: 36 agencies, 29 innovations of mixed quality, all six basic services but Sosial.

    On purpose some innovations carry flags: a title entered twice, mandatory rows left empty, one applied
    outside the window, one too old without development, short texts, one not sent.

    Parameters
    ----------
    seed
        Seed of the generator; the same seed gives the same data.
    edition
        Edition whose indicators, levels and window are used.

    Returns
    -------
    Dataset
        Claimed and verified levels for every row; synthetic.
    """
    rule = load(edition)
    rng = np.random.default_rng(seed)
    year = rule.years[0]
    innovations = _sample_innovations(rule, year, rng)
    levels = _sample_levels(rule, innovations, rng)
    agencies = pd.DataFrame(
        {
            "region_code": REGION,
            "agency": [a[0] for a in AGENCIES],
            "kind": [a[1] for a in AGENCIES],
            "must_innovate": True,
        }
    )
    regions = pd.DataFrame(
        {"region_code": [REGION], "name": ["Contoh"], "type": ["kota"], "province_code": ["99"],
         "province": ["Provinsi Contoh"], "flags": [""]}
    )  # fmt: skip
    of_region = _sample_region_levels(rule, year, rng)
    lowered = set(levels.loc[levels["verified_level"] < levels["level"], "innovation_id"])
    return Dataset(
        innovations=_examined(innovations, innovations["innovation_id"].isin(lowered), year),
        innovation_levels=levels,
        region_levels=_examined(of_region, of_region["verified_level"] < of_region["level"], year),
        agencies=agencies,
        regions=regions,
        source="synthetic",
    )


def _examined(frame: pd.DataFrame, lowered: pd.Series, year: int) -> pd.DataFrame:
    """Return a table with what the examiner notes: a day, and a reason where a level was lowered."""
    return frame.assign(
        reason=pd.Series(REASON, frame.index, dtype="str").where(lowered), examined_date=pd.Timestamp(year, 7, 15)
    )


def _sample_innovations(rule: Edition, year: int, rng: np.random.Generator) -> pd.DataFrame:
    window = date_window(rule)
    if window is None:
        raise ValueError(f"{rule.id}: no window of application")
    first, last = window
    days = (last - first).days
    rows = []
    for k, (title, agency, form, digital, what) in enumerate(IDEAS):
        applied = first + dt.timedelta(days=int(rng.integers(30, days - 30)))
        developed = None
        if k in (7, 21):  # older than the window: the first was developed since, the second was not
            applied = first - dt.timedelta(days=int(rng.integers(200, 600)))
            developed = first + dt.timedelta(days=120) if k == 7 else None
        if k == 24:  # applied after the window closed
            applied = last + dt.timedelta(days=40)
        rows.append(
            {
                "innovation_id": f"{REGION}-{year}-{k + 1:03d}",
                "region_code": REGION,
                "year": year,
                "title": title,
                "description": _description(title, AGENCIES[agency][0], what, short=k in (4, 13, 22)),
                "agency": AGENCIES[agency][0],
                "partners": "",
                "affair": AGENCIES[agency][2],
                "form": FORMS[form],
                "digital": "digital" if digital else "nondigital",
                "initiator": "OPD",
                "phase": "penerapan",
                "trial_date": applied - dt.timedelta(days=90),
                "applied_date": applied,
                "developed_date": developed,
                "ip_right": "",
                "sent": k != 26,
            }
        )
    frame = pd.DataFrame(rows)
    for column in ("trial_date", "applied_date", "developed_date"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _description(title: str, agency: str, what: str, *, short: bool) -> str:
    """Return a design text of more than 300 words, or of a few; plainly made up."""
    opening = f"{title} adalah inovasi rekaan milik {agency} Kota Contoh yang {what}."
    if short:
        return opening + " Teks ini sengaja pendek."
    filler = (
        "Bagian ini menjelaskan latar belakang, penjaringan ide, pemilihan ide, manfaat, dan dampak rekaan. "
        "Petugas mencatat keadaan sebelum dan sesudah penerapan, lalu membahas hasilnya bersama warga. "
        "Semua nama, angka, dan kejadian di dalamnya dibuat untuk contoh dan tidak menggambarkan daerah nyata. "
    )
    return opening + " " + (filler * 8).strip()


def _sample_levels(rule: Edition, innovations: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    indicators = rule.of_aspect("sid")
    codes = [i.code for i in indicators]
    quality = rng.choice([0, 1, 2], size=len(innovations), p=[0.3, 0.4, 0.3])
    chances = np.array([[0.30, 0.45, 0.20, 0.05], [0.08, 0.30, 0.40, 0.22], [0.02, 0.10, 0.35, 0.53]])
    mandatory = np.array([bool(i.mandatory) for i in indicators])
    frames = []
    for k, identifier in enumerate(innovations["innovation_id"]):
        level = rng.choice(4, size=len(codes), p=chances[quality[k]])
        level = np.where(mandatory & (level == 0), 1, level)  # most agencies fill what is mandatory
        if k in (10, 17, 25):
            level[codes.index("video")] = 0
        if k == 17:
            level[codes.index("kecepatan_penciptaan")] = 0
        verified = np.maximum(0, level - (rng.random(len(codes)) < 0.12))
        frame = pd.DataFrame({"innovation_id": identifier, "indicator": codes, "level": level})
        frame["verified_level"] = verified
        frame["value"] = [_value(i, int(lv), rng) for i, lv in zip(indicators, level, strict=True)]
        frame["basis"] = [i.scales[0].basis if len(i.scales) > 1 and lv else "" for i, lv in
                          zip(indicators, level, strict=True)]  # fmt: skip
        frames.append(frame)
    return pd.concat(frames, ignore_index=True).astype({"level": float, "verified_level": float})


def _value(indicator: Indicator, level: int, rng: np.random.Generator) -> float:
    """Return a raw quantity that lies inside the bounds of one level only; missing where no quantity decides."""
    scale = indicator.scales[0]
    if not level or not scale.numeric or scale.step is None:
        return float("nan")
    bounds = next(lv for lv in scale.levels if lv.score == level)
    reach = 20 * scale.step
    if bounds.min is not None:
        low, high = bounds.min, bounds.max if bounds.max is not None else bounds.min + reach
    else:
        high = bounds.max if bounds.max is not None else reach
        low = max(high - reach, Decimal(1)) if scale.step == 1 else high - reach
    for _ in range(50):
        value = low + scale.step * int(rng.integers(0, int((high - low) / scale.step) + 1))
        if scale.levels_of(value) == (level,):
            return float(value)
    return float("nan")


def _sample_region_levels(rule: Edition, year: int, rng: np.random.Generator) -> pd.DataFrame:
    indicators = rule.of_aspect("spd")
    level = rng.choice([1, 2, 3], size=len(indicators), p=[0.2, 0.45, 0.35])
    verified = np.maximum(0, level - (rng.random(len(level)) < 0.1))
    return pd.DataFrame(
        {
            "region_code": REGION,
            "year": year,
            "indicator": [i.code for i in indicators],
            "level": level.astype(float),
            "verified_level": verified.astype(float),
            "value": [_value(i, int(lv), rng) for i, lv in zip(indicators, level, strict=True)],
        }
    )
