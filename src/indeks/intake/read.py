"""From files or frames to a :class:`indeks.tables.Dataset`: tables read, cells typed, names resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.intake import columns, examined, results, vocabulary
from indeks.intake.folder import SUFFIXES, read_folder
from indeks.intake.frames import read_frames
from indeks.intake.headers import BASE, REGION_VERIFICATION, VERIFICATION, table_of
from indeks.intake.levels import Levels, parse, to_long, with_verified
from indeks.intake.several import names_of, read_workbooks
from indeks.intake.sheet import STEP, Collector, Sheet, in_one_go
from indeks.problems import Problem
from indeks.tables import KEYS, REQUIRED, REQUIRED_TABLES, TABLES, Dataset, empty

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xltx")
DATES = ("trial_date", "applied_date", "developed_date")
PLAIN_TEXTS = (
    "description", "agency", "partners", "initiator", "phase", "ip_right", "sector", "previous_id", "note",
)  # fmt: skip
TEXT_TABLES = ("regions", "agencies", "innovations")
"""What work on the texts of innovations reads; levels may be missing or wrong."""

Source = str | Path | Sequence[str | Path] | Mapping[str, pd.DataFrame]
"""What people bring: a workbook, several, a folder of tables or workbooks, or frames by table."""
Rules = str | Path | Edition | None
"""An edition by its identifier, by the path of its file, or itself; None for each year's own."""


@dataclass
class Intake:
    """Tables on their way into a dataset; frames keep ``_row``, the row number in the file."""

    problems: Collector
    source: str
    edition: Edition | None
    sheets: dict[str, Sheet]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    rules: dict[int, Edition] = field(default_factory=dict)

    @property
    def own_regions(self) -> set[str]:
        """Codes of the data's own table of regions."""
        return set(self.tables["regions"]["region_code"]) if "regions" in self.tables else set()

    def dataset(self, required: Sequence[str] = REQUIRED_TABLES) -> Dataset | None:
        """Return the dataset; None where a required table could not be formed."""
        if any(t not in self.tables for t in required):
            return None
        frames = {}
        for table in TABLES:
            frame = self.tables.get(table)
            if frame is None:
                frames[table] = empty(table)
                continue
            frames[table] = frame[[c for c in frame.columns if not c.startswith("_")]].reset_index(drop=True)
        for table in ("innovations", "region_levels"):
            year = frames[table].get("year")
            if year is not None and len(year) and year.notna().all() and (year == year.round()).all():
                frames[table]["year"] = year.astype("int64")
        return Dataset(**frames, source=self.source)


def read(
    source: Source, *, lang: str | None = None, edition: Rules = None
) -> tuple[Dataset | None, list[Problem]]:
    """Read a workbook, several, a folder, or frames in memory.

    Parameters
    ----------
    source
        As for :func:`indeks.load`.
    lang
        Language of the problems, ``"id"`` or ``"en"``; by default that of the process.
    edition
        The edition to use for every year, or its identifier or path; by default each year's own.

    Returns
    -------
    Dataset or None
        None where the tables cannot be formed at all. Cells that cannot be read are missing in it.
    list of Problem
        What was found while reading. :func:`indeks.intake.check` finds more.
    """
    intake = gather(source, lang=lang, edition=edition)
    return intake.dataset(), intake.problems.listed()


