"""The compiled loops over documents, positions and columns; those that score are in `arrays_numba`."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_checked_part, compile_loop, compile_part
from searchapp.engines.whoosh_engine.files.segment import WIDE_FREQUENCIES, WIDE_POSITIONS
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Floats, Ints


@compile_checked_part
def find_place(documents: Array, place: int, document: int) -> int:
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


@compile_part
def count_words(frequencies: Array, first: int, end: int) -> int:
    """The sum of some frequencies. Both bounds were found in the list, so they are not checked at each step, and they
    count from 0, so none is from the end: either would keep the compiler from adding many at once.
    """
    counted = frequencies[first:end]
    total = 0
    for place in range(len(counted)):
        total += counted[place]
    return total


@compile_loop
def list_documents(documents: Array, first: int, deleted: Array) -> Ints:
    listed = np.empty(len(documents), np.intp)
    count = 0
    for place in range(len(documents)):
        document = documents[place]
        if not len(deleted) or not deleted[document]:
            listed[count] = np.intp(document) + first
            count += 1
    return listed[:count]


@compile_loop
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


@compile_loop
def mark_documents(documents: Array, first: int, deleted: Array, mask: Array) -> None:
    for place in range(len(documents)):
        document = documents[place]
        if not len(deleted) or not deleted[document]:
            mask[np.intp(document) + first] = True


@compile_checked_part
def meet(documents: Array, first: int, wanted: Ints) -> tuple[Ints, Ints]:
    """The places in a list of the wanted documents that it has, and the places of these in `wanted`."""
    places = np.empty(len(wanted), np.intp)
    indexes = np.empty(len(wanted), np.intp)
    count, place = 0, 0
    for index in range(find_place(wanted, 0, first), len(wanted)):
        place = find_place(documents, place, wanted[index] - first)
        if place == len(documents):
            break
        if documents[place] == wanted[index] - first:
            places[count] = place
            indexes[count] = index
            count += 1
    return places[:count], indexes[:count]


@compile_loop
def list_positions(
    documents: Array, frequencies: Array, positions: Array, first: int, wanted: Ints
) -> tuple[Ints, Ints]:
    # Where the list has wanted documents is looked for once: a list of thousands costs more than what it gives.
    places, indexes = meet(documents, first, wanted)
    count = 0
    for place in places:
        count += frequencies[place]
    found = np.empty(count, np.intp)
    where = np.empty(count, np.intp)
    count, before, total = 0, 0, 0
    for index in range(len(places)):
        place = places[index]
        total += count_words(frequencies, before, place)
        before = place
        for each in range(frequencies[place]):
            found[count] = wanted[indexes[index]]
            where[count] = positions[total + each]
            count += 1
    return found, where


@compile_loop
def list_keys(
    documents: Array, ones: Array, twos: Array, fours: Array, places: Array, groups: Ints, wanted: Ints
) -> tuple[Ints, Ints]:
    keys = np.empty(0, np.intp)
    ends = np.empty(len(groups), np.intp)
    row = 0
    for group in range(len(groups)):
        merged = np.empty(0, np.intp)
        while row < groups[group]:
            merged = merge_documents(merged, _list_keys(documents, ones, twos, fours, places[row], wanted))
            row += 1
        keys = np.concatenate((keys, merged))
        ends[group] = len(keys)
    return keys, ends


@compile_checked_part
def _list_keys(documents: Array, ones: Array, twos: Array, fours: Array, row: Ints, wanted: Ints) -> Ints:
    """What `list_positions` does, for a list in the whole file, as keys."""
    one, two, word, count, _, width = row
    wide, far = width & WIDE_FREQUENCIES, width & WIDE_POSITIONS
    places, indexes = meet(documents[one : one + count], 0, wanted)
    total = 0
    for place in places:
        total += np.intp(twos[two + place]) if wide else np.intp(ones[two + place])
    keys = np.empty(total, np.intp)
    before, kept = 0, 0
    for met in range(len(places)):
        place = places[met]
        if wide:
            word += count_words(twos, two + before, two + place)
        else:
            word += count_words(ones, two + before, two + place)
        before = place
        for each in range(np.intp(twos[two + place]) if wide else np.intp(ones[two + place])):
            position = np.intp(fours[word + each]) if far else np.intp(twos[word + each])
            keys[kept] = (wanted[indexes[met]] << KEY_BITS) + position
            kept += 1
    return keys


@compile_loop
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
    for index in range(find_place(found, 0, first), len(found)):
        document = found[index] - first
        following = find_place(documents, place, document)
        total += count_words(frequencies, place, following)
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


@compile_loop
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


@compile_loop
def find_string(content: Array, ends: Array, wanted: bytes, first: int) -> int:
    last = len(ends)
    while first < last:
        middle = (first + last) // 2
        start = np.intp(ends[middle - 1]) if middle else 0
        length = np.intp(ends[middle]) - start
        same = 0
        while same < length and same < len(wanted) and content[start + same] == wanted[same]:
            same += 1
        if same < len(wanted) and (same == length or content[start + same] < wanted[same]):
            first = middle + 1
        else:
            last = middle
    return first


@compile_loop
def count_postings(ordinals: Array, starts: Array, terms: Array, counts: Ints) -> None:
    for index in range(len(terms)):
        place = find_place(ordinals, 0, terms[index])
        if place < len(ordinals) and ordinals[place] == terms[index]:
            counts[index] += np.intp(starts[place + 1]) - np.intp(starts[place])


@compile_loop
def count_values(ordinals: Array, documents: Ints, size: int) -> Ints:
    counts = np.zeros(size, np.intp)
    for place in range(len(documents)):
        counts[ordinals[documents[place]]] += 1
    return counts


@compile_loop
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
