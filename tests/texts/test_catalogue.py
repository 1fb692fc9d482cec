"""Texts: the same in both languages, each in its own, and numbers and dates as the language writes them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import string
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks import edition, published
from indeks.texts import LANGUAGES, LOCALE_DIR, MINUS, Texts, catalogue, cells, spelling, texts
from indeks.texts.spelling import nearest

TOPICS = sorted({path.stem for path in LOCALE_DIR.glob("*/*.toml")})
ID, EN = texts("id"), texts("en")


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FOREIGN = {
    "en": words(
        """adalah antara atas atau bagi belum berkas bila bukan dalam dan dapat dari daerah dengan di dinilai hanya
        hasil indeks ini inovasi inovatif isi itu jumlah kabupaten karena ke kurang lain lebih menurut nilai oleh
        pada padahal pedoman peringkat perangkat predikat provinsi sama sampai sangat satu seluruh semua serta
        setiap skor sudah sumber tabel tahap tahun tanpa terhadap tiap tidak untuk urusan yang"""
    ),
    "id": words(
        """a all an and are as at be been by cannot each for from has have if in into is it its more not of on only
        or other than that the their there these this those to too was were where which while with without"""
    ),
}
"""Words of one language that have no place in a text of the other."""

ALLOWED = {
    # the name of the program, and options as they are typed
    ("en", "indeks"): re.compile(r"^(cli|document|reports|form|gather|intake|making|planning)\."),
    # answers as they must be written in the data, and types of region by their Indonesian names
    ("en", "tidak"): re.compile(r"^intake\.yes_no_unknown\.fix$"),
    ("en", "kabupaten"): re.compile(r"^(regions\.code_hint|making\.help\.regions)$"),
    # types of region as they are typed
    ("en", "provinsi"): re.compile(r"^making\.help\.regions$"),
}

COUNTS = words(
    """cap covered divisor errors falls k more n n_cells n_columns needed of other rank rises same scored searched
    sent size steps total wanted warnings"""
)
"""Names of numbers that count something."""
NO_COUNTS = {("intake.date_order.what", "other")}
"""Names above that stand for a word in a text."""
YEARS = frozenset({"year", "since"})


def forms(lang: str, topic: str) -> Iterator[tuple[str, str, str]]:
    """Every text of a topic: key, form (``one`` or ``other``, a list's position, or empty), text."""
    for key, entry in catalogue(lang, topic).items():
        if isinstance(entry, str):
            yield key, "", entry
        else:
            pairs = entry.items() if isinstance(entry, dict) else enumerate(entry)
            yield from ((key, str(form), text) for form, text in pairs)


ALL = [(lang, *form) for topic in TOPICS for lang in LANGUAGES for form in forms(lang, topic)]


def placeholders(text: str) -> frozenset[tuple[str, str]]:
    """Names in braces with their format codes."""
    found = list(string.Formatter().parse(text))
    assert all(conversion is None for *_, conversion in found), text
    return frozenset((name, code or "") for _, name, code, _ in found if name is not None)


def wording(text: str) -> str:
    """A text without its placeholders."""
    return " ".join(literal for literal, *_ in string.Formatter().parse(text))


def filled(t: Texts, key: str, **given: object) -> str:
    """A text with every placeholder filled: 1,234.5 where a number is due, a word elsewhere."""
    samples = {
        "n": Decimal("1234.5"),
        "p": Decimal("1234.5"),
        "s": Decimal("1234.5"),
        "d": dt.date(2025, 12, 31),
        "": "x",
    }
    values = {
        name: samples[code[:1]]
        for lang, one, _, text in ALL
        if (lang, one) == (t.lang, key)
        for name, code in placeholders(text)
    }
    return t(key, **(values | given))


# --- the catalogues ---------------------------------------------------------------------------------------


def test_both_languages_have_the_same_topics():
    listed = [sorted(path.name for path in (LOCALE_DIR / lang).iterdir()) for lang in LANGUAGES]
    assert listed[0] == listed[1] == [f"{topic}.toml" for topic in TOPICS]


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_keys(topic: str):
    assert set(catalogue("id", topic)) == set(catalogue("en", topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_lists_are_as_long_in_both_languages(topic: str):
    lengths = [
        {key: len(entry) for key, entry in catalogue(lang, topic).items() if isinstance(entry, list)}
        for lang in LANGUAGES
    ]
    assert lengths[0] == lengths[1]


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_fill_in_the_same_values_in_the_same_form(topic: str):
    found: dict[tuple[str, str], set[frozenset[tuple[str, str]]]] = {}
    for lang in LANGUAGES:
        for key, form, text in forms(lang, topic):
            names = placeholders(text)
            counted = form in ("one", "other")
            where = (key, "" if counted else form)
            # "one" may say the number in words
            found.setdefault(where, set()).add(names | {("n", "n0")} if form == "one" else names)
    assert {key: sets for key, sets in found.items() if len(sets) > 1} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_placeholders_of_percent_style_are_the_same(topic: str):
    found = [
        {(key, form): sorted(re.findall(r"%\(\w+\)[rs]|%s", text)) for key, form, text in forms(lang, topic)}
        for lang in LANGUAGES
    ]
    for where in found[0].keys() & found[1].keys():
        assert found[0][where] == found[1][where], where


def test_plurals_count_a_value_named_n():
    for topic in TOPICS:
        for lang in LANGUAGES:
            for key, entry in catalogue(lang, topic).items():
                if isinstance(entry, dict):
                    assert set(entry) == {"one", "other"}, key
                    assert ("n", "n0") in placeholders(entry["other"]), key


def test_no_text_is_empty_or_badly_spaced():
    for where in ALL:
        text = where[-1]
        assert text.strip(), where
        # the head of a usage line ends in a space
        assert where[1] == "cli.argparse.usage" or text == text.strip(), where
        assert "  " not in text, where


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_the_other_language(lang: str):
    strange = []
    for its, key, _, text in ALL:
        if its != lang:
            continue
        for word in {w.lower() for w in re.findall(r"(?<![\w-])[A-Za-z]+(?!\w)", wording(text))} & FOREIGN[lang]:
            allowed = ALLOWED.get((lang, word))
            if not (allowed and allowed.search(key)):
                strange.append((key, word))
    assert strange == []


def test_english_labels_of_the_sources_are_english_but_for_the_name_of_the_award():
    for label in published.read_raw("published_labels.csv")["label_en"]:
        bare = label.replace("(Terinovatif)", "").replace("(Terinovatif, IGA)", "")
        assert "inovatif" not in bare.lower(), label
        assert not {w.lower() for w in re.findall("[A-Za-z]+", bare)} & FOREIGN["en"], label


@pytest.mark.parametrize("lang", LANGUAGES)
def test_categories_are_named_as_in_the_editions(lang: str):
    for name in edition.available():
        for category in edition.load(name).categories:
            key = "reports.category." + category.name.lower().replace(" ", "_")
            assert texts(lang)(key) == category.text(lang)


# --- placeholders -----------------------------------------------------------------------------------------


def test_format_codes_are_known():
    for lang, key, _, text in ALL:
        for name, code in placeholders(text):
            assert re.fullmatch(r"[ns]\d|plain|date|", code), (lang, key, name, code)


def test_counts_are_grouped_and_years_are_not():
    for lang, key, _, text in ALL:
        for name, code in placeholders(text):
            if name in COUNTS and (key, name) not in NO_COUNTS:
                assert code.startswith("n"), (lang, key, name)
            if name in YEARS:
                assert code == "", (lang, key, name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_can_be_filled_in(lang: str):
    t = texts(lang)
    for its, key, form, text in ALL:
        if its != lang or form.isdigit():
            continue
        said = filled(t, key)
        assert "{" not in said, key
        assert "1234" not in said, key
        assert said or not text, key


def test_one_is_singular_in_english():
    plural = re.compile(
        r"\b1 (?:\w+ ){0,2}(?:agencies|faults|innovations|regions|reports|rows|scores|times|years)\b"
    )
    may_not_be_one = {"reports.summary.falls", "edition.error.duplicate_code", "edition.error.duplicate_number"}
    for lang, key, _, text in ALL:
        if lang == "en" and ("n", "n0") in placeholders(text) and key not in may_not_be_one:
            said = filled(EN, key, n=1)
            assert not plural.search(said), said


def test_one_and_many():
    assert EN("reports.run.made", n=1) == "1 report made."
    assert EN("reports.run.made", n=1462) == "1,462 reports made."
    assert EN("reports.run.made", n=0) == "0 reports made."
    assert ID("reports.run.made", n=1462) == "1.462 laporan dibuat."
    values = {"before": 2024, "year": 2025, "rises": 1, "falls": 0, "same": 0}
    assert EN("reports.year_summary.changes", n=1, **values).startswith(
        "One region has final scores for both 2024 and 2025"
    )
    assert ID("reports.year_summary.changes", n=1, **values).startswith(
        "Satu daerah mempunyai nilai akhir pada 2024"
    )
    assert ID("reports.year_summary.changes", n=5, **values).startswith("5 daerah mempunyai nilai akhir pada 2024")


def test_a_text_without_values_stands_as_written():
    assert (ID("reports.category.inovatif"), EN("reports.category.inovatif")) == ("Inovatif", "Innovative")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_key_is_an_error(lang: str):
    t = texts(lang)
    assert t.has("document.title")
    assert not t.has("reports.no_such_text")
    with pytest.raises(KeyError):
        t("reports.no_such_text")


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        EN("reports.city.title", name="Contoh City")


@pytest.mark.parametrize("lang", ["", "EN", "ms", "../id"])
def test_an_unknown_language_is_refused(lang: str):
    with pytest.raises(ValueError, match="id, en"):
        texts(lang)


# --- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "indonesian", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1462, 0, "1.462", "1,462"),
        (36742, 0, "36.742", "36,742"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (57.68, 2, "57,68", "57.68"),
        (57, 2, "57,00", "57.00"),
        (Decimal("57.6"), 2, "57,60", "57.60"),
        # half up, as written: not to even, not by binary fraction
        (0.5, 0, "1", "1"),
        (1.5, 0, "2", "2"),
        (2.5, 0, "3", "3"),
        (65.005, 2, "65,01", "65.01"),
        (2.675, 2, "2,68", "2.68"),
        (57.674999, 2, "57,67", "57.67"),
        (999.995, 2, "1.000,00", "1,000.00"),
        # away from zero below it, with a true minus
        (-1.98, 2, f"{MINUS}1,98", f"{MINUS}1.98"),
        (-0.5, 0, f"{MINUS}1", f"{MINUS}1"),
        (-65.005, 2, f"{MINUS}65,01", f"{MINUS}65.01"),
        (-1462, 0, f"{MINUS}1.462", f"{MINUS}1,462"),
        # nothing is left of it, so it has no sign
        (-0.004, 2, "0,00", "0.00"),
        (-0.0, 0, "0", "0"),
    ],
)
def test_numbers(value, digits, indonesian, english):
    assert (ID.number(value, digits), EN.number(value, digits)) == (indonesian, english)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (1.98, "+1,98", "+1.98"),
        (-1.98, f"{MINUS}1,98", f"{MINUS}1.98"),
        (0, "0,00", "0.00"),
        (0.004, "0,00", "0.00"),
        (-0.004, "0,00", "0.00"),
        (0.005, "+0,01", "+0.01"),
        (1234.5, "+1.234,50", "+1,234.50"),
    ],
)
def test_signed_numbers(value, indonesian, english):
    assert (ID.number(value, 2, signed=True), EN.number(value, 2, signed=True)) == (indonesian, english)


def test_the_minus_is_a_minus_sign_not_a_hyphen():
    assert MINUS == "\u2212"
    assert "-" not in ID.number(-1) + EN.number(-1, 2, signed=True)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (0, "0", "0"),
        (12, "12", "12"),
        (100, "100", "100"),
        (1000, "1.000", "1,000"),
        (0.38, "0,38", "0.38"),
        (57.50, "57,5", "57.5"),
        (Decimal("65.010"), "65,01", "65.01"),
        (36742.0, "36.742", "36,742"),
        (0.1234567, "0,123457", "0.123457"),
        (-4.5, f"{MINUS}4,5", f"{MINUS}4.5"),
    ],
)
def test_numbers_with_the_decimals_they_have(value, indonesian, english):
    assert (ID.plain(value), EN.plain(value)) == (indonesian, english)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