@in_one_go()
def gather(source: Source, *, lang: str | None = None, edition: Rules = None, texts_only: bool = False) -> Intake:
    """Read the tables and keep what is needed to say where each cell stands; levels only where they count."""
    problems = Collector(lang)
    rule = edition if isinstance(edition, Edition) else editions.load(edition) if edition else None
    required = ("innovations",) if texts_only else REQUIRED_TABLES
    try:
        workbooks = _workbooks(source)
    except PermissionError:  # a folder that may not be looked into
        problems.add("no_access", Path(_name(source)).name)
        return Intake(problems, _name(source), rule, {})
    sheets = {s.table: s for s in _sheets(workbooks or source, problems, rule, required)}
    if texts_only:
        sheets = {table: _with_year(sheet) for table, sheet in sheets.items() if table in TEXT_TABLES}
    intake = Intake(problems, _name(source), rule, sheets)
    in_memory = isinstance(source, Mapping)
    if not sheets and not in_memory:
        return intake
    unreadable = {table_of(Path(p.file).stem) for p in problems.listed()}
    for table in required:
        if table in sheets or table in unreadable:
            continue
        if in_memory or workbooks:
            problems.add("table_missing", table if in_memory else names_of(workbooks), table=table)
        elif Path(intake.source).is_dir():
            problems.add("file_missing", Path(intake.source).absolute().name, table=table)
    usable = {t: s for t, s in sheets.items() if s.parts or _has_required(s, problems)}
    if "regions" in usable:
        intake.tables["regions"] = _regions(usable["regions"])
    if "innovations" in usable:
        intake.tables["innovations"] = _innovations(usable["innovations"], intake)
    if "agencies" in usable:
        agencies = _agencies(usable["agencies"], intake)
        if agencies is not None:
            intake.tables["agencies"] = agencies
    if "region_levels" in usable:
        intake.tables["region_levels"] = _region_levels(usable, intake)
    if "published_results" in usable:
        intake.tables["published_results"] = results.read(
            usable["published_results"], intake.own_regions, problems
        )
    if "innovation_levels" in usable and "innovations" in intake.tables:
        intake.tables["innovation_levels"] = _innovation_levels(usable, intake)
    if "innovations" in intake.tables and (texts_only or "innovation_levels" in intake.tables):
        _leave_out_prepared(intake)
        _examined(usable, intake)
    return intake


def _with_year(sheet: Sheet) -> Sheet:
    """Return a table of texts with a column for the year, which work on texts can do without."""
    if sheet.table != "innovations" or "year" in sheet.frame:
        return sheet
    return replace(sheet, frame=sheet.frame.assign(year=pd.NA))


def _name(source: Source) -> str:
    """Return what a source is called: its path, the paths of workbooks, nothing for frames."""
    if isinstance(source, Mapping):
        return ""
    return str(source) if isinstance(source, (str, Path)) else ", ".join(str(path) for path in source)


