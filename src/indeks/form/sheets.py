"""What stands in which sheet of the template: columns, what is filled in beforehand, lists of answers, rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from indeks import regions
from indeks.edition import Edition, Indicator
from indeks.form import layout
from indeks.form.layout import FIRST_ROW
from indeks.form.lists import ROOM, ROOM_AGENCIES, answers, innovation_id
from indeks.intake.dates import EARLIEST
from indeks.intake.headers import BASE, column_label, field_label
from indeks.intake.vocabulary import affairs, sectors
from indeks.tables import CORRECTIONS, EXAMINED, REQUIRED, TABLES
from indeks.texts import Texts, catalogue

WIDTHS = {
    "innovation_id": 17, "region_code": 9, "year": 7, "title": 36, "description": 60, "agency": 36, "affair": 36,
    "partners": 26, "indicator": 27, "name": 40, "hint": 44, "unit": 14, "level": 30, "verified_level": 30,
    "value": 14, "evidence": 40, "stated": 30, "stated_value": 12, "stated_evidence": 40, "reason": 40,
    "source": 40, "stage": 16,
}  # fmt: skip
WIDTH, WIDTH_OF_AGENCIES, WIDTH_OF_VALUES = 18, 60, 20
INNOVATIONS = (*TABLES["innovations"], *CORRECTIONS["innovations"])
"""Columns of the sheet of innovations."""
TEXTS = (
    "region_code",
    "innovation_id",
    "indicator",
    "title",
    "description",
    "agency",
    "previous_id",
    "note",
    "reason",
    "source",
)
DATES = ("trial_date", "applied_date", "developed_date")
DATE_COLUMNS = (*DATES, "examined_date")
NUMBERS = ("value", "year", "score", "n_innovations", "n_agencies", "rank")
ANY_NUMBER = ("-1E+12", "1E+12")

Ready = Mapping[str, Callable[[int], Any]]
"""Content of the columns that are filled in before anyone gets the workbook, by row from 0."""


@dataclass
class Maker:
    """One workbook in the making; lists of answers are gathered and written to a hidden sheet last."""

    book: Any
    rule: Edition
    region: str
    year: int
    t: Texts
    file: str
    ids: Sequence[str] = ()
    """Identifiers of the rows for innovations; by default as many as :data:`ROOM`, numbered from 1."""
    agency: str = ""
    """The agency that the workbook is for, where it is for one."""
    listed: Sequence[Mapping[str, Any]] = ()
    """Agencies that are known beforehand."""
    ranges: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the rows their identifiers."""
        self.ids = self.ids or [innovation_id(self.region, self.year, k) for k in range(1, ROOM + 1)]

    @property
    def place(self) -> str:
        """Return the name of the region."""
        return regions.full_name(self.region, self.t.lang)

    @property
    def synthetic(self) -> bool:
        """Whether the region is made up."""
        return regions.is_synthetic(self.region)

    def title(self, text: str) -> str:
        """Return the title of a sheet, which says where data are made up."""
        return f"{self.t('reports.synthetic')}: {text}" if self.synthetic else text

    def name(self, sheet: str) -> str:
        """Return the name of a sheet in the language."""
        return self.t(f"form.sheet.{sheet}")

    @property
    def room_agencies(self) -> int:
        """How many agencies there is room for."""
        return 1 if self.agency else max(ROOM_AGENCIES, len(self.listed) + ROOM_AGENCIES // 4)

    @property
    def room(self) -> int:
        """How many innovations there is room for."""
        return len(self.ids)

    # --- sheets

    def guide(self) -> None:
        """Write the sheet that says how to fill the others."""
        t, ws = self.t, self.book.active
        ws.title = self.name("guide")
        values = {"region": self.place, "year": self.year, "file": self.file, "agency": self.agency}
        lines: list[tuple[str, str]] = [("title", self.title(t("form.guide.title", **values)))]
        if self.synthetic:
            lines.append(("head", t("form.guide.synthetic")))
        summary = self.rule.summary_text(t.lang)
        lines.append(("", t("form.guide.edition", title=self.rule.title_text(t.lang), summary=summary)))
        if self.agency:
            lines.append(("head", t("form.guide.agency", **values)))
        parts = ("who", "steps", "colours", "rules", "deadlines", "check")
        for part in ("agency_steps", *parts[2:4], "check") if self.agency else parts:
            head = {"deadlines": "deadline_head", "agency_steps": "agency_steps_head"}.get(part, f"{part}_head")
            lines.append(("head", t(f"form.guide.{head}")))
            if part == "colours":
                kinds = ("entry", "locked", "required", "optional")
                lines += [(c, t(f"form.guide.colour_{c}")) for c in kinds]
            elif part == "check":
                lines.append(("", t("form.guide.check", **values)))
            else:
                lines += [("", line) for line in _list(t, f"form.guide.{part}")]
        layout.guide(ws, lines)
        self._page(ws, "guide", portrait=True)

    def agencies(self) -> None:
        """Write the sheet of agencies."""
        columns = [c for c in TABLES["agencies"] if c != "region_code"]
        required = set(REQUIRED["agencies"])
        listed, n_rows = self.listed, self.room_agencies
        ready = {c: (lambda k, c=c: listed[k].get(c)) for c in columns} if self.agency else {}
        ws = self.table("agencies", columns, n_rows, ready, required=required,
                         widths={"agency": WIDTH_OF_AGENCIES})  # fmt: skip
        self.choices(ws, columns.index("must_innovate") + 1, _list(self.t, "form.choice.yes_no"), n_rows)
        self._suggest(ws, columns.index("kind") + 1, _list(self.t, "form.choice.kind"), n_rows)
        for row, agency in enumerate(listed, start=FIRST_ROW):
            for position, column in enumerate(columns, start=1):
                ws.cell(row, position).value = agency.get(column)

    def innovations(self) -> None:
        """Write the sheet of innovations."""
        columns = list(INNOVATIONS)
        ready: Ready = {
            "innovation_id": lambda k: self.ids[k],
            "region_code": lambda _: self.region,
            "year": lambda _: self.year,
        }
        if self.agency:
            ready = {**ready, "agency": lambda _: self.agency}
        required = {*REQUIRED["innovations"], "agency", "form", "applied_date"}
        required |= {"affair"} if self.rule.has_basic_rule else set()
        ws = self.table("innovations", columns, self.room, ready, required=required, freeze=5, pages=2)
        at = {c: columns.index(c) + 1 for c in columns}
        room = self.room
        self.choices(ws, at["affair"], [a.name for a in affairs()], room)
        self.choices(ws, at["form"], _list(self.t, "form.choice.form"), room)
        self.choices(ws, at["digital"], _list(self.t, "form.choice.digital"), room)
        self.choices(ws, at["sent"], _list(self.t, "form.choice.yes_no"), room)
        self._suggest(ws, at["sector"], list(dict.fromkeys(sectors()[self.t.lang].values())), room)
        self._suggest(ws, at["phase"], _list(self.t, "form.choice.phase"), room)
        self._suggest(ws, at["initiator"], _list(self.t, "form.choice.initiator"), room)
        if not self.agency:
            source = f"'{self.name('agencies')}'!$A${FIRST_ROW}:$A${FIRST_ROW + self.room_agencies - 1}"
            self.allow(ws, at["agency"], room, "agency", kind="list", formula1=source, style="warning")
        for column in DATES:
            self.date(ws, at[column], room)

    def innovation_levels(self) -> None:
        """Write the sheet of levels, one row an innovation."""
        labels: dict[str, str] = {}
        notes: dict[str, str] = {}
        widths: dict[str, int] = {}
        lists: dict[str, list[str]] = {}
        required = {"innovation_id"}
        for indicator in self.rule.of_aspect("sid"):
            code = indicator.code
            lists[code] = answers(indicator, self.t)
            if len(indicator.scales) > 1:
                names = [(s.basis, s.name_en if self.t.lang == "en" else s.name) for s in indicator.scales]
                lists[f"{code}:basis"] = [f"{basis} - {name}" for basis, name in names]
            fields = ["level"] + ["basis"] * (f"{code}:basis" in lists)
            fields += ["value"] * any(s.numeric for s in indicator.scales)
            for part in fields:
                column = code if part == "level" else f"{code}:{part}"
                labels[column] = field_label(indicator, part, self.t.lang)
                widths[column] = WIDTH_OF_VALUES if part == "value" else _width(lists[column])
            notes[code] = self._note(indicator)
            required |= {code} if indicator.mandatory else set()
        notes["evidence"] = self.t("form.hint.evidence_of_innovation")
        columns = ["innovation_id", "title", *labels, "evidence"]
        ws = self.table("innovation_levels", columns, self.room, self._ready(), labels=labels, notes=notes,
                         widths=widths, required=required, freeze=3, pages=4)  # fmt: skip
        for position, column in enumerate(columns, start=1):
            if column in lists:
                self.choices(ws, position, lists[column], self.room)
            elif column.endswith(":value"):
                self.number(ws, position, self.room)

    def verification(self) -> None:
        """Write the sheet of the examiner."""
        indicators = self.rule.of_aspect("sid")
        codes = [f"{i.code}:verified_level" for i in indicators]
        labels = {c: field_label(i, "verified_level", self.t.lang) for c, i in zip(codes, indicators, strict=True)}
        lists = {c: answers(i, self.t, verified=True) for c, i in zip(codes, indicators, strict=True)}
        widths = {c: _width(lists[c]) for c in codes}
        columns = ["innovation_id", "title", *codes, *EXAMINED]
        ws = self.table("verification", columns, self.room, self._ready(), labels=labels,
                         widths=widths, required={"innovation_id"}, freeze=3, pages=3)  # fmt: skip
        for position, code in enumerate(codes, start=3):
            self.choices(ws, position, lists[code], self.room)
        self.date(ws, len(columns), self.room)

    def lists(self) -> None:
        """Write the sheet of the lists that cells offer."""
        ws = self.book.create_sheet(self.name("lists"))
        for position, entries in enumerate(self.ranges, start=1):
            for row, entry in enumerate(entries, start=1):
                ws[f"{get_column_letter(position)}{row}"] = entry
        ws.sheet_state = "hidden"
        ws.protection.sheet = True

    # --- parts of a sheet

    def _ready(self) -> Ready:
        """Return identifiers and the title each has in the sheet of innovations, to see whose row it is."""

        def cells(column: str) -> str:
            letter = get_column_letter(INNOVATIONS.index(column) + 1)
            return f"'{self.name('innovations')}'!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + self.room - 1}"

        titles, ids = cells("title"), cells("innovation_id")
        return {
            "innovation_id": lambda k: self.ids[k],
            "title": lambda k: f'=IFERROR(INDEX({titles},MATCH($A{FIRST_ROW + k},{ids},0))&"","")',
        }

    def _note(self, indicator: Indicator) -> str:
        parts = [self.t("form.hint.evidence_asked", evidence=indicator.evidence)] if indicator.evidence else []
        parts += [self.t("form.hint.mandatory")] if indicator.mandatory else []
        return "\n".join(parts)

    def table(
        self, table: str, columns: Sequence[str], n_rows: int, ready: Ready, *,
        labels: Mapping[str, str] | None = None, notes: Mapping[str, str] | None = None,
        widths: Mapping[str, int] | None = None, required: set[str], freeze: int = 2, pages: int = 1,
    ) -> Any:  # fmt: skip
        """Make a sheet; columns before the position ``freeze`` stay in sight and are repeated in print."""
        t = self.t
        ws = self.book.create_sheet(self.name(table))
        base = BASE.get(table, table)
        made = []
        for code in columns:
            hint = f"form.hint.{code}"
            form = "@" if code in TEXTS and not (code == "title" and code in ready) else "General"
            made.append(
                layout.Column(
                    code,
                    (labels or {}).get(code) or column_label(base, code, t.lang),
                    (widths or {}).get(code) or WIDTHS.get(code, WIDTH),
                    (notes or {}).get(code) or (t(hint) if t.has(hint) and code not in ready else ""),
                    ready.get(code),
                    code in required,
                    code in NUMBERS or code.endswith(":value"),
                    "dd/mm/yyyy" if code in DATE_COLUMNS else form,
                )
            )
        title = self.title(t(f"form.title.{table}", region=self.place, year=self.year))
        note = f"form.note.{table}"
        layout.table(
            ws, title, made, n_rows, height=None if table == "agencies" else layout.TWO_LINES,
            note=t(note) if t.has(note) else "", repeated=freeze - 1 if pages > 1 or t.has(note) else 0,
        )  # fmt: skip
        if n_rows == self.room:
            layout.filters(ws, len(columns), n_rows)
        ws.freeze_panes = ws.cell(FIRST_ROW, freeze)
        self._page(
            ws, table, pages=pages, repeat_columns=f"A:{get_column_letter(freeze - 1)}" if pages > 1 else ""
        )
        return ws

    def _page(
        self, ws: Any, table: str, *, pages: int = 1, repeat_columns: str = "", portrait: bool = False
    ) -> None:  # fmt: skip
        layout.page(
            ws, header=f"{self.place}, {self.year}", name=self.name(table), footer=self.rule.id,
            number=self.t("form.footer.page"), pages=pages, repeat_columns=repeat_columns, portrait=portrait,
        )  # fmt: skip

    def choices(
        self, ws: Any, position: int, entries: Sequence[str], n_rows: int, first: int = FIRST_ROW, *,
        message: str = "list", style: str = "stop",
    ) -> None:  # fmt: skip
        """Give a column a list to choose from; equal lists share one range of the hidden sheet."""
        entries = tuple(entries)
        if entries not in self.ranges:
            letter = get_column_letter(len(self.ranges) + 1)
            self.ranges[entries] = f"'{self.name('lists')}'!${letter}$1:${letter}${len(entries)}"
        source = self.ranges[entries]
        self.allow(ws, position, n_rows, message, kind="list", formula1=source, first=first, style=style)

    def _suggest(self, ws: Any, position: int, entries: Sequence[str], n_rows: int) -> None:
        """Give a column a list of the usual answers; another is asked about and may stay."""
        self.choices(ws, position, entries, n_rows, message="other", style="warning")

    def number(self, ws: Any, position: int, n_rows: int) -> None:
        """Take numbers only in a column."""
        low, high = ANY_NUMBER
        self.allow(ws, position, n_rows, "number", kind="decimal", operator="between", formula1=low, formula2=high)

    def date(self, ws: Any, position: int, n_rows: int) -> None:
        """Take dates only in a column."""
        first = str((EARLIEST - dt.date(1899, 12, 30)).days)  # Excel counts days from there
        self.allow(ws, position, n_rows, "date", kind="date", operator="greaterThanOrEqual", formula1=first)

    def allow(
        self, ws: Any, position: int, n_rows: int, message: str, *, kind: str, formula1: str,
        formula2: str | None = None, operator: str | None = None, style: str = "stop", first: int = FIRST_ROW,
        **values: Any,
    ) -> None:  # fmt: skip
        """Say what a column takes, and the message for anything else."""
        layout.rule(
            ws, position, n_rows, title=self.t("form.stop.title"),
            message=self.t(f"form.stop.{message}", **values), kind=kind, formula1=formula1, formula2=formula2,
            operator=operator, style=style, first=first,
        )  # fmt: skip


def _width(entries: Sequence[str]) -> int:
    return layout.width_for(entries, least=22)


def _list(t: Texts, key: str) -> list[str]:
    """Return an entry of the catalogue that is a list."""
    return list(catalogue(t.lang, key.split(".", 1)[0])[key])
