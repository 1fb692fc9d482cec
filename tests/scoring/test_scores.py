"""The rule of each year against worked examples, hand sums, a plain reference and properties."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks import edition, example, scoring
from indeks.edition import MissingPart
from indeks.scoring.scores import category_dtype
from indeks.tables import Dataset, empty
from support import make_dataset


def one(data: Dataset, **options) -> pd.Series:
    scores = scoring.score(data, **options)
    assert len(scores) == 1
    return scores.iloc[0]


def reference(data: Dataset, rule: edition.Edition, region: str, year: int, column: str = "level") -> Fraction:
    """The formula once more, in plain Python and exact fractions."""
    weight = {i.code: Fraction(i.weight) for i in rule.indicators if i.weight is not None}
    spd = sum(
        weight[r.indicator] * int(getattr(r, column) or 0)
        for r in data.region_levels.itertuples()
        if r.region_code == region and r.year == year
    )
    sent = [
        r for r in data.innovations.itertuples() if r.region_code == region and r.year == year and bool(r.sent)
    ]
    ids = {r.innovation_id for r in sent}
    total = sum(
        weight[r.indicator] * int(getattr(r, column))
        for r in data.innovation_levels.itertuples()
        if r.innovation_id in ids
    )
    n = len(sent)
    f = {k: c.value for k, c in rule.formula.items()}
    covered = {r.affair for r in sent} & set(f["basic_affairs"])
    count = Fraction(f["count_weight"]) * min(n, f["count_cap"]) if len(covered) >= f["min_basic_affairs"] else 0
    return (spd + total / max(f["min_divisor"], n) + count) / f["max_total"] * 100


def test_everything_at_its_best_is_one_hundred(basic):
    got = one(make_dataset(spd=63, maturities=[111] * 200, affairs=basic))
    assert (got["index"], got.category, got.spd, got.mean_maturity, got.count_score) == (
        100.00, "Sangat Inovatif", 63, 111, 76,
    )  # fmt: skip


def test_few_innovations_are_divided_by_twelve(basic):
    got = one(make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5]))
    assert (got["index"], got.category, got.divisor) == (38.55, "Kurang Inovatif", 12)
    assert got.count_score == pytest.approx(3.04)
    assert got.mean_maturity == pytest.approx(640 / 12)
    assert got.total == pytest.approx(got.spd + got.mean_maturity + got.count_score)


def test_losing_a_basic_service_loses_the_count_score(basic):
    got = one(make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:4]))
    assert (got.count_score, got.basic_affairs, got["index"]) == (0, 4, 37.33)


def test_innovations_beyond_the_cap_add_no_count(basic):
    at_cap = one(make_dataset(spd=0, maturities=[111] * 200, affairs=basic))
    beyond = one(make_dataset(spd=0, maturities=[111] * 250, affairs=basic))
    assert at_cap["index"] == beyond["index"]


def test_no_innovation_and_no_level_cannot_be_assessed(basic):
    data = make_dataset(spd=0, maturities=[], affairs=basic)
    got = one(data)
    assert (got["index"], got.category, got.n_innovations) == (0, "Tidak Dapat Dinilai", 0)


def test_a_real_innovation_of_2021_has_maturity_95():
    row_scores = [4, 4, 8, 2, 4, 4, 1, 4, 1, 6, 6, 4, 2, 4, 4, 2, 6, 10, 9, 10]  # indicators 16 to 35
    indicators = edition.load("iid-2021").of_aspect("sid")
    levels = [Fraction(score) / Fraction(i.weight) for score, i in zip(row_scores, indicators, strict=True)]
    assert all(level.denominator == 1 and 1 <= level <= 3 for level in levels)
    data = Dataset(
        innovations=pd.DataFrame(
            {"innovation_id": ["a"], "region_code": "99.71", "year": 2021, "title": "A", "sent": True}
        ),
        innovation_levels=pd.DataFrame(
            {
                "innovation_id": "a",
                "indicator": [i.code for i in indicators],
                "level": [float(v) for v in levels],
            }
        ),
        region_levels=pd.DataFrame(columns=["region_code", "year", "indicator", "level", "value"]),
    )
    got = scoring.maturity(data).iloc[0]
    assert (got.maturity, got.max_maturity) == (95, 150)
    with pytest.raises(MissingPart, match="pembagi minimum"):
        scoring.score(data)


@pytest.mark.parametrize(("year", "index"), [(2023, "58.85"), (2024, "58.85"), (2025, "58.85")])
def test_editions_without_spd_levels_need_the_total(basic, year, index):
    # 12 innovations of maturity 90: (52.57 + 90 + 12 x 0.38) / 2.5 = 58.852
    given_in_data = make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=year, spd_total=52.57)
    assert one(given_in_data)["index"] == float(index)
    without = make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=year)
    with pytest.raises(MissingPart, match="SPD"):
        scoring.score(without)
    by_hand = one(without, spd={"99.71": Decimal("52.57")})
    assert by_hand["index"] == float(index)
    parts = scoring.contributions(given_in_data)
    assert math.fsum(parts["index_points"]) == pytest.approx(58.852, abs=1e-9)


def test_eight_innovations_in_2023_are_divided_by_ten(basic):
    got = one(make_dataset(spd=0, maturities=[80] * 8, affairs=basic, year=2023, spd_total=40))
    assert got.divisor == 10


def test_category_is_that_of_the_rounded_index(basic):
    rule = edition.load("iid-2026")
    assert rule.category(Decimal("65.004")).name == "Inovatif"
    assert rule.category(Decimal("65.005")).name == "Sangat Inovatif"
    assert rule.category(Decimal("40.004999")).name == "Kurang Inovatif"
    assert rule.category(Decimal("0.004")).name == "Tidak Dapat Dinilai"


def test_a_tie_in_the_third_decimal_is_rounded_up(basic):
    # (40 + 7369 / 80 + 80 x 0.38) / 2.5 = 65.005 exactly, which floating point holds as 65.00499...
    data = make_dataset(spd=40, maturities=[92] * 79 + [101], affairs=basic)
    assert reference(data, edition.load("iid-2026"), "99.71", 2026) == Fraction(65005, 1000)
    got = one(data)
    assert (got["index"], got.category) == (65.01, "Sangat Inovatif")


def test_verified_counts_accepted_levels_only(contoh):
    scores = scoring.score(contoh).set_index("basis")
    assert list(scores.index) == ["claimed", "verified"]
    rule = edition.load("iid-2026")
    for basis, column in scoring.LEVEL_COLUMN.items():
        exact = reference(contoh, rule, "99.71", 2026, column)
        assert scores.loc[basis, "index"] == float(
            edition.round_half_up(Decimal(exact.numerator) / exact.denominator)
        )
    assert scores.loc["verified", "index"] < scores.loc["claimed", "index"]


def test_an_unexamined_dataset_has_no_verified_row(basic):
    assert list(scoring.score(make_dataset(spd=10, maturities=[50] * 3, affairs=basic)).basis) == ["claimed"]


def test_excluded_innovations_are_as_if_not_sent(contoh):
    ids = list(contoh.innovations.innovation_id[:5])
    fewer = scoring.score(contoh, exclude=ids)
    not_sent = contoh.innovations.assign(
        sent=contoh.innovations.sent & ~contoh.innovations.innovation_id.isin(ids)
    )
    same = scoring.score(Dataset(not_sent, contoh.innovation_levels, contoh.region_levels))
    pd.testing.assert_frame_equal(fewer, same)


def test_contributions_add_up_to_index_and_maximum(contoh):
    parts = scoring.contributions(contoh)
    for basis, block in parts.groupby("basis"):
        total = scoring.score(contoh).set_index("basis").loc[basis, "total"]
        assert math.fsum(block.points) == pytest.approx(total, abs=1e-9)
        assert math.fsum(block.index_points) == pytest.approx(total / 250 * 100, abs=1e-9)
        assert math.fsum(block.index_max) == pytest.approx(100, abs=1e-9)
        assert np.allclose(block.index_points + block.index_lost, block.index_max)
        assert (block.index_lost >= -1e-12).all()


def test_the_order_of_rows_never_matters():
    panel = example.national_panel(regions=12, innovations=300)
    mixed = Dataset(
        panel.innovations.sample(frac=1, random_state=1),
        panel.innovation_levels.sample(frac=1, random_state=2),
        panel.region_levels.sample(frac=1, random_state=3),
        regions=panel.regions,
    )
    pd.testing.assert_frame_equal(scoring.score(panel), scoring.score(mixed))
    pd.testing.assert_frame_equal(scoring.contributions(panel), scoring.contributions(mixed))


def test_the_vectorised_scores_equal_the_plain_formula():
    panel = example.national_panel(regions=25, innovations=600, seed=7)
    rule = edition.load("iid-2026")
    for row in scoring.score(panel).itertuples():
        exact = reference(panel, rule, row.region_code, 2026)
        assert row.index is not None
        assert Fraction(math.floor(exact * 100 + Fraction(1, 2)), 100) == Fraction(str(row[11]))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_raising_any_level_never_lowers_maturity_or_index(data):
    panel = example.national_panel(regions=2, innovations=16, seed=data.draw(st.integers(0, 50)))
    row = data.draw(st.integers(0, len(panel.innovation_levels) - 1))
    before = scoring.maturity(panel).maturity, scoring.score(panel)["index"]
    levels = panel.innovation_levels.copy()
    levels.loc[row, "level"] = min(3, levels.loc[row, "level"] + 1)
    raised = Dataset(panel.innovations, levels, panel.region_levels)
    after = scoring.maturity(raised).maturity, scoring.score(raised)["index"]
    assert (after[0] >= before[0]).all()
    assert (after[1] >= before[1]).all()


@given(seed=st.integers(0, 10_000), regions=st.integers(1, 6), extra=st.integers(0, 120))
@settings(max_examples=40, deadline=None)
def test_the_index_lies_within_0_and_100_and_contributions_add_up(seed, regions, extra):
    panel = example.national_panel(seed, regions=regions, innovations=regions + extra)
    scores = scoring.score(panel)
    assert scores["index"].between(0, 100).all()
    sums = scoring.contributions(panel).groupby("region_code").index_points.sum()
    assert np.allclose(sums.to_numpy(), scores["total"] / 250 * 100)


def test_a_dataset_without_innovations_has_no_scores():
    tables = {name: empty(name) for name in ("innovations", "innovation_levels", "region_levels")}
    for function in (scoring.score, scoring.maturity, scoring.contributions):
        assert function(Dataset(**tables)).empty


def test_a_row_of_missing_levels_counts_nothing(basic):
    data = make_dataset(spd=10, maturities=[50] * 3, affairs=basic)
    levels = data.innovation_levels.copy()
    levels.loc[levels.innovation_id == "i1", "level"] = np.nan
    got = one(Dataset(data.innovations, levels, data.region_levels))
    assert got.mean_maturity == pytest.approx(100 / 12)


def test_categories_are_ordered_as_the_edition_orders_them(basic):
    scores = scoring.score(make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5]))
    assert scores["category"].cat.ordered
    assert list(scores["category"].cat.categories) == [
        "Tidak Dapat Dinilai", "Kurang Inovatif", "Inovatif", "Sangat Inovatif",
    ]  # fmt: skip
    assert (scores["category"] < "Inovatif").all()


def test_categories_of_several_editions_are_ordered_by_their_bounds():
    rule = edition.load("iid-2026")
    low, *_, high = sorted(rule.categories, key=lambda category: category.min)
    between = replace(low, name="Menengah", min=Decimal("20"), max=Decimal("60"))
    other = replace(rule, categories=(replace(low, max=Decimal("19.99")), between, high))
    names = list(category_dtype([rule, other]).categories)
    assert names[0] == low.name
    assert names[-1] == high.name
    assert names.index("Kurang Inovatif") < names.index("Menengah") < names.index("Sangat Inovatif")


# --- three figures of verification ----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_range_of_a_verified_index_is_that_of_the_two_ends(draw):
    """The ends equal the scores of the same data with the unexamined levels at 0 and at what is stated."""
    sample = example.sample_region()
    tables = {}
    for name in ("innovation_levels", "region_levels"):
        frame = getattr(sample, name).copy()
        hidden = draw.draw(st.floats(0, 1))
        rng = np.random.default_rng(draw.draw(st.integers(0, 2**16)))
        frame.loc[rng.random(len(frame)) < hidden, "verified_level"] = np.nan
        tables[name] = frame
    data = replace(sample, **tables)
    scores = scoring.score(data).set_index("basis")
    sent = sample.innovations.loc[sample.innovations["sent"], "innovation_id"]
    levels = tables["innovation_levels"]
    rows = pd.concat([levels[levels["innovation_id"].isin(sent)], tables["region_levels"]])
    stated = rows[rows["level"] > 0]
    assert scores.loc["claimed", "stated"] == len(stated)
    assert scores.loc["claimed", "examined"] == stated["verified_level"].notna().sum()
    assert scores.loc["claimed", ["index_low", "index_high"]].isna().all()
    if "verified" not in scores.index:
        assert rows["verified_level"].isna().all()
        return
    ends = {}
    for end, fill in (("index_low", lambda f: 0.0), ("index_high", lambda f: f["level"])):
        filled = {n: f.assign(level=f["verified_level"].fillna(fill(f))) for n, f in tables.items()}
        ends[end] = scoring.score(replace(data, **filled)).set_index("basis").loc["claimed", "index"]
    assert scores.loc["verified", list(ends)].to_dict() == ends
    assert scores.loc["verified", "index"] == ends["index_low"] <= ends["index_high"]
    assert ends["index_high"] <= scores.loc["claimed", "index"]


def test_an_spd_total_has_no_levels_to_examine():
    sample = example.sample_region()
    by_levels = scoring.score(sample).iloc[0]
    by_total = scoring.score(sample, spd={"99.71": Decimal("50")}).iloc[0]
    spd = sample.region_levels
    assert by_levels["stated"] - by_total["stated"] == (spd["level"] > 0).sum()
    assert (
        by_levels["examined"] - by_total["examined"] == spd.loc[spd["level"] > 0, "verified_level"].notna().sum()
    )
