"""The loops of `arrays.Arrays`, compiled by Numba. Imported only where Numba is installed and wanted.

A call costs about half a microsecond, and no array is made that is not an answer. The GIL is kept: to give it
away and ask for it again at every loop of a few microseconds would make threads wait for each other.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from searchapp.engines.base import LEAD_WORDS
from searchapp.engines.whoosh_engine.arrays import LEAST, Floats, Ints, Weights
from searchapp.engines.whoosh_engine.segment_file import Array


@njit(cache=True, boundscheck=True)
def _weigh_one(tf: Any, near: Any, ratio: Any, weights: Any) -> Any:
    return np.float32(weights.boost * (math.log(1.0 + weights.scale * tf * ratio) + weights.lead * near))


@njit(cache=True, boundscheck=True)
def _find_near(position: Any) -> Any:
    return np.float32(LEAD_WORDS / (LEAD_WORDS + position))


@njit(cache=True, boundscheck=True)
def _find(documents: Array, place: int, document: int) -> int:
    """The first place from `place` on whose document is not below `document`."""
    # Steps that double, then a bisection: near things are found at once, far ones in a logarithm of the distance.
    count = len(documents)
    step = 1
    low = place
    while place < count and documents[place] < document:
        low = place + 1
        place += step
        step *= 2
    high = min(place, count)
    while low < high:
        middle = (low + high) // 2
        if documents[middle] < document:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, boundscheck=True)
def weigh(documents: Ints, counts: Ints, firsts: Ints, weights: Weights) -> Floats:
    scores = np.empty(len(documents), np.float32)
    for place in range(len(documents)):
        ratio = weights.ratios[documents[place]]
        scores[place] = _weigh_one(counts[place], _find_near(firsts[place]), ratio, weights)
    return scores


@njit(cache=True, boundscheck=True)
def list_documents(documents: Array, first: int, deleted: Array) -> Ints:
    listed = np.empty(len(documents), np.intp)
    count = 0
    for place in range(len(documents)):
        document = documents[place]
        if not len(deleted) or not deleted[document]:
            listed[count] = np.intp(document) + first
            count += 1
    return listed[:count]


@njit(cache=True, boundscheck=True)
def merge_documents(left: Ints, right: Ints) -> Ints:
    merged = np.empty(len(left) + len(right), np.intp)
    here, there, count = 0, 0, 0
    while here < len(left) or there < len(right):
        if there == len(right) or (here < len(left) and left[here] <= right[there]):
            document = left[here]
            here += 1
        else:
            document = right[there]
            there += 1
        if not count or merged[count - 1] != document:
            merged[count] = document
            count += 1
    return merged[:count]


@njit(cache=True, boundscheck=True)
def mark_documents(documents: Array, first: int, deleted: Array, mask: Array) -> None:
    for place in range(len(documents)):
        document = documents[place]
        if not len(deleted) or not deleted[document]:
            mask[np.intp(document) + first] = True


@njit(cache=True, boundscheck=True)
def add_scores(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    deleted: Array,
    weights: Weights,
    extend: bool,
    sums: Floats,
) -> None:
    total = 0
    for place in range(len(documents)):
        wanted = np.intp(documents[place]) + first
        frequency = frequencies[place]
        if (not len(deleted) or not deleted[wanted - first]) and (not extend or sums[wanted] > 0):
            weight = _weigh_one(frequency, _find_near(positions[total]), weights.ratios[wanted], weights)
            sums[wanted] = max(sums[wanted] + weight, LEAST)
        total += frequency


@njit(cache=True, boundscheck=True)
def add_scores_among(
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    weights: Weights,
    extend: bool,
    wanted: Ints,
    sums: Floats,
) -> None:
    place, total = 0, 0
    for index in range(_find(wanted, 0, first), len(wanted)):
        document = wanted[index] - first
        following = _find(documents, place, document)
        if following == len(documents):
            break
        if documents[following] == document and (not extend or sums[index] > 0):
            for passed in range(place, following):
                total += frequencies[passed]
            place = following
            near = _find_near(positions[total])
            weight = _weigh_one(frequencies[place], near, weights.ratios[wanted[index]], weights)
            sums[index] = max(sums[index] + weight, LEAST)


@njit(cache=True, boundscheck=True)
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
            near[wanted] = max(near[wanted], _find_near(positions[total]))
        total += frequencies[place]


@njit(cache=True, boundscheck=True)
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
    for index in range(_find(wanted, 0, first), len(wanted)):
        document = wanted[index] - first
        following = _find(documents, place, document)
        if following == len(documents):
            break
        if documents[following] == document:
            for passed in range(place, following):
                total += frequencies[passed]
            place = following
            tf[index] += np.float32(share * frequencies[place])
            near[index] = max(near[index], _find_near(positions[total]))


@njit(cache=True, boundscheck=True)
def add_weights(
    documents: Array, first: int, weights: Weights, extend: bool, tf: Floats, near: Floats, sums: Floats
) -> None:
    for place in range(len(documents)):
        wanted = np.intp(documents[place]) + first
        if tf[wanted] > 0:
            if not extend or sums[wanted] > 0:
                weight = _weigh_one(tf[wanted], near[wanted], weights.ratios[wanted], weights)
                sums[wanted] = max(sums[wanted] + weight, LEAST)
            tf[wanted] = 0
            near[wanted] = 0


@njit(cache=True, boundscheck=True)
def add_weights_among(wanted: Ints, weights: Weights, extend: bool, tf: Floats, near: Floats, sums: Floats) -> None:
    for index in range(len(wanted)):
        if tf[index] > 0:
            if not extend or sums[index] > 0:
                weight = _weigh_one(tf[index], near[index], weights.ratios[wanted[index]], weights)
                sums[index] = max(sums[index] + weight, LEAST)
            tf[index] = 0
            near[index] = 0


@njit(cache=True, boundscheck=True)
def add_matches(documents: Ints, scores: Floats, sums: Floats) -> None:
    for place in range(len(documents)):
        document = documents[place]
        sums[document] = max(sums[document] + scores[place], LEAST)


@njit(cache=True, boundscheck=True)
def add_matches_among(documents: Ints, scores: Floats, wanted: Ints, sums: Floats) -> None:
    place = 0
    for index in range(len(wanted)):
        place = _find(documents, place, wanted[index])
        if place == len(documents):
            break
        if documents[place] == wanted[index]:
            sums[index] = max(sums[index] + scores[place], LEAST)


@njit(cache=True, boundscheck=True)
def collect(sums: Floats) -> tuple[Ints, Floats]:
    count = 0
    for place in range(len(sums)):
        count += sums[place] > 0
    documents = np.empty(count, np.intp)
    scores = np.empty(count, np.float32)
    count = 0
    for place in range(len(sums)):
        if sums[place] > 0:
            documents[count] = place
            scores[count] = sums[place] - LEAST
            count += 1
    return documents, scores


@njit(cache=True, boundscheck=True)
def collect_among(wanted: Ints, sums: Floats) -> tuple[Ints, Floats]:
    documents = np.empty(len(wanted), np.intp)
    scores = np.empty(len(wanted), np.float32)
    count = 0
    for place in range(len(wanted)):
        if sums[place] > 0:
            documents[count] = wanted[place]
            scores[count] = sums[place] - LEAST
            count += 1
    return documents[:count], scores[:count]


@njit(cache=True, boundscheck=True)
def list_positions(
    documents: Array, frequencies: Array, positions: Array, first: int, wanted: Ints
) -> tuple[Ints, Ints]:
    count, place = 0, 0
    start = _find(wanted, 0, first)
    for index in range(start, len(wanted)):
        place = _find(documents, place, wanted[index] - first)
        if place == len(documents):
            break
        if documents[place] == wanted[index] - first:
            count += frequencies[place]
    found = np.empty(count, np.intp)
    where = np.empty(count, np.intp)
    count, place, total = 0, 0, 0
    for index in range(start, len(wanted)):
        following = _find(documents, place, wanted[index] - first)
        for passed in range(place, following):
            total += frequencies[passed]
        place = following
        if place == len(documents):
            break
        if documents[place] == wanted[index] - first:
            for each in range(frequencies[place]):
                found[count] = wanted[index]
                where[count] = positions[total + each]
                count += 1
    return found, where


@njit(cache=True, boundscheck=True)
def keep_followed(
    found: Ints,
    where: Ints,
    documents: Array,
    frequencies: Array,
    positions: Array,
    first: int,
    offset: int,
) -> tuple[Ints, Ints]:
    kept = np.empty(len(found), np.intp)
    starts = np.empty(len(found), np.intp)
    count, place, total = 0, 0, 0
    for index in range(_find(found, 0, first), len(found)):
        document = found[index] - first
        following = _find(documents, place, document)
        for passed in range(place, following):
            total += frequencies[passed]
        place = following
        if place == len(documents):
            break
        if documents[place] == document:
            for each in range(frequencies[place]):
                if positions[total + each] == where[index] + offset:
                    kept[count] = found[index]
                    starts[count] = where[index]
                    count += 1
                    break
    return kept[:count], starts[:count]


@njit(cache=True, boundscheck=True)
def count_runs(found: Ints, where: Ints) -> tuple[Ints, Ints, Ints]:
    documents = np.empty(len(found), np.intp)
    counts = np.empty(len(found), np.intp)
    firsts = np.empty(len(found), np.intp)
    count = 0
    for place in range(len(found)):
        if count and documents[count - 1] == found[place]:
            counts[count - 1] += 1
        else:
            documents[count] = found[place]
            counts[count] = 1
            firsts[count] = where[place]
            count += 1
    return documents[:count], counts[:count], firsts[:count]


@njit(cache=True, boundscheck=True)
def find_nearness(found: Ints, where: Ints, others: Ints, there: Ints, wanted: Ints) -> Floats:
    nearness = np.zeros(len(wanted), np.float32)
    here, other = 0, 0
    for index in range(len(wanted)):
        document = wanted[index]
        here = _find(found, here, document)
        other = _find(others, other, document)
        least = np.inf
        # The nearest two of two rising lists: the lower one goes on.
        while here < len(found) and other < len(others) and found[here] == document and others[other] == document:
            least = min(least, abs(where[here] - there[other]))
            if where[here] < there[other]:
                here += 1
            else:
                other += 1
        if least < np.inf:
            nearness[index] = 1.0 / math.sqrt(max(least, 1))
    return nearness


@njit(cache=True, boundscheck=True)
def count_values(ordinals: Array, documents: Ints, size: int) -> Ints:
    counts = np.zeros(size, np.intp)
    for place in range(len(documents)):
        counts[ordinals[documents[place]]] += 1
    return counts


@njit(cache=True, boundscheck=True)
def pick_best(values: Floats, count: int) -> Ints:
    # A heap of the best so far, its least on top: most values are compared with that one only.
    heap = np.empty(count, values.dtype)
    heap[:] = -np.inf
    for place in range(len(values)):
        value = values[place]
        if value <= heap[0]:
            continue
        node = 0
        while 2 * node + 1 < count:
            child = 2 * node + 1
            if child + 1 < count and heap[child + 1] < heap[child]:
                child += 1
            if heap[child] >= value:
                break
            heap[node] = heap[child]
            node = child
        heap[node] = value
    least = heap[0]
    total = 0
    for place in range(len(values)):
        total += values[place] >= least
    places = np.empty(total, np.intp)
    total = 0
    for place in range(len(values)):
        if values[place] >= least:
            places[total] = place
            total += 1
    return places
