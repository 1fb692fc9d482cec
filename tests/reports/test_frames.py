"""Every table and figure of a report keeps its numbers, for whoever goes on from there."""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module

import pandas as pd
import pytest

from indeks import example
from indeks.document.blocks import Block
from indeks.reports.kinds import KINDS
from indeks.tables import Dataset
from support import CONTOH, EXAMPLE

CASES = {
    "full": ("city", {"region": CONTOH, "year": 2026, "data": str(EXAMPLE)}),
    "published": ("city", {"region": "19.71", "year": 2023}),
    "year": ("year", {"year": 2023}),
    "types": ("types", {"region": CONTOH, "year": 2026, "data": str(EXAMPLE)}),
}


def blocks_of(kind: str, parameters: dict) -> list[Block]:
    """The blocks that the notebook of a kind shows, in order."""
    cells = json.loads(KINDS[kind].notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    sections = import_module(re.search(r"from (indeks\.reports\.\w+) import sections", code)[1] + ".sections")
    names = inspect.signature(sections.gather).parameters
    facts = sections.gather(**{k: v for k, v in KINDS[kind].check(parameters).items() if k in names})
    calls = re.findall(r"show\(report\.(\w+)\(facts\)\)", code)
    return [block for name in calls for block in getattr(sections, name)(facts)]


@pytest.fixture(scope="module")
def shown() -> dict[str, list[Block]]:
    """Blocks by case."""
    return {name: blocks_of(*case) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_every_table_and_figure_keeps_its_frame(shown, name):
    drawn = [block for block in shown[name] if block.kind in ("table", "figure")]
    assert len(drawn) >= 3
    for block in drawn:
        assert isinstance(block.frame, pd.DataFrame), block.caption
        assert len(block.frame), block.caption
        assert "frame" not in block.content()


@pytest.mark.parametrize("name", CASES)
def test_a_table_of_the_page_has_no_row_that_its_frame_lacks(shown, name):
    for block in shown[name]:
        if block.kind == "table":
            assert len(block.rows) <= len(block.frame), block.caption


def test_a_report_on_all_regions_keeps_its_frames_too(own_data):
    panel: Dataset = example.national_panel(regions=8, innovations=300)
    for block in blocks_of("types", {"year": 2026, "data": own_data(panel)}):
        if block.kind in ("table", "figure"):
            assert isinstance(block.frame, pd.DataFrame), block.caption
