"""What is chosen at each step of a composite index: missing values, treatment, normalisation, weights, ranks.

A step is the name of a way and the options of that way. An option that the way does not know is an error, so no
choice is written down without effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indeks import files
from indeks.errors import IndeksError, unread

WAYS: dict[str, dict[str, dict[str, Any]]] = {
    "screening": {
        "none": {},
        "coverage": {"least_present": 0.0, "least_nonzero": 0.0},
    },
    "missing": {
        "none": {},
        "mean": {"by": "", "scope": "all"},
        "median": {"by": "", "scope": "all"},
        "unit": {"among": "parent", "scope": "all"},
        "panel": {"fill": "latest"},
    },
    "treatment": {
        "none": {},
        "skew_kurtosis": {"skew": 2.0, "kurtosis": 3.5, "winsorise": 5, "log": True, "scope": "all"},
    },
    "normalisation": {
        "none": {},
        "minmax": {"lower": 0.0, "upper": 100.0, "goalposts": "table", "clip": False, "scope": "all"},
        "common": {"lower": 0.0, "upper": 100.0, "from": 0.0, "to": 100.0, "clip": False},
        "zscore": {"mean": 0.0, "sd": 1.0, "spread": "sample", "scope": "all"},
        "rank": {"scope": "all"},
        "borda": {"scope": "all"},
        "percentile": {"divisor": "count", "decimals": -1, "scope": "all"},
        "target": {"clip": False, "scope": "all"},
        "reference": {"unit": "", "scope": "all"},
        "maximum": {"scope": "all"},
    },
    "weights": {
        "table": {},
        "equal": {},
        "pca": {"levels": ()},
        "optimised": {"levels": ()},
    },
    "aggregation": {
        "arithmetic": {"coverage": 0.0},
        "geometric": {"coverage": 0.0},
        "harmonic": {"coverage": 0.0},
        "power": {"exponent": 1.0, "coverage": 0.0},
        "mazziotta_pareto": {"penalty": "low", "coverage": 0.0},
        "sum": {},
        "product": {},
        "copeland": {},
        "benefit_of_the_doubt": {"least_share": 0.0, "largest_share": 1.0, "of": "weights"},
        "kemeny": {},
    },
    "ranking": {
        way: {"decimals": 12, "best": "high", "without": ()} for way in ("competition", "average", "worst")
    },
}
"""Every way of every step with its options and what they are when not given."""

CHOICES: dict[str, tuple[str, ...]] = {
    "scope": ("all", "year"),
    "among": ("parent", "all"),
    "fill": ("latest", "linear"),
    "goalposts": ("table", "fixed", "data"),
    "divisor": ("count", "highest"),
    "spread": ("sample", "population"),
    "best": ("high", "low"),
    "penalty": ("low", "high"),
    "of": ("weights", "contributions"),
}
"""Options that take one of a few words."""
SHARES = ("least_present", "least_nonzero", "coverage", "least_share", "largest_share")
"""Options from 0 to 1."""
LEAST = {"winsorise": 0, "sd": 0, "decimals": -1}
"""Options that have a least value."""


@dataclass(frozen=True)
class Step:
    """A way of one step with all its options."""

    way: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Return the value of an option."""
        return self.options[name]


def step(kind: str, way: str, **options: Any) -> Step:
    """Return a step whose options are known and complete.

    Raises
    ------
    IndeksError
        If the way or an option is unknown, or an option has a value it cannot have.

    Examples
    --------
    >>> step("normalisation", "zscore", sd=2.0)["mean"]
    0.0
    """
    ways = WAYS[kind]
    if way not in ways:
        raise IndeksError("composites.error.way", kind=kind, value=way, choices=", ".join(ways))
    known = ways[way]
    for name, value in options.items():
        if name not in known:
            names = ", ".join(known) or "-"
            raise IndeksError("composites.error.option", kind=kind, way=way, option=name, choices=names)
        if not _fits(name, value, known[name]):
            choices = ", ".join(CHOICES.get(name, (_possible(name, known[name]),)))
            raise IndeksError("composites.error.value", kind=kind, option=name, value=value, choices=choices)
    return Step(way, {**known, **options})


def _possible(name: str, model: Any) -> str:
    """Return what an option may be, in the signs of a TOML file."""
    if name in SHARES:
        return "0.0 ... 1.0"
    if name in LEAST:
        return f"{LEAST[name]}, ..."
    if isinstance(model, bool):
        return "true, false"
    if isinstance(model, tuple):
        return '["..."]' if name == "without" else "[1, 2]"
    return {float: "1.0", int: "1", str: '"..."'}[type(model)]


