"""Several segments → one, array by array, without their deleted documents. No text is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.documents import write_documents
from searchapp.engines.whoosh_engine.files.segment import InvertedField, OpenSegment
from searchapp.engines.whoosh_engine.files.segment_file import (
    Array,
    SegmentFileWriter,
    posting_type,
    shrink,
    smallest_type,
    take_ranges,
    write_blobs,
)
from searchapp.engines.whoosh_engine.files.skeletons import write_skeletons
from searchapp.fields import DERIVED_FORMS, EXACT, LISTED_FORMS, STEM, TEXT_FIELDS

Numbers = NDArray[np.int64]

MERGE_FACTOR = 8
SMALL = 512
"""Segments of fewer documents are not kept apart: a search pays for each, and to merge them costs a change of 40
articles an eighth more."""
_RANGE_WORDS = 16_000_000


def merge_segments(segments: Sequence[OpenSegment], path: Path) -> int:
    """Write the live documents of the segments, in their order, as one segment file; returns their number."""
    kept = [_list_live(each) for each in segments]
    renumbered = _renumber(segments, kept)
    total = sum(map(len, kept))
    writer = SegmentFileWriter(path, total)
    firsts = np.cumsum([0, *(each.segment.documents for each in segments)])
    order = np.concatenate([first + live for first, live in zip(firsts, kept, strict=False)])
    write_documents(writer, [each.segment for each in segments], order)
    exact: list[Numbers] = []
    for form in LISTED_FORMS:
        tables = _merge_terms(writer, segments, form)
        if form == EXACT:
            exact = tables
        if form in DERIVED_FORMS:
            _merge_derived(writer, segments, form, exact, tables)
        for field in TEXT_FIELDS:
            _merge_field(writer, segments, field.name, form, tables, renumbered)
    for field in TEXT_FIELDS:
        lengths = [each.segment.lengths(field.name)[live] for each, live in zip(segments, kept, strict=True)]
        writer.write(f"{field.name}.lengths", shrink(np.concatenate(lengths)))
    writer.close()
    return total


def _list_live(each: OpenSegment) -> Numbers:
    return np.flatnonzero(~each.deleted) if len(each.deleted) else np.arange(each.segment.documents)


def _renumber(segments: Sequence[OpenSegment], kept: Sequence[Numbers]) -> list[Numbers]:
    """For each segment: old document number → new one, -1 for a deleted document."""
    tables = []
    start = 0
    for each, live in zip(segments, kept, strict=True):
        table = np.full(each.segment.documents, -1, np.int64)
        table[live] = np.arange(start, start + len(live))
        tables.append(table)
        start += len(live)
    return tables


def _merge_terms(writer: SegmentFileWriter, segments: Sequence[OpenSegment], form: str) -> list[Numbers]:
    """Write the union of the dictionaries; returns for each segment: ordinal → new ordinal."""
    dictionaries = [list(each.segment.terms[form]) for each in segments]
    united = sorted(set().union(*dictionaries))
    write_blobs(writer, f"terms.{form}", united)
    if form == STEM:
        write_skeletons(writer, [term.decode("utf-8", "surrogatepass") for term in united])
    ordinals = {term: ordinal for ordinal, term in enumerate(united)}
    return [np.fromiter(map(ordinals.__getitem__, terms), np.int64, len(terms)) for terms in dictionaries]


def _merge_derived(
    writer: SegmentFileWriter,
    segments: Sequence[OpenSegment],
    form: str,
    exact: Sequence[Numbers],
    tables: Sequence[Numbers],
) -> None:
    """Write which of a form's terms belongs to each exact form. It is the same in every segment that has both."""
    derived = np.zeros(max((int(table.max(initial=-1)) for table in exact), default=-1) + 1, np.uint32)
    for each, own, table in zip(segments, exact, tables, strict=True):
        derived[own] = table[each.segment.derived(form)]
    writer.write(f"derived.{form}", derived)


def _merge_field(
    writer: SegmentFileWriter,
    segments: Sequence[OpenSegment],
    name: str,
    form: str,
    tables: Sequence[Numbers],
    renumbered: Sequence[Numbers],
) -> None:
    """Join the posting lists of one field and form: lists of one term stand together, in the segments' order.

    It goes by ranges of terms, so that only one range is ever held in wide numbers.
    """
    fields = [each.segment.field(name, form) for each in segments]
    ordinals = [table[field.ordinals] for table, field in zip(tables, fields, strict=True)]
    total = max((int(table.max(initial=-1)) for table in renumbered), default=-1) + 1
    kinds = [
        posting_type(total),
        smallest_type(max(int(field.frequencies.max(initial=0)) for field in fields)),
        posting_type(max(int(field.positions.max(initial=0)) for field in fields)),
    ]
    terms: list[Numbers] = []
    counts: list[Numbers] = []
    words: list[Numbers] = []
    rows: tuple[list[Array], list[Array], list[Array]] = ([], [], [])
    for bounds in _split_terms(fields, ordinals):
        part = _merge_lists(fields, ordinals, renumbered, bounds)
        terms.append(part.terms)
        counts.append(part.counts)
        words.append(part.words)
        for row, values, kind in zip(rows, (part.documents, part.frequencies, part.positions), kinds, strict=True):
            row.append(values.astype(kind))
    _write_lists(
        writer,
        f"{name}.{form}",
        np.concatenate(terms),
        np.append(0, np.cumsum(np.concatenate(counts))),
        np.append(0, np.cumsum(np.concatenate(words))),
        *rows,
    )


