"""The long loops of learning other spellings, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from searchapp.arabic.scanning.packed_kernel import (
    HALF_BITS,
    KNOWN_WIDTH,
    Array,
    Word,
    begins,
    drop,
    find_row,
    put_before,
    put_behind,
)
from searchapp.arabic.scanning.packing import pack_affix
from searchapp.arabic.variants.counts import ARTICLE
from searchapp.arabic.variants.joins import BEGINS, RARE
from searchapp.compiling import compile_kernel, compile_part, vector

_ARTICLE = pack_affix(ARTICLE)
_WORDS = (vector("uint64"), vector("uint64"), vector("int64"))


@compile_part
def look_up(known: Array, word: Word, seed: Any) -> Any:
    """The number that a table has beside a word; 0 for none."""
    return np.int64(known[find_row(known, KNOWN_WIDTH, word[0], word[1], seed) + 2])


@compile_kernel(vector("uint64"), types.uint64, *_WORDS, vector("uint64"), types.int64, vector("uint8", written=True))
def find_proclitics(
    known: Array, seed: Any, low: Array, high: Array, lengths: Array, proclitics: Array, least: int, found: Array
) -> None:
    """Fill `found` with the letters of each word's proclitic, 0 for none, by the rules of `variant_counts`.

    The table `known` has one more than the count of each word; at least `least` letters must be left.
    """
    for place in range(len(lengths)):
        word = (low[place], high[place], lengths[place])
        for proclitic in proclitics:
            size = np.int64(proclitic >> np.uint64(HALF_BITS))
            if not begins(word, proclitic) or word[2] - size < least:
                continue
            rest = drop(word, size)
            if size > 1:
                sure = look_up(known, rest, seed) > 0 or look_up(known, put_before(_ARTICLE, rest), seed) > 0
            else:
                sure = look_up(known, rest, seed) - 1 > 2 * (look_up(known, word, seed) - 1)
            if sure:
                found[place] = size
                break


@compile_kernel(vector("uint64"), types.uint64, *_WORDS, vector("uint64"), vector("int64", written=True))
def add_endings(
    known: Array, seed: Any, low: Array, high: Array, lengths: Array, endings: Array, sums: Array
) -> None:
    """Add to each word's sum the counts of the word with each of the endings; words of no letters have none."""
    for place in range(len(lengths)):
        if lengths[place]:
            for ending in endings:
                word = put_behind((low[place], high[place], lengths[place]), ending)
                sums[place] += max(look_up(known, word, seed) - 1, 0)


@compile_kernel(
    vector("int32"),
    vector("int32"),
    vector("int32"),
    types.int64,
    types.int64,
    vector("uint32", written=True),
    vector("int64", written=True),
)
def count_near(
    stream: Array, words: Array, marks: Array, columns: int, reach: int, table: Array, times: Array
) -> None:
    """Count the marks within `reach` of each word, in a table of so many columns, and how often each number stands
    in the stream. See `Contexts`.
    """
    for at in range(len(stream)):
        if stream[at] < 0:
            continue
        times[stream[at]] += 1
        row = words[stream[at]]
        if row < 0:
            continue
        for near in range(max(at - reach, 0), min(at + reach + 1, len(stream))):
            if near != at and stream[near] >= 0 and marks[stream[near]] >= 0:
                table[row * columns + marks[stream[near]]] += 1


@compile_part
def find_counter(pair: int, counters: int) -> Any:
    """The counter of a pair, among a power of two of them."""
    return np.int64((np.uint64(pair) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)) & np.uint64(counters - 1))


@compile_kernel(
    vector("int32"), vector("uint8"), types.int64, vector("uint8", written=True), vector("int64", written=True)
)
def list_pairs(stream: Array, kinds: Array, least: int, seen: Array, pairs: Array) -> int:
    """Fill `pairs` as `joins` does, with those whose counter says at least `least` in the end; returns how many. The
    counters `seen` are 0 before; each counts all pairs that share it. There is room for a pair at each word.
    """
    forms = np.int64(len(kinds) - 1)
    noted = found = 0
    first, kind = np.int64(-1), np.uint8(0)
    for second in stream:
        # What is no word has the last of the kinds. A pair that is none is written over by the next.
        following = kinds[second]
        pairs[noted] = first * forms + second
        noted += (second >= 0 and kind & BEGINS != 0) or kind & following & RARE != 0
        first, kind = np.int64(second), following
    for place in range(noted):
        counter = find_counter(pairs[place], len(seen))
        seen[counter] += seen[counter] < least
    for place in range(noted):
        pairs[found] = pairs[place]
        found += seen[find_counter(pairs[place], len(seen))] >= least
    return found
