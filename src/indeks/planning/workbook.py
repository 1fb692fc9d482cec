"""A plan as a workbook to tick off: all steps, a sheet for each agency, a calendar back from the deadline.

A best set is written as a workbook too. Cells that a spreadsheet would take for a formula are made harmless.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from indeks import regions
from indeks.planning import steps, wording
from indeks.planning.account import agency_of, evidence_of
from indeks.planning.ahead import Ahead
from indeks.planning.portfolio import Portfolio
from indeks.planning.steps import Plan
from indeks.texts import Texts
from indeks.texts.cells import harmless
from indeks.texts.words import category_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NAME_LENGTH = 31
TICK = "☐"
WIDTHS = {"action": 70, "evidence": 45, "agency": 34, "innovation": 45, "done": 9, "order": 6}


def plan_book(found: Plan, t: Texts) -> bytes:
    """Return a plan as the bytes of a workbook.

    Parameters
    ----------
    found
        A plan that reaches its target.
    t
        Texts of the language.
    """
    book = _book()
    rows = plan_rows(found, t)
    heads = ["done", "order", "action", "agency", "evidence", "effort", "lead"]
    question = found.asked
    if question.deadline is not None:
        heads += ["start", "due"]
    heads.append("index_after")
    taken: set[str] = set()
    head = [_title(question.situation, t), t("planning.plan.head", **_head(found, t)), *wording.verdict(found, t)]
    _sheet(book, t("planning.plan.sheet"), taken, head, heads, rows, t)
    for agency in sorted({row["agency"] for row in rows}, key=lambda a: (not a, a)):
        mine = [row for row in rows if row["agency"] == agency]
        name = agency or t("planning.plan.no_agency")
        days = t.plain(sum(float(row["effort"]) for row in mine))
        total = f"{t('planning.plan.total')}: {days} {t('planning.column.effort').lower()}"
        _sheet(book, name, taken, [name, total, wording.basis_of(found, t)], heads, mine, t)
    if question.deadline is not None:
        dated = sorted((r for r in rows if r["start"]), key=lambda r: (r["start"], r["order"]))
        _sheet(
            book,
            t("planning.plan.calendar"),
            taken,
            [head[1]],
            ["done", "start", "due", "action", "agency"],
            dated,
            t,
        )
    return _bytes(book)


def plan_rows(found: Plan, t: Texts) -> list[dict[str, Any]]:
    """Return the actions of a plan in words, one row each, with the days to begin and to be done by."""
    question = found.asked
    rows = []
    for row in steps.rows(found.actions):
        start = wording.begin_by(row, question.deadline)
        rows.append(
            {
                "done": TICK,
                "order": row["order"],
                "action": wording.sentence(row, question, t),
                "agency": agency_of(row, question.efforts, t.lang),
                "evidence": evidence_of(row, question, t.lang),
                "effort": row["effort"],
                "lead": row["lead"],
                "start": start,
                "due": question.deadline if start else None,
                "index_after": row["index_after"],
            }
        )
    return rows


def send_book(best: Portfolio, later: Ahead, t: Texts) -> bytes:
    """Return a best set as the bytes of a workbook: innovations, index by number sent, rules to come."""
    book = _book()
    taken: set[str] = set()
    one = best.situation
    head = [_title(one, t), *send_lines(best, t), t("planning.send.columns")]
    rows = [{**row, "innovation": row["title"], "flags": ", ".join(row["flags"])}
            for row in best.innovations.to_dict("records")]  # fmt: skip
    for row in rows:
        row |= {k: t("planning.send.yes" if row[k] else "planning.send.no") for k in ("sent_now", "best")}
    heads = [
        "innovation_id",
        "innovation",
        "agency",
        "maturity",
        "sent_now",
        "best",
        "adds",
        "reoptimised",
        "flags",
    ]
    _sheet(book, t("planning.send.innovations"), taken, head, heads, rows, t)
    _sheet(book, t("planning.send.curve"), taken, [t("planning.send.curve")], ["n", "index"],
           best.curve.to_dict("records"), t)  # fmt: skip
    heads = ["year", "divisor", "needed", "index", "best_index", "n_best", "out_of_window"]
    told = t("planning.send.ahead", sources=", ".join(later.sources))
    _sheet(book, t("planning.send.ahead_sheet"), taken, [told], heads, later.table.to_dict("records"), t)
    return _bytes(book)


def send_lines(best: Portfolio, t: Texts) -> list[str]:
    """Return what a best set says: now, best, what is held back."""
    one = best.situation
    lines = [t("planning.send.now", n=int(one.sent.sum()), index=best.now)]
    if best.sent == [i for i, s in zip(one.ids, one.sent, strict=True) if s]:
        lines.append(t("planning.send.same"))
    else:
        named = category_text(best.category, t)
        lines.append(t("planning.send.best", n=len(best.sent), index=best.index, category=named))
    held = sum(1 for k, i in enumerate(one.ids) if i in one.flagged and one.never[k])
    if held:
        lines.append(t("planning.send.flagged", n=held))
    return lines


def _title(one: Any, t: Texts) -> str:
    name = regions.full_name(one.region, t.lang) if regions.known(one.region) else one.region
    return t("planning.send.head", region=name, year=one.year, edition=one.rule.title_text(t.lang))


def _head(found: Plan, t: Texts) -> dict[str, Any]:
    from indeks.planning import targets

    one = found.asked.situation
    name = regions.full_name(one.region, t.lang) if regions.known(one.region) else one.region
    return {"region": name, "year": one.year, "edition": one.rule.title_text(t.lang),
            "target": targets.describe(found.asked.target, t.lang)}  # fmt: skip


def plan_head(found: Plan, t: Texts) -> str:
    """Return the head of a plan: region, year, edition and target."""
    return t("planning.plan.head", **_head(found, t))


def send_head(best: Portfolio, t: Texts) -> str:
    """Return the head of a best set: region, year and edition."""
    return _title(best.situation, t)


# --- sheets


def _book() -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    return book


def _sheet(
    book: Workbook, name: str, taken: set[str], head: Sequence[str], heads: Sequence[str],
    rows: Sequence[dict[str, Any]], t: Texts,
) -> Worksheet:  # fmt: skip
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(_name(name, taken))
    for line in head:
        sheet.append([harmless(line)])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append([])
    sheet.append([t(f"planning.column.{h}") for h in heads])
    top = sheet.max_row
    for cell in sheet[top]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([harmless(_value(row.get(h))) for h in heads])
    for k, h in enumerate(heads, start=1):
        letter = sheet.cell(top, k).column_letter
        sheet.column_dimensions[letter].width = WIDTHS.get(h, 16)
        for cells in sheet.iter_rows(min_row=top + 1, min_col=k, max_col=k):
            cells[0].alignment = Alignment(wrap_text=True, vertical="top")
            if h in ("index_after", "index", "best_index", "adds", "reoptimised"):
                cells[0].number_format = "0.00"
            elif h in ("start", "due"):
                cells[0].number_format = "yyyy-mm-dd"
    if "done" in heads and rows:
        ticks = DataValidation(type="list", formula1=f'"{TICK},☑"', allow_blank=True)
        sheet.add_data_validation(ticks)
        ticks.add(f"A{top + 1}:A{sheet.max_row}")
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    return sheet


def _value(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _name(text: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no sheet has yet."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text).split()).strip("' ") or "-"
    name, k = plain[:NAME_LENGTH].strip("' "), 1
    while name.casefold() in taken:
        k += 1
        name = f"{plain[: NAME_LENGTH - len(str(k)) - 1].strip()} {k}"
    taken.add(name.casefold())
    return name


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
