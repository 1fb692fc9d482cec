"""What tests of pages in a browser share: starting Chromium, and seeing what lies where."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

# Every piece of text with its box; what stands in a scrolling frame may reach beyond the screen there only.
LOOK = """
() => {
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('.skip, style, script, option')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = parent.closest('.scroll');
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      pieces.push({text: node.textContent.trim().slice(0, 60), x0: r.left, x1: r.right, y0: r.top + scrollY,
        y1: r.bottom + scrollY, framed: !!frame, size: parseFloat(getComputedStyle(parent).fontSize)});
    }
  }
  const images = [...document.images].map(i => {
    const r = i.getBoundingClientRect();
    return {ok: i.complete && i.naturalWidth > 0, x0: r.left, x1: r.right, y0: r.top + scrollY, y1: r.bottom + scrollY,
      text: 'img', framed: true, size: 99};
  });
  return {pieces, images, wide: document.documentElement.scrollWidth, screen: innerWidth};
}
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def launch() -> Iterator:
    """Start the system's Chromium, and stop it afterwards; the test skips where it is not installed."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not executable:
        if os.environ.get("INDEKS_REQUIRE_BROWSER"):
            pytest.fail("Chromium is wanted here and not installed")
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield running
        running.close()


def covered(pieces: list[dict]) -> list[str]:
    """Pairs of texts that lie over each other by more than the air between lines."""
    found = []
    ordered = sorted(pieces, key=lambda p: p["y0"])
    for k, one in enumerate(ordered):
        for other in ordered[k + 1 :]:
            if other["y0"] >= one["y1"] - 3:
                break
            deep = min(one["y1"], other["y1"]) - max(one["y0"], other["y0"])
            wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            if deep > 4 and wide > 2:
                found.append(f"{one['text']!r} over {other['text']!r}")
    return found
