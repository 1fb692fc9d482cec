"""Wrong calls: every one ends with 2, says in the user's language what to change, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from indeks.making import jobs
from support import EXAMPLE, ROOT

OWN = ROOT / "data" / "raw" / "contoh"
X = "contoh.xlsx"
"""A workbook with data in the working folder."""

TYPED = [
    ("", "argumen ini diperlukan: perintah", "arguments are required: command"),
    ("hitung", "pilihan 'hitung' tidak ada", "invalid choice: 'hitung'"),
    ("score", "argumen ini diperlukan: path", "arguments are required: path"),
    (f"score {X} --foo", "argumen tidak dikenal: --foo", "unrecognized arguments: --foo"),
    (f"score {X} --form json", "argumen tidak dikenal: --form json", "unrecognized arguments: --form json"),
    (f"score {X} --format", "--format: perlu satu nilai", "--format: expected one argument"),
    (f"score {X} --format pdf", "pilihan 'pdf' tidak ada", "invalid choice: 'pdf'"),
    (f"score {X} --format json --format csv", "--format diberikan dua kali", "--format is given twice"),
    (f"score {X} --by agency", "pilihan 'agency' tidak ada", "invalid choice: 'agency'"),
    (f"score {X} {X}", f"argumen tidak dikenal: {X}", f"unrecognized arguments: {X}"),
    (f"check {X} --format csv", "pilihan 'csv' tidak ada", "invalid choice: 'csv'"),
    ("editions hide", "pilihan 'hide' tidak ada", "invalid choice: 'hide'"),
    ("template x.xlsx", "argumen ini diperlukan: --year, --region", "required: --year, --region"),
    ("report --year 2026 --types=1", "tidak memakai nilai: '1'", "takes no value: '1'"),
    ("report --year 2026 --workers dua", "nilai 'dua' tidak sah", "invalid value: 'dua'"),
    ("report --year 2026 --spd 4 --spd 5", "--spd diberikan dua kali", "--spd is given twice"),
    ("similar", "argumen ini diperlukan: teks", "arguments are required: text"),
    ("site --out", "--out: perlu satu nilai", "--out: expected one argument"),
]
"""Calls that cannot be parsed: arguments, what is said in Indonesian, what in English."""

MEANT = [
    # files and folders
    ("score tiada.xlsx", "tiada.xlsx: tidak ada", "tiada.xlsx: does not exist"),
    ("check tiada.xlsx", "tiada.xlsx: tidak ada", "tiada.xlsx: does not exist"),
    ("check tiada.xlsx --format json", "tiada.xlsx: tidak ada", "tiada.xlsx: does not exist"),
    ("types tiada", "tiada: tidak ada", "tiada: does not exist"),
    ("types {x} --lexicon tiada.toml", "--lexicon tiada.toml: tidak ada", "tiada.toml: does not exist"),
    ("types {x} --lexicon .", "--lexicon .: adalah folder", "--lexicon .: is a folder"),
    ("similar air --corpus tiada.csv", "--corpus tiada.csv: tidak ada", "tiada.csv: does not exist"),
    ("report --region 99.71 --year 2026 --data tiada", "--data tiada: tidak ada", "--data tiada: does not exist"),
    ("report --list tiada.toml", "--list tiada.toml: tidak ada", "--list tiada.toml: does not exist"),
    ("report --list .", "--list .: adalah folder", "--list .: is a folder"),
    ("report --year 2024 --logo tiada.png", "--logo tiada.png: tidak ada", "tiada.png: does not exist"),
    ("report --year 2024 --template .", "--template .: adalah folder", "--template .: is a folder"),
    ("report --year 2024 --out {x}", "bukan folder", "is not a folder"),
    ("report --types --year 2026 --data {x} --lexicon tiada", "--lexicon tiada: tidak ada", "does not exist"),
    ("report --types --year 2026 --region 99.71 --data {x} --corpus tiada", "--corpus tiada: tidak ada", "exist"),
    ("site --out {x}", "bukan folder", "is not a folder"),
    ("batch --list tiada.toml", "--list tiada.toml: tidak ada", "tiada.toml: does not exist"),
    ("batch --years 2024 --regions all --data tiada", "--data tiada: tidak ada", "tiada: does not exist"),
    ("batch --years 2024 --regions all --notebook tiada", "--notebook tiada: tidak ada", "tiada: does not exist"),
    # editions
    ("editions show", "iid-2026", "iid-2026"),
    ("editions show iid-1999", "iid-1999: tidak ada edisi", "iid-1999: there is no edition"),
    ("editions show .", ".: adalah folder", ".: is a folder"),
    ("score {x} --edition iid-1999", "--edition iid-1999: tidak ada edisi", "iid-1999: there is no edition"),
    ("check {x} --edition iid-1999", "--edition iid-1999: tidak ada edisi", "iid-1999: there is no edition"),
    ("report --year 2026 --region 99.71 --edition x", "--edition x: tidak ada edisi", "x: there is no edition"),
    ("batch --years 2024 --regions 19.71 --edition x", "--edition x: tidak ada edisi", "x: there is no edition"),
    ("template --year 2026 --region 19.71 a.xlsx --edition x", "x: tidak ada edisi", "x: there is no edition"),
    # years
    ("template --year abad --region 19.71 a.xlsx", 'Tahun "abad"', 'Year "abad"'),
    ("template --year ²²²² --region 19.71 a.xlsx", 'Tahun "²²²²"', 'Year "²²²²"'),
    (
        "template --year 2022 --region 19.71 a.xlsx",
        "Tidak ada edisi pedoman untuk tahun 2022",
        "no edition for the year 2022",
    ),
    ("report --year abad", 'Tahun "abad"', 'Year "abad"'),
    ("report --year 1066", 'Tahun "1066"', '"1066"'),
    ("report --types --year 2026 --since 2027 --data {x}", "Tahun awal 2027", "2027"),
    ("report --types --year 2026 --since x --data {x}", 'Tahun "x"', '"x"'),
    ("batch --years abad --national", 'Tahun "abad"', 'Years "abad"'),
    ("batch --years 2024-2021 --national", 'Tahun "2024-2021"', 'Years "2024-2021"'),
    # regions
    ("template --year 2026 --region Atlantis a.xlsx", "Atlantis", "Atlantis"),
    ("report --year 2024 --region Bandung", "dapat berarti beberapa daerah", "can mean several regions"),
    ("report --year 2024 --region Pangkalpinag", "Kota Pangkalpinang (19.71)", "Pangkalpinang City (19.71)"),
    ("report --year 2024 --region 19.7", "19.7", "19.7"),
    ("report --types --year 2026 --region Atlantis --data {x}", "Atlantis", "Atlantis"),
    ("batch --years 2024 --regions Atlantis", "Atlantis", "Atlantis"),
    ("similar posyandu --region Atlantis", "Atlantis", "Atlantis"),
    # languages, formats, numbers
    ("batch --years 2024 --national --workers 0", "pilih dari 1 sampai 64", "choose from 1 to 64"),
    ("report --year 2024 --workers 65", "pilih dari 1 sampai 64", "choose from 1 to 64"),
    ("report --year 2024 --formats odt", 'Format "odt" tidak dikenal', '"odt"'),
    ("report --year 2024 --formats ,", "sedikitnya satu format", "at least one format"),
    ("batch --years 2024 --national --formats odt", 'Format "odt" tidak dikenal', '"odt"'),
    ("report --year 2024 --formats docx --template {x}", "tidak dapat dipakai", "cannot be used"),
    ("report --year 2024 --formats pdf --logo {x}", "tidak dapat dipakai", "cannot be used"),
    # SPD totals
    ("score {x} --spd abc", "--spd abc: tulis kode daerah", "--spd abc: write region code"),
    ("score {x} --spd =40", "--spd =40: tulis kode daerah", "--spd =40: write region code"),
    ("score {x} --spd 99.71=abc", '"abc" bukan total SPD', '"abc" is no SPD total'),
    ("score {x} --spd 99.71=-1", '"-1" bukan total SPD', '"-1" is no SPD total'),
    ("score {x} --spd 99.71=90", "harus 0 sampai 63", "must be 0 to 63"),
    ("score {x} --spd Atlantis=40", "Atlantis", "Atlantis"),
    ("score {x} --spd 19.71=40", "daerah 19.71 tidak ada dalam data", "19.71 is not in the data"),
    ("score {x} --spd 99.71=40 --spd 99.71=41", "99.71 diberi dua total", "99.71 is given two totals"),
    ("score {x} --spd 99.71=40 --spd KotaContoh=41", "KotaContoh", "KotaContoh"),
    ("score {x} --spd 99.71=4 --spd 9971=5", "99.71 diberi dua total", "99.71 is given two totals"),
    ("score {x} --by innovation --spd 99.71=40", "tidak dipakai bersama --by", "not used with --by innovation"),
    ("report --year 2026 --region 99.71 --data {x} --spd abc", '"abc" bukan total', '"abc" is no SPD total'),
    ("report --year 2026 --region 99.71 --data {x} --spd 90", "dari 0 sampai 63", "from 0 to 63"),
    ("report --year 2024 --region 19.71 --spd abc", "hanya dipakai bersama --data", "only used with --data"),
    ("report --year 2024 --region 19.71 --spd 40", "hanya dipakai bersama --data", "only used with --data"),
    ("batch --years 2024 --regions 19.71 --spd 19.71=40", "hanya dipakai bersama --data", "used with --data"),
    ("batch --years 2026 --regions 99.71 --data {x} --spd abc", "--spd abc: tulis", "--spd abc: write"),
    ("batch --years 2026 --regions all --data {x} --spd 99.71=4 --spd 9971=5", "dua total", "two totals"),
    ("batch --years 2026 --regions 99.71 --data {x} --spd 19.71=4", "19.71 tidak termasuk", "19.71 is not among"),
    # where the work is done
    ("batch --years 2024 --national --scheduler http://x:1", "http://x:1", "http://x:1"),
    ("batch --years 2024 --national --scheduler head", "head", "head"),
    ("batch --years 2024 --national --scheduler tcp://head:99999", "tcp://head:99999", "tcp://head:99999"),
    ("batch --list {toml} --scheduler tcp://head", "tcp://head", "tcp://head"),
    # what does not go together
    ("report", "--year", "--year"),
    ("report --list {toml} --year 2026", "--year tidak dipakai bersama --list", "--year: not used together"),
    (
        "report --year 2026 --corpus {x}",
        "--corpus hanya untuk laporan daerah",
        "--corpus: only for the report of a region",
    ),
    (
        "report --year 2026 --lexicon {toml}",
        "--lexicon hanya untuk laporan jenis",
        "--lexicon are only for a report on",
    ),
    ("report --region 99.71 --year 2026 --corpus {x}", "hanya dipakai bersama data", "with data only"),
    ("report --types --year 2026 --data {x} --spd 40", "--spd tidak dipakai dalam", "--spd are not used in"),
    ("report --types --year 2026", "memerlukan data", "needs data"),
    (
        "report --year 2026 --data {x}",
        "--data hanya untuk laporan daerah",
        "--data: only for the report of a region",
    ),
    ("batch", "--years", "--years"),
    ("batch --years 2024", "--regions atau --national", "--regions or --national"),
    ("batch --list {toml} --years 2024", "--years tidak dipakai bersama --list", "--years: not used together"),
    ("batch --years 2024 --national --data {x}", "--data hanya untuk laporan daerah", "--data: only for reports"),
    ("batch --years 2024 --national --notebook {toml}", "--notebook hanya", "--notebook: only for reports"),
    ("batch --years 2010 --regions all", "Tidak ada daerah", "No region"),
    # the workbook that is to be written
    ("template --year 2026 --region 19.71 a.pdf", "a.pdf: buku kerja ditulis sebagai XLSX", "such as a.xlsx"),
    ("template --year 2026 --region 19.71 isian", "misalnya isian.xlsx", "such as isian.xlsx"),
    ("template --year 2026 --region 19.71 {x}", "sudah ada dan tidak ditimpa", "exists and is not overwritten"),
    ("template --year 2026 --region 19.71 --per-agency {toml} --out {x}", "bukan folder", "is not a folder"),
    ("template --year 2026 --region 19.71 no/a.xlsx", "Folder no tidak ada", "The folder no does not exist"),
    ("template --year 2026 --region 19.71 \udcff.xlsx", "tidak tertulis dalam UTF-8", "not written in UTF-8"),
    ("report --year 2024 --out lapor\udcff", "tidak tertulis dalam UTF-8", "not written in UTF-8"),
]
"""Calls that can be parsed but not be meant; ``{x}`` is the example's workbook, ``{toml}`` a list of reports."""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder with nothing in it; data and a list stand elsewhere."""
    folder = tmp_path / "kerja"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def words_of(text: str, toml: object = "") -> list[str]:
    return text.format(x=EXAMPLE, toml=toml).split()


