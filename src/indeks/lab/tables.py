"""Tables in a notebook: sorted and filtered in JupyterLab, plain everywhere else; texts left, numbers right."""

from __future__ import annotations

import datetime as dt
import numbers
from contextlib import suppress
from decimal import Decimal
from functools import cache
from html import escape

import numpy as np
import pandas as pd

from indeks.lab.session import in_lab
from indeks.texts import Texts, texts

PAGE = 25
"""Rows of a sortable table shown at once."""
PLAIN = 30
"""Rows of a plain table; what follows is counted."""
YEARS = frozenset({"year", "tahun"})
"""Columns whose numbers are not grouped."""
WORDS = ("search", "info", "infoEmpty", "infoFiltered", "zeroRecords", "lengthMenu")
"""Words around a sortable table, by the names that DataTables has for them."""


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
            ready()
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
    """Return the frame with its index as columns, where it says more than a count of rows."""
    counted = frame.index.names == [None] and pd.api.types.is_integer_dtype(frame.index.dtype)
    plain = frame.reset_index(drop=counted)
    names = [" ".join(str(part) for part in c if str(part)) if isinstance(c, tuple) else c for c in plain.columns]
    return plain.set_axis(pd.Index(names), axis=1)


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Number | Decimal) and not isinstance(value, bool | np.bool_ | complex)


def _missing(value: object) -> bool:
    return value is None or bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _decimals(column: pd.Series, digits: int) -> int | None:
    """Return the decimals of a column of numbers, 0 where all are whole; None where it holds anything else."""
    known = [value for value in column if not _missing(value)]
    if not known or not all(_is_number(value) for value in known):
        return None
    return 0 if all(value % 1 == 0 for value in known) else digits


def _is_year(name: object) -> bool:
    return str(name).lower() in YEARS


def _text(value: object, t: Texts, digits: int) -> str:
    """Write a cell of a column that is not all numbers."""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if _missing(value):
        return ""
    if isinstance(value, dt.date):
        return str(value)[:10]
    return str(t.plain(round(Decimal(str(value)), digits))) if _is_number(value) else str(value)


def _plain(frame: pd.DataFrame, lang: str, digits: int) -> str:
    t, rows = texts(lang), _columns(frame)
    shown = rows.head(PLAIN)
    heads, cells = [], []
    for k, name in enumerate(rows.columns):
        places, column = _decimals(rows.iloc[:, k], digits), shown.iloc[:, k]
        side = f'style="text-align:{"left" if places is None else "right"}"'
        if places is None:
            written = [_text(value, t, digits) for value in column]
        elif _is_year(name):
            written = ["" if _missing(value) else str(int(value)) for value in column]
        else:
            written = ["" if _missing(value) else t.number(value, places) for value in column]
        heads.append(f"<th {side}>{escape(str(name))}</th>")
        cells.append([f"<td {side}>{escape(text)}</td>" for text in written])
    lines = "".join(f"<tr>{''.join(line)}</tr>" for line in zip(*cells, strict=True))
    more = len(rows) - PLAIN
    note = f"<p>{escape(t('lab.table.more', n=more))}</p>" if more > 0 else ""
    return f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>{lines}</tbody></table>{note}"


_NUMBER = """function (data, type) {
    const shown = type === 'display' || type === 'filter', value = Number(data);
    if (data === null || data === '' || Number.isNaN(value)) return shown ? '' : -Infinity;
    if (!shown) return value;
    const form = {minimumFractionDigits: %d, maximumFractionDigits: %d, useGrouping: %s};
    return value.toLocaleString('%s', form).replace('-', '\u2212');
}"""
"""How a browser writes a number; it sorts by the number itself."""


@cache
def ready() -> None:
    """Put the scripts of itables into the notebook, once: they come from the package, not from a network."""
    with suppress(ImportError):
        from IPython.display import HTML, display
        from itables import options
        from itables.javascript import generate_init_offline_itables_html

        # init_notebook_mode() would also look for a dark theme, before the scripts are there
        display(HTML(generate_init_offline_itables_html(options.dt_bundle)))


def _sortable(frame: pd.DataFrame, lang: str, digits: int) -> str:
    """Return the table by itables, numbers as the language writes them; empty where itables is not installed."""
    try:
        import itables
    except ImportError:
        return ""
    t, rows = texts(lang), _columns(frame)
    shown, forms = rows.copy(), []
    for k, name in enumerate(rows.columns):
        places, column = _decimals(rows.iloc[:, k], digits), rows.iloc[:, k]
        if places is None:
            shown.isetitem(k, [_text(value, t, digits) for value in column])
            forms.append({"targets": [k], "className": "dt-left"})
            continue
        shown.isetitem(k, [None if _missing(value) else float(value) for value in column])
        grouped = str(not _is_year(name)).lower()
        call = _NUMBER % (places, places, grouped, "id-ID" if lang == "id" else "en-GB")
        render = itables.JavascriptFunction(call)
        forms.append({"targets": [k], "className": "dt-right", "render": render})
    html = itables.to_html_datatable(
        shown,
        allow_html=False,
        showIndex=False,
        connected=False,
        pageLength=PAGE,
        lengthMenu=[PAGE, 100, 500],
        maxBytes=0,
        columnDefs=forms,
        language={name: t(f"lab.table.{name}") for name in WORDS},
        classes="display compact",
    )
    return f'<div style="overflow-x: auto">{html}</div>'
