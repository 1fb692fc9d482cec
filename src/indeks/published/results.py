"""Published results as one tidy table: region codes, readings and notes joined to what was collected.

What a row means is data: ``published_notes.csv`` says in two languages what a note says, whether the row is
a result at all (a target is not), which of its numbers are not what their column says, and whether the source
tells of a fall without a figure.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pandas as pd

from indeks import files, regions
from indeks.texts import Texts, texts

STAGES = ("mandiri", "sementara", "final")
RECORDED = "tercatat"
"""What was counted before the ministry assessed, where the source states neither a score nor a category."""
INDEX_SCALE = "0-100"
RAW_SCALE = "raw"
AWARD_IN_CATEGORY = "Terinovatif (IGA)"
"""An award that the sources print where a category stands; it says nothing about the index."""

COLUMNS = (
    "region_code", "region", "type", "province", "year", "stage", "score", "score_as_printed", "scale",
    "category", "category_origin", "award", "n_innovations", "n_agencies", "rank", "rank_cluster",
    "is_result", "doubtful", "change", "source", "note", "note_id",
)  # fmt: skip
SOURCE_FILES = (
    "published_results.csv", "published_notes.csv", "published_documents.csv", "targets.csv", "regions.csv",
    "region_aliases.csv", "region_provinces.csv",
)  # fmt: skip
PROCESSED = "published_results.csv"
CHECKSUMS = "SHA256SUMS"


def read_raw(name: str) -> pd.DataFrame:
    """Return a file of ``data/raw`` as it stands, every column a string, nothing missing."""
    return pd.read_csv(files.raw(name), dtype=str, keep_default_na=False)


@cache
def _notes() -> pd.DataFrame:
    return read_raw("published_notes.csv").set_index("note")


def _of_notes(notes: pd.Series, column: str) -> pd.Series:
    """Return what the table of notes says of each note, nothing for an empty one; KeyError for an unknown one."""
    known = _notes()[column].to_dict()
    return notes.map(lambda note: known[note] if note else "").astype(str)


def note_id(notes: pd.Series) -> pd.Series:
    """Return the Indonesian text of notes; KeyError for a note without one."""
    return _of_notes(notes, "note_id")


@cache
def _documents() -> dict[str, dict[str, str]]:
    return read_raw("published_documents.csv").set_index("source").to_dict("index")


def document(source: str, lang: str = "id") -> tuple[str, str]:
    """Return what a source is and its address; the address is empty where the document has none.

    Parameters
    ----------
    source
        A source as it stands in the table: the address of a page, or the short name of a document.
    lang
        Language.

    Returns
    -------
    tuple of str
        The title of the document, empty for a page that its address names; and the address.

    Examples
    --------
    >>> document("Pos Belitung, 14 Oct 2024", "en")
    ('newspaper Pos Belitung, 14 October 2024', '')
    >>> document("https://okeybung.com/?p=25169")
    ('', 'https://okeybung.com/?p=25169')
    """
    if source.startswith(("https://", "http://")):
        return "", source
    row = _documents()[source]
    return row["title_en" if texts(lang).lang == "en" else "title_id"], row["address"]


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    table = read_raw("published_labels.csv")
    keys = zip(table["kind"], table["label"], strict=True)
    return dict(zip(keys, zip(table["label_id"], table["label_en"], strict=True), strict=True))


def label(kind: str, text: str, lang: str = "id") -> str:
    """Return a label of the sources in words.

    Parameters
    ----------
    kind
        ``"rank_cluster"`` or ``"award"``.
    text
        The label as it stands in the table; an empty one stays empty.
    lang
        Language.

    Examples
    --------
    >>> label("rank_cluster", "kota (of 93)", "en")
    '93 cities'
    """
    if not text:
        return ""
    return _labels()[kind, text][texts(lang).lang == "en"]


def rank_text(rank: int | None, cluster: str, t: Texts) -> str:
    """Return a rank with the group it is in, either alone, or nothing.

    Parameters
    ----------
    rank
        The place a source states; None where it states none.
    cluster
        The group as it stands in the published results; empty where no source names it.
    t
        Texts of the language.

    Examples
    --------
    >>> from indeks.texts import Texts, texts
    >>> rank_text(4, "kota (of 93)", texts("en")), rank_text(None, "", texts("en"))
    ('4 (93 cities)', '')
    """
    among = label("rank_cluster", cluster, t.lang)
    if rank is None:
        return among
    place = str(t.number(rank))
    return f"{place} ({among})" if among else place


def codes(types: pd.Series, names: pd.Series) -> pd.Series:
    """Return the region codes of names with their types; a type already written in the name is enough."""
    known = {}
    for kind, name in sorted(set(zip(types, names, strict=True))):
        known[kind, name] = regions.resolve(f"{kind} {name}" if kind in regions.TYPES else name)
    pairs = list(zip(types, names, strict=True))
    return pd.Series([known[pair] for pair in pairs], index=types.index, dtype=str)


def _check_provinces(region_codes: pd.Series, stated: pd.Series) -> None:
    """Raise where a row states another province than the region has, unless the change is on record."""
    recorded = read_raw("region_provinces.csv")
    former = set(zip(recorded["region_code"], recorded["stated_province"], strict=True))
    for code, province in sorted(set(zip(region_codes, stated, strict=True))):
        if province != regions.record(code)["province"] and (code, province) not in former:
            raise ValueError(f"{code}: {province!r}, {regions.record(code)['province']!r}")


def tidy(raw: pd.DataFrame) -> pd.DataFrame:
    """Return published results with region codes, numbers as numbers and notes in both languages.

    Parameters
    ----------
    raw
        The columns of ``data/raw/published_results.csv``, all strings.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`COLUMNS`, in an order that does not depend on that of ``raw``. Text that is not
        stated is empty; ``score`` is a float, the counts and the rank are nullable integers.
    """
    table = pd.DataFrame({"region_code": codes(raw["region_type"], raw["region"])})
    _check_provinces(table["region_code"], raw["province"])
    rows = [regions.record(code) for code in table["region_code"]]
    table["region"] = [row["name"] for row in rows]
    table["type"] = [row["type"] for row in rows]
    table["province"] = [row["province"] for row in rows]
    table["year"] = raw["year"].astype(int)
    counted = (raw["stage"] == "mandiri") & (raw["score_as_printed"] == "") & (raw["category"] == "")
    table["stage"] = raw["stage"].mask(counted, RECORDED)
    doubtful = _of_notes(raw["note"], "doubtful")
    other_scale = pd.Series(["scale" in words.split() for words in doubtful], index=raw.index, dtype=bool)
    score = pd.to_numeric(raw["score_value"].replace("", None)).astype(float)
    table["score"] = score.mask(other_scale)
    table["score_as_printed"] = raw["score_as_printed"]
    table["scale"] = raw["scale"].replace("raw cumulative", RAW_SCALE).mask(other_scale, "")
    is_award = raw["category"] == AWARD_IN_CATEGORY
    table["category"] = raw["category"].mask(is_award, "")
    table["category_origin"] = raw["category_origin"].mask(is_award, "")
    table["award"] = raw["category"].where(is_award, "")
    for column, source in (("n_innovations", "n_innovations"), ("n_agencies", "n_opd"), ("rank", "rank")):
        table[column] = pd.to_numeric(raw[source].replace("", None)).astype("Int64")
    table["rank_cluster"] = raw["rank_cluster"]
    table["is_result"] = _of_notes(raw["note"], "is_result") != "false"
    table["doubtful"] = doubtful
    table["change"] = _of_notes(raw["note"], "change")
    table["source"] = raw["source_url"]
    table["note"] = raw["note"]
    table["note_id"] = note_id(raw["note"])
    return ordered(table[list(COLUMNS)])


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by region, year and stage, then by everything else, so that no order is left to chance."""
    stage = table["stage"].map({name: place for place, name in enumerate((RECORDED, *STAGES))})
    rest = [c for c in table.columns if c not in ("region_code", "year", "stage")]
    keys = ["region_code", "year", "_stage", *rest]
    return table.assign(_stage=stage).sort_values(keys, ignore_index=True).drop(columns="_stage")