@pytest.mark.parametrize(("text", "indonesian", "english"), TYPED, ids=lambda v: str(v)[:40])
def test_what_cannot_be_parsed_ends_with_2_and_shows_how_to_call(text, indonesian, english, indeks, here):
    for lang, expected, first in (("id", indonesian, "pemakaian:"), ("en", english, "usage:")):
        answer = indeks("--lang", lang, *words_of(text))
        assert (answer.code, answer.out) == (2, "")
        assert expected in answer.err
        assert answer.err.startswith(first)
        assert answer.err.splitlines()[-1].startswith({"id": "Kesalahan: ", "en": "Error: "}[lang])
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("text", "indonesian", "english"), MEANT, ids=lambda v: ascii(v)[:60])
def test_what_cannot_be_meant_ends_with_2_and_nothing_is_written(
    text, indonesian, english, indeks, here, tmp_path
):
    toml = tmp_path / "daftar.toml"
    toml.write_text("[[year]]\nyear = 2024\n")
    for lang, expected in (("id", indonesian), ("en", english)):
        answer = indeks(*words_of(text, toml), "--lang", lang)
        assert (answer.code, answer.out) == (2, ""), answer
        assert expected in answer.err, answer.err
        assert len(answer.err.splitlines()) == 1
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("arguments", [["report", "--lang", "de", "--year", "2024"], ["score", "x", "--lang=de"]])
def test_a_language_that_is_not_there_is_told_in_indonesian(arguments, indeks):
    answer = indeks(*arguments)
    assert answer.code == 2
    assert "pilihan 'de' tidak ada" in answer.err
    assert indeks("batch", "--years", "2024", "--national", "--lang", "de").code == 2


