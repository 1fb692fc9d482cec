"""The whole situation at one glance, on one screen or one printed page: a figure, facts beside it, bars, lists.

A screen and a printed page lay it out in two columns; Word and spreadsheets show the same as plain blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indeks.document.blocks import TEMPLATES, Block, render
from indeks.texts import Number

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Bar:
    """A bar: what it is called, how long it is of how much (both in one unit), and that in words."""

    label: str
    value: float
    most: float
    text: str

    @property
    def percent(self) -> float:
        """How much of the bar is full, 0 to 100."""
        return round(100 * self.value / self.most, 1) if self.most else 0.0

    def share(self, longest: float) -> float:
        """How long it is beside the longest bar, 0 to 100."""
        return round(100 * self.most / longest, 1) if longest else 0.0


@dataclass(frozen=True)
class Overview(Block):
    """A figure with what it means, facts beside it, bars, and blocks: those for the width, then short ones."""

    title: str
    anchor: str
    label: str
    value: Number | str
    text: str
    warnings: Sequence[str] = ()
    """What has to be known before the figure is read, such as data that are not there."""
    facts: Sequence[tuple[str, str]] = ()
    bars_title: str = ""
    bars: Sequence[Bar] = ()
    wide: Sequence[Block] = ()
    narrow: Sequence[Block] = ()
    frame: DataFrame | None = field(default=None, compare=False, repr=False)
    """The numbers of the bars."""
    kind = "overview"

    @property
    def longest(self) -> float:
        """How much the longest bar could hold."""
        return max((bar.most for bar in self.bars), default=0.0)

    def html(self) -> str:
        """Return the overview as an HTML fragment."""
        return render(
            TEMPLATES / "overview.html.j2",
            block=self,
            wide=[block.html() for block in self.wide],
            narrow=[block.html() for block in self.narrow],
        ).strip()

    def content(self) -> dict[str, Any]:
        """Return the overview as JSON-ready values, its blocks as their contents."""
        return {
            "kind": self.kind,
            "title": self.title,
            "label": self.label,
            "value": str(self.value),
            "text": str(self.text),
            "facts": [[str(label), str(value)] for label, value in self.facts],
            "bars_title": self.bars_title,
            "warnings": [str(warning) for warning in self.warnings],
            "bars": [[bar.label, bar.percent, str(bar.text), bar.value, bar.most] for bar in self.bars],
            "wide": [block.content() for block in self.wide],
            "narrow": [block.content() for block in self.narrow],
        }


Check = Callable[[Mapping[str, Any]], "dict[str, Any] | None"]


def checked(content: Mapping[str, Any], clean: Callable[[Any], str], check: Check) -> dict[str, Any]:
    """Return a carried overview with all its fields in the forms expected; ``check`` does so for blocks inside."""

    def listed(name: str, size: int = 0) -> list[Any]:
        value = content.get(name)
        entries = value if isinstance(value, list | tuple) else []
        return [e for e in entries if not size or (isinstance(e, list | tuple) and len(e) == size)]

    return {
        "kind": "overview",
        **{name: clean(content.get(name)) for name in ("title", "label", "value", "text", "bars_title")},
        "facts": [[clean(label), clean(value)] for label, value in listed("facts", 2)],
        "warnings": [clean(warning) for warning in listed("warnings")],
        "bars": [
            [clean(label), min(100.0, max(0.0, float(percent))), clean(text), float(value), float(most)]
            for label, percent, text, value, most in listed("bars", 5)
            if all(isinstance(number, int | float) for number in (percent, value, most))
        ],
        **{
            name: [block for e in listed(name) if isinstance(e, Mapping) and (block := check(e))]
            for name in ("wide", "narrow")
        },
    }


def plain(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return checked blocks with every overview as headings, paragraphs, tables and lists."""
    return [dict(part) for block in blocks for part in (_parts(block) if block["kind"] == "overview" else [block])]


def _parts(overview: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    lead = f"{overview['label']}: {overview['value']}. {overview['text']}"
    yield {"kind": "heading", "text": overview["title"] or "–", "level": 1, "front": False}
    yield {"kind": "paragraph", "text": lead, "tone": "lead"}
    yield from ({"kind": "paragraph", "text": warning, "tone": "warning"} for warning in overview["warnings"])
    if overview["facts"]:
        yield {
            "kind": "bullets",
            "label": "",
            "items": [f"{label}: {value}" for label, value in overview["facts"]],
        }
    if overview["bars"]:
        items = [f"{label}: {text}" for label, _, text, *_ in overview["bars"]]
        yield {"kind": "bullets", "label": overview["bars_title"], "items": items}
    yield from overview["wide"]
    yield from overview["narrow"]
