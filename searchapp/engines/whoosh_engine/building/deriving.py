"""Exact forms → the other forms, once for each different word of what is written, when all of it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import Lexicon, learn_lexicon
from searchapp.arabic.stems.stemming import stem_words
from searchapp.engines.whoosh_engine.files.lexicon_file import LEXICON, read_lexicon, write_lexicon
from searchapp.fields import STEM


class Derive(Protocol):
    """What gives the forms of words."""

    def __call__(self, words: Sequence[str], counts: NDArray[np.int64]) -> Mapping[str, list[str]]:
        """For each derived form, that of each word. `words` are all exact forms, sorted, `counts` how often each
        stands in the documents.
        """


def derive_forms(words: Sequence[str], lexicon: Lexicon, *, compiled: bool = False) -> dict[str, list[str]]:
    """For each derived form, that of each exact form; by kernels, where that is wanted and Numba is there."""
    return {STEM: stem_words(words, lexicon, compiled=compiled)}


def take_lexicon(folder: Path, words: Sequence[str], counts: Sequence[int]) -> Lexicon:
    """The lexicon that the generation in a folder is frozen with; one that has none yet gets that of these words."""
    if (folder / LEXICON).exists():
        return read_lexicon(folder)
    lexicon = learn_lexicon(words, counts)
    write_lexicon(folder, lexicon)
    return lexicon
