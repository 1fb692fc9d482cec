"""Blocks in a notebook that is open in front of somebody: dressed in the style of the page, and undressed again.

A page has its style once, in its head; an output of a notebook stands among others, so it brings the style along,
made to hold inside it only.
"""

from __future__ import annotations

import re
from functools import cache

from indeks.document.blocks import TEMPLATES

MARK = "indeks-lab"
"""Class of what is dressed."""
_DRESSED = re.compile(rf'<div class="{MARK}"><style>[^<]*</style>\n(.*?)\n</div><!-- {MARK} -->', re.S)
_IN = f".{MARK}.{MARK}"
"""Twice, so that it counts for more than the rules of JupyterLab."""
_OF_LAB = (
    # it puts tables in the middle, aligns cells to the right and stripes rows
    "table {margin: 0; table-layout: auto}",
    ":is(th, td):not(.num) {text-align: left; white-space: normal}",
    ":is(th, td).num {text-align: right}",
    "tbody tr:not(.own):nth-child(n) {background: none}",
    # it puts terms beside what they mean, and its column is narrower than a page
    "dl :is(dt, dd) {float: none; display: block; width: auto; margin: 0}",
    "dl dt {font-weight: 400}",
    ".overview :is(.glance, .beside) {grid-template-columns: 1fr}",
    ":is(h1, h2, h3) {font-weight: 700}",
)
_OF_THE_PAGE = re.compile(r"(body|main|footer|nav|\.skip|\.fold|\.unfold)\b")
"""Selectors of what an output does not have."""
_OF_PAGE_ONE = re.compile(r"\.(overview|bars|track)\b")


def dressed(html: str) -> str:
    """Return a fragment with the style of the page around it.

    Examples
    --------
    >>> undressed(dressed("<p>Indeks 51,01</p>"))
    '<p>Indeks 51,01</p>'
    """
    rules = style(whole='class="overview"' in html)
    return f'<div class="{MARK}"><style>{rules}</style>\n{html}\n</div><!-- {MARK} -->'


def undressed(page: str) -> str:
    """Return a page with every fragment as it was before :func:`dressed`."""
    return _DRESSED.sub(r"\1", page)


@cache
def style(*, whole: bool = True) -> str:
    """Return the style of the page as one that holds inside :data:`MARK` only, for screens of any width.

    Without ``whole`` it lacks what only page one has.
    """
    own = f"{_IN} {{background: #fff; padding: 1px 12px; font-size: 15px}}"
    text = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"@media[^{]+\{(?:[^{}]+\{[^{}]*\})*\s*\}|@page\s*\{[^{}]*\}", "", text)
    rules: list[str] = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        named = [s.strip() for s in re.split(r",(?![^(]*\))", selectors)]
        if any(_OF_THE_PAGE.match(s) for s in named):
            continue
        inside = ", ".join(_IN if s in (":root", "html") else f"{_IN} {s}" for s in named)
        rules.append(f"{inside} {{{body.strip()}}}")
    if not whole:
        rules = [rule for rule in rules if not _OF_PAGE_ONE.search(rule)]
    return " ".join([*rules, own, *(f"{_IN} {rule}" for rule in _OF_LAB)]).replace("<", "")
