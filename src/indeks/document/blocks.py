"""The pieces a report is made of. Each shows itself in a notebook and is exported as it shows.

A section of a report is a list of blocks; :func:`show` displays it. All text is escaped here, so that titles
and names from outside are harmless in every page.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from dataclasses import fields as dataclass_fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from indeks.document.plain import upright
from indeks.texts import Number, Texts

if TYPE_CHECKING:
    from jinja2 import Template
    from matplotlib.figure import Figure as MplFigure
    from pandas import DataFrame

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _template(path: Path) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(path.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=upright,
    )
    return environment.get_template(path.name)


def load_template() -> None:
    """Compile the template of the blocks, so that processes forked from this one have it."""
    _template(TEMPLATES / "blocks.html.j2")


DRAWN_IN = "'DejaVu Sans'"
"""Typeface that figures are laid out in: matplotlib brings it along, and it is wider than those of pages."""
FACE = "'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
"""Typefaces of the page, in which its figures are shown; a format with others puts them in this place."""
MIME = "application/vnd.indeks.block+json"
"""What an output carries beside its HTML, so that exporters to paper and spreadsheets need not read HTML."""


TINTS = ("F3CFB3", "FAEADD", "DBE9F3", "A9CBE2")
"""Backgrounds of levels, nothing to the highest, for formats without style sheets: never without their number."""


class Block:
    """A piece of a report: shows itself as HTML in a notebook and carries its content for other formats."""

    kind = ""

    def html(self) -> str:
        """Return the block as an HTML fragment."""
        return _template(TEMPLATES / "blocks.html.j2").render(block=self, kind=self.kind).strip()

    def content(self) -> dict[str, Any]:
        """Return the block as JSON-ready values: its kind and fields; a cell as text with value or addresses."""
        names = [f.name for f in dataclass_fields(self) if f.name != "frame"]  # type: ignore[arg-type]
        fields = {name: _plain(getattr(self, name)) for name in names}
        return {"kind": self.kind, **fields}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # without a text/plain of its own a figure would carry its whole SVG once more, as its repr
        names = ("text", "alt", "caption", "title", "label")
        words = next((w for name in names if (w := getattr(self, name, ""))), self.kind)
        return {"text/plain": upright(words), "text/html": self.html(), MIME: self.content()}


def _plain(value: Any) -> Any:
    """Return a field of a block as JSON holds it; a number in words keeps its value."""
    if isinstance(value, Number):
        return {"text": str(value), "value": float(value.value), "digits": value.digits}
    if isinstance(value, Links):
        return {"links": _plain(value.items)}
    if isinstance(value, Column):
        return {name: upright(part) for name, part in asdict(value).items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return upright(value)


@dataclass(frozen=True)
class Heading(Block):
    """A section's title; ``anchor`` is its identifier inside the page."""

    text: str
    anchor: str
    level: int = 2
    front: bool = False
    """Whether its section stands before all others on paper, without a number, such as a foreword."""
    kind = "heading"


@dataclass(frozen=True)
class Paragraph(Block):
    """A sentence or more. ``tone`` is ``""``, ``"lead"``, ``"note"``, ``"warning"`` (boxed) or ``"small"``."""

    text: str
    tone: str = ""
    kind = "paragraph"


def colophon(facts: Iterable[tuple[str, str]]) -> Paragraph:
    """Return how a report was made, label and value of each fact, as one paragraph of small print.

    Examples
    --------
    >>> colophon([("Benih acak", "2026"), ("Data", "isian.xlsx · SHA-256 de6fc179480727b9")]).text
    'Benih acak: 2026. Data: isian.xlsx · SHA-256 de6fc179480727b9.'
    """
    return Paragraph(" ".join(f"{label}: {value}." for label, value in facts), "small")


@dataclass(frozen=True)
class Links:
    """A cell that cites: what is shown for each source, and its address; empty where it has none."""

    items: Sequence[tuple[str, str]]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")


