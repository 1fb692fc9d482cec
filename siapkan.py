"""Menyiapkan indeks dan membuat laporan pertama, di Windows, macOS, dan Linux: ``python siapkan.py``.

Only the standard library is used. The environment ``.venv`` holds the exact versions of ``requirements.lock``; a
second call makes it anew only where the lock has changed, and otherwise makes the report at once.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LEAST = (3, 11)
REPORT = ("report", "--region", "99.71", "--year", "2026", "--data", "data/raw/contoh/kota-contoh-2026.xlsx",
          "--out", "reports")  # fmt: skip


class Stopped(Exception):
    """What keeps the environment from being made, in words for the user."""


def main(arguments: Sequence[str] = ()) -> int:
    """Make the environment if need be, then the first report, or run ``indeks`` with the arguments given."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console of Windows may lack letters
    try:
        check_python(sys.version_info[:2])
        python = prepare(ROOT)
    except Stopped as reason:
        print(reason, file=sys.stderr)
        return 1
    done = subprocess.run([str(python), "-m", "indeks", *(arguments or REPORT)], cwd=ROOT, env=environment())
    if done.returncode == 0 and not arguments:
        print(f"Berikutnya: {command(python.parent)} --help")
    return done.returncode


def check_python(version: Sequence[int]) -> None:
    """Refuse a Python that is too old."""
    if tuple(version) < LEAST:
        found, least = (".".join(map(str, v)) for v in (version, LEAST))
        raise Stopped(f"Python {least} atau yang lebih baru diperlukan; yang dipakai {found}. "
                      "Pasang dari https://www.python.org/downloads/ lalu ulangi.")  # fmt: skip


def prepare(root: Path) -> Path:
    """Return the Python of the environment, made and filled from the lock where it is not there yet."""
    folder = root / ".venv"
    python, mark, wanted = interpreter(folder), folder / ".lock-sha256", lock_state(root)
    if python.exists() and mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return python
    print("Menyiapkan lingkungan .venv; memerlukan jaringan dan beberapa menit, hanya sekali.", flush=True)
    make_environment(folder)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for step in (
        ["--require-hashes", "-r", "requirements.lock"],
        ["--no-deps", "--no-build-isolation", "-e", "."],
    ):
        if subprocess.run([*pip, *step], cwd=root, env=environment()).returncode:
            raise Stopped("Pemasangan gagal; pesan di atas menyebut sebabnya. Periksa jaringan, lalu ulangi: "
                          "python siapkan.py")  # fmt: skip
    mark.write_text(wanted, encoding="ascii")
    return python


def make_environment(folder: Path) -> None:
    """Make an environment with pip; a half one of an earlier call is made anew."""
    try:
        import ensurepip  # noqa: F401  Debian and Ubuntu keep it in a package of its own
        import venv
    except ImportError:
        raise Stopped("Python ini tidak membawa venv. Jalankan dulu: sudo apt-get install python3-venv") from None
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stopped(f"Lingkungan {folder} tidak dapat dibuat: {error}") from None


def interpreter(folder: Path, system: str = os.name) -> Path:
    """Return where the Python of an environment stands."""
    return folder / "Scripts" / "python.exe" if system == "nt" else folder / "bin" / "python"


def command(folder: Path, system: str = os.name) -> str:
    """Return how the command is typed, in quotation marks where its path has spaces."""
    path = str(folder / ("indeks.exe" if system == "nt" else "indeks"))
    if " " not in path:
        return path
    return f'& "{path}"' if system == "nt" else f'"{path}"'


def lock_state(root: Path) -> str:
    """Return a sum of what the environment is made of."""
    parts = [(root / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"\0".join(parts) + sys.version.encode()).hexdigest()


def environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variables for the programs started: UTF-8 everywhere, no settings of another Python."""
    kept = {name: value for name, value in given.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    return kept | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:backslashreplace"}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
