"""What was published: results of regions, where sources agree, their history, national figures."""

from indeks.published.results import (
    INDEX_SCALE,
    RAW_SCALE,
    RECORDED,
    STAGES,
    build,
    document,
    label,
    published,
    rank_text,
    read_raw,
)

__all__ = [
    "INDEX_SCALE",
    "RAW_SCALE",
    "RECORDED",
    "STAGES",
    "build",
    "document",
    "label",
    "published",
    "rank_text",
    "read_raw",
]
