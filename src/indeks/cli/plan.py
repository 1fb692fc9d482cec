"""The command that plans the cheapest steps to a target."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import math
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from indeks import files
from indeks.cli.alive import alive
from indeks.cli.arguments import FAILED, OK
from indeks.cli.call import Misuse
from indeks.cli.edge import complain, show_json
from indeks.cli.send import MAX_LIST, check_out, listed, of_planning, whose
from indeks.texts import Texts
from indeks.texts.cells import csv_text

if TYPE_CHECKING:
    from indeks.planning.alternatives import Hanging, Other
    from indeks.planning.steps import Plan

MOST_NEW, MOST_SECONDS = 200, 3600


def plan(options: argparse.Namespace, t: Texts) -> int:
    """Print the cheapest steps to a target; 1 where it cannot be reached."""
    from indeks import intake
    from indeks.planning import account, alternatives, steps, wording, workbook

    check_out(options)
    must, never = listed(options.must, "must"), listed(options.never, "never")
    start, deadline = _date(options.start, "start"), _date(options.deadline, "deadline")
    limits = _limits(options.agency_days)
    seconds = _seconds(options.seconds)
    if not 0 <= options.added <= MOST_NEW:
        raise Misuse("cli.plan.new_range", n=options.added, most=MOST_NEW)
    with alive(t):
        data = intake.load(options.path, lang=t.lang, edition=options.edition)
        with of_planning():
            found = steps.plan(
                data, options.target, must=must, never=never, flagged=options.flagged, effort=options.effort,
                start=start, deadline=deadline, per_agency=limits, new=options.added, seconds=seconds,
                **whose(data, options),
            )  # fmt: skip
        near = alternatives.others(found) if options.format in ("json", "table") else []
        hanging = alternatives.hanging(found) if options.format == "table" else []
    if options.format == "json":
        show_json(json.dumps(account.as_dict(found, [o.plan for o in near]), ensure_ascii=False, indent=2))
    if not found.reached:
        complain("\n".join([workbook.plan_head(found, t), *wording.verdict(found, t)]))
        return FAILED
    if options.format == "csv":
        sys.stdout.write(csv_text(found.actions))
    elif options.format == "xlsx":
        files.write(options.workbook, workbook.plan_book(found, t))
        print(t("planning.plan.written", path=options.workbook))
    elif options.format == "table":
        print(_text(found, near, hanging, t))
    return OK


def _text(found: Plan, near: list[Other], hanging: list[Hanging], t: Texts) -> str:
    from indeks.cli.printing import columns
    from indeks.planning import wording, workbook

    rows = [*_lists(found, t)]
    rows += [
        [str(r["order"]), r["action"], r["agency"], t.plain(r["effort"]), t.number(r["index_after"], 2)]
        for r in workbook.plan_rows(found, t)
        if r["effort"]
    ]
    heads = [t(f"planning.column.{name}") for name in ("order", "action", "agency", "effort", "index_after")]
    lines = [workbook.plan_head(found, t), *wording.verdict(found, t)]
    if found.asked.target.kind == "rank":
        lines.append(t("planning.target.rank_note"))
    if rows:
        lines += ["", columns(rows, heads, right=[0, 3, 4], wide=1)]
    if near:
        told = [
            [wording.other(o, found.asked, t), t.plain(o.plan.effort), t.number(o.plan.index, 2)] for o in near
        ]
        heads = [t(f"planning.column.{name}") for name in ("plan", "effort", "index")]
        lines += ["", t("planning.plan.others"), columns(told, heads, right=[1, 2])]
    if hanging:
        rule = found.asked.situation.rule
        told = [[rule.indicator(h.indicator).text(t.lang), _days(h.half, t), _days(h.double, t)] for h in hanging]
        heads = [t(f"planning.column.{name}") for name in ("indicator", "half", "double")]
        lines += ["", t("planning.plan.hanging"), columns(told, heads, right=[1, 2])]
    return "\n".join(lines)


def _lists(found: Plan, t: Texts) -> list[list[str]]:
    """Return what is sent and held back as a row each: they cost nothing, and only together do they make sense."""
    from indeks.planning import steps, wording

    rows = []
    for kind in ("send", "hold"):
        mine = [r for r in steps.rows(found.actions) if r["kind"] == kind]
        if mine:
            ends = dict.fromkeys(str(r["order"]) for r in (mine[0], mine[-1]))
            text = wording.grouped(kind, [r["title"] for r in mine], t, named=len(mine))
            rows.append(["–".join(ends), text, "", "", t.number(mine[-1]["index_after"], 2)])
    return rows


def _days(days: float, t: Texts) -> str:
    return t.plain(days) if math.isfinite(days) else t("reports.none")


def _date(text: str | None, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Misuse("cli.plan.date", option=f"--{name}", text=text) from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= MOST_SECONDS:
        raise Misuse("cli.plan.seconds_range", text=text, most=MOST_SECONDS)
    return seconds


def _limits(text: str | None) -> float | dict[str, float] | None:
    """Return the person-days of every agency, or of those in a file: agency and days, one a line."""
    if not text:
        return None
    if (days := _number(text)) is not None:
        return days
    path = Path(text)
    if obstacle := files.obstacle(path):
        raise Misuse(f"cli.path.{obstacle}", path=f"--per-agency {text}")
    if path.stat().st_size > MAX_LIST:
        raise Misuse("cli.send.list_too_large", path=f"--per-agency {text}")
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Misuse("cli.send.list_not_text", path=f"--per-agency {text}") from None
    divider = max(";,\t", key=content.partition("\n")[0].count)
    limits: dict[str, float] = {}
    for number, row in enumerate(csv.reader(content.splitlines(), delimiter=divider), start=1):
        if not any(cell.strip() for cell in row):
            continue
        days = _number(row[1]) if len(row) > 1 else None
        agency = row[0].strip()
        if days is None and number == 1:
            continue  # the heads
        if days is None or not agency or agency in limits:
            raise Misuse("cli.plan.limit_row", path=text, row=number)
        limits[agency] = days
    if not limits:
        raise Misuse("cli.plan.limit_row", path=text, row=1)
    return limits


def _number(text: str) -> float | None:
    plain = text.strip().replace(",", ".")
    if not plain.replace(".", "", 1).isdecimal():
        return None
    return float(Decimal(plain))
