"""Commands on what agencies send: a workbook for each, merging what comes back, what changed since."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal

from indeks.cli.alive import alive
from indeks.cli.arguments import FAILED, OK
from indeks.cli.call import Misuse, of_the_call, year_of
from indeks.cli.edge import complain, show_json
from indeks.texts import Texts
from indeks.texts.cells import csv_text, typed


def per_agency(options: argparse.Namespace, t: Texts) -> int:
    """Write one workbook an agency, and one for the region itself."""
    from indeks import regions
    from indeks.form import per_agency as form

    if options.folder is None or options.path is not None:
        raise Misuse("cli.template.per_agency_out")
    year = year_of(options.year)
    with of_the_call():
        code = regions.resolve(options.region)
    agencies = form.read_agencies(options.per_agency, lang=t.lang)
    with alive(t):
        written = form.write(
            options.folder, region_code=code, year=year, agencies=agencies, edition=options.edition, lang=t.lang
        )
    print(t("cli.template.per_agency_written", n=len(written.agencies), folder=options.folder,
            region=written.region.name))  # fmt: skip
    print(t("cli.next.per_agency", folder=typed(options.folder), out=t("cli.next.merged")))
    return OK


def merge(options: argparse.Namespace, t: Texts) -> int:
    """Merge workbooks into one and print the account."""
    from indeks.gather import account
    from indeks.gather.merge import merge as merged

    source = options.paths[0] if len(options.paths) == 1 else options.paths
    if options.workbook.suffix.lower() != ".xlsx":
        better = options.workbook.with_suffix(".xlsx").name
        raise Misuse("cli.template.ending", path=options.workbook, better=better)
    with alive(t):
        told = merged(source, options.workbook, edition=options.edition, lang=t.lang)
    if options.format == "json":
        show_json(account.as_json(told))
    else:
        print(account.as_text(told, t.lang))
    if told.out is None:
        complain(t("gather.error.nothing"))
    return OK if told.out else FAILED


def diff(options: argparse.Namespace, t: Texts) -> int:
    """Print what changed between two states of the data."""
    from indeks.cli import printing
    from indeks.gather.diff import diff as changes
    from indeks.gather.diff_text import as_text

    with alive(t):
        table = changes(options.old, options.new, edition=options.edition, lang=t.lang)
    if options.format == "table":
        print(as_text(table, t.lang))
    elif options.format == "csv":
        sys.stdout.write(csv_text(table))
    else:
        numbers = {
            c: table[c].map(lambda v: float(v) if isinstance(v, Decimal) else v) for c in ("effect", "index")
        }
        show_json(printing.to_json(table.assign(**numbers)))
    return OK
