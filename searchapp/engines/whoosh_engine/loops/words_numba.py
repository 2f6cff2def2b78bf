"""Trees of words over one segment, compiled: which documents match, with what score, in one call."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_checked_part, compile_loop
from searchapp.engines.whoosh_engine.files.segment import WIDE_FREQUENCIES, WIDE_POSITIONS
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import SPARSE, Flags, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numba import count_words, meet
from searchapp.engines.whoosh_engine.loops.sums_numba import add_matches, collect
from searchapp.engines.whoosh_engine.loops.weights_numba import find_nears, weigh_row

_WINDOW = 62
"""So many neighbouring documents are looked at together: each is a bit of a number with a sign."""
_END = np.iinfo(np.intp).max - _WINDOW
"""Behind every document."""
_FAR = np.float32(np.inf)
_FRACTION_BITS = 52
_BIAS = 1023

Whole = tuple[Array, Array, Array, Array, int]
"""Documents, numbers of one byte, of two and of four, and the segment's first document."""
Plan = tuple[Ints, Floats, Ints, Floats]
"""Lists, shares, leaves and weights."""
Counted = tuple[Ints, Floats, Floats]
"""Documents, how often each has a term, and where it does so first."""


@compile_loop
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
) -> tuple[Ints, Floats]:
    whole = documents, ones, twos, fours, first
    plan = lists, shares, leaves, weights
    order = _sort_groups(lists, leaves, groups)
    begin, end = groups[order[0] - 1] if order[0] else 0, groups[order[0]]
    found, sums = _list_any(whole, deleted, ratios, plan, begin, end)
    return _go_on(whole, ratios, plan, groups, order[1:], found, sums)


@compile_loop
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
) -> tuple[Ints, Floats]:
    whole = documents, ones, twos, fours, first
    plan = lists, shares, leaves, weights
    sums = np.zeros(len(wanted), np.float32)
    return _go_on(whole, ratios, plan, groups, _sort_groups(lists, leaves, groups), wanted, sums)


@compile_checked_part
def _sort_groups(lists: Ints, leaves: Ints, groups: Ints) -> Ints:
    """The groups, that of the fewest postings first."""
    order = np.empty(len(groups), np.intp)
    counts = np.zeros(len(groups), np.intp)
    row = 0
    for group in range(len(groups)):
        while row < leaves[groups[group] - 1, 0]:
            counts[group] += lists[row, 3]
            row += 1
        place = group
        while place and counts[order[place - 1]] > counts[group]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = group
    return order


@compile_checked_part
def _list_any(whole: Whole, deleted: Flags, ratios: Floats, plan: Plan, begin: int, end: int) -> tuple[Ints, Floats]:
    """What matches any of some leaves, and the sums of scores."""
    lists, _, leaves, _ = plan
    count = 0
    for row in range(leaves[begin - 1, 0] if begin else 0, leaves[end - 1, 0]):
        count += lists[row, 3]
    found, sums = _list_leaf(whole, deleted, ratios, plan, begin)
    if begin + 1 == end:
        return found, sums
    if count * SPARSE < ratios.shape[1]:
        for leaf in range(begin + 1, end):
            others, scores = _list_leaf(whole, deleted, ratios, plan, leaf)
            found, sums = _merge_sums(found, sums, others, scores)
        return found, sums
    every = np.zeros(ratios.shape[1], np.float32)
    add_matches(found, sums, every)
    for leaf in range(begin + 1, end):
        others, scores = _list_leaf(whole, deleted, ratios, plan, leaf)
        add_matches(others, scores, every)
    return collect(every)


@compile_checked_part
def _merge_sums(found: Ints, sums: Floats, others: Ints, scores: Floats) -> tuple[Ints, Floats]:
    """The documents of either, and the sums of their scores."""
    merged = np.empty(len(found) + len(others), np.intp)
    added = np.empty(len(merged), np.float32)
    here, there, count = 0, 0, 0
    while here < len(found) and there < len(others):
        left, right = found[here], others[there]
        merged[count] = min(left, right)
        added[count] = (sums[here] if left <= right else np.float32(0)) + (
            scores[there] if right <= left else np.float32(0)
        )
        here += left <= right
        there += right <= left
        count += 1
    # Two loops: to assign a slice takes seconds to compile.
    for place in range(here, len(found)):
        merged[count], added[count] = found[place], sums[place]
        count += 1
    for place in range(there, len(others)):
        merged[count], added[count] = others[place], scores[place]
        count += 1
    return merged[:count], added[:count]


