"""The sector of an innovation: what speaks for it, how sure it is, and what a person's correction does."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks.typology import lexicon
from indeks.typology.sectors import COLUMNS, UnknownSector, scores, sectors

LEXICON = lexicon.load()
TITLES = st.lists(
    st.sampled_from(
        ["posyandu", "sekolah", "pajak", "izin", "sampah", "aplikasi", "desa", "Kota Contoh", "x1", "(", "."]
    ),
    max_size=6,
).map(" ".join)
AGENCIES = st.sampled_from(["", "Dinas Kesehatan", "Kelurahan Contoh", "Dinas Pendidikan", "Bappeda", "???"])
ROWS = st.lists(st.tuples(TITLES, TITLES, AGENCIES), min_size=1, max_size=8)


def one(title="", agency="", description="", **more):
    columns = {"title": title, "agency": agency, "description": description, **more}
    return sectors(pd.DataFrame({name: [value] for name, value in columns.items()})).iloc[0]


def frame(rows):
    return pd.DataFrame(rows, columns=["title", "description", "agency"]).assign(
        innovation_id=[f"i{k}" for k in range(len(rows))]
    )


@pytest.mark.parametrize(
    ("title", "agency", "sector"),
    [
        ("Antrean Pasien Rawat Jalan", "", "kesehatan"),
        ("Akta Kelahiran Langsung Jadi", "", "kependudukan"),
        ("SIGAP", "Dinas Kependudukan dan Pencatatan Sipil", "kependudukan"),
        ("SIGAP", "Disdukcapil", "kependudukan"),
        ("SIGAP", "DPMPTSP Kota Contoh", "perizinan_investasi"),
        ("SIGAP", "DP3AKB", "perempuan_anak_kb"),
        ("SIGAP", "Diskominfo", "kominfo_digital"),
        ("SIGAP", "BPBD", "kebencanaan"),
        ("SIGAP", "Dishub", "perhubungan"),
        ("SIGAP", "Satpol PP", "trantib_hukum"),
        ("SIGAP", "DLH", "lingkungan_energi"),
        ("SIGAP", "Dinas Peternakan dan Kesehatan Hewan", "pertanian_perikanan"),
        ("SIGAP", "Puskesmas Pasar Baru", "kesehatan"),
        ("SIGAP", "SDN 1 Contoh", "pendidikan"),
        ("Bank Sampah Warga", "Kelurahan Pasar Contoh", "lingkungan_energi"),
        ("SIGAP", "Kelurahan Pasar Contoh", "desa_kecamatan"),
        ("Aplikasi Puskesmas", "", "kesehatan"),
        ("Dokter Hewan Keliling", "", "pertanian_perikanan"),
        ("Waste Bank for Schools: recycle your plastic waste", "", "lingkungan_energi"),
        ("Hospital queue application for patients", "", "kesehatan"),
    ],
)
def test_text_and_agency_tell_the_sector(title, agency, sector):
    assert one(title, agency)["sector"] == sector


def test_the_matched_words_explain_the_sector():
    row = one("SIGAP (Antrean Pasien Rawat Jalan)", "RSUD Contoh")
    assert row["matched"] == ("pasien", "rawat jalan", "[RSUD Contoh]")
    assert row["margin"] == 8.5
    assert not row["review"]


def test_where_text_and_agency_disagree_a_person_should_look():
    row = one("Bank Sampah", "Dinas Kesehatan")
    assert (row["sector"], row["runner_up"], row["margin"]) == ("lingkungan_energi", "kesehatan", 0.5)
    assert row["review"]


def test_the_kind_of_an_agency_speaks_where_its_name_does_not():
    table = pd.DataFrame({"title": ["SIGAP"], "agency": ["Bakti Contoh"]})
    kinds = pd.DataFrame({"region_code": ["99.71"], "agency": ["Bakti Contoh"], "kind": ["puskesmas"]})
    assert pd.isna(sectors(table).loc[0, "sector"])
    assert sectors(table, kinds).loc[0, "sector"] == "kesehatan"


def test_the_kind_is_that_of_the_agency_of_the_own_region_however_it_is_spelled():
    kinds = pd.DataFrame(
        {"region_code": ["99.71", "99.01"], "agency": "Bakti Contoh", "kind": ["puskesmas", "sekolah"]}
    )
    table = pd.DataFrame(
        {"title": "SIGAP", "agency": ["BAKTI  Contoh", "Bakti Contoh", "x"], "region_code": ["99.71", "99.01", ""]}
    )
    assert sectors(table, kinds)["sector"].fillna("").tolist() == ["kesehatan", "pendidikan", ""]


def test_an_agency_named_in_its_own_description_does_not_speak_twice():
    said = "Inovasi milik Dinas Kesehatan."
    assert one("SIGAP", "Dinas Kesehatan", said)["margin"] == one("SIGAP", "Dinas Kesehatan")["margin"]


def test_region_names_are_no_terms():
    assert pd.isna(one("Tanah Laut Maju")["sector"])
    assert pd.isna(one("Kabupaten Tanah Datar")["sector"])


# --- corrections and affairs ----------------------------------------------------


@pytest.mark.parametrize("written", ["pendidikan", "Pendidikan", " EDUCATION "])
def test_a_correction_wins_and_is_shown_as_such(written):
    row = one("Posyandu", "Dinas Kesehatan", sector=written)
    assert (row["sector"], row["corrected"], row["review"]) == ("pendidikan", True, False)
    assert row["matched"] == ()


def test_an_empty_correction_changes_nothing():
    assert not one("Posyandu", sector="")["corrected"]
    assert not one("Posyandu", sector=None)["corrected"]


def test_an_unknown_correction_is_told_with_the_nearest_names():
    table = pd.DataFrame({"title": ["a", "b"], "sector": ["", "kesehatn"], "innovation_id": ["KC-001", "KC-002"]})
    with pytest.raises(UnknownSector, match=r'"kesehatn" \(ID inovasi KC-002\); yang mirip: Kesehatan[.;]'):
        sectors(table)


def test_a_correction_like_no_sector_is_told_with_all_names_and_some_of_its_innovations():
    table = pd.DataFrame({"title": ["a"] * 5, "sector": "qqqq"}, index=list("pqrst"))
    with pytest.raises(UnknownSector) as error:
        sectors(table)
    assert re.search(r"innovation ID p, q, r, …\); known: Health; .*Write one of them", error.value.text("en"))


@pytest.mark.parametrize(
    ("affair", "conflict"),
    [("Kesehatan", False), ("Pendidikan", True), ("Sekretariat Daerah", False), ("", False), (None, False)],
)
def test_a_declared_affair_of_another_sector_is_a_conflict(affair, conflict):
    row = one("Posyandu", affair=affair)
    assert row["conflict"] == conflict
    assert (row["declared_affair"] == affair) or pd.isna(row["declared_affair"])


def test_public_order_covers_disasters_too():
    affair = "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"
    assert not one("Siaga Bencana", affair=affair)["conflict"]
    assert not one("Ronda Warga Siskamling", affair=affair)["conflict"]


# --- defined results ------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "   ", "2026", "12 34", "...", "=1+1", "<script>alert(1)</script>", "\x00", "🙂"]
)
def test_a_text_that_says_nothing_has_no_sector(text):
    row = one(text)
    assert pd.isna(row["sector"])
    assert pd.isna(row["runner_up"])
    assert (row["margin"], row["matched"], row["review"], row["conflict"]) == (0.0, (), True, False)


def test_no_innovation_gives_an_empty_table():
    table = sectors(pd.DataFrame({"title": []}))
    assert table.shape == (0, len(COLUMNS))
    assert scores(pd.DataFrame({"title": []})).shape == (0, 19)


def test_all_alike_get_the_same():
    table = sectors(pd.DataFrame({"title": ["Posyandu Keliling"] * 5}))
    assert table.drop(columns="innovation_id").drop_duplicates().shape[0] == 1


def test_two_languages_in_one_text():
    assert one("Posyandu Keliling", description="A mobile health service for mothers")["sector"] == "kesehatan"


def test_a_long_description_does_not_shout_down_the_title():
    filler = (
        "Latar belakang dasar hukum peraturan daerah perencanaan anggaran pelaksanaan sekolah desa pasar. " * 400
    )
    row = one("Posyandu Balita", "Dinas Kesehatan", filler)
    assert len(filler.split()) > 4500
    assert row["sector"] == "kesehatan"


def test_index_and_identifiers_are_those_given():
    table = pd.DataFrame({"title": ["Posyandu", "Pajak"], "innovation_id": ["b", "a"]}, index=[7, 3])
    found = sectors(table)
    assert found.index.tolist() == [7, 3]
    assert found["innovation_id"].tolist() == ["b", "a"]
    assert scores(table).index.tolist() == [7, 3]


# --- properties -----------------------------------------------------------------


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_neither_order_nor_company_matters(rows, random):
    table = frame(rows)
    whole = sectors(table).set_index("innovation_id")
    order = list(range(len(rows)))
    random.shuffle(order)
    part = order[: max(1, len(order) // 2)]
    for chosen in (order, part):
        again = sectors(table.iloc[chosen]).set_index("innovation_id")
        pd.testing.assert_frame_equal(again.sort_index(), whole.loc[again.index].sort_index())


@settings(max_examples=60)
@given(TITLES, TITLES, AGENCIES, st.integers(0, 18), st.data())
def test_one_more_strong_term_never_lowers_the_points_of_its_sector(title, description, agency, k, data):
    sector = LEXICON.sectors[k]
    term = data.draw(st.sampled_from(sector.strong)).rstrip("*").replace("_", " ")
    for part in ("title", "description"):
        row = {"title": title, "description": description, "agency": agency}
        before = scores(pd.DataFrame([row]))
        after = scores(pd.DataFrame([{**row, part: f"{row[part]}. {term}"}]))
        assert after.loc[0, sector.id] >= before.loc[0, sector.id] - 1e-9


@settings(max_examples=40)
@given(ROWS)
def test_the_margin_is_the_lead_of_the_best(rows):
    table = frame(rows)
    found, points = sectors(table), np.sort(scores(table).to_numpy(), axis=1)
    assert np.allclose(found["margin"], points[:, -1] - points[:, -2], atol=1e-6)
    assert (found["sector"].isna() == (points[:, -1] == 0)).all()


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_text_has_a_defined_result(title, description, agency):
    row = one(title, agency, description)
    assert pd.isna(row["sector"]) or row["sector"] in LEXICON.ids
    assert row["margin"] >= 0


def test_a_number_alone_speaks_for_no_sector():
    table = pd.DataFrame({"title": ["112", "Inovasi nomor 112", "Layanan 112 Kota Contoh"]})
    assert sectors(table)["sector"].fillna("").tolist() == ["", "", "kebencanaan"]


# --- the declared affair --------------------------------------------------------


def test_a_declared_affair_decides_a_tie():
    # a strong word each: without the affair the first of the lexicon is taken
    for affair, sector in (("Kesehatan", "kesehatan"), ("Pendidikan", "pendidikan")):
        row = one("Posyandu guru", affair=affair)
        assert (row["sector"], row["margin"], row["review"]) == (sector, 0.0, True)


def test_a_declared_affair_decides_where_text_and_agency_are_silent():
    row = one("XYZQ", affair="Kesehatan")
    assert (row["sector"], row["basis"], row["margin"], row["review"]) == ("kesehatan", "affair", 0.0, True)
    assert row["matched"] == ("[Kesehatan]",)
    assert not row["conflict"]
    assert pd.isna(one("XYZQ", affair="Sekretariat Daerah")["sector"])


def test_a_declared_affair_never_outweighs_what_the_text_says():
    row = one("Posyandu balita", affair="Pendidikan")
    assert (row["sector"], row["basis"], row["conflict"]) == ("kesehatan", "text", True)


@pytest.mark.parametrize(
    ("title", "agency", "basis"),
    [("Posyandu", "", "text"), ("XYZQ", "Dinas Kesehatan", "agency"), ("Posyandu", "Dinas Kesehatan", "both")],
)
def test_what_a_sector_rests_on(title, agency, basis):
    assert one(title, agency=agency)["basis"] == basis
