"""Which words of a vocabulary are near a word: by the keys that they share when each loses a letter or none.

Before that, letters that are often confused become one and hamzas go, so any number of such slips and one other
on each side still meet. All keys stand sorted in one array: 28 bits are a hash, 20 say which word, and the first
16, which neighbours share, are kept beside it: 8 MB for 260,000 words. Making it takes a third of a second for them,
so it is made when first needed and never kept on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from searchapp.spelling.costs import FINALS

ALIKE = ("ضظ", "ذزد", "سثص", "تط", "قك", "حه")
"""Letters of one class. The first of each stands for all."""
DROPPED = "ء"

LEAST_LETTERS_OF_TWO = 6
MOST_LETTERS_OF_TWO = 20
"""Words of so many letters may lose two: in shorter ones nearly all is near, and longer ones have too many pairs."""

LEAST_LETTERS_UNDONE = 4
"""Words of so many letters are also looked up with one slip undone."""

MOST_WORDS = 1 << 20
_WORD_BITS = 20
_WORD_MASK = np.uint32(MOST_WORDS - 1)
_HASH_BITS = 28
_SHARED_BITS = 16
"""Of a hash, those that are kept for all neighbours together."""
_BASE = 0x9E3779B97F4A7C15
_MIX = 0xD6E8FEB86659FD93
_MASK = (1 << 64) - 1
_HASH_MASK = _MASK ^ ((1 << 64 - _HASH_BITS) - 1)

Keys = NDArray[np.uint64]


def _make_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(letter): group[0] for group in ALIKE for letter in group}
    return table | dict.fromkeys(map(ord, DROPPED))


_TABLE = _make_table()
_SEPARATOR = "\n"


def compute_keys(word: str, *, further: bool = False) -> list[int]:
    """The keys of a word: of all its letters, and without each in turn; `further`: without each two of a long
    word as well, and those of the word with a slip undone. The upper bits are a hash, the lower ones 0.

    >>> len(compute_keys("ميناء")), compute_keys("مينا")[0] == compute_keys("ميناء")[0]
    (5, True)
    """
    letters = word.translate(_TABLE)
    forms = [letters, *_drop_each(letters)]
    if further and LEAST_LETTERS_OF_TWO <= len(letters) <= MOST_LETTERS_OF_TWO:
        forms += (
            letters[:one] + letters[one + 1 : other] + letters[other + 1 :]
            for one, other in combinations(range(len(letters)), 2)
        )
    if further and LEAST_LETTERS_UNDONE <= len(word) <= MOST_LETTERS_OF_TWO:
        for undone in sorted({undone.translate(_TABLE) for undone in _undo_slips(word)} - {letters}):
            forms += [undone, *_drop_each(undone)]
    return [_hash(list(map(ord, form))) for form in forms]


def _drop_each(letters: str) -> list[str]:
    return [letters[:place] + letters[place + 1 :] for place in range(len(letters))]


def _undo_slips(word: str) -> Iterator[str]:
    """The word with two neighbours swapped back or another final letter. These slips change a letter on each side, so
    without this a word that has one more slip shares no key with the one that was meant.
    """
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if word[-1] in FINALS:
        yield from (word[:-1] + final for final in FINALS)


def _hash(letters: Sequence[int]) -> int:
    total = 0
    for letter in reversed(letters):
        total = (total * _BASE + letter) & _MASK
    return ((total * _MIX) & _MASK) & _HASH_MASK


class Neighbourhood:
    """The keys of a vocabulary, whose words are numbered by their places."""

    def __init__(self, words: Sequence[str]) -> None:
        """Raises ValueError for more than MOST_WORDS words."""
        if len(words) > MOST_WORDS:
            raise ValueError(f"{len(words):,} words are more than {MOST_WORDS:,}")
        keys = _compute_all_keys(words)
        shared = np.arange(1 << _SHARED_BITS, dtype=np.uint64) << np.uint64(64 - _SHARED_BITS)
        self._starts = np.append(keys.searchsorted(shared), len(keys))
        self._keys = _cut_keys(keys)

    def find(self, word: str, *, further: bool = False) -> list[int]:
        """The places of the words near this one, rising, with a few that are not; empty for none."""
        return self._look_up(compute_keys(word, further=further))

    def find_whole(self, word: str) -> list[int]:
        """The places of the words that differ from this one in nothing but confused letters and hamzas, rising,
        with a few others: this word's own among them, if it has one.
        """
        return self._look_up(compute_keys(word)[:1])

    def _look_up(self, keys: Sequence[int]) -> list[int]:
        wanted = np.array(keys, np.uint64)
        shared = (wanted >> np.uint64(64 - _SHARED_BITS)).astype(np.intp)
        first, counts = self._starts[shared], self._starts[shared + 1] - self._starts[shared]
        before = np.cumsum(counts) - counts
        near = self._keys[np.repeat(first - before, counts) + np.arange(counts.sum())]
        same = near >> np.uint32(_WORD_BITS) == np.repeat(_cut_keys(wanted) >> np.uint32(_WORD_BITS), counts)
        places: list[int] = np.unique(near[same] & _WORD_MASK).tolist()
        return places


def _cut_keys(keys: Keys) -> NDArray[np.uint32]:
    """Keys without what neighbours share, and without the gap between hash and word."""
    hashes = (keys >> np.uint64(64 - _HASH_BITS - _WORD_BITS)).astype(np.uint32) & ~_WORD_MASK
    cut: NDArray[np.uint32] = hashes | (keys.astype(np.uint32) & _WORD_MASK)
    return cut


def _compute_all_keys(words: Sequence[str]) -> Keys:
    """What `compute_keys` gives for each word, with the word's place in the lower bits, sorted."""
    text = _SEPARATOR.join([*words, ""]).translate(_TABLE)
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    ends = np.flatnonzero(letters == ord(_SEPARATOR))
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    lengths = ends - starts
    numbers = np.repeat(np.arange(len(ends)), lengths + 1)
    offsets = np.arange(len(letters)) - starts[numbers]
    letters[ends] = 0
    powers = np.cumprod(np.append(np.uint64(1), np.full(lengths.max(initial=0), _BASE, np.uint64)), dtype=np.uint64)
    # Sums wrap around, as those of `_hash` do: differences of them are right all the same.
    sums = np.append(np.uint64(0), np.cumsum(letters * powers[offsets], dtype=np.uint64))
    before = sums[:-1] - sums[starts][numbers]
    after = sums[ends + 1][numbers] - sums[1:]
    # A lost letter moves those after it one place forward. At the separator nothing is lost: the whole word.
    hashes = before + after * np.uint64(pow(_BASE, -1, 1 << 64))
    keys: Keys = (hashes * np.uint64(_MIX)) & np.uint64(_HASH_MASK)
    keys |= numbers.astype(np.uint64)
    keys.sort()
    return keys
