"""What an executed notebook says, as plain values: the blocks its outputs carry, in order, ready for any format.

Outputs that are not blocks of ours (text, pictures, tables of other libraries, errors) become the nearest block.
Everything from outside is cleaned here of what no document can hold; escaping is left to each format.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from nbformat import NotebookNode

from indeks.document import overview
from indeks.document.blocks import banner_of, carried, outputs
from indeks.document.plain import fit
from indeks.texts import LANGUAGES, Texts, texts

TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Colours of a terminal, as in the traces of errors."""
LONGEST_TEXT = 32_000
"""Characters of one text; a cell of a spreadsheet holds 32,767."""
LONGEST_WORD, GAP, BOLD = 24, 2.0, 1.16
"""Letters of the longest word a column is made wide for, room between columns, and what bold adds."""
TONES = ("lead", "note", "warning", "small")
NARROW, WIDE = "fijlrtI.,:;'|!()[] ", "mwMW%@+→↓↑"
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""Picture types that paper formats take, with the bytes they start with."""


@dataclass(frozen=True)
class Report:
    """The contents of a report.

    ``banner`` is the head (``title``, ``subtitle``, ``facts``, ``marks``), ``blocks`` what follows it.
    """

    lang: str
    title: str
    banner: Mapping[str, Any]
    blocks: Sequence[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the blocks of one kind."""
        return [b for b in self.blocks if b["kind"] == kind]

    @property
    def opening(self) -> list[dict[str, Any]]:
        """The overview as headings, paragraphs, tables and lists; empty where the report has none."""
        return overview.plain(self.of("overview"))

    @property
    def front(self) -> list[dict[str, Any]]:
        """The sections that stand before all others on paper, each from a heading marked so to the next one."""
        return [block for block, front in zip(self.blocks, _fronts(self.blocks), strict=True) if front]

    @property
    def behind(self) -> list[dict[str, Any]]:
        """The blocks behind the front matter, in order."""
        return [block for block, front in zip(self.blocks, _fronts(self.blocks), strict=True) if not front]

    @property
    def plain(self) -> Report:
        """The report as plain blocks: its front matter and its :attr:`opening` first."""
        rest = [b for b in self.behind if b["kind"] != "overview"]
        return replace(self, blocks=[*self.front, *self.opening, *rest])


def _fronts(blocks: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Tell of each block whether it is of the front matter."""
    marks, front = [], False
    for block in blocks:
        if block["kind"] == "overview":
            front = False
        elif block["kind"] == "heading" and (block.get("front") or block["level"] == 1):
            front = bool(block.get("front"))
        marks.append(front)
    return marks


def read(nb: NotebookNode) -> Report:
    """Return the contents of an executed notebook.

    The language and the title are those of its first banner; without one, Indonesian and the first heading.
    """
    head = banner_of(nb)
    lang = head.get("lang") if head.get("lang") in LANGUAGES else "id"
    assert isinstance(lang, str)
    t = texts(lang)
    listed = [block for output in outputs(nb) for block in _blocks(output, t)]
    banner = next((b for b in listed if b["kind"] == "banner"), None)
    blocks = [b for b in listed if b is not banner]
    heading = next((b["text"] for b in blocks if b["kind"] == "heading"), "")
    title = (banner or {}).get("title") or heading or t("document.title")
    empty: dict[str, Any] = {"title": title, "subtitle": "", "facts": [], "marks": [], "lang": lang}
    return Report(lang=lang, title=title, banner=banner or empty, blocks=_levelled(map(_as_body, blocks)))


def _as_body(block: dict[str, Any]) -> dict[str, Any]:
    """Turn a second banner inside a report into a heading there."""
    if block["kind"] != "banner":
        return block
    return {"kind": "heading", "text": block["title"], "level": 1, "front": False}


def _levelled(blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks, no heading more than one level below the one before it: no number is left out."""
    levelled, level = [dict(block) for block in blocks], 0
    for block in levelled:
        if block["kind"] == "heading":
            level = block["level"] = min(block["level"], level + 1)
        elif block["kind"] == "overview":
            level = 1
    return levelled


def clean(value: Any) -> str:
    """Return any value as one text that a document can hold.

    Examples
    --------
    >>> clean("a\\x00b\\u202ec"), clean({"text": "1,5", "value": 1.5}), clean(None)
    ('abc', '1,5', '')
    """
    if isinstance(value, Mapping):
        value = "; ".join(t for t, _ in links(value)) if "links" in value else value.get("text", "")
    text = "" if value is None else str(value)
    return fit(text)[:LONGEST_TEXT]


def links(cell: Any) -> list[tuple[str, str]]:
    """Return a cell as pairs of text and address; the address is empty unless it leads to the web."""
    if isinstance(cell, Mapping) and isinstance(cell.get("links"), Sequence):
        pairs = [p for p in cell["links"] if isinstance(p, Sequence) and not isinstance(p, str) and len(p) == 2]
        return [(clean(text), web_address(address)) for text, address in pairs]
    return [(clean(cell), "")]


def web_address(text: Any) -> str:
    """Return an address if it leads to the web; empty for anything else, such as a script or a file."""
    address = clean(text).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    whole = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>\"\\]", address)
    return address if whole and len(address) <= 2000 else ""


