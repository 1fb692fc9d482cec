"""The sheets of the region itself: its levels, what the examiner accepts of them, its results of earlier years."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from indeks.form import layout
from indeks.form.layout import FIRST_ROW
from indeks.form.lists import ROOM_RESULTS, answers
from indeks.published import STAGES
from indeks.tables import EXAMINED, SPD_TOTAL, TABLES
from indeks.texts.words import CATEGORIES, category_text

if TYPE_CHECKING:
    from indeks.form.sheets import Maker, Ready

LETTERS = {"indicator": "C", "level": "G", "value": "H", "evidence": "I"}
"""Letters of the columns of the levels that the sheet of the examiner shows."""
NUMBERS = ("year", "score", "n_innovations", "n_agencies", "rank")


def levels(maker: Maker) -> None:
    """Write the sheet of the levels of the region itself."""
    columns = ["region_code", "year", "indicator", "name", "hint", "unit", "level", "value", "evidence"]
    t, lang = maker.t, maker.t.lang
    rows = maker.rule.of_aspect("spd") if maker.rule.has_spd_levels else ()
    names = [i.text(lang) for i in rows] or [t("form.field.spd_total")]
    codes = [i.code for i in rows] or [SPD_TOTAL]
    ready: dict[str, Callable[[int], Any]] = {
        "region_code": lambda _: maker.region,
        "year": lambda _: maker.year,
        "indicator": lambda k: codes[k],
        "name": lambda k: names[k],
        "hint": lambda k: rows[k].evidence if rows else "",
        "unit": lambda k: rows[k].scales[0].unit if rows else "",
    }
    if not rows:
        ready |= {"level": lambda _: None}
    required = {"level"} if rows else {"value"}
    ws = maker.table("region_levels", columns, len(codes), ready, required=required, freeze=5)
    level, value = (columns.index(c) + 1 for c in ("level", "value"))
    for k, indicator in enumerate(rows):
        maker.choices(ws, level, answers(indicator, t), 1, first=FIRST_ROW + k)
    if rows:
        maker.number(ws, value, len(codes))
    elif "max_spd" in maker.rule.formula:
        limit = maker.rule.formula["max_spd"].value
        maker.allow(ws, value, 1, "total", kind="decimal", operator="between", formula1="0",
                    formula2=str(limit), limit=t.plain(limit))  # fmt: skip
    for k in range(len(codes)):
        ws.row_dimensions[FIRST_ROW + k].height = layout.TWO_LINES


def verification(maker: Maker) -> None:
    """Write the sheet of the examiner for the levels of the region; none where the edition has no such levels."""
    rows = maker.rule.of_aspect("spd") if maker.rule.has_spd_levels else ()
    if not rows:
        return

    def stated(column: str) -> Callable[[int], str]:
        """Show what the region says of the same indicator."""
        source = f"'{maker.name('region_levels')}'!"
        cells = [f"{source}${letter}${FIRST_ROW}:${letter}${FIRST_ROW + len(rows) - 1}"
                 for letter in (LETTERS[column], LETTERS["indicator"])]  # fmt: skip
        return lambda k: f'=IFERROR(INDEX({cells[0]},MATCH($C{FIRST_ROW + k},{cells[1]},0))&"","")'

    columns = ["region_code", "year", "indicator", "name", "stated", "stated_value", "stated_evidence"]
    ready: Ready = {
        "region_code": lambda _: maker.region,
        "year": lambda _: maker.year,
        "indicator": lambda k: rows[k].code,
        "name": lambda k: rows[k].text(maker.t.lang),
        "stated": stated("level"),
        "stated_value": stated("value"),
        "stated_evidence": stated("evidence"),
    }
    columns += ["verified_level", *EXAMINED]
    ws = maker.table("region_verification", columns, len(rows), ready, required={"verified_level"}, freeze=5)
    for k, indicator in enumerate(rows):
        entries = answers(indicator, maker.t, verified=True)
        maker.choices(ws, columns.index("verified_level") + 1, entries, 1, first=FIRST_ROW + k)
    maker.date(ws, columns.index("examined_date") + 1, len(rows))


def results(maker: Maker) -> None:
    """Write the sheet of the region's own results of earlier years."""
    t, columns, n_rows = maker.t, list(TABLES["published_results"]), ROOM_RESULTS
    ready: Ready = {"region_code": lambda _: maker.region}
    ws = maker.table("published_results", columns, n_rows, ready, required={"year", "stage"}, freeze=4)
    at = {c: columns.index(c) + 1 for c in columns}
    maker.choices(ws, at["stage"], [t(f"published.stage.{s}") for s in STAGES], n_rows)
    maker.choices(ws, at["category"], [category_text(c, t) for c in reversed(CATEGORIES)], n_rows)
    for column in NUMBERS:
        maker.number(ws, at[column], n_rows)
