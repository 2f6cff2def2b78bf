"""Documents in memory → one run: each word as the number of its vocalized form."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.scan import Interner, make_scanner
from searchapp.engines.whoosh_engine.files.records import PLACED, Places, make_compressor, pack_places, pack_record
from searchapp.engines.whoosh_engine.files.segment_file import SegmentFileWriter, write_blobs
from searchapp.fields import TEXT_FIELDS, day_number
from searchapp.model import Document


class _FieldRows:
    """The words of one field of all documents, in a row."""

    def __init__(self) -> None:
        self._words: list[NDArray[np.uint32]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._breaks: list[NDArray[np.int64]] = []
        self.total = 0

    def add(self, words: NDArray[np.uint32], counts: NDArray[np.int64], values: NDArray[np.int64]) -> None:
        """Take the words of some documents, so many in each value; a document has so many values (at least one)."""
        firsts = np.cumsum(values) - values
        starts = np.cumsum(counts) - counts
        begun = starts > np.repeat(starts[firsts], values)
        self._breaks.append(self.total + starts[begun & (counts > 0)])
        self._words.append(words)
        self._lengths.append(np.add.reduceat(counts, firsts))
        self.total += len(words)

    def write(self, writer: SegmentFileWriter, name: str, places: NDArray[np.uint32]) -> None:
        """Write the rows under the field's name, each word as the place of its form."""
        writer.write(f"{name}.words", (places[words] for words in self._words))
        writer.write(f"{name}.lengths", np.concatenate(self._lengths).astype(np.uint32))
        writer.write(f"{name}.breaks", np.concatenate(self._breaks))


class RunBuilder:
    """Collects documents; `write` makes them one run. Document numbers are in the order of `add`."""

    def __init__(self, *, compiled: bool) -> None:
        self._scanner = make_scanner(compiled=compiled)
        self._fields = {field.name: _FieldRows() for field in TEXT_FIELDS}
        self._compress = make_compressor().compress
        self._stored: list[bytes] = []
        self._ids: list[bytes] = []
        self._days = array("I")
        self._sources = Interner()
        self._source = array("I")
        self._tags = Interner()
        self._tag = array("I")
        self._tag_ends = array("Q")

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def words(self) -> int:
        """How many words are in memory."""
        return sum(rows.total for rows in self._fields.values())

    def add(self, documents: Sequence[Document], packed: Sequence[bytes]) -> None:
        """Take some documents (not none) and their packed forms."""
        values = [field.read(document) or ("",) for field in TEXT_FIELDS for document in documents]
        # All fields in one scan: most are short, and a scan has its price.
        scan = self._scanner.scan(list(chain.from_iterable(values)))
        sizes = np.fromiter(map(len, values), np.int64, len(values)).reshape(len(TEXT_FIELDS), -1)
        texts = np.cumsum([0, *sizes.sum(axis=1)])
        words = np.append(0, np.cumsum(scan.counts))[texts]
        kept: dict[str, list[Places]] = {name: [] for name in PLACED}
        for place, field in enumerate(TEXT_FIELDS):
            where = slice(texts[place], texts[place + 1])
            numbers = scan.numbers[words[place] : words[place + 1]]
            self._fields[field.name].add(numbers, scan.counts[where], sizes[place])
            if field.name in kept:
                kept[field.name] = pack_places(scan.pieces[where])
        self._stored += map(self._compress, map(pack_record, packed, *kept.values()))
        for document in documents:
            self._add_columns(document)

    def _add_columns(self, document: Document) -> None:
        self._ids.append(document.id.encode("utf-8", "surrogatepass"))
        day = document.date
        self._days.append(day_number(day.year, day.month, day.day) if day else 0)
        self._source.append(self._sources[document.source or ""])
        self._tag.extend(self._tags[tag] for tag in dict.fromkeys(document.tags))
        self._tag_ends.append(len(self._tag))

    def write(self, path: Path) -> None:
        """Write everything to a run's file."""
        writer = SegmentFileWriter(path, len(self))
        write_blobs(writer, "stored", self._stored)
        write_blobs(writer, "id", self._ids)
        writer.write("day", np.frombuffer(self._days, np.uint32))
        writer.write("source", np.frombuffer(self._source, np.uint32))
        write_blobs(writer, "source.values", (value.encode("utf-8", "surrogatepass") for value in self._sources))
        writer.write("tag", np.frombuffer(self._tag, np.uint32))
        writer.write("tag.ends", np.frombuffer(self._tag_ends, np.uint64))
        write_blobs(writer, "tag.values", (value.encode("utf-8", "surrogatepass") for value in self._tags))
        forms = self._scanner.sort_forms()
        writer.write("terms", forms.rows)
        writer.write("terms.ends", np.cumsum([len(row) for row in forms.rows]))
        for name, rows in self._fields.items():
            rows.write(writer, name, forms.places)
        writer.close()
