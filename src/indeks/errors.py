"""The one family of errors: what went wrong as a key of the catalogue and values, worded where it is shown.

Code below the command line does not know the user's language: it raises an error with a key, and whoever shows it
words it. ``str(error)`` uses the language of the process (:func:`speak`), Indonesian unless told otherwise.
"""

from __future__ import annotations

import re
from typing import Any

_spoken = ["id"]


def speak(lang: str) -> None:
    """Set the language in which errors of this process word themselves, ``"id"`` or ``"en"``."""
    _spoken[0] = lang


def spoken() -> str:
    """Return the language in which errors of this process word themselves."""
    return _spoken[0]


class IndeksError(ValueError):
    """Something a user can mend: input, options or files; the message says where and how.

    Parameters
    ----------
    key
        Key of the catalogue, such as ``"edition.error.no_year"``.
    **values
        What fills its placeholders. A value that is an error of this family is worded in the same language.

    Examples
    --------
    >>> error = IndeksError("reports.error.year", year=1999)
    >>> error.key, error.values["year"], error.text("en") != error.text("id")
    ('reports.error.year', 1999, True)

    A table that cannot be scored as asked is refused with an error of this family:

    >>> import indeks
    >>> try:
    ...     indeks.score(indeks.sample_region(), spd={"99.71": 90})
    ... except IndeksError as refused:
    ...     print(refused.text("en"))
    The SPD total of region 99.71 is 90.00; it must be 0 to 63.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """Return the message in a language.

        Parameters
        ----------
        lang
            ``"id"`` or ``"en"``.

        Returns
        -------
        str
            One line, or several where there are several faults.

        Raises
        ------
        KeyError
            If the catalogue has no such key or a placeholder is not filled.
        """
        from indeks.texts import texts

        filled = {k: v.text(lang) if isinstance(v, IndeksError) else v for k, v in self.values.items()}
        return texts(lang)(self.key, **filled)

    def __str__(self) -> str:
        """Return the message in the language of the process."""
        return self.text(_spoken[0])

    def __reduce__(self) -> tuple[Any, ...]:
        """Let errors travel between processes with all they hold."""
        return _again, (type(self), self.__dict__)


class Faults(IndeksError):
    """Several faults of one thing, told at once: a head, and a line for each.

    Parameters
    ----------
    key
        Key of the head; its placeholder ``n`` is the number of faults.
    faults
        The faults, each worded when the whole is shown.
    **values
        What fills the head.

    Examples
    --------
    >>> fault = IndeksError("edition.error.missing_key", where="formula", key="count_cap")
    >>> print(Faults("edition.error.head", [fault], path="my.toml").text("en"))
    Edition file my.toml cannot be used (1 fault):
      - formula: key "count_cap" is missing
    """

    def __init__(self, key: str, faults: list[IndeksError], /, **values: Any) -> None:
        super().__init__(key, n=len(faults), **values)
        self.faults = faults

    def text(self, lang: str) -> str:
        """Return the message in a language, one line per fault."""
        return "\n".join([super().text(lang), *(f"  - {fault.text(lang)}" for fault in self.faults)])


_PLACE = re.compile(r"\(at line (\d+)(?:, column (\d+))?\)")


def unread(error: Exception) -> IndeksError:
    """Return why a text file cannot be read, in words of the catalogue: Python's own are English.

    Parameters
    ----------
    error
        What reading it as text, or as TOML, raised.

    Returns
    -------
    IndeksError
        To stand for ``detail`` in an error that names the file.

    Examples
    --------
    >>> import tomllib
    >>> try:
    ...     tomllib.loads("a = 1\\nb == 2")
    ... except tomllib.TOMLDecodeError as error:
    ...     print(unread(error).text("en"))
    line 2, letter 4
    """
    if isinstance(error, UnicodeDecodeError):
        return IndeksError("problems.unread.not_utf8")
    if isinstance(error, OSError):
        return IndeksError("problems.unread.not_open")
    place = _PLACE.search(str(error))
    if place is None:
        return IndeksError("problems.unread.somewhere")
    line, column = place.groups()
    return IndeksError(f"problems.unread.{'place' if column else 'line'}", line=line, place=column)


def family() -> frozenset[type[IndeksError]]:
    """Return every kind of error of this library that has been imported, the base among them."""
    kinds, new = set(), [IndeksError]
    while new:
        kind = new.pop()
        kinds.add(kind)
        new += [k for k in kind.__subclasses__() if k not in kinds]
    return frozenset(kinds)


def _again(kind: type[IndeksError], state: dict[str, Any]) -> IndeksError:
    error = kind.__new__(kind)
    ValueError.__init__(error, state.get("key", ""))
    error.__dict__.update(state)
    return error
