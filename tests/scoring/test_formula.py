"""The arithmetic of the index against exact fractions, and what must hold for every rule and every number."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks import edition
from indeks.edition import MissingPart
from indeks.errors import IndeksError
from indeks.scoring import formula
from indeks.scoring.formula import Constants

UNIT = 100
RULE = formula.constants(edition.load("iid-2026"), UNIT)
OLDER = replace(RULE, min_divisor=10, min_basic_affairs=None)


@st.composite
def regions(draw) -> tuple[int, int, int, int]:
    """SPD, sum of maturity (both in units), innovations sent and affairs covered of a region."""
    n = draw(st.integers(0, 400))
    return draw(st.integers(0, 63_00)), draw(st.integers(0, 111_00)) * n, n, draw(st.integers(0, 6))


def exact(spd: int, total: int, n: int, affairs: int, rule: Constants = RULE) -> Fraction:
    """The formula once more, in fractions: the index before rounding."""
    counts = rule.min_basic_affairs is None or affairs >= rule.min_basic_affairs
    count = Fraction(rule.count_weight * min(n, rule.count_cap) if counts else 0)
    return (spd + count + Fraction(total, max(n, rule.min_divisor))) / rule.max_total * 100


def half_up(value: Fraction) -> int:
    """Hundredths of a value, rounded half up."""
    return math.floor(value * 100 + Fraction(1, 2))


@given(regions(), st.sampled_from([RULE, OLDER]))
def test_the_index_is_that_of_exact_fractions(region, rule):
    assert int(formula.index_cents(*region, rule)) == half_up(exact(*region, rule))


@given(regions())
def test_before_rounding_it_is_that_of_exact_fractions_too(region):
    spd, total, n, affairs = region
    by, count = formula.divisor(n, RULE), formula.count_points(n, affairs, RULE)
    assert float(formula.index_unrounded(spd, count, total, by, RULE)) == pytest.approx(float(exact(*region)))


@given(st.lists(regions(), min_size=1, max_size=20))
def test_many_at_once_are_as_one_at_a_time(many):
    together = formula.index_cents(*np.array(many).T, RULE)
    assert together.tolist() == [int(formula.index_cents(*region, RULE)) for region in many]


@given(st.lists(st.lists(regions(), min_size=3, max_size=3), min_size=1, max_size=8))
def test_replicates_on_a_leading_axis_are_as_one_at_a_time(replicates):
    table = np.array(replicates)  # replicate, region, part
    together = formula.index_cents(*np.moveaxis(table, -1, 0), RULE)
    assert together.shape == table.shape[:2]
    for k, replicate in enumerate(table):
        assert (together[k] == formula.index_cents(*replicate.T, RULE)).all()


@given(
    st.lists(regions(), min_size=1, max_size=5),
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 90), st.integers(1, 300), st.integers(0, 6)),
        min_size=1,
        max_size=6,
    ),
)
def test_rules_on_a_leading_axis_are_as_one_at_a_time(many, rules):
    columns = [np.array(column)[:, None] for column in zip(*rules, strict=True)]
    divisors, weights, caps, needed = columns
    varied = replace(
        RULE,
        min_divisor=divisors,
        count_weight=weights,
        count_cap=caps,
        min_basic_affairs=needed,
        max_total=17400 + weights * caps,
    )
    together = formula.index_cents(*np.array(many).T, varied)
    categories = formula.category_of(together, varied)
    least = formula.least_numerator(4001, np.array(many)[:, 2], varied)
    for k, (divisor, weight, cap, basic) in enumerate(rules):
        one = replace(
            RULE,
            min_divisor=divisor,
            count_weight=weight,
            count_cap=cap,
            min_basic_affairs=basic,
            max_total=17400 + weight * cap,
        )
        alone = formula.index_cents(*np.array(many).T, one)
        assert (together[k] == alone).all()
        assert (categories[k] == formula.category_of(alone, one)).all()
        assert (least[k] == formula.least_numerator(4001, np.array(many)[:, 2], one)).all()


@given(st.lists(st.integers(0, 111_00), max_size=60), st.randoms())
def test_the_order_of_innovations_never_matters(maturities, random):
    mixed = list(maturities)
    random.shuffle(mixed)
    scores = [formula.index_cents(20_00, sum(m), len(m), 5, RULE) for m in (maturities, mixed)]
    assert scores[0] == scores[1]


@given(regions(), st.integers(0, 50_00), st.integers(0, 3))
def test_more_points_or_affairs_never_lower_the_index(region, more, affairs):
    spd, total, n, covered = region
    now = formula.index_cents(*region, RULE)
    assert formula.index_cents(spd + more, total, n, covered, RULE) >= now
    assert formula.index_cents(spd, total + more, n, covered, RULE) >= now
    assert formula.index_cents(spd, total, n, covered + affairs, RULE) >= now


@given(regions())
def test_the_index_lies_within_0_and_100_and_has_a_category(region):
    cents = int(formula.index_cents(*region, RULE))
    assert 0 <= cents <= 100_00
    name = RULE.categories[int(formula.category_of(cents, RULE))]
    assert name == edition.load("iid-2026").category(Decimal(cents) / 100).name


@given(regions(), st.integers(0, 100_00), st.sampled_from([1, 100, 1_000_000]))
def test_the_least_numerator_reaches_the_value_and_one_less_does_not(region, cents, unit):
    n = region[2]
    rule = formula.constants(edition.load("iid-2026"), 100 * unit)
    whole = formula.denominator(formula.divisor(n, rule), rule)
    least = formula.least_numerator(cents, n, rule)
    assert formula.rounded(least, whole) >= cents
    assert least == 0 or formula.rounded(least - 1, whole) < cents


def test_sixty_five_point_zero_one_is_reached_from_half_a_hundredth_before():
    fine = formula.constants(edition.load("iid-2026"), 1000)
    for n in (1, 12, 80, 200):
        divisor = formula.divisor(n, fine)
        least = formula.least_numerator(6501, n, fine)
        assert Fraction(int(least), int(divisor) * fine.max_total) * 100 == Fraction("65.005")


def test_the_count_score_is_lost_below_the_least_affairs_and_kept_where_none_is_asked_for():
    assert formula.count_points(8, [4, 5, 6], RULE).tolist() == [0, 304, 304]
    assert formula.count_points(8, [0, 6], OLDER).tolist() == [304, 304]


def test_what_64_bits_cannot_hold_is_refused_and_never_wrong():
    enough = formula.LARGEST // (12 * 25000)
    assert formula.rounded(formula.LARGEST, formula.LARGEST) == 100_00
    with pytest.raises(IndeksError, match="terlalu"):
        formula.index_cents(formula.LARGEST, 0, 1, 6, RULE)
    with pytest.raises(IndeksError, match="terlalu"):
        formula.index_cents(0, 0, 12 * 12 * enough, 6, RULE)


def test_no_region_at_all_has_no_index():
    assert formula.index_cents([], [], [], [], RULE).shape == (0,)


def test_a_rule_that_lacks_a_part_has_no_constants():
    with pytest.raises(MissingPart, match="pembagi minimum"):
        formula.constants(edition.load("iid-2021"), UNIT)
