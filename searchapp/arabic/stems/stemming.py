"""The stems of many words at once, compiled where that is wanted and Numba is there: what an index is built with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import (
    Lines,
    count_lines,
    decode_lines,
    encode_lines,
    select_lines,
    unite_lines,
)
from searchapp.arabic.scanning.packing import (
    HALF_LETTERS,
    PackedWords,
    order_keys,
    pack_lines,
    pack_words,
    unpack_keys,
    unpack_words,
)
from searchapp.arabic.stems.lexicon import Lexicon, ListedCounts
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
    plain = Stemmer(lexicon)
    if not (compiled and can_stem_compiled()):
        return plain.stem_forms(forms)
    finder = _Finder(lexicon, len(forms))
    stems: list[str] = []
    for first in range(0, len(forms), _PACKED_WORDS):
        part = forms[first : first + _PACKED_WORDS]
        packed = pack_words(part, finder.most)
        finder.find(packed)
        stems += [stem or plain.stem(form) for stem, form in zip(unpack_words(packed), part, strict=True)]
    return stems


def stem_lines(words: Lines, lexicon: Lexicon) -> tuple[Lines, NDArray[np.uint32]]:
    """The stems of exact forms, as `stem_words` gives them, each once and sorted, and for each form the ordinal of
    its stem. Needs Numba.
    """
    finder = _Finder(lexicon, count_lines(words))
    packed = pack_lines(words, finder.most)
    finder.find(packed)
    keyed = (packed.lengths > 0) & (packed.lengths <= HALF_LETTERS)
    keys, places = np.unique(order_keys(packed.low[keyed]), return_inverse=True)
    others = PackedWords(packed.low[~keyed], packed.high[~keyed], packed.lengths[~keyed])
    forms, plain = decode_lines(select_lines(words, ~keyed)), Stemmer(lexicon)
    stems = [stem or plain.stem(form) for stem, form in zip(unpack_words(others), forms, strict=True)]
    different = sorted(set(stems))
    terms, parts = unite_lines([unpack_keys(order_keys(keys)), encode_lines(different)], compiled=True)
    ordinals = np.empty(len(keyed), np.uint32)
    ordinals[keyed] = parts[0][places]
    numbers = dict(zip(different, parts[1].tolist(), strict=True))
    ordinals[~keyed] = [numbers[stem] for stem in stems]
    return terms, ordinals


class _Finder:
    """Finds the stems of packed words of up to `most` letters."""

    def __init__(self, lexicon: Lexicon, words: int) -> None:
        from searchapp.arabic.scanning import packed_kernel
        from searchapp.arabic.stems import stem_kernel, stemming_kernel

        self.most = stemming_kernel.MOST_STEMMED
        self._find = stemming_kernel.find_stems
        self._seed = np.uint64(secrets.randbits(64))
        self._known = _note_known(lexicon, self._seed)
        self._found = packed_kernel.make_table(words, stem_kernel.FOUND_WIDTH, _MOST_FOUND)
        self._wanted = np.zeros(4, np.uint64)

    def find(self, words: PackedWords) -> None:
        """Put each word's stem in its place, none where it has to be asked for by the form."""
        self._find(self._known, self._found, self._wanted, self._seed, *words)


def _note_known(lexicon: Lexicon, seed: np.uint64) -> NDArray[np.uint64]:
    """The table of `stem_kernel.Book` with the counts of a lexicon, and the sets of words with rules of their own."""
    from searchapp.arabic.scanning import packed_kernel
    from searchapp.arabic.stems import evidence_kernel, stem_kernel

    if isinstance(lexicon.counts, ListedCounts):
        forms = pack_lines(lexicon.counts.forms)
        counts = np.uint64(1) << (lexicon.counts.sizes.astype(np.uint64) - np.uint64(1))
    else:
        forms = pack_words(list(lexicon.counts))
        counts = np.fromiter(lexicon.counts.values(), np.uint64, len(lexicon.counts))
    sets = ((stem_kernel.WHOLE, WHOLE), (stem_kernel.STOP, STOP_WORDS), (stem_kernel.NEVER_CUT, NEVER_CUT))
    known = packed_kernel.make_table(len(counts) + sum(len(words) for _, words in sets))
    parts = [(forms, counts << evidence_kernel.COUNT_SHIFT)]
    parts += [(pack_words(list(words)), np.full(len(words), bit, np.uint64)) for bit, words in sets]
    for packed, values in parts:
        held = packed.lengths > 0
        packed_kernel.add_words(known, packed.low[held], packed.high[held], values[held], seed)
    return known
