"""The words in a row that other spellings are learned from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variants.contexts import separate_texts
from searchapp.arabic.variants.learning import MOST_TOKENS
from searchapp.engines.whoosh_engine.building.inversion import Stretch


def join_words(stretches: Iterable[Stretch]) -> NDArray[np.int32]:
    """The first words of an archive in a row, by their terms' ordinals, -1 between texts: as learning reads them."""
    rows: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    known = 0
    for stretch in stretches:
        if known >= MOST_TOKENS:
            break
        words = stretch.table[stretch.words].astype(np.int32)
        if (stretch.documents < 0).any():
            words[np.repeat(stretch.documents < 0, stretch.lengths)] = -1
        rows.append(separate_texts(words, stretch.lengths))
        known += len(stretch.words)
    return np.concatenate(rows)
