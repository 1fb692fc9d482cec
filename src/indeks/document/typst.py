"""Reports as Typst source and as PDF for paper: vector figures, real headings, tagged and accessible (PDF/UA-1).

The page is made by ``templates/report.typ``. The report reaches it as JSON inside one string, so no text from
outside is ever read as markup. Only fonts that come with Typst and matplotlib are used.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from indeks.document.blocks import DRAWN_IN, FACE, TEMPLATES, TINTS, level_of
from indeks.document.contents import Report, clean, links, read, shares
from indeks.document.errors import FormatError
from indeks.errors import unread
from indeks.texts import texts

TEMPLATE = TEMPLATES / "report.typ"
REGIONS = {"id": "ID", "en": "GB"}
TEXT_WIDTH = 17 / 2.54
"""Inches between the margins of an A4 page; a figure that is wider is made smaller."""
PICTURE_INCH = 96
"""Pixels that a picture without other information has to an inch."""
PAPER_FACE = "'Libertinus Serif', 'DejaVu Sans'"
"""Typefaces of figures on paper: those of its text."""
BRIEF = 110
"""Characters of a caption in the lists of figures and tables."""
LONG_WORD = 22
"""Letters from which a word may be broken anywhere; hyphenation finds no place in an address or a file name."""
LOGO_MB = 5
SHORT_TITLE = 95
"""Characters of the title at the head of a page."""


class IndeksTypstExporter(Exporter):
    """A report as one Typst file that compiles by itself.

    ``jupyter nbconvert --to indeks-typst report.ipynb`` uses it; options are ``typst_template`` and ``logo``.
    """

    export_from_notebook = "Laporan indeks (Typst)"
    output_mimetype = "text/vnd.typst"
    typst_template = Unicode("", help="Typst file to use in place of the package's own.").tag(config=True)
    logo = Unicode("", help="PNG or SVG for the title page.").tag(config=True)

    @default("file_extension")
    def _extension(self) -> str:
        return ".typ"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export a notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return self.rendered(without_undrawable(read(nb))), resources

    def rendered(self, report: Report) -> Any:
        """Return the report as Typst source."""
        return source(report, template=self.typst_template, logo=self.logo)


class IndeksPDFExporter(IndeksTypstExporter):
    """A report as PDF. ``jupyter nbconvert --to indeks-pdf report.ipynb`` uses it."""

    export_from_notebook = "Laporan indeks (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _extension(self) -> str:
        return ".pdf"

    def rendered(self, report: Report) -> Any:
        """Return the report as the bytes of a PDF."""
        return pdf(super().rendered(report))


def source(report: Report, *, template: str | Path = "", logo: str | Path = "") -> str:
    """Return a report as Typst source: its data, then the template."""
    t = texts(report.lang)
    try:
        body = Path(template or TEMPLATE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError("document.error.typst_template", path=template, detail=unread(error)) from None
    head = report.banner
    data = {
        "lang": report.lang,
        "region": REGIONS[report.lang],
        "title": soft(report.title),
        "short": shortened(report.title, SHORT_TITLE),
        "subtitle": soft(head["subtitle"]),
        "facts": [[soft(label), soft(value)] for label, value in head["facts"]],
        "marks": [soft(m) for m in head["marks"]],
        "logo": logo_data(logo) if logo else None,
        "words": {
            "footer": t("document.footer"),
            "page": t("document.page"),
            **{name: t(f"document.{name}") for name in ("contents", "figures", "tables")},
        },
        "front": [_for_template(block, report.lang) for block in report.front],
        "blocks": [_for_template(block, report.lang) for block in report.behind],
    }
    # JSON in ASCII holds no control characters, so two escapes make any of it one Typst string
    text = json.dumps(data, ensure_ascii=True, sort_keys=True).replace("\\", "\\\\").replace('"', '\\"')
    return f'#let carried = "{text}"\n{body}'


def _for_template(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a block in the form of the template."""
    carried = dict(block)
    for name in ("text", "label", "source"):
        if name in carried and carried["kind"] != "verbatim":
            carried[name] = soft(carried[name])
    if "caption" in carried:
        carried["brief"] = soft(brief(carried["caption"]))
        carried["caption"] = soft(carried["caption"])
    match carried["kind"]:
        case "overview":
            carried["facts"] = [[soft(label), soft(value)] for label, value in carried["facts"]]
            carried |= {name: [_for_template(part, lang) for part in carried[name]] for name in ("wide", "narrow")}
        case "bullets":
            carried["items"] = [_pairs(i, whole=True) for i in carried["items"]]
        case "table":
            carried["shares"] = shares(block)
            carried["tints"] = tints(block)
            carried["columns"] = [c | {"label": soft(c["label"])} for c in carried["columns"]]
            carried.pop("more", None)  # of the spreadsheet
            carried["rows"] = [[_pairs(c) for c in row] for row in carried["rows"]]
            carried["total"] = [_pairs(c) for c in carried["total"]] if carried["total"] else None
            carried["notes"] = [soft(n) for n in carried["notes"]]
        case "figure":
            carried |= drawing(carried, lang)
    return carried