def test_text_to_search_for_is_no_option(indeks):
    assert "Tidak ada padanan" in indeks("similar", "--", "--lang=en").out


FILES = [
    "score {path}",
    "check {path}",
    "types {path}",
    "types {x} --lexicon {path}",
    "similar air --corpus {path}",
    "editions show {path}",
    "score {x} --edition {path}",
    "check {x} --edition {path}",
    "report --region 99.71 --year 2026 --data {path}",
    "report --region 99.71 --year 2026 --data {x} --edition {path}",
    "report --types --year 2026 --data {x} --lexicon {path}",
    "report --types --year 2026 --data {x} --region 99.71 --corpus {path}",
    "report --year 2024 --logo {path}",
    "report --year 2024 --template {path}",
    "report --list {path}",
    "batch --list {path}",
    "batch --years 2026 --regions all --data {path}",
    "batch --years 2026 --regions all --notebook {path}",
    "report --year 2024 --out {path}",
    "site --out {path}",
]


@pytest.fixture
def special(tmp_path):
    """A pipe, a socket, a link to a device, by what they are."""
    os.mkfifo(tmp_path / "pipa.csv")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "soket.toml"))
    (tmp_path / "nol.xlsx").symlink_to("/dev/zero")
    yield [tmp_path / name for name in ("pipa.csv", "soket.toml", "nol.xlsx")]
    listening.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
