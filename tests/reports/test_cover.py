"""What an office puts around its report, all of it optional, and what is refused by name."""

from __future__ import annotations

import datetime as dt

import pytest

from indeks.making.jobs import job
from indeks.reports import cover
from indeks.reports.parameters import ReportError
from indeks.reports.region import sections
from indeks.reports.region.facts import gather
from support import CONTOH, EXAMPLE

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>'
WHOLE = """
instansi = "Bapperida Kota Contoh"
tempat = "Kota Contoh"
tanggal = 2026-08-01
tenggat = 2026-08-31
logo = "logo.svg"
kata_pengantar = '''
Laporan ini
contoh.

Datanya dibuat-buat.'''
[tanda_tangan]
jabatan = "Kepala Bapperida"
nama = "Nama Pejabat"
nip = "1"
"""


@pytest.fixture
def written(tmp_path):
    def put(text: str) -> str:
        (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
        path = tmp_path / "laporan.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return put


def of_contoh(path: str, lang: str = "id"):
    return gather(region=CONTOH, year=2026, data=str(EXAMPLE), cover=path, lang=lang)


def test_everything_may_be_left_out(written):
    assert cover.read("") == cover.read(written("")) == cover.Cover()
    assert sections.foreword(of_contoh("")) == []


def test_a_whole_cover_stands_on_the_title_page_and_in_the_foreword(written):
    facts = of_contoh(written(WHOLE))
    (head, *_) = sections.banner(facts)
    assert ("Penyusun", "Bapperida Kota Contoh") in head.facts
    assert ("Tempat, tanggal", "Kota Contoh, 1 Agustus 2026") in head.facts
    assert "Kata pengantar" not in head.left_out
    texts = [block.text for block in sections.foreword(facts)]
    assert texts == [
        "Kata pengantar", "Laporan ini contoh.", "Datanya dibuat-buat.", "Kota Contoh, 1 Agustus 2026",
        "Kepala Bapperida", cover.SIGNATURE, cover.SIGNATURE, "Nama Pejabat", "NIP 1",
    ]  # fmt: skip


def test_the_date_of_the_actions_is_that_of_the_office(written):
    (overview, *_) = sections.summarise(of_contoh(written("tenggat = 2026-08-31")))
    assert overview.wide[0].caption == "Langkah rencana yang paling menambah nilai, paling lambat 31 Agustus 2026"
    (overview, *_) = sections.summarise(of_contoh(""))
    assert overview.wide[0].caption == "Langkah rencana yang paling menambah nilai"


def test_the_logo_beside_the_file_is_that_of_the_report(written, tmp_path):
    parameters = {"region": CONTOH, "year": 2026, "data": str(EXAMPLE), "cover": written(WHOLE)}
    assert job("city", parameters, tmp_path / "out").logo == tmp_path / "logo.svg"
    other = tmp_path / "lain.svg"
    other.write_text(LOGO, encoding="utf-8")
    assert job("city", parameters, tmp_path / "out", logo=other).logo == other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('instanssi = "A"', ["instanssi", "instansi, tempat"]),
        ("instansi = 3", ["instansi", "tanda kutip"]),
        ('tanggal = "1 Agustus"', ["tanggal", "2026-08-31"]),
        ("tenggat = 2026-08-31T10:00:00", ["tenggat", "2026-08-31"]),
        ('tanda_tangan = "Kepala"', ["tanda_tangan"]),
        ("[tanda_tangan]\nnama = 1\nhp = 2", ["tanda_tangan.nama", "tanda_tangan.hp", "2 kesalahan"]),
        ('logo = "tidak-ada.png"\ninstansi = 1', ["tidak-ada.png", "instansi", "2 kesalahan"]),
        ("instansi = ", ["laporan.toml"]),
    ],
)
def test_what_is_wrong_is_named_all_at_once(written, text, words):
    path = written(text)
    with pytest.raises(ReportError) as told:
        cover.read(path)
    for word in (path, *words):
        assert word in str(told.value)
    with pytest.raises(ReportError):
        of_contoh(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReportError, match=r"laporan\.toml"):
        cover.read(tmp_path / "laporan.toml")


def test_an_english_report_writes_the_date_in_english(written):
    assert dict(cover.facts(cover.Cover(date=dt.date(2026, 8, 1)), of_contoh("", "en").t))["Place, date"] == (
        "1 August 2026"
    )
