"""Words as numbers by their letters, with kernels: for the few words of a scan that are not of plain letters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FIRST_SLOTS = 1 << 12


class LetterTable:
    """Numbers words in the order of first sight, from 0. Needs Numba."""

    def __init__(self, seed: np.uint64) -> None:
        """The seed should be secret: see `scan_kernel.hash_letters`."""
        from searchapp.arabic.scanning import scan_kernel

        self._kernel = scan_kernel
        self._seed = seed
        self._slots = np.full(_FIRST_SLOTS, scan_kernel.FREE)
        self._records = np.zeros(_FIRST_SLOTS, np.uint32)
        self._known = 0
        self._used = 1  # no record is at 0, which would make a slot look free

    def number(
        self, codes: NDArray[np.uint32], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The number of each word of a text's code points, and the places of those that are new."""
        self._make_room(len(starts), int(lengths.sum()))
        numbers, new = np.empty(len(starts), np.uint32), np.empty(len(starts), np.int64)
        count = self._kernel.number_words(
            codes, starts, lengths, self._seed, self._slots, self._records, self._used, self._known, numbers, new
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
