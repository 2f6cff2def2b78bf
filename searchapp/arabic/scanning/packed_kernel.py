"""Words that `packing` made numbers, cut and joined by kernels, and tables of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import LINE_END
from searchapp.arabic.scanning.packing import BETWEEN_NUMBER, HALF_LETTERS, LETTER_BITS
from searchapp.compiling import compile_kernel, compile_part, vector

Array = NDArray[Any]
Word = tuple[Any, Any, int]
"""The letters in two numbers, and how many there are; 0 for no word."""

HALF_BITS = LETTER_BITS * HALF_LETTERS
_U = np.uint64
_MASK = _U((1 << HALF_BITS) - 1)
KNOWN_WIDTH = 3
"""In a row of a table: a word, and a number."""
NONE = (_U(0), _U(0), 0)


def make_table(words: int, width: int = KNOWN_WIDTH, most: int = 1 << 62) -> Array:
    """An empty table for so many words, with at most so many rows: a power of two, and more than half stay free."""
    return np.zeros(width * min(1 << (2 * words + 1000).bit_length(), most), np.uint64)


@compile_part
def drop(word: Word, count: int) -> Word:
    """The word without its first letters."""
    bits = _U(LETTER_BITS * count)
    low = ((word[0] >> bits) | (word[1] << (_U(HALF_BITS) - bits))) & _MASK
    return low, word[1] >> bits, word[2] - count


@compile_part
def cut(word: Word, count: int) -> Word:
    """The word without its last letters."""
    kept = word[2] - count
    if kept >= HALF_LETTERS:
        return word[0], word[1] & ((_U(1) << _U(LETTER_BITS * (kept - HALF_LETTERS))) - _U(1)), kept
    return word[0] & ((_U(1) << _U(LETTER_BITS * kept)) - _U(1)), _U(0), kept


@compile_part
def put_before(affix: Any, word: Word) -> Word:
    """The word with an affix before it."""
    count = np.int64(affix >> _U(HALF_BITS))
    bits = _U(LETTER_BITS * count)
    low = ((word[0] << bits) | (affix & _MASK)) & _MASK
    return low, (word[1] << bits) | (word[0] >> (_U(HALF_BITS) - bits)), word[2] + count


@compile_part
def put_behind(word: Word, affix: Any) -> Word:
    """The word with an affix behind it."""
    letters, length = affix & _MASK, word[2] + np.int64(affix >> _U(HALF_BITS))
    if word[2] >= HALF_LETTERS:
        return word[0], word[1] | (letters << _U(LETTER_BITS * (word[2] - HALF_LETTERS))), length
    bits = _U(LETTER_BITS * word[2])
    return word[0] | ((letters << bits) & _MASK), word[1] | (letters >> (_U(HALF_BITS) - bits)), length


@compile_part
def begins(word: Word, affix: Any) -> Any:
    """Whether the word begins with an affix."""
    count = np.int64(affix >> _U(HALF_BITS))
    mask = (_U(1) << _U(LETTER_BITS * count)) - _U(1)
    return word[2] >= count and word[0] & mask == affix & _MASK


@compile_part
def ends(word: Word, affix: Any) -> Any:
    """Whether the word ends with an affix."""
    before = word[2] - np.int64(affix >> _U(HALF_BITS))
    if before < 0:
        return False
    if before >= HALF_LETTERS:
        return word[1] >> _U(LETTER_BITS * (before - HALF_LETTERS)) == affix & _MASK
    bits = _U(LETTER_BITS * before)
    return ((word[0] >> bits) | (word[1] << (_U(HALF_BITS) - bits))) & _MASK == affix & _MASK


@compile_part
def hash_word(low: Any, high: Any, seed: Any) -> Any:
    """A number that few other words have."""
    value = (low ^ seed) * _U(0x9E3779B97F4A7C15)
    value = (value ^ (value >> _U(29)) ^ high) * _U(0xBF58476D1CE4E5B9)
    return value ^ (value >> _U(32))


@compile_part
def find_row(rows: Array, width: int, low: Any, high: Any, seed: Any) -> Any:
    """Where the word's row begins, or the free one that it would take."""
    mask = _U(len(rows) // width - 1)
    slot = hash_word(low, high, seed) & mask
    while True:
        row = width * np.int64(slot)
        if (rows[row] == low and rows[row + 1] == high) or (rows[row] == _U(0) and rows[row + 1] == _U(0)):
            return row
        slot = (slot + _U(1)) & mask


@compile_kernel(vector("uint64", written=True), vector("uint64"), vector("uint64"), vector("uint64"), types.uint64)
def add_words(known: Array, low: Array, high: Array, values: Array, seed: Any) -> None:
    """Add words with numbers to a table that has room; bits of the same word come together."""
    for place in range(len(values)):
        row = find_row(known, KNOWN_WIDTH, low[place], high[place], seed)
        known[row], known[row + 1] = low[place], high[place]
        known[row + 2] |= values[place]


@compile_kernel(
    vector("uint32"),
    vector("uint8"),
    types.int64,
    vector("uint64", written=True),
    vector("uint64", written=True),
    vector("int64", written=True),
)
def pack_letters(codes: Array, numbers: Array, most: int, low: Array, high: Array, lengths: Array) -> None:
    """Pack words, of which each is followed by what separates them; see `packing.pack_words`. The last of the
    letters' `numbers` stands for all code points above.
    """
    place = start = 0
    sound = True
    first, second = _U(0), _U(0)
    for at in range(len(codes)):
        number = numbers[min(np.int64(codes[at]), len(numbers) - 1)]
        length = at - start
        if number == BETWEEN_NUMBER:
            if sound and 0 < length <= most:
                low[place], high[place], lengths[place] = first, second, length
            place, start, sound = place + 1, at + 1, True
            first, second = _U(0), _U(0)
        elif number == 0:
            sound = False
        elif length < HALF_LETTERS:
            first |= _U(number) << _U(LETTER_BITS * length)
        elif length < 2 * HALF_LETTERS:
            second |= _U(number) << _U(LETTER_BITS * (length - HALF_LETTERS))


@compile_kernel(vector("uint64"), vector("uint64"), vector("int64"), vector("uint32"), vector("uint32", written=True))
def unpack_letters(low: Array, high: Array, lengths: Array, letters: Array, chars: Array) -> None:
    """Put the letters of each word into its places among `chars`, by the code point of each number of a letter."""
    for word in range(len(lengths)):
        for place in range(lengths[word]):
            half = low[word] if place < HALF_LETTERS else high[word]
            number = (half >> _U(LETTER_BITS * (place % HALF_LETTERS))) & _U((1 << LETTER_BITS) - 1)
            chars[2 * HALF_LETTERS * word + place] = letters[number]


@compile_kernel(vector("uint64"), vector("int64"), vector("uint32"), vector("uint8", written=True))
def unpack_keys(keys: Array, lengths: Array, letters: Array, text: Array) -> None:
    """Write the letters of each word and a line's end, in UTF-8, by the code point of each number of a letter: all
    have two bytes.
    """
    at = 0
    for word in range(len(lengths)):
        for place in range(lengths[word]):
            code = letters[(keys[word] >> _U(LETTER_BITS * place)) & _U((1 << LETTER_BITS) - 1)]
            text[at], text[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
            at += 2
        text[at] = LINE_END
        at += 1
