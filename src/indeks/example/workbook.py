"""The workbook of Kota Contoh: the template as a Bapperida sends it out, filled from the generator."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from indeks import example
from indeks.edition import Edition, load
from indeks.form import filling, lists, template
from indeks.tables import EXAMINED, Dataset
from indeks.texts import texts

SHEETS = {
    "agencies": "agency",
    "innovations": "innovation_id",
    "innovation_levels": "innovation_id",
    "region_levels": "indicator",
    "verification": "innovation_id",
    "region_verification": "indicator",
}
"""The sheets to fill, in the order of the template, with the column that tells a row."""
MOST_LINES = 3
"""Lines shown of a long text; all of it is in the cell."""


def write(path: Path, *, seed: int = example.SEED, edition: str = "iid-2026") -> None:
    """Write the example workbook, replacing a file of that name.

    Parameters
    ----------
    path
        Where to write; the folder is made if need be.
    seed
        Seed of the generator.
    edition
        Edition whose template is filled.
    """
    from indeks.form import layout

    rule = load(edition)
    data = example.sample_region(seed, edition)
    path.parent.mkdir(parents=True, exist_ok=True)
    book = template.workbook(path.name, region_code=example.REGION, year=rule.years[0], edition=rule)
    t = texts("id")
    for name, key in SHEETS.items():
        sheet = book[t(f"form.sheet.{name}")]
        rows = filling.fill(sheet, _rows(name, data, rule).to_dict("records"), key)
        layout.fit_rows(sheet, rows, most=MOST_LINES)
        layout.print_until(sheet, max(rows))
    template.save(book, path)


def _rows(name: str, data: Dataset, rule: Edition) -> pd.DataFrame:
    """Return what goes into a sheet, with the codes of its columns; the first column tells the row."""
    if name == "agencies":
        return data.agencies[["agency", "kind"]].assign(must_innovate="ya")
    if name == "innovations":
        sent = ["ya" if s else "tidak" for s in data.innovations["sent"]]
        return _days(data.innovations.drop(columns=list(EXAMINED))).assign(sent=sent)
    verified = name in ("verification", "region_verification")
    column = "verified_level" if verified else "level"
    if name in ("region_levels", "region_verification"):
        of_sheet = [column, *EXAMINED] if verified else [column, "value"]
        frame = data.region_levels[["indicator", *of_sheet]].copy()
        answers = _answers(rule, "spd", verified=verified)
        pairs = zip(frame["indicator"], frame[column], strict=True)
        frame[column] = [answers[code][int(level)] for code, level in pairs]
        return _days(frame)
    answers = _answers(rule, "sid", verified=verified)
    levels = data.innovation_levels.copy()
    suffix = ":verified_level" if verified else ""
    pairs = zip(levels["indicator"], levels[column], strict=True)
    levels["text"] = [answers[code][int(level)] for code, level in pairs]
    wide = levels.pivot(index="innovation_id", columns="indicator", values="text").add_suffix(suffix)
    if name == "innovation_levels":
        for extra in ("value", "basis"):
            more = levels.pivot(index="innovation_id", columns="indicator", values=extra)
            wide = wide.join(more.dropna(axis=1, how="all").add_suffix(f":{extra}"))
    else:
        noted = data.innovations.set_index("innovation_id")[list(EXAMINED)]
        wide = _days(wide.join(noted))
    return wide.reset_index()


def _days(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose dates are as a workbook takes them."""
    for column in frame.columns.intersection(["trial_date", "applied_date", "developed_date", "examined_date"]):
        days = [None if pd.isna(d) else d.to_pydatetime() for d in frame[column]]
        frame[column] = pd.Series(days, index=frame.index, dtype="object")
    return frame


def _answers(rule: Edition, aspect: str, *, verified: bool) -> dict[str, list[str]]:
    t = texts("id")
    return {i.code: lists.answers(i, t, verified=verified) for i in rule.of_aspect(aspect)}
