"""Participation, traces, lives and collaboration on small tables whose answers are known."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

import indeks
from indeks import edition, scoring
from indeks.culture import collaboration as together
from indeks.culture import lives, participation, traces
from indeks.culture.names import listed, split
from indeks.example import kota_contoh_years
from indeks.tables import Dataset
from support import CONTOH, ROOT

YEARS = ROOT / "data" / "raw" / "contoh" / "kota-contoh-2024-2026"
RULE = edition.load("iid-2026")


@pytest.fixture(scope="module")
def three_years() -> Dataset:
    return indeks.load(YEARS)


def made(rows: list[dict], agencies: list[str] | None = None, levels: list[tuple] = ()) -> Dataset:
    """A region of some innovations; what a row leaves out is empty."""
    empty = {"title": "", "agency": None, "partners": "", "previous_id": "", "year": 2026, "sent": True}
    frame = pd.DataFrame(
        [{"innovation_id": f"i{k}", "region_code": CONTOH, **empty, **r} for k, r in enumerate(rows)]
    )
    if frame.empty:
        frame = pd.DataFrame(columns=["innovation_id", "region_code", *empty])
    listing = pd.DataFrame({"agency": agencies or [], "kind": "dinas", "must_innovate": True})
    listing["region_code"] = CONTOH
    return Dataset(
        innovations=frame,
        innovation_levels=pd.DataFrame(list(levels), columns=["innovation_id", "indicator", "level"]),
        region_levels=pd.DataFrame(columns=["region_code", "year", "indicator", "level"]),
        agencies=listing,
    )


def measured(data: Dataset) -> dict[str, float]:
    return traces.traces(data, CONTOH, 2026).set_index("measure")["value"].to_dict()


def test_names_in_other_case_spacing_and_short_form_are_one_agency():
    names = ["Dinas Kesehatan", "DINAS KESEHATAN", "dinas  kesehatan ", "Dinkes"]
    for listing in (["Dinas Kesehatan", "Dinas Sosial"], None):
        data = made([{"agency": name} for name in names], listing)
        table = participation.agencies(data, CONTOH, 2026).set_index("agency")
        assert table.loc["Dinas Kesehatan", "innovations"] == 4
        assert table["innovations"].sum() == 4
        assert len(table) == len(listing or [1])


def test_without_agencies_without_innovations_and_with_all_in_one():
    none = made([])
    assert participation.agencies(none, CONTOH, 2026).empty
    assert traces.traces(none, CONTOH, 2026).empty
    assert together.ties(none, CONTOH, 2026).empty
    assert lives.links(none, CONTOH).candidates.empty
    one = made([{"agency": "Dinas Sosial"}] * 5, ["Dinas Sosial"])
    assert measured(one) == {"breadth": 1, "concentration": 1, "effective_number": 1, "top_three": 1}
    all_in_one = made([{"agency": "A"}] * 5, ["A", "B", "C", "D"])
    assert measured(all_in_one)["breadth"] == 0.25
    assert measured(made([{"agency": "A"}], ["A"])) == {"breadth": 1, "effective_number": 1, "top_three": 1}
    nobody = made([{}], ["A", "B"])
    assert participation.by_kind(participation.agencies(nobody, CONTOH, 2026))["without"].tolist() == [2]


def test_without_a_list_of_agencies_nobody_knows_the_breadth():
    assert "breadth" not in measured(made([{"agency": "A"}, {"agency": "B"}]))


def test_a_column_nobody_filled_is_unknown_and_not_nought():
    data = made([{"agency": "A"}, {"agency": "B"}], ["A", "B"])
    assert not {"ip", "cross_agency", "digital", "from_within"} & set(measured(data))


def test_sent_and_not_sent_by_kind():
    data = made([{"agency": "A"}, {"agency": "B", "sent": False}, {"agency": "A", "sent": False}], ["A", "B", "C"])
    (row,) = participation.by_kind(participation.agencies(data, CONTOH, 2026)).to_dict("records")
    assert row == {"kind": "dinas", "agencies": 3, "with_innovation": 2, "with_sent": 1, "without": 1,
                   "innovations": 3, "sent": 1}  # fmt: skip


def test_an_owner_off_the_list_is_shown_and_is_no_part_of_the_breadth():
    data = made([{"agency": "A"}, {"agency": "Z"}], ["A", "B"])
    table = participation.agencies(data, CONTOH, 2026)
    assert table.loc[~table["listed"], "agency"].tolist() == ["Z"]
    assert measured(data)["breadth"] == 0.5


def test_published_counts_come_with_stage_and_source():
    counts = participation.published_counts("19.71").set_index("year")
    assert counts["innovations"].to_dict() == {2020: 43, 2021: 25, 2022: 40, 2023: 29, 2024: 23}
    assert counts["agencies"].dropna().to_dict() == {2020: 11, 2021: 15, 2022: 21, 2023: 21}
    assert counts["stage"].to_dict() == {
        2020: "final",
        2021: "final",
        2022: "final",
        2023: "final",
        2024: "sementara",
    }
    assert (counts["source"] != "").all()
    assert participation.published_counts(CONTOH).empty


def test_two_of_three_weaknesses_make_an_innovation_dependent():
    rows = [("i0", "regulasi", 0), ("i0", "anggaran", 0), ("i0", "sdm", 3),
            ("i1", "regulasi", 1), ("i1", "anggaran", 0), ("i1", "sdm", 2),
            ("i2", "regulasi", 3), ("i2", "anggaran", None), ("i2", "sdm", 1),
            ("i3", "regulasi", 0)]  # fmt: skip
    data = made([{"agency": "A"}] * 4, ["A"], rows)
    weak = traces.weaknesses(data, data.innovations).set_index("innovation_id")["weak"]
    assert weak.to_dict() == {"i0": 2, "i1": 1, "i2": 2}  # the fourth misses two rows: unknown
    assert measured(data)["dependence"] == pytest.approx(2 / 3)


def test_negative_spans_are_faults_and_no_times():
    days = pd.to_datetime(["2025-01-01", "2025-03-01", "2025-05-01"])
    data = made([{"trial_date": d} for d in days])
    frame = data.innovations.assign(applied_date=pd.to_datetime(["2025-01-11", "2025-03-21", "2025-04-01"]))
    spans = traces.spans_to_use(frame)
    assert spans["days"].tolist() == [10, 20, -30]
    assert spans["new_year"].tolist() == [True, False, False]
    assert traces._days(frame)[0][1:3] == (15.0, 2)


OVER_YEARS = [
    {"year": 2024, "title": "Posyandu Keliling"},
    {"year": 2024, "title": "Pasar Murah"},
    {"year": 2025, "title": "Posyandu Keliling Plus", "previous_id": "i0"},
    {"year": 2025, "title": "PASAR  MURAH"},
    {"year": 2026, "title": "Posyandu", "previous_id": "i2"},
    {"year": 2026, "title": "Bank Sampah", "previous_id": "di luar data"},
    {"year": 2026, "title": "Izin Sehari", "previous_id": "i5"},  # of the same year: no earlier entry
]


def test_only_a_stated_earlier_id_joins_and_the_rest_is_to_confirm():
    data = made(OVER_YEARS)
    found = lives.links(data, CONTOH)
    assert found.stated[["earlier_id", "later_id"]].values.tolist() == [["i0", "i2"], ["i2", "i4"]]
    assert found.candidates[["earlier_id", "later_id", "similarity"]].values.tolist() == [["i1", "i3", 1.0]]
    assert found.unseen == {"i5", "i6"}
    table = lives.lives(data, CONTOH, found).set_index("life")
    assert table.loc["i0", ["first", "last", "years", "ended"]].tolist() == [2024, 2026, 3, False]
    assert table.loc[["i1", "i3"], "ended"].all()
    assert table.index[table["truncated"]].tolist() == ["i0", "i1", "i5", "i6"]
    assert len(lives.lives(data, CONTOH, found, confirmed=True)) == len(table) - 1
    assert lives.renewal(data, CONTOH, found).values.tolist() == [
        [2025, 2, 1, 1, 0, 0.0, 0.5, 0],
        [2026, 3, 3, 0, 0, 0.0, 0.0, 1],
    ]


def test_the_three_years_of_kota_contoh_are_as_the_generator_makes_them(three_years):
    made_now = kota_contoh_years.sample_years().innovations
    read = three_years.innovations
    assert made_now["innovation_id"].tolist() == read["innovation_id"].tolist()
    assert made_now["title"].tolist() == read["title"].tolist()
    assert three_years.synthetic
    found = lives.links(three_years, CONTOH)
    assert set(found.candidates["later_id"]) == {"99.71-2026-015", "99.71-2026-021"}


def test_the_score_of_2026_is_that_of_the_workbook(three_years, contoh):
    mine = scoring.score(three_years.of_year(2026))
    assert mine[["basis", "index"]].equals(scoring.score(contoh)[["basis", "index"]])


def test_ties_are_settled_as_owners_are_and_an_owner_is_no_partner_of_its_own():
    data = made([{"agency": "Dinas Sosial", "partners": "DINKES; dinas  kesehatan; Dinas Sosial; Dinas Sihir; PT X",
                  "title": "T"}], ["Dinas Sosial", "Dinas Kesehatan"])  # fmt: skip
    table = together.ties(data, CONTOH, 2026)
    assert table[["partner", "inside", "unsettled"]].values.tolist() == [
        ["Dinas Kesehatan", True, False], ["Dinas Sihir", False, True], ["PT X", False, False],
    ]  # fmt: skip


def test_weights_of_an_agency_sum_to_the_innovations_it_shares():
    rows = [{"agency": "A", "partners": "B; C; D"}, {"agency": "A", "partners": "B"}, {"agency": "C"}]
    data = made(rows, ["A", "B", "C", "D", "E"])
    pairs = together.pairs(together.ties(data, CONTOH, 2026))
    assert pairs.iloc[0].tolist() == ["A", "B", 2, pytest.approx(4 / 3)]
    table = together.positions(together.network(pairs, listed(data, CONTOH))).set_index("agency")
    assert table["weight"].to_dict() == pytest.approx({"A": 2, "B": 2, "C": 1, "D": 1, "E": 0})
    assert table.index[table["isolate"]].tolist() == ["E"]


def test_what_hangs_on_one_partner_is_counted_by_partner():
    rows = [{"agency": "A", "partners": "B", "title": "Ringkas"}, {"agency": "C", "partners": "B", "title": "Lain"},
            {"agency": "A", "partners": "B; C", "title": "Dua"}]  # fmt: skip
    table = together.hangs_on(together.ties(made(rows, ["A", "B", "C"]), CONTOH, 2026))
    assert table.values.tolist() == [["B", True, 2, ("Lain", "Ringkas")]]


@pytest.mark.parametrize(
    ("partners", "level", "kind"),
    [("B", 1, None), ("B", 0, "more"), ("B; C; D; E", 2, "more"), ("B; C", 3, "fewer"), ("B; PT X", 2, "fewer")],
)
def test_partners_that_the_indicator_of_networks_contradicts_are_told(partners, level, kind):
    """Jejaring (24): 2 agencies make level 1, 3 to 4 level 2, 5 or more level 3."""
    data = made([{"agency": "A", "partners": partners}], list("ABCDE"), [("i0", "jejaring", level)])
    table = together.contradictions(data, together.ties(data, CONTOH, 2026), RULE, data.innovations)
    assert table["kind"].tolist() == ([kind] if kind else [])


def test_a_comma_of_a_name_parts_nothing():
    assert split("Dinas Koperasi, Usaha Kecil, dan Menengah", ["Dinas Koperasi, Usaha Kecil, dan Menengah"]) == [
        "Dinas Koperasi, Usaha Kecil, dan Menengah"
    ]


def test_forty_agencies_two_hundred_innovations_five_years_take_less_than_five_seconds_a_view():
    from indeks.figures import of_culture as figures
    from indeks.texts import texts

    rng = np.random.default_rng(7)
    agencies = [f"Dinas Rekaan {chr(65 + k // 26)}{chr(65 + k % 26)}" for k in range(40)]
    words = [f"kata{k}" for k in range(300)]
    rows = [
        {"year": 2022 + y, "innovation_id": f"{2022 + y}-{k}", "title": " ".join(rng.choice(words, 4)),
         "agency": agencies[int(rng.integers(40))], "partners": "; ".join(rng.choice(agencies, 2)),
         "previous_id": f"{2021 + y}-{k}" if y and k % 2 else ""}
        for y in range(5) for k in range(200)
    ]  # fmt: skip
    data = made(rows, agencies)

    def took(view) -> float:
        begin = time.perf_counter()
        view()
        return time.perf_counter() - begin

    pairs = together.pairs(together.ties(data, CONTOH, 2026))
    graph = together.network(pairs, agencies)
    views = {
        "participation": lambda: participation.over_years(data, CONTOH),
        "traces": lambda: traces.by_year(data, CONTOH),
        "lives": lambda: lives.lives(data, CONTOH, lives.links(data, CONTOH)),
        "positions": lambda: together.positions(graph),
        "drawing": lambda: figures.network(
            graph, together.threshold(pairs), figures.short_names(agencies), texts("id")
        ),
    }
    times = {name: took(view) for name, view in views.items()}
    assert max(times.values()) < 5, times


def test_measures_of_several_regions_stand_side_by_side():
    first = made([{"agency": "A"}, {"agency": "A"}], ["A", "B"])
    other = made([{"agency": "C", "innovation_id": "o1"}], ["C"])
    other = Dataset(
        innovations=other.innovations.assign(region_code="99.72"),
        innovation_levels=other.innovation_levels,
        region_levels=other.region_levels,
        agencies=other.agencies.assign(region_code="99.72"),
    )
    both = Dataset(
        innovations=pd.concat([first.innovations, other.innovations], ignore_index=True),
        innovation_levels=first.innovation_levels,
        region_levels=first.region_levels,
        agencies=pd.concat([first.agencies, other.agencies], ignore_index=True),
    )
    table = traces.across_regions(both, 2026)
    assert table["breadth"].to_dict() == {"99.71": 0.5, "99.72": 1.0}
    assert table["digital"].isna().all()
