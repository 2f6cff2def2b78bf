"""The words in a row that other spellings are learned from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variants.contexts import REACH, separate_texts
from searchapp.arabic.variants.learning import MOST_TOKENS
from searchapp.engines.whoosh_engine.building.inversion import Stretch


def join_words(stretches: Iterable[Stretch]) -> NDArray[np.int32]:
    """The first words of an archive in a row, by their terms' ordinals, -1 between texts: as learning reads them."""
    read: list[Stretch] = []
    known = 0
    for stretch in stretches:
        if known >= MOST_TOKENS:
            break
        read.append(stretch)
        known += len(stretch.words)
    # One row from the beginning: to join many would take as much memory again.
    row = np.empty(known + REACH * sum(len(each.lengths) for each in read), np.int32)
    at = 0
    for each in read:
        words = each.table[each.words].astype(np.int32)
        if (each.documents < 0).any():
            words[np.repeat(each.documents < 0, each.lengths)] = -1
        separated = separate_texts(words, each.lengths)
        row[at : at + len(separated)] = separated
        at += len(separated)
    return row
