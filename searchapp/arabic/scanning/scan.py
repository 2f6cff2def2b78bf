"""The words of many texts at once, as numbers: what an index is built from.

`PlainScanner` is `tokenize`, `vocalize_words` and a dictionary. `CompiledScanner` does the same with kernels, several
times faster, and needs Numba.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.folding import CODEC, vocalize_words
from searchapp.arabic.scanning.letter_table import LetterTable
from searchapp.arabic.scanning.lines import Lines, encode_lines
from searchapp.arabic.scanning.packing import (
    HALF_LETTERS,
    PackedWords,
    count_letters,
    order_keys,
    pack_words,
    unpack_keys,
    unpack_words,
)
from searchapp.arabic.tokenize import split_words
from searchapp.compiling import can_compile

_FIRST_ROWS = 1 << 16


class Scan(NamedTuple):
    """The words of some texts. `numbers` has one number for each word, in order; `counts` how many each text has.

    `pieces` has for each text the lengths that `split_words` gives, a byte each, or b"" where one needs more. What
    folds to nothing is no word: it is part of the gap around it.
    """

    numbers: NDArray[np.uint32]
    counts: NDArray[np.int64]
    pieces: list[bytes]


class SortedForms(NamedTuple):
    """The forms of a scanner as rows of lines, each row sorted. `places` says for the number of each form the place
    of its line, counted from 1 over all rows.
    """

    rows: list[Lines]
    places: NDArray[np.uint32]


class Scanner(Protocol):
    """Numbers the vocalized forms of words from 1, over all its scans."""

    def scan(self, texts: Sequence[str]) -> Scan:
        """The words of these texts, as `find_words` finds them. Each text ends its words."""

    def list_forms(self, first: int = 1) -> list[str]:
        """The vocalized forms with the numbers from `first` on, in their order."""

    def sort_forms(self) -> SortedForms:
        """All vocalized forms, sorted in one row or more."""


class PlainScanner:
    """A scanner that runs everywhere."""

    def __init__(self) -> None:
        self._words = Interner()
        self._numbers = Interner({"": 0})
        self._forms = array("I")
        """Word, by its number → number of its form."""

    def scan(self, texts: Sequence[str]) -> Scan:
        """See `Scanner`."""
        known = len(self._words)
        numbers: list[int] = []
        counts = []
        pieces = []
        for text in texts:
            words, lengths = split_words(text)
            numbers += map(self._words.__getitem__, words)
            counts.append(len(words))
            pieces.append(bytes(lengths) if max(lengths) < 256 else b"")
        new = list(islice(reversed(self._words), len(self._words) - known))[::-1]
        self._forms.extend(map(self._numbers.__getitem__, vocalize_words(new)))
        forms = np.array([self._forms[number] for number in numbers], np.uint32)
        return _drop_empty(Scan(forms, np.array(counts, np.int64), pieces))

    def list_forms(self, first: int = 1) -> list[str]:
        """See `Scanner`."""
        return list(islice(reversed(self._numbers), len(self._numbers) - first))[::-1]

    def sort_forms(self) -> SortedForms:
        """See `Scanner`."""
        forms = sorted(islice(self._numbers, 1, None))
        places = np.zeros(len(self._numbers), np.uint32)
        places[[self._numbers[form] for form in forms]] = np.arange(1, len(forms) + 1)
        return SortedForms([encode_lines(forms)], places)


class CompiledScanner:
    """A scanner for long work. Making the first one loads Numba."""

    def __init__(self) -> None:
        from searchapp.arabic.scanning import kinds, scan_kernel

        self._kernel = scan_kernel
        self._kinds = kinds.list_kinds()
        self._letters = kinds.list_plain()
        self._seed = np.uint64(secrets.randbits(64))
        self._rows = np.zeros(scan_kernel.ROW * _FIRST_ROWS, np.uint64)
        self._keys = array("Q", [0])
        """The key of each form, by its number; 0 for one that has none."""
        self._others = {"": 0}
        """The forms that have no key, in the order of their numbers."""
        self._words = LetterTable(self._seed)
        self._form_of_word = array("I")
        """Word without a key, by its number in the table → number of its form."""

    def scan(self, texts: Sequence[str]) -> Scan:
        """See `Scanner`."""
        text = "".join(texts)
        codes = np.frombuffer(text.encode(CODEC, "surrogatepass"), np.uint32)
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        most = len(codes)  # words may stand close to each other, where the script changes
        starts, lengths, keys = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.uint64)
        counts = np.empty(len(texts), np.int64)
        pieces, piece_ends = np.empty(2 * most + len(texts), np.uint8), np.empty(len(texts), np.int64)
        self._kernel.find_words(
            codes, ends, self._kinds, self._letters, starts, lengths, keys, counts, pieces, piece_ends
        )
        total = int(counts.sum())
        numbers, others = self._number_keys(keys[:total])
        if len(others):
            numbers[others] = self._number_others(text, codes, starts[others], lengths[others])
        return _drop_empty(Scan(numbers, counts, _cut(pieces, piece_ends)))

    def list_forms(self, first: int = 1) -> list[str]:
        """See `Scanner`."""
        keys = np.array(self._keys[first:], np.uint64)
        forms = unpack_words(PackedWords(keys, np.zeros(len(keys), np.uint64), count_letters(keys)))
        for form in reversed(self._others):
            number = self._others[form]
            if number < first:
                break
            forms[number - first] = form
        return forms

    def sort_forms(self) -> SortedForms:
        """See `Scanner`."""
        keys = np.array(self._keys, np.uint64)
        keyed = np.flatnonzero(keys)
        keyed = keyed[np.argsort(order_keys(keys[keyed]))]
        others = sorted(islice(self._others, 1, None))
        places = np.zeros(len(self._keys), np.uint32)
        places[keyed] = np.arange(1, len(keyed) + 1)
        places[[self._others[form] for form in others]] = np.arange(len(keyed) + 1, len(places))
        return SortedForms([unpack_keys(keys[keyed]), encode_lines(others)], places)

    def _number_keys(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The number of the form of each word with a key, and the places of those without."""
        self._make_room(len(keys))
        numbers, new, others = (
            np.empty(len(keys), np.uint32),
            np.empty(len(keys), np.int64),
            np.empty(len(keys), np.int64),
        )
        fresh, left = self._kernel.number_keys(keys, self._rows, self._seed, len(self._keys), numbers, new, others)
        self._keys.frombytes(keys[new[:fresh]].tobytes())
        return numbers, others[:left]

    def _number_others(
        self, text: str, codes: NDArray[np.uint32], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.uint32]:
        """The number of the form of each word without a key."""
        numbers, new = self._words.number(codes, starts, lengths)
        bounds = zip(starts[new].tolist(), (starts[new] + lengths[new]).tolist(), strict=True)
        forms = vocalize_words([text[start:end] for start, end in bounds])
        own, others = self._number_keys(pack_words(forms, HALF_LETTERS).low)
        for place in others.tolist():
            own[place] = self._others.setdefault(forms[place], len(self._keys))
            if own[place] == len(self._keys):
                self._keys.append(0)
        self._form_of_word.frombytes(own.tobytes())
        return np.frombuffer(self._form_of_word, np.uint32)[numbers]

    def _make_room(self, words: int) -> None:
        """See to it that so many new words could be taken in."""
        size = len(self._rows)
        while size < 2 * self._kernel.ROW * (len(self._keys) + words):
            size *= 2
        if size > len(self._rows):
            rows = np.zeros(size, np.uint64)
            self._kernel.move_keys(self._rows, rows, self._seed)
            self._rows = rows


