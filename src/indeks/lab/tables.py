"""Tables in a notebook: sorted and filtered in JupyterLab, plain and left-aligned everywhere else."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from indeks.lab.session import in_lab

PAGE = 15
"""Rows of a sortable table shown at once."""
PLAIN = 30
"""Rows of a plain table; what follows is counted."""


class Shown:
    """A table ready to be displayed; ``frame`` is what it shows."""

    def __init__(self, frame: pd.DataFrame, lang: str, digits: int, sortable: bool, note: str = "") -> None:
        self.frame, self.lang, self.digits, self.sortable, self.note = frame, lang, digits, sortable, note

    def _repr_html_(self) -> str:
        note = f"<p><strong>{escape(self.note)}</strong></p>" if self.note else ""
        if self.note and self.frame.empty:
            return note
        html = _sortable(self.frame, self.lang, self.digits) if self.sortable else ""
        return note + (html or _plain(self.frame, self.lang, self.digits))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if self.sortable:
            _ready()
        display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)

    def __repr__(self) -> str:
        """Return the table as text, for a terminal."""
        return "\n".join(part for part in (self.note, "" if self.frame.empty else repr(self.frame)) if part)


def table(
    frame: pd.DataFrame, *, lang: str = "id", digits: int = 2, sortable: bool | None = None, note: str = ""
) -> Shown:
    """Return a table to look at: numbers as the language writes them, texts left, nothing of it taken as HTML.

    Parameters
    ----------
    frame
        Any table; it is not changed.
    lang
        ``"id"`` or ``"en"``.
    digits
        Decimals of numbers that are not whole.
    sortable
        Whether it sorts and filters, which needs itables and a browser; by default where a notebook is open in
        JupyterLab. Without itables it is the plain table.
    note
        A line above it; alone where the table has no rows.

    Returns
    -------
    Shown
        As the last line of a cell it shows itself.

    Examples
    --------
    >>> shown = table(pd.DataFrame({"judul": ["<b>Parkir</b>"], "indeks": [51.01]}))
    >>> "&lt;b&gt;" in shown._repr_html_(), "51,01" in shown._repr_html_()
    (True, True)
    """
    return Shown(frame, lang, digits, in_lab() if sortable is None else sortable, note)


def _columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its index as columns, where it says anything."""
    named = any(name is not None for name in frame.index.names)
    plain = frame if not named and isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    if isinstance(plain.columns, pd.MultiIndex):
        plain = plain.set_axis([" ".join(str(part) for part in c if str(part)) for c in plain.columns], axis=1)
    return plain


def _numeric(column: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(column):
        return False
    if pd.api.types.is_numeric_dtype(column):
        return True
    from decimal import Decimal

    known = column.dropna()
    return bool(len(known)) and all(
        isinstance(v, Decimal | int | float) and not isinstance(v, bool) for v in known
    )


def _is_year(name: object, column: pd.Series) -> bool:
    return str(name) in ("year", "tahun") and _numeric(column)


def _written(value: Any, t: Any, digits: int, *, year: bool) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, bool) or (not pd.api.types.is_number(value) and not hasattr(value, "as_tuple")):
        if hasattr(value, "strftime"):
            return str(value)[:10]
        return str(value)
    if year:
        return str(int(value))
    if value in (float("inf"), float("-inf")):
        return str(value)
    return str(t.number(value, 0 if value == int(value) and not isinstance(value, float) else digits))


def _plain(frame: pd.DataFrame, lang: str, digits: int) -> str:
    from indeks.texts import texts

    t, rows = texts(lang), _columns(frame)
    numeric = [_numeric(rows.iloc[:, k]) for k in range(rows.shape[1])]
    years = [_is_year(name, rows.iloc[:, k]) for k, name in enumerate(rows.columns)]
    side = ['style="text-align:right"' if n else 'style="text-align:left"' for n in numeric]
    whole = [n and _whole(rows.iloc[:, k]) for k, n in enumerate(numeric)]
    head = "".join(f"<th {s}>{escape(str(name))}</th>" for s, name in zip(side, rows.columns, strict=True))
    body = []
    for record in rows.head(PLAIN).itertuples(index=False):
        cells = zip(record, side, years, whole, strict=True)
        body.append(
            "".join(
                f"<td {s}>{escape(_written(value, t, 0 if w else digits, year=y))}</td>"
                for value, s, y, w in cells
            )
        )
    more = len(rows) - PLAIN
    note = f"<p>{escape(t('lab.table.more', n=more))}</p>" if more > 0 else ""
    lines = "".join(f"<tr>{line}</tr>" for line in body)
    return f'<table class="indeks-table"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>{note}'


def _whole(column: pd.Series) -> bool:
    """Whether every number of a column is whole, so that none needs decimals."""
    known = column.dropna()
    return bool(pd.api.types.is_integer_dtype(column) or (len(known) > 0 and all(v == int(v) for v in known)))


@cache
def _ready() -> None:
    """Put the scripts of itables into the notebook, once: they come from the package, not from a network."""
    with suppress(ImportError):
        import itables

        itables.init_notebook_mode(all_interactive=False, connected=False)


def _sortable(frame: pd.DataFrame, lang: str, digits: int) -> str:
    """Return the table by itables, numbers as the language writes them; empty where itables is not installed."""
    try:
        import itables
    except ImportError:
        return ""
    from indeks.texts import texts

    t, rows = texts(lang), _columns(frame)
    numeric = [k for k in range(rows.shape[1]) if _numeric(rows.iloc[:, k])]
    left = [k for k in range(rows.shape[1]) if k not in numeric]
    words = {
        name: t(f"lab.table.{name}") for name in ("search", "info", "infoEmpty", "infoFiltered", "zeroRecords")
    }
    words["lengthMenu"] = t("lab.table.lengthMenu")
    decimals = {k: 0 if _whole(rows.iloc[:, k]) else digits for k in numeric}
    shown = rows.copy()
    for k in numeric:
        shown.isetitem(k, [None if pd.isna(v) else float(v) for v in rows.iloc[:, k]])
    for k in left:
        shown.isetitem(k, [_written(v, t, digits, year=False) for v in rows.iloc[:, k]])
    point, group = (",", ".") if lang == "id" else (".", ",")
    defs = [{"targets": left, "className": "dt-left"}, {"targets": numeric, "className": "dt-right"}]
    for k in numeric:
        thousands = "" if _is_year(rows.columns[k], rows.iloc[:, k]) else group
        call = f"DataTable.render.number('{thousands}', '{point}', {decimals[k]})"
        defs.append({"targets": [k], "render": itables.JavascriptCode(call)})
    return str(
        itables.to_html_datatable(
            shown,
            allow_html=False,
            showIndex=False,
            connected=False,
            pageLength=PAGE,
            lengthMenu=[PAGE, 50, 200],
            maxBytes=0,
            columnDefs=defs,
            language=words,
            classes="display compact nowrap",
        )
    )
