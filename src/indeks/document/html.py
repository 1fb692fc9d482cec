"""Executed reports to HTML: one self-contained page, by an nbconvert exporter with a template of ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from indeks.document.blocks import TEMPLATES, carried, outputs
from indeks.document.contents import Report, read
from indeks.document.dress import undressed
from indeks.document.errors import Incomplete
from indeks.document.plain import fit
from indeks.texts import texts

CONTENTS_FROM = 4
"""A page with fewer sections than this needs no table of contents."""


class IndeksHTMLExporter(HTMLExporter):
    """Report page: outputs only, language and title from the notebook, no scripts, no network.

    ``jupyter nbconvert --to indeks-html report.ipynb`` uses it; the look is in ``templates/`` and can be replaced
    with nbconvert's own option ``--template``.
    """

    export_from_notebook = "Laporan indeks (HTML)"

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        return []  # none has anything to do in a report, and each would have the notebook checked again

    @default("template_name")
    def _template_name_default(self) -> str:
        return "indeks"

    @default("extra_template_basedirs")
    def _basedirs_default(self) -> list[str]:
        return [str(Path.cwd()), str(TEMPLATES)]  # a template of the user's own comes first

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, *, report: Report | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook; language and title are those of its contents, which may have been read already."""
        resources = dict(resources or {})
        report = report or read(nb)
        t = texts(report.lang)
        resources["indeks"] = {
            "lang": report.lang,
            "title": report.title,
            "css": (TEMPLATES / "page.css").read_text(encoding="utf-8"),
            "skip": t("document.skip"),
            "footer": t("document.footer"),
            "wide": t("document.wide"),
        }
        # HTMLExporter's own method re-opens the page with BeautifulSoup to add what our template has already
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return fit(with_contents(undressed(page), report.lang)), resources


def with_contents(page: str, lang: str) -> str:
    """Put a list of the sections, as links, below the banner."""
    sections = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', page, re.S)
    if len(sections) < CONTENTS_FROM:
        return page
    items = "".join(f'<li><a href="#{anchor}">{text}</a></li>' for anchor, text in sections)
    label = texts(lang)("document.sections")
    nav = f'<nav class="contents" aria-label="{label}"><h2>{label}</h2><ol>{items}</ol></nav>\n'
    overview = re.search(r'<section class="overview">.*?</section>', page, re.S)
    place = overview.end() if overview else page.index("<h2 id=")  # after the banner, or after page one
    return f"{page[:place]}{nav}{folding(page[place:], lang)}"


def folding(body: str, lang: str) -> str:
    """Put each section into a part that a narrow screen opens and closes; others and paper show it open.

    A box to tick does it: it needs no script, and where styles are not known the section is simply there.
    """
    before, *parts = re.split(r'(?=<h2 id=")', body)
    if not parts:
        return body
    parts[-1], end, after = parts[-1].partition("</main>")
    t, shown = texts(lang), []
    for part in parts:
        heading, _, rest = part.partition("</h2>")
        anchor = re.match(r'<h2 id="([^"]+)"', heading)
        assert anchor is not None
        box, title = f"buka-{anchor[1]}", heading[anchor.end() + 1 :].strip()
        label = t("document.unfold", title=title).replace('"', "&quot;")
        tick = f'<input type="checkbox" class="fold" id="{box}" aria-label="{label}">'
        tick += f'<label class="unfold" for="{box}" aria-hidden="true"></label>'
        shown.append(f'<section class="part">{heading}</h2>\n{tick}\n<div class="folded">{rest}</div></section>\n')
    return f"{before}{''.join(shown)}{end}{after}"


def page_of(nb: NotebookNode, report: Report, sections: int) -> str:
    """Export an executed notebook and look whether the page is whole.

    Parameters
    ----------
    nb
        The executed notebook.
    report
        Its contents.
    sections
        How many sections the page must have.

    Returns
    -------
    str
        The page.

    Raises
    ------
    Incomplete
        If sections or figures are missing.
    """
    page, _ = exporter().from_notebook_node(nb, report=report)
    shown = len(re.findall(r"<h2 id=", page))
    if shown < sections:
        raise Incomplete("document.error.sections", found=shown, wanted=sections)
    drawn, shown = figures(nb), len(re.findall(r"<figure\b", page))
    if shown < drawn:
        raise Incomplete("document.error.figures", found=shown, wanted=drawn)
    return page


@cache
def exporter() -> IndeksHTMLExporter:
    """Return the exporter of this process: making one takes longer than using it."""
    return IndeksHTMLExporter()


def figures(nb: NotebookNode) -> int:
    """Count the figures among the outputs of a notebook."""
    return sum(carried(output).get("kind") == "figure" for output in outputs(nb))
