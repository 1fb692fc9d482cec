"""Commands on composite indices of any kind: composite and, on data with metadata, audit."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indeks.cli import printing
from indeks.cli.alive import alive
from indeks.cli.arguments import OK
from indeks.cli.call import Misuse
from indeks.cli.edge import complain, show_json
from indeks.errors import IndeksError
from indeks.texts import Texts
from indeks.texts.cells import csv_text

if TYPE_CHECKING:
    import pandas as pd

    from indeks.composites.calculation import Index


def composite(options: argparse.Namespace, t: Texts) -> int:
    """Print scores and ranks; what the method left out or passed over goes to standard error."""
    from indeks import composites

    for option in ("replicates", "seed"):
        if getattr(options, option) is not None and options.assumptions is None:
            raise Misuse("cli.composite.unused", option=f"--{option}", partner="--assumptions")
    if options.indicators and options.assumptions is not None:
        raise Misuse("cli.composite.excluded", option="--indicators", partner="--assumptions")
    with alive(t):
        index = _computed(options.data_file, options.meta, options.method)
        if options.assumptions is None:
            table = composites.scores(index, options.indicators)
        else:
            with _of(options.assumptions):
                varied = composites.as_assumptions(options.assumptions)
            table = composites.spread(index, varied, _or(options.replicates, 1000), _or(options.seed, 0))
    for line in notes(index, options.method is None, t):
        complain(line)
    show(table, options.format, t)
    return OK


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


def audit(options: argparse.Namespace, t: Texts) -> int:
    """Print the checks of a composite index."""
    from indeks.composites import checks

    if len(options.paths) != 2:
        raise Misuse("cli.audit.too_many")
    if options.edition is not None:
        raise Misuse("cli.composite.excluded", option="--edition", partner="META.csv")
    with alive(t):
        data, meta = options.paths
        index = _computed(data, meta, options.method)
        with _of(data):
            table = checks.audited(index, options.size)
    for line in notes(index, options.method is None, t):
        complain(line)
    table["Meaning"] = [t(f"composites.audit.{name}") for name in table["Check"]]
    show(table, options.format, t)
    if options.format == "table":
        judged = table["Passed"].dropna()
        print("\n" + t("cli.audit.passed", passed=int(judged.sum()), n=len(judged)))
    return OK


def _computed(data_file: Path, meta_file: Path, method_file: Path | None) -> Index:
    """Read the files of a call and compute; an error names the file it is about."""
    from indeks.composites import calculation, data, files, tree

    with _of(method_file):
        method = calculation.chosen(method_file)
    with _of(meta_file):
        framework = tree.framework(files.read_csv(meta_file))
    with _of(data_file):
        table = data.read(files.read_csv(data_file), framework)
    return calculation.worked_out(table, framework, method)


@contextmanager
def _of(path: Path | None) -> Iterator[None]:
    """Tell errors of a block with the name of the file that they are about."""
    try:
        yield
    except IndeksError as error:
        if error.key == "composites.error.file":
            raise
        raise IndeksError("composites.error.in_file", path=path, fault=error) from None


def notes(index: Index, without_method: bool, t: Texts) -> list[str]:
    """Return what was chosen without being asked for, and what the data lack."""
    lines = [t("composites.note.method")] if without_method else []
    if index.left_out:
        lines.append(t("composites.note.screened", n=len(index.left_out), units=", ".join(index.left_out)))
    gaps = index.gaps
    if gaps:
        lines.append(t("composites.note.gaps", n=gaps, of=index.indicators.size))
    return lines


def show(table: pd.DataFrame, form: str, t: Texts) -> None:
    """Print a table as columns, CSV or JSON; CSV and JSON with every digit."""
    if form == "csv":
        sys.stdout.write(csv_text(table))
    elif form == "json":
        show_json(json_text(table))
    else:
        right = [k for k, name in enumerate(table) if table[name].dtype.kind in "fiu"]
        rows = [[_cell(value, t) for value in row] for row in table.itertuples(index=False)]
        print(printing.columns(rows, list(table.columns), right=right))


def json_text(table: pd.DataFrame) -> str:
    """Return a table as a JSON array of rows, numbers with every digit, null for what is missing."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return json.dumps(rows, ensure_ascii=False, indent=1, default=lambda value: value.item())


def _cell(value: object, t: Texts) -> str:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return "-"
    return t.number(value, 2) if isinstance(value, float) else str(value)