def test_a_number_reads_back_as_its_value_rounded_half_up(value, digits):
    expected = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    english = EN.number(value, digits)
    assert Decimal(english.replace(",", "").replace(MINUS, "-")) == expected
    assert ID.number(value, digits) == english.translate(str.maketrans(",.", ".,"))
    assert re.fullmatch(rf"{MINUS}?\d{{1,3}}(,\d{{3}})*(\.\d{{{digits}}})?", english)


def test_format_codes_write_as_the_functions_do():
    said = ID.vformat(
        "{a:n0} {a:n2} {a:s1} {b:s1} {d:date} {c}", (), {"a": 1234.5, "b": -2, "c": 2026, "d": dt.date(2026, 1, 1)}
    )
    assert said == f"1.235 1.234,50 +1.234,5 {MINUS}2,0 1 Januari 2026 2026"
    assert EN.vformat("{a:n0} {c:>6}", (), {"a": 1234, "c": 2026}) == "1,234   2026"


# --- dates and lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "indonesian", "english"),
    [
        (dt.date(2025, 12, 31), "31 Desember 2025", "31 December 2025"),
        (dt.date(2024, 3, 5), "5 Maret 2024", "5 March 2024"),
        (dt.date(2024, 2, 29), "29 Februari 2024", "29 February 2024"),
        (dt.date(1945, 8, 17), "17 Agustus 1945", "17 August 1945"),
    ],
)
def test_dates(day, indonesian, english):
    assert (ID.date(day), EN.date(day)) == (indonesian, english)


