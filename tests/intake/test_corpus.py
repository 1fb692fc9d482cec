"""Bad inputs as people make them: each is reported at its place, in plain Indonesian, and nothing is raised."""

from __future__ import annotations

import datetime as dt
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import (
    INDICATORS,
    Table,
    add_column,
    drop_column,
    edit_workbook,
    innovations,
    region_levels,
    set_cell,
    tables,
    wide_levels,
    write_folder,
    write_workbook,
)
from indeks import intake
from indeks.problems import DataError, as_text, errors
from indeks.texts import catalogue

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Case:
    """A spoiled input: what must be found, part of what must be said, and where."""

    name: str
    build: Callable[[Path], Path]
    code: str
    says: str
    place: str = ""
    warning: bool = False
    n: int = 1


def csv_with(table: str, row: int, column: str, value: object) -> Callable[[Path], Path]:
    """The good folder with one cell changed."""

    def build(folder: Path) -> Path:
        data = tables()
        set_cell(data[table], row, column, value)
        return write_folder(folder, data)

    return build


def csv_changed(change: Callable[[dict[str, Table]], object]) -> Callable[[Path], Path]:
    """The good folder after a change of its tables."""

    def build(folder: Path) -> Path:
        data = tables()
        change(data)
        return write_folder(folder, data)

    return build


def csv_bytes(table: str, spoil: Callable[[bytes], bytes], encoding: str = "utf-8") -> Callable[[Path], Path]:
    """The good folder with the bytes of one file changed."""

    def build(folder: Path) -> Path:
        write_folder(folder, tables(), encoding=encoding)
        path = folder / f"{table}.csv"
        path.write_bytes(spoil(path.read_bytes()))
        return folder

    return build


def xlsx(change: Callable[[dict[str, Table]], object]) -> Callable[[Path], Path]:
    """The good workbook after a change of its tables."""

    def build(folder: Path) -> Path:
        data = tables()
        change(data)
        return write_workbook(folder / "isian.xlsx", data)

    return build


def xlsx_edited(change: Callable[[object], object]) -> Callable[[Path], Path]:
    """The good workbook after a change with openpyxl."""
    return lambda folder: edit_workbook(write_workbook(folder / "isian.xlsx", tables()), change)


def file_of(name: str, content: bytes) -> Callable[[Path], Path]:
    """A file with given bytes."""

    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def wide(row: int, column: str, value: object) -> Callable[[Path], Path]:
    """The good folder with wide levels and one cell changed."""

    def build(folder: Path) -> Path:
        data = tables() | {"innovation_levels": wide_levels()}
        set_cell(data["innovation_levels"], row, column, value)
        return write_folder(folder, data)

    return build


def own_result(*, twice: bool = False, **changed: str) -> Callable[[Path], Path]:
    """The good folder with a result of an earlier year."""
    row = {
        "region_code": "99.71",
        "year": "2024",
        "stage": "final",
        "score": "57,68",
        "category": "Inovatif",
    } | changed
    return csv_changed(
        lambda d: d.update(
            published_results=[list(row), list(row.values()), *([list(row.values())] if twice else [])]
        )
    )


def lowered(folder: Path) -> Path:
    """The good folder with a level that an examiner lowered."""
    sheet = [["innovation_id", "regulasi", "reason"], ["A1", "1", ""]]
    return write_folder(folder, tables() | {"verification": sheet})


def between(level: str) -> Callable[[Path], Path]:
    """The good folder with a value between two levels and a level beside it."""

    def build(folder: Path) -> Path:
        data = tables()
        for column, cell in {"indicator": "pengaduan", "value": "50,5", "level": level}.items():
            set_cell(data["innovation_levels"], 3, column, cell)
        return write_folder(folder, data)

    return build


def spd_2025(total: object) -> Callable[[Path], Path]:
    """A folder of 2025, for which SPD is given as a total."""

    def build(folder: Path) -> Path:
        data = tables()
        for row in (2, 3):
            set_cell(data["innovations"], row, "year", "2025")
            set_cell(data["innovations"], row, "applied_date", "2024-01-20")
        data["region_levels"] = [
            ["region_code", "year", "indicator", "value"],
            ["99.71", "2025", "spd_total", total],
        ]
        return write_folder(folder, data)

    return build


def bomb(folder: Path) -> Path:
    """A workbook whose directory declares two gigabytes."""
    path = write_workbook(folder / "isian.xlsx", tables())
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2_000_000_000)
    path.write_bytes(content)
    return path


def other_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "isian.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return folder / "isian.xlsx"


