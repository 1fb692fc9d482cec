"""What a region is called and which code is meant."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks import files, regions

MASTER = regions.master()
CODES = MASTER["region_code"].tolist()


def test_there_are_38_provinces_416_kabupaten_and_98_kota():
    assert MASTER["type"].value_counts().to_dict() == {"kabupaten": 416, "kota": 98, "provinsi": 38}
    assert len(MASTER) == 552
    assert MASTER["region_code"].is_unique


def test_546_regions_have_a_government_that_can_report():
    autonomous = [code for code in CODES if regions.is_autonomous(code)]
    assert len(autonomous) == 546
    assert sum(MASTER.set_index("region_code").loc[autonomous, "type"] == "kabupaten") == 415


def test_codes_tell_type_and_province():
    regencies = MASTER[MASTER["type"] != "provinsi"]
    assert (regencies["region_code"].str[:2] == regencies["province_code"]).all()
    is_kota = regencies["region_code"].str[3:].astype(int) > 70
    assert (is_kota == (regencies["type"] == "kota")).all()
    provinces = MASTER[MASTER["type"] == "provinsi"].set_index("region_code")["name"]
    assert (regencies["province_code"].map(provinces) == regencies["province"]).all()


def test_names_are_short_and_written_as_people_write_them():
    assert not MASTER["name"].str.contains(r"^(?:Kab|Kota|Prov)[ .]|Administrasi|[A-Z]{4}|\s{2}").any()
    for name in ("Pangkalpinang", "Kepulauan Bangka Belitung", "DKI Jakarta", "DI Yogyakarta", "Banyuasin",
                 "Tojo Una-Una", "Tolitoli", "Fakfak", "Mukomuko", "Jakarta Pusat", "Kepulauan Seribu",
                 "Pangkajene dan Kepulauan", "Palangka Raya", "Baubau"):  # fmt: skip
        assert name in set(MASTER["name"])


def test_name_and_type_together_name_one_region():
    assert not MASTER.duplicated(["name", "type"]).any()


def test_changing_the_table_got_does_not_change_the_next():
    table = regions.master()
    table["name"] = "x"
    assert regions.master()["name"].iloc[0] == "Aceh"


def test_kota_contoh_is_known_but_not_a_region_of_the_country():
    assert regions.known("99.71")
    assert "99.71" not in CODES
    assert regions.full_name("99.71") == "Kota Contoh"
    assert regions.resolve("Kota Contoh") == "99.71"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("19.71", "19.71"),
        ("1971", "19.71"),
        ("19,71", "19.71"),
        (19.71, "19.71"),
        (1971, "19.71"),
        (1971.0, "19.71"),
        (19, "19"),
        (19.0, "19"),
        ("19.0", "19"),
        (11.1, "11.10"),
        ("11.10", "11.10"),
        ("Pangkalpinang", "19.71"),
        ("PANGKAL PINANG", "19.71"),
        ("kota pangkalpinang", "19.71"),
        ("Pemkot Pangkalpinang", "19.71"),
        ("Pemerintah Kota Pangkalpinang", "19.71"),
        ("Pangkalpinang City", "19.71"),
        ("Kota Pangkalpinang (19.71)", "19.71"),
        ("Kab. Bandung", "32.04"),
        ("Kab.Bandung", "32.04"),
        ("Kabupaten Bandung", "32.04"),
        ("Bandung Regency", "32.04"),
        ("Kota Bandung", "32.73"),
        ("Prov. Lampung", "18"),
        ("Provinsi Lampung", "18"),
        ("Propinsi Lampung", "18"),
        ("Kotabaru", "63.02"),
        ("Kota Baru", "63.02"),
        ("Kota Waringin Barat", "62.01"),
        ("Kota Batu", "35.79"),
        ("toli-toli", "72.04"),
        ("Kota Administrasi Jakarta Pusat", "31.71"),
        ("Kab. Adm. Kepulauan Seribu", "31.01"),
        ("Daerah Istimewa Yogyakarta", "34"),
        ("Pangkep", "73.10"),
    ],
)
def test_what_people_write_is_understood(text, code):
    assert regions.resolve(text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bandung", ["32.04", "32.73"]),
        ("Gorontalo", ["75", "75.01", "75.71"]),
        ("Yogyakarta", ["34", "34.71"]),
        ("11.1", ["11.01", "11.10"]),
    ],
)
def test_one_name_for_several_regions_is_asked_about(text, codes):
    with pytest.raises(regions.AmbiguousRegion) as caught:
        regions.resolve(text)
    assert caught.value.codes == codes
    assert all(f"({code})" in str(caught.value) for code in codes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        None,
        float("nan"),
        True,
        "Kota Bangka",
        "19.70",
        "97.01",
        "00",
        -5,
        1e300,
        "Kota Bandung (19.71)",
        "kota",
    ],
)
def test_what_is_no_region_is_refused(text):
    with pytest.raises(regions.UnknownRegion):
        regions.resolve(text)


@pytest.mark.parametrize("value", [19.7, "19.7"])
def test_a_code_that_lost_a_digit_is_not_completed_to_one_that_does_not_exist(value):
    with pytest.raises(regions.UnknownRegion, match=r"19\.70.*Kota Pangkalpinang \(19\.71\)"):
        regions.resolve(value)


def test_a_misspelt_name_is_answered_with_the_nearest_in_the_language_asked_for():
    with pytest.raises(regions.UnknownRegion) as caught:
        regions.resolve("Pangkal Pinag")
    assert caught.value.nearest[0] == "19.71"
    assert "Pangkalpinang City (19.71)" in caught.value.text("en")
    assert "Kota Pangkalpinang (19.71)" in caught.value.text("id")


@pytest.mark.parametrize("typed", ["Pangkal", "pangkalp", "Kota Pangkal"])
def test_what_begins_as_it_was_typed_is_suggested_first(typed):
    with pytest.raises(regions.UnknownRegion, match=r"mirip: Kota Pangkalpinang \(19\.71\)"):
        regions.resolve(typed)


def test_two_letters_are_too_few_to_say_what_a_name_begins_with():
    assert regions.nearest_codes("Pa") != regions.nearest_codes("Pangkal")


def test_nearest_keeps_to_the_type_asked_for():
    assert regions.nearest("Bandung", type="kota", n=1) == ["Kota Bandung (32.73)"]
    assert regions.nearest("Bandung", type="kabupaten", n=1) == ["Kabupaten Bandung (32.04)"]


@given(st.sampled_from(CODES), st.sampled_from(["id", "en"]))
def test_every_display_name_and_every_code_leads_back_to_its_region(code, lang):
    assert regions.resolve(regions.full_name(code, lang)) == code
    assert regions.resolve(regions.display(code, lang)) == code
    assert regions.resolve(code) == regions.resolve(float(code)) == code


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_any_input_is_a_known_code_or_one_of_the_two_errors(value):
    with contextlib.suppress(regions.UnknownRegion, regions.AmbiguousRegion):
        assert regions.known(regions.resolve(value))


def test_an_installed_package_is_searched_before_the_checkout(tmp_path, monkeypatch):
    inside = tmp_path / "data" / "raw" / "regions.csv"
    inside.parent.mkdir(parents=True)
    inside.write_text("")
    assert files.raw("regions.csv") == files.CHECKOUT / "data" / "raw" / "regions.csv"
    monkeypatch.setattr(files, "PACKAGE", tmp_path)
    assert files.raw("regions.csv") == inside


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"nothing\.csv"):
        files.raw("nothing.csv")


def test_a_code_that_a_dataset_brings_with_it_stands_for_itself():
    assert regions.resolve("99.100", own={"99.100"}) == "99.100"
    assert regions.resolve("Pangkalpinang", own={"99.100"}) == "19.71"
    with pytest.raises(regions.UnknownRegion):
        regions.resolve("99.100")
