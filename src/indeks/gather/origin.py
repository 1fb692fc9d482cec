"""The sheet of a merged workbook that says from which file each innovation came, and under which ID.

It is read again when a merged workbook is merged with what agencies send later, so that an innovation that had to
be renumbered is known for the same.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from indeks.form import layout
from indeks.texts import LANGUAGES, Texts, texts
from indeks.texts.spelling import key

Origins = Mapping[str, Sequence[tuple[str, str]]]
"""By ID of a merged workbook: the files that brought the innovation, and its ID in each."""
_NAME = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"')
COLUMNS = ("innovation_id", "file", "earlier_id", "title")
LABELS = {"title": "title_column"}


def write_origins(book: Any, rows: Sequence[tuple[str, str, str, str]], title: str, t: Texts) -> None:
    """Add the sheet to a workbook; rows are ID, file, ID in the file, and title."""
    sheet = book.create_sheet(t("gather.origin.sheet"), book.sheetnames.index(t("form.sheet.lists")))
    widths = {"innovation_id": 20, "file": 44, "earlier_id": 20, "title": 60}
    place = {name: k for k, name in enumerate(COLUMNS)}

    def ready(name: str) -> Any:
        return lambda k: rows[k][place[name]]

    columns = [
        layout.Column(c, t(f"gather.origin.{LABELS.get(c, c)}"), widths[c], ready=ready(c)) for c in COLUMNS
    ]
    layout.table(sheet, title, columns, len(rows))
    for row in range(layout.FIRST_ROW, layout.FIRST_ROW + len(rows)):
        for cell in sheet[row]:
            cell.data_type = "s"
    layout.page(sheet, header=title, name=sheet.title, footer="", number=t("form.footer.page"))


def read_origins(path: Path) -> Origins | None:
    """Return the origins a merged workbook tells; None for any other workbook."""
    import openpyxl

    names = {key(texts(lang)("gather.origin.sheet")) for lang in LANGUAGES}
    with zipfile.ZipFile(path) as archive:  # opening a workbook takes long, and few have the sheet
        listed = _NAME.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace"))
    if not names & {key(name) for name in listed}:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True)
    try:
        title = next(s for s in book.sheetnames if key(s) in names)
        origins: dict[str, list[tuple[str, str]]] = {}
        for cells in book[title].iter_rows(min_row=layout.FIRST_ROW, max_col=len(COLUMNS), values_only=True):
            name, file, earlier = (str(c or "") for c in cells[:3])
            if name:
                origins.setdefault(name, []).append((file, earlier))
        return origins
    finally:
        book.close()
