"""The workbook a Bapperida sends to its agencies: sheets to fill in, with lists of answers and locked headers.

Each table sheet has a title, a row of column codes, a row of labels, and data from row 4 on;
:func:`indeks.intake.read` takes it back.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import regions
from indeks.edition import Edition, Indicator
from indeks.intake.dates import EARLIEST
from indeks.intake.headers import column_label, field_label
from indeks.intake.names import affairs
from indeks.tables import REQUIRED, SPD_TOTAL, TABLES
from indeks.texts import Texts, texts

ROOM = 250
"""Innovations a workbook has room for: 200 count at most under every edition that states a cap."""
ROOM_AGENCIES = 200
CODE_ROW, LABEL_ROW, FIRST_ROW = 2, 3, 4
GREY, WHITE, DARK, LIGHT = "E7E6E6", "FFFFFF", "1F4E79", "DDEBF7"
WIDTHS = {"title": 42, "description": 60, "agency": 34, "affair": 36, "evidence": 40, "hint": 44, "name": 38}
DATE_COLUMNS = ("trial_date", "applied_date", "developed_date")


def write(
    path: str | Path, *, region_code: str, year: int, edition: Edition | str | None = None, lang: str = "id"
) -> Path:
    """Write an empty workbook for one region and year.

    Parameters
    ----------
    path
        Where to write it; an existing file is replaced at once, or not at all.
    region_code
        Kemendagri code, such as ``"19.71"``.
    year
        Year of the entries.
    edition
        The rules, or their identifier or path; by default those of the year.
    lang
        Language of labels and guide, ``"id"`` or ``"en"``.

    Raises
    ------
    indeks.regions.UnknownRegion
        If there is no such region.
    indeks.edition.EditionError
        If there is no edition for the year.
    """
    import openpyxl

    rule = edition if isinstance(edition, Edition) else editions.resolve(edition, year, lang)
    code = regions.resolve(region_code, lang)
    book = openpyxl.Workbook()
    book.properties.creator = "indeks"
    path = Path(path)
    maker = _Maker(book, rule, code, year, texts(lang), path.name)
    maker.guide()
    maker.agencies()
    maker.innovations()
    maker.innovation_levels()
    maker.verification()
    maker.region_levels()
    maker.lists()
    _save(book, path)
    return path


def _save(book: Any, path: Path) -> None:
    handle, name = tempfile.mkstemp(suffix=".xlsx", prefix=".", dir=path.parent)
    os.close(handle)
    try:
        book.save(name)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)  # mkstemp makes files private; others have to open this one
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def answers(indicator: Indicator, t: Texts) -> list[str]:
    """Return the entries of an indicator's list: not filled in, then each level with its text.

    Where a level means different things on different bases, the name of the basis stands before its text.
    """
    several = len(indicator.scales) > 1
    lines = [t("template.field.not_filled")]
    for scale in indicator.scales:
        name = scale.name_en if t.lang == "en" else scale.name
        lines += [f"{lv.score} - {name}: {lv.text(t.lang)}" if several else f"{lv.score} - {lv.text(t.lang)}"
                  for lv in scale.levels]  # fmt: skip
    return lines


@dataclass
class _Maker:
    """One workbook in the making; lists of answers are gathered and written to a hidden sheet last."""

    book: Any
    rule: Edition
    region: str
    year: int
    t: Texts
    file: str
    ranges: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return regions.full_name(self.region, self.t.lang)

    def name(self, sheet: str) -> str:
        return self.t(f"template.sheet.{sheet}")

    def innovation_id(self, k: int) -> str:
        return f"{self.region}-{self.year}-{k + 1:03d}"

    # --- sheets

    def guide(self) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        t, ws = self.t, self.book.active
        ws.title = self.name("guide")
        ws.column_dimensions["A"].width = 110
        values = {"region": self.place, "year": self.year, "file": self.file}
        lines: list[tuple[str, str]] = [("title", t("template.guide.title", **values))]
        if self.region.startswith(f"{regions.SYNTHETIC_PROVINCE}."):
            lines.append(("head", t("template.guide.synthetic")))
        summary = self.rule.summary_text(t.lang)
        lines.append(("", t("template.guide.edition", title=self.rule.title_text(t.lang), summary=summary)))
        for part in ("who", "steps", "colours", "rules", "deadlines", "check"):
            head = "deadline_head" if part == "deadlines" else f"{part}_head"
            lines.append(("head", t(f"template.guide.{head}")))
            if part == "colours":
                lines += [(c, t(f"template.guide.colour_{c}")) for c in ("entry", "locked", "required")]
            elif part == "check":
                lines.append(("", t("template.guide.check", **values)))
            else:
                lines += [("", line) for line in _list(t, f"template.guide.{part}")]
        fills = {"entry": WHITE, "locked": GREY, "required": DARK}
        for row, (kind, text) in enumerate(lines, start=1):
            cell = ws.cell(row, 1, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if kind in ("title", "head"):
                cell.font = Font(bold=True, size=16 if kind == "title" else 12)
            elif kind:
                cell.fill = PatternFill("solid", start_color=fills[kind])
                cell.font = Font(color=WHITE if kind == "required" else "000000")
        self._page(ws, "guide", portrait=True)

    def agencies(self) -> None:
        columns = [c for c in TABLES["agencies"] if c != "region_code"]
        ws = self._table("agencies", columns, ROOM_AGENCIES, {})
        self._choices(
            ws, columns.index("must_innovate") + 1, _list(self.t, "template.choice.yes_no"), ROOM_AGENCIES
        )

    def innovations(self) -> None:
        columns = list(TABLES["innovations"])
        ready: dict[str, Callable[[int], Any]] = {
            "innovation_id": self.innovation_id,
            "region_code": lambda _: self.region,
            "year": lambda _: self.year,
        }
        required = {*REQUIRED["innovations"], "agency", "form", "applied_date"}
        required |= {"affair"} if self.rule.has_basic_rule else set()
        ws = self._table("innovations", columns, ROOM, ready, required=required)
        at = {c: columns.index(c) + 1 for c in columns}
        self._choices(ws, at["affair"], [a.name for a in affairs()], ROOM)
        self._choices(ws, at["form"], _list(self.t, "template.choice.form"), ROOM)
        self._choices(ws, at["digital"], _list(self.t, "template.choice.digital"), ROOM)
        self._choices(ws, at["sent"], _list(self.t, "template.choice.yes_no"), ROOM)
        source = f"'{self.name('agencies')}'!$A${FIRST_ROW}:$A${FIRST_ROW + ROOM_AGENCIES - 1}"
        self._rule(ws, at["agency"], ROOM, "agency", type="list", formula1=source, style="warning")
        for column in DATE_COLUMNS:
            first = (EARLIEST - dt.date(1899, 12, 30)).days  # Excel counts days from there
            self._rule(
                ws, at[column], ROOM, "date", type="date", operator="greaterThanOrEqual", formula1=str(first)
            )
            for row in range(FIRST_ROW, FIRST_ROW + ROOM):
                ws.cell(row, at[column]).number_format = "dd/mm/yyyy"

    def innovation_levels(self) -> None:
        labels: dict[str, str] = {}
        notes: dict[str, str] = {}
        required = {"innovation_id"}
        for indicator in self.rule.of_aspect("sid"):
            fields = ["level"]
            fields += ["basis"] if len(indicator.scales) > 1 else []
            fields += ["value"] if any(s.numeric for s in indicator.scales) else []
            for part in fields:
                code = indicator.code if part == "level" else f"{indicator.code}:{part}"
                labels[code] = field_label(indicator, part, self.t.lang)
            notes[indicator.code] = self._note(indicator)
            required |= {indicator.code} if indicator.mandatory else set()
        columns = ["innovation_id", "title", *labels]
        ws = self._table(
            "innovation_levels",
            columns,
            ROOM,
            self._ready(),
            labels=labels,
            notes=notes,
            required=required,
            pages=3,
        )
        for position, code in enumerate(columns, start=1):
            name, _, part = code.partition(":")
            if name not in labels:
                continue
            indicator = self.rule.indicator(name)
            if part == "value":
                self._rule(ws, position, ROOM, "number", type="decimal", operator="between", formula1="-1E+12",
                           formula2="1E+12")  # fmt: skip
            elif part == "basis":
                self._choices(ws, position, [f"{s.basis} - {s.name_en if self.t.lang == 'en' else s.name}"
                                             for s in indicator.scales], ROOM)  # fmt: skip
            else:
                self._choices(ws, position, answers(indicator, self.t), ROOM)

    def verification(self) -> None:
        indicators = self.rule.of_aspect("sid")
        labels = {f"{i.code}:verified_level": field_label(i, "verified_level", self.t.lang) for i in indicators}
        columns = ["innovation_id", "title", *labels]
        ws = self._table("verification", columns, ROOM, self._ready(), labels=labels, pages=2)
        for position, indicator in enumerate(indicators, start=3):
            self._choices(ws, position, answers(indicator, self.t), ROOM)

    def region_levels(self) -> None:
        columns = ["region_code", "year", "indicator", "name", "hint", "unit", "level", "verified_level", "value",
                   "evidence"]  # fmt: skip
        t, lang = self.t, self.t.lang
        rows = self.rule.of_aspect("spd") if self.rule.has_spd_levels else ()
        names = [i.text(lang) for i in rows] or [t("template.field.spd_total")]
        codes = [i.code for i in rows] or [SPD_TOTAL]
        ready: dict[str, Callable[[int], Any]] = {
            "region_code": lambda _: self.region,
            "year": lambda _: self.year,
            "indicator": lambda k: codes[k],
            "name": lambda k: names[k],
            "hint": lambda k: rows[k].evidence if rows else "",
            "unit": lambda k: rows[k].scales[0].unit if rows else "",
        }
        if not rows:
            ready |= {"level": lambda _: None, "verified_level": lambda _: None}
        ws = self._table("region_levels", columns, len(codes), ready)
        level, verified, value = (columns.index(c) + 1 for c in ("level", "verified_level", "value"))
        for k, indicator in enumerate(rows):
            for position in (level, verified):
                self._choices(ws, position, answers(indicator, t), 1, first=FIRST_ROW + k)
        if rows:
            self._rule(ws, value, len(codes), "number", type="decimal", operator="between", formula1="-1E+12",
                       formula2="1E+12")  # fmt: skip
        elif "max_spd" in self.rule.formula:
            limit = self.rule.formula["max_spd"].value
            self._rule(
                ws, value, 1, "total", type="decimal", operator="between", formula1="0", formula2=str(limit),
                limit=t.plain(limit),
            )  # fmt: skip

    def lists(self) -> None:
        from openpyxl.utils import get_column_letter

        ws = self.book.create_sheet(self.name("lists"))
        for position, entries in enumerate(self.ranges, start=1):
            for row, entry in enumerate(entries, start=1):
                ws[f"{get_column_letter(position)}{row}"] = entry
        ws.sheet_state = "hidden"
        ws.protection.sheet = True

    # --- parts of a sheet

    def _ready(self) -> dict[str, Callable[[int], Any]]:
        """Identifiers, and titles taken from the sheet of innovations so that people see which row is theirs."""
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(TABLES["innovations"].index("title") + 1)
        source = f"'{self.name('innovations')}'!${letter}"
        return {
            "innovation_id": self.innovation_id,
            "title": lambda k: f'=IF({source}{FIRST_ROW + k}="","",{source}{FIRST_ROW + k})',
        }

    def _note(self, indicator: Indicator) -> str:
        parts = [self.t("template.hint.evidence", evidence=indicator.evidence)] if indicator.evidence else []
        parts += [self.t("template.hint.mandatory")] if indicator.mandatory else []
        return "\n".join(parts)

    def _table(
        self, table: str, columns: Sequence[str], n_rows: int, ready: Mapping[str, Callable[[int], Any]], *,
        labels: Mapping[str, str] | None = None, notes: Mapping[str, str] | None = None,
        required: set[str] | None = None, pages: int = 1,
    ) -> Any:  # fmt: skip
        """Make a sheet: title, codes, labels, and rows of which the columns of ``ready`` are filled and locked."""
        from openpyxl.comments import Comment
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
        from openpyxl.utils import get_column_letter

        t, lang = self.t, self.t.lang
        ws = self.book.create_sheet(self.name(table))
        ws["A1"] = t(f"template.title.{table}", region=self.place, year=self.year)
        ws["A1"].font = Font(bold=True, size=14)
        base = "innovation_levels" if table == "verification" else table
        required = required if required is not None else set(REQUIRED.get(table, ()))
        thin = Side(style="thin", color="BFBFBF")
        border = Border(left=thin, right=thin, top=thin, bottom=thin)
        wrap = Alignment(wrap_text=True, vertical="top")
        grey, white = PatternFill("solid", start_color=GREY), PatternFill("solid", start_color=WHITE)
        for position, code in enumerate(columns, start=1):
            label = (labels or {}).get(code) or column_label(base, code, lang)
            dark = code in required
            head = ws.cell(CODE_ROW, position, code)
            head.font, head.fill = Font(size=8, color="7F7F7F"), grey
            cell = ws.cell(LABEL_ROW, position, label)
            cell.font = Font(bold=True, color=WHITE if dark else "000000")
            cell.fill = PatternFill("solid", start_color=DARK if dark else LIGHT)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = border
            note = (notes or {}).get(code) or (
                t(f"template.hint.{code}") if t.has(f"template.hint.{code}") else ""
            )
            if note:
                cell.comment = Comment(note, "indeks", width=320, height=110)
            ws.column_dimensions[get_column_letter(position)].width = WIDTHS.get(code, 26 if labels else 18)
            locked = code in ready
            for k in range(n_rows):
                entry = ws.cell(FIRST_ROW + k, position)
                if locked:
                    entry.value = ready[code](k)
                entry.protection = Protection(locked=locked)
                entry.fill = grey if locked else white
                entry.border, entry.alignment = border, wrap
                if code in ("region_code", "innovation_id", "indicator", "title", "description", "agency"):
                    entry.number_format = "@" if not (locked and code == "title") else "General"
        ws.row_dimensions[LABEL_ROW].height = 62
        ws.freeze_panes = ws.cell(FIRST_ROW, 3 if labels else 2)
        ws.protection.sheet = True
        ws.protection.formatColumns = ws.protection.formatRows = False  # people may widen columns and rows
        self._page(ws, table, pages=pages, repeat_columns="A:B" if labels else None)
        return ws

    def _page(
        self, ws: Any, table: str, *, pages: int = 1, repeat_columns: str | None = None, portrait: bool = False
    ) -> None:  # fmt: skip
        ws.page_setup.orientation = "portrait" if portrait else "landscape"
        ws.page_setup.paperSize = ws.PAPERSIZE_A4
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = pages, 0
        if not portrait:
            ws.print_title_rows = f"1:{LABEL_ROW}"
        if repeat_columns:
            ws.print_title_cols = repeat_columns
        ws.oddHeader.center.text = f"{self.place}, {self.year}"
        ws.oddHeader.right.text = self.name(table)
        ws.oddFooter.center.text = self.t("template.footer.page")
        ws.oddFooter.left.text = self.rule.id

    def _choices(
        self, ws: Any, position: int, entries: Sequence[str], n_rows: int, first: int = FIRST_ROW
    ) -> None:
        """Give a column a list to choose from; equal lists share one range of the hidden sheet."""
        from openpyxl.utils import get_column_letter

        entries = tuple(entries)
        if entries not in self.ranges:
            letter = get_column_letter(len(self.ranges) + 1)
            self.ranges[entries] = f"'{self.name('lists')}'!${letter}$1:${letter}${len(entries)}"
        self._rule(ws, position, n_rows, "list", type="list", formula1=self.ranges[entries], first=first)

    def _rule(
        self, ws: Any, position: int, n_rows: int, message: str, *, type: str, formula1: str,
        formula2: str | None = None, operator: str | None = None, style: str = "stop", first: int = FIRST_ROW,
        **values: Any,
    ) -> None:  # fmt: skip
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(
            type=type, operator=operator, formula1=formula1, formula2=formula2, allow_blank=True, errorStyle=style,
            showErrorMessage=True, errorTitle=self.t("template.stop.title"),
            error=self.t(f"template.stop.{message}", **values),
        )  # fmt: skip
        letter = get_column_letter(position)
        rule.add(f"{letter}{first}:{letter}{first + n_rows - 1}")
        ws.add_data_validation(rule)


def _list(t: Texts, key: str) -> list[str]:
    """Return an entry of the catalogue that is a list."""
    from indeks.texts import catalogue

    return list(catalogue(t.lang, key.split(".", 1)[0])[key])