@compile_checked_part
def _list_leaf(whole: Whole, deleted: Flags, ratios: Floats, plan: Plan, leaf: int) -> tuple[Ints, Floats]:
    """The live documents that hold a leaf, and their scores."""
    lists, shares, leaves, weights = plan
    begin, end = leaves[leaf - 1, 0] if leaf else 0, leaves[leaf, 0]
    if begin + 1 == end:
        found, tf, firsts = _list_one(whole, deleted, lists[begin], shares[begin])
    else:
        found, tf, firsts = _list_several(whole, deleted, lists[begin:end], shares[begin:end])
    _weigh(found, tf, firsts, ratios[leaves[leaf, 1]], weights[leaf])
    return found, tf


@compile_checked_part
def _list_one(whole: Whole, deleted: Flags, row: Ints, share: float) -> Counted:
    """The live documents of a list, how often and where first each has the term."""
    documents, ones, twos, fours, first = whole
    one, two, word, count, _, width = row
    wide, far = width & WIDE_FREQUENCIES, width & WIDE_POSITIONS
    found = np.empty(count, np.intp)
    tf = np.empty(count, np.float32)
    firsts = np.empty(count, np.float32)
    kept = 0
    for place in range(count):
        document = documents[one + place]
        frequency = np.intp(twos[two + place]) if wide else np.intp(ones[two + place])
        # Each is written, and the next over it where it is deleted.
        found[kept] = np.intp(document) + first
        tf[kept] = np.float32(share * frequency)
        firsts[kept] = np.intp(fours[word]) if far else np.intp(twos[word])
        word += frequency
        kept += not len(deleted) or not deleted[document]
    return found[:kept], tf[:kept], firsts[:kept]


@compile_checked_part
def _list_several(whole: Whole, deleted: Flags, lists: Ints, shares: Floats) -> Counted:
    """The same of several lists, whose frequencies add up. A window goes over the documents, from one that some list
    has to the next behind it.
    """
    documents, ones, twos, fours, first = whole
    count = 0
    heads = np.empty(len(lists), np.intp)
    for row in range(len(lists)):
        count += lists[row, 3]
        heads[row] = documents[lists[row, 0]]
    found = np.empty(count, np.intp)
    tf = np.empty(count, np.float32)
    firsts = np.empty(count, np.float32)
    places = lists[:, 0].copy()
    words = lists[:, 2].copy()
    counted = np.zeros(_WINDOW, np.float32)
    nearest = np.full(_WINDOW, _FAR)
    kept = 0
    begin = heads.min()
    while begin < _END:
        held = 0
        following = _END
        for row in range(len(lists)):
            document, place, word = heads[row], places[row], words[row]
            end, beside = lists[row, 0] + lists[row, 3], lists[row, 1] - lists[row, 0]
            wide, far = lists[row, 5] & WIDE_FREQUENCIES, lists[row, 5] & WIDE_POSITIONS
            while document < begin + _WINDOW:
                frequency = np.intp(twos[place + beside]) if wide else np.intp(ones[place + beside])
                position = np.float32(np.intp(fours[word]) if far else np.intp(twos[word]))
                counted[document - begin] += np.float32(shares[row] * frequency)
                nearest[document - begin] = min(nearest[document - begin], position)
                held |= 1 << (document - begin)
                word += frequency
                place += 1
                document = np.intp(documents[place]) if place < end else _END
            heads[row], places[row], words[row] = document, place, word
            following = min(following, document)
        while held:
            lowest = held & -held
            held ^= lowest
            # A power of two has its logarithm in the bits of its exponent.
            bit = (np.float64(lowest).view(np.int64) >> _FRACTION_BITS) - _BIAS
            found[kept] = begin + bit + first
            tf[kept], firsts[kept] = counted[bit], nearest[bit]
            counted[bit], nearest[bit] = 0, _FAR
            kept += not len(deleted) or not deleted[begin + bit]
        begin = following
    return found[:kept], tf[:kept], firsts[:kept]


