"""Commands on data: editions, template, check, score."""

from __future__ import annotations

import argparse
import sys

from indeks.cli.arguments import FAILED, OK, Misuse, spd_of, year_of
from indeks.texts import Texts
from indeks.texts.cells import csv_text


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

    year = year_of(options.year)
    code = regions.resolve(options.region)
    rule = edition.resolve(options.edition, year)
    if options.path.exists():
        raise Misuse("cli.template.exists", path=options.path)
    write(options.path, edition=rule, region_code=code, year=year, lang=t.lang)
    print(t("cli.template.written", path=options.path, region=regions.full_name(code, t.lang), year=year))
    return OK


def check(options: argparse.Namespace, t: Texts) -> int:
    """Say every problem of a dataset."""
    from indeks import intake, problems

    faults = intake.check(options.path, lang=t.lang, edition=options.edition)
    if options.format == "json":
        print(problems.as_json(faults))
    else:
        print(problems.as_text(faults, t.lang) if faults else t("cli.check.clean", path=options.path))
    return FAILED if problems.errors(faults) else OK


def score(options: argparse.Namespace, t: Texts) -> int:
    """Print scores of regions, or maturities of innovations."""
    from indeks import intake, scoring
    from indeks.cli import printing

    stated = [spd_of(text) for text in options.spd]
    data = intake.load(options.path, lang=t.lang, edition=options.edition)
    given = {data.region(region): total for region, total in stated}
    absent = sorted(set(given) - set(data.region_codes))
    if absent:
        raise Misuse("cli.score.spd_absent", region=", ".join(absent))
    if options.by == "innovation":
        table = scoring.maturity(data, edition=options.edition)
    else:
        table = scoring.score(data, edition=options.edition, spd=given)
    if options.format == "json":
        print(printing.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(csv_text(table))
    else:
        print(printing.scores_text(table, t))
    return OK
