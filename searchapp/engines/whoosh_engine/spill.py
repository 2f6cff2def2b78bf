"""Documents → segment files in a folder, a file whenever enough words are in memory."""

from __future__ import annotations

from pathlib import Path

import msgspec

from searchapp.engines.whoosh_engine.builder import SegmentBuilder
from searchapp.engines.whoosh_engine.codec import ArraySegment
from searchapp.model import Document

INDEX_NAME = "MAIN"
MAX_WORDS = 6_000_000
"""Words in memory before they are written: some 250 MB with what the sort needs."""


class BuiltSegment(msgspec.Struct):
    """A segment file that was written: its id in the table of contents, its documents, which of them are deleted."""

    segid: str
    documents: int
    deleted: list[int]

    def list_entry(self) -> ArraySegment:
        """Its entry for the table of contents."""
        entry = ArraySegment(INDEX_NAME)
        entry.segid = self.segid
        entry.set_doc_count(self.documents)
        entry.delete_documents(self.deleted)
        return entry


class SegmentSpiller:
    """Builds segments in this process. Ids may come again after a deletion, not before it."""

    def __init__(self, folder: Path, max_words: int = MAX_WORDS) -> None:
        self._folder = folder
        self._max_words = max_words
        self._builder = SegmentBuilder()
        self._written: list[BuiltSegment] = []
        self._places: dict[str, tuple[int, int]] = {}
        """Id → (segment, number); the builder's segment is the next one."""
        self._dropped: list[int] = []

    def add(self, document: Document, packed: bytes) -> None:
        """Take a document and its packed form."""
        self._places[document.id] = len(self._written), self._builder.add(document, packed)
        if self._builder.words > self._max_words:
            self._write()

    def delete(self, document_id: str) -> None:
        """Drop a document that was added here."""
        segment, number = self._places.pop(document_id)
        deleted = self._dropped if segment == len(self._written) else self._written[segment].deleted
        deleted.append(number)

    def finish(self) -> list[BuiltSegment]:
        """Write what is left; returns all segments."""
        if len(self._builder):
            self._write()
        return self._written

    def _write(self) -> None:
        entry = ArraySegment(INDEX_NAME)
        self._builder.write(entry.path(self._folder))
        self._written.append(BuiltSegment(entry.segid, len(self._builder), self._dropped))
        self._dropped = []
        self._builder = SegmentBuilder()