def cite(source: str, t: Texts) -> Links:
    """Turn a source as the data give it into a cell: an address is shown by its site, a date in the language.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> cite("https://example.go.id/a/b | Pos Contoh, 14 Oct 2024", texts("id")).items
    [('example.go.id', 'https://example.go.id/a/b'), ('Pos Contoh, 14 Oktober 2024', '')]
    """

    def date(match: re.Match[str]) -> str:
        day, month, year = match.groups()
        try:
            return t.date(dt.date(int(year), _MONTHS.index(month) + 1, int(day)))
        except ValueError:  # no day of the calendar
            return match[0]

    items = []
    for part in source.split(" | "):
        host = urlsplit(part).netloc if part.startswith(("https://", "http://")) else ""
        items.append((host.removeprefix("www."), part) if host else (_DATE.sub(date, part), ""))
    return Links(items)


Cell = str | Links


@dataclass(frozen=True)
class Bullets(Block):
    """A list of sentences, or of sources, under an optional label."""

    items: Sequence[Cell]
    label: str = ""
    kind = "bullets"


@dataclass(frozen=True)
class Banner(Block):
    """The head of a report: title, subtitle, facts as label and value, and marks such as "synthetic"."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    marks: Sequence[str] = ()
    lang: str = "id"
    scores: Sequence[tuple[str, Number, str]] = ()
    """Indices computed here as basis, index and category as the edition names it; for the site, not shown."""
    left_out: Sequence[str] = ()
    """Titles of the sections that the report leaves out, as it has no data for them; not shown here."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """``innovations`` and ``agencies`` that these indices rest on, and how many levels are ``stated`` and
    ``examined``; for the site, not shown."""
    still_open: Sequence[Number] = ()
    """Between what an unfinished verification leaves the index, lowest and highest; for the site, not shown."""
    kind = "banner"


@dataclass(frozen=True)
class Column:
    """A column of a table: ``numeric`` aligns right, ``nowrap`` keeps a cell on one line."""

    label: str
    numeric: bool = False
    nowrap: bool = False
    with_unit: str = ""
    """The label with the unit of its values, for a table that is read by itself; empty where it has none."""


def columns(
    names: Sequence[str],
    t: Texts,
    *,
    numeric: Collection[str] = (),
    nowrap: Collection[str] = (),
    topic: str = "reports",
) -> list[Column]:
    """Return columns by the names that their labels have in a topic of the catalogue, in order.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> columns(["region", "score"], texts("id"), numeric=["score"])[1]
    Column(label='Nilai', numeric=True, nowrap=False, with_unit='Nilai (dari 100)')
    """
    units = {name: f"{topic}.column_with_unit.{name}" for name in names}
    return [
        Column(
            label=t(f"{topic}.column.{name}"),
            numeric=name in numeric,
            nowrap=name in nowrap,
            with_unit=t(units[name]) if name in numeric and t.has(units[name]) else "",
        )
        for name in names
    ]


@dataclass(frozen=True)
class Table(Block):
    """Rows of texts already written in the report's language, under a caption, with notes and a source."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    source: str = ""
    notes: Sequence[str] = ()
    total: Sequence[str] | None = None
    strong: frozenset[int] = field(default_factory=frozenset)
    """Positions of rows to set apart, such as the report's own region."""
    handout: bool = False
    """Whether it has a page of its own on paper, under its caption and without a number, to be handed out."""
    cards: bool = False
    """Whether a narrow screen shows each row by itself, every cell under the head of its column."""
    levels: int = 0
    """The highest level, where cells behind the first are levels, tinted by it; 0 for any other table."""
    more: Sequence[Sequence[Cell]] = ()
    """Rows that follow in the spreadsheet only: too many for a page, wanted by whoever works them off."""
    frame: DataFrame | None = field(default=None, compare=False, repr=False)
    """The numbers it shows, for whoever goes on from there; not part of the page."""
    kind = "table"

    def tint(self, cell: Cell) -> str:
        """Return the class of a cell that holds a level: a tint beside the number; empty in any other table."""
        return f"level-{level}" if (level := level_of(cell, self.levels)) is not None else ""


