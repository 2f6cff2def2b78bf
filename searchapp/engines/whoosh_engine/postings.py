"""Posting lists out of Whoosh's files, as arrays.

Whoosh's readers share one file position, so every access goes through one lock; the arrays that come out are
immutable and shared by all threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.schema import ID, ROW, STORED, Row, decode_row

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_CACHE_BYTES = 64_000_000
_CHECK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class PostingList:
    """The live documents that hold a term, rising, and how often each does."""

    documents: Ints
    frequencies: Floats


class Postings:
    """What one open Whoosh reader holds. Document numbers are global over its segments."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._leaves: Sequence[tuple[Any, int]] = reader.leaf_readers() if reader.doc_count_all() else []
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], PostingList] = OrderedDict()
        self._cached_bytes = 0

    def fetch(self, field: str, term: str, check_time: Callable[[], None]) -> PostingList:
        """A term's postings, empty for an unknown term. Calls `check_time` now and then, which may raise."""
        key = (field, term)
        with self._lock:
            found = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
                return found
            found = self._read_list(field, term, check_time)
            self._remember(key, found)
            return found

    def fetch_positions(
        self, field: str, term: str, documents: Ints, check_time: Callable[[], None]
    ) -> list[Sequence[int]]:
        """The term's positions in each of the given documents (rising), all of which hold it."""
        found: list[Sequence[int]] = []
        with self._lock:
            for leaf, start in self._leaves:
                wanted = documents[(documents >= start) & (documents < start + leaf.doc_count_all())] - start
                if not len(wanted):
                    continue
                matcher = leaf.postings(field, term.encode("utf-8", "surrogatepass"))
                for count, document in enumerate(wanted.tolist()):
                    if count % _CHECK_EVERY == 0:
                        check_time()
                    matcher.skip_to(document)
                    found.append(matcher.value_as("positions"))
        return found

    def iterate_terms(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin with the prefix, in the order of their bytes.

        Holds the lock while it is consumed: take what you need and let go.
        """
        with self._lock:
            for term in self._reader.expand_prefix(field, prefix.encode("utf-8", "surrogatepass")):
                yield term.decode("utf-8", "surrogatepass")

    def count_documents(self, field: str) -> dict[str, int]:
        """Every term of a field with the number of documents that hold it (deleted ones too)."""
        counts: dict[str, int] = {}
        with self._lock:
            for leaf, _ in self._leaves:
                for term, info in leaf.iter_field(field):
                    key = term.decode("utf-8", "surrogatepass")
                    counts[key] = counts.get(key, 0) + int(info.doc_frequency())
        return counts

    def find_document(self, document_id: str) -> int | None:
        """The number of the document with this id, or None."""
        documents = self.fetch(ID, document_id, _no_limit).documents
        return int(documents[0]) if len(documents) else None

    def read_stored(self, document: int) -> bytes:
        """The stored bytes of a document."""
        with self._lock:
            return bytes(self._reader.stored_fields(document)[STORED])

    def read_rows(self) -> Iterator[tuple[int, Row]]:
        """(number, row) of every live document, rising."""
        with self._lock:
            for leaf, start in self._leaves:
                column = leaf.column_reader(ROW)
                for document in range(leaf.doc_count_all()):
                    if not leaf.is_deleted(document):
                        yield start + document, decode_row(column[document])

    def close(self) -> None:
        """Give the files back."""
        with self._lock:
            self._reader.close()

    def _read_list(self, field: str, term: str, check_time: Callable[[], None]) -> PostingList:
        documents: list[int] = []
        frequencies: list[float] = []
        encoded = term.encode("utf-8", "surrogatepass")
        for leaf, start in self._leaves:
            check_time()
            if (field, encoded) not in leaf:
                continue
            matcher = leaf.postings(field, encoded)  # leaves out deleted documents
            while matcher.is_active():
                documents.append(start + matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()
                if len(documents) % _CHECK_EVERY == 0:
                    check_time()
        return PostingList(np.array(documents, dtype=np.int32), np.array(frequencies, dtype=np.float64))

    def _remember(self, key: tuple[str, str], found: PostingList) -> None:
        self._cache[key] = found
        self._cached_bytes += found.documents.nbytes + found.frequencies.nbytes
        while self._cached_bytes > _CACHE_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._cached_bytes -= dropped.documents.nbytes + dropped.frequencies.nbytes


def _no_limit() -> None:
    return None