@compile_checked_part
def _weigh(found: Ints, tf: Floats, firsts: Floats, ratios: Floats, by: Floats) -> None:
    """Turn `tf` into scores: nothing where nothing was counted, for that is infinitely far behind the beginning."""
    for place in range(len(found)):
        tf[place] *= ratios[found[place]]
    find_nears(firsts)
    weigh_row(tf, firsts, np.float32(by[0]), np.float32(by[1]), np.float32(by[2]))


@compile_checked_part
def _go_on(
    whole: Whole, ratios: Floats, plan: Plan, groups: Ints, order: Ints, found: Ints, sums: Floats
) -> tuple[Ints, Floats]:
    """Of the documents found those that match the groups in such an order too; all leaves that match are added."""
    leaves = plan[2]
    nothing = np.empty(0, np.bool_)
    for group in order:
        held = np.zeros(len(found), np.bool_)
        for leaf in range(groups[group - 1] if group else 0, groups[group]):
            _add_leaf(whole, ratios, plan, leaf, found, sums, held)
        found, sums = _keep(found, sums, held)
    for leaf in range(groups[-1], len(leaves)):
        _add_leaf(whole, ratios, plan, leaf, found, sums, nothing)
    return found, sums


@compile_checked_part
def _add_leaf(whole: Whole, ratios: Floats, plan: Plan, leaf: int, found: Ints, sums: Floats, held: Flags) -> None:
    """Add a leaf's scores to the sums, and set what is held (or empty) where it matches."""
    documents, ones, twos, fours, first = whole
    lists, shares, leaves, weights = plan
    tf = np.zeros(len(found), np.float32)
    firsts = np.full(len(found), _FAR)
    for row in range(leaves[leaf - 1, 0] if leaf else 0, leaves[leaf, 0]):
        one, count = lists[row, 0], lists[row, 3]
        # Two loops, one after the other: one that looks for documents and counts them takes a quarter longer.
        places, indexes = meet(documents[one : one + count], first, found)
        _add_counts(ones, twos, fours, lists[row], shares[row], places, indexes, tf, firsts)
    for place in range(len(held)):
        held[place] |= tf[place] > 0
    step = np.float32(weights[leaf, 3])
    if step:
        for place in range(len(found)):
            sums[place] += step * np.float32(tf[place] > 0)
    if weights[leaf, 2]:
        _weigh(found, tf, firsts, ratios[leaves[leaf, 1]], weights[leaf])
        for place in range(len(found)):
            sums[place] += tf[place]


@compile_checked_part
def _add_counts(
    ones: Array,
    twos: Array,
    fours: Array,
    row: Ints,
    share: float,
    places: Ints,
    indexes: Ints,
    tf: Floats,
    firsts: Floats,
) -> None:
    """What `add_counts_among` does, for a list in the whole file that meets the documents there."""
    _, two, word, _, _, width = row
    wide, far = width & WIDE_FREQUENCIES, width & WIDE_POSITIONS
    before = 0
    for met in range(len(places)):
        place, index = places[met], indexes[met]
        if wide:
            word += count_words(twos, two + before, two + place)
        else:
            word += count_words(ones, two + before, two + place)
        before = place
        tf[index] += np.float32(share * (np.intp(twos[two + place]) if wide else np.intp(ones[two + place])))
        firsts[index] = min(firsts[index], np.float32(np.intp(fours[word]) if far else np.intp(twos[word])))


@compile_checked_part
def _keep(found: Ints, sums: Floats, held: Flags) -> tuple[Ints, Floats]:
    """The documents that are held, and their sums."""
    kept = np.empty(len(found), np.intp)
    left = np.empty(len(found), np.float32)
    count = 0
    for place in range(len(found)):
        kept[count] = found[place]
        left[count] = sums[place]
        count += held[place]
    return kept[:count], left[:count]
