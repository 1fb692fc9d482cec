"""Whether two folders of reports say and draw the same; prints what differs.

    python benchmarks/same_reports.py BEFORE AFTER

Compared are the texts and drawings of pages, the texts of PDF (by ``pdftotext``) and of Word, the cells of Excel.
Checksums, versions and times of printing are left out: they tell of the library, not of the region.
"""

from __future__ import annotations

import difflib
import html
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

CHANGING = re.compile(r"SHA-256 [0-9a-f]+|\bindeks \d[\w.+]*|\d{1,2}[.:]\d{2}([.:]\d{2})? ?(WIB|UTC)?")
SHOWN = 40
"""Lines of difference printed for a file."""


def page(path: Path) -> list[str]:
    """Return the texts of an HTML page, one a line, and each drawing as a line."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r'src="(data:image[^"]+)"', r">\n\1\n<", text)
    return _lines(html.unescape(re.sub(r"<(?!svg|/svg|path|use|g\b)[^>]*>", "\n", text)))


def pdf(path: Path) -> list[str]:
    """Return the lines of a PDF."""
    printed = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return _lines(printed.stdout.decode("utf-8"))


def word(path: Path) -> list[str]:
    """Return the paragraphs of a Word document, in its tables too, and its pictures by checksum."""
    with zipfile.ZipFile(path) as parts:
        body = parts.read("word/document.xml").decode("utf-8")
        pictures = [f"{i.filename} {i.CRC}" for i in parts.infolist() if i.filename.startswith("word/media/")]
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", body, re.DOTALL)
    texts = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", paragraph)) for paragraph in paragraphs]
    return _lines("\n".join([*texts, *pictures]))


def excel(path: Path) -> list[str]:
    """Return the filled cells of a workbook."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = [
        f"{sheet.title}!{cell.coordinate} {cell.value!r}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return _lines("\n".join(cells))


READERS: dict[str, Callable[[Path], list[str]]] = {".html": page, ".pdf": pdf, ".docx": word, ".xlsx": excel}


def _lines(text: str) -> list[str]:
    lines = (" ".join(CHANGING.sub("", line).split()) for line in text.splitlines())
    return [line for line in lines if line]


def main(before: Path, after: Path) -> int:
    """Compare the reports of two folders; return how many differ."""
    files = {
        path.relative_to(folder)
        for folder in (before, after)
        for path in folder.rglob("*")
        if path.suffix in READERS and path.parent != folder  # the pages over the reports are another matter
    }
    different = 0
    for name in sorted(files):
        if not ((before / name).exists() and (after / name).exists()):
            print(f"{name}: only in {before if (before / name).exists() else after}")
            different += 1
            continue
        old, new = (READERS[name.suffix](folder / name) for folder in (before, after))
        changes = [
            line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:2] not in ("--", "++")
        ]
        print(f"{name}: {'same' if not changes else 'differs'} ({len(new)} lines)")
        for line in changes[:SHOWN]:
            print("   ", line[:160])
        different += bool(changes)
    return different


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    raise SystemExit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
