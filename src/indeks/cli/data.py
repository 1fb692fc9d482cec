"""Commands on data: editions, template, check, score."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from indeks.cli.alive import alive
from indeks.cli.arguments import FAILED, OK
from indeks.cli.call import Misuse, is_utf8, of_the_call, totals_of, year_of
from indeks.cli.edge import complain, show_json
from indeks.texts import Texts
from indeks.texts.cells import csv_text, typed

if TYPE_CHECKING:
    from indeks.tables import Dataset

UNUSED = frozenset({"column_ignored", "file_ignored", "region_without_innovations", "spd_level_unused"})
"""Warnings of what is there and counts nothing, as it is not where it is looked for."""
GUESSED = frozenset({"sheet_by_content", "sheet_hidden"})
"""Warnings of what counts though a person may not know it does."""
SHOWN = 10
"""Lines of what is not there; a country's data may lack a thousand things."""


def editions(options: argparse.Namespace, t: Texts) -> int:
    """List the editions, or show one."""
    from indeks import edition
    from indeks.cli import printing

    if options.action == "show":
        if not options.edition:
            raise Misuse("cli.editions.which", known=", ".join(edition.available()))
        print(printing.edition_text(edition.load(options.edition), t))
    else:
        print(printing.editions_text([edition.load(name) for name in edition.available()], t))
    return OK


def template(options: argparse.Namespace, t: Texts) -> int:
    """Write the workbook to be filled."""
    from indeks import edition, regions
    from indeks.form.template import write

    if options.per_agency is not None:
        from indeks.cli.agencies import per_agency

        return per_agency(options, t)
    year, path = year_of(options.year), options.path
    if path is None or options.folder is not None:
        raise Misuse("cli.template.which")
    with of_the_call():
        code = regions.resolve(options.region)
    rule = edition.load(options.edition) if options.edition else edition.of_year(year)
    if rule is None:
        years = ", ".join(str(y) for name in edition.available() for y in edition.load(name).years)
        raise Misuse("cli.template.no_edition", year=year, years=years)
    if not is_utf8(str(path)):  # its name stands in the workbook
        raise Misuse("cli.path.not_utf8", path=path)
    if path.suffix.lower() != ".xlsx":
        raise Misuse("cli.template.ending", path=path, better=path.with_suffix(".xlsx").name)
    if path.exists():
        raise Misuse("cli.template.exists", path=path)
    if not path.parent.is_dir():
        raise Misuse("cli.template.no_folder", path=path.parent)
    with alive(t):
        write(path, edition=rule, region_code=code, year=year, lang=t.lang)
    print(t("cli.template.written", path=path, region=regions.full_name(code, t.lang), year=year))
    print(t("cli.next.template", path=typed(path)))
    return OK


def check(options: argparse.Namespace, t: Texts) -> int:
    """Say every problem of a dataset, and in three lines what they come to."""
    from indeks import problems
    from indeks.gather import check as checking

    with alive(t):
        faults = checking.check(options.path, lang=t.lang, edition=options.edition)
    if options.format == "json":
        show_json(problems.as_json(faults))
    else:
        print(problems.as_text(faults, t.lang) if faults else t("cli.check.clean", path=options.path))
        if faults:
            print(f"\n{checking.summary(faults, t.lang)}", flush=True)
        stopped = problems.errors(faults)
        complain(t("cli.next.errors") if stopped else t("cli.next.score", path=typed(options.path)))
    return FAILED if problems.errors(faults) else OK


def score(options: argparse.Namespace, t: Texts) -> int:
    """Print scores of regions, or maturities of innovations; what the data lack goes to standard error."""
    from indeks import intake, scoring
    from indeks.cli import printing
    from indeks.scoring.units import SpdOutOfRange

    stated = totals_of(options.spd)
    by_innovation = options.by == "innovation"
    if stated and by_innovation:
        raise Misuse("cli.score.spd_unused")
    with alive(t):
        data = intake.load(options.path, lang=t.lang, edition=options.edition)
        given = of_regions(data, stated)
        with of_the_call(SpdOutOfRange):
            if by_innovation:
                table = scoring.maturity(data, edition=options.edition)
            else:
                table = scoring.score(data, edition=options.edition, spd=given)
    not_there = tell_absent(data, options.edition, given, t)
    if options.format == "json":
        show_json(printing.to_json(table.assign(not_there=[not_there] * len(table))))
    elif options.format == "csv":
        sys.stdout.write(csv_text(table))
    else:
        print(printing.scores_text(table, t), flush=True)
        owners = data.innovations[["region_code", "year"]].drop_duplicates()
        if len(owners) == 1 and not by_innovation:
            region, year = owners.iloc[0]
            complain(t("cli.next.report", region=region, year=int(year), path=typed(options.path)))
    return OK


def tell_absent(data: Dataset, edition: str | None, spd: Collection[str], t: Texts) -> list[str]:
    """Tell on standard error what does not count as it is not there, and return it; then what was guessed."""
    from indeks.tables import absent

    missing = absent(data, edition=edition, spd=spd, lang=t.lang)
    missing += [f"{p.place}: {p.worded(t.lang).what}" for p in data.warnings if p.code in UNUSED]
    not_there = missing[:SHOWN]
    if len(missing) > SHOWN:
        not_there.append(t("cli.score.more_not_there", n=len(missing) - SHOWN))
    if missing:
        complain("\n  - ".join([t("cli.score.not_there", n=len(missing)), *not_there]))
    for problem in (p for p in data.warnings if p.code in GUESSED):
        complain(f"{problem.place}: {problem.worded(t.lang).what}")
    return not_there


def of_regions(data: Dataset, stated: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return SPD totals by the code of the region that was written; Misuse for one that is not in the data."""
    with of_the_call():
        codes = {written: data.region(written) for written in stated}
    unknown = sorted(set(codes.values()) - set(data.region_codes))
    if unknown:
        raise Misuse("cli.spd.absent", region=", ".join(unknown))
    given: dict[str, Decimal] = {}
    for written, code in codes.items():
        if code in given:
            raise Misuse("cli.spd.twice", region=code)
        given[code] = stated[written]
    return given