def _write_lists(
    writer: SegmentFileWriter,
    name: str,
    ordinals: Array,
    starts: Array,
    position_starts: Array,
    documents: Sequence[Array],
    frequencies: Sequence[Array],
    positions: Sequence[Array],
) -> None:
    """Write the arrays of an `InvertedField`, the long ones in pieces of one type."""
    writer.write(f"{name}.ordinals", ordinals.astype(np.uint32))  # any ordinal of the dictionary is looked for here
    writer.write(f"{name}.starts", shrink(starts))
    writer.write(f"{name}.position_starts", shrink(position_starts))
    for part, values in (("documents", documents), ("frequencies", frequencies), ("positions", positions)):
        writer.write(f"{name}.{part}", values)


def _split_terms(fields: Sequence[InvertedField], ordinals: Sequence[Numbers]) -> Iterator[list[slice]]:
    """Ranges of terms with few enough words, each as the slice of every field's lists."""
    last = max((int(each[-1]) for each in ordinals if len(each)), default=-1)
    words = np.zeros(last + 1, np.int64)
    for field, each in zip(fields, ordinals, strict=True):
        starts: Numbers = field.position_starts.astype(np.int64)
        words[each] += starts[1:] - starts[:-1]
    passed = np.cumsum(words)
    first = 0
    while first <= last or first == 0:
        done = int(passed[first - 1]) if first else 0
        end = max(first + 1, int(passed.searchsorted(done + _RANGE_WORDS)))
        yield [slice(*each.searchsorted([first, end])) for each in ordinals]
        first = end


def _merge_lists(
    fields: Sequence[InvertedField],
    ordinals: Sequence[Numbers],
    renumbered: Sequence[Numbers],
    bounds: Sequence[slice],
) -> _Lists:
    rows = []
    for field, table, own, bound in zip(fields, renumbered, ordinals, bounds, strict=True):
        starts = field.starts[bound.start : bound.stop + 1].astype(np.int64)
        words = field.position_starts[bound.start : bound.stop + 1].astype(np.int64)
        where = slice(int(starts[0]), int(starts[-1]))
        rows.append(
            (
                own[bound],
                np.diff(starts),
                np.diff(words),
                table[field.documents[where]],
                field.frequencies[where],
                field.positions[int(words[0]) : int(words[-1])],
            )
        )
    joined = (np.concatenate(each) for each in zip(*rows, strict=True))
    terms, counts, words, documents, frequencies, positions = joined
    order = np.argsort(terms, kind="stable")
    ends, word_ends = np.cumsum(counts), np.cumsum(words)
    documents, _ = take_ranges(documents, (ends - counts)[order], ends[order])
    frequencies, _ = take_ranges(frequencies, (ends - counts)[order], ends[order])
    positions, _ = take_ranges(positions, (word_ends - words)[order], word_ends[order])
    posting_terms = np.repeat(terms[order], counts[order])
    live = documents >= 0
    if not live.all():
        positions = positions[np.repeat(live, frequencies)]
        posting_terms, documents, frequencies = posting_terms[live], documents[live], frequencies[live]
    kept, firsts, counts = np.unique(posting_terms, return_index=True, return_counts=True)
    words = np.add.reduceat(frequencies.astype(np.int64), firsts) if len(firsts) else firsts
    return _Lists(kept, counts, words, documents, frequencies, positions)


class _Lists(NamedTuple):
    """Posting lists of a range of terms; `counts` and `words` are each list's postings and positions."""

    terms: Numbers
    counts: Numbers
    words: Numbers
    documents: Array
    frequencies: Array
    positions: Array


def choose_merges(sizes: Sequence[int]) -> list[list[int]]:
    """Which segments to merge, by their numbers of live documents: groups of places, in order.

    Those of fewer than SMALL documents become one whenever there are several. Another is of level n when it has from
    8ⁿ to 8ⁿ⁺¹ documents; where a level has eight segments, they become one of the next. So there are at most seven
    of each level, and from SMALL on a document is merged once a level. What a rebuild makes is one segment already.
    """
    small: list[int] = []
    levels: dict[int, list[int]] = {}
    for place, size in enumerate(sizes):
        level = levels.setdefault((size.bit_length() + 2) // 3, []) if size >= SMALL and size else small
        level.append(place)
    groups = [places for places in levels.values() if len(places) >= MERGE_FACTOR]
    # One that is empty is merged into nothing.
    return [*groups, small] if len(small) > 1 or (small and not sizes[small[0]]) else groups
