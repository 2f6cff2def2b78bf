"""What every format is: a function from an open file to documents."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from searchapp.ingest.options import IngestOptions
from searchapp.model import Document, Skipped


@dataclass(frozen=True, slots=True)
class InputFile:
    """An open file. `stream` gives UTF-8 or Windows-1256 without a byte order mark.

    `name` is what readers are shown; `path`, as the operator would type it, stands in reports.
    """

    name: str
    path: str
    stream: io.BufferedReader
    options: IngestOptions
    untaken: Counter[str] = field(default_factory=Counter)
    """Of records: how many have a value under each name that no field takes."""
    unmet: dict[str, str] = field(default_factory=dict)
    """What `IngestOptions.field_map` has and no record had a value for until now."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document and the 1-based line on which its record begins (None on a page).

    `faults` says, a reason each, what it states that could not be read; the document is kept without that.
    """

    document: Document
    line: int | None = None
    faults: tuple[str, ...] = ()


Reader = Callable[[InputFile], Iterator[Found | Skipped]]
"""Yields each article of a file, or the reason why there is none. A reader raises nothing for bad input."""