def completed(results: pd.DataFrame) -> pd.DataFrame:
    """Return a table of results with every column of :data:`COLUMNS`, those not given filled or empty."""
    table = results.copy()
    named: dict[str, list[str]] = {}
    if not {"region", "type", "province"} <= set(table.columns):
        rows = [regions.record(code) for code in table["region_code"]]
        named = {c: [row["name" if c == "region" else c] for row in rows] for c in ("region", "type", "province")}
    for column in COLUMNS:
        if column not in table:
            missing = pd.NA if column in ("n_innovations", "n_agencies", "rank") else ""
            table[column] = named.get(column, column == "is_result" or missing)
    numbers = dict.fromkeys(("n_innovations", "n_agencies", "rank"), "Int64")
    return table.astype({**numbers, "score": float, "year": int, "is_result": bool})


@cache
def _tidy() -> pd.DataFrame:
    return tidy(read_raw("published_results.csv"))


def published() -> pd.DataFrame:
    """Return every published result collected, one row each; see :func:`tidy` for the columns."""
    return _tidy().copy()


def build(folder: Path | None = None) -> list[Path]:
    """Write the tidy table and the checksums of it and of the files it was made from.

    Parameters
    ----------
    folder
        Where to write; ``data/processed`` of the checkout where none is given.

    Returns
    -------
    list of Path
        The files written: the table, then the checksums in the form ``sha256sum --check`` reads.
    """
    target = folder or files.CHECKOUT / "data" / "processed"
    table = tidy(read_raw("published_results.csv"))
    table["is_result"] = table["is_result"].map({True: "true", False: "false"})
    content = table.to_csv(index=False, lineterminator="\n").encode()
    sums = [(hashlib.sha256(content).hexdigest(), PROCESSED)]
    for name in SOURCE_FILES:
        sums.append((hashlib.sha256(files.raw(name).read_bytes()).hexdigest(), f"../raw/{name}"))
    lines = "".join(f"{digest}  {name}\n" for digest, name in sums)
    target.mkdir(parents=True, exist_ok=True)
    return [files.write(target / PROCESSED, content), files.write(target / CHECKSUMS, lines)]
