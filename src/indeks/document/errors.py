"""What goes wrong when a report is put into a format."""

from __future__ import annotations

from indeks.errors import IndeksError


class FormatError(IndeksError):
    """A format cannot be made: it is not known, or the office's template or logo is not usable."""


class Incomplete(FormatError):
    """A page lacks sections or figures that the report has: none of its formats would be whole."""
