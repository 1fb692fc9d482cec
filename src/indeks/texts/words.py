"""How a result is named in a language: its category, stage and rank, and how surely a rule is known."""

from __future__ import annotations

from indeks.texts import Texts

CATEGORIES = ("Tidak Dapat Dinilai", "Kurang Inovatif", "Inovatif", "Sangat Inovatif")
"""The categories of every edition that comes with the library, lowest first."""


def category_text(name: str, t: Texts, *, derived: bool = False) -> str:
    """Return a category as the language names it; as it stands where an edition has one of its own.

    Parameters
    ----------
    name
        The category; an empty one stays empty.
    t
        Texts of the language.
    derived
        Whether it follows from the score and no source states it; the text then says so.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> category_text("Inovatif", texts("en")), category_text("Inovatif", texts("id"), derived=True)
    ('Innovative', 'Inovatif (diturunkan dari nilai)')
    """
    key = "report.category." + name.lower().replace(" ", "_")
    text = t(key) if name and t.has(key) else name
    return t("report.derived", category=text) if name and derived else text


def stage_text(stage: str, t: Texts) -> str:
    """Return the stage of a published result, or the basis of one computed here, in words.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> stage_text("sementara", texts("id")), stage_text("claimed", texts("id"))
    ('nilai sementara', 'dihitung dari klaim')
    """
    key = f"history.stage.{stage}"
    return t(key if t.has(key) else f"report.stage.{stage}")


def rank_text(rank: int | None, cluster: str, t: Texts) -> str:
    """Return a rank with the group it is in, either alone, or nothing.

    Parameters
    ----------
    rank
        The place a source states; None where it states none.
    cluster
        The group as it stands in the published results; empty where no source names it.
    t
        Texts of the language.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> rank_text(4, "kota (of 93)", texts("en")), rank_text(None, "", texts("en"))
    ('4 (93 cities)', '')
    """
    from indeks import published

    among = published.label("rank_cluster", cluster, t.lang)
    if rank is None:
        return among
    place = str(t.number(rank))
    return f"{place} ({among})" if among else place


def certainty_text(certainty: str, t: Texts) -> str:
    """Return how surely a part of a rule is known: one of :data:`indeks.edition.CERTAINTIES` in words."""
    return t(f"report.certainty.{certainty.replace('-', '_')}")