@pytest.mark.parametrize("text", FILES)
def test_pipes_sockets_and_devices_are_refused_and_not_waited_for(text, indeks, special, here):
    for path in special:
        answer = indeks(*(word.format(path=path, x=EXAMPLE) for word in text.split()))
        assert (answer.code, answer.out) == (2, "")
        assert path.name in answer.err
        assert "bukan" in answer.err


def test_a_folder_is_data_as_well_as_a_file(indeks, own_data, contoh):
    path = own_data(contoh)
    assert indeks("check", path).code == 0
    assert indeks("score", path).code == 0
    assert indeks("types", path).code == 0


def test_what_stands_in_a_file_ends_with_1(indeks, here):
    empty = here / "kosong"
    empty.mkdir()
    own = here / "sendiri.toml"
    own.write_text("salah", encoding="utf-8")
    assert indeks("score", empty).code == 1
    assert indeks("score", own).code == 1
    assert indeks("score", EXAMPLE, "--edition", own).code == 1
    assert indeks("types", EXAMPLE, "--lexicon", own).code == 1
    assert indeks("report", "--list", own).code == 1


LISTS = [
    ("", ["tidak ada laporan"]),
    ("# kosong\n", ["tidak ada laporan"]),
    ("city = []", ["tidak ada laporan"]),
    ('[city]\nregion = "19.71"\nyear = 2024', ['"city": tulis tiap laporan di bawah [[city]]']),
    ("city = [1, 2]", ["[[city]]"]),
    ("year = 2024", ['"year": tulis tiap laporan di bawah [[year]]']),
    (
        '[[kota]]\nregion = "19.71"\nyear = 2024',
        ['"kota" tidak dikenal; yang dikenal: [[city]], [[year]], [[types]]'],
    ),
    ('[[year]]\nyear = 2024\n[[kota]]\nregion = "19.71"', ['"kota" tidak dikenal']),
    ("[[year]]\nyear = 2024\n[city]", ['"city": tulis']),
    ("[[year]]\nyear = 2024\n[[year]]\nyear = 1\n[[city]]\nyear = 2024", ["[[year]] ke-2", "[[city]] ke-1"]),
    ('[[city]]\nregion = "Atlantis"\nyear = 2024', ["[[city]] ke-1", "Atlantis"]),
    ('[[year]]\nyear = 2024\nregion = "19.71"', ['Parameter "region" tidak dikenal']),
    ("[[year]]\nyear = 2024\nlang = 'en'", ["[[year]] ke-1", "--lang"]),
    ("[[city]]\nregion = '99.71'\nyear = 2024\nspd = 40", ["[[city]] ke-1", "40", "data"]),
    (f"[[city]]\nregion = '99.71'\nyear = 2026\nspd = 90\ndata = '{EXAMPLE}'", ["[[city]] ke-1", "90", "63"]),
    (f"[[city]]\nregion = '99.71'\nyear = 2026\nspd = 'x'\ndata = '{EXAMPLE}'", ["[[city]] ke-1", '"x"']),
    ("[[year]]\nyear = 2024\nx = " + "[" * 5000, ["daftar.toml"]),
    ("[[year]]\nyear = " + "9" * 5000, ["daftar.toml"]),
    ("[[year]]\nyear = 2024\n\x00", ["daftar.toml"]),
    (b"\xff\xfe[[year]]", ["daftar.toml"]),
]


