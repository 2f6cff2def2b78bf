"""The other spellings that a generation has learned and is frozen with, and the words that they are learned from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import Variants
from searchapp.arabic.variant_contexts import separate_texts
from searchapp.arabic.variant_learning import MOST_TOKENS
from searchapp.engines.whoosh_engine.inversion import Stretch
from searchapp.errors import DamagedIndexError

VARIANTS = "variants.bin"


def write_variants(folder: Path, variants: Variants) -> None:
    """Write what a generation has learned."""
    (folder / VARIANTS).write_bytes(variants.to_bytes())


def read_variants(folder: Path) -> Variants:
    """What a generation has learned, and what ships. Raises DamagedIndexError, which names the file."""
    path = folder / VARIANTS
    try:
        return Variants.from_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedIndexError(f"{path} is damaged ({error}). Run `searchapp reindex`.") from error


def join_words(stretches: Iterable[Stretch]) -> NDArray[np.int32]:
    """The first words of an archive in a row, by their terms' ordinals, -1 between texts: as learning reads them."""
    rows: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    known = 0
    for stretch in stretches:
        if known >= MOST_TOKENS:
            break
        live = np.repeat(stretch.documents >= 0, stretch.lengths)
        words = np.where(live, stretch.table[stretch.words].astype(np.int32), -1)
        rows.append(separate_texts(words, stretch.lengths))
        known += len(stretch.words)
    return np.concatenate(rows)
