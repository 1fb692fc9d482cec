"""Dates are day, month, year; names have one right spelling."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from indeks.edition import load
from indeks.intake import vocabulary
from indeks.intake.dates import DateError, date_column, parse_date


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "05/03/2024", "5/3/2024", "05-03-2024", "05.03.2024", "5 Maret 2024", "5 Mar 2024", "5 maret, 2024",
     "05 March 2024", "2024/03/05", "2024-03-05 00:00:00", "2024-03-05T00:00:00Z", "  5   Maret 2024 ", "5-Mar-2024"],
)  # fmt: skip
def test_every_way_of_writing_5_march(text: str) -> None:
    assert parse_date(text) == dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("45356", "serial"), ("45356.5", "serial"), ("Maret 2024", "incomplete"), ("2024", "incomplete"),
     ("03/2024", "incomplete"), ("2024-03", "incomplete"), ("5/3/24", "short_year"), ("5 Mar 24", "short_year"),
     ("03/25/2024", "month_first"), ("31/02/2024", "impossible"), ("2024-13-01", "impossible"),
     ("5 Marett 2024", "not_date"), ("segera", "not_date"), ("25/25/2024", "impossible")],
)  # fmt: skip
def test_what_is_no_sure_date_is_refused_with_its_reason(text: str, kind: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert caught.value.kind == kind


def test_column_of_mixed_cells() -> None:
    cells = pd.Series([dt.datetime(2024, 3, 5), "6 Mei 2024", None, 45356, "-", dt.date(1, 1, 1)], dtype="object")
    read = date_column(cells)
    assert read.values.iloc[0] == pd.Timestamp("2024-03-05")
    assert read.values.iloc[1] == pd.Timestamp("2024-05-06")
    assert read.values.iloc[2:].isna().all()
    assert read.kind.tolist() == ["", "", "", "serial", "dash", "out_of_range"]


def test_basic_affairs_are_spelled_as_in_the_edition() -> None:
    basic = tuple(a.name for a in vocabulary.affairs() if a.group == "basic")
    assert basic == load("iid-2026").formula["basic_affairs"].value


def test_list_has_6_basic_18_mandatory_and_8_choice_affairs() -> None:
    groups = [a.group for a in vocabulary.affairs()]
    assert [groups.count(g) for g in ("basic", "mandatory", "choice")] == [6, 18, 8]


@pytest.mark.parametrize(
    ("text", "name"),
    [("pupr", "Pekerjaan Umum dan Penataan Ruang"), ("Pekerjaan Umum & Penataan Ruang", "Pekerjaan Umum dan Penataan Ruang"),
     ("Trantibumlinmas", "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"),
     ("ketenteraman ketertiban umum dan pelindungan masyarakat",
      "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"),
     ("PERKIM", "Perumahan Rakyat dan Kawasan Permukiman"), ("Urusan Sosial", "Sosial"),
     ("Koperasi Usaha Kecil dan Menengah", "Koperasi, Usaha Kecil, dan Menengah"),
     ("kepemudaan dan olah raga", "Kepemudaan dan Olahraga"), ("Litbang", "Penelitian dan Pengembangan")],
)  # fmt: skip
def test_affair_is_known_by_its_other_names(text: str, name: str) -> None:
    assert vocabulary.affair(text) == name


def test_every_alias_means_one_affair() -> None:
    seen: dict[str, str] = {}
    for entry in vocabulary._affair_file():
        for spelling in (str(entry["name"]), *entry["aliases"]):
            short = vocabulary._affair_key(spelling)
            assert seen.setdefault(short, str(entry["name"])) == entry["name"], spelling


def test_unknown_affair_names_the_nearest() -> None:
    assert vocabulary.affair("Kesehatn") is None
    assert vocabulary.nearest_affairs("Kesehatn")[0] == "Kesehatan"


@pytest.mark.parametrize(
    ("cell", "text"), [(1.0, "1"), (19.71, "19.71"), (" a ", "a"), (None, ""), (True, "TRUE")]
)
def test_cell_as_text(cell: object, text: str) -> None:
    assert vocabulary.text_of(cell) == text
