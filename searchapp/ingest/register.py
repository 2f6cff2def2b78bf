"""The register of formats. A new format is one module with a `Reader`, and one row here."""

from __future__ import annotations

from collections.abc import Mapping

from searchapp.ingest.format_base import Reader
from searchapp.ingest.format_csv import read_csv
from searchapp.ingest.format_json import read_json
from searchapp.ingest.format_jsonl import read_jsonl
from searchapp.ingest.format_text import read_text

PACKED_SUFFIX = ".gz"

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
}
"""Suffix, lower case → reader. Each may also be followed by `.gz`."""


def find_reader(name: str) -> tuple[Reader, bool] | None:
    """The reader for a file's name and whether the file is packed, or None for a format that is not known.

    >>> find_reader("news.JSONL.gz") == (read_jsonl, True)
    True
    """
    lowered = name.lower()
    plain = lowered.removesuffix(PACKED_SUFFIX)
    for suffix, reader in READERS.items():
        if plain.endswith(suffix):
            return reader, plain != lowered
    return None
