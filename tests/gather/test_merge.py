"""Merging: nothing is lost, nothing is silent, and the score is that of the whole however it was split."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st

import indeks
from indeks import example, intake, scoring
from indeks.edition import load
from indeks.errors import IndeksError
from indeks.example import workbook as contoh_workbook
from indeks.form import filling, per_agency
from indeks.gather import account
from indeks.gather.cells import NEVER, Brought, cells_of
from indeks.gather.merge import combine, merge
from indeks.intake.frames import read_frames
from indeks.intake.sheet import Collector
from indeks.texts.spelling import key

AGENCIES = ["Dinas Kesehatan", "Dinas Pendidikan", "Dinas Komunikasi dan Informatika"]


# --- splits, without workbooks ------------------------------------------------------------------------------


def wide(data: indeks.Dataset) -> dict[str, pd.DataFrame]:
    """The tables of Kota Contoh with one column an indicator, as in a workbook."""
    levels = data.innovation_levels.astype({"innovation_id": "str", "indicator": "str"})
    parts = [levels.pivot(index="innovation_id", columns="indicator", values="level")]
    for field in ("value", "basis"):
        parts.append(
            levels.pivot(index="innovation_id", columns="indicator", values=field).add_suffix(f":{field}")
        )
    table = pd.concat(parts, axis=1).replace("", None).dropna(axis=1, how="all").reset_index()
    accepted = levels.pivot(index="innovation_id", columns="indicator", values="verified_level")
    examined = ["verified_level", "reason", "examined_date"]
    keys = ["region_code", "year", "indicator"]
    return {"innovations": data.innovations.drop(columns=examined[1:]), "innovation_levels": table,
            "verification": accepted.add_suffix(":verified_level").reset_index(),
            "region_levels": data.region_levels.drop(columns=examined),
            "region_verification": data.region_levels[keys + examined],
            "published_results": RESULTS, "agencies": data.agencies}  # fmt: skip


RESULTS = pd.DataFrame(
    {"region_code": "99.71", "year": [2024, 2024, 2025], "stage": ["nilai sementara", "final", "final"],
     "score": [44.5, 41.25, 43.0], "source": ["", "SK 1", ""]}
)  # fmt: skip


def brought(name: str, tables: dict[str, pd.DataFrame], minute: int = 0) -> Brought:
    sheets = read_frames({t: f for t, f in tables.items() if len(f)}, Collector("id"))
    listed = tables.get("agencies", pd.DataFrame(columns=["agency", "kind", "must_innovate"]))
    agencies = listed[["agency", "kind", "must_innovate"]].astype("str")
    return Brought(name, NEVER + dt.timedelta(minutes=minute), cells_of(sheets), agencies, None, (), True)


def scored(parts: list[Brought]) -> pd.DataFrame:
    """The score of what parts say together, through the door that all data pass."""
    whole = combine(parts)
    innovations = pd.DataFrame(
        [{"innovation_id": g.id, **r["innovations"]} for g, r in zip(whole.groups, whole.rows, strict=True)]
    )
    innovations["region_code"], innovations["year"] = whole.owner
    levels = pd.DataFrame(
        [{"innovation_id": g.id, **r["innovation_levels"]} for g, r in zip(whole.groups, whole.rows, strict=True)]
    )
    accepted = pd.DataFrame(
        [{"innovation_id": g.id, **r["verification"]} for g, r in zip(whole.groups, whole.rows, strict=True)]
    )
    tables = {"innovations": innovations, "innovation_levels": levels, "verification": accepted}
    for table, rows in whole.region_rows.items():
        tables[table] = pd.DataFrame(rows)
        tables[table]["region_code"] = whole.owner.region
        if table != "published_results":
            tables[table]["year"] = whole.owner.year
    data = intake.load(tables, today=dt.date(2026, 6, 1))
    told = data.published_results.sort_values(["year", "stage"])
    assert told["score"].tolist() == [41.25, 44.5, 43.0]
    assert data.region_levels["reason"].notna().sum() == CONTOH.region_levels["reason"].notna().sum()
    return scoring.score(data)[["basis", "index", "sid", "spd", "stated", "examined"]]


CONTOH = example.sample_region()
WHOLE = wide(CONTOH)
SCORE = scoring.score(CONTOH)[["basis", "index", "sid", "spd", "stated", "examined"]]


@at_most(max_examples=12)
@given(
    st.lists(st.integers(0, 3), min_size=29, max_size=29),
    st.lists(st.integers(0, 3), min_size=29, max_size=29),
    st.lists(st.integers(0, 3), min_size=20, max_size=20),
    st.lists(st.integers(0, 3), min_size=29, max_size=29),
)
def test_any_split_of_a_region_gives_back_its_score(
    rows: list[int], levels: list[int], of_region: list[int], examined: list[int]
):
    parts = []
    for k in range(4):
        pick = {
            "innovations": [r == k for r in rows],
            "innovation_levels": [r == k for r in levels],
            "verification": [r == k for r in examined],
            "region_levels": [of_region[n % 20] == k for n in range(len(WHOLE["region_levels"]))],
            "region_verification": [examined[n % 29] == k for n in range(len(WHOLE["region_verification"]))],
            "published_results": [of_region[n] == k for n in range(3)],
        }
        parts.append(brought(f"{k}.xlsx", {t: WHOLE[t][mine] for t, mine in pick.items()}))
    pd.testing.assert_frame_equal(scored(parts), SCORE)


def test_copies_of_everything_are_no_more_than_one():
    parts = [brought(f"{k}.xlsx", WHOLE, minute=k) for k in range(3)]
    whole = combine(parts)
    assert len(whole.groups) == 29
    assert not whole.conflicts
    pd.testing.assert_frame_equal(scored(parts), SCORE)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_the_files_says_nothing_but_their_time_of_saving_does(order):
    newer = {t: f.copy() for t, f in WHOLE.items()}
    newer["innovation_levels"].loc[0, "video"] = 1.0
    both = [brought("a.xlsx", WHOLE, minute=order[0]), brought("b.xlsx", newer, minute=order[1])]
    whole = combine(both)
    kept = whole.rows[0]["innovation_levels"]["video"]
    assert kept == (1.0 if order[1] > order[0] else 3.0)
    assert [(c["column"], c["file"], c["other_file"]) for c in whole.conflicts] == [
        ("video", "b.xlsx", "a.xlsx") if order[1] > order[0] else ("video", "a.xlsx", "b.xlsx")
    ]


# --- what agencies send -------------------------------------------------------------------------------------


def fill(path: Path, *innovations: dict[str, object], spd: dict[str, object] | None = None) -> Path:
    """Fill rows of a workbook, the first one first; ``levels`` goes to the sheet of levels."""
    book = openpyxl.load_workbook(path)
    ids = [c.value for c in book["Inovasi"]["A"][3:]]
    for name, given_cells in zip(ids, innovations, strict=False):
        cells = dict(given_cells)
        levels = cells.pop("levels", {"video": "2 - memuat 3-4 unsur"})
        filling.fill(book["Inovasi"], [{"innovation_id": name, **cells}], "innovation_id")
        filling.fill(book["Parameter inovasi"], [{"innovation_id": name, **levels}], "innovation_id")
    for indicator, answer in (spd or {}).items():
        filling.fill(book["Parameter daerah"], [{"indicator": indicator, "level": answer}], "indicator")
    book.properties.modified = dt.datetime(2026, 3, 1)
    book.save(path)
    return path


def row(title: str, **more: object) -> dict[str, object]:
    return {
        "title": title,
        "affair": "Kesehatan",
        "form": "tata kelola",
        "applied_date": dt.datetime(2024, 5, 6),
        **more,
    }


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kosong")
    agencies = pd.DataFrame({"agency": AGENCIES, "kind": "dinas", "must_innovate": "ya"})
    per_agency.write(folder, region_code="99.71", year=2026, agencies=agencies)
    return folder


@pytest.fixture
def folder(blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(blank, tmp_path / "kiriman dari OPD"))


def test_a_workbook_an_agency_has_its_name_and_numbers_of_its_own(blank: Path):
    names = sorted(p.name for p in blank.iterdir())
    assert names == ["00-daerah.xlsx", "01-dinas-kesehatan.xlsx", "02-dinas-pendidikan.xlsx",
                     "03-dinas-komunikasi-dan-informatika.xlsx"]  # fmt: skip
    book = openpyxl.load_workbook(blank / names[2])
    assert book["Perangkat daerah"]["A4"].value == "Dinas Pendidikan"
    assert book["Perangkat daerah"].max_row == 4
    at = {c.value: c.column for c in book["Inovasi"][2]}
    assert {book["Inovasi"].cell(r, at["agency"]).value for r in range(4, 10)} == {"Dinas Pendidikan"}
    assert book["Inovasi"]["A4"].value == "99.71-2026-02-01"
    assert "Parameter daerah" not in book.sheetnames
    assert [p.code for p in intake.check(blank / names[2])] == ["no_innovations"]


def test_blank_workbooks_make_no_region(folder: Path, tmp_path: Path):
    told = merge(folder, tmp_path / "daerah.xlsx")
    assert told.out is None
    assert not (tmp_path / "daerah.xlsx").exists()
    assert set(told.files["state"]) == {"empty"}
    assert told.not_sent["agency"].tolist() == AGENCIES


def test_what_came_is_merged_and_who_is_missing_is_named(folder: Path, tmp_path: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"), row("Antre Sehat"))
    fill(folder / "00-daerah.xlsx", spd={"visi_misi": "3 - visi dan misi inovasi"})
    (folder / "03-dinas-komunikasi-dan-informatika.xlsx").write_bytes(b"PK bukan buku kerja")
    (folder / "catatan.pdf").write_text("x")
    told = merge(folder, tmp_path / "daerah.xlsx")
    states = told.files.set_index("file")["state"].to_dict()
    assert states == {
        "00-daerah.xlsx": "merged", "01-dinas-kesehatan.xlsx": "merged", "02-dinas-pendidikan.xlsx": "empty",
        "03-dinas-komunikasi-dan-informatika.xlsx": "faulty", "catatan.pdf": "ignored",
    }  # fmt: skip
    assert told.not_sent.to_numpy().tolist() == [
        ["Dinas Pendidikan", "02-dinas-pendidikan.xlsx"], ["Dinas Komunikasi dan Informatika", ""],
    ]  # fmt: skip
    assert set(told.problems["file"]) == {"03-dinas-komunikasi-dan-informatika.xlsx"}
    data = intake.load(tmp_path / "daerah.xlsx")
    assert data.innovations["title"].tolist() == ["Posyandu Keliling", "Antre Sehat"]
    assert data.agencies["agency"].tolist() == AGENCIES
    assert data.region_levels[["indicator", "level"]].to_numpy().tolist() == [["visi_misi", 3.0]]


def test_the_folder_itself_is_checked_and_loaded(folder: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    fill(folder / "02-dinas-pendidikan.xlsx", row("Rapor Digital"))
    fill(folder / "00-daerah.xlsx", spd={"visi_misi": "3 - visi dan misi inovasi"})
    assert [p for p in intake.check(folder) if p.severity == "error"] == []
    data = intake.load(folder)
    assert sorted(data.innovations["agency"]) == ["Dinas Kesehatan", "Dinas Pendidikan"]
    assert data.agencies["agency"].tolist() == AGENCIES


def test_two_merges_of_the_same_files_are_the_same_bytes(folder: Path, tmp_path: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    outs = [tmp_path / "a" / "daerah.xlsx", tmp_path / "b" / "daerah.xlsx"]
    for out in outs:
        merge(folder, out)
    first = outs[0].read_bytes()
    assert outs[1].read_bytes() == first
    merge(folder, outs[0])  # and once more into what is there
    assert outs[0].read_bytes() == first


def test_copies_of_one_template_keep_their_innovations_under_new_numbers(blank: Path, tmp_path: Path):
    copies = tmp_path / "salinan"
    copies.mkdir()
    for name, agency, title in (("a", "Dinas Kesehatan", "Posyandu Keliling"), ("b", "Diskominfo", "Satu Data"),
                                ("c", "dinas pendidikan", "posyandu  keliling")):  # fmt: skip
        shutil.copy(blank / "00-daerah.xlsx", copies / f"{name}.xlsx")
        level = {"a": "3 - visi dan misi inovasi", "b": "", "c": "1 - ada misi inovasi"}[name]
        fill(copies / f"{name}.xlsx", row(title, agency=agency), spd={"visi_misi": level} if level else None)
    told = merge(copies, tmp_path / "daerah.xlsx")
    data = intake.load(tmp_path / "daerah.xlsx")
    assert len(data.innovations) == 3
    assert data.innovations["innovation_id"].is_unique
    assert told.renumbered[["file", "old_id", "new_id"]].to_numpy().tolist() == [
        ["b.xlsx", "99.71-2026-001", "99.71-2026-002"], ["c.xlsx", "99.71-2026-001", "99.71-2026-003"],
    ]  # fmt: skip
    assert set(data.innovations["agency"]) == set(AGENCIES)
    assert told.agencies["written"].tolist() == ["Diskominfo", "dinas pendidikan"]
    assert told.alike[["innovation_id", "other_id"]].to_numpy().tolist() == [["99.71-2026-001", "99.71-2026-003"]]
    conflict = told.conflicts.iloc[0]
    assert (conflict["column"], conflict["file"], conflict["cell"]) == (
        "visi_misi:level",
        "c.xlsx",
        "Parameter daerah!G4",
    )
    assert (conflict["other_file"], conflict["dropped"]) == ("a.xlsx", "3 - visi dan misi inovasi")


def test_a_correction_takes_the_place_of_what_was_sent_and_the_verification_stays(folder: Path, tmp_path: Path):
    out = tmp_path / "daerah.xlsx"
    sent = fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"), row("Antre Sehat"))
    merge(folder, out)
    book = openpyxl.load_workbook(out)
    at = {c.value: c.column for c in book["Verifikasi inovasi"][2]}
    book["Verifikasi inovasi"].cell(4, at["video:verified_level"]).value = "0 - tidak diterima"
    book["Verifikasi inovasi"].cell(4, at["reason"]).value = "video tidak dapat dibuka"
    book.properties.modified = dt.datetime(2026, 4, 1)
    book.save(out)
    book = openpyxl.load_workbook(sent)
    book["Inovasi"]["D4"] = "Posyandu Keliling Kota"
    book["Parameter inovasi"].cell(4, 3).value = "2 - Peraturan Kepala Daerah"
    for sheet in ("Inovasi", "Parameter inovasi"):
        for cell in book[sheet][5][3:]:
            cell.value = None
    book.save(sent)
    told = merge(folder, out)
    data = intake.load(out)
    assert data.innovations["title"].tolist() == ["Posyandu Keliling Kota", "Antre Sehat"]
    levels = data.innovation_levels.set_index(["innovation_id", "indicator"])
    first = data.innovations["innovation_id"].iloc[0]
    assert levels.loc[(first, "video"), ["level", "verified_level"]].tolist() == [2.0, 0.0]
    assert levels.loc[(first, "regulasi"), "level"] == 2.0
    assert told.removed[["title", "file"]].to_numpy().tolist() == [["Antre Sehat", "01-dinas-kesehatan.xlsx"]]
    reason = openpyxl.load_workbook(out)["Verifikasi inovasi"].cell(4, at["reason"]).value
    assert reason == "video tidak dapat dibuka"


def test_what_is_wrong_in_a_cell_stays_and_is_named_by_check(folder: Path, tmp_path: Path):
    wrong = row("Posyandu Keliling", affair="Sihir", applied_date="31/02/2024", levels={"video": "7"})
    fill(folder / "01-dinas-kesehatan.xlsx", wrong, row("=1+1"))
    merge(folder, tmp_path / "daerah.xlsx")
    codes = {p.code for p in intake.check(tmp_path / "daerah.xlsx")}
    assert {"affair_unknown", "date_impossible", "level_range"} <= codes
    assert openpyxl.load_workbook(tmp_path / "daerah.xlsx")["Inovasi"]["D5"].value == "=1+1"
    assert openpyxl.load_workbook(tmp_path / "daerah.xlsx")["Inovasi"]["D5"].data_type == "s"


def test_another_region_or_year_is_left_out_and_named(folder: Path, tmp_path: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    fill(folder / "03-dinas-komunikasi-dan-informatika.xlsx", row("Satu Data"))
    other = fill(folder / "02-dinas-pendidikan.xlsx", row("Rapor Digital"))
    book = openpyxl.load_workbook(other)
    book["Inovasi"]["B4"] = "19.71"
    book.save(other)
    told = merge(folder, tmp_path / "daerah.xlsx")
    assert told.left_out[["file", "what"]].to_numpy().tolist() == [["02-dinas-pendidikan.xlsx", "Rapor Digital"]]
    assert told.files.set_index("file")["state"]["02-dinas-pendidikan.xlsx"] == "other"


def test_a_workbook_that_was_not_merged_is_not_replaced(folder: Path, tmp_path: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    own = tmp_path / "daerah.xlsx"
    shutil.copy(folder / "00-daerah.xlsx", own)
    before = own.read_bytes()
    with pytest.raises(IndeksError, match="indeks merge"):
        merge(folder, own)
    assert own.read_bytes() == before


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_account_tells_every_matter_in_words_and_as_json(lang: str, folder: Path, tmp_path: Path):
    fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    told = merge(folder, tmp_path / "daerah.xlsx", lang=lang)
    text = account.as_text(told, lang)
    for name in told.not_sent["agency"]:
        assert name in text
    assert json.loads(account.as_json(told))["not_sent"] == told.not_sent.to_dict("records")


def test_the_made_up_region_comes_back_from_its_agencies(tmp_path: Path):
    """Every agency of Kota Contoh fills in its own workbook; merged, they score as the region does."""
    data, rule = CONTOH, load("iid-2026")
    having = data.agencies[data.agencies["agency"].isin(data.innovations["agency"])].head(6)
    mine = data.innovations[data.innovations["agency"].isin(having["agency"])]
    agencies = having[["agency", "kind"]].assign(must_innovate="ya")
    written = per_agency.write(tmp_path / "isi", region_code="99.71", year=2026, agencies=agencies)
    tables = {n: contoh_workbook._rows(n, data, rule) for n in ("innovations", "innovation_levels")}
    for path, agency in zip(written.agencies, having["agency"], strict=True):
        own = mine.loc[mine["agency"] == agency, "innovation_id"].tolist()
        book = openpyxl.load_workbook(path)
        ids = [c.value for c in book["Inovasi"]["A"][3:]]
        for sheet, table in (("Inovasi", "innovations"), ("Parameter inovasi", "innovation_levels")):
            records = tables[table].set_index("innovation_id").loc[own].to_dict("records")
            filling.fill(
                book[sheet],
                [{"innovation_id": i, **r} for i, r in zip(ids, records, strict=False)],
                "innovation_id",
            )
        book.save(path)
    merge(tmp_path / "isi", tmp_path / "daerah.xlsx")
    ids = set(mine["innovation_id"])
    part = {
        "innovations": mine,
        "innovation_levels": data.innovation_levels[data.innovation_levels["innovation_id"].isin(ids)].astype({"innovation_id": "str"}),
    }  # fmt: skip
    got, wanted = (scoring.maturity(d) for d in (intake.load(tmp_path / "daerah.xlsx"), intake.load(part)))
    by_title = [sorted(zip(t["title"], t["maturity"], strict=True)) for t in (got, wanted)]
    assert by_title[0] == by_title[1]


def test_names_with_different_numbers_stay_apart():
    from indeks.gather.groups import settled_agencies

    spelled = settled_agencies(["SDN 1 Contoh", "Dinas Kesehatan"], {"SDN 2 Contoh", "Dinkes", "Dinas Kesehatn"})
    assert spelled[key("SDN 2 Contoh")] == "SDN 2 Contoh"
    assert spelled[key("Dinkes")] == spelled[key("Dinas Kesehatn")] == "Dinas Kesehatan"


def test_a_workbook_without_its_sheet_of_levels_is_told(folder: Path, tmp_path: Path):
    path = fill(folder / "01-dinas-kesehatan.xlsx", row("Posyandu Keliling"))
    book = openpyxl.load_workbook(path)
    del book["Parameter inovasi"]
    book.save(path)
    told = merge(folder, tmp_path / "daerah.xlsx")
    assert told.problems["file"].tolist() == [path.name]
    assert "Parameter inovasi" in told.problems["what"].iloc[0]
    assert told.n_innovations == 1