@pytest.mark.parametrize("command", ["report", "batch"])
@pytest.mark.parametrize(("content", "expected"), LISTS, ids=lambda v: repr(v)[:40])
def test_a_list_without_reports_is_refused_with_all_its_faults(command, content, expected, indeks, here):
    path = here / "daftar.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = indeks(command, "--list", path)
    assert (answer.code, answer.out) == (1, "")
    assert "daftar.toml" in answer.err
    for words in expected:
        assert words in answer.err
    assert list(here.iterdir()) == [path]


KEYS = {"city": ("region", "year", "data", "edition", "spd", "cover"), "year": ("year",),
        "types": ("region", "year", "data", "since", "corpus", "lexicon")}  # fmt: skip
NO_VALUES = ("true", "false", "nan", "inf", "[1]", "[]", "['99.71']", "{a = 1}", "{}", "2026-01-01", "07:00:00")
NO_PATHS = ("5", "0", "2.5")


@pytest.mark.parametrize("kind", KEYS)
def test_a_value_of_another_kind_in_a_list_is_refused_at_its_entry_and_key(kind, indeks, here):
    good = {"region": "'99.71'", "year": "2026", "data": f"'{EXAMPLE}'"}
    path = here / "daftar.toml"
    for key in KEYS[kind]:
        for value in (*NO_VALUES, *(NO_PATHS if key not in ("region", "year", "spd", "since") else ())):
            given = {k: v for k, v in good.items() if k in KEYS[kind]} | {key: value}
            lines = [f"[[{kind}]]", *(f"{k} = {v}" for k, v in given.items())]
            path.write_text("\n".join(lines))
            answer = indeks("report", "--list", path)
            assert (answer.code, answer.out) == (1, ""), (key, value)
            assert f"daftar.toml tidak dapat dipakai (1 kesalahan):\n  - [[{kind}]] ke-1: " in answer.err
            if key != "year":
                assert f"Parameter {key} " in answer.err, (key, value)
    assert list(here.iterdir()) == [path]


def test_a_list_may_have_numbers_for_numbers(tmp_path):
    path = tmp_path / "daftar.toml"
    path.write_text(
        f"[[city]]\nregion = 99.71\nyear = 2025\nspd = 0\ndata = '{EXAMPLE}'\n[[year]]\nyear = '2024'\n"
    )
    city, year = jobs.plan(path, tmp_path, ["id"])
    assert (city.parameters["region"], city.parameters["spd"], year.parameters["year"]) == ("99.71", "0", 2024)


