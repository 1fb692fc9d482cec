"""The tree of a composite index, from one metadata table in the columns of COINr's iMeta."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.errors import Faults, IndeksError

NEEDED = ("iCode", "Parent", "Level")
NUMBERS = (
    "Level", "Weight", "Direction", "Target", "Goalpost_lower", "Goalpost_upper", "Round_node", "Round_rank",
    "Min_children",
)  # fmt: skip
COLUMNS = (*NEEDED, *NUMBERS, "Type", "Denominator", "Transform")
WHOLE = ("Level", "Round_node", "Round_rank", "Min_children")
TRANSFORMS = ("log",)
TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")


@dataclass(frozen=True)
class Framework:
    """The tree: ``table`` by code, ``indicators`` in order, ``nodes`` from the lowest level to the top.

    ``children`` gives the codes below each node, ``groups`` the columns of the data that hold groups,
    ``weights`` the weights of the children of each node as the table gives them.
    """

    table: pd.DataFrame
    indicators: tuple[str, ...]
    nodes: tuple[str, ...]
    children: dict[str, tuple[str, ...]]
    groups: tuple[str, ...]
    weights: dict[str, np.ndarray]

    @property
    def codes(self) -> tuple[str, ...]:
        """Indicators and nodes, lowest level first."""
        return (*self.indicators, *self.nodes)

    def level(self, code: str) -> int:
        """Return the level of an indicator or a node."""
        return int(self.table.at[code, "Level"])

    def column(self, name: str) -> np.ndarray:
        """Return a column of numbers for the indicators, in order."""
        return self.table.loc[list(self.indicators), name].to_numpy(float, copy=True)

    def number(self, code: str, name: str) -> int | None:
        """Return a whole number of the table for a code, or None where it is empty."""
        value = self.table.at[code, name]
        return None if pd.isna(value) else int(value)


def framework(meta: pd.DataFrame) -> Framework:
    """Return the tree that a metadata table describes.

    Parameters
    ----------
    meta
        One row a code: ``iCode``, ``Parent`` (empty at the top), ``Level`` (1 for indicators), and where wanted
        ``Weight`` (1), ``Direction`` (1 or -1), ``Type``, ``Target``, ``Denominator``, ``Goalpost_lower``,
        ``Goalpost_upper``, ``Transform``, ``Round_node``, ``Round_rank``, ``Min_children``.

    Raises
    ------
    IndeksError
        Naming the code, if a code stands twice, a parent is missing or not above, the tree has a cycle or more
        than one top, or a weight, direction or goalpost cannot be used. Several faults are told at once.
    """
    table = _columns(meta)
    kinds = table["Type"]
    inside = table[kinds.isin(["Indicator", "Aggregate"])]
    _check_parents(inside)
    indicators = tuple(inside.index[inside["Type"] == "Indicator"])
    nodes = tuple(inside[inside["Type"] == "Aggregate"].sort_values("Level", kind="stable").index)
    children = {node: tuple(inside.index[inside["Parent"] == node]) for node in nodes}
    alone = [IndeksError("composites.error.no_children", code=node) for node in nodes if not children[node]]
    told([*alone, *_faults_of_numbers(inside, children)])
    inside = _in_order(inside)
    weights = {node: inside["Weight"].loc[list(below)].to_numpy(float) for node, below in children.items()}
    return Framework(inside, indicators, nodes, children, tuple(table.index[kinds == "Group"]), weights)


def told(faults: list[IndeksError], key: str = "composites.error.several") -> None:
    """Raise the fault there is, or all of them at once; do nothing where there is none."""
    if faults:
        raise faults[0] if len(faults) == 1 else Faults(key, faults)


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with goalposts in rising order: where low is good, the worst may stand first."""
    lower, upper = table["Goalpost_lower"], table["Goalpost_upper"]
    turned = (table["Direction"] == -1) & (lower > upper)
    return table.assign(Goalpost_lower=lower.where(~turned, upper), Goalpost_upper=upper.where(~turned, lower))


def _columns(meta: pd.DataFrame) -> pd.DataFrame:
    plain = {"".join(filter(str.isalnum, name)).lower(): name for name in COLUMNS}
    for column in map(str, meta.columns):
        right = plain.get("".join(filter(str.isalnum, column)).lower(), column)
        if right != column:
            raise IndeksError("composites.error.column_spelling", column=column, right=right)
    for column in NEEDED:
        if column not in meta:
            raise IndeksError("composites.error.column", column=column)
    told([fault for column in NUMBERS if column in meta for fault in _faults_of_column(meta, column)])
    table = meta.copy()
    for column in NUMBERS:
        numbers = table[column] if column in table else pd.Series(np.nan, index=table.index)
        table[column] = pd.to_numeric(numbers, errors="coerce").astype(float)
    for column in ("iCode", "Parent", "Type", "Denominator", "Transform"):
        text = table[column] if column in table else pd.Series(index=table.index, dtype=object)
        table[column] = text.astype(object).where(text.notna(), "").astype(str).str.strip()
    derived = np.where(table["Level"] == 1, "Indicator", np.where(table["Level"] > 1, "Aggregate", "Other"))
    table["Type"] = table["Type"].where(table["Type"] != "", pd.Series(derived, index=table.index))
    told(_faults_of_kinds(table))
    table["Weight"] = table["Weight"].fillna(1.0)
    table["Direction"] = table["Direction"].fillna(1.0)
    return table.set_index("iCode", drop=False)


