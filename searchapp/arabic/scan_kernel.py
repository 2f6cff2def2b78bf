"""`scan`, compiled: one pass over the code points finds the words of `tokenize` and numbers them.

The rules are those of `tokenize.WORD`, read from left to right: none of its parts ever has to be given back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from searchapp.arabic.kinds import COMMA, CONTROL, DIGIT, LETTER, MARK, OTHER, POINT
from searchapp.compiling import compile_kernel, compile_part, vector

Array = NDArray[Any]

FREE = np.uint64(0)
"""A slot without a word."""
HEAD = 2
"""What stands before the letters in a record: the word's number and its length."""
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_MOST_KEPT = 255
"""The longest piece that is kept: it is a byte."""
_WORD = LETTER | OTHER
_LETTERS = LETTER | MARK


@compile_part
def pass_controls(codes: Array, kinds: Array, at: int, end: int) -> int:
    """Where the controls that stand here end."""
    while at < end and kinds[codes[at]] & CONTROL:
        at += 1
    return at


@compile_part
def end_arabic_word(codes: Array, kinds: Array, at: int, end: int) -> int:
    """The end of the word of Arabic letters that begins here."""
    at += 1
    while at < end:
        kind = kinds[codes[at]]
        if kind & _LETTERS:
            at += 1
        elif kind & CONTROL:
            behind = pass_controls(codes, kinds, at, end)
            if behind == end or not kinds[codes[behind]] & LETTER:
                return at
            at = behind
        else:
            return at
    return at


@compile_part
def count_digits(codes: Array, kinds: Array, at: int, end: int, most: int) -> int:
    """How many digits stand here, up to `most`."""
    count = 0
    while count < most and at + count < end and kinds[codes[at + count]] & DIGIT:
        count += 1
    return count


@compile_part
def end_other_word(codes: Array, kinds: Array, at: int, end: int) -> int:
    """The end of the word of other letters and digits that begins here."""
    at += 1
    while at < end:
        kind = kinds[codes[at]]
        if kind & (OTHER | MARK):
            at += 1
        elif kind & CONTROL:
            behind = pass_controls(codes, kinds, at, end)
            if behind == end or not kinds[codes[behind]] & OTHER:
                return at
            at = behind
        elif not kinds[codes[at - 1]] & DIGIT:
            return at
        elif (kind & POINT and count_digits(codes, kinds, at + 1, end, 1) == 1) or (
            kind & COMMA and count_digits(codes, kinds, at + 1, end, 4) == 3
        ):
            at += 1
        else:
            return at
    return at


@compile_part
def hash_word(codes: Array, start: int, end: int, seed: Any) -> Any:
    """A number that few other words have. The seed is secret, so nobody can write words that share one."""
    value = seed
    for at in range(start, end):
        value = (value ^ np.uint64(codes[at])) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    return np.uint32(value >> np.uint64(32))


@compile_kernel(
    vector("uint32"),
    vector("int64"),
    vector("uint8"),
    types.uint64,
    vector("int64", written=True),
    vector("int64", written=True),
    vector("uint32", written=True),
    vector("int64", written=True),
    vector("uint8", written=True),
    vector("int64", written=True),
)
def find_words(
    codes: Array,
    ends: Array,
    kinds: Array,
    seed: Any,
    starts: Array,
    lengths: Array,
    hashes: Array,
    counts: Array,
    pieces: Array,
    piece_ends: Array,
) -> None:
    """Find the words of texts; text i is `codes` up to `ends[i]`. Fills `starts`, `lengths` and `hashes` for each
    word, `counts` and `piece_ends` for each text. `pieces` is what `Scan.pieces` promises, up to each text's end.
    """
    at = found = piece = 0
    for text in range(len(ends)):
        end = ends[text]
        before, first_piece, last_end = found, piece, at
        longest = 0
        while at < end:
            kind = kinds[codes[at]]
            if not kind & _WORD:
                at += 1
                continue
            start = at
            at = end_arabic_word(codes, kinds, at, end) if kind & LETTER else end_other_word(codes, kinds, at, end)
            starts[found], lengths[found], hashes[found] = start, at - start, hash_word(codes, start, at, seed)
            found += 1
            longest = max(longest, start - last_end, at - start)
            pieces[piece], pieces[piece + 1] = start - last_end, at - start
            piece += 2
            last_end = at
        pieces[piece] = end - last_end
        piece = first_piece if max(longest, end - last_end) > _MOST_KEPT else piece + 1
        piece_ends[text] = piece
        counts[text] = found - before


@compile_part
def is_same(codes: Array, start: int, letters: Array, first: int, length: int) -> bool:
    """Whether the word of a text is the known one."""
    different = np.uint32(0)
    for step in range(length):  # to the end in any case: most are the same
        different |= codes[start + step] ^ letters[first + step]
    return bool(different == 0)


@compile_kernel(
    vector("uint32"),
    vector("int64"),
    vector("int64"),
    vector("uint32"),
    vector("uint64", written=True),
    vector("uint32", written=True),
    types.int64,
    types.int64,
    vector("uint32", written=True),
    vector("int64", written=True),
)
def number_words(
    codes: Array,
    starts: Array,
    lengths: Array,
    hashes: Array,
    slots: Array,
    records: Array,
    used: int,
    known: int,
    numbers: Array,
    new: Array,
) -> int:
    """Number the words that were found, where so many are known: apart from `find_words`, so that the processor can
    wait for several words' memory at once.

    A record is a word's number, its length and its letters; so much of `records` is `used`. A slot that is not FREE
    holds a word's hash above the place of its record. `new` receives the places of the words that are new, in order;
    returns how many there are.
    """
    mask, before = len(slots) - 1, known
    for place in range(len(numbers)):
        start, length, code = starts[place], lengths[place], np.uint64(hashes[place])
        slot = np.int64(code) & mask
        while True:
            entry = slots[slot]
            if entry == FREE:
                slots[slot] = (code << _HALF) | np.uint64(used)
                numbers[place], records[used], records[used + 1] = known, known, length
                records[used + HEAD : used + HEAD + length] = codes[start : start + length]
                new[known - before] = place
                known += 1
                used += HEAD + length
                break
            record = np.int64(entry & _LOW)
            likely = entry >> _HALF == code and records[record + 1] == length
            if likely and is_same(codes, start, records, record + HEAD, length):
                numbers[place] = records[record]
                break
            slot = (slot + 1) & mask
    return known - before


@compile_kernel(vector("uint64"), vector("uint64", written=True))
def move_words(slots: Array, larger: Array) -> None:
    """Fill a larger table, whose slots are FREE, with the words of a smaller one."""
    mask = len(larger) - 1
    for entry in slots:
        if entry != FREE:
            slot = np.int64(entry >> _HALF) & mask
            while larger[slot] != FREE:
                slot = (slot + 1) & mask
            larger[slot] = entry