@pytest.mark.parametrize("text", ["types {x} --lexicon {mem}", "score {x} --edition {mem}", "report --list {mem}"])
@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no such file on this system")
def test_what_fails_in_the_midst_of_reading_is_named(text, indeks, here):
    path = here / "memori.toml"
    path.symlink_to("/proc/self/mem")
    answer = indeks(*(word.format(x=EXAMPLE, mem=path) for word in text.split()))
    assert (answer.code, answer.out) == (1, "")
    assert str(path) in answer.err


EMPTY = [
    ["score", ""], ["check", ""], ["types", ""], ["diff", "", EXAMPLE], ["score", EXAMPLE, "--edition", ""],
    ["report", "--region", "99.71", "--year", "2026", "--data", ""], ["report", "--year", "2024", "--out", ""],
    ["report", "--region", "", "--year", "2024"], ["batch", "--years", "2026", "--regions", "", "--national"],
    ["batch", "--years", "2024", "--national", "--scheduler", ""], ["similar", "air", "--region", ""], ["site", "--out", ""],
]  # fmt: skip
"""Calls with a variable of the shell that is not set: Python takes no path for the working folder."""


@pytest.mark.parametrize("arguments", EMPTY, ids=lambda v: " ".join(map(str, v))[-40:])
def test_a_value_that_is_empty_is_not_taken_for_none(arguments, indeks, here):
    for lang, word in (("id", "kosong;"), ("en", "is empty;")):
        answer = indeks("--lang", lang, *arguments)
        if arguments[0] == "batch":  # it has languages of its own
            answer = indeks(*arguments, "--lang", lang)
        assert (answer.code, answer.out) == (2, "")
        assert word in answer.err
    assert list(here.iterdir()) == []


STEERING = "\x1b[31m\x07\u202e\n\r"


@pytest.mark.parametrize("line", ["score {}", "check {}", "score {x} --edition {}", "editions show {}", "report --year {}",
    "report --region {} --year 2024", "score {x} --spd {}=4", "score {x} {}", "template --year 2026 --region 19.71 {}",
    "batch --years {} --national", "batch --years 2024 --national --scheduler {}", "similar air --corpus {}"])  # fmt: skip
def test_a_message_steers_no_terminal(line, indeks, here):
    words = [word.format(f"a{STEERING}b", x=EXAMPLE) for word in line.split()]
    for lang in ("id", "en"):
        answer = indeks(*words, "--lang", lang)
        assert (answer.code, answer.out) == (2, "")
        assert all(c.isprintable() for c in answer.err.replace("\n", ""))
        assert "\\x1b" in answer.err or "a" in answer.err


def test_a_text_of_other_bytes_is_not_looked_for(indeks):
    for text in ("\ud800", "posyandu \udcff"):
        answer = indeks("similar", "--", text)
        assert (answer.code, answer.out) == (2, "")
        assert "UTF-8" in answer.err


BROKEN = ["a", "= 1", "a = ", "[a", "a = [1,", "a = 1979-13-45", 'a = "\\ud800"', "a = 1\na = 2", "x = " + "[" * 5000, "\x00",
          "x = " + "9" * 5000, "a." * 600 + "b = 1", "'", 'a = """', "\ufffe", b"\xff\xfe"]  # fmt: skip
ENGLISH = re.compile(r"(?i)\b(the|at|line|column|expected|invalid|after|value|key|cannot|of|document)\b")
INDONESIAN = re.compile(r"(?i)\b(baris|huruf|bukan|tidak|yang)\b")


@pytest.mark.parametrize("text", ["types {x} --lexicon {f}", "score {x} --edition {f}", "report --list {f}",
                                  "report --year 2024 --region 19.71 --cover {f}"])  # fmt: skip
@pytest.mark.parametrize("content", BROKEN, ids=lambda v: repr(v)[:20])
def test_a_toml_file_that_is_none_is_told_in_the_language_asked_for(text, content, indeks, here):
    path = here / "milik.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for lang, other in (("id", ENGLISH), ("en", INDONESIAN)):
        answer = indeks(*(word.format(f=path, x=EXAMPLE) for word in text.split()), "--lang", lang)
        assert answer.code in (1, 2)
        assert answer.out == ""
        assert "milik.toml" in answer.err
        assert not other.search(answer.err.replace(str(here), ""))


def test_a_list_larger_than_any_is_not_read(indeks, here):
    path = here / "besar.toml"
    path.write_bytes(b"#" * (5 * 1024 * 1024))
    answer = indeks("report", "--list", path)
    assert answer.code == 2
    assert "lebih besar dari 4 MB" in answer.err