def tints(block: Mapping[str, Any]) -> list[list[str | None]]:
    """Return the background of every cell of a table of levels, row by row; nothing for any other table."""
    if not block["levels"]:
        return []
    levels = [
        [level_of(cell, block["levels"]) if k else None for k, cell in enumerate(row)] for row in block["rows"]
    ]
    return [[None if level is None else f"#{TINTS[level]}" for level in row] for row in levels]


def drawing(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return what the template needs to place a figure: format, width as a share of the page, alt text."""
    svg, picture = block["svg"], block["picture"]
    return {
        "svg": svg.replace(FACE, PAPER_FACE),
        "format": "svg" if svg else "png" if picture.startswith(b"\x89PNG") else "jpg",
        "share": min(1.0, inches(svg, picture) / TEXT_WIDTH),
        "picture": list(picture) if picture else None,
        "alt": block["alt"] or block["caption"] or texts(lang)("document.figure.no_alt"),
    }


def undrawable(report: Report) -> frozenset[int]:
    """Return the places of the figures that Typst cannot draw, by drawing all of them small."""
    pictures = {k: (b["svg"], b["picture"]) for k, b in enumerate(report.blocks) if b["kind"] == "figure"}

    def fails(some: list[tuple[str, bytes | None]]) -> bool:
        try:
            png(some, ppi=10)
        except FormatError:
            return True
        return False

    if not fails(list(pictures.values())):
        return frozenset()
    return frozenset(k for k, picture in pictures.items() if fails([picture]))


def without_undrawable(report: Report) -> Report:
    """Return a report in which a line of text stands for each figure that cannot be drawn."""
    lost = undrawable(report)
    if not lost:
        return report
    notice = texts(report.lang)("document.figure.unreadable")
    blocks = [
        {"kind": "missing", "text": f"{notice} {b['alt']}".strip()} if k in lost else b
        for k, b in enumerate(report.blocks)
    ]
    return replace(report, blocks=blocks)


def inches(svg: str, picture: bytes | None) -> float:
    """Return how wide a picture is meant to be."""
    if svg:
        width = re.search(r'<svg[^>]*?\swidth="([0-9.]+)(pt|px|in|)"', svg[:2000])
        units = {"pt": 72, "px": PICTURE_INCH, "": PICTURE_INCH, "in": 1}
        return float(width[1]) / units[width[2]] if width else TEXT_WIDTH
    import io

    from PIL import Image

    with Image.open(io.BytesIO(picture or b"")) as image:
        return image.width / PICTURE_INCH


def _pairs(cell: Any, *, whole: bool = False) -> list[tuple[str, str]]:
    """Return a cell as texts with addresses; ``whole`` shows the address itself, for paper cannot be clicked."""
    return [(soft(address if whole and address else text), address) for text, address in links(cell)]


def soft(text: str) -> str:
    """Let long words break, with spaces of no width.

    Examples
    --------
    >>> soft("a" * 30).count("\\u200b"), soft("Pertanggungjawaban")
    (1, 'Pertanggungjawaban')
    """

    def parts(word: re.Match[str]) -> str:
        inner = re.sub(r"(?<=[/._=&?-])(?=\w)", "\u200b", word[0])
        return re.sub(rf"[^\u200b\s]{{{LONG_WORD}}}(?=[^\u200b\s])", "\\g<0>\u200b", inner)

    return re.sub(rf"\S{{{LONG_WORD + 1},}}", parts, clean(text))


def brief(caption: str) -> str:
    """Return a caption as a list of figures shows it: its first sentence, shortened."""
    return shortened(re.split(r"(?<=[.!?])\s", caption, maxsplit=1)[0].removesuffix("."), BRIEF)


def shortened(text: str, limit: int) -> str:
    """Return a text cut at a word, with an ellipsis, where it is longer than a limit."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:") + "…"


