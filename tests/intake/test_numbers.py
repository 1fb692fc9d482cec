"""Numbers as people write them: the same value from both notations, and nothing ambiguous read silently."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks.intake.numbers import NumberError, number_column, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("57,68", "57.68"), ("57.68", "57.68"), ("0,5", "0.5"), ("0.123", "0.123"), ("12", "12"), (" 12 ", "12"),
        ("1.234.567,89", "1234567.89"), ("1,234,567.89", "1234567.89"), ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"), ("-5,14", "-5.14"), ("\u22125,14", "-5.14"), ("\u20135,14", "-5.14"), ("+3", "3"),
        ("94,76%", "94.76"), ("94,76 %", "94.76"), ("-50,32 persen", "-50.32"), ("Rp 1.234.567", "1234567"),
        ("Rp.250", "250"), ("Rp -5.000.000", "-5000000"), ("36 742", "36742"), ("36\u00a0742,5", "36742.5"),
        ("1\u202f234\u202f567", "1234567"), ("5,2300", "5.2300"), ("1e-05", "0.00001"), ("1234,567", "1234.567"),
    ],
)  # fmt: skip
def test_number_is_read(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "thousands", "decimal"),
    [("1.462", "1462", "1.462"), ("36.742", "36742", "36.742"), ("74.400", "74400", "74.4"),
     ("35,336", "35336", "35.336"), ("-1.462", "-1462", "-1.462"), ("Rp 250.000", "250000", "250")],
)  # fmt: skip
def test_one_mark_before_three_digits_is_ambiguous_unless_the_unit_decides(
    text: str, thousands: str, decimal: str
) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert caught.value.kind == "ambiguous"
    assert caught.value.readings == (Decimal(thousands), Decimal(decimal))
    assert parse_number(text, whole=True) == Decimal(thousands)
    assert parse_number(text, whole=False) == Decimal(decimal)


@pytest.mark.parametrize(
    "text",
    ["", "-", "dua", "1.2.3", "1,23,4", "1.234.56", "12.34.567", "1,234.567,8", "5,", ",5", "1 23", "1..2", "--5",
     "1e99999", "NaN", "inf", "٣", "9" * 60, "=1+1", "1/2", "(5)"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert caught.value.kind == "not_number"


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(numbers)
def test_both_notations_give_the_number_back(number: Decimal) -> None:
    english = f"{number:,.2f}"
    indonesian = english.translate(str.maketrans(",.", ".,"))
    assert parse_number(english) == parse_number(indonesian) == number


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_counts_come_back_from_both_notations(number: int) -> None:
    assert parse_number(f"{number:,}", whole=True) == number
    assert parse_number(f"{number:,}".replace(",", "."), whole=True) == number


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NumberError):
        assert parse_number(text).is_finite()


def test_column_keeps_cells_that_are_numbers() -> None:
    read = number_column(pd.Series([1.462, 2, "57,68", None], dtype="object"))
    assert read.values[:3].tolist() == [1.462, 2.0, 57.68]
    assert np.isnan(read.values[3])


def test_other_cells_settle_an_ambiguous_one_and_say_so() -> None:
    read = number_column(pd.Series(["57.68", "1.462"]))
    assert read.values.tolist() == [57.68, 1.462]
    assert read.by_context.tolist() == [False, True]
    read = number_column(pd.Series(["1.234.567", "1.462"]))
    assert read.values.tolist() == [1234567.0, 1462.0]


def test_cells_that_disagree_settle_nothing() -> None:
    read = number_column(pd.Series(["57.68", "1.234,5", "1.462"]))
    assert read.ambiguous.tolist() == [False, False, True]
    assert np.isnan(read.values[2])


def test_unit_settles_by_row() -> None:
    read = number_column(pd.Series(["1.462", "1.462"]), np.array([True, False]))
    assert read.values[0] == 1462
    assert read.ambiguous.tolist() == [False, True]
