"""What a small file unfolds to has limits: it is refused with a sentence, or read as what a person sees in it."""

from __future__ import annotations

import pickle
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import tables, write_folder, write_workbook
from indeks import errors, intake
from indeks.intake import folder, parquet, parts
from indeks.problems import DataError

END = b"</sheetData>"
PATCHED = "xl/worksheets/sheet1.xml"


def workbook_with(path: Path, change: Callable[[bytes], bytes], part: str = PATCHED) -> Path:
    """The good workbook with the XML of one part changed."""
    good = write_workbook(path.with_name("good.xlsx"), tables())
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            target.writestr(member.filename, change(content) if member.filename == part else content)
    return path


def after_data(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(END, xml + END)


def levels_parquet(path: Path, table: pa.Table, name: str = "innovation_levels") -> Path:
    write_folder(path, tables())
    (path / f"{name}.csv").unlink()
    pq.write_table(table, path / f"{name}.parquet")
    return path


def raw(path: Path) -> tuple[list[str], list[parts.Raw]]:
    with path.open("rb") as file:
        return parts.raw_sheets(file)


def codes(path: Path) -> set[str]:
    return {p.code for p in intake.check(path)}


def test_a_row_beyond_those_of_excel_is_refused(tmp_path: Path) -> None:
    row = b'<row r="2000000000"><c r="A2000000000" t="inlineStr"><is><t>x</t></is></c></row>'
    path = workbook_with(tmp_path / "isian.xlsx", after_data(row))
    assert path.stat().st_size < 10_000
    (problem,) = intake.check(path)
    assert (problem.code, problem.place) == ("too_many_rows", "isian.xlsx")
    assert "1.048.576" in problem.what


@pytest.mark.parametrize("row", [b"<row></row>", b"<row/>", b'<row><c s="1"/></row>'])
def test_more_rows_than_excel_has_are_refused_even_if_they_are_empty(
    row: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_ROWS", 1000)
    assert codes(workbook_with(tmp_path / "isian.xlsx", after_data(row * 1100))) == {"too_many_rows"}


def test_formatted_blank_rows_end_a_sheet(tmp_path: Path) -> None:
    blank = b"".join(
        b'<row r="%d" spans="1:3" s="1" customFormat="1"><c r="A%d" s="1"/><c s="2" r="B%d"/></row>' % (r, r, r)
        for r in range(4, 30_000)
    )
    path = workbook_with(tmp_path / "isian.xlsx", after_data(blank))
    assert intake.check(path) == []
    assert len(intake.load(path).innovations) == 2


def test_blank_cells_without_an_address_keep_their_place(tmp_path: Path) -> None:
    cells = b'<c/><c t="inlineStr"><is><t>99.71</t></is></c>'
    row = b'<row r="4"><c r="A4" t="inlineStr"><is><t>A3</t></is></c>' + cells.replace(b"<c/>", b"") + b"</row>"
    path = workbook_with(tmp_path / "isian.xlsx", after_data(row))
    assert raw(path)[1][0].rows[-1] == (4, ["A3", "99.71"])
    path = workbook_with(tmp_path / "isian.xlsx", after_data(b'<row r="4">' + cells + b"</row>"))
    assert raw(path)[1][0].rows[-1] == (4, [None, "99.71"])


def test_a_text_that_looks_like_a_blank_cell_is_kept(tmp_path: Path) -> None:
    text = b'<c r="A4" t="inlineStr"><is><t><![CDATA[<c r="A1"/>]]></t></is></c>'
    path = workbook_with(tmp_path / "isian.xlsx", after_data(b'<row r="4">' + text + b"</row>"))
    assert raw(path)[1][0].rows[-1] == (4, ['<c r="A1"/>'])


@pytest.mark.parametrize("block", [1, 7, 64])
def test_blocks_do_not_matter(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "isian.xlsx", tables())
    whole = raw(path)
    monkeypatch.setattr(parts, "BLOCK", block)
    assert raw(path) == whole


def test_merged_ranges_are_clipped_and_counted(tmp_path: Path) -> None:
    merged = b"".join(b'<mergeCell ref="A%d:XFD1048576"/>' % k for k in range(1, 1001))
    twice = b'<mergeCell ref="A1:XFD1048576"/>' * 1000 + b'<mergeCell ref="none"/><mergeCell/>'
    path = workbook_with(
        tmp_path / "isian.xlsx",
        lambda c: c.replace(END, END + b"<mergeCells>" + merged + twice + b"</mergeCells>"),
    )
    problems = [p for p in intake.check(path) if p.code == "merged_cells"]
    assert len(problems) == 101
    assert [p.more for p in problems if p.more] == [900]


@pytest.mark.parametrize(
    ("limit", "content"),
    [
        ("MAX_TAGS", b'<row r="%d"><c r="A%d"><v>1</v></c></row>'),
        ("MAX_SLOTS", b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>'),
        ("MAX_BLANKS", b'<row r="%d"><c r="A%d"/></row>'),
    ],
)
def test_cells_beyond_the_limit_are_refused(
    limit: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b"".join(content % (r, r) for r in range(4, 500))
    path = workbook_with(tmp_path / "isian.xlsx", after_data(rows))
    assert "xlsx_cells" not in codes(path)
    monkeypatch.setattr(parts, limit, 400)
    assert codes(path) == {"xlsx_cells"}


def with_shared_texts(path: Path, texts: bytes) -> Path:
    """The good workbook with the title of the first innovation in the list of shared texts, as Excel writes it."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    good = write_workbook(path.with_name("good.xlsx"), tables())
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == PATCHED:
                inline = b'<c r="D2" t="inlineStr"><is><t>Posyandu Keliling</t></is></c>'
                assert inline in content
                content = content.replace(inline, b'<c r="D2" t="s"><v>0</v></c>')
            if member.filename == "[Content_Types].xml":
                override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind
                content = content.replace(b"</Types>", override + b"</Types>")
            target.writestr(member.filename, content)
        namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        target.writestr(parts._STRINGS, b'<sst xmlns="%s">%s</sst>' % (namespace, texts))
    return path


def test_a_formatted_text_is_read_whole(tmp_path: Path) -> None:
    runs = b"<si><r><t>Posyandu</t></r><r><rPr><b/></rPr><t> Keliling</t></r><rPh><t>x</t></rPh></si>"
    path = with_shared_texts(tmp_path / "isian.xlsx", runs)
    assert intake.load(path).innovations["title"].tolist() == ["Posyandu Keliling", "Rapor Digital"]


def test_shared_texts_and_styles_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = with_shared_texts(tmp_path / "isian.xlsx", b"<si><t>a</t></si>" * 2000)
    assert codes(path) == set()
    monkeypatch.setattr(parts, "MAX_TAGS", 2000)
    assert codes(path) == {"xlsx_cells"}
    monkeypatch.setattr(parts, "MAX_SETTINGS", 100)
    assert codes(path) == {"xlsx_bomb"}


def test_metadata_of_parquet_are_read_before_the_data(tmp_path: Path) -> None:
    path = levels_parquet(tmp_path, pa.table({"innovation_id": pa.nulls(parquet.MAX_LEVELS + 1, pa.string())}))
    assert (path / "innovation_levels.parquet").stat().st_size < 10_000
    assert "too_many_rows" in codes(path)


def test_a_line_of_commas_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, tables())
    with (tmp_path / "innovations.csv").open("a") as file:
        file.write("," * 3_000_000 + "\n")
    (problem,) = [p for p in intake.check(tmp_path) if p.code == "row_too_wide"]
    assert (problem.place, "16.384" in problem.what) == ("innovations.csv:4", True)


def test_a_row_over_many_lines_is_no_wider(tmp_path: Path) -> None:
    write_folder(tmp_path, tables())
    with (tmp_path / "innovations.csv").open("a") as file:
        file.write('"\n",' * 20_000)
    assert "row_too_wide" in codes(tmp_path)


def test_blank_lines_cost_nothing_and_rows_keep_their_number(tmp_path: Path) -> None:
    write_folder(tmp_path, tables())
    with (tmp_path / "innovations.csv").open("a") as file:
        file.write("\n" * 100_000 + "A3,99.71,2026,Tanpa Urusan,Sihir,lainnya,2024-03-05,\n" + "\n" * 100_000)
    (problem,) = [p for p in intake.check(tmp_path) if p.code == "affair_unknown"]
    assert problem.row == 100_004
    (gap,) = [p for p in intake.check(tmp_path) if p.code == "row_blank"]
    assert (gap.row, gap.values["n"]) == (4, 100_000)


def test_more_rows_than_a_spreadsheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path, tables())
    monkeypatch.setattr(folder, "MAX_ROWS", 3)
    assert "too_many_rows" in codes(tmp_path)


def test_texts_of_parquet_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, *rows = tables()["innovations"]
    frame = pd.DataFrame(rows, columns=head).assign(title="x" * 1000)
    path = levels_parquet(tmp_path, pa.Table.from_pandas(frame, preserve_index=False), "innovations")
    assert "text_too_long" not in codes(path)
    monkeypatch.setattr(parquet, "MAX_TEXT", 1500)
    assert "text_too_long" in codes(path)


def test_a_fault_in_many_rows_is_sought_a_name_for_where_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indeks.intake import levels

    sought: list[str] = []
    monkeypatch.setattr(levels, "nearest", lambda name, _names: sought.append(name) or [])
    rows = [["A1", f"indikator {k}", "2"] for k in range(5000)]
    write_folder(tmp_path, tables() | {"innovation_levels": [["innovation_id", "indicator", "level"], *rows]})
    problems = [p for p in intake.check(tmp_path) if p.code == "indicator_unknown"]
    assert [p.more for p in problems if p.more] == [4900]
    assert len(sought) == 100


def test_problems_are_worded_where_they_are_shown(tmp_path: Path) -> None:
    data = tables()
    data["innovations"][1][4] = "Sihir"
    write_folder(tmp_path, data)
    with pytest.raises(DataError) as caught:
        intake.load(tmp_path, lang="id")
    error = pickle.loads(pickle.dumps(caught.value))
    assert "tidak ada dalam daftar" in str(error)
    assert "is not in the list" in error.text("en")
    assert error.text("id") == str(error)
    with pytest.raises(DataError) as caught:
        intake.load(tmp_path)
    errors.speak("en")
    assert str(caught.value) == error.text("en")


def test_a_number_of_hundreds_of_digits_is_no_year(tmp_path: Path) -> None:
    path = workbook_with(
        tmp_path / "isian.xlsx", lambda c: c.replace(b"<v>2026</v>", b"<v>" + b"9" * 400 + b"</v>")
    )
    assert {p.cell for p in intake.check(path) if p.code == "year_invalid"} == {"C2", "C3"}


def test_a_text_that_stands_in_every_row_is_counted_in_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_shared_texts(tmp_path / "isian.xlsx", b"<si><t>" + b"a" * 2000 + b"</t></si>")
    assert codes(path) == set()
    monkeypatch.setattr(parts, "MAX_LETTERS", 2000)
    assert codes(path) == {"xlsx_bomb"}


def test_plain_rows_are_read_as_openpyxl_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = b"".join(
        b'<c r="%s%d"%s><v>%s</v></c>' % (column, 4, kind, text)
        for column, kind, text in (
            (b"A", b' t="s"', b"0"), (b"C", b"", b"2026"), (b"D", b' t="n"', b"1.50"), (b"F", b' s="0"', b"1E3"),
            (b"AB", b"", b"-7"), (b"AC", b"", b""),
        )
    )  # fmt: skip
    row = b'<row r="4" spans="1:9" ht="15">' + cells + b"</row>"
    hidden = re.sub(rb'(r="[A-Z]*)4"', rb'\g<1>5"', row).replace(b'r="5"', b'r="5" hidden="1"', 1)
    path = with_shared_texts(tmp_path / "isian.xlsx", b"<si><t>a</t></si>")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as target:
        for member in source.infolist():
            content = source.read(member)
            more = END if member.filename != PATCHED else row + hidden + END
            target.writestr(member.filename, content.replace(END, more))
    fast = raw(tmp_path / "x.xlsx")
    assert fast[1][0].rows[-1][1][:6] == ["a", None, 2026, 1.5, None, 1000.0]
    assert fast[1][0].hidden_rows == [5]
    monkeypatch.setattr(parts, "_PLAIN_ROW", parts.re.compile(b"(?!)"))
    assert raw(tmp_path / "x.xlsx") == fast


def test_a_key_in_many_rows_is_told_with_its_first_row(tmp_path: Path) -> None:
    rows = [["A1", "regulasi", "2"] for _ in range(20_000)]
    write_folder(tmp_path, tables() | {"innovation_levels": [["innovation_id", "indicator", "level"], *rows]})
    problems = [p for p in intake.check(tmp_path) if p.code == "duplicate_innovation_levels"]
    assert {p.values["first"] for p in problems} == {2}
    assert [p.more for p in problems if p.more] == [20_000 - 1 - 100]


def test_a_title_that_repeats_where_region_and_year_are_wrong_is_no_fault_of_the_program(tmp_path: Path) -> None:
    data = tables()
    for cells in data["innovations"][1:]:
        cells[1:4] = ["entah", "entah", "sama"]
    write_folder(tmp_path, data)
    assert "title_duplicate" in codes(tmp_path)
