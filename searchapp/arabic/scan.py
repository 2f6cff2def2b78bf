"""The words of many texts at once, as numbers: what an index is built from.

`PlainScanner` is `tokenize` and a dictionary. `CompiledScanner` does the same with a kernel, several times faster,
and needs Numba; both give the same numbers. `FormScanner` goes on from words to their exact forms.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.folding import CODEC, vocalize_words
from searchapp.arabic.tokenize import split_words
from searchapp.compiling import can_compile

_FIRST_SLOTS = 1 << 16


class Scan(NamedTuple):
    """The words of some texts. `numbers` has one number for each word, in order; `counts` how many each text has.

    `new` are the words that this scanner had not met before, in the order of their numbers, which go on from there.
    `pieces` has for each text the lengths that `split_words` gives, a byte each, or b"" where one needs more.
    """

    numbers: NDArray[np.uint32]
    counts: NDArray[np.int64]
    new: list[str]
    pieces: list[bytes]


class Scanner(Protocol):
    """Numbers words in the order of first sight, from 0, over all its scans."""

    def scan(self, texts: Sequence[str]) -> Scan:
        """The words of these texts, as `find_words` finds them. Each text ends its words."""


class PlainScanner:
    """A scanner that runs everywhere."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def scan(self, texts: Sequence[str]) -> Scan:
        """See `Scanner`."""
        known = len(self._numbers)
        numbers: list[int] = []
        counts = []
        pieces = []
        for text in texts:
            words, lengths = split_words(text)
            for word in words:
                numbers.append(self._numbers.setdefault(word, len(self._numbers)))
            counts.append(len(words))
            pieces.append(bytes(lengths) if max(lengths) < 256 else b"")
        new = list(islice(reversed(self._numbers), len(self._numbers) - known))[::-1]
        return Scan(np.array(numbers, np.uint32), np.array(counts, np.int64), new, pieces)


class CompiledScanner:
    """A scanner for long work. Making the first one loads Numba."""

    def __init__(self) -> None:
        from searchapp.arabic import kinds, scan_kernel

        self._kernel = scan_kernel
        self._kinds = kinds.list_kinds()
        self._seed = np.uint64(secrets.randbits(64))
        self._slots = np.full(_FIRST_SLOTS, scan_kernel.FREE)
        self._records = np.zeros(_FIRST_SLOTS, np.uint32)
        self._known = 0
        self._used = 1  # no record is at 0, which would make a slot look free

    def scan(self, texts: Sequence[str]) -> Scan:
        """See `Scanner`."""
        text = "".join(texts)
        codes = np.frombuffer(text.encode(CODEC, "surrogatepass"), np.uint32)
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        most = len(codes)  # words may stand close to each other, where the script changes
        starts, lengths, hashes = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.uint32)
        counts = np.empty(len(texts), np.int64)
        pieces, piece_ends = np.empty(2 * most + len(texts), np.uint8), np.empty(len(texts), np.int64)
        self._kernel.find_words(
            codes, ends, self._kinds, self._seed, starts, lengths, hashes, counts, pieces, piece_ends
        )
        total = int(counts.sum())
        numbers, new = self._number(codes, starts[:total], lengths[:total], hashes[:total])
        words = zip(starts[new].tolist(), (starts[new] + lengths[new]).tolist(), strict=True)
        return Scan(numbers, counts, [text[start:end] for start, end in words], _cut(pieces.tobytes(), piece_ends))

    def _number(
        self,
        codes: NDArray[np.uint32],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        hashes: NDArray[np.uint32],
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The number of each word, and which of them are new."""
        self._make_room(len(starts), int(lengths.sum()))
        numbers, new = np.empty(len(starts), np.uint32), np.empty(len(starts), np.int64)
        count = self._kernel.number_words(
            codes, starts, lengths, hashes, self._slots, self._records, self._used, self._known, numbers, new
        )
        new = new[:count]
        self._known += count
        self._used += self._kernel.HEAD * count + int(lengths[new].sum())
        return numbers, new

    def _make_room(self, words: int, chars: int) -> None:
        """See to it that so many new words of so many characters in all could be taken in."""
        least = self._used + self._kernel.HEAD * words + chars
        if least > len(self._records):
            records = np.zeros(max(least, 2 * len(self._records)), np.uint32)
            records[: self._used] = self._records[: self._used]
            self._records = records
        size = len(self._slots)
        while size < 2 * (self._known + words):
            size *= 2
        if size > len(self._slots):
            slots = np.full(size, self._kernel.FREE)
            self._kernel.move_words(self._slots, slots)
            self._slots = slots


def _cut(content: bytes, ends: NDArray[np.int64]) -> list[bytes]:
    bounds = [0, *ends.tolist()]
    return [content[start:end] for start, end in pairwise(bounds)]


def make_scanner(*, compiled: bool) -> Scanner:
    """A scanner that has met no word yet, compiled where that is wanted and Numba is there."""
    return CompiledScanner() if compiled and can_compile() else PlainScanner()


class Interner(dict[str, int]):
    """String → number, in the order of first sight."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


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


class FormScanner:
    """Numbers the vocalized forms of words from 1, over all its scans. 0 is "no word": it folds to nothing."""

    def __init__(self, *, compiled: bool) -> None:
        self._scanner = make_scanner(compiled=compiled)
        self._numbers = Interner({"": 0})
        self._forms = array("I")
        """Raw word, by the scanner's number → vocalized form."""

    def scan(self, texts: Sequence[str]) -> Scan:
        """The words of texts by the numbers of their vocalized forms. What is no word is part of the gap around it,
        so that pieces and positions count alike.
        """
        scan = self._scanner.scan(texts)
        self._forms.extend(map(self._numbers.__getitem__, vocalize_words(scan.new)))
        numbers = np.frombuffer(self._forms, np.uint32)[scan.numbers] if len(scan.numbers) else scan.numbers
        if numbers.all():
            return scan._replace(numbers=numbers)
        texts_of_words = np.repeat(np.arange(len(texts)), scan.counts)
        counts = np.bincount(texts_of_words[numbers != 0], minlength=len(texts))
        pieces = list(scan.pieces)
        starts = np.cumsum(scan.counts) - scan.counts
        for place in np.flatnonzero(counts != scan.counts).tolist():
            kept = numbers[starts[place] : starts[place] + scan.counts[place]] != 0
            pieces[place] = _widen_gaps(pieces[place], kept.tolist())
        return Scan(numbers[numbers != 0], counts, scan.new, pieces)

    def list_forms(self, first: int = 1) -> list[str]:
        """The vocalized forms with the numbers from `first` on, in their order."""
        return list(islice(reversed(self._numbers), len(self._numbers) - first))[::-1]
