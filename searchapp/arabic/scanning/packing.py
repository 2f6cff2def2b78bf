"""Words of Arabic letters as whole numbers: five bits a letter, so that kernels cut words without text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.folding import CODEC
from searchapp.arabic.scanning.lines import Lines, count_lines

LETTER_BITS = 5
HALF_LETTERS = 12
"""A word is two numbers of so many letters each, the first letter in the lowest bits."""
MOST_LETTERS = 2 * HALF_LETTERS
ALPHABET = "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي"
"""The letters of exact forms, sorted; a letter's number is its place, from 1."""
_BETWEEN = "\n"
BETWEEN_NUMBER = 255
"""What stands for the end of a word."""
MOST_AFFIX_LETTERS = 4
_PACKED_AT_ONCE = 1 << 16
_LETTER_BYTES = 2
"""Of each letter in UTF-8."""


class PackedWords(NamedTuple):
    """Beside each other, for each word: its letters, and how many there are; 0 for a word that was not packed."""

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    lengths: NDArray[np.int64]


def pack_words(words: Sequence[str], most: int = MOST_LETTERS) -> PackedWords:
    """Pack the words that have one to `most` letters of exact forms and nothing else. Needs Numba."""
    packed = _make_room(len(words))
    for first in range(0, len(words), _PACKED_AT_ONCE):
        here = slice(first, first + _PACKED_AT_ONCE)
        part = PackedWords(packed.low[here], packed.high[here], packed.lengths[here])
        _pack_text(_BETWEEN.join(words[here]) + _BETWEEN, most, part)
    return packed


def pack_lines(lines: Lines, most: int = MOST_LETTERS) -> PackedWords:
    """Pack words that are lines in the same way."""
    packed = _make_room(count_lines(lines))
    _pack_text(lines.tobytes().decode("utf-8", "surrogatepass"), most, packed)
    return packed


def _make_room(words: int) -> PackedWords:
    return PackedWords(np.zeros(words, np.uint64), np.zeros(words, np.uint64), np.zeros(words, np.int64))


def _pack_text(text: str, most: int, packed: PackedWords) -> None:
    from searchapp.arabic.scanning import packed_kernel

    codes = np.frombuffer(text.encode(CODEC, "surrogatepass"), np.uint32)
    packed_kernel.pack_letters(codes, list_numbers(), most, *packed)


def unpack_words(words: PackedWords) -> list[str]:
    """The words that were packed; "" for one that was not. Needs Numba."""
    from searchapp.arabic.scanning import packed_kernel

    chars = np.zeros(len(words.lengths) * MOST_LETTERS, np.uint32)
    packed_kernel.unpack_letters(*words, _list_letters(), chars)
    found: list[str] = chars.view(f"U{MOST_LETTERS}").tolist()
    return found


def unpack_keys(keys: NDArray[np.uint64]) -> Lines:
    """The words of which one number holds all, as lines. Needs Numba."""
    from searchapp.arabic.scanning import packed_kernel

    lengths = count_letters(keys)
    text = np.empty(int(lengths.sum()) * _LETTER_BYTES + len(keys), np.uint8)
    packed_kernel.unpack_keys(keys, lengths, _list_letters(), text)
    return text


def count_letters(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many letters each word has of which one number holds all; 0 for none."""
    least = np.array([1 << LETTER_BITS * place for place in range(HALF_LETTERS)], np.uint64)
    return least.searchsorted(keys, side="right").astype(np.int64, copy=False)


def order_keys(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers that rise as the words do of which one number holds all: with the first letter in the highest bits.
    The words of these numbers are those numbers again.
    """
    found = np.zeros(len(keys), np.uint64)
    for place in range(HALF_LETTERS):
        letters = (keys >> np.uint64(LETTER_BITS * place)) & np.uint64((1 << LETTER_BITS) - 1)
        found |= letters << np.uint64(LETTER_BITS * (HALF_LETTERS - 1 - place))
    return found


@lru_cache(maxsize=1)
def list_numbers() -> NDArray[np.uint8]:
    """For each code point the number of its letter, 0 for none; the last stands for all above."""
    table = np.zeros(ord(ALPHABET[-1]) + 2, np.uint8)
    table[_list_letters()[1:]] = np.arange(1, len(ALPHABET) + 1)
    table[ord(_BETWEEN)] = BETWEEN_NUMBER
    return table


@lru_cache(maxsize=1)
def _list_letters() -> NDArray[np.uint32]:
    """For each letter's number its code point."""
    return np.array([0, *map(ord, ALPHABET)], np.uint32)


def pack_affix(affix: str) -> Any:
    """An affix of few letters as one number: its letters, and above them how many there are."""
    if not 0 < len(affix) <= MOST_AFFIX_LETTERS or not set(affix) <= set(ALPHABET):
        raise ValueError(f"no affix: {affix!r}")
    letters = sum((ALPHABET.index(letter) + 1) << LETTER_BITS * place for place, letter in enumerate(affix))
    return np.uint64(letters | len(affix) << LETTER_BITS * HALF_LETTERS)
