"""Commands that make reports: what becomes of regions whose codes look alike as names of files."""

from __future__ import annotations

import pandas as pd
import pytest

from indeks.making.jobs import job
from indeks.tables import Dataset

CODES = ["99-81", "99/81", "99 81", "99.81", "99_81"]


@pytest.fixture
def alike(own_data, contoh) -> str:
    """Regions of one name whose codes differ only in what cannot stand in the name of a file."""
    n = len(CODES)
    ids = [f"i{k}" for k in range(n)]
    return own_data(
        Dataset(
            regions=pd.DataFrame({"region_code": CODES, "name": ["Rekaan"] * n, "type": ["kota"] * n}),
            innovations=pd.DataFrame(
                {
                    "innovation_id": ids,
                    "region_code": CODES,
                    "year": 2026,
                    "title": [f"Inovasi rekaan {k}" for k in range(n)],
                    "affair": "Kesehatan",
                    "sent": True,
                }
            ),
            innovation_levels=pd.DataFrame({"innovation_id": ids, "indicator": "regulasi", "level": 1.0}),
            region_levels=contoh.region_levels.iloc[:0],
        )
    )


@pytest.mark.parametrize("kind", ["city", "types"])
def test_every_region_has_a_report_of_its_own(alike, tmp_path, kind):
    jobs = [job(kind, {"region": code, "year": 2026, "lang": "id", "data": alike}, tmp_path) for code in CODES]
    assert [j.parameters["region"] for j in jobs] == CODES
    names = [j.stem.name.casefold() for j in jobs]
    assert len(set(names)) == len(CODES)
    assert sum(name.endswith("rekaan-99-81.id") for name in names) == 1  # one whose code can stand in a name


def test_a_batch_makes_as_many_reports_as_there_are_regions(indeks, alike, tmp_path, monkeypatch):
    wanted = []

    def make_all(jobs, **_):
        from indeks.making.batch import Result

        wanted.extend(jobs)
        return Result(made=list(jobs))

    monkeypatch.setattr("indeks.making.batch.make_all", make_all)
    answer = indeks("batch", "--years", "2026", "--regions", "all", "--data", alike, "--out", tmp_path / "laporan")
    assert answer.code == 0
    assert len({j.stem for j in wanted}) == len(CODES)