def _faults_of_kinds(table: pd.DataFrame) -> list[IndeksError]:
    twice = table["iCode"][table["iCode"].duplicated() | (table["iCode"] == "")]
    faults = [IndeksError("composites.error.code_twice", code=code) for code in dict.fromkeys(twice)]
    for code, kind, level in zip(table["iCode"], table["Type"], table["Level"], strict=True):
        if kind not in TYPES:
            faults.append(IndeksError("composites.error.type", code=code, value=kind, choices=", ".join(TYPES)))
        elif {"Indicator": level != 1, "Aggregate": not level > 1}.get(kind, False):
            faults.append(IndeksError("composites.error.type_level", code=code, value=kind, level=_short(level)))
    return faults


def _short(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:g}"


def _faults_of_column(meta: pd.DataFrame, column: str) -> list[IndeksError]:
    numbers = pd.to_numeric(meta[column], errors="coerce")
    written = meta[column].notna() & (meta[column].astype(str).str.strip() != "")
    wrong = written & ~np.isfinite(numbers)
    if column in WHOLE:
        wrong |= written & ((numbers % 1 != 0) | ((numbers < 0) & (column == "Min_children")))
    key = "whole_number" if column in WHOLE else "meta_number"
    return [
        IndeksError(f"composites.error.{key}", code=code, column=column, value=value)
        for code, value in zip(meta.loc[wrong, "iCode"], meta.loc[wrong, column], strict=True)
    ]


def _check_parents(table: pd.DataFrame) -> None:
    parents = dict(zip(table.index, table["Parent"], strict=True))
    levels = dict(zip(table.index, table["Level"], strict=True))
    faults = []
    for code, parent in parents.items():
        if parent and parent not in parents:
            faults.append(IndeksError("composites.error.parent", code=code, parent=parent))
        elif parent and levels[parent] == 1:
            faults.append(IndeksError("composites.error.parent_level", code=code, parent=parent))
    circles: dict[frozenset[str], list[str]] = {}
    for code in parents:
        trail = [code]
        while (parent := parents.get(trail[-1], "")) and parent not in trail:
            trail.append(parent)
        if parent:
            circle = trail[trail.index(parent) :]
            circles.setdefault(frozenset(circle), [*circle, parent])
    faults = [
        IndeksError("composites.error.cycle", path=" > ".join(circle)) for circle in circles.values()
    ] or faults
    if not circles:
        for code, parent in parents.items():
            if parent in parents and levels[parent] > 1 and not levels[parent] > levels[code]:
                faults.append(IndeksError("composites.error.level_order", code=code, parent=parent))
    told(faults)
    tops = table.index[table["Parent"] == ""]
    if len(tops) != 1:
        raise IndeksError("composites.error.tops", codes=", ".join(tops) or "-")


def _faults_of_numbers(table: pd.DataFrame, children: dict[str, tuple[str, ...]]) -> list[IndeksError]:
    faults: list[IndeksError] = []

    def fault(key: str, code: str, **values: object) -> None:
        faults.append(IndeksError(f"composites.error.{key}", code=code, **values))

    for row in table[["iCode", *NUMBERS, "Transform", "Denominator"]].to_dict("records"):
        code, node = row["iCode"], row["Level"] > 1
        if row["Weight"] < 0:
            fault("weight", code, value=_short(row["Weight"]))
        if row["Direction"] not in (1, -1) or (node and row["Direction"] != 1):
            fault("direction_node" if node else "direction", code, value=_short(row["Direction"]))
        if row["Transform"] not in ("", *TRANSFORMS):
            fault("transform", code, value=row["Transform"])
        lower, upper = row["Goalpost_lower"], row["Goalpost_upper"]
        turned = lower >= upper and (row["Direction"] != -1 or lower == upper)
        if np.isnan(lower) != np.isnan(upper) or turned:
            fault("goalposts", code, lower=_short(lower), upper=_short(upper))
        unused = [] if not node else [name for name in ("Transform", "Denominator") if row[name]]
        if not node and row["Min_children"] > 0:
            unused = ["Min_children"]
        elif node and row["Min_children"] > len(children[code]) > 0:
            fault("min_children", code, value=_short(row["Min_children"]), n=len(children[code]))
        for column in unused:
            fault("unused_column", code, column=column)
    for node, below in children.items():
        if below and (table.loc[list(below), "Weight"] == 0).all():
            fault("weights_zero", node)
    return faults
