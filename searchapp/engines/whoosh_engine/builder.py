"""Documents in memory → one segment file: token ids in rows, inverted by one sort a form."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp import arabic
from searchapp.engines.whoosh_engine.records import make_compressor, pack_offsets
from searchapp.engines.whoosh_engine.segment_file import Array, SegmentFileWriter, shrink, write_blobs
from searchapp.fields import BODY, EXACT, FORMS, STEM, TEXT_FIELDS, VALUE_GAP, day_number
from searchapp.model import Document


class _Interner(dict[str, int]):
    """String → number, in the order of first sight."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Words(dict[str, int]):
    """Raw word → number; beside each number the numbers of its forms. 0 is "no word": it folds to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.terms = {form: _Interner() for form in FORMS}
        self.numbers = {form: array("I", [0]) for form in FORMS}

    def __missing__(self, word: str) -> int:
        ((exact, stem),) = arabic.find_forms((word,))
        number = 0
        if exact:
            number = len(self.numbers[EXACT])
            self.numbers[EXACT].append(self.terms[EXACT][exact])
            self.numbers[STEM].append(self.terms[STEM][stem])
        self[word] = number
        return number


class _FieldRows:
    """The words of one field of all documents, in a row."""

    def __init__(self) -> None:
        self.words = array("I")
        self.lengths = array("I")
        self.breaks = array("Q")
        """Where in `words` a further value of the same document begins."""

    def add(self, values: Iterable[Sequence[str]], number_of: Callable[[str], int]) -> bool:
        """Take the words of each value of one document's field. False: some were no words."""
        before = len(self.words)
        whole = True
        for words in values:
            if len(self.words) > before:
                self.breaks.append(len(self.words))
            numbers = list(map(number_of, words))
            if 0 in numbers:
                numbers = list(filter(None, numbers))
                whole = False
            self.words.extend(numbers)
        self.lengths.append(len(self.words) - before)
        return whole

    def locate(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The document of each word and its position there."""
        lengths = np.frombuffer(self.lengths, np.uint32).astype(np.int64)
        documents = np.repeat(np.arange(len(lengths)), lengths)
        starts = np.cumsum(lengths) - lengths
        gaps = np.zeros(len(self.words) + 1, np.int64)
        gaps[np.frombuffer(self.breaks, np.uint64).astype(np.int64)] = VALUE_GAP
        gaps = np.cumsum(gaps)
        positions = np.arange(len(self.words)) + gaps[:-1]
        return documents, positions - (starts + gaps[starts])[documents]


class SegmentBuilder:
    """Collects documents; `write` makes them one segment file. Document numbers are in the order of `add`."""

    def __init__(self) -> None:
        self._words = _Words()
        self._fields = {field.name: _FieldRows() for field in TEXT_FIELDS}
        self._compress = make_compressor().compress
        self._stored: list[bytes] = []
        self._offsets: list[bytes] = []
        self._ids: list[bytes] = []
        self._days = array("I")
        self._sources = _Interner()
        self._source = array("I")
        self._tags = _Interner()
        self._tag = array("I")
        self._tag_ends = array("Q")
        self.words = 0

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document, packed: bytes) -> int:
        """Take a document and its packed form; returns its number."""
        number_of = self._words.__getitem__
        for field in TEXT_FIELDS:
            if field.name != BODY:
                words = [arabic.find_words(value) for value in field.read(document)]
                self._fields[field.name].add(words, number_of)
        body, lengths = arabic.split_words(document.body)
        # Where a word is no token, positions do not count words: then analysis finds the offsets again.
        whole = self._fields[BODY].add([body] if body else [], number_of)
        self._offsets.append(pack_offsets(lengths) if whole else b"")
        self.words += len(body)
        self._stored.append(self._compress(packed))
        self._ids.append(document.id.encode("utf-8", "surrogatepass"))
        day = document.date
        self._days.append(day_number(day.year, day.month, day.day) if day else 0)
        self._source.append(self._sources[document.source or ""])
        self._tag.extend(self._tags[tag] for tag in dict.fromkeys(document.tags))
        self._tag_ends.append(len(self._tag))
        return len(self._ids) - 1

    def write(self, path: Path) -> None:
        """Write everything to a segment file."""
        writer = SegmentFileWriter(path, len(self))
        self._write_columns(writer)
        orders = {form: self._write_terms(writer, form) for form in FORMS}
        for name, rows in self._fields.items():
            writer.write(f"{name}.lengths", shrink(np.frombuffer(rows.lengths, np.uint32)))
            words = np.frombuffer(rows.words, np.uint32)
            documents, positions = rows.locate()
            for form in FORMS:
                write_inverted(writer, f"{name}.{form}", orders[form][words], documents, positions)
        writer.close()

    def _write_columns(self, writer: SegmentFileWriter) -> None:
        write_blobs(writer, "stored", self._stored)
        write_blobs(writer, "offsets", self._offsets)
        write_blobs(writer, "id", self._ids)
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        writer.write("id.order", np.array(order, np.uint32))
        writer.write("day", np.frombuffer(self._days, np.uint32))
        writer.write("source", shrink(np.frombuffer(self._source, np.uint32)))
        write_blobs(writer, "source.values", (value.encode("utf-8", "surrogatepass") for value in self._sources))
        writer.write("tag", shrink(np.frombuffer(self._tag, np.uint32)))
        writer.write("tag.ends", shrink(np.frombuffer(self._tag_ends, np.uint64)))
        write_blobs(writer, "tag.values", (value.encode("utf-8", "surrogatepass") for value in self._tags))

    def _write_terms(self, writer: SegmentFileWriter, form: str) -> NDArray[np.int64]:
        """Write the form's sorted dictionary; returns raw word number → ordinal in it."""
        numbered = self._words.terms[form].items()
        terms = sorted((term.encode("utf-8", "surrogatepass"), number) for term, number in numbered)
        write_blobs(writer, f"terms.{form}", (term for term, _ in terms))
        ordinals = np.empty(max(1, len(terms)), np.int64)
        ordinals[np.array([number for _, number in terms], np.int64)] = np.arange(len(terms))
        return ordinals[np.frombuffer(self._words.numbers[form], np.uint32)]


def write_inverted(
    writer: SegmentFileWriter,
    name: str,
    ordinals: NDArray[np.int64],
    documents: NDArray[np.int64],
    positions: NDArray[np.int64],
) -> None:
    """Invert the words of one field and form (rows in rising order of document, then position) and write them.

    One 64-bit key a word, its term above its place in the row: sorted keys are postings in order.
    """
    keys = (ordinals.astype(np.uint64) << np.uint64(32)) | np.arange(len(ordinals), dtype=np.uint64)
    keys.sort()
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    terms = (keys >> np.uint64(32)).astype(np.int64)
    documents = documents[places]
    new_term = np.ones(len(terms), np.bool_)
    new_term[1:] = terms[1:] != terms[:-1]
    new_posting = new_term.copy()
    new_posting[1:] |= documents[1:] != documents[:-1]
    posting_starts = np.flatnonzero(new_posting)
    term_starts = np.flatnonzero(new_term)
    frequencies = np.diff(posting_starts, append=len(terms))
    starts = np.searchsorted(posting_starts, term_starts)
    write_lists(
        writer,
        name,
        terms[term_starts],
        np.append(starts, len(posting_starts)),
        np.append(term_starts, len(terms)),
        documents[posting_starts],
        frequencies,
        positions[places],
    )


def write_lists(
    writer: SegmentFileWriter,
    name: str,
    ordinals: Array,
    starts: Array,
    position_starts: Array,
    documents: Array | Sequence[Array],
    frequencies: Array | Sequence[Array],
    positions: Array | Sequence[Array],
) -> None:
    """Write the posting lists of one field and form.

    `starts` and `position_starts` have one entry more than `ordinals`. List i is
    `documents[starts[i]:starts[i + 1]]`; its positions stand in a row from `position_starts[i]`, as many for each
    posting as its frequency. The long arrays may come in pieces of one type.
    """
    writer.write(f"{name}.ordinals", ordinals.astype(np.uint32))  # any ordinal of the dictionary is looked for here
    writer.write(f"{name}.starts", shrink(starts))
    writer.write(f"{name}.position_starts", shrink(position_starts))
    for part, values in (("documents", documents), ("frequencies", frequencies), ("positions", positions)):
        writer.write(f"{name}.{part}", shrink(values) if isinstance(values, np.ndarray) else values)
