"""Reading what people have: workbook or folder; numbers, dates and names as Indonesians write them.

>>> from indeks import intake
>>> intake.parse_number("57,68")
Decimal('57.68')
"""

from indeks.intake.checking import check, load, load_innovations
from indeks.intake.dates import DateError, parse_date
from indeks.intake.numbers import NumberError, parse_number
from indeks.intake.read import read

__all__ = [
    "DateError",
    "NumberError",
    "check",
    "load",
    "load_innovations",
    "parse_date",
    "parse_number",
    "read",
]
