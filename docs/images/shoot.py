"""Takes the pictures of the READMEs: the top of Kota Contoh's report and one of its figures, in both languages.

Run in the checkout: ``python docs/images/shoot.py``. It makes the reports in a folder that it removes, and needs
Chromium on the machine; none is downloaded.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright

from indeks import cli

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "data" / "raw" / "contoh" / "kota-contoh-2026.xlsx"
WIDTH = 1280
"""Width of the window in pixels; the pictures are as wide or narrower."""
MARGIN = 24
"""Pixels of white left and right of the text."""
COLOURS = 64
FIGURE = "#poin ~ .folded figure"
"""The first figure of the section on where points come from."""


def main() -> int:
    """Take the pictures; return an exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium not found; install it first.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium)
        for lang in ("en", "id"):
            out = Path(folder) / lang
            wanted = ["--region", "99.71", "--year", "2026", "--data", str(EXAMPLE)]
            if code := cli.main(["report", *wanted, "--out", str(out), "--lang", lang]):
                return code
            shoot(browser, next(out.rglob("kota-contoh-*.html")), lang)
        browser.close()
    return 0


def shoot(browser: Browser, page: Path, lang: str) -> None:
    """Take two pictures of a page: its top with page one, and the figure with its caption."""
    tab = browser.new_page(viewport={"width": WIDTH, "height": 1000})
    tab.goto(page.as_uri())
    top = tab.locator(".banner").bounding_box()
    end = tab.locator("section.overview").first.bounding_box()
    figure = tab.locator(FIGURE).first.bounding_box()
    left, width = top["x"] - MARGIN, top["width"] + 2 * MARGIN
    bottom = figure["y"] + figure["height"] + 8
    for name, y, below in (("report", 0, end["y"] + end["height"]), ("figure", figure["y"] - 8, bottom)):
        clip = {"x": left, "y": y, "width": width, "height": below - y}
        path = HERE / f"{name}-{lang}.png"
        tab.screenshot(path=path, full_page=True, clip=clip)
        trim(path)
    tab.close()


def trim(path: Path) -> None:
    """Cut the white to the right and below off a picture, and keep few colours, so that it is small."""
    picture = Image.open(path).convert("RGB")
    _, _, right, below = ImageChops.invert(picture).getbbox()
    picture = picture.crop((0, 0, min(picture.width, right + MARGIN), min(picture.height, below + MARGIN // 2)))
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
