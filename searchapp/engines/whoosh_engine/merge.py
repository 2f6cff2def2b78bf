"""Several segments → one, array by array, without their deleted documents. No text is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.builder import write_lists
from searchapp.engines.whoosh_engine.postings import OpenSegment
from searchapp.engines.whoosh_engine.segment import InvertedField
from searchapp.engines.whoosh_engine.segment_file import (
    Array,
    SegmentFileWriter,
    copy_blobs,
    shrink,
    smallest_type,
    take_ranges,
    write_blobs,
)
from searchapp.fields import FORMS, TEXT_FIELDS

Numbers = NDArray[np.int64]

MERGE_FACTOR = 8
_RANGE_WORDS = 16_000_000


def merge_segments(segments: Sequence[OpenSegment], path: Path) -> int:
    """Write the live documents of the segments, in their order, as one segment file; returns their number."""
    kept = [_list_live(each) for each in segments]
    renumbered = _renumber(segments, kept)
    total = sum(map(len, kept))
    writer = SegmentFileWriter(path, total)
    _write_documents(writer, segments, kept)
    for form in FORMS:
        tables = _merge_terms(writer, segments, form)
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


def _write_documents(writer: SegmentFileWriter, segments: Sequence[OpenSegment], kept: Sequence[Numbers]) -> None:
    pairs = list(zip(segments, kept, strict=True))
    copy_blobs(writer, "stored", [(each.segment.stored, live) for each, live in pairs])
    copy_blobs(writer, "offsets", [(each.segment.offsets, live) for each, live in pairs])
    ids = [each.segment.ids[number] for each, live in pairs for number in live.tolist()]
    write_blobs(writer, "id", ids)
    writer.write("id.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32))
    writer.write("day", np.concatenate([each.segment.file.array("day")[live] for each, live in pairs]))
    sources = _join_values([each.segment.sources for each in segments])
    columns = [
        table[each.segment.file.array("source")[live]] for (each, live), table in zip(pairs, sources[1], strict=True)
    ]
    writer.write("source", shrink(np.concatenate(columns)))
    write_blobs(writer, "source.values", (value.encode("utf-8", "surrogatepass") for value in sources[0]))
    _write_tags(writer, pairs)


def _write_tags(writer: SegmentFileWriter, pairs: Sequence[tuple[OpenSegment, Numbers]]) -> None:
    values, tables = _join_values([each.segment.tags for each, _ in pairs])
    tags, counts = [], []
    for (each, live), table in zip(pairs, tables, strict=True):
        ends = each.segment.file.array("tag.ends").astype(np.int64)
        starts = np.append(0, ends[:-1]) if len(ends) else ends
        column = each.segment.file.array("tag")
        chosen, lengths = take_ranges(column, starts[live], ends[live])
        tags.append(table[chosen] if len(chosen) else np.empty(0, np.int64))
        counts.append(lengths)
    writer.write("tag", shrink(np.concatenate(tags)))
    writer.write("tag.ends", shrink(np.cumsum(np.concatenate(counts))))
    write_blobs(writer, "tag.values", (value.encode("utf-8", "surrogatepass") for value in values))


def _join_values(values: Sequence[Sequence[str]]) -> tuple[list[str], list[Numbers]]:
    """All values once, and for each segment: its ordinal → the joined one."""
    numbers: dict[str, int] = {}
    tables = [np.array([numbers.setdefault(value, len(numbers)) for value in own], np.int64) for own in values]
    return list(numbers), tables


def _merge_terms(writer: SegmentFileWriter, segments: Sequence[OpenSegment], form: str) -> list[Numbers]:
    """Write the union of the dictionaries; returns for each segment: ordinal → new ordinal."""
    dictionaries = [list(each.segment.terms[form]) for each in segments]
    united = sorted(set().union(*dictionaries))
    write_blobs(writer, f"terms.{form}", united)
    ordinals = {term: ordinal for ordinal, term in enumerate(united)}
    return [np.fromiter(map(ordinals.__getitem__, terms), np.int64, len(terms)) for terms in dictionaries]


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
        smallest_type(total),
        smallest_type(max(int(field.frequencies.max(initial=0)) for field in fields)),
        smallest_type(max(int(field.positions.max(initial=0)) for field in fields)),
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
    write_lists(
        writer,
        f"{name}.{form}",
        np.concatenate(terms),
        np.append(0, np.cumsum(np.concatenate(counts))),
        np.append(0, np.cumsum(np.concatenate(words))),
        *rows,
    )


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


def choose_merges(sizes: Sequence[int], rebuilt: bool) -> list[list[int]]:
    """Which segments to merge, by their numbers of live documents: groups of places, in order.

    A rebuild leaves one segment, because each costs every later search something. After a change, a segment is of
    level n when it has from 8ⁿ to 8ⁿ⁺¹ documents; where a level has eight segments, they become one of the next. So
    there are at most seven of each level, and a document is merged once a level.
    """
    if rebuilt:
        return [list(range(len(sizes)))] if len(sizes) > 1 else []
    levels: dict[int, list[int]] = {}
    for place, size in enumerate(sizes):
        levels.setdefault((size.bit_length() + 2) // 3, []).append(place)
    groups = [places for places in levels.values() if len(places) >= MERGE_FACTOR]
    empty = [place for place, size in enumerate(sizes) if not size]
    return groups or ([empty] if empty else [])