def broken_sheet(folder: Path) -> Path:
    """A workbook with a sheet cut in the middle of its XML."""
    path = write_workbook(folder / "good.xlsx", tables())
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(folder / "isian.xlsx", "w") as target:
        for member in source.infolist():
            content = source.read(member)
            target.writestr(member, content[: len(content) // 2] if "sheet1" in member.filename else content)
    return folder / "isian.xlsx"


def strict(folder: Path) -> Path:
    """A workbook in the strict variant of the format, which Excel can write."""
    path = write_workbook(folder / "good.xlsx", tables())
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(folder / "isian.xlsx", "w") as target:
        for member in source.infolist():
            content = source.read(member)
            for part in (b"spreadsheetml", b"officeDocument"):
                content = content.replace(
                    b"schemas.openxmlformats.org/" + part + b"/2006", b"purl.oclc.org/ooxml/" + part
                )
            target.writestr(member, content)
    return folder / "isian.xlsx"


def large(folder: Path) -> Path:
    write_folder(folder, tables())
    with (folder / "innovations.csv").open("ab") as file:
        file.truncate(41 * 1024 * 1024)
    return folder


def parquet_of(frame: pd.DataFrame) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        write_folder(folder, tables())
        (folder / "innovation_levels.csv").unlink()
        frame.to_parquet(folder / "innovation_levels.parquet")
        return folder

    return build


def parquet_twice(folder: Path) -> Path:
    """A Parquet file with two columns of one name."""
    write_folder(folder, tables())
    (folder / "innovation_levels.csv").unlink()
    names = ["innovation_id", "innovation_id", "indicator", "level"]
    table = pa.table([["A1"], ["x"], ["regulasi"], [2.0]], names=names)
    pq.write_table(table, folder / "innovation_levels.parquet")
    return folder


def parquet_garbage(folder: Path) -> Path:
    write_folder(folder, tables())
    (folder / "innovations.csv").unlink()
    (folder / "innovations.parquet").write_bytes(b"PAR1 not really PAR1")
    return folder


def both_kinds(folder: Path) -> Path:
    write_folder(folder, tables())
    pd.DataFrame(innovations()[1:], columns=innovations()[0]).to_parquet(folder / "innovations.parquet")
    return folder


def with_agencies(agency: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        data = tables()
        add_column(data["innovations"], "agency", ["  dinas   KESEHATAN ", agency])
        data["agencies"] = [["agency"], ["Dinas Kesehatan"], ["Dinas Pendidikan"]]
        return write_folder(folder, data)

    return build


def dates(**values: str) -> Callable[[Path], Path]:
    """The good folder with dates of the first innovation."""

    def build(folder: Path) -> Path:
        data = tables()
        for column, value in values.items():
            if column in data["innovations"][0]:
                set_cell(data["innovations"], 2, column, value)
            else:
                add_column(data["innovations"], column, [value, ""])
        return write_folder(folder, data)

    return build


def merge(book: object) -> None:
    book["innovations"].merge_cells("E2:E3")  # type: ignore[index]


def formula(book: object) -> None:
    book["innovations"]["D3"] = '="Rapor"&" Digital"'  # type: ignore[index]


def error_value(book: object) -> None:
    book["innovations"]["C2"] = "#REF!"  # type: ignore[index]


def value(table: str, row: int, column: str, text: str, indicator: str = "") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        data = tables()
        if indicator:
            set_cell(data[table], row, "indicator", indicator)
            set_cell(data[table], row, "level", "")
        set_cell(data[table], row, column, text)
        return write_folder(folder, data)

    return build


INN, LEV, REG = "innovations", "innovation_levels", "region_levels"
CASES = [
    # Files and folders
    Case("no such path", lambda f: f / "tidak-ada", "path_not_found", "tidak ada", "tidak-ada"),
    Case("empty folder", lambda f: f, "folder_without_tables", "tidak memuat tabel"),
    Case("folder of a lock of Excel", lambda f: file_of("~$isian.xlsx", b"x")(f).parent, "folder_without_tables",
         "tidak memuat tabel"),
    Case("Word document", file_of("isian.docx", b"PK"), "file_kind", ".docx", "isian.docx"),
    Case("OpenDocument sheet", file_of("isian.ods", b"PK"), "file_kind", ".ods", "isian.ods"),
    Case("file without a suffix", file_of("isian", b"x"), "file_kind", "isian", "isian"),
    Case("one CSV alone", file_of("innovations.csv", b"a,b"), "single_file", "tidak cukup", "innovations.csv"),
    Case("no levels file", csv_changed(lambda d: d.pop(LEV)), "file_missing", "innovation_levels"),
    Case("no innovations file", csv_changed(lambda d: d.pop(INN)), "file_missing", "tabel innovations"),
    Case("slip in a file name", csv_changed(lambda d: d.update(inovations=d.pop(INN))), "file_ignored", "tidak dikenali",
         "inovations.csv", warning=True),
    Case("CSV and Parquet of one table", both_kinds, "table_twice", "innovations.csv", "innovations.parquet"),
    Case("41 MB", large, "file_too_large", "41 MB melebihi batas 40 MB", "innovations.csv"),
    Case("empty CSV", csv_bytes(INN, lambda b: b""), "file_empty", "kosong", "innovations.csv"),
    Case("CSV of blank lines", csv_bytes(INN, lambda b: b"\r\n\r\n"), "table_empty", "Tidak ada isi", "innovations.csv"),
    Case("CSV without header", csv_bytes(INN, lambda b: b.split(b"\n", 1)[1]), "header_missing", "judul kolom",
         "innovations.csv"),
    Case("header only", csv_bytes(INN, lambda b: b.split(b"\n", 1)[0]), "no_innovations", "Belum ada inovasi",
         "innovations.csv"),
    Case("UTF-16", csv_bytes(INN, lambda b: b.decode().encode("utf-16")), "encoding_utf16", "UTF-16", "innovations.csv"),
    Case("cp1252", csv_bytes(INN, lambda b: b.replace(b"Rapor Digital", b"Caf\xe9 Digital")), "encoding_cp1252",
         "Windows-1252", "innovations.csv:3", warning=True),
    Case("neither UTF-8 nor cp1252", csv_bytes(INN, lambda b: b.replace(b"Rapor", b"R\x81por")), "encoding_unknown",
         "mulai baris 3", "innovations.csv:3"),
    Case("zero bytes", csv_bytes(INN, lambda b: b.replace(b"Rapor", b"Ra\x00por")), "nul_bytes", "bita nol",
         "innovations.csv:3"),
    Case("unbalanced quote", csv_bytes(INN, lambda b: b.replace(b"Rapor", b'"Rapor')), "quote_unbalanced",
         "tidak berpasangan", "innovations.csv:3"),
    Case("too many cells", csv_bytes(INN, lambda b: b.replace(b"Posyandu Keliling", b"Posyandu, Keliling")),
         "row_ragged", "9 kolom, sedangkan judulnya 8", "innovations.csv:2"),
    Case("too few cells", csv_bytes(LEV, lambda b: b.replace(b"A1,sdm,1,8,", b"A1,sdm,1")), "row_ragged",
         "3 kolom, sedangkan judulnya 5", "innovation_levels.csv:3"),
    Case("corrupt Parquet", parquet_garbage, "parquet_corrupt", "Parquet", "innovations.parquet"),
    Case("Parquet with lists", parquet_of(pd.DataFrame({"innovation_id": ["A1"], "indicator": ["regulasi"],
         "level": [[1, 2]]})), "parquet_type", "berjenis list", "innovation_levels.parquet:level"),
    Case("Parquet with text as level", parquet_of(pd.DataFrame({"innovation_id": ["A1", "A2"],
         "indicator": ["regulasi", "regulasi"], "level": ["2", "dua"]})), "level_not_number", "dua",
         "innovation_levels.parquet:3:level"),
    Case("Parquet with one name twice", parquet_twice, "column_duplicate", "dua kali",
         "innovation_levels.parquet:innovation_id"),
    Case("Strict Open XML", strict, "xlsx_corrupt", "simpan ulang", "isian.xlsx"),
    Case("password", lambda f: FILES / "password.xlsx", "xlsx_password", "kata sandi", "password.xlsx"),
    Case("old Excel", file_of("isian.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)), "xls_old", ".xls",
         "isian.xls"),
    Case("not a zip", file_of("isian.xlsx", b"<html>"), "xlsx_corrupt", "rusak", "isian.xlsx"),
    Case("cut zip", lambda f: file_of("isian.xlsx", write_workbook(f / "x.xlsx", tables()).read_bytes()[:900])(f),
         "xlsx_corrupt", "rusak", "isian.xlsx"),
    Case("cut sheet", broken_sheet, "xlsx_corrupt", "rusak", "isian.xlsx"),
    Case("another kind of zip", other_zip, "not_xlsx", "bukan buku kerja", "isian.xlsx"),
    Case("unpacks to 2 GB", bomb, "xlsx_bomb", "1.907 MB", "isian.xlsx"),
    Case("empty XLSX file", file_of("isian.xlsx", b""), "file_empty", "kosong", "isian.xlsx"),
    Case("workbook without levels", xlsx(lambda d: d.pop(LEV)), "sheet_missing", "Parameter inovasi", "isian.xlsx"),
    Case("workbook of other sheets", lambda f: write_workbook(f / "isian.xlsx", {"Sheet1": [["a"]]}), "sheet_missing",
         "Sheet1", "isian.xlsx", n=2),
    Case("two sheets of one table", xlsx(lambda d: d.update(Inovasi=d[INN])), "table_twice", "Inovasi", "Inovasi"),
    Case("hidden sheet", xlsx_edited(lambda b: setattr(b[INN], "sheet_state", "hidden")), "sheet_hidden",
         "tersembunyi dan tetap dibaca", "innovations", warning=True),
    Case("filtered row", xlsx_edited(lambda b: setattr(b[INN].row_dimensions[3], "hidden", True)), "rows_hidden",
         "1 baris berisi", "innovations", warning=True),
    Case("hidden columns", xlsx_edited(lambda b: b[INN].column_dimensions.group("D", "E", hidden=True)),
         "columns_hidden", "2 kolom yang tersembunyi dan tetap dibaca: title, affair", "innovations", warning=True),
    # Header, rows and cells
    Case("required column missing", csv_changed(lambda d: drop_column(d[INN], "title")), "column_missing",
         "Judul inovasi", "innovations.csv"),
    Case("levels without level", csv_changed(lambda d: (drop_column(d[LEV], "level"), drop_column(d[LEV], "value"))),
         "column_missing", "Parameter", "innovation_levels.csv"),
    Case("duplicate column", csv_changed(lambda d: add_column(d[INN], "Judul", ["x", "y"])), "column_duplicate",
         "dua kali", "innovations.csv:1:Judul"),
    Case("duplicate column in a workbook", xlsx(lambda d: add_column(d[INN], "Judul", ["x", "y"])), "column_duplicate",
         "di D dan I", "innovations!I1"),
    Case("slip in a column name", csv_changed(lambda d: d[INN][0].__setitem__(6, "aplied_date")), "column_unknown",
         "applied_date", "innovations.csv:1:aplied_date"),
    Case("foreign column", csv_changed(lambda d: add_column(d[INN], "Nomor telepon", ["1", "2"])), "column_ignored",
         "tidak dibaca", "innovations.csv:1:Nomor telepon", warning=True),
    Case("data without header", csv_changed(lambda d: add_column(d[INN], "", ["x", ""])), "column_without_header",
         "tidak berjudul", "innovations.csv:2:9", warning=True),
    Case("blank row in the middle", csv_changed(lambda d: d[INN].insert(2, [""] * 8)), "row_blank", "1 baris kosong",
         "innovations.csv:3", warning=True),
    Case("merged cells", xlsx_edited(merge), "merged_cells", "E2:E3", "innovations!E2"),
    Case("formula never calculated", xlsx_edited(formula), "formula_without_value", "belum dihitung", "innovations!D3"),
    Case("formula error", xlsx_edited(error_value), "error_value", "#REF!", "innovations!C2"),
    Case("formula error in a CSV", csv_with(INN, 3, "title", "#REF!"), "error_value", "#REF!",
         "innovations.csv:3:title"),
    Case("Parquet of other columns", parquet_of(pd.DataFrame({"x": [1]})), "header_missing", "misalnya innovation_id,",
         "innovation_levels.parquet"),
    Case("control character", csv_with(INN, 3, "title", "Rapor\x07 Digital"), "control_characters", "karakter kendali",
         "innovations.csv:3:title", warning=True),
    # Regions, years and names
    Case("unknown region code", csv_with(INN, 2, "region_code", "19.99"), "region_unknown", "19.99",
         "innovations.csv:2:region_code"),
    Case("unknown region name", csv_with(INN, 2, "region_code", "Kota Pangkal Pinan"), "region_unknown",
         "Kota Pangkalpinang (19.71)", "innovations.csv:2:region_code"),
    Case("region code without its zero", csv_with(INN, 2, "region_code", "11.1"), "region_ambiguous", "11.01",
         "innovations.csv:2:region_code"),
    Case("kabupaten or kota", csv_with(INN, 2, "region_code", "Bogor"), "region_ambiguous", "Kota Bogor",
         "innovations.csv:2:region_code"),
    Case("region empty", csv_with(INN, 2, "region_code", ""), "cell_empty", "region_code", "innovations.csv:2:region_code"),
    Case("year in words", csv_with(INN, 2, "year", "dua ribu"), "year_invalid", "dua ribu", "innovations.csv:2:year"),
    Case("year of two digits", csv_with(INN, 3, "year", "26"), "year_invalid", "26", "innovations.csv:3:year"),
    Case("year empty", csv_with(INN, 3, "year", ""), "cell_empty", "wajib", "innovations.csv:3:year"),
    Case("no edition", csv_with(INN, 2, "year", "2022"), "year_no_edition", "2022", "innovations.csv:2:year"),
    Case("unknown affair", csv_with(INN, 2, "affair", "Kesehatn"), "affair_unknown", "Kesehatan",
         "innovations.csv:2:affair"),
    Case("unknown sector", csv_changed(lambda d: add_column(d[INN], "sector", ["kesehatn", "Sosial"])),
         "sector_unknown", "Kesehatan", "innovations.csv:2:sector", warning=True),
    Case("affair empty", csv_with(INN, 2, "affair", ""), "affair_empty", "belum diisi", "innovations.csv:2:affair",
         warning=True),
    Case("no affair column", csv_changed(lambda d: drop_column(d[INN], "affair")), "affair_column_missing",
         "iid-2026", "innovations.csv"),
    Case("unknown agency", with_agencies("Dinas Kesehatn"), "agency_unknown", "Dinas Kesehatan",
         "innovations.csv:3:agency"),
    Case("agency empty", with_agencies(""), "agency_missing", "belum diisi", "innovations.csv:3:agency", warning=True),
    Case("unknown form", csv_with(INN, 2, "form", "gotong royong"), "form_unknown", "pelayanan publik",
         "innovations.csv:2:form"),
    Case("neither sent nor not", csv_with(INN, 3, "sent", "mungkin"), "yes_no_unknown", "mungkin",
         "innovations.csv:3:sent"),
    Case("neither digital nor not", csv_changed(lambda d: add_column(d[INN], "digital", ["digital", "agak"])),
         "digital_unknown", "agak", "innovations.csv:3:digital"),
    # Innovations
    Case("duplicate id", csv_with(INN, 3, "innovation_id", "A1"), "duplicate_innovations", "baris 2",
         "innovations.csv:3:innovation_id"),
    Case("id empty", csv_with(INN, 3, "innovation_id", ""), "cell_empty", "innovation_id",
         "innovations.csv:3:innovation_id"),
    Case("title empty", csv_with(INN, 3, "title", " "), "title_empty", "Judul", "innovations.csv:3:title"),
    Case("same title", csv_with(INN, 3, "title", "POSYANDU  keliling."), "title_duplicate", "baris 2",
         "innovations.csv:3:title", warning=True),
    Case("no levels", csv_changed(lambda d: d.update({LEV: d[LEV][:4]})), "innovation_without_levels", "A2",
         "innovations.csv:3:innovation_id", warning=True),
    Case("levels of a stranger", csv_with(LEV, 3, "innovation_id", "A9"), "levels_without_innovation", "A9",
         "innovation_levels.csv:3:innovation_id"),
    Case("levels without id", csv_with(LEV, 3, "innovation_id", ""), "cell_empty", "wajib",
         "innovation_levels.csv:3:innovation_id"),
    # Dates
    Case("31 February", dates(applied_date="31/02/2024"), "date_impossible", "31/02/2024",
         "innovations.csv:2:applied_date"),
    Case("month first", dates(applied_date="03/25/2024"), "date_month_first", "tanggal/bulan/tahun",
         "innovations.csv:2:applied_date"),
    Case("serial number", dates(applied_date="45356"), "date_serial", "nomor seri", "innovations.csv:2:applied_date"),
    Case("month and year", dates(applied_date="Maret 2024"), "date_incomplete", "tidak lengkap",
         "innovations.csv:2:applied_date"),
    Case("year of two digits in a date", dates(applied_date="5/3/24"), "date_short_year", "dua angka",
         "innovations.csv:2:applied_date"),
    Case("no date at all", dates(applied_date="segera"), "date_not_date", "segera", "innovations.csv:2:applied_date"),
    Case("before the Republic", dates(applied_date="01/01/1924"), "date_out_of_range", "1945",
         "innovations.csv:2:applied_date"),
    Case("future", dates(trial_date="01/01/2199", applied_date=""), "date_future", "belum terjadi",
         "innovations.csv:2:trial_date"),
    Case("trial after application", dates(trial_date="06/03/2024"), "date_order", "6 Maret 2024",
         "innovations.csv:2:applied_date"),
    Case("developed before application", dates(developed_date="04/03/2024"), "date_order", "mendahului",
         "innovations.csv:2:developed_date"),
    Case("before the window", dates(applied_date="05/03/2021"), "date_outside_window", "1 Januari 2024",
         "innovations.csv:2:applied_date", warning=True),
    Case("dash as date", dates(applied_date="-"), "dash_as_empty", "kosong", "innovations.csv:2:applied_date",
         warning=True),
    # Levels and values
    Case("unknown indicator", csv_with(LEV, 2, "indicator", "regulsi"), "indicator_unknown", "regulasi",
         "innovation_levels.csv:2:indicator"),
    Case("unknown indicator column", csv_changed(lambda d: d.update({LEV: [["innovation_id", "regulsi"], ["A1", "2"]]}))
         , "indicator_unknown", "regulasi", "innovation_levels.csv:1:regulsi", n=0),
    Case("SPD indicator of an innovation", csv_with(LEV, 2, "indicator", "visi_misi"), "indicator_of_other_aspect_sid",
         "SPD", "innovation_levels.csv:2:indicator"),
    Case("SID indicator of a region", csv_with(REG, 2, "indicator", "video"), "indicator_of_other_aspect_spd", "SID",
         "region_levels.csv:2:indicator"),
    Case("computed indicator", csv_with(LEV, 2, "indicator", "jumlah_inovasi"), "indicator_computed", "otomatis",
         "innovation_levels.csv:2:indicator"),
    Case("level 4", csv_with(LEV, 2, "level", "4"), "level_range", "4", "innovation_levels.csv:2:level"),
    Case("negative level", csv_with(LEV, 2, "level", "-1"), "level_range", "0, 1, 2, 3", "innovation_levels.csv:2:level"),
    Case("half a level", csv_with(LEV, 2, "level", "1,5"), "level_range", "1,5", "innovation_levels.csv:2:level"),
    Case("level 4 in a wide table", wide(2, "regulasi", "4"), "level_range", "4", "innovation_levels.csv:2:regulasi"),
    Case("level in words", csv_with(LEV, 2, "level", "tinggi"), "level_not_number", "tinggi",
         "innovation_levels.csv:2:level"),
    Case("answer of another level", wide(2, "regulasi", "3 - Peraturan Kepala Daerah"), "level_text_mismatch",
         "Peraturan Daerah", "innovation_levels.csv:2:regulasi"),
    Case("level entered twice", csv_with(LEV, 3, "indicator", "regulasi"), "duplicate_innovation_levels", "baris 2",
         "innovation_levels.csv:3:innovation_id", n=0),
    Case("wide row entered twice", wide(3, "innovation_id", "A1"), "duplicate_innovation_levels", "baris 2",
         "innovation_levels.csv:3:innovation_id"),
    Case("level against value", csv_with(LEV, 3, "level", "3"), "level_value", "memberi parameter 1",
         "innovation_levels.csv:3:level"),
    Case("level against value in a wide table", wide(2, "sdm:value", "25"), "level_value", "memberi parameter 2",
         "innovation_levels.csv:2:sdm"),
    Case("value in two levels", value(REG, 3, "value", "5,23", "pendapatan_perkapita"), "value_overlap", "2 dan 3",
         "region_levels.csv:3:value"),
    Case("value between levels", value(LEV, 3, "value", "50,5", "pengaduan"), "value_between_read",
         "dibaca sebagai 1", "innovation_levels.csv:3:value", warning=True),
    Case("value between levels, one of them stated", between("2"), "value_between", "parameter 2 yang tertulis dipakai",
         "innovation_levels.csv:3:value", warning=True),
    Case("value between levels, another stated", between("3"), "level_value", "memberi parameter 1 dan 2",
         "innovation_levels.csv:3:level"),
    Case("value above the highest level", value(LEV, 3, "value", "6", "video"), "value_above", "di luar batas",
         "innovation_levels.csv:3:value", warning=True),
    Case("value below level 1", value(LEV, 3, "value", "2", "aktor"), "value_below", "dibaca sebagai 0",
         "innovation_levels.csv:3:value", warning=True),
    Case("half a person", value(LEV, 3, "value", "8,5"), "value_not_whole", "orang", "innovation_levels.csv:3:value",
         warning=True),
    Case("value of a question of words", csv_with(LEV, 2, "value", "7"), "value_unused", "tidak diukur",
         "innovation_levels.csv:2:value", warning=True),
    Case("value in words", csv_with(LEV, 3, "value", "delapan"), "value_not_number", "delapan",
         "innovation_levels.csv:3:value"),
    Case("1.462 percent", value(REG, 3, "value", "1.462", "investasi"), "number_ambiguous", "1462 atau 1,462",
         "region_levels.csv:3:value"),
    Case("35,336 percent", value(REG, 3, "value", "35,336", "pad"), "number_ambiguous", "35336 atau 35,336",
         "region_levels.csv:3:value"),
    Case("unknown basis", csv_with(LEV, 4, "basis", "kilogram"), "basis_unknown", "orang, unit",
         "innovation_levels.csv:4:basis"),
    Case("basis not given", csv_with(LEV, 4, "basis", ""), "basis_assumed", "dianggap berdasar orang",
         "innovation_levels.csv:4:basis", warning=True),
    Case("verified above claimed", csv_changed(lambda d: add_column(d[LEV], "verified_level", ["3", "1", "2", "3", "2"])),
         "verified_above", "lebih tinggi", "innovation_levels.csv:2:verified_level", warning=True),
    Case("sheet of another name", xlsx_edited(lambda b: setattr(b["innovations"], "title", "Inovasi kami")),
         "sheet_by_content", "menurut judul kolomnya", "Inovasi kami", warning=True),
    Case("own result of an unknown stage", own_result(stage="juara"), "stage_unknown", "nilai akhir",
         "published_results.csv:2:stage"),
    Case("own result of an unknown category", own_result(category="Juara"), "category_unknown", "Sangat Inovatif",
         "published_results.csv:2:category"),
    Case("own result in words", own_result(score="baik"), "result_number", "baik", "published_results.csv:2:score"),
    Case("own result above 100", own_result(score="571"), "result_score_range", "melebihi 100",
         "published_results.csv:2:score"),
    Case("own result that tells nothing", own_result(score="", category=""), "result_empty", "tidak memuat nilai",
         "published_results.csv:2:score"),
    Case("own result twice", own_result(twice=True), "duplicate_published_results", "baris 2",
         "published_results.csv:3:stage"),
    Case("lowered without a reason", lowered, "reason_empty", "tanpa alasan", "verification.csv:2:reason", warning=True),
    Case("earlier entry of the same year",
         csv_changed(lambda d: add_column(d["innovations"], "previous_id", ["A2", ""])), "previous_id_same",
         "tahun yang sama", "innovations.csv:2:previous_id", warning=True),
    Case("applied while on trial", csv_changed(lambda d: add_column(d["innovations"], "phase", ["uji coba", ""])),
         "phase_before_applied", "tanggal penerapannya terisi", "innovations.csv:2:phase", warning=True),
    Case("level with a currency", csv_with(LEV, 2, "level", "Rp 2"), "level_not_number", "Rp 2",
         "innovation_levels.csv:2:level"),
    Case("level with a percent sign", csv_with(LEV, 2, "level", "2%"), "level_not_number", "2%",
         "innovation_levels.csv:2:level"),
    Case("form empty", csv_with("innovations", 2, "form", ""), "form_empty", "tata kelola",
         "innovations.csv:2:form", warning=True),
    Case("date of application empty", csv_with("innovations", 2, "applied_date", ""), "applied_date_empty",
         "masa penerapan", "innovations.csv:2:applied_date", warning=True),
    Case("levels beside the title of another", csv_changed(lambda d: add_column(d[LEV], "title", [
        "POSYANDU  keliling", "Posyandu Keliling", "Posyandu Keliling", "Posyandu Keliling", ""])), "title_mismatch",
        "Rapor Digital", "innovation_levels.csv:5:title", warning=True),
    Case("region level of another region", csv_with(REG, 3, "region_code", "19.71"), "region_without_innovations",
         "19.71", "region_levels.csv:3:region_code", warning=True),
    Case("agencies of nobody knows which region", csv_changed(lambda d: (
        set_cell(d["innovations"], 3, "region_code", "19.71"), d.update(agencies=[["agency"], ["Dinas Kesehatan"]]))),
        "agencies_region_unclear", "19.71, 99.71", "agencies.csv"),
    # SPD
    Case("SPD total under 2026", csv_changed(lambda d: d[REG].append(["99.71", "2026", "spd_total", "", "40"])),
         "spd_total_not_used", "iid-2026", "region_levels.csv:4:indicator"),
    Case("SPD total too high", spd_2025("70"), "spd_total_range", "0 sampai", "region_levels.csv:2:value"),
    Case("SPD total negative", spd_2025("-1"), "spd_total_range", "−1", "region_levels.csv:2:value"),
    Case("SPD total empty", spd_2025(""), "spd_missing", '"region_levels.csv"', "region_levels.csv", warning=True),
    Case("no region levels", csv_changed(lambda d: d.pop(REG)), "spd_missing", "99.71", "innovations.csv", warning=True),
    Case("region level entered twice", csv_changed(lambda d: d[REG].append(region_levels()[1])),
         "duplicate_region_levels", "baris 2", "region_levels.csv:4:indicator"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_bad_input_is_reported_at_its_place(case: Case, tmp_path: Path) -> None:
    path = case.build(tmp_path)
    problems = intake.check(path)
    mine = [p for p in problems if p.code == case.code]
    assert mine, [(p.code, p.place, p.what) for p in problems]
    if case.n:
        assert len(mine) == case.n
    problem = mine[0]
    assert case.says in problem.what + problem.fix
    assert not case.place or problem.place == case.place
    assert problem.severity == ("warning" if case.warning else "error")
    assert problem.fix
    if errors(problems):
        with pytest.raises(DataError) as caught:
            intake.load(path)
        assert caught.value.problems == problems
    else:
        assert intake.load(path) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_bad_input_does_the_same_in_english(case: Case, tmp_path: Path) -> None:
    path = case.build(tmp_path)
    ours = [(p.code, p.file, p.row) for p in intake.check(path)]
    assert sorted(ours) == sorted((p.code, p.file, p.row) for p in intake.check(path, lang="en"))


def test_corpus_covers_every_sentence_of_the_catalogue() -> None:
    codes = {key.split(".")[1] for key in catalogue("id", "intake")}
    limits = {"too_many_rows", "row_too_wide", "text_too_long", "parquet_text", "xlsx_cells"}
    rare = {"more_alike", "number_by_context", "duplicate_agencies", "duplicate_regions", "spd_level_unused",
            "spd_total_empty", "no_access"}  # fmt: skip
    in_memory = {"frame_unknown", "frame_kind", "frame_columns", "cell_kind", "cell_text", "table_missing",
                 "region_number", "sent_unclear"}  # fmt: skip
    of_gather = {"agency_without_innovation", "basic_services_short", "level_begins", "level_without_evidence",
                 "mandatory_empty", "sent_unsure", "short_text"}  # fmt: skip
    of_labels = {"label_twice", "no_labels"}  # tests/typology/test_against.py
    several = {"workbook_without_tables", "no_workbooks", "file_twice", "shapes_mixed"}
    assert (
        codes - {case.code for case in CASES} - rare - in_memory - of_gather - several - limits - of_labels
        == set()
    )


def test_catalogues_have_the_same_keys() -> None:
    for topic in ("intake", "form"):
        assert set(catalogue("id", topic)) == set(catalogue("en", topic))


def test_many_equal_faults_are_said_a_hundred_times_and_counted(tmp_path: Path) -> None:
    data = tables()
    data["innovations"] = [data["innovations"][0]] + [
        [f"B{k}", "99.71", "2026", f"Judul {k}", "Sihir", "lainnya", "2024-03-05", ""] for k in range(150)
    ]
    problems = [p for p in intake.check(write_folder(tmp_path, data)) if p.code == "affair_unknown"]
    assert len(problems) == 101
    assert problems[0].row == 0
    assert "50 baris lain" in problems[0].what


def test_equal_faults_of_many_columns_are_all_counted(tmp_path: Path) -> None:
    data = tables()
    ids = [f"B{k}" for k in range(20)]
    data["innovations"] = [data["innovations"][0]] + [
        [name, "99.71", "2026", f"Judul {name}", "Kesehatan", "lainnya", "2024-03-05", ""] for name in ids
    ]
    data["innovation_levels"] = [["innovation_id", *INDICATORS], *([name, *["Rp 2"] * 20] for name in ids)]
    problems = [p for p in intake.check(write_folder(tmp_path, data)) if p.code == "level_not_number"]
    assert sum(p.row > 0 for p in problems) == 100
    assert ["300 baris lain" in p.what for p in problems if not p.row] == [True]


def test_equal_faults_of_a_region_are_all_counted(tmp_path: Path) -> None:
    folder = spd_2025("40")(tmp_path)
    rows = [["99.71", "2025", "visi_misi", "1"]] * 450
    write_folder(folder, {"region_levels": [["region_code", "year", "indicator", "level"], *rows]})
    problems = [p for p in intake.check(folder) if p.code == "spd_level_unused"]
    assert len(problems) == 101
    assert "350 baris lain" in problems[0].what


@pytest.mark.parametrize("name", ["isian.xlsx", "innovations.csv"])
def test_a_file_that_may_not_be_opened_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / name, tables()) if name == "isian.xlsx" else write_folder(tmp_path, tables())
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file.name == name:
            raise PermissionError(13, "Permission denied", str(file))
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problems = [(p.code, p.file, p.severity) for p in intake.check(path)]
    assert problems[0] == ("no_access", name, "error")
    assert "file_missing" not in {code for code, *_ in problems}


def test_a_folder_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Path) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [(p.code, p.file) for p in intake.check(tmp_path)] == [("no_access", tmp_path.name)]


def test_what_openpyxl_warns_of_is_no_message_of_ours(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    def change(book: object) -> None:
        cell = book["innovations"]["G2"]  # type: ignore[index]
        cell.value, cell.number_format = 99_999_999_999, "dd/mm/yyyy"

    problems = intake.check(xlsx_edited(change)(tmp_path))
    assert [p.place for p in problems if p.code == "error_value"] == ["innovations!G2"]
    assert recwarn.list == []


def test_agencies_of_no_innovations_are_not_said_to_be_of_several_regions(tmp_path: Path) -> None:
    data = tables() | {"innovations": innovations()[:1], "agencies": [["agency"], ["Dinas Kesehatan"]]}
    assert [p.code for p in intake.check(write_folder(tmp_path, data))] == ["no_innovations"]


def test_ambiguous_numbers_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    folder = value(REG, 3, "value", "1.462", "investasi")(tmp_path)
    for lang, readings in {"id": "1462 atau 1,462.", "en": "1462 or 1.462."}.items():
        assert [
            p.what.endswith(readings) for p in intake.check(folder, lang=lang) if p.code == "number_ambiguous"
        ] == [True]


def test_a_header_cannot_steer_the_terminal(tmp_path: Path) -> None:
    data = tables()
    add_column(data["innovations"], "Nomor \x1b[31m telepon", ["1", "2"])
    assert "\x1b" not in as_text(intake.check(write_folder(tmp_path, data)))


def test_reading_never_changes_the_files(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, tables())
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}
    intake.load(folder)
    assert before == {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def test_today_is_not_the_future(tmp_path: Path) -> None:
    path = dates(applied_date="2025-06-01")(tmp_path)
    assert "date_future" not in {p.code for p in intake.check(path, today=dt.date(2025, 6, 1))}
    assert "date_future" in {p.code for p in intake.check(path, today=dt.date(2025, 5, 31))}
    with pytest.raises(DataError):
        intake.load(path, today=dt.date(2025, 5, 31))
    build = dates(applied_date=dt.date.today().isoformat())
    assert "date_future" not in {p.code for p in intake.check(build(tmp_path / "now"))}


def test_randomly_damaged_workbooks_are_reported(tmp_path: Path) -> None:
    rng = random.Random(2026)
    content = write_workbook(tmp_path / "good.xlsx", tables()).read_bytes()
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        (tmp_path / "isian.xlsx").write_bytes(damaged)
        assert all(p.what and p.fix for p in intake.check(tmp_path / "isian.xlsx"))


def test_random_cells_are_reported(tmp_path: Path) -> None:
    rng = random.Random(2026)
    odd = ["", "-", "1.462", "=A1", "\u2212", "nan", "1e9", "2 - x", "inf", "#REF!", "31/12/2025", '"', "a,b", "level",
           "spd_total", "-1", "19.7", "9" * 50, 10**60, float("inf")]  # fmt: skip
    for k in range(60):
        data = tables() if k % 2 else tables() | {"innovation_levels": wide_levels()}
        for _ in range(rng.randint(1, 5)):
            row = rng.choice(rng.choice(list(data.values())))
            row[rng.randrange(len(row))] = rng.choice(odd)
        assert all(p.what and p.fix for p in intake.check(write_folder(tmp_path / str(k), data)))
        assert all(p.what and p.fix for p in intake.check(write_workbook(tmp_path / f"{k}.xlsx", data)))