@pytest.mark.parametrize(
    ("items", "indonesian", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a dan b", "a and b"),
        (["a", "b", "c"], "a, b, dan c", "a, b and c"),
    ],
)
def test_lists(items, indonesian, english):
    assert (ID.join(items), EN.join(items)) == (indonesian, english)


# --- cells for people --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", cells.FORMULA_STARTS)
def test_no_cell_of_a_table_for_people_is_a_formula(start):
    frame = pd.DataFrame({"title": [f"{start}1+cmd|x!A0"], start + "name": ["Layanan"], "words": [(start, "air")]})
    rows = list(csv.reader(io.StringIO(cells.csv_text(frame), newline="")))
    assert all(not cell.startswith(cells.FORMULA_STARTS) for row in rows for cell in row)
    assert len(rows) == 2
    assert rows[1][0] == f"'{start}1+cmd|x!A0".replace("\r", "\n")


def test_numbers_stay_numbers_in_a_table_for_people():
    frame = pd.DataFrame({"change": [-1.5, None], "n": [-3, 4], "mixed": pd.Series([-2, "=1"], dtype="object")})
    assert cells.csv_text(frame).splitlines() == ["change,n,mixed", "-1.5,-3,-2", ",4,'=1"]


def test_numbers_of_indicators_stand_in_the_order_of_numbers():
    numbers = [i.label for i in edition.load("iid-2026").indicators if i.label]
    assert sorted(numbers, key=spelling.natural_order)[:3] == ["1", "2a", "2b"]
    assert spelling.natural_order("5a") < spelling.natural_order("5b") < spelling.natural_order("10")


def test_the_names_that_begin_as_it_was_typed_come_first():
    names = ["Bangka", "Bangkalan", "Langkat", "Pangkalpinang"]
    assert nearest("Pangkal", names)[0] == "Pangkalpinang"
    assert nearest("pangkal", names, 1) == ["Pangkalpinang"]
    assert nearest("Langkat", names)[0] == "Langkat"