def _blocks(output: Mapping[str, Any], t: Texts) -> list[dict[str, Any]]:
    """One output as blocks; empty for what has no place on paper, such as warnings of a library."""
    kind = output.get("output_type")
    if kind == "error":
        text = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        return [_paragraph(TERMINAL.sub("", text), "warning")]
    if kind == "stream":
        return [_verbatim(output.get("text", ""))] if output.get("name") == "stdout" else []
    block = _checked(carried(output))
    return [block] if block else _foreign(output.get("data", {}), output.get("metadata", {}), t)


def _checked(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a carried block with all its fields in the forms expected; None for a kind that is not known."""
    get = content.get
    match get("kind"):
        case "heading":
            level = next((k for k in (1, 2, 3, 4) if k == get("level")), 2)
            text, front = clean(get("text")) or "–", get("front") is True
            return {"kind": "heading", "text": text, "level": max(1, level - 1), "front": front}
        case "paragraph":
            return _paragraph(get("text"), clean(get("tone")))
        case "missing":
            return {"kind": "missing", "text": clean(get("text"))}
        case "bullets":
            return {
                "kind": "bullets",
                "label": clean(get("label")),
                "items": [_cell(i) for i in _list(get("items"))],
            }
        case "banner":
            facts = [(clean(f[0]), clean(f[1])) for f in _list(get("facts")) if len(_list(f)) == 2]
            marks = [clean(m) for m in _list(get("marks"))]
            title = clean(get("title"))
            return {
                "kind": "banner",
                "title": title,
                "subtitle": clean(get("subtitle")),
                "facts": facts,
                "marks": marks,
            }
        case "table" | "annex" as kind:
            return _table(content) | {"kind": kind}
        case "overview":
            return overview.checked(content, clean, _checked)
        case "figure" if "<svg" in clean(get("svg"))[:2000]:
            words = {name: clean(get(name)) for name in ("alt", "caption", "source")}
            # the drawing itself is kept whole: it is longer than any text may be
            return {"kind": "figure", "svg": fit(str(get("svg"))), "picture": None, **words}
    return None


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _cell(cell: Any) -> Any:
    """Return a cell as text, as a number (text, value, digits), or as links."""
    if isinstance(cell, Mapping) and "links" in cell:
        return {"links": links(cell)}
    if isinstance(cell, Mapping) and isinstance(cell.get("value"), int | float):
        digits = cell.get("digits")
        known = isinstance(digits, int) and 0 <= digits <= 10
        return {"text": clean(cell), "value": cell["value"], "digits": digits if known else 0}
    return clean(cell)


def _table(content: Mapping[str, Any]) -> dict[str, Any]:
    columns = [
        {
            "label": clean(c.get("label")),
            "numeric": bool(c.get("numeric")),
            "nowrap": bool(c.get("nowrap")),
            "with_unit": clean(c.get("with_unit")),
        }
        for c in _list(content.get("columns"))
        if isinstance(c, Mapping)
    ]
    rows, more = (
        [[_cell(c) for c in _list(row)] for row in _list(content.get(name))] for name in ("rows", "more")
    )
    total = _list(content.get("total"))
    n = len(columns) or max((len(r) for r in rows), default=1)
    columns += [{"label": "", "numeric": False, "nowrap": False, "with_unit": ""}] * (n - len(columns))
    return {
        "kind": "table",
        "caption": clean(content.get("caption")),
        "columns": columns,
        "rows": [(row + [""] * n)[:n] for row in rows],
        "more": [(row + [""] * n)[:n] for row in more],
        "total": ([_cell(c) for c in total] + [""] * n)[:n] if total else None,
        "notes": [clean(note) for note in _list(content.get("notes"))],
        "source": clean(content.get("source")),
        "strong": [k for k in _list(content.get("strong")) if isinstance(k, int)],
        "handout": content.get("handout") is True,
        "levels": most if isinstance(most := content.get("levels"), int) and 0 < most < 100 else 0,
    }


def _paragraph(text: Any, tone: str = "") -> dict[str, Any]:
    return {"kind": "paragraph", "text": clean(text), "tone": tone if tone in TONES else ""}


def _verbatim(text: Any) -> dict[str, Any]:
    return {"kind": "verbatim", "text": clean(TERMINAL.sub("", str(text))).rstrip("\n")}


def _foreign(data: Mapping[str, Any], metadata: Mapping[str, Any], t: Texts) -> list[dict[str, Any]]:
    """Return an output of another library, by the best form that paper can show."""
    words = str(data.get("text/plain", ""))
    for kind, start in PICTURES.items():
        if kind in data:
            try:
                picture = base64.b64decode(str(data[kind]))
            except binascii.Error:
                continue
            if picture.startswith(start):
                described = metadata.get(kind) if isinstance(metadata.get(kind), Mapping) else metadata
                alt = clean(described.get("alt")) if isinstance(described, Mapping) else ""
                return [_picture(picture, "", alt or t("document.figure.no_alt"))]
    svg = str(data.get("image/svg+xml", ""))
    if "<svg" in svg[:2000]:
        return [_picture(None, svg[svg.index("<svg") :], t("document.figure.no_alt"))]
    if "text/html" in data:
        tables = list(_html_tables(str(data["text/html"])))
        if tables:
            return tables
    if "text/markdown" in data and not words.strip("<>"):
        words = str(data["text/markdown"])
    return [_verbatim(words)] if words.strip() else []


def _picture(picture: bytes | None, svg: str, alt: str) -> dict[str, Any]:
    return {"kind": "figure", "svg": svg, "picture": picture, "alt": alt, "caption": "", "source": ""}


def _html_tables(html: str) -> Iterator[dict[str, Any]]:
    """Return the tables of a fragment of HTML; a first row of ``th`` only is taken for their head."""
    from lxml import etree
    from lxml import html as parser

    try:
        root = parser.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return
    for table in root.iter("table"):
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        rows = [row for row in rows if row]
        head = rows.pop(0) if len(rows) > 1 and all(c.tag == "th" for c in rows[0]) else []
        values = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
        caption = next((" ".join(c.text_content().split()) for c in table.iter("caption")), "")
        columns = [{"label": " ".join(c.text_content().split())} for c in head]
        yield _table({"caption": caption, "columns": columns, "rows": values})


def shares(table: Mapping[str, Any], width: float = 110) -> list[float]:
    """Return the share of a table's width that each column needs, by the lengths of its texts; they add up to 1.

    Every column is given its longest word; what is left goes to the columns whose texts are longer than that. On a
    line too short for all of them the longest words break, such as addresses, and the others stay whole.

    Parameters
    ----------
    table
        A block of kind ``table``.
    width
        Characters that fit on a line across the page.
    """
    lines = [*table["rows"], *([table["total"]] if table["total"] else [])]
    longest, usual = [], []
    for k, column in enumerate(table["columns"]):
        cells = [clean(row[k]) for row in lines]
        whole = column["nowrap"] or column["numeric"]
        words = [_width(w) for text in ([] if whole else cells) for w in re.split(r"[\s\-/]+", text)]
        heads = [BOLD * _width(w) for w in re.split(r"[\s/]+", column["label"])]
        longest.append(max([*words, *heads, *(_width(c) for c in cells if whole), 2.0]))
        lengths = sorted((_width(c) for c in cells), reverse=True)
        usual.append(lengths[len(lengths) // 10] if lengths else 0)  # a few long ones may wrap
    fitting = (cap for cap in range(LONGEST_WORD, 1, -1) if sum(min(w, cap) + GAP for w in longest) <= width)
    cap = next(fitting, 1)
    least = [min(w, cap) + GAP for w in longest]
    wanted = [max(s, min(u, 70) + GAP) for s, u in zip(least, usual, strict=True)]
    spare = width - sum(least)
    extra = [w - s for w, s in zip(wanted, least, strict=True)]
    if spare > 0 and sum(extra) > 0:
        least = [s + spare * e / sum(extra) for s, e in zip(least, extra, strict=True)]
    return [s / sum(least) for s in least]


def _width(text: str) -> float:
    """Return the width of a text in letters of usual width, as sans-serif fonts have it."""
    narrow, wide = (sum(map(text.count, letters)) for letters in (NARROW, WIDE))
    return len(text) - 0.45 * narrow + 0.5 * wide + 0.15 * sum(c.isupper() for c in text)
