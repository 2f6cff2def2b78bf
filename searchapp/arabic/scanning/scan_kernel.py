"""`scan`, compiled: one pass over the code points finds the words of `tokenize`, another one numbers them.

Words of few plain letters, as nearly all are, are numbers at once: their folded letters, as `packing` has them. The
rules of words are those of `tokenize.WORD`, read from left to right: none of its parts ever has to be given back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from searchapp.arabic.scanning.kinds import COMMA, CONTROL, DIGIT, LETTER, MARK, OTHER, POINT
from searchapp.arabic.scanning.packed_kernel import hash_word
from searchapp.arabic.scanning.packing import HALF_LETTERS, LETTER_BITS
from searchapp.compiling import compile_kernel, compile_part, vector

Array = NDArray[Any]

FREE = np.uint64(0)
"""A slot without a word."""
ROW = 2
"""What a row of a table of keys has: a key, and the word's number."""
HEAD = 2
"""What stands before the letters in a record: the word's number and its length."""
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_MOST_KEPT = 255
"""The longest piece that is kept: it is a byte."""
_WORD = LETTER | OTHER
_LETTERS = LETTER | MARK
_YEH, _ALEF_HAMZA, _YEH_HAMZA, _TEH_MARBUTA = map(ord, "يأئة")


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
def joins_decimals(codes: Array, kinds: Array, at: int, end: int) -> bool:
    """Whether the point here has one number behind it, and no further point and number."""
    behind = at + 1 + count_digits(codes, kinds, at + 1, end, end - at)
    return behind > at + 1 and not (
        behind + 1 < end and kinds[codes[behind]] & POINT and kinds[codes[behind + 1]] & DIGIT
    )


@compile_part
def end_other_word(codes: Array, kinds: Array, at: int, begin: int, end: int) -> int:
    """The end of the word of other letters and digits that begins here, in a text from `begin` on."""
    apart = at >= begin + 2 and kinds[codes[at - 1]] & POINT and kinds[codes[at - 2]] & DIGIT
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
        elif (kind & POINT and not apart and joins_decimals(codes, kinds, at, end)) or (
            kind & COMMA and count_digits(codes, kinds, at + 1, end, 4) == 3
        ):
            at += 1
        else:
            return at
    return at


@compile_part
def pack_plain(codes: Array, start: int, end: int, letters: Array) -> Any:
    """The exact form of a word as one number, by the number of each plain letter's folded one; 0 where it is not of
    few plain letters.
    """
    key = np.uint64(0)
    if end - start > HALF_LETTERS:
        return key
    for at in range(start, end):
        code = codes[at]
        number = letters[min(np.int64(code), len(letters) - 1)]
        if number == 0:
            return np.uint64(0)
        shift = LETTER_BITS * (at - start)
        key |= np.uint64(number) << np.uint64(shift)
        if code == _TEH_MARBUTA and at - start >= 2 and codes[at - 1] == _ALEF_HAMZA and codes[at - 2] == _YEH:
            # As `fold_hamza_after_yeh` writes it.
            below = np.uint64(shift - LETTER_BITS)
            key ^= np.uint64(letters[_ALEF_HAMZA] ^ letters[_YEH_HAMZA]) << below
    return key


@compile_kernel(
    vector("uint32"),
    vector("int64"),
    vector("uint8"),
    vector("uint8"),
    vector("int64", written=True),
    vector("int64", written=True),
    vector("uint64", written=True),
    vector("int64", written=True),
    vector("uint8", written=True),
    vector("int64", written=True),
)
def find_words(
    codes: Array,
    ends: Array,
    kinds: Array,
    letters: Array,
    starts: Array,
    lengths: Array,
    keys: Array,
    counts: Array,
    pieces: Array,
    piece_ends: Array,
) -> None:
    """Find the words of texts; text i is `codes` up to `ends[i]`. Fills `starts`, `lengths` and `keys` (see
    `pack_plain`) for each word, `counts` and `piece_ends` for each text. `pieces` has the lengths that `split_words`
    gives, up to each text's end.
    """
    at = found = piece = 0
    for text in range(len(ends)):
        end = ends[text]
        begin, before, first_piece, last_end = at, found, piece, at
        longest = 0
        while at < end:
            kind = kinds[codes[at]]
            if not kind & _WORD:
                at += 1
                continue
            start = at
            at = (
                end_arabic_word(codes, kinds, at, end)
                if kind & LETTER
                else end_other_word(codes, kinds, at, begin, end)
            )
            starts[found], lengths[found], keys[found] = start, at - start, pack_plain(codes, start, at, letters)
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
def find_key(rows: Array, key: Any, seed: Any) -> Any:
    """Where the row of a key begins, or the free one that it would take."""
    mask = len(rows) // ROW - 1
    slot = np.int64(hash_word(key, np.uint64(0), seed)) & mask
    while rows[ROW * slot] != key and rows[ROW * slot] != FREE:
        slot = (slot + 1) & mask
    return ROW * slot


@compile_kernel(
    vector("uint64"),
    vector("uint64", written=True),
    types.uint64,
    types.int64,
    vector("uint32", written=True),
    vector("int64", written=True),
    vector("int64", written=True),
)
def number_keys(
    keys: Array, rows: Array, seed: Any, known: int, numbers: Array, new: Array, others: Array
) -> tuple[int, int]:
    """Number words by their keys; a new one gets the next number from `known` on. Apart from `find_words`, so that
    the processor can wait for several words' memory at once.

    `new` receives the places of the words that are new, `others` those of the words without a key, in order; returns
    how many there are of both.
    """
    fresh = left = 0
    for place in range(len(keys)):
        key = keys[place]
        if key == FREE:
            others[left] = place
            left += 1
            continue
        row = find_key(rows, key, seed)
        if rows[row] == FREE:
            rows[row], rows[row + 1] = key, known + fresh
            new[fresh] = place
            fresh += 1
        numbers[place] = rows[row + 1]
    return fresh, left


@compile_kernel(vector("uint64"), vector("uint64", written=True), types.uint64)
def move_keys(rows: Array, larger: Array, seed: Any) -> None:
    """Fill a larger table, whose rows are free, with what is in a smaller one."""
    for place in range(0, len(rows), ROW):
        if rows[place] != FREE:
            row = find_key(larger, rows[place], seed)
            larger[row], larger[row + 1] = rows[place], rows[place + 1]


@compile_part
def hash_letters(codes: Array, start: int, end: int, seed: Any) -> Any:
    """A number that few other words have. The seed is secret, so nobody can write words that share one."""
    value = seed
    for at in range(start, end):
        value = (value ^ np.uint64(codes[at])) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    return value >> np.uint64(32)


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
    types.uint64,
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
    seed: Any,
    slots: Array,
    records: Array,
    used: int,
    known: int,
    numbers: Array,
    new: Array,
) -> int:
    """Number words by their letters, where so many are known.

    A record is a word's number, its length and its letters; so much of `records` is `used`. A slot that is not FREE
    holds a word's hash above the place of its record. `new` receives the places of the words that are new, in order;
    returns how many there are.
    """
    mask, before = len(slots) - 1, known
    for place in range(len(numbers)):
        start, length = starts[place], lengths[place]
        code = hash_letters(codes, start, start + length, seed)
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
