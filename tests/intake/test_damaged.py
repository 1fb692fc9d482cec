"""Workbooks whose XML says what no spreadsheet means: read as Excel reads them, or refused; never one thing for another."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import indeks
from builders import tables, write_workbook
from indeks import intake
from indeks.problems import errors

Parts = dict[str, str]
LEVELS = "xl/worksheets/sheet{}.xml"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "isian.xlsx", tables())


def part_of(path: Path, table: str) -> str:
    """The part of a sheet, by the order of the sheets."""
    with zipfile.ZipFile(path) as archive:
        names = re.findall(r'<sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    return LEVELS.format(names.index(table) + 1)


def changed(path: Path, change: Callable[[Parts], object]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before, "nothing was changed"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def cell(path: Path, xml: str) -> Path:
    """Put other XML in the place of the first level, C2, which says 2."""
    part = part_of(path, "innovation_levels")

    def change(parts: Parts) -> None:
        parts[part] = re.sub(r'<c r="C2".*?</c>', xml, parts[part], count=1)

    return changed(path, change)


def faults(path: Path) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in errors(intake.check(path))]


SAME = [
    '<c r="C2"><v>2</v></c>',
    '<c r="C2" t="n"><v> 2.0 </v></c>',
    '<c r="C2"><v>2E0</v></c>',
    '<c r="C2" t="str"><v>2</v></c>',
    '<c r="C2" t="inlineStr"><is><t>2</t></is></c>',
    '<c r="C2" t="inlineStr"><v>2</v></c>',
    '<c r="C2"><v><!-- dua -->2</v></c>',
    '<c r="C2"><f>1+1</f><v>2</v></c>',
]
"""XML of a cell that says two."""


@pytest.mark.parametrize("xml", SAME)
def test_a_level_is_read_whatever_its_xml(xml: str, workbook: Path) -> None:
    expected = indeks.score(intake.load(cell(workbook, SAME[0])))
    other = indeks.score(intake.load(cell(workbook, '<c r="C2"><v>1</v></c>')))
    assert not other.equals(expected)
    assert_frame_equal(indeks.score(intake.load(cell(workbook, xml))), expected)


@pytest.mark.parametrize(
    "text", ["0_2", "1_0", "٢", "２", "0x2", "2 2", "--2", "2,0,0", "TRUE", "NaN", "INF", "1e"]
)
def test_what_is_no_number_in_xml_is_named_at_its_cell(text: str, workbook: Path) -> None:
    assert faults(cell(workbook, f'<c r="C2"><v>{text}</v></c>')) == [("level_not_number", "C2")]


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="C2"><v>2</v></c><c r="C2"><v>3</v></c>',
        '<c r="C9"><v>2</v></c>',
        '<c r="C2"><v>2</v><v>3</v></c>',
        '<c r="C2"><v>2<i/>3</v></c>',
        '<c r="C2" t="s"><v>-1</v></c>',
        '<c r="C2" t="s"><v>0_1</v></c>',
        '<c r="C2" t="s"><v>999999</v></c>',
        '<c r="C2" t="d"><v>2</v></c>',
        '<c r="C2" s="x"><v>2</v></c>',
    ],
)
def test_what_no_spreadsheet_writes_is_damage(xml: str, workbook: Path) -> None:
    assert faults(cell(workbook, xml)) == [("xlsx_corrupt", "")]


def test_two_rows_in_one_place_are_damage(workbook: Path) -> None:
    part = part_of(workbook, "innovations")
    path = changed(workbook, lambda p: p.update({part: p[part].replace('<row r="3"', '<row r="2"')}))
    assert faults(path) == [("xlsx_corrupt", "")]


@pytest.mark.parametrize("table", ["innovations", "innovation_levels", "region_levels", "regions"])
@pytest.mark.parametrize("how", ["part", "relation", "id"])
def test_a_sheet_that_is_listed_and_not_there_is_damage(table: str, how: str, workbook: Path) -> None:
    """A region without its SPD would have half its points."""
    if table == "regions":
        changed(
            workbook, lambda p: p.update({"xl/workbook.xml": p["xl/workbook.xml"].replace("region_levels", table)})
        )
    part = part_of(workbook, table)

    def lose(parts: Parts) -> None:
        book, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
        if how == "part":
            del parts[part]
        elif how == "relation":
            parts[rels] = re.sub(rf"<Relationship [^>]*{part.rpartition('/')[2]}[^>]*/>", "", parts[rels])
        else:
            parts[book] = re.sub(rf'(<sheet [^>]*name="{table}"[^>]*?) r:id="\w+"', r"\1", parts[book])

    assert faults(changed(workbook, lose)) == [("xlsx_corrupt", "")]