def _cut(content: NDArray[np.uint8], ends: NDArray[np.int64]) -> list[bytes]:
    bounds = [0, *ends.tolist()]
    whole = content[: bounds[-1]].tobytes()
    return [whole[start:end] for start, end in pairwise(bounds)]


def make_scanner(*, compiled: bool) -> Scanner:
    """A scanner that has met no word yet, compiled where that is wanted and Numba is there."""
    return CompiledScanner() if compiled and can_compile() else PlainScanner()


class Interner(dict[str, int]):
    """String → number, in the order of first sight."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def _drop_empty(scan: Scan) -> Scan:
    """The scan without the words whose number is 0."""
    if scan.numbers.all():
        return scan
    texts = np.repeat(np.arange(len(scan.counts)), scan.counts)
    counts = np.bincount(texts[scan.numbers != 0], minlength=len(scan.counts))
    pieces = list(scan.pieces)
    starts = np.cumsum(scan.counts) - scan.counts
    for place in np.flatnonzero(counts != scan.counts).tolist():
        kept = scan.numbers[starts[place] : starts[place] + scan.counts[place]] != 0
        pieces[place] = _widen_gaps(pieces[place], kept.tolist())
    return Scan(scan.numbers[scan.numbers != 0], counts, pieces)


def _widen_gaps(pieces: bytes, kept: Sequence[bool]) -> bytes:
    """The pieces of a text with the words that are not kept as parts of gaps; b"" where one needs more than a byte.

    >>> list(_widen_gaps(bytes([0, 3, 1, 1, 1, 3, 0]), [True, False, True]))
    [0, 3, 3, 3, 0]
    """
    if not pieces:
        return b""
    joined = [pieces[0]]
    for word, gap, stays in zip(pieces[1::2], pieces[2::2], kept, strict=True):
        if stays:
            joined += word, gap
        else:
            joined[-1] += word + gap
    return bytes(joined) if max(joined) < 256 else b""
