"""The loops of `arrays.Arrays`, as NumPy calls over whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations, pairwise, product

import numpy as np

from searchapp.engines.base import LEAD_WORDS
from searchapp.engines.snippets import Cutter
from searchapp.engines.whoosh_engine.files.segment_file import Array, find_string
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, LEAST, Flags, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numpy import (
    count_postings,
    count_runs,
    count_values,
    cut_list,
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
    "add_counts_among",
    "add_matches",
    "add_matches_among",
    "collect",
    "collect_among",
    "count_postings",
    "count_runs",
    "count_values",
    "cut_snippets",
    "find_string",
    "keep_followed",
    "list_documents",
    "list_keys",
    "list_positions",
    "mark_documents",
    "match_words",
    "match_words_among",
    "merge_documents",
    "pick_best",
    "place_marks",
    "weigh",
    "weigh_nearness",
]

cut_snippets: Cutter | None = None


def weigh(
    documents: Ints, counts: Array, firsts: Array, ratios: Floats, scale: float, lead: float, boost: float, /
) -> Floats:
    scores: Floats = np.log1p(ratios[documents] * (counts * scale))
    scores += lead * LEAD_WORDS / (firsts.astype(np.float32) + LEAD_WORDS)
    scores *= boost
    return scores.astype(np.float32)


def add_counts_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    share: float,
    wanted: Ints,
    tf: Floats,
    firsts: Floats,
    /,
) -> None:
    places, indexes = meet(documents, first, wanted)
    tf[indexes] += frequencies[places] * np.float32(share)
    firsts[indexes] = np.minimum(firsts[indexes], positions[list_starts(frequencies)[places]])


def match_words(
    documents: Array,
    ones: Array,
    twos: Array,
    fours: Array,
    first: int,
    deleted: Flags,
    ratios: Floats,
    lists: Ints,
    shares: Floats,
    leaves: Ints,
    weights: Floats,
    groups: Ints,
    /,
) -> tuple[Ints, Floats]:
    begin, end = min(_bound_groups(leaves, groups), key=lambda bounds: lists[bounds[0] : bounds[1], 3].sum())
    rows = [documents[one : one + count] for one, _, _, count, *_ in lists[begin:end].tolist()]
    found = reduce(merge_documents, (list_documents(row, first, deleted) for row in rows))
    tree = ratios, lists, shares, leaves, weights, groups
    return match_words_among(documents, ones, twos, fours, first, *tree, found)


def _bound_groups(leaves: Ints, groups: Ints) -> list[tuple[int, int]]:
    """The first of each group's lists, and the one behind its last."""
    return list(pairwise([0, *leaves[groups - 1, 0].tolist()]))


def match_words_among(
    documents: Array,
    ones: Array,
    twos: Array,
    fours: Array,
    first: int,
    ratios: Floats,
    lists: Ints,
    shares: Floats,
    leaves: Ints,
    weights: Floats,
    groups: Ints,
    wanted: Ints,
    /,
) -> tuple[Ints, Floats]:
    sums = np.zeros(len(wanted), np.float32)
    ends = [0, *leaves[:, 0].tolist()]
    for begin, end, required in _list_parts(groups.tolist(), len(leaves)):
        held = np.zeros(len(wanted), np.bool_)
        for leaf in range(begin, end):
            tf, firsts = np.zeros(len(wanted), np.float32), np.full(len(wanted), np.inf, np.float32)
            for place in range(ends[leaf], ends[leaf + 1]):
                row = cut_list((documents, ones, twos, fours), lists[place].tolist())
                add_counts_among(*row, first, shares[place], wanted, tf, firsts)
            own = tf > 0
            scale, lead, boost, step = weights[leaf].tolist()
            counts = tf[own], firsts[own]
            scores = weigh(wanted[own], *counts, ratios[leaves[leaf, 1]], scale, lead, boost)
            sums[own] += scores + np.float32(step)
            held |= own
        if required:
            wanted, sums = wanted[held], sums[held]
    return wanted, sums


def _list_parts(groups: Sequence[int], leaves: int) -> list[tuple[int, int, bool]]:
    """The first leaf of each group and the one behind its last, then those of the leaves that need not match."""
    return [*((begin, end, True) for begin, end in pairwise([0, *groups])), (groups[-1], leaves, False)]


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
