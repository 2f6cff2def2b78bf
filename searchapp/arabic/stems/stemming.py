"""The stems of many words at once, compiled where that is wanted and Numba is there: what an index is built with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.packing import pack_words, unpack_words
from searchapp.arabic.stems.lexicon import Lexicon
from searchapp.arabic.stems.stemmer import NEVER_CUT, WHOLE, Stemmer
from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.compiling import can_compile

_MOST_FOUND = 1 << 20
"""Parents that are remembered, at 40 bytes each."""
_PACKED_WORDS = 1 << 16
"""So many words are numbers at once: unpacking takes some 200 bytes a word."""


def can_stem_compiled() -> bool:
    """Whether `stem_words` can run compiled. Loads what it needs then, or compiles it, once for each machine."""
    if not can_compile():
        return False
    from searchapp.arabic.stems import stemming_kernel  # noqa: F401  # that is what loads it

    return True


def stem_words(forms: Sequence[str], lexicon: Lexicon, *, compiled: bool) -> list[str]:
    """The stem of each exact form, as `Stemmer` gives it, in their order."""
    if not (compiled and can_stem_compiled()):
        return Stemmer(lexicon).stem_forms(forms)
    from searchapp.arabic.scanning import packed_kernel
    from searchapp.arabic.stems import stem_kernel, stemming_kernel

    seed = np.uint64(secrets.randbits(64))
    known = _note_known(lexicon, seed)
    found = packed_kernel.make_table(len(forms), stem_kernel.FOUND_WIDTH, _MOST_FOUND)
    wanted = np.zeros(4, np.uint64)
    plain = Stemmer(lexicon)
    stems: list[str] = []
    for first in range(0, len(forms), _PACKED_WORDS):
        part = forms[first : first + _PACKED_WORDS]
        packed = pack_words(part, stemming_kernel.MOST_STEMMED)
        stemming_kernel.find_stems(known, found, wanted, seed, *packed)
        stems += [stem or plain.stem(form) for stem, form in zip(unpack_words(packed), part, strict=True)]
    return stems


def _note_known(lexicon: Lexicon, seed: np.uint64) -> NDArray[np.uint64]:
    """The table of `stem_kernel.Book` with the counts of a lexicon, and the sets of words with rules of their own."""
    from searchapp.arabic.scanning import packed_kernel
    from searchapp.arabic.stems import evidence_kernel, stem_kernel

    counts = np.fromiter(lexicon.counts.values(), np.uint64, len(lexicon.counts)) << evidence_kernel.COUNT_SHIFT
    sets = ((stem_kernel.WHOLE, WHOLE), (stem_kernel.STOP, STOP_WORDS), (stem_kernel.NEVER_CUT, NEVER_CUT))
    known = packed_kernel.make_table(len(counts) + sum(len(words) for _, words in sets))
    parts = [(list(lexicon.counts), counts)]
    parts += [(list(words), np.full(len(words), bit, np.uint64)) for bit, words in sets]
    for words, values in parts:
        packed = pack_words(words)
        held = packed.lengths > 0
        packed_kernel.add_words(known, packed.low[held], packed.high[held], values[held], seed)
    return known
