"""How a result is named in a language: its category and stage, and how surely a rule is known."""

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
    key = "reports.category." + name.lower().replace(" ", "_")
    text = t(key) if name and t.has(key) else name
    return t("reports.derived", category=text) if name and derived else text


def stage_text(stage: str, t: Texts) -> str:
    """Return the stage of a published result, or the basis of one computed here, in words.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> stage_text("sementara", texts("id")), stage_text("claimed", texts("id"))
    ('nilai sementara', 'dihitung dari penilaian mandiri')
    """
    key = f"published.stage.{stage}"
    return t(key if t.has(key) else f"reports.stage.{stage}")


def certainty_text(certainty: str, t: Texts) -> str:
    """Return how surely a part of a rule is known: one of :data:`indeks.edition.CERTAINTIES` in words."""
    return t(f"reports.certainty.{certainty.replace('-', '_')}")
