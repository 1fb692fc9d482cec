"""What a forecast assumes and how it is to be read, in words: the same sentences wherever it is shown."""

from __future__ import annotations

from indeks.planning.forecast import Forecast
from indeks.planning.pairs import BOTH, FEWEST
from indeks.texts import Texts
from indeks.texts.words import category_text

SURE = 1e-9
"""What differs from 0 or 1 by less is sure: the last bits of a float."""


def state(told: Forecast, t: Texts) -> list[str]:
    """Return what stands now: the stated index, and how far the verification is."""
    category = category_text(told.claimed_category, t)
    first = t("planning.forecast.claimed", index=told.claimed, category=category)
    low, high = told.verified_low, told.verified_high
    if low is None:
        return [first, t("planning.forecast.not_examined")]
    key = "verified_done" if low == high else "verified"
    return [first, t(f"planning.forecast.{key}", low=low, high=high)]


def assumptions(told: Forecast, t: Texts) -> list[str]:
    """Return every assumption of a forecast as a sentence, what they rest on first."""
    a = told.assumptions
    prefix = "planning.forecast.assumption."
    parts = [
        t(prefix + "keep_part", name=t(f"planning.forecast.evidence.{name}"), chance=chance, n=a["levels"][name])
        for name, chance in a["keep"].items()
    ]
    sentences = [t(prefix + "ours"), t(prefix + "keep", parts="; ".join(parts))]
    if not a["evidence_recorded"] and a["levels"]["stated"]:
        sentences.append(t(prefix + "unrecorded"))
    sentences += [
        t(prefix + "lowered", chance=a["lowered"]),
        t(prefix + "strictness", strictness=a["strictness"]),
        t(prefix + ("shares" if a["published_pairs"] else "shares_none"), n=a["published_pairs"], **a["shares"]),
        t(prefix + "refused", **a["refused"]),
        t(prefix + a["method"]),
    ]
    if a["published_pairs"]:
        sentences.append(t(prefix + "published", n=a["published_pairs"]))
    return [*sentences, *_own(told, t)]


def _own(told: Forecast, t: Texts) -> list[str]:
    """Return what the region's own pairs allow, and the shift they gave to the chances."""
    own = told.own
    values = {"low": told.own_low, "high": told.own_high, "coverage": 100 * (own.coverage or 0)}
    sentences = [t(f"planning.forecast.assumption.own_{own.use}", n=own.n, fewest=FEWEST, **values)]
    if own.n >= FEWEST:
        shift = told.assumptions["own_pairs"]["shift"]
        sentences.append(t("planning.forecast.assumption.shift", shift=shift))
    return sentences


def chance(value: float, t: Texts) -> str:
    """Return a chance in two decimals; none that is not sure looks as if it were.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> [chance(p, texts("en")) for p in (0.0, 0.00002, 0.5, 0.99999, 1.0)]
    ['0.00', '< 0.01', '0.50', '> 0.99', '1.00']
    """
    if SURE < value < 0.005:
        return f"< {t.number(0.01, 2)}"
    return f"> {t.number(0.99, 2)}" if 0.995 < value < 1 - SURE else str(t.number(value, 2))


def pair_cells(row: dict[str, object], t: Texts) -> tuple[str, str]:
    """Return the final score of a published pair and the share kept, with the bound they are known by."""
    kind = str(row["kind"])
    final, ratio = t.number(row["final"], 2), t.number(row["ratio"], 2)
    if kind == BOTH:
        return final, ratio
    return tuple(t(f"planning.forecast.kind.{kind}", value=value) for value in (final, ratio))  # type: ignore[return-value]
