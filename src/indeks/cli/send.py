"""The command that says what to send; and what it shares with that of plans: lists, workbooks, whose data."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indeks import files
from indeks.cli.alive import alive
from indeks.cli.arguments import OK
from indeks.cli.call import Misuse, is_utf8, of_the_call, totals_of, year_of
from indeks.cli.edge import show_json
from indeks.texts import Texts
from indeks.texts.cells import csv_text

if TYPE_CHECKING:
    from indeks.planning.portfolio import Portfolio
    from indeks.tables import Dataset

MAX_LIST = 1024 * 1024
"""Bytes of a list of innovations."""


def send(options: argparse.Namespace, t: Texts) -> int:
    """Print which innovations to send."""
    from indeks import intake
    from indeks.planning import ahead, portfolio, workbook

    check_out(options)
    must, never = listed(options.must, "must"), listed(options.never, "never")
    with alive(t):
        data = intake.load(options.path, lang=t.lang, edition=options.edition)
        with of_planning():
            best = portfolio.portfolio(
                data, must=must, never=never, flagged=options.flagged, **whose(data, options)
            )
        later = ahead.ahead(data, best.situation)
    if options.format == "json":
        show_json(json.dumps(best.as_dict(), ensure_ascii=False, indent=2))
    elif options.format == "csv":
        sys.stdout.write(csv_text(best.innovations))
    elif options.format == "xlsx":
        files.write(options.workbook, workbook.send_book(best, later, t))
        print(t("planning.send.written", path=options.workbook))
    else:
        print(_text(best, later, t))
    return OK


def _text(best: Portfolio, later: Any, t: Texts) -> str:
    from indeks.cli.printing import columns
    from indeks.planning.workbook import send_head, send_lines

    yes, no = t("planning.send.yes"), t("planning.send.no")
    rows = [
        [r["innovation_id"], r["title"], t.plain(r["maturity"]), yes if r["sent_now"] else no,
         yes if r["best"] else no, t.number(r["adds"], 2, signed=True), t.number(r["reoptimised"], 2, signed=True),
         ", ".join(t(f"reports.page_one.flag_{flag}") for flag in r["flags"])]
        for r in best.innovations.to_dict("records")
    ]  # fmt: skip
    names = ["innovation_id", "innovation", "maturity", "sent_now", "best", "adds", "reoptimised", "flags"]
    heads = [t(f"planning.column.{name}") for name in names]
    lines = [send_head(best, t), *send_lines(best, t), "", columns(rows, heads, right=[2, 5, 6], wide=1), ""]
    lines += [t("planning.send.columns")]
    if len(later.table) > 1:
        names = ["year", "divisor", "needed", "index", "best_index", "n_best", "out_of_window"]
        rows = [[str(r["year"]), t.number(r["divisor"]), t.number(r["needed"]), t.number(r["index"], 2),
                 t.number(r["best_index"], 2), t.number(r["n_best"]), t.number(r["out_of_window"])]
                for r in later.table.to_dict("records")]  # fmt: skip
        lines += ["", t("planning.send.ahead", sources=", ".join(later.sources)), ""]
        lines.append(columns(rows, [t(f"planning.column.{name}") for name in names], right=range(1, 7)))
    return "\n".join(lines)


def of_planning() -> Any:
    """Tell what a plan cannot be made from as an error of the call; an effort table is a file of its own."""
    from indeks.planning.situation import ListError, PlanError
    from indeks.regions import AmbiguousRegion, UnknownRegion
    from indeks.scoring.units import SpdOutOfRange

    return of_the_call(PlanError, ListError, SpdOutOfRange, UnknownRegion, AmbiguousRegion)


def whose(data: Dataset, options: argparse.Namespace) -> dict[str, Any]:
    """Return region, year, edition and SPD totals of a call."""
    region = data.region(options.region) if options.region else None
    year = year_of(options.year) if options.year else None
    spd = {data.region(name): total for name, total in totals_of(options.spd).items()}
    return {"region": region, "year": year, "edition": options.edition, "spd": spd}


def listed(path: Path | None, name: str) -> list[str]:
    """Return the identifiers of a file, one a line."""
    if path is None:
        return []
    if path.stat().st_size > MAX_LIST:
        raise Misuse("cli.send.list_too_large", path=f"--{name} {path}")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Misuse("cli.send.list_not_text", path=f"--{name} {path}") from None
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def check_out(options: argparse.Namespace) -> None:
    """Refuse a workbook that cannot be written, before anything is worked out."""
    path = options.workbook
    if (options.format == "xlsx") != (path is not None):
        raise Misuse("cli.send.out")
    if path is None:
        return
    if not is_utf8(str(path)):
        raise Misuse("cli.path.not_utf8", path=path)
    if path.suffix.lower() != ".xlsx":
        raise Misuse("cli.template.ending", path=path, better=path.with_suffix(".xlsx").name)
    if path.exists():
        raise Misuse("cli.template.exists", path=path)
    if not path.parent.is_dir():
        raise Misuse("cli.template.no_folder", path=path.parent)
