"""What changed between two states: every change is named, and the effects add up to the difference."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st

from indeks import example, scoring
from indeks.cli import main
from indeks.errors import IndeksError
from indeks.gather.diff import KINDS, diff
from indeks.gather.diff_text import as_text
from indeks.tables import Dataset, write_folder

OLD = example.sample_region()
IDS = OLD.innovations["innovation_id"].tolist()
CODES = sorted(OLD.innovation_levels["indicator"].astype(str).unique())
SPD = sorted(OLD.region_levels["indicator"].astype(str).unique())
INDEX = Decimal(str(scoring.score(OLD)["index"].iloc[0]))


def only(data: Dataset, keep: list[bool]) -> Dataset:
    innovations = data.innovations[keep]
    mine = data.innovation_levels["innovation_id"].isin(innovations["innovation_id"])
    return replace(data, innovations=innovations, innovation_levels=data.innovation_levels[mine])


def levelled(data: Dataset, levels: list[tuple[int, int, int]]) -> Dataset:
    rows = {(IDS[i], CODES[c]): level for i, c, level in levels}
    if not rows:
        return data
    return data.with_levels(
        pd.DataFrame([{"innovation_id": i, "indicator": c, "level": v} for (i, c), v in rows.items()])
    )


def spd(data: Dataset, levels: dict[int, int]) -> Dataset:
    rows = data.region_levels.copy()
    for k, level in levels.items():
        rows.loc[rows["indicator"] == SPD[k], "level"] = float(level)
    return replace(data, region_levels=rows)


changes = st.lists(st.tuples(st.integers(0, 28), st.integers(0, 19), st.integers(0, 3)), max_size=6)


@at_most(max_examples=20)
@given(
    changes, st.dictionaries(st.integers(0, 19), st.integers(0, 3), max_size=4),
    st.lists(st.booleans(), min_size=29, max_size=29), st.lists(st.booleans(), min_size=29, max_size=29),
    st.lists(st.booleans(), min_size=29, max_size=29), st.lists(st.integers(0, 28), max_size=5),
)  # fmt: skip
def test_the_effects_add_up_to_the_difference_of_the_index(levels, of_region, was, now, sent, affairs):
    old = only(OLD, was)
    changed = OLD.innovations.assign(sent=sent)
    changed.loc[changed.index[affairs], "affair"] = "Sosial"
    new = only(levelled(spd(replace(OLD, innovations=changed), of_region), levels), now)
    table = diff(old, new)
    first, last = table["index"].iloc[0], table["index"].iloc[-1]
    assert sum(table["effect"]) == last - first
    for state, shown in ((old, first), (new, last)):
        score = Decimal(str(scoring.score(state)["index"].iloc[0]))
        assert abs(score - shown) <= Decimal("0.00505")
    order = [KINDS.index(k) for k in table["change"]]
    assert order == sorted(order)
    assert set(table["innovation_id"][table["change"] == "new"]) | set(IDS) == set(IDS)


def test_nothing_changed_is_nothing_told():
    table = diff(OLD, OLD)
    assert table["change"].tolist() == ["start"]
    assert "Tidak ada yang berubah." in as_text(table, "id")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (levelled(OLD, [(0, CODES.index("video"), 1)]), [("level", IDS[0], "video", "3", "1")]),
        (spd(OLD, {SPD.index("visi_misi"): 0}), [("region_level", "", "visi_misi", "3", "0")]),
        (only(OLD, [k != 4 for k in range(29)]), [("gone", IDS[4], "", "", "")]),
    ],
)  # fmt: skip
def test_a_change_is_named_with_what_it_was_and_is(new, expected):
    rows = diff(OLD, new).iloc[1:]
    got = rows[["change", "innovation_id", "indicator", "old", "new"]].to_numpy().tolist()
    if expected[0][0] == "region_level":
        expected = [(*expected[0][:3], got[0][3], "0")]
    assert got == [list(e) for e in expected]


def test_the_way_back_undoes_what_was_done():
    new = levelled(only(OLD, [k != 4 for k in range(29)]), [(0, 3, 0), (7, 5, 3)])
    there, back = diff(OLD, new), diff(new, OLD)
    assert sum(there["effect"]) == -sum(back["effect"])
    assert {"gone", "level"} <= set(there["change"])
    assert {"new", "level"} <= set(back["change"])


def test_another_number_is_no_change():
    names = {old: f"X-{k}" for k, old in enumerate(IDS)}
    levels = OLD.innovation_levels.astype({"innovation_id": "str"})
    new = replace(OLD, innovations=OLD.innovations.assign(innovation_id=OLD.innovations["innovation_id"].map(names)),
                  innovation_levels=levels.assign(innovation_id=levels["innovation_id"].map(names)))  # fmt: skip
    assert diff(OLD, new)["change"].tolist() == ["start"]


def test_states_of_different_years_are_not_compared():
    later = replace(OLD, innovations=OLD.innovations.assign(year=2025), region_levels=OLD.region_levels.iloc[:0])
    with pytest.raises(IndeksError, match="tidak memuat daerah dan tahun yang sama"):
        diff(OLD, later)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_tells_it_in_three_forms(form, tmp_path, capsys):
    write_folder(OLD, tmp_path / "lama")
    write_folder(only(OLD, [k != 4 for k in range(29)]), tmp_path / "baru")
    assert main(["diff", str(tmp_path / "lama"), str(tmp_path / "baru"), "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        rows = json.loads(out)
        assert rows[-1]["change"] == "gone"
        assert abs(rows[-1]["index"] - rows[0]["index"] - rows[-1]["effect"]) < 1e-9
    elif form == "csv":
        assert out.splitlines()[0].startswith("region_code,year,change,")
        assert len(out.splitlines()) == 3
    else:
        assert f"Kota Contoh, 2026: indeks {INDEX:.2f}".replace(".", ",") in out
        assert "Inovasi tidak ada lagi: 1" in out
        assert "satu demi satu dalam urutan di atas" in out
