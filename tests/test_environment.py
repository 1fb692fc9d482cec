"""pyproject.toml, the lock file, the conda environment and the account of dependencies say the same."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from support import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME = [Requirement(r) for r in PYPROJECT["project"]["dependencies"]]
DEVELOPMENT = [Requirement(r) for r in PYPROJECT["dependency-groups"]["dev"]]
DECLARED = {canonicalize_name(r.name): r.specifier for r in (*RUN_TIME, *DEVELOPMENT)}
IMPORT_NAMES = {"python-docx": "docx", "scikit-learn": "sklearn"}
COME_WITH_OTHERS = {
    "numpy", "scipy", "nbclient", "nbformat", "traitlets", "jupyter_client", "IPython", "matplotlib_inline", "PIL", "lxml",
}  # fmt: skip
"""Used through pandas, scikit-learn, papermill, nbconvert, ipykernel, matplotlib and python-docx; not declared again."""
OPTIONAL = {"distributed", "ipywidgets", "itables"}
"""Of the extras ``cluster`` and ``lab``; imported where a scheduler is given, and in JupyterLab."""
CONDA_NAMES = {"playwright": "playwright-python"}
FROM_PIP = {"typst"}
# Hosts of package registries, spelt so that this file does not name them.
HOSTS = re.compile(
    r"p[y]pi\.(?:org|io|python)|python[h]osted|npm[j]s\.|deb\.deb[i]an\.|anac[o]nda\.(?:org|com)|crat[e]s\.io"
)


def locked() -> dict[str, list[tuple[Version, int]]]:
    """Versions of the lock file by name, each with its number of hashes."""
    found: dict[str, list[tuple[Version, int]]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text):
        pin = re.match(r"([A-Za-z0-9._-]+)==(\S+)", block)
        if pin:
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}", block))
            found.setdefault(canonicalize_name(pin[1]), []).append((Version(pin[2]), hashes))
    return found


def conda() -> tuple[dict[str, str], list[str]]:
    """Ranges of environment.yml by name, and the lines of its pip section."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8").partition("dependencies:")[2]
    ranges = {}
    for entry in re.findall(r"^  - ([^:\n]+)$", text, re.MULTILINE):
        name, bounds = re.fullmatch(r"([A-Za-z0-9._-]+)(.*)", entry).groups()
        ranges[name] = bounds
    return ranges, re.findall(r"^      - (.+)$", text, re.MULTILINE)


def rows(heading: str) -> dict[str, list[str]]:
    """Cells of the table under a heading of docs/dependencies.md, by the first of each row."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


@pytest.mark.parametrize("name", DECLARED)
def test_a_dependency_is_locked_with_hashes_inside_its_range(name):
    versions = locked()[name]
    assert versions
    for version, hashes in versions:
        assert DECLARED[name].contains(version), version
        assert hashes


def test_everything_locked_has_hashes():
    assert [name for name, versions in locked().items() if not all(n for _, n in versions)] == []


def test_the_lock_names_no_place_to_install_from():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or " @ " in line or line.startswith("-")] == []


def test_the_conda_environment_holds_the_same_ranges_and_nothing_else():
    ranges, pip = conda()
    python = ranges.pop("python")
    assert SpecifierSet(PYPROJECT["project"]["requires-python"]).contains(python.removeprefix("="))
    assert ranges.pop("pip") == ""
    assert {name: SpecifierSet(bounds) for name, bounds in ranges.items()} == {
        CONDA_NAMES.get(name, name): bounds for name, bounds in DECLARED.items() if name not in FROM_PIP
    }
    *from_pip, checkout = pip
    assert checkout == "-e ."
    assert {(r := Requirement(line)).name: r.specifier for line in from_pip} == {n: DECLARED[n] for n in FROM_PIP}


@pytest.mark.parametrize(
    ("heading", "requirements"), [("At run time", RUN_TIME), ("For development", DEVELOPMENT)]
)
def test_every_dependency_has_its_reason_licence_and_alternative(heading, requirements):
    table = rows(heading)
    assert list(table) == [r.name for r in requirements]
    assert all(len(row) == 3 and all(row) for row in table.values())


@pytest.mark.parametrize("page", ["Makefile", "CONTRIBUTING.md", "docs/dependencies.md"])
def test_the_checkout_is_installed_without_fetching_anything_past_the_lock(page):
    commands = re.findall(r"pip install ([^\n`]*-e \.)", (ROOT / page).read_text(encoding="utf-8"))
    options = [command for command in commands if command != "-e ."]
    assert options
    assert all({"--no-deps", "--no-build-isolation"} <= set(command.split()) for command in options)


def test_what_the_library_imports_is_declared_or_comes_with_what_is():
    imported = set()
    for path in (ROOT / "src" / "indeks").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported.add(node.module.partition(".")[0])
    declared = {IMPORT_NAMES.get(canonicalize_name(r.name), r.name) for r in RUN_TIME}
    assert imported - set(sys.stdlib_module_names) - {"indeks"} <= declared | COME_WITH_OTHERS | OPTIONAL


def test_the_version_is_the_same_everywhere():
    version = PYPROJECT["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.search(rf"^## \[{re.escape(version)}\] - (\S+)$", changes, re.MULTILINE)
    assert released is not None
    assert re.search(r"^version: (\S+)$", citation, re.MULTILINE)[1] == version
    assert re.search(r'^date-released: "(\S+)"$', citation, re.MULTILINE)[1] == released[1]


def test_no_file_names_the_host_of_a_package_registry():
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listing.returncode:
        pytest.skip("not a git work tree")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    named = [p.name for p in paths if p.is_file() and HOSTS.search(p.read_text(encoding="utf-8", errors="ignore"))]
    assert named == []