def logo_data(path: str | Path) -> dict[str, Any]:
    """Return a logo for the title page; FormatError if it is not a PNG or SVG that can be drawn."""
    svg, picture = logo_content(path)
    data = {"svg": svg, "picture": list(picture) if picture else None, "format": "svg" if svg else "png"}
    return data | {"alt": "Logo"}


def logo_content(path: str | Path) -> tuple[str, bytes | None]:
    """Return a logo as SVG text or as the bytes of a PNG, checked by drawing it."""

    def refuse(why: str) -> FormatError:
        return FormatError(
            "document.error.logo", path=path, detail=FormatError(f"document.error.{why}"), limit=LOGO_MB
        )

    file = Path(path)
    if not file.is_file():
        raise refuse("not_found")
    if file.stat().st_size > LOGO_MB * 2**20:
        raise refuse("too_large")
    content = file.read_bytes()
    try:
        logo = ("", content) if content.startswith(b"\x89PNG") else (content.decode("utf-8"), None)
        png([logo], ppi=10)
    except (UnicodeDecodeError, FormatError):
        raise refuse("not_picture") from None
    return logo


@cache
def font_folder() -> Path:
    """Return the folder of the fonts that come with matplotlib."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def pdf(typst_source: str) -> bytes:
    """Compile a report to PDF/UA-1; the same source gives the same bytes.

    Raises
    ------
    FormatError
        If Typst refuses it.
    """
    return _compile(typst_source, format="pdf", pdf_standards=["ua-1"], timestamp=0)[0]


def png(pictures: list[tuple[str, bytes | None]], ppi: float = 200) -> list[bytes]:
    """Return pictures, each given as SVG or as bytes of a raster picture, as PNG."""
    if not pictures:
        return []
    data = [{"svg": svg.replace(FACE, DRAWN_IN), "raw": list(raw) if raw else None} for svg, raw in pictures]
    text = json.dumps(data, ensure_ascii=True).replace("\\", "\\\\").replace('"', '\\"')
    page = (
        f'#let carried = "{text}"\n#set page(width: auto, height: auto, margin: 0pt)\n'
        "#for p in json(bytes(carried)) "
        '{ page(if p.svg != "" { image(bytes(p.svg), format: "svg") } else { image(bytes(p.raw)) }) }'
    )
    return _compile(page, format="png", ppi=ppi)


def _compile(typst_source: str, **options: Any) -> list[bytes]:
    import typst

    # an empty root: a template or drawing can read no file of the computer
    with tempfile.TemporaryDirectory() as root:
        main = Path(root) / "report.typ"
        main.write_text(typst_source, encoding="utf-8")
        try:
            compiled = typst.compile(
                str(main), root=root, font_paths=[str(font_folder())], ignore_system_fonts=True, **options
            )
        except (RuntimeError, ValueError) as error:
            detail = getattr(error, "message", "") or str(error)
            hints = " ".join(getattr(error, "hints", []) or [])
            raise FormatError("document.error.typst", detail=f"{detail} {hints}".strip()) from None
    return compiled if isinstance(compiled, list) else [compiled]
