"""The loops over lists alone, as NumPy calls over whole arrays: what scores nothing of `arrays.Arrays`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from searchapp.engines.whoosh_engine.files.segment import WIDE_FREQUENCIES, WIDE_POSITIONS
from searchapp.engines.whoosh_engine.files.segment_file import Array, take_ranges
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Flags, Floats, Ints

_RARE = 16
"""A search for one document of a sorted list costs about as much as passing over so many."""
_SAMPLE = 16


def list_documents(documents: Array, first: int, deleted: Flags, /) -> Ints:
    listed: Ints = documents.astype(np.intp)
    if len(deleted):
        listed = listed[~deleted[listed]]
    if first:
        listed += first
    return listed


def merge_documents(left: Ints, right: Ints, /) -> Ints:
    return np.union1d(left, right)


def mark_documents(documents: Array, first: int, deleted: Flags, mask: Flags, /) -> None:
    mask[list_documents(documents, first, deleted)] = True


def list_starts(frequencies: Array) -> Ints:
    """Where the positions of each posting begin."""
    return np.cumsum(frequencies, dtype=np.intp) - frequencies


def meet(documents: Array, first: int, wanted: Ints) -> tuple[Ints, Ints]:
    """The places in a list of the wanted documents that it has, and the places of these in `wanted`."""
    if not len(documents) or not len(wanted):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    low, high = wanted.searchsorted((first + int(documents[0]), first + int(documents[-1]) + 1))
    inside = (wanted[low:high] - first).astype(documents.dtype)
    if len(inside) * _RARE > len(documents):
        # Many are wanted: one pass over the list costs less than a search for each.
        held = np.zeros(int(documents[-1]) + 1, np.intp)
        held[inside] = np.arange(1, len(inside) + 1)
        indexes = held[documents]
        places = np.flatnonzero(indexes)
        return places, indexes[places] + (low - 1)
    places = documents.searchsorted(inside)
    kept = np.flatnonzero(documents[places] == inside)
    return places[kept], kept + low


def list_positions(
    documents: Array, frequencies: Array, positions: Array, first: int, wanted: Ints, /
) -> tuple[Ints, Ints]:
    places, indexes = meet(documents, first, wanted)
    ends = np.cumsum(frequencies, dtype=np.int64)[places]
    counts = frequencies[places].astype(np.int64)
    where, _ = take_ranges(positions, ends - counts, ends)
    return np.repeat(wanted[indexes], counts), where.astype(np.intp)


def cut_list(whole: Sequence[Array], place: Sequence[int]) -> tuple[Array, Array, Array]:
    """A list's documents, frequencies and positions, out of the whole file (`Segment.whole`)."""
    documents, ones, twos, fours = whole
    one, two, three, count, words, width = place
    frequencies = twos if width & WIDE_FREQUENCIES else ones
    positions = fours if width & WIDE_POSITIONS else twos
    return documents[one : one + count], frequencies[two : two + count], positions[three : three + words]


def list_keys(
    documents: Array, ones: Array, twos: Array, fours: Array, places: Array, groups: Ints, wanted: Ints, /
) -> tuple[Ints, Ints]:
    rows = [np.empty(0, np.intp)]
    for place in places.tolist():
        found, where = list_positions(*cut_list((documents, ones, twos, fours), place), 0, wanted)
        rows.append((found << KEY_BITS) + where)
    merged = [
        np.sort(np.concatenate(rows[:1] + rows[first + 1 : last + 1])) for first, last in pairwise([0, *groups])
    ]
    return np.concatenate(rows[:1] + merged), np.cumsum([len(each) for each in merged], dtype=np.intp)


def keep_followed(
    found: Ints,
    where: Ints,
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    offset: int,
    /,
) -> tuple[Ints, Ints]:
    others, there = list_positions(documents, frequencies, positions, first, count_runs(found, where)[0])
    if not len(others):
        return others, there
    # A document and a position as one number, rising: of those sought, the ones that are there.
    keys, sought = (others << KEY_BITS) + there, (found << KEY_BITS) + where + offset
    places = keys.searchsorted(sought)
    places[places == len(keys)] = 0
    kept = keys[places] == sought
    return found[kept], where[kept]


def count_runs(found: Ints, where: Ints, /) -> tuple[Ints, Ints, Ints]:
    starts = np.flatnonzero(np.diff(found, prepend=-1))
    return found[starts], np.diff(starts, append=len(found)), where[starts]


def count_postings(ordinals: Array, starts: Array, terms: Array, counts: Ints, /) -> None:
    places = ordinals.searchsorted(terms.astype(ordinals.dtype))
    held = np.flatnonzero(places < len(ordinals))
    held = held[ordinals[places[held]] == terms[held]]
    first = places[held]
    counts[held] += starts[first + 1].astype(np.intp) - starts[first].astype(np.intp)


def count_values(ordinals: Array, documents: Ints, size: int, /) -> Ints:
    counts: Ints = np.bincount(ordinals[documents], minlength=size)
    return counts


def pick_best(values: Floats, count: int, /) -> Ints:
    places: Ints = np.arange(len(values))
    if count >= len(values):
        return places
    if len(values) > _SAMPLE * count:
        # The best of a sample are no better than the best of all: what is below them is out, at one comparison each.
        sample = values[::_SAMPLE]
        if count <= len(sample):
            places = np.flatnonzero(values >= np.partition(sample, len(sample) - count)[len(sample) - count])
            values = values[places]
    best: Ints = places[values >= np.partition(values, len(values) - count)[len(values) - count]]
    return best
