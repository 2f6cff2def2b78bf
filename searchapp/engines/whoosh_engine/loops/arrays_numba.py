"""The loops of `arrays.Arrays`, compiled by Numba. Imported only where Numba is installed and wanted.

A call costs about half a microsecond, and no array is made that is not an answer. The GIL is kept: to give it
away and ask for it again at every loop of a few microseconds would make threads wait for each other.
"""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_loop
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import LEAST, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numba import (
    count_postings,
    count_runs,
    count_values,
    count_words,
    find_place,
    find_string,
    keep_followed,
    list_documents,
    list_keys,
    list_positions,
    mark_documents,
    merge_documents,
    pick_best,
)
from searchapp.engines.whoosh_engine.loops.marks_numba import place_marks
from searchapp.engines.whoosh_engine.loops.weights_numba import (
    BLOCK,
    find_near,
    find_nears,
    weigh_block,
    weigh_nearness,
    weigh_one,
)

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


@compile_loop
def weigh(
    documents: Ints, counts: Ints, firsts: Ints, ratios: Floats, scale: float, lead: float, boost: float
) -> Floats:
    scores = np.empty(len(documents), np.float32)
    for place in range(len(documents)):
        ratio = ratios[documents[place]]
        scores[place] = weigh_one(counts[place], find_near(firsts[place]), ratio, scale, lead, boost)
    return scores


@compile_loop
def add_scores(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    deleted: Array,
    ratios: Floats,
    scale: float,
    lead: float,
    boost: float,
    extend: bool,
    sums: Floats,
) -> None:
    by = np.float32(scale), np.float32(lead), np.float32(boost)
    scores = np.empty(BLOCK, np.float32)
    nears = np.empty(BLOCK, np.float32)
    total = 0
    for begin in range(0, len(documents), BLOCK):
        count = min(BLOCK, len(documents) - begin)
        for place in range(count):
            frequency = frequencies[begin + place]
            scores[place] = np.float32(frequency) * ratios[np.intp(documents[begin + place]) + first]
            nears[place] = positions[total]
            total += frequency
        find_nears(nears[:count])
        weigh_block(scores[:count], nears[:count], *by)
        for place in range(count):
            wanted = np.intp(documents[begin + place]) + first
            if (not len(deleted) or not deleted[wanted - first]) and (not extend or sums[wanted] > 0):
                sums[wanted] = max(sums[wanted] + scores[place], LEAST)


@compile_loop
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
) -> None:
    place, total = 0, 0
    for index in range(find_place(wanted, 0, first), len(wanted)):
        document = wanted[index] - first
        following = find_place(documents, place, document)
        if following == len(documents):
            break
        if documents[following] == document and (not extend or sums[index] > 0):
            total += count_words(frequencies, place, following)
            place = following
            near = find_near(positions[total])
            weight = weigh_one(frequencies[place], near, ratios[wanted[index]], scale, lead, boost)
            sums[index] = max(sums[index] + weight, LEAST)


@compile_loop
def add_counts(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    deleted: Array,
    share: float,
    tf: Floats,
    near: Floats,
) -> None:
    total = 0
    for place in range(len(documents)):
        document = documents[place]
        if not len(deleted) or not deleted[document]:
            wanted = np.intp(document) + first
            tf[wanted] += np.float32(share * frequencies[place])
            near[wanted] = max(near[wanted], find_near(positions[total]))
        total += frequencies[place]


@compile_loop
def add_counts_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    share: float,
    wanted: Ints,
    tf: Floats,
    near: Floats,
) -> None:
    place, total = 0, 0
    for index in range(find_place(wanted, 0, first), len(wanted)):
        document = wanted[index] - first
        following = find_place(documents, place, document)
        if following == len(documents):
            break
        if documents[following] == document:
            total += count_words(frequencies, place, following)
            place = following
            tf[index] += np.float32(share * frequencies[place])
            near[index] = max(near[index], find_near(positions[total]))


@compile_loop
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
) -> None:
    by = np.float32(scale), np.float32(lead), np.float32(boost)
    counted = np.empty(BLOCK, np.intp)
    scores = np.empty(BLOCK, np.float32)
    nears = np.empty(BLOCK, np.float32)
    for begin in range(0, len(documents), BLOCK):
        count = 0
        for place in range(begin, min(begin + BLOCK, len(documents))):
            wanted = np.intp(documents[place]) + first
            counted[count] = wanted
            scores[count] = tf[wanted] * ratios[wanted]
            nears[count] = near[wanted]
            # Each is written, and the next over it where nothing was counted or may be added.
            count += tf[wanted] > 0 and (not extend or sums[wanted] > 0)
            tf[wanted] = 0
            near[wanted] = 0
        weigh_block(scores[:count], nears[:count], *by)
        for place in range(count):
            wanted = counted[place]
            sums[wanted] = max(sums[wanted] + scores[place], LEAST)


@compile_loop
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
) -> None:
    for index in range(len(wanted)):
        if tf[index] > 0:
            if not extend or sums[index] > 0:
                weight = weigh_one(tf[index], near[index], ratios[wanted[index]], scale, lead, boost)
                sums[index] = max(sums[index] + weight, LEAST)
            tf[index] = 0
            near[index] = 0


@compile_loop
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
) -> None:
    tf = np.zeros(len(wanted), np.float32)
    near = np.zeros(len(wanted), np.float32)
    for each in range(len(places)):
        one, two, three, count, words = places[each]
        add_counts_among(
            documents[one : one + count],
            frequencies[two : two + count],
            positions[three : three + words],
            0,
            shares[each],
            wanted,
            tf,
            near,
        )
    add_weights_among(wanted, ratios, scale, lead, boost, extend, tf, near, sums)


@compile_loop
def add_matches(documents: Ints, scores: Floats, sums: Floats) -> None:
    for place in range(len(documents)):
        document = documents[place]
        sums[document] = max(sums[document] + scores[place], LEAST)


@compile_loop
def add_matches_among(documents: Ints, scores: Floats, wanted: Ints, sums: Floats) -> None:
    place = 0
    for index in range(len(wanted)):
        place = find_place(documents, place, wanted[index])
        if place == len(documents):
            break
        if documents[place] == wanted[index]:
            sums[index] = max(sums[index] + scores[place], LEAST)


@compile_loop
def collect(sums: Floats) -> tuple[Ints, Floats]:
    count = 0
    for place in range(len(sums)):
        count += sums[place] > 0
    documents = np.empty(count + 1, np.intp)
    scores = np.empty(count + 1, np.float32)
    count = 0
    for place in range(len(sums)):
        # Each is written, and the next over it where it does not match: no processor foretells a branch here well.
        documents[count] = place
        scores[count] = sums[place] - LEAST
        count += sums[place] > 0
    return documents[:count], scores[:count]


@compile_loop
def collect_among(wanted: Ints, sums: Floats) -> tuple[Ints, Floats]:
    documents = np.empty(len(wanted), np.intp)
    scores = np.empty(len(wanted), np.float32)
    count = 0
    for place in range(len(wanted)):
        documents[count] = wanted[place]
        scores[count] = sums[place] - LEAST
        count += sums[place] > 0
    return documents[:count], scores[:count]