def _workbooks(source: Source) -> list[Path]:
    """Return the workbooks of a list, or of a folder without tables; none for what is anything else."""
    if isinstance(source, Mapping):
        return []
    if not isinstance(source, (str, Path)):
        return [Path(path) for path in source]
    if not Path(source).is_dir():
        return []
    # Excel keeps a lock beside a workbook that is open: ~$isian.xlsx
    visible = sorted(p for p in Path(source).iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    if any(p.suffix.lower() in SUFFIXES and table_of(p.stem) for p in visible):
        return []
    return [p for p in visible if p.suffix.lower() in WORKBOOKS]


def _sheets(source: Source, problems: Collector, extra: Edition | None, required: Sequence[str]) -> list[Sheet]:
    if isinstance(source, Mapping):
        return read_frames(source, problems, extra)
    if isinstance(source, (str, Path)):
        return _of_path(Path(source), problems, extra, required)
    paths = [Path(path) for path in source]
    if not paths:
        problems.add("no_workbooks", "")
    if len(paths) == 1:
        return _of_path(paths[0], problems, extra, required)
    return read_workbooks(
        paths,
        lambda path: _of_path(path, problems, extra, ()),
        lambda sheet: _has_required(sheet, problems),
        problems,
    )


def _of_path(path: Path, problems: Collector, extra: Edition | None, required: Sequence[str]) -> list[Sheet]:
    """Read a workbook, or a folder of tables."""
    try:
        if not path.exists():
            problems.add("path_not_found", path.name or str(path), path=str(path))
            return []
        if path.is_dir():
            return read_folder(path, problems, extra)
        suffix = path.suffix.lower()
        if suffix in WORKBOOKS:
            from indeks.intake.workbook import read_workbook

            return read_workbook(path, problems, extra, required)
    except PermissionError:  # no right to read, or locked by the program that has it open
        problems.add("no_access", path.name)
        return []
    problems.add("single_file" if suffix in SUFFIXES else "file_kind", path.name, suffix=suffix or path.name)
    return []


def _has_required(sheet: Sheet, problems: Collector) -> bool:
    """Report the required columns a table lacks; a wide one needs neither indicator nor level."""
    if sheet.table == VERIFICATION:
        required: tuple[str, ...] = ("innovation_id",)
    elif sheet.table == REGION_VERIFICATION:
        required = ("region_code", "year", "indicator", "verified_level")
    else:
        required = REQUIRED[sheet.table]
        wide = any(":" in c for c in sheet.frame.columns)
        if wide and "indicator" not in sheet.frame.columns:
            required = tuple(c for c in required if c not in ("indicator", "level"))
        if "value" in sheet.frame.columns:  # the level follows from the value
            required = tuple(c for c in required if c != "level")
    missing = [c for c in required if c not in sheet.frame.columns]
    base = BASE.get(sheet.table, sheet.table)
    for column in missing:
        label = IndeksError(f"form.column.{base}.{column}")
        problems.add("column_missing", sheet.file, sheet=sheet.sheet, missing=column, label=label)
    return not missing


def _regions(sheet: Sheet) -> pd.DataFrame:
    frame = pd.DataFrame({c: vocabulary.text_column(sheet.frame[c]).astype("str") for c in sheet.frame.columns})
    codes = pd.Series([columns.code_text(cell) for cell in sheet.frame["region_code"]], dtype="str")
    frame["region_code"] = codes.where(codes != "").to_numpy()
    frame["_row"] = np.asarray(sheet.frame.index)
    return frame.reset_index(drop=True)


def _agencies(sheet: Sheet, intake: Intake) -> pd.DataFrame | None:
    """Return the agencies; None where nothing tells which region they are of."""
    frame = pd.DataFrame({"agency": columns.one_line(vocabulary.text_column(sheet.frame["agency"]))})
    innovations = intake.tables.get("innovations")
    owners = innovations["region_code"].dropna().unique() if innovations is not None else []
    if "region_code" in sheet.frame.columns:
        frame["region_code"] = columns.region_codes(sheet, intake.own_regions, intake.problems)
        if len(owners) == 1:
            frame["region_code"] = frame["region_code"].fillna(owners[0])
    elif len(owners) == 1:
        frame["region_code"] = owners[0]
    else:
        if len(owners):  # without any the innovations have a fault of their own
            several = ", ".join(sorted(map(str, owners)))
            intake.problems.add("agencies_region_unclear", sheet.file, sheet=sheet.sheet, regions=several)
        return None
    if "kind" in sheet.frame.columns:
        frame["kind"] = vocabulary.text_column(sheet.frame["kind"])
    if "must_innovate" in sheet.frame.columns:
        frame["must_innovate"] = columns.map_names(
            sheet, "must_innovate", vocabulary.yes_no, "yes_no_unknown", intake.problems
        ).astype("boolean")  # fmt: skip
    frame["_row"] = np.asarray(sheet.frame.index)
    frame = frame[frame["agency"].notna()]
    return frame[
        ["region_code", "agency", *(c for c in frame.columns if c not in ("region_code", "agency"))]
    ].reset_index(drop=True)


def _innovations(sheet: Sheet, intake: Intake) -> pd.DataFrame:
    problems, source = intake.problems, sheet.frame
    frame = pd.DataFrame(index=source.index)
    frame["innovation_id"] = vocabulary.text_column(source["innovation_id"]).astype("str")
    frame["region_code"] = columns.region_codes(sheet, intake.own_regions, intake.problems)
    frame["year"] = columns.years(sheet, intake.edition, intake.rules, intake.problems)
    title = vocabulary.text_column(source["title"]).astype("str")
    control = title.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", regex=True, na=False).to_numpy()
    places = np.flatnonzero(control)
    problems.at_rows(sheet, "control_characters", np.asarray(source.index)[places], "title",
                  lambda k: {"found": str(title.iloc[places[k]])})  # fmt: skip
    if control.any():
        title = title.str.replace(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", regex=True)
    frame["title"] = columns.one_line(title)
    for column in PLAIN_TEXTS:
        if column in source:
            frame[column] = vocabulary.text_column(source[column]).astype("str")
    if "affair" in source:
        frame["affair"] = columns.map_names(
            sheet,
            "affair",
            vocabulary.affair,
            "affair_unknown",
            problems,
            lambda text: ", ".join(vocabulary.nearest_affairs(text)) or IndeksError("problems.none"),
        ).astype("str")
    if "form" in source:
        frame["form"] = columns.map_names(sheet, "form", vocabulary.form, "form_unknown", problems).astype("str")
    if "digital" in source:
        frame["digital"] = columns.map_names(
            sheet, "digital", vocabulary.digital, "digital_unknown", problems
        ).astype("str")
    for column in DATES:
        if column in source:
            frame[column] = columns.dates(sheet, column, problems)
    frame["sent"] = True
    if "sent" in source:
        texts = vocabulary.text_column(source["sent"])
        unsure = np.array([isinstance(text, str) and vocabulary.unsure(text) for text in texts], dtype=bool)
        asked = np.flatnonzero(unsure)
        problems.at_rows(sheet, "sent_unsure", np.asarray(source.index)[asked], "sent",
                         lambda k: {"found": str(texts.iloc[asked[k]])})  # fmt: skip
        sheet = replace(sheet, frame=source.assign(sent=texts.where(~unsure))) if unsure.any() else sheet
        sent = columns.map_names(sheet, "sent", vocabulary.yes_no, "yes_no_unknown", problems)
        frame["sent"] = (sent != False).to_numpy(dtype=bool)  # noqa: E712  empty means sent
    frame["_row"] = np.asarray(source.index)
    return frame.reset_index(drop=True)


def _region_levels(usable: Mapping[str, Sheet], intake: Intake) -> pd.DataFrame:
    keys = list(KEYS["region_levels"])
    told: list[pd.DataFrame] = []
    parsed: dict[str, Levels] = {}
    for table in ("region_levels", REGION_VERIFICATION):
        if table in usable:
            parsed[table] = _levels_of_regions(usable[table], intake)
            if "indicator" in usable[table].frame:
                rows = parsed[table].frame.set_index("_row")[keys].astype({"indicator": "str"})
                told.insert(0, examined.notes(usable[table], rows, intake.problems))
    frame = with_verified(parsed["region_levels"], parsed.get(REGION_VERIFICATION), intake.problems)
    filled = frame[["level", "verified_level", "value", "evidence"]].notna().any(axis=1)
    order = [*keys, "level", "verified_level", "value", "evidence", "_row", "_verified_row"]
    frame = frame.loc[filled, order].astype({"indicator": "str"}).reset_index(drop=True)
    return examined.noted(frame, told, keys)


def _levels_of_regions(sheet: Sheet, intake: Intake) -> Levels:
    levels = to_long(sheet, "spd")
    resolved = pd.DataFrame(
        {
            "region_code": columns.region_codes(sheet, intake.own_regions, intake.problems),
            "year": columns.years(sheet, intake.edition, intake.rules, intake.problems),
        }
    )
    positions = pd.Series(np.arange(len(resolved)), index=resolved.index)
    at = positions.reindex(levels.frame["_row"]).to_numpy()
    for column in ("region_code", "year"):
        levels.frame[column] = resolved[column].to_numpy()[at]
    levels.frame["region_code"] = levels.frame["region_code"].astype("str")
    rules, rule_of_row = _rules(levels.frame["year"], intake)
    return parse(levels, rule_of_row, rules, intake.problems)


def _examined(usable: Mapping[str, Sheet], intake: Intake) -> None:
    """Put what the examiner notes on an innovation beside it."""
    told = []
    for table in (VERIFICATION, "innovations"):
        if table in usable and "innovation_id" in usable[table].frame:
            ids = vocabulary.text_column(usable[table].frame["innovation_id"]).astype("str")
            told.append(examined.notes(usable[table], ids.to_frame("innovation_id"), intake.problems))
    intake.tables["innovations"] = examined.noted(intake.tables["innovations"], told, ["innovation_id"])


def _rules(years: pd.Series, intake: Intake) -> tuple[list[Edition], np.ndarray]:
    """Return the editions in use and, by row, the position of its own; -1 where none is known."""
    rules = list({rule.id: rule for rule in intake.rules.values()}.values())
    ids = [rule.id for rule in rules]
    position = {year: ids.index(rule.id) for year, rule in intake.rules.items()}
    values = years.to_numpy(dtype="float64", na_value=np.nan)
    result = np.full(len(values), -1, dtype="int64")
    for year, k in position.items():
        result[values == year] = k
    return rules, result


def _innovation_levels(usable: dict[str, Sheet], intake: Intake) -> pd.DataFrame:
    innovations = intake.tables["innovations"]
    first = innovations.drop_duplicates("innovation_id").set_index("innovation_id")["year"]
    parsed: dict[str, Levels] = {}
    for table in ("innovation_levels", VERIFICATION):
        if table not in usable:
            continue
        levels = to_long(usable[table], "sid")
        levels.frame["innovation_id"] = vocabulary.text_column(levels.frame["innovation_id"]).astype("category")
        ids = levels.frame["innovation_id"].cat
        years = np.append(first.reindex(ids.categories).to_numpy(dtype="float64", na_value=np.nan), np.nan)
        rules, rule_of_row = _rules(pd.Series(years[ids.codes]), intake)
        parsed[table] = parse(levels, rule_of_row, rules, intake.problems)
    frame = with_verified(parsed["innovation_levels"], parsed.get(VERIFICATION), intake.problems)
    order = [
        "innovation_id",
        "indicator",
        "level",
        "verified_level",
        "value",
        "basis",
        "evidence",
        "_row",
        "_verified_row",
    ]
    frame = frame[order]
    filled = frame[["level", "verified_level", "value"]].notna().any(axis=1) | frame["evidence"].notna()
    if not filled.all():
        frame = frame[filled].reset_index(drop=True)
    return frame.astype({"innovation_id": "category"})


def _leave_out_prepared(intake: Intake) -> None:
    """Drop the rows a template has ready and nobody used: only id, region and year, and no level anywhere."""
    if not intake.sheets["innovations"].letters:
        return
    frame = intake.tables["innovations"]
    ready = ("innovation_id", "region_code", "year", "agency", "sent", "_row")
    unused = frame[[c for c in frame.columns if c not in ready]].isna().all(axis=1)
    if "agency" in frame:
        unused &= frame["agency"].isna() | _agency_ready(frame)
    if "innovation_levels" in intake.tables:
        levels = intake.tables["innovation_levels"]["innovation_id"].cat
        rated = frame["innovation_id"].isin(levels.categories[np.unique(levels.codes[levels.codes >= 0])])
        if intake.sheets["innovations"].parts:  # another workbook may have put the ID to use
            rated &= ~frame["innovation_id"].isin(frame.loc[~unused, "innovation_id"])
        unused &= ~rated
    if unused.any():
        intake.tables["innovations"] = frame[~unused].reset_index(drop=True)


def _agency_ready(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows come from the workbook of one agency, which has its name in every row beforehand."""
    files = frame["_row"] // STEP
    n_rows = frame["_row"].groupby(files).transform("size")
    named = frame["agency"].groupby([files, frame["agency"]]).transform("size")
    return (2 * named.fillna(0) > n_rows) & (n_rows > 1)  # some row may have it in another spelling, or none
