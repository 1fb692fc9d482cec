"""The tree of a composite index, from one metadata table in the columns of COINr's iMeta."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.errors import IndeksError

NEEDED = ("iCode", "Parent", "Level")
NUMBERS = (
    "Level", "Weight", "Direction", "Target", "Goalpost_lower", "Goalpost_upper", "Round_node", "Round_rank",
    "Min_children",
)  # fmt: skip
COLUMNS = (*NEEDED, *NUMBERS, "Type", "Denominator", "Transform")
TRANSFORMS = ("log",)


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
        than one top, or a weight, direction or goalpost cannot be used.
    """
    table = _columns(meta)
    kinds = table["Type"]
    inside = table[kinds.isin(["Indicator", "Aggregate"])]
    _check_parents(inside)
    indicators = tuple(inside.index[inside["Type"] == "Indicator"])
    nodes = tuple(inside[inside["Type"] == "Aggregate"].sort_values("Level", kind="stable").index)
    children = {node: tuple(inside.index[inside["Parent"] == node]) for node in nodes}
    for node, below in children.items():
        if not below:
            raise IndeksError("composites.error.no_children", code=node)
    _check_numbers(inside, children)
    weights = {node: inside["Weight"].loc[list(below)].to_numpy(float) for node, below in children.items()}
    return Framework(inside, indicators, nodes, children, tuple(table.index[kinds == "Group"]), weights)


def _columns(meta: pd.DataFrame) -> pd.DataFrame:
    plain = {"".join(filter(str.isalnum, name)).lower(): name for name in COLUMNS}
    for column in map(str, meta.columns):
        right = plain.get("".join(filter(str.isalnum, column)).lower(), column)
        if right != column:
            raise IndeksError("composites.error.column_spelling", column=column, right=right)
    for column in NEEDED:
        if column not in meta:
            raise IndeksError("composites.error.column", column=column)
    table = meta.copy()
    for column in NUMBERS:
        table[column] = _numbers(table, column)
    for column in ("iCode", "Parent", "Type", "Denominator", "Transform"):
        text = table[column] if column in table else pd.Series(index=table.index, dtype=object)
        table[column] = text.astype(object).where(text.notna(), "").astype(str).str.strip()
    derived = np.where(table["Level"] == 1, "Indicator", np.where(table["Level"] > 1, "Aggregate", "Other"))
    table["Type"] = table["Type"].where(table["Type"] != "", pd.Series(derived, index=table.index))
    twice = table["iCode"][table["iCode"].duplicated()]
    if len(twice) or (table["iCode"] == "").any():
        raise IndeksError("composites.error.code_twice", code=twice.iloc[0] if len(twice) else "")
    table["Weight"] = table["Weight"].fillna(1.0)
    table["Direction"] = table["Direction"].fillna(1.0)
    return table.set_index("iCode", drop=False)


def _numbers(table: pd.DataFrame, column: str) -> pd.Series:
    if column not in table:
        return pd.Series(np.nan, index=table.index)
    numbers = pd.to_numeric(table[column], errors="coerce")
    written = table[column].notna() & (table[column].astype(str).str.strip() != "")
    wrong = written & ~np.isfinite(numbers)
    if wrong.any():
        row = table[wrong].iloc[0]
        raise IndeksError("composites.error.meta_number", code=row["iCode"], column=column, value=row[column])
    return numbers.astype(float)


def _check_parents(table: pd.DataFrame) -> None:
    parents = dict(zip(table.index, table["Parent"], strict=True))
    levels = dict(zip(table.index, table["Level"], strict=True))
    for code in parents:
        seen = [code]
        while parent := parents[seen[-1]]:
            if parent not in parents:
                raise IndeksError("composites.error.parent", code=seen[-1], parent=parent)
            if parent in seen:
                raise IndeksError("composites.error.cycle", path=" > ".join([*seen, parent]))
            seen.append(parent)
    for code, parent in parents.items():
        if parent and not levels[parent] > levels[code]:
            raise IndeksError("composites.error.level_order", code=code, parent=parent)
    tops = table.index[table["Parent"] == ""]
    if len(tops) != 1:
        raise IndeksError("composites.error.tops", codes=", ".join(tops) or "-")


def _check_numbers(table: pd.DataFrame, children: dict[str, tuple[str, ...]]) -> None:
    for row in table[["iCode", *NUMBERS, "Transform"]].to_dict("records"):
        code = row["iCode"]
        if row["Weight"] < 0:
            raise IndeksError("composites.error.weight", code=code, value=row["Weight"])
        if row["Direction"] not in (1, -1):
            raise IndeksError("composites.error.direction", code=code, value=row["Direction"])
        if row["Transform"] not in ("", *TRANSFORMS):
            raise IndeksError("composites.error.transform", code=code, value=row["Transform"])
        ends = row["Goalpost_lower"], row["Goalpost_upper"]
        if np.isnan(ends[0]) != np.isnan(ends[1]) or ends[0] >= ends[1]:
            raise IndeksError("composites.error.goalposts", code=code, lower=str(ends[0]), upper=str(ends[1]))
    for node, below in children.items():
        if table.loc[list(below), "Weight"].sum() == 0:
            raise IndeksError("composites.error.weights_zero", code=node)