def _fits(name: str, value: Any, model: Any) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if isinstance(model, bool) or isinstance(value, bool):
        return isinstance(model, bool) and isinstance(value, bool)
    if isinstance(model, tuple):
        kind = str if name == "without" else int
        return isinstance(value, list | tuple) and all(isinstance(entry, kind) for entry in value)
    if isinstance(model, float):
        number = isinstance(value, int | float) and abs(value) < float("inf")
        return number and (name not in SHARES or 0 <= value <= 1) and value >= LEAST.get(name, value)
    return isinstance(value, type(model)) and (name not in LEAST or value >= LEAST[name])


@dataclass(frozen=True)
class Method:
    """How a composite index is made; see :data:`WAYS` for the ways of each step.

    Parameters
    ----------
    screening, missing, treatment, normalisation, weights, aggregation, ranking
        One :class:`Step` each; ``aggregation`` holds for every level that ``levels`` does not name.
    levels
        Steps of aggregation by level of the node that is made.
    denominate
        Whether indicators are divided by the column that the metadata names under ``Denominator``; it must be
        said where the metadata name one.

    Examples
    --------
    >>> Method().normalisation["upper"]
    100.0
    """

    screening: Step = field(default_factory=lambda: step("screening", "none"))
    missing: Step = field(default_factory=lambda: step("missing", "none"))
    treatment: Step = field(default_factory=lambda: step("treatment", "none"))
    normalisation: Step = field(default_factory=lambda: step("normalisation", "minmax"))
    weights: Step = field(default_factory=lambda: step("weights", "table"))
    aggregation: Step = field(default_factory=lambda: step("aggregation", "arithmetic"))
    levels: Mapping[int, Step] = field(default_factory=dict)
    ranking: Step = field(default_factory=lambda: step("ranking", "competition"))
    denominate: bool | None = None

    def aggregation_at(self, level: int) -> Step:
        """Return the step that makes the nodes of a level."""
        return self.levels.get(level, self.aggregation)


def as_method(table: Mapping[str, Any]) -> Method:
    """Return a method from a mapping as a TOML file holds it.

    Parameters
    ----------
    table
        ``denominate`` and one table a step: ``method`` and its options. ``aggregation.levels`` holds one table a
        level of aggregation that differs.

    Raises
    ------
    IndeksError
        If a name is unknown.

    Examples
    --------
    >>> method = as_method({"aggregation": {"method": "arithmetic", "levels": {"3": {"method": "geometric"}}}})
    >>> method.aggregation_at(2).way, method.aggregation_at(3).way
    ('arithmetic', 'geometric')
    """
    parts: dict[str, Any] = {}
    for kind, value in table.items():
        if kind == "denominate" and isinstance(value, bool):
            parts[kind] = value
        elif kind in WAYS and isinstance(value, Mapping):
            if kind == "aggregation":
                parts["levels"] = _by_level(value.get("levels", {}))
            own = {name: choice for name, choice in value.items() if name != "levels" or kind != "aggregation"}
            if own or kind != "aggregation":
                parts[kind] = as_step(kind, own)
        else:
            choices = ", ".join([*WAYS, "denominate"])
            raise IndeksError("composites.error.part", value=kind, choices=choices)
    return Method(**parts)


def _by_level(table: Any) -> dict[int, Step]:
    if not isinstance(table, Mapping):
        raise IndeksError(
            "composites.error.no_way", kind="aggregation.levels", choices=", ".join(WAYS["aggregation"])
        )
    return {_level(k): as_step("aggregation", v) for k, v in table.items()}


def _level(text: str) -> int:
    if not str(text).isdigit():
        raise IndeksError("composites.error.level_text", value=text)
    return int(text)


def as_step(kind: str, table: Mapping[str, Any]) -> Step:
    """Return a step from a mapping of its ``method`` and the options."""
    if not isinstance(table, Mapping) or "method" not in table:
        raise IndeksError("composites.error.no_way", kind=kind, choices=", ".join(WAYS[kind]))
    if not isinstance(table["method"], str):
        raise IndeksError("composites.error.way", kind=kind, value=table["method"], choices=", ".join(WAYS[kind]))
    return step(kind, table["method"], **{name: value for name, value in table.items() if name != "method"})


def read_method(path: str | Path) -> Method:
    """Read a method from a TOML file.

    Raises
    ------
    IndeksError
        If the file is not TOML or holds an unknown name.
    """
    return as_method(read_toml(path))


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file, or say why it cannot be read."""
    try:
        return files.toml(Path(path))
    except (OSError, ValueError) as error:
        raise IndeksError("composites.error.file", path=str(path), detail=unread(error)) from error
