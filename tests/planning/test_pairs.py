"""What pairs of scores allow to say: the published ones as they are, a region's own by how many there are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indeks.planning.distribution import Chances
from indeks.planning.forecast import calibrated, expected_share, forecast
from indeks.planning.pairs import OwnPair, PairsError, level_ratios, own_range, published_pairs, read_own
from indeks.planning.standing import standing
from made_up import made_up

HEAD = "year,claimed,claimed_n,final,final_n\n"


# --- published ------------------------------------------------------------------------------------------------


def test_the_published_pairs_are_those_of_the_sources():
    table = published_pairs()
    both = table[table["kind"] == "both"].set_index(["region_code", "year"])
    assert both.loc[("32.01", 2021), ["before", "final"]].tolist() == [79.69, 72.46]
    assert both.loc[("19.71", 2023), ["before", "final"]].tolist() == [63.85, 57.68]
    assert both.loc[("33.08", 2024), ["before", "final"]].tolist() == [75.18, 63.95]
    assert both["ratio"].round(3).tolist() == [0.909, 0.903, 0.851]
    assert both["lost"].tolist() == [7.23, 6.17, 11.23]


def test_who_is_not_the_first_of_its_type_ended_below_it():
    row = published_pairs().query("kind == 'at_most'").iloc[0]
    assert (row["region_code"], row["year"], row["before"], row["final"]) == ("13.76", 2021, 80.58, 70.63)
    assert round(row["ratio"], 3) == 0.877


def test_a_final_category_is_a_lower_bound():
    rows = published_pairs().query("kind == 'at_least'").set_index(["region_code", "year"])
    assert rows.loc[("51.06", 2025), "final"] == 65.01  # Bangli, 73.96 and Sangat Inovatif
    assert (rows["ratio"] < 1).all()


def test_without_published_pairs_a_scenario_is_left_out(contoh):
    from indeks.published import published

    finals = published()
    finals = finals[finals["stage"] == "final"]
    told = forecast(contoh, results=finals)
    assert told.scenarios["name"].tolist() == ["mild", "strict", "innovations_refused"]
    assert told.assumptions["published_pairs"] == 0


# --- own -----------------------------------------------------------------------------------------------------


def test_fewer_than_five_own_pairs_claim_nothing():
    for n in range(5):
        told = own_range([0.9] * n)
        assert (told.low, told.high, told.coverage) == (None, None, None)
        assert told.use == ("shown" if n else "none")


def test_five_pairs_give_the_t_interval_worked_by_hand():
    ratios = [0.95, 0.9, 0.85, 0.92, 0.88]
    logs = [math.log(-math.log(r)) for r in ratios]
    mean = sum(logs) / 5
    deviation = math.sqrt(sum((x - mean) ** 2 for x in logs) / 4)
    reach = 1.533206 * deviation * math.sqrt(1.2)  # t of 4 degrees of freedom, 0.90, from a printed table
    told = own_range(ratios)
    assert (told.use, told.coverage) == ("t", 0.8)
    assert told.low == pytest.approx(math.exp(-math.exp(mean + reach)), abs=1e-5)
    assert told.high == pytest.approx(math.exp(-math.exp(mean - reach)), abs=1e-5)


def test_a_pair_that_lost_nothing_has_no_logarithm_and_no_interval():
    assert own_range([0.9, 0.9, 0.95, 0.85, 1.0]).use == "shown"
    assert own_range([0.9, 0.9, 0.95, 0.85, 1.0, 0.8, 0.9, 0.9, 1.02]).use == "conformal"


@pytest.mark.parametrize(("k", "wanted"), [(5, 0.8), (8, 0.8), (9, 0.8), (14, 13 / 15), (19, 0.8)])
def test_a_range_holds_what_it_claims(k, wanted):
    rng = np.random.default_rng(k)
    held = 0
    for _ in range(4000):
        ratios = np.exp(-np.exp(rng.normal(-2.3, 0.6, k + 1)))
        told = own_range(list(ratios[:k]))
        assert told.coverage == pytest.approx(wanted)
        held += told.low <= ratios[k] <= told.high
    assert held / 4000 == pytest.approx(wanted, abs=0.025)


def test_the_count_score_is_taken_out_first():
    """Pangkalpinang 2023: SPD and maturity 148.6 points before and 133.2 after, 0.896, not the 0.903 of the index."""
    (ratio,) = level_ratios([OwnPair(2023, 63.85, 29, 57.68, 29)])
    assert ratio == pytest.approx(133.18 / 148.605, abs=1e-6)
    fewer = OwnPair(2026, 60.0, 100, 60.0 - 40 * 0.38 / 2.5, 60)  # lost 40 innovations and no level
    assert level_ratios([fewer]) == [pytest.approx(1.0)]


def test_calibration_gives_the_mean_of_the_own_pairs():
    here = standing(made_up(30, 2))
    chances = Chances(np.array([0.55, 0.75, 0.9, 0.97]), 0.5)
    for share in (0.6, 0.8, 0.95):
        shift = calibrated(here, chances, 0.5, share)
        moved = Chances(chances.kept(np.array(shift)), 0.5)
        assert expected_share(here, moved, 0.5) == pytest.approx(share, abs=1e-6)


def test_own_pairs_move_the_forecast_only_from_five_on():
    data = made_up(30, 2)
    kind = OwnPair(2023, 60.0, 30, 59.0, 30)
    alone = forecast(data)
    assert forecast(data, pairs=[kind] * 4).quantiles == alone.quantiles
    moved = forecast(data, pairs=[kind] * 5)
    assert moved.quantiles["0.5"] > alone.quantiles["0.5"]
    assert moved.assumptions["own_pairs"]["shift"] > 0
    part = alone.claimed - 30 * 0.38 / 2.5 * (standing(data).covered(standing(data).sent) >= 5)
    share = (59.0 - 4.56) / (60.0 - 4.56)
    assert moved.own.use == "t"
    assert moved.own_low == pytest.approx(alone.claimed - part * (1 - share), abs=0.02)


# --- the file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_file_of_pairs_is_read_as_people_write_it(tmp_path, mark):
    number = "63,85" if mark == ";" else "63.85"
    path = tmp_path / "p.csv"
    lines = [mark.join(HEAD.strip().split(",")), mark.join(["2023", number, "29", "57.68", "29"]), mark * 4, ""]
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    assert read_own(path) == [OwnPair(2023, 63.85, 29, 57.68, 29)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["kolom tidak ada"]),
        (HEAD, ["tidak ada baris"]),
        ("year,claimed\n2023,60\n", ["claimed_n, final, final_n"]),
        (HEAD + "2023,enam,29,57,29\n2023,60,29,157,29\n", ["baris 2, kolom claimed", "baris 3, kolom final"]),
        (HEAD + "2021,60,29,57,29\n", ["aturan tahun 2021"]),
        (HEAD + "2026,10,200,9,200\n", ["tidak menyisakan poin"]),
        (HEAD + "2026\n", ["kolom claimed", "kolom final_n"]),
    ],
)
def test_every_fault_of_a_file_is_told_with_its_row(tmp_path, text, told):
    path = tmp_path / "p.csv"
    path.write_text(text)
    with pytest.raises(PairsError) as caught:
        read_own(path)
    for words in told:
        assert words in caught.value.text("id")
    assert "{" not in caught.value.text("en")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(b"\xff\xfe\x00year")
    with pytest.raises(PairsError):
        read_own(path)
