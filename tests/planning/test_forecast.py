"""Forecasts: exact where they say so, wide as the strictness makes them, and never more than they assume."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from indeks import scoring
from indeks.planning import distribution, simulation
from indeks.planning.distribution import Chances, cumulative, leniencies, mixed, quantile
from indeks.planning.forecast import as_json, forecast
from indeks.planning.standing import FILE, NONE, STATED, VERIFIED, PlanningError, standing
from indeks.scoring.flags import VALIDITY_FLAGS, flags
from made_up import RULE, SID, made_up
from support import make_dataset

USUAL = Chances(np.array([0.55, 0.75, 0.9, 0.97]), 0.5)
WEIGHT = {i.code: float(i.weight) for i in (*RULE.of_aspect("sid"), *RULE.of_aspect("spd"))}


def by_hand(spd: float, maturities: list[float], covered: int) -> int:
    """Hundredths of the index by the rule of 2026 as it is printed."""
    n = len(maturities)
    count = Decimal("0.38") * min(n, 200) if covered >= 5 else Decimal(0)
    points = Decimal(str(spd)) + Decimal(str(sum(maturities))) / max(12, n) + count
    return int((points / 250 * 10000).quantize(Decimal(1), ROUND_HALF_UP))


# --- the distribution ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_the_distribution_is_that_of_all_cases_counted_one_by_one(seed):
    rng = np.random.default_rng(seed)
    data = made_up(3, seed)
    few = {"sid": rng.choice(60, 5, replace=False), "spd": rng.choice(20, 3, replace=False)}
    for name, keep in (("innovation_levels", few["sid"]), ("region_levels", few["spd"])):
        frame = getattr(data, name).copy()
        frame.loc[~frame.index.isin(keep), "level"] = 0.0
        data = replace(data, **{name: frame})
    here = standing(data)
    chances = Chances(rng.uniform(0.1, 0.95, 4), float(rng.uniform(0, 1)))
    at = np.array([-0.7, 0.0, 1.3])
    got = cumulative(here, chances, at)
    rows = [(k, j, "sid") for k in range(3) for j in range(20) if here.sid.claimed[k, j]]
    rows += [(0, j, "spd") for j in range(20) if here.spd.claimed[j]]
    for u, cdf in zip(at, got, strict=True):
        wanted = np.zeros(10001)
        for outcome in itertools.product(range(3), repeat=len(rows)):
            chance, spd, maturities = 1.0, 0.0, [0.0, 0.0, 0.0]
            for (k, j, aspect), fate in zip(rows, outcome, strict=True):
                part = here.sid if aspect == "sid" else here.spd
                place = (k, j) if aspect == "sid" else (j,)
                level, p = int(part.claimed[place]), chances.keep[part.evidence[place]]
                kept = 1 / (1 + np.exp(-(np.log(p / (1 - p)) + u)))
                chance *= (kept, (1 - kept) * chances.lowered, (1 - kept) * (1 - chances.lowered))[fate]
                points = WEIGHT[part.codes[j]] * (level, level - 1, 0)[fate]
                if aspect == "sid":
                    maturities[k] += points
                else:
                    spd += points
            wanted[by_hand(spd, maturities, int(here.covered(here.sent)))] += chance
        np.testing.assert_allclose(cdf, np.cumsum(wanted), atol=1e-12)


@pytest.mark.parametrize("n", [13, 40, 300])
def test_the_window_of_the_transform_loses_nothing(n):
    data = made_up(n, n)
    data = replace(data, region_levels=data.region_levels.assign(level=0.0))
    here = standing(data)
    u = 0.8
    kept = 1 / (1 + np.exp(-(np.log(USUAL.keep / (1 - USUAL.keep)) + u)))
    total = np.ones(1)
    for k in range(n):
        for j, code in enumerate(SID):
            level, weight, p = int(here.sid.claimed[k, j]), int(WEIGHT[code]), kept[here.sid.evidence[k, j]]
            if level:
                one = np.zeros(weight * level + 1)
                one[weight * level] += p
                one[weight * (level - 1)] += (1 - p) / 2
                one[0] += (1 - p) / 2
                total = np.convolve(total, one)
    covered = int(here.covered(here.sent))
    places = [by_hand(0, [m, *[0] * (n - 1)], covered) for m in range(len(total))]
    wanted = np.cumsum(np.bincount(places, weights=total, minlength=10001))
    np.testing.assert_allclose(cumulative(here, USUAL, np.array([u]))[0], wanted, atol=1e-11)


def test_the_mixture_over_strictness_is_the_integral(basic):
    here = standing(
        make_dataset(spd=3, maturities=[0], affairs=basic)
    )  # a single level of 3 points, or three of 1
    levels = here.spd.claimed[here.spd.claimed > 0]
    at = leniencies(1.0)
    by_leniency = cumulative(here, USUAL, at)
    for strictness in (0.25, 0.5, 1.0):
        cdf = mixed(by_leniency, at, strictness)
        all_kept = by_hand(3, [0], 1)

        def kept(u, s=strictness):
            p = 1 / (1 + np.exp(-(np.log(3) + u)))  # 0.75: no evidence is recorded
            return p ** len(levels) * stats.norm.pdf(u, scale=s)

        wanted = integrate.quad(kept, -10, 10)[0]
        assert 1 - cdf[all_kept - 1] == pytest.approx(wanted, abs=1e-6)


def test_steps_of_leniency_are_fine_enough_for_a_narrow_distribution():
    """With SPD fixed the levels of 300 innovations stray little; few nodes would leave a comb of peaks."""
    data = made_up(300, 1)
    here = standing(replace(data, region_levels=data.region_levels.assign(level=0.0)))
    at, finer = leniencies(0.5), 0.02 * np.arange(-125, 126)
    coarse = 0.5 * np.arange(-5, 6)
    usual, exact, comb = (mixed(cumulative(here, USUAL, nodes), nodes, 0.5) for nodes in (at, finer, coarse))
    assert np.abs(usual - exact).max() < 1e-4
    assert np.abs(comb - exact).max() > 0.05


def test_what_is_sure_stays_and_what_is_hopeless_goes(contoh):
    claimed = made_up(20, 3)
    score = scoring.score(claimed).iloc[0]
    sure = forecast(claimed, keep=dict.fromkeys(("none", "stated", "file", "verified"), 1.0))
    assert set(sure.quantiles.values()) == {score["index"]}
    assert sure.categories[score["category"]] == pytest.approx(1)
    gone = forecast(claimed, keep=dict.fromkeys(("none", "stated", "file", "verified"), 0.0), lowered=0.0)
    assert set(gone.quantiles.values()) == {round(score["count_score"] / 2.5 + 1e-9, 2)}


def test_more_evidence_never_makes_a_forecast_worse():
    data = made_up(25, 5)
    for name in ("innovation_levels", "region_levels"):
        frame = getattr(data, name)
        data = replace(data, **{name: frame.assign(evidence=frame["evidence"].fillna("SK"))})
    bare = forecast(replace(data, innovation_levels=data.innovation_levels.assign(evidence=None)))
    stated = forecast(data)
    assert all(bare.quantiles[q] <= stated.quantiles[q] for q in stated.quantiles)
    assert bare.quantiles["0.5"] < stated.quantiles["0.5"]


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_independent_levels_is_the_narrowest_and_never_alone(seed):
    told = forecast(made_up(60, seed), strictness=0.0)
    table = told.intervals
    assert len(table) >= 4
    width = (table["high"] - table["low"]).tolist()
    assert table["strictness"].tolist() == sorted(table["strictness"])
    assert width == sorted(width)
    assert width[-1] > 1.3 * width[0]
    assert [r["strictness"] for r in as_json(told)["assumptions"]["by_strictness"]] == table["strictness"].tolist()


def test_the_80_percent_interval_holds_80_percent_of_2000_outcomes():
    """It tests the arithmetic: outcomes are drawn by the same assumptions, in plain loops of numpy."""
    rng = np.random.default_rng(2)
    held = n = 0
    at = leniencies(0.5)
    for seed in range(20):
        size = int(rng.integers(12, 60))
        here = standing(made_up(size, 1000 + seed))
        cdf = mixed(cumulative(here, USUAL, at), at, 0.5)
        low, high = quantile(cdf, 0.1), quantile(cdf, 0.9)
        for _ in range(100):
            u = 0.5 * rng.standard_normal()
            left = []
            for part in (here.sid, here.spd):
                p = USUAL.keep[part.evidence]
                p = 1 / (1 + np.exp(-(np.log(p / (1 - p)) + u)))
                fell = np.where(rng.random(p.shape) < 0.5, np.maximum(part.claimed - 1, 0), 0)
                left.append(np.where(rng.random(p.shape) < p, part.claimed, fell) @ (part.weights / 100))
            index = by_hand(float(left[1]), list(left[0]), int(here.covered(here.sent))) / 100
            held += low <= index <= high
            n += 1
    assert n == 2000
    assert 0.78 <= held / n <= 0.82


# --- whole innovations refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("strictness", [0.0, 0.5])
def test_drawing_gives_what_the_exact_way_gives(strictness):
    here = standing(made_up(40, 8))
    at = leniencies(1.0)
    cdf = mixed(cumulative(here, USUAL, at), at, strictness)
    drawn = simulation.simulate(here, USUAL, strictness, np.zeros(40), draws=6000)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    steps = np.searchsorted(np.sort(drawn[:, 0]), np.arange(10001), side="right") / len(drawn)
    assert np.abs(steps - cdf).max() < 1.63 / np.sqrt(len(drawn))  # Kolmogorov, 1 percent


def test_the_same_seed_gives_the_same_draws():
    here = standing(made_up(10, 8))
    one, two = (simulation.simulate(here, USUAL, 0.5, np.full(10, 0.3), draws=200) for _ in range(2))
    assert (one == two).all()


def test_refusing_the_flagged_gives_the_score_without_them(contoh):
    data = contoh.of_year(2026)
    marks = flags(data, RULE, region_code="99.71", year=2026)
    flagged = set(marks.loc[marks["flag"].isin(VALIDITY_FLAGS), "innovation_id"])
    assert flagged
    without = scoring.score(data, exclude=flagged).set_index("basis").loc["verified"]
    sure = dict.fromkeys(("none", "stated", "file", "verified"), 1.0)
    told = forecast(data, keep=sure, refused={"flagged": 1.0, "others": 0.0})
    assert {told.refusals[end] for end in ("low", "middle", "high")} == {without["index"]}
    assert told.refusals["sent"] == without["n_innovations"]
    assert told.refusals["uncounted"] == float(without["count_score"] == 0)


def test_refusals_take_the_count_score_when_services_are_lost(basic):
    data = make_dataset(spd=40, maturities=[80] * 5, affairs=basic[:5])
    told = forecast(data, refused={"others": 0.2, "flagged": 0.2}, strictness=0.0)
    assert told.refusals["uncounted"] == pytest.approx(1 - 0.8**5, abs=0.03)
    assert told.refusals["sent"] == pytest.approx(4, abs=0.06)


def test_an_edition_of_very_fine_weights_is_drawn_and_says_so(monkeypatch):
    data = made_up(30, 4)
    exact = forecast(data)
    monkeypatch.setattr(distribution, "LONGEST", 10)
    drawn = forecast(data)
    assert (exact.assumptions["method"], drawn.assumptions["method"]) == ("exact", "simulated")
    for name, value in exact.quantiles.items():
        assert drawn.quantiles[name] == pytest.approx(value, abs=0.5)


# --- what is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_indices_are_those_that_score_gives(seed, verified):
    data = made_up(5 + 9 * seed, seed, verified=verified, unsent=0.2)
    rows = scoring.score(data).set_index("basis")
    told = forecast(data)
    assert (told.claimed, told.claimed_category) == (rows.loc["claimed", "index"], rows.loc["claimed", "category"])
    if verified:
        ends = rows.loc["verified", ["index_low", "index_high"]].tolist()
        assert [told.verified_low, told.verified_high] == ends
        assert told.scenarios["index"].max() <= told.verified_high
    else:
        assert (told.verified_low, told.verified_high) == (None, None)


def test_scenarios_are_shares_of_the_stated_index(basic):
    data = make_dataset(spd=50, maturities=[100] * 30, affairs=basic)
    told = forecast(data)
    index = told.claimed
    assert index == pytest.approx((50 + 100 + 11.4) / 2.5, abs=0.005)
    rows = told.scenarios.set_index("name")["index"]
    assert rows["mild"] == pytest.approx(index * 0.96, abs=0.00501)
    assert rows["strict"] == pytest.approx(index * 0.80, abs=0.00501)
    assert rows["like_published"] == pytest.approx(index * 57.68 / 63.85, abs=0.00501)  # the median pair, 2023
    assert rows["mild"] > rows["like_published"] > rows["strict"]


def test_json_has_the_fields_promised(contoh):
    told = json.loads(json.dumps(as_json(forecast(contoh))))
    assert list(told) == [
        "claimed", "verified_low", "verified_high", "scenarios", "assumptions", "quantiles", "categories",
    ]  # fmt: skip
    assert list(told["quantiles"]) == ["0.05", "0.5", "0.95"]
    assert [set(s) for s in told["scenarios"]] == [{"name", "index", "category"}] * 4
    assert told["assumptions"]["strictness"] == 0.5
    assert list(told["categories"]) == [c.name for c in sorted(RULE.categories, key=lambda c: -c.min)]


def test_the_chances_of_categories_are_those_of_the_distribution():
    told = forecast(made_up(50, 12, proof=False))
    assert sum(told.categories.values()) == pytest.approx(1)
    assert told.chances["chance"].sum() == pytest.approx(1, abs=1e-6)
    for category in RULE.categories:
        inside = told.chances["index"].between(float(category.min), float(category.max))
        assert told.categories[category.name] == pytest.approx(told.chances.loc[inside, "chance"].sum(), abs=1e-6)


def test_evidence_is_read_from_what_is_written():
    data = made_up(1, 0, proof=False)
    written = ["", None, "SK 12/2025", "https://contoh.go.id/sk", "SK.PDF", "foto.jpg, video"]
    column = pd.Series([written[k % 6] for k in range(20)], dtype="str")
    levels = data.innovation_levels.assign(evidence=column, level=2.0, verified_level=np.nan)
    levels.loc[0, "verified_level"] = 1.0
    here = standing(replace(data, innovation_levels=levels))
    assert here.sid.evidence[0, :6].tolist() == [VERIFIED, NONE, STATED, FILE, FILE, FILE]
    assert here.sid.counted[0, :2].tolist() == [1, 2]
    assert set(standing(data).sid.evidence.ravel()) == {STATED}  # none is recorded anywhere


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": {"file": 1.2}}, {"keep": {"berkas": 0.5}}, {"lowered": -0.1}, {"lowered": float("nan")},
        {"strictness": 0.01}, {"strictness": 9}, {"refused": {"all": 1}}, {"year": 2020}, {"region": "19.71"},
        {"strictness": float("nan")},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_both_languages(contoh, wrong):
    with pytest.raises(PlanningError) as caught:
        forecast(contoh, **wrong)
    assert caught.value.text("id") != caught.value.text("en")


def test_a_region_has_to_be_named_where_there_are_several():
    one = made_up(3, 1)
    other = one.innovations.assign(region_code="99.72", innovation_id=[f"B{k}" for k in range(3)])
    two = replace(one, innovations=pd.concat([one.innovations, other], ignore_index=True))
    with pytest.raises(PlanningError, match=r"99\.71, 99\.72"):
        forecast(two)
    assert forecast(two, region="99.71").claimed == forecast(one).claimed


def test_a_region_that_sends_nothing_has_a_forecast(basic):
    data = make_dataset(spd=40, maturities=[80] * 3, affairs=basic)
    data = replace(data, innovations=data.innovations.assign(sent=False))
    told = forecast(data)
    assert told.claimed == 16.0
    assert told.quantiles["0.95"] <= 16.0


def test_an_spd_total_is_taken_as_it_is(basic):
    data = make_dataset(spd=0, spd_total=40.5, maturities=[80] * 20, affairs=basic, year=2024)
    told = forecast(data, keep=dict.fromkeys(("none", "stated", "file", "verified"), 0.0), lowered=0.0)
    counted = scoring.score(data).iloc[0]["count_score"]
    assert told.quantiles["0.5"] == pytest.approx((40.5 + counted) / 2.5, abs=0.00501)
