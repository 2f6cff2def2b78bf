"""Words of Arabic letters as whole numbers: five bits a letter, so that kernels cut words without text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.folding import CODEC

LETTER_BITS = 5
HALF_LETTERS = 12
"""A word is two numbers of so many letters each, the first letter in the lowest bits."""
MOST_LETTERS = 2 * HALF_LETTERS
_ALPHABET = "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي"
"""The letters of exact forms; a letter's number is its place, from 1."""
_BETWEEN = "\n"
_FIRST, _LAST = ord(_ALPHABET[0]), ord(_ALPHABET[-1])


class PackedWords(NamedTuple):
    """Beside each other, for each word: its letters, and how many there are; 0 for a word that was not packed."""

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    lengths: NDArray[np.int64]


def pack_words(words: Sequence[str], most: int = MOST_LETTERS) -> PackedWords:
    """Pack the words that have one to `most` letters of exact forms and nothing else.

    >>> pack_words(["ابا", "london", ""]).lengths.tolist()
    [3, 0, 0]
    """
    if not words:
        return PackedWords(np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.int64))
    codes = np.frombuffer((_BETWEEN.join(words) + _BETWEEN).encode(CODEC, "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths + 1)
    letters = _number_letters(codes)
    others = np.searchsorted(ends, np.flatnonzero((letters == 0) & (codes != ord(_BETWEEN))), side="right")
    places = np.arange(len(codes)) - np.repeat(ends - lengths - 1, lengths + 1)
    packed = []
    for first in (0, HALF_LETTERS):
        shifts = places - first
        there = (shifts >= 0) & (shifts < HALF_LETTERS)
        shifted = np.where(there, letters << (LETTER_BITS * np.where(there, shifts, 0)).astype(np.uint64), 0)
        packed.append(np.add.reduceat(shifted, ends - lengths - 1, dtype=np.uint64))
    lengths = np.where(lengths <= most, lengths, 0)
    lengths[others] = 0
    return PackedWords(packed[0], packed[1], lengths)


def unpack_words(words: PackedWords) -> list[str]:
    """The words that were packed; "" for one that was not.

    >>> unpack_words(pack_words(["ابا", "london"]))
    ['ابا', '']
    """
    alphabet = np.array([0, *map(ord, _ALPHABET)], np.uint32)
    chars = np.empty((len(words.lengths), MOST_LETTERS), np.uint32)
    mask = np.uint64((1 << LETTER_BITS) - 1)
    for half, letters in enumerate((words.low, words.high)):
        for place in range(HALF_LETTERS):
            chars[:, half * HALF_LETTERS + place] = alphabet[(letters >> np.uint64(LETTER_BITS * place)) & mask]
    chars[words.lengths == 0] = 0
    found: list[str] = chars.view(f"U{MOST_LETTERS}").reshape(-1).tolist()
    return found


def _number_letters(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    table: NDArray[np.uint64] = np.zeros(_LAST - _FIRST + 2, np.uint64)
    table[[ord(letter) - _FIRST for letter in _ALPHABET]] = np.arange(1, len(_ALPHABET) + 1)
    # What is before the first letter wraps around, and so is beyond the last one too.
    found: NDArray[np.uint64] = table[np.minimum(codes - np.uint32(_FIRST), _LAST - _FIRST + 1)]
    return found


def pack_affix(affix: str) -> Any:
    """An affix of few letters as one number: its letters, and above them how many there are."""
    packed = pack_words([affix], 4)
    if not packed.lengths[0]:
        raise ValueError(f"no affix: {affix!r}")
    return np.uint64(packed.low.item(0) | len(affix) << LETTER_BITS * HALF_LETTERS)
