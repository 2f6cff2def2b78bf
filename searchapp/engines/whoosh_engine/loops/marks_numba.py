"""The compiled loops over records: where words stand in the texts of hits."""

from __future__ import annotations

import numpy as np

from searchapp.compiling import compile_loop, compile_part
from searchapp.engines.whoosh_engine.files.records import HEAD
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints

_POSITION = (1 << KEY_BITS) - 1


@compile_part
def read_number(records: Array, at: int) -> int:
    """Four bytes as a number."""
    number = 0
    for place in range(4):
        number |= np.intp(records[at + place]) << (8 * place)
    return number


@compile_part
def find_next(keys: Ints, nexts: Ints, groups: Ints, first: int, beyond: int, beyond_key: int) -> int:
    """The least key below `beyond_key` that is next in a group from `first` up to `beyond`; else that."""
    least = beyond_key
    for group in range(first, beyond):
        if nexts[group] < groups[group]:
            least = min(least, keys[nexts[group]])
    return least


@compile_part
def take_bits(keys: Ints, nexts: Ints, groups: Ints, bits: Ints, first: int, beyond: int, key: int) -> int:
    """The bits of the groups that have this key next, which is passed there."""
    taken = 0
    for group in range(first, beyond):
        while nexts[group] < groups[group] and keys[nexts[group]] == key:
            taken |= bits[group]
            nexts[group] += 1
    return taken


@compile_loop
def place_marks(
    records: Array, ends: Ints, documents: Ints, keys: Ints, groups: Ints, bits: Ints, titles: int
) -> tuple[Ints, Ints, Ints, Ints]:
    starts = np.empty(len(keys), np.intp)
    stops = np.empty(len(keys), np.intp)
    masks = np.empty(len(keys), np.intp)
    counts = np.zeros(2 * len(documents), np.intp)
    nexts = np.zeros(len(groups), np.intp)
    nexts[1:] = groups[:-1]
    total = 0
    for text in range(len(counts)):
        body = text & 1
        first, beyond = (titles, len(groups)) if body else (0, titles)
        document = documents[text >> 1]
        record = ends[(text >> 1) - 1] if text > 1 else 0
        halves = record + (read_number(records, record + 4) if body else HEAD)
        odd = record + read_number(records, record + 8 * body)
        pairs = 2 * (odd - halves)
        pair, at, length = 0, 0, 0
        key = find_next(keys, nexts, groups, first, beyond, (document + 1) << KEY_BITS)
        while key >> KEY_BITS == document:
            mask = take_bits(keys, nexts, groups, bits, first, beyond, key)
            position = key & _POSITION
            if pairs and position >= pairs:
                raise IndexError("a position beyond the words of a text")
            while pairs and pair <= position:
                length = np.intp(records[halves + (pair >> 1)] >> (4 * (pair & 1)) & 15)
                at += 1 + length
                if not length:
                    length = np.intp(records[odd + 1])
                    at += np.intp(records[odd]) + length - 1
                    odd += 2
                pair += 1
            starts[total], stops[total], masks[total] = at - length, at, mask
            total += pairs > 0
            counts[text] += 1
            key = find_next(keys, nexts, groups, first, beyond, (document + 1) << KEY_BITS)
        if not pairs:
            counts[text] = -1
    return starts[:total], stops[:total], masks[:total], counts
