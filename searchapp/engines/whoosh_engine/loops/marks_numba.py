"""The compiled loop over records: where words stand in the texts of hits."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_checked_part, compile_loop
from searchapp.engines.whoosh_engine.files.records import HEAD
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints
from searchapp.engines.whoosh_engine.loops.lists_numba import find_place

_POSITION = (1 << KEY_BITS) - 1


@compile_checked_part
def read_number(records: Array, at: int) -> int:
    """Four bytes as a number."""
    number = 0
    for place in range(4):
        number |= np.intp(records[at + place]) << (8 * place)
    return number


@compile_loop
def place_marks(
    records: Array, ends: Ints, documents: Ints, keys: Ints, groups: Ints, bits: Ints, titles: int
) -> tuple[Ints, Ints, Ints, Ints]:
    starts = np.empty(len(keys), np.intp)
    stops = np.empty(len(keys), np.intp)
    masks = np.empty(len(keys), np.intp)
    counts = np.zeros(2 * len(documents), np.intp)
    total = 0
    for text in range(len(counts)):
        body = text >= len(documents)
        each = text - len(documents) if body else text
        record = ends[each - 1] if each else 0
        halves = record + (read_number(records, record + 4) if body else HEAD)
        odd = record + read_number(records, record + (8 if body else 0))
        if not record + HEAD <= halves <= odd <= ends[each]:  # or a damaged number asks for gigabytes
            raise IndexError("the places of a text end beyond their record")
        marked = np.zeros(2 * (odd - halves), np.intp)
        if not len(marked):
            counts[text] = -1
            continue
        words = 0
        for group in range(titles if body else 0, len(groups) if body else titles):
            own = keys[groups[group - 1] if group else 0 : groups[group]]
            place = find_place(own, 0, documents[each] << KEY_BITS)
            while place < len(own) and own[place] >> KEY_BITS == documents[each]:
                position = own[place] & _POSITION
                marked[position] |= bits[group]
                words = max(words, position + 1)
                place += 1
        at = 0
        for pair in range(words):
            length = np.intp(records[halves + (pair >> 1)] >> (4 * (pair & 1)) & 15)
            if length:
                at += 1 + length
            else:
                length = np.intp(records[odd + 1])
                at += np.intp(records[odd]) + length
                odd += 2
            if marked[pair]:
                starts[total], stops[total], masks[total] = at - length, at, marked[pair]
                counts[text] += 1
                total += 1
    return starts[:total], stops[:total], masks[:total], counts
