"""What an office puts around its report: name, place and date, logo, foreword, signature, a date for the actions.

It stands in a small file of the office's own, ``laporan.toml``, in which everything may be left out::

    instansi = "Bapperida Kota Contoh"
    tempat = "Kota Contoh"
    tanggal = 2026-08-01
    tenggat = 2026-08-31
    logo = "logo.png"
    kata_pengantar = "Laporan ini ..."

    [tanda_tangan]
    jabatan = "Kepala Bapperida"
    nama = "Nama Pejabat"
    nip = "19700101 199003 1 001"

    [sasaran]
    perangkat_daerah = 36
    inovasi = 100
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indeks import files
from indeks.document.blocks import Block, Heading, Paragraph
from indeks.document.formats import check_office_files
from indeks.errors import Faults, IndeksError, unread
from indeks.reports.parameters import ReportError
from indeks.texts import Texts

FIELDS: Mapping[str, type] = {
    "instansi": str, "tempat": str, "tanggal": dt.date, "tenggat": dt.date, "logo": str, "kata_pengantar": str,
    "tanda_tangan": dict, "sasaran": dict,
}  # fmt: skip
SIGNED: Mapping[str, type] = {"jabatan": str, "nama": str, "nip": str}
TARGETS: Mapping[str, str] = {"perangkat_daerah": "agencies", "inovasi": "innovations"}
"""Targets that a region sets itself, by what the library calls them: agencies with an innovation, innovations."""


class CoverError(Faults, ReportError):
    """The office's file holds what it cannot; every fault of it is named."""


SIGNATURE = "\u00a0"
"""A line left free, to sign on."""


@dataclass(frozen=True)
class Cover:
    """What the office's file holds; empty where it leaves something out."""

    agency: str = ""
    place: str = ""
    date: dt.date | None = None
    deadline: dt.date | None = None
    logo: Path | None = None
    foreword: str = ""
    office: str = ""
    """What the one who signs is."""
    name: str = ""
    number: str = ""
    targets: Mapping[str, int] = field(default_factory=dict)
    """Numbers that the region aims at, by :data:`indeks.culture.participation.TARGETS`."""


def read(path: str | Path) -> Cover:
    """Read the office's file; nothing is known of it where ``path`` is empty.

    Parameters
    ----------
    path
        Path of the file; the logo it names is looked for beside it.

    Raises
    ------
    ReportError
        If it is not there, is no TOML, or holds what it cannot; all that is wrong is named at once.
    """
    if not path:
        return Cover()
    file = Path(path).expanduser()
    try:
        content = files.toml(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReportError("reports.cover.error.unreadable", path=path, detail=unread(error)) from None
    faults = _faults(content, FIELDS)
    signed = content.get("tanda_tangan", {})
    faults += _faults(signed, SIGNED, "tanda_tangan.") if isinstance(signed, dict) else []
    targets = content.get("sasaran", {})
    faults += _faults(targets, dict.fromkeys(TARGETS, int), "sasaran.") if isinstance(targets, dict) else []
    logo = file.parent / content["logo"] if isinstance(content.get("logo"), str) and content["logo"] else None
    if logo is not None:
        try:
            check_office_files(None, logo)
        except IndeksError as error:
            faults.append(error)
    if faults:
        raise CoverError("reports.cover.error.faults", faults, path=path)
    return Cover(
        agency=content.get("instansi", "").strip(),
        place=content.get("tempat", "").strip(),
        date=content.get("tanggal"),
        deadline=content.get("tenggat"),
        logo=logo,
        foreword=content.get("kata_pengantar", "").strip(),
        office=signed.get("jabatan", "").strip(),
        name=signed.get("nama", "").strip(),
        number=signed.get("nip", "").strip(),
        targets={TARGETS[name]: number for name, number in targets.items()},
    )


def _faults(content: Mapping[str, Any], fields: Mapping[str, type], part: str = "") -> list[IndeksError]:
    """Return what is wrong with the fields of a table: unknown names, and values of another kind."""
    faults: list[IndeksError] = []
    for name, value in content.items():
        wanted = fields.get(name)
        if wanted is None:
            known = ", ".join(fields)
            faults.append(ReportError("reports.cover.error.field", name=part + name, known=known))
        elif not isinstance(value, wanted) or isinstance(value, dt.datetime | bool) or _nothing(value):
            kinds = {str: "text", dt.date: "date", int: "number"}
            key = f"reports.cover.error.{kinds.get(wanted, 'table')}"
            faults.append(ReportError(key, name=part + name))
    return faults


def _nothing(value: Any) -> bool:
    """Tell whether a number is none to aim at."""
    return isinstance(value, int) and value < 1


def place_and_date(cover: Cover, t: Texts) -> str:
    """Return where and when the report was signed; empty where the office says neither."""
    return ", ".join(part for part in (cover.place, t.date(cover.date) if cover.date else "") if part)


def facts(cover: Cover, t: Texts) -> list[tuple[str, str]]:
    """Return what the title page says of the office."""
    rows = [("agency", cover.agency), ("place", place_and_date(cover, t))]
    return [(t(f"reports.cover.{name}"), value) for name, value in rows if value]


def foreword(cover: Cover, t: Texts) -> list[Block]:
    """Return the foreword and the block for the signature; nothing where the office gives neither."""
    named = [line for line in (cover.name, f"NIP {cover.number}" if cover.number else "") if line]
    signed = [*([cover.office] if cover.office else []), *([SIGNATURE, SIGNATURE] if named else []), *named]
    if not cover.foreword and not signed:
        return []
    blocks: list[Block] = [Heading(t("reports.foreword.title"), "kata-pengantar", front=True)]
    blocks += [Paragraph(" ".join(part.split())) for part in cover.foreword.split("\n\n") if part.strip()]
    if signed:
        blocks += [Paragraph(line) for line in [place_and_date(cover, t), *signed] if line]
    return blocks