@dataclass(frozen=True)
class Annex(Table):
    """A table that stands in the spreadsheet only: too long for a page, made to be filtered."""

    kind = "annex"


def level_of(cell: Any, most: int) -> int | None:
    """Return which of four tints a cell's level has, 0 (nothing) to 3 (the highest); None where it is none.

    Examples
    --------
    >>> level_of("2↓", 3), level_of("3", 3), level_of("–", 3), level_of("2", 0)
    (2, 3, None, None)
    """
    number = re.match(r"\d+", str(cell["text"] if isinstance(cell, Mapping) else cell)) if most else None
    return round(3 * min(int(number[0]), most) / most) if number else None


@dataclass(frozen=True)
class Figure(Block):
    """A figure as SVG with the text that stands for it. Made by :func:`figure`, which refuses an empty text."""

    svg: str
    alt: str
    caption: str
    source: str
    frame: DataFrame | None = field(default=None, compare=False, repr=False)
    """The numbers it shows, for whoever goes on from there; not part of the page."""
    kind = "figure"

    @property
    def data_uri(self) -> str:
        """The SVG as an address that an image can carry."""
        import base64

        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


@dataclass(frozen=True)
class Missing(Block):
    """The one line of a section that has no data: what is missing, and which table to fill."""

    text: str
    kind = "missing"


def figure(drawing: MplFigure, *, alt: str, caption: str, source: str, frame: DataFrame | None = None) -> Figure:
    """Turn a matplotlib figure into a block and close it.

    Parameters
    ----------
    drawing
        The figure; drawn once, at its own size, with its own margins.
    alt
        What the figure shows, in words, with its main numbers.
    caption, source
        The line below it and where its data come from.
    frame
        The numbers it shows.

    Raises
    ------
    ValueError
        If ``alt``, ``caption`` or ``source`` is empty.
    """
    for name, text in (("alt", alt), ("caption", caption), ("source", source)):
        if not text.strip():
            raise ValueError(f"figure: empty {name}")
    import matplotlib.pyplot as plt

    buffer = io.StringIO()
    # no date and a fixed salt: the same data give the same bytes
    with plt.rc_context({"svg.hashsalt": "indeks", "svg.fonttype": "none"}):
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(drawing)
    svg = buffer.getvalue().replace(DRAWN_IN, FACE)
    return Figure(svg=svg[svg.index("<svg") :], alt=alt, caption=caption, source=source, frame=frame)


def show(blocks: Block | Iterable[Block]) -> None:
    """Display a section in a notebook."""
    from IPython.display import display

    for block in [blocks] if isinstance(blocks, Block) else blocks:
        display(block)


def outputs(notebook: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the outputs of a notebook in order, whether nbformat or plain JSON holds it; none if it is none."""
    for cell in _mappings(notebook, "cells"):
        yield from _mappings(cell, "outputs")


def _mappings(value: Any, key: str) -> list[Mapping[str, Any]]:
    listed = value.get(key) if isinstance(value, Mapping) else None
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []


def carried(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the content of the block that an output shows, as it stands; empty where it shows none."""
    data = output.get("data")
    content = data.get(MIME) if isinstance(data, Mapping) else None
    return content if isinstance(content, Mapping) else {}


def banner_of(notebook: Any) -> Mapping[str, Any]:
    """Return the content of a notebook's first banner, as it stands; empty where there is none."""
    return next((c for output in outputs(notebook) if (c := carried(output)).get("kind") == "banner"), {})


def render(template: Path, /, **values: Any) -> str:
    """Fill a template with values, everything escaped; others beside it can be included."""
    return _template(template).render(**values)
