"""The rows of the home page's table: as many as it has room for stand in it, the values of the rest beside it.

A site of a hundred reports has all its rows in the page. With every region over years the page would weigh
megabytes; there ``rows.js`` turns the rest, from a file that the page loads, into rows like those of the template.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from indeks import regions
from indeks.document.blocks import render
from indeks.document.plain import upright
from indeks.published import INDEX_SCALE, RAW_SCALE
from indeks.site import addresses, cells
from indeks.site.addresses import TEMPLATES
from indeks.site.data import STAGES, Result, Site
from indeks.site.inventory import DOWNLOADS, OF_THEIR_OWN
from indeks.texts import Texts

ROOM = 150_000
"""Bytes of rows in the page: half of what the whole page may weigh."""
SHARED = ("code", "type", "year", "name", "page", "province", "mark")
"""What the rows of a region in a year have in common, besides their reports."""
OWN = ("stage", "stage_text", "score", "raw", "high", "conflict", "group", "category", "category_order", "award",
       "innovations", "n_innovations")  # fmt: skip
"""What each row has for itself."""
Row = Mapping[str, Any]


def every(site: Site, t: Texts) -> list[Row]:
    """Return every row in the words of a language, with its reports."""
    return [_row(r, t) | {"reports": site.reports_of(r.code, r.year)} for r in site.results]


def _row(r: Result, t: Texts) -> dict[str, Any]:
    score = cells.score(r, INDEX_SCALE, t)
    return {
        "code": r.code,
        "type": r.type,
        "year": r.year,
        "name": regions.full_name(r.code, t.lang),
        "page": f"{addresses.REGIONS}/{addresses.region(r.code, t.lang)}",
        "province": regions.record(r.code)["province"],
        "mark": t("reports.synthetic") if r.synthetic else "",
        "stage": STAGES.index(r.stage),
        "stage_text": cells.stage(r.stage, t),
        "score": score,
        "raw": cells.score(r, RAW_SCALE, t),
        "high": None if r.high is None else str(r.high),
        "conflict": t("site.conflict") if r.conflict and score else "",
        "group": r.category,
        "category": cells.category(r, t),
        "category_order": cells.category_order(r),
        "award": cells.award(r, t),
        "innovations": cells.count(r.n_innovations, t),
        "n_innovations": r.n_innovations,
    }


def split(those: list[Row], t: Texts) -> tuple[list[str], list[Row]]:
    """Return the rows that the page has room for, as markup, and the rest."""
    shown: list[str] = []
    room = ROOM
    for row in those:
        links = cells.links(row["reports"], t)
        markup = render(TEMPLATES / "row.html.j2", row=row, links=links, stages=STAGES)
        room -= len(markup.encode())
        if room < 0:
            break
        shown.append(markup)
    return shown, those[len(shown) :]


def script(rest: list[Row], t: Texts) -> str:
    """Return what makes the rest of the rows in a browser: their values and the code that reads them."""
    told = {
        "lang": t.lang,
        "stages": STAGES,
        "formats": {kind: t(f"site.format.{kind}") for kind in ("html", *OF_THEIR_OWN, *DOWNLOADS)},
        "link": t("site.link", title="{title}", format="{format}"),
        "other_language": t("site.other_language", format="{format}", lang="{lang}"),
        "shared": SHARED,
        "own": OWN,
        "rows": list(_together(rest, t)),
    }
    values = json.dumps(_upright(told), ensure_ascii=False, separators=(",", ":"))
    return f"const rest = {values};\n" + (TEMPLATES / "rows.js").read_text(encoding="utf-8")


def _upright(value: Any) -> Any:
    """Return values with every text as a page can hold it."""
    if isinstance(value, Mapping):
        return {name: _upright(part) for name, part in value.items()}
    return [_upright(part) for part in value] if isinstance(value, list | tuple) else upright(value)


def _together(rest: list[Row], t: Texts) -> Iterator[list[Any]]:
    """Return the rows of each region and year: what they share, their reports, what each has for itself."""
    for _, some in groupby(rest, key=lambda row: (row["code"], row["year"])):
        same = list(some)
        reports = [
            [r.page, r.title, r.lang, r.shows, [kind for kind, _ in r.downloads] if r.lang == t.lang else [],
             cells.older(r, t)]
            for r in cells.in_order(same[0]["reports"], t)
        ]  # fmt: skip
        yield [[same[0][name] for name in SHARED], reports, [[row[name] for name in OWN] for row in same]]
