"""What every format is: a function from an open file to documents."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from searchapp.ingest.options import IngestOptions
from searchapp.model import Document, Skipped


@dataclass(frozen=True, slots=True)
class InputFile:
    """An open file. `stream` gives UTF-8 or Windows-1256 without a byte order mark; `name` stands in reports."""

    name: str
    stream: io.BufferedReader
    options: IngestOptions


Reader = Callable[[InputFile], Iterator[Document | Skipped]]
"""Yields each article of a file, or the reason why there is none. A reader raises nothing for bad input."""
