"""Which words of a long text may have one of some exact forms? Found for all of them at once, by sums of letters.

Each letter that is folded alone has a number; those of a word are added up. A word whose sum is no form's has none of
them. The others are few: those forms' words, some with the same letters, and words with any other character. To
look at each word costs ten times as much.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.letters import DIGITS, HAMZA, TATWEEL
from searchapp.arabic.normalize import MAX_TERM_CHARS, fold
from searchapp.arabic.scanning.folding import CODEC, list_folded
from searchapp.compiling import can_compile

Ints = NDArray[np.intp]

_LAST = 0x6FF
_VOWELS = map(chr, range(0x64B, 0x653))
"""Those that no letter is composed with."""
_UNSURE = 1
"""The number of a character that may be folded by what stands beside it, or to several. The others' are multiples of
`_STEP`, so that a word's sum tells whether it has any.
"""
_STEP = 1 << 8
_KEY_BITS = 16
"""A sum has twice as many; its upper ones are looked up."""
_SUM_MASK = (1 << 2 * _KEY_BITS) - 1
_YEH_HAMZA = "يءه"
"""What a form may have where its word has «يأة», which is not folded letter by letter."""


class Sieve:
    """The words that may have one of some exact forms."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._wanted = np.zeros(1 << _KEY_BITS, np.bool_)
        self._wanted[list({key for form in forms for key in _list_keys(form)})] = True

    def sift(self, text: str, pieces: bytes, *, compiled: bool) -> Ints:
        """Where such words begin, and where each ends, of a text whose pieces are known: a byte for the length of
        each, as `split_words` gives them. By a compiled loop, where that is wanted and Numba is there.
        """
        codes = np.frombuffer(text.encode(CODEC, "surrogatepass"), np.uint32)
        lengths = np.frombuffer(pieces, np.uint8)
        if compiled and can_compile():
            from searchapp.arabic.sieve_kernel import sift

            return sift(codes, lengths, _list_numbers(), self._wanted, _KEY_BITS, _STEP, MAX_TERM_CHARS)
        edges = lengths.cumsum(dtype=np.intp)
        starts, ends = edges[:-1:2], edges[1::2]
        sums = np.zeros(len(codes) + 1, np.uint32)
        _list_numbers().take(codes, mode="clip").cumsum(dtype=np.uint32, out=sums[1:])
        own = sums[ends] - sums[starts]
        unsure = (own & (_STEP - 1) != 0) | (ends - starts > MAX_TERM_CHARS)
        places = np.flatnonzero(self._wanted[own >> _KEY_BITS] | unsure)
        return np.stack([starts[places], ends[places]])


@lru_cache(maxsize=1)
def _list_numbers() -> NDArray[np.uint32]:
    """For each code point its number; the last stands for all above."""
    plain = {chr(code): chr(letter) for code, letter in enumerate(list_folded().tolist()) if letter > ord(" ")}
    plain |= {char: fold(char) for char in (*string.ascii_letters, *string.digits, *DIGITS)}
    letters = sorted(set(plain.values()))
    drawn = np.random.default_rng(0).integers(_STEP, _SUM_MASK // _STEP, len(letters))
    numbers = {letter: number * _STEP for letter, number in zip(letters, drawn.tolist(), strict=True)}
    table = np.full(_LAST + 2, _UNSURE, np.uint32)
    for char, folded in plain.items():
        table[ord(char)] = numbers[folded]
    table[list(map(ord, (TATWEEL, *_VOWELS)))] = 0
    return table


def _list_keys(form: str) -> Iterator[int]:
    """The upper bits of what the letters of a word of this form, none of them unsure, may add up to."""
    numbers = _list_numbers()
    total = sum(int(numbers[min(ord(char), _LAST + 1)]) for char in form)
    instead = int(numbers[ord(fold("أ"))]) - int(numbers[ord(HAMZA)])
    for count in range(form.count(_YEH_HAMZA) + 1):
        yield (total + count * instead & _SUM_MASK) >> _KEY_BITS
