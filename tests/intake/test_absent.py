"""A part of the score that is nought because the data lack it is said; nothing is said where all is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Table, region_levels, tables, write_folder
from indeks import intake, scoring
from indeks.tables import absent


def loaded(folder: Path, **changed: Table | None):
    data = {name: table for name, table in {**tables(), **changed}.items() if table is not None}
    return intake.load(write_folder(folder, data))


def test_nothing_is_said_where_everything_is_there(tmp_path: Path) -> None:
    assert absent(loaded(tmp_path)) == []


@pytest.mark.parametrize("rows", [None, region_levels()[:1], [[*row[:3], "", ""] for row in region_levels()]])
def test_a_region_without_levels_is_named(rows: Table | None, tmp_path: Path) -> None:
    if rows:
        rows = [region_levels()[0], *rows[1:]]
    whole, part = loaded(tmp_path / "a"), loaded(tmp_path / "b", region_levels=rows)
    assert scoring.score(part)["index"].item() < scoring.score(whole)["index"].item()
    (sentence,) = absent(part)
    assert "Kota Contoh tahun 2026" in sentence
    assert "Contoh City in 2026" in absent(part, lang="en")[0]
    assert absent(part, spd=["99.71"]) == []
    assert "spd_missing" in {p.code for p in part.warnings}


def test_innovations_without_any_level_are_counted(tmp_path: Path) -> None:
    data = loaded(tmp_path, innovation_levels=[row for row in tables()["innovation_levels"] if row[0] != "A2"])
    assert absent(data, lang="en") == [
        "1 of 2 innovations sent in 2026 has no level at all (A2), so its maturity counts as 0."
    ]
    assert absent(data.of_year(2025)) == []


def test_many_regions_are_counted(tmp_path: Path) -> None:
    head, row, _ = tables()["innovations"]
    rows = [[f"A{k}", code, *row[2:]] for k, code in enumerate(["11", "12", "13", "14", "15"])]
    levels = [["innovation_id", "indicator", "level"], *([f"A{k}", "video", "1"] for k in range(5))]
    data = loaded(tmp_path, innovations=[head, *rows], innovation_levels=levels, region_levels=None)
    (sentence,) = absent(data, lang="en")
    assert "and 2 other regions in 2026" in sentence
