"""What a step is worth: what ``score`` gives after it, less what it gives now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indeks import scoring
from indeks.planning.gains import gains, swings
from indeks.planning.standing import PlanningError
from made_up import BASIC, RULE, made_up, with_level, with_more, with_sent
from support import levels_for, make_dataset


def index_of(data, basis: str = "claimed") -> float:
    row = scoring.score(data).set_index("basis").loc[basis]
    return row["total"] / 2.5


WEIGHTS = {i.code: float(i.weight) for i in RULE.of_aspect("sid")}


@pytest.mark.parametrize(("n", "seed"), [(4, 0), (12, 1), (25, 2)])
def test_every_step_gains_what_score_says(n, seed):
    data = made_up(n, seed, unsent=0.2)
    table, now = gains(data), index_of(data)
    rng = np.random.default_rng(seed)
    for kind, rows in table.groupby("kind"):
        for row in rows.sample(min(6, len(rows)), random_state=int(rng.integers(1000))).to_dict("records"):
            if kind.startswith("raise"):
                identifier = row["innovation_id"] or "spd"
                after = with_level(data, f"{identifier}.{row['indicator']}", row["to_level"])
            elif kind == "lose_service":
                having = data.innovations.loc[data.innovations["affair"] == row["affair"], "innovation_id"]
                after = with_sent(data, list(having), False)
            else:
                levels = levels_for(row["maturity"], WEIGHTS)
                after = with_more(data, 1, levels, row["affair"] or "Pertanian")
            score = scoring.score(after).iloc[0]
            assert row["gain"] == pytest.approx(index_of(after) - now, abs=1e-9), row
            assert (row["index"], row["category"]) == (score["index"], score["category"]), row


def test_every_open_level_of_a_sent_innovation_has_its_steps():
    data = made_up(10, 5, unsent=0.4)
    table = gains(data)
    sent = set(data.innovations.loc[data.innovations["sent"], "innovation_id"])
    levels = data.innovation_levels[data.innovation_levels["innovation_id"].isin(sent)]
    steps = table[table["kind"] == "raise_sid"]
    assert len(steps) == int((3 - levels["level"]).sum())
    assert set(steps["innovation_id"]) <= sent
    assert len(table[table["kind"] == "raise_spd"]) == int((3 - data.region_levels["level"]).sum())
    assert table["gain"].round(9).is_monotonic_decreasing


def test_winning_the_fifth_service_wins_the_count_score(basic):
    data = make_dataset(spd=40, maturities=[80] * 20, affairs=basic[:4])
    rows = gains(data, maturities=[80])
    won = rows[rows["kind"] == "win_service"]
    assert set(won["affair"]) == set(basic[4:])
    assert won["gain"].round(6).unique().tolist() == [round(0.38 * 21 / 2.5, 6)]  # as mature as the mean
    assert rows.loc[rows["kind"] == "add_innovation", "gain"].round(9).tolist() == [0.0]


def test_losing_the_fifth_service_loses_the_count_score(basic):
    data = make_dataset(spd=40, maturities=[80] * 20, affairs=basic[:5])
    lost = gains(data).query("kind == 'lose_service'")
    assert len(lost) == 5
    assert lost["gain"].round(6).unique().tolist() == [round(-0.38 * 20 / 2.5, 6)]


def test_steps_from_the_verified_levels_start_there():
    data = made_up(8, 3, verified=1.0)
    levels = data.innovation_levels["verified_level"]
    steps = gains(data, basis="verified").query("kind == 'raise_sid'")
    assert len(steps) == int((3 - levels).sum())
    first = data.innovation_levels.assign(level=levels)
    region = data.region_levels.assign(level=data.region_levels["verified_level"])
    same = replace(data, innovation_levels=first, region_levels=region)
    stated = gains(same).query("kind == 'raise_sid'")
    assert steps["gain"].round(9).tolist() == stated["gain"].round(9).tolist()


def test_a_swing_reaches_from_nothing_to_the_highest():
    data = made_up(15, 4)
    table, now = swings(data).set_index("indicator"), index_of(data)
    for name, frame in (("innovation_levels", data.innovation_levels), ("region_levels", data.region_levels)):
        code = str(frame["indicator"].iloc[7])
        for end, level in (("low", 0.0), ("high", 3.0)):
            changed = frame.assign(level=frame["level"].mask(frame["indicator"] == code, level))
            assert table.loc[code, end] == pytest.approx(
                index_of(replace(data, **{name: changed})) - now, abs=1e-9
            )
    width = table["high"] - table["low"]
    assert width.round(9).is_monotonic_decreasing
    assert (table["low"] <= 0).all()
    assert (table["high"] >= 0).all()


def test_the_count_score_swings_with_the_services(basic):
    met = swings(make_dataset(spd=40, maturities=[80] * 20, affairs=basic)).set_index("indicator")
    lost = swings(make_dataset(spd=40, maturities=[80] * 20, affairs=basic[:4])).set_index("indicator")
    assert met.loc["jumlah_inovasi", ["low", "high"]].round(6).tolist() == [-3.04, 0.0]
    assert lost.loc["jumlah_inovasi", ["low", "high"]].round(6).tolist() == [0.0, 3.04]


@pytest.mark.parametrize(
    "wrong", [{"maturities": [112]}, {"maturities": [-1]}, {"basis": "mandiri"}, {"maturities": [70.005]}]
)
def test_what_cannot_be_is_refused(contoh, wrong):
    with pytest.raises(PlanningError):
        gains(contoh, **wrong)


def test_services_are_those_of_the_edition():
    table = gains(made_up(6, 9))
    told = table[table["kind"].isin(["win_service", "lose_service"])]
    assert set(told["affair"]) == set(BASIC)
