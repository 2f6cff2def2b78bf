"""The loops of `arrays.Arrays`, as NumPy calls over whole arrays."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from searchapp.engines.base import LEAD_WORDS
from searchapp.engines.whoosh_engine.files.segment_file import Array, find_string
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, LEAST, Flags, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numpy import (
    count_postings,
    count_runs,
    count_values,
    keep_followed,
    list_documents,
    list_keys,
    list_positions,
    list_starts,
    mark_documents,
    meet,
    merge_documents,
    pick_best,
)
from searchapp.engines.whoosh_engine.loops.marks_numpy import place_marks

__all__ = [
    "add_counts",
    "add_counts_among",
    "add_lists_among",
    "add_matches",
    "add_matches_among",
    "add_scores",
    "add_scores_among",
    "add_weights",
    "add_weights_among",
    "collect",
    "collect_among",
    "count_postings",
    "count_runs",
    "count_values",
    "find_string",
    "keep_followed",
    "list_documents",
    "list_keys",
    "list_positions",
    "mark_documents",
    "merge_documents",
    "pick_best",
    "place_marks",
    "weigh",
    "weigh_nearness",
]


def weigh(
    documents: Ints, counts: Ints, firsts: Ints, ratios: Floats, scale: float, lead: float, boost: float, /
) -> Floats:
    return _weigh(counts, _find_near(firsts), ratios[documents], scale, lead, boost)


def _weigh(tf: Array, near: Floats, ratios: Floats, scale: float, lead: float, boost: float) -> Floats:
    scores: Floats = np.log1p(ratios * (tf * scale))
    scores += near * lead
    scores *= boost
    return scores.astype(np.float32)


def _find_near(positions: Array) -> Floats:
    near: Floats = (LEAD_WORDS / (positions.astype(np.float32) + LEAD_WORDS)).astype(np.float32)
    return near


def add_scores(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    deleted: Flags,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    sums: Floats,
    /,
) -> None:
    listed, tf, near = _read(documents, frequencies, positions, first, deleted)
    if extend:
        kept = sums[listed] > 0
        listed, tf, near = listed[kept], tf[kept], near[kept]
    sums[listed] = np.maximum(sums[listed] + _weigh(tf, near, ratios[listed], scale, lead, boost), LEAST)


def _read(
    documents: Array, frequencies: Array, positions: Array, first: int, deleted: Flags
) -> tuple[Ints, Array, Floats]:
    """The live documents of a list, and beside each the frequency and how near the term is to the beginning."""
    near = _find_near(positions[list_starts(frequencies)])
    if len(deleted):
        kept = ~deleted[documents]
        frequencies, near = frequencies[kept], near[kept]
    return list_documents(documents, first, deleted), frequencies, near


def add_scores_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    wanted: Ints,
    sums: Floats,
    /,
) -> None:
    places, indexes = meet(documents, first, wanted)
    if extend:
        kept = sums[indexes] > 0
        places, indexes = places[kept], indexes[kept]
    near = _find_near(positions[list_starts(frequencies)[places]])
    scores = _weigh(frequencies[places], near, ratios[wanted[indexes]], scale, lead, boost)
    sums[indexes] = np.maximum(sums[indexes] + scores, LEAST)


def add_counts(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    deleted: Flags,
    share: float,
    tf: Floats,
    near: Floats,
    /,
) -> None:
    listed, counts, nearest = _read(documents, frequencies, positions, first, deleted)
    tf[listed] += counts * np.float32(share)
    near[listed] = np.maximum(near[listed], nearest)


def add_counts_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    share: float,
    wanted: Ints,
    tf: Floats,
    near: Floats,
    /,
) -> None:
    places, indexes = meet(documents, first, wanted)
    tf[indexes] += frequencies[places] * np.float32(share)
    near[indexes] = np.maximum(near[indexes], _find_near(positions[list_starts(frequencies)[places]]))


def add_weights(
    documents: Array,
    first: int,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    tf: Floats,
    near: Floats,
    sums: Floats,
    /,
) -> None:
    _add_weights(documents.astype(np.intp) + first, None, ratios, scale, lead, boost, extend, tf, near, sums)


def add_weights_among(
    wanted: Ints,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    tf: Floats,
    near: Floats,
    sums: Floats,
    /,
) -> None:
    _add_weights(np.arange(len(wanted)), wanted, ratios, scale, lead, boost, extend, tf, near, sums)


def _add_weights(
    indexes: Ints,
    wanted: Ints | None,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    tf: Floats,
    near: Floats,
    sums: Floats,
) -> None:
    held = indexes[tf[indexes] > 0]
    kept = held[sums[held] > 0] if extend else held
    own = ratios[kept if wanted is None else wanted[kept]]
    sums[kept] = np.maximum(sums[kept] + _weigh(tf[kept], near[kept], own, scale, lead, boost), LEAST)
    tf[held] = 0
    near[held] = 0


def add_lists_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    places: Array,
    shares: Floats,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    wanted: Ints,
    sums: Floats,
    /,
) -> None:
    tf, near = np.zeros((2, len(wanted)), np.float32)
    for (one, two, three, count, words), share in zip(places.tolist(), shares.tolist(), strict=True):
        row = documents[one : one + count], frequencies[two : two + count], positions[three : three + words]
        add_counts_among(*row, 0, share, wanted, tf, near)
    add_weights_among(wanted, ratios, scale, lead, boost, extend, tf, near, sums)


def add_matches(documents: Ints, scores: Floats, sums: Floats, /) -> None:
    sums[documents] = np.maximum(sums[documents] + scores, LEAST)


def add_matches_among(documents: Ints, scores: Floats, wanted: Ints, sums: Floats, /) -> None:
    places, indexes = meet(documents, 0, wanted)
    sums[indexes] = np.maximum(sums[indexes] + scores[places], LEAST)


def collect(sums: Floats, /) -> tuple[Ints, Floats]:
    documents = np.flatnonzero(sums)
    return documents, sums[documents] - LEAST


def collect_among(wanted: Ints, sums: Floats, /) -> tuple[Ints, Floats]:
    kept = np.flatnonzero(sums)
    return wanted[kept], sums[kept] - LEAST


def weigh_nearness(keys: Ints, ends: Ints, fields: int, rarities: Floats, wanted: Ints, /) -> Floats:
    gains = np.zeros(len(wanted), np.float32)
    groups = np.split(keys, ends[:-1])
    for (one, other), typed in product(combinations(range(len(rarities)), 2), (False, True)):
        least = np.full(len(wanted), np.inf)
        begin = len(rarities) * fields if typed else 0
        for field in range(begin, begin + fields):
            _lessen(least, wanted, groups[one * fields + field], groups[other * fields + field], typed)
        nearness: Floats = (1.0 / np.sqrt(np.maximum(least, 1))).astype(np.float32)
        gains += nearness * np.float32(min(rarities[one], rarities[other]))
    return gains


def _lessen(least: Floats, wanted: Ints, left: Ints, right: Ints, behind: bool) -> None:
    """Lower `least` to the least distance between a key of the left and one of the right (one behind it, where that
    is asked for) in each wanted document.
    """
    if not len(right):
        return
    # The nearest one of the right is the next or the one before.
    after = right.searchsorted(left, "right")
    places = wanted.searchsorted(left >> KEY_BITS)
    for beside in (np.minimum(after, len(right) - 1), np.maximum(after - 1, 0)):
        same = (right[beside] >> KEY_BITS == left >> KEY_BITS) & ((right[beside] > left) | (not behind))
        np.minimum.at(least, places[same], np.abs(right[beside] - left)[same])
