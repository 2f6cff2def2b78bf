"""Sums, compiled: of frequencies, and of scores, of which those above 0 are matches."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_loop
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import LEAST, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numba import count_words, find_place, meet


@compile_loop
def add_counts_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    share: float,
    wanted: Ints,
    tf: Floats,
    firsts: Floats,
) -> None:
    places, indexes = meet(documents, first, wanted)
    before, total = 0, 0
    for met in range(len(places)):
        place, index = places[met], indexes[met]
        total += count_words(frequencies, before, place)
        before = place
        tf[index] += np.float32(share * frequencies[place])
        firsts[index] = min(firsts[index], np.float32(positions[total]))


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
