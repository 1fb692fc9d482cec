"""Data that are made up and say so: Kota Contoh with its workbook, and a panel of a country's size."""

from indeks.example.kota_contoh import AGENCIES, FORMS, IDEAS, REGION, SEED, sample_region
from indeks.example.panel import PANEL_INNOVATIONS, PANEL_REGIONS, national_panel

__all__ = [
    "AGENCIES",
    "FORMS",
    "IDEAS",
    "PANEL_INNOVATIONS",
    "PANEL_REGIONS",
    "REGION",
    "SEED",
    "national_panel",
    "sample_region",
]
