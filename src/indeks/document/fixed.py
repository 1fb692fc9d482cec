"""Office files without a clock: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP archive can hold."""
TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*?(/>|>.*?</dcterms:\1>)", re.S)


def repacked(archive: bytes) -> bytes:
    """Return an Office file with the times of its parts and of its properties taken out."""
    repacked_file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(repacked_file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = TIMES.sub(b"", content)
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, content)
    return repacked_file.getvalue()
