"""The words in a row that other spellings are learned from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variants.contexts import REACH, separate_texts
from searchapp.arabic.variants.learning import MOST_TOKENS
from searchapp.compiling import can_compile
from searchapp.engines.whoosh_engine.building.inversion import Stretch


def join_words(stretches: Iterable[Stretch], *, compiled: bool) -> NDArray[np.int32]:
    """The first words of an archive in a row, by their terms' ordinals, -1 between texts: as learning reads them. A
    kernel joins them, where that is wanted and Numba is there.
    """
    read: list[Stretch] = []
    known = 0
    for stretch in stretches:
        if known >= MOST_TOKENS:
            break
        read.append(stretch)
        known += len(stretch.words)
    # One row from the beginning: to join many would take as much memory again.
    row = np.empty(known + REACH * sum(len(each.lengths) for each in read), np.int32)
    join = _join_compiled if compiled and can_compile() else _join
    at = 0
    for each in read:
        end = at + len(each.words) + REACH * len(each.lengths)
        join(each, row[at:end])
        at = end
    return row


def _join(stretch: Stretch, row: NDArray[np.int32]) -> None:
    """Fill a row with the words of a stretch."""
    words = stretch.table[stretch.words].astype(np.int32)
    if (stretch.documents < 0).any():
        words[np.repeat(stretch.documents < 0, stretch.lengths)] = -1
    row[:] = separate_texts(words, stretch.lengths)


def _join_compiled(stretch: Stretch, row: NDArray[np.int32]) -> None:
    from searchapp.engines.whoosh_engine.building import inversion_kernel

    inversion_kernel.join_stretch(*stretch, REACH, row)
