"""The floor plan: which room may know which, that nothing knows itself by a detour, and that no room is all."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import indeks

SOURCE = Path(indeks.__file__).parent
FLOORS = (
    ("texts", "files"),
    ("errors",),
    ("problems", "regions", "edition"),
    ("tables",),
    ("published",),
    ("intake",),
    ("scoring",),
    ("form",),
    ("example", "gather"),
    ("composites",),
    ("typology",),
    ("robustness", "planning", "culture", "panel"),
    ("figures", "document", "engine"),
    ("reports",),
    ("making",),
    ("site",),
    ("cli", "lab"),
)
"""Rooms by floor, lowest first: a room knows what stands below it; rooms of one floor know each other one way."""
DOORS = {"__init__", "__main__"}
"""The package's own doors: they open on every floor."""
ROOT_MODULES = {*DOORS, "errors", "problems", "files", "regions"}
LARGEST = 0.20
"""The share of all lines that a room may have at most."""

Graph = Mapping[str, frozenset[str]]


@cache
def modules() -> dict[str, Path]:
    """The files of the package by the dotted names of their modules."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """The room a module stands in; that of the package itself is its door."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def names_imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a tree imports, at its top, inside functions or for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides the room it leads to"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else str(node.module)


@cache
def graph() -> Graph:
    """Which modules of the package each of them imports."""
    return {
        module: frozenset(names_imported(ast.parse(path.read_text(encoding="utf-8")))) & set(modules()) - {module}
        for module, path in modules().items()
    }


def circle(edges: Graph) -> list[str]:
    """The first circle of a graph, its beginning repeated at the end; empty where there is none."""
    done: set[str] = set()

    def follow(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return []
        for target in sorted(edges.get(node, ())):
            if found := follow(target, [*trail, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(edges) if (found := follow(node, []))), [])


def rooms() -> Graph:
    """Which rooms each room knows, doors left out."""
    known: dict[str, set[str]] = {}
    for module, targets in graph().items():
        if room(module) not in DOORS:
            known.setdefault(room(module), set()).update(room(target) for target in targets)
    return {name: frozenset(targets - {name} - DOORS) for name, targets in known.items()}


def test_every_room_has_a_floor():
    listed = [name for floor in FLOORS for name in floor]
    assert len(listed) == len(set(listed))
    assert set(rooms()) <= set(listed)


def test_no_room_knows_one_above_it():
    floor = {name: k for k, names in enumerate(FLOORS) for name in names}
    climbed = [
        f"{module} imports {target}"
        for module, targets in graph().items()
        for target in targets
        if room(module) not in DOORS
        and (room(target) in DOORS - {room(module)} or floor[room(target)] > floor[room(module)])
    ]
    assert climbed == []


def test_no_module_knows_itself_by_a_detour():
    assert " -> ".join(circle(graph())) == ""


def test_no_room_knows_itself_by_a_detour():
    assert " -> ".join(circle(rooms())) == ""


def test_a_circle_would_be_found():
    assert circle({"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("b")}) == ["b", "c", "b"]
    assert circle({"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset()}) == []


def test_the_plan_of_floors_is_the_one_that_was_drawn():
    order = [name for floor in FLOORS for name in floor]
    drawn = ["errors", "problems", "tables", "published", "intake", "scoring", "form", "example", "composites",
             "typology", "robustness", "figures", "reports", "making", "site", "cli"]  # fmt: skip
    assert all(order.index(low) < order.index(high) for low, high in pairwise(drawn))


def test_no_room_holds_more_than_a_fifth_of_the_lines():
    lines: dict[str, int] = {}
    for module, path in modules().items():
        lines[room(module)] = lines.get(room(module), 0) + len(path.read_text(encoding="utf-8").splitlines())
    largest = max(lines, key=lambda name: lines[name])
    assert lines[largest] <= LARGEST * sum(lines.values()), largest


def test_modules_at_the_root_are_those_everyone_shares():
    assert {path.stem for path in SOURCE.glob("*.py")} <= ROOT_MODULES
    assert {path.name for path in SOURCE.iterdir() if path.suffix == ".pyi"} <= {"__init__.pyi"}


@pytest.mark.parametrize("known", ["indeks.reports", "indeks.making", "indeks.published", "indeks.scoring"])
def test_the_engine_and_the_formats_know_no_index(known):
    for module, targets in graph().items():
        if room(module) in ("engine", "document"):
            assert not any(target == known or target.startswith(f"{known}.") for target in targets), module
