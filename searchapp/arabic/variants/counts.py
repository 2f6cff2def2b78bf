"""All exact forms of an archive with their counts, asked of many words at once: with a dictionary, or compiled."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.packing import MOST_LETTERS, pack_affix, pack_words
from searchapp.compiling import can_compile

Numbers = NDArray[np.int64]

LEAST_LEFT = 3
PROCLITICS = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_BY_FIRST = {first: [each for each in PROCLITICS if each[0] == first] for first in "وبفكلا"}
ARTICLE = "ال"


class FormCounts(Protocol):
    """The exact forms of an archive, each once, and how often each stands there."""

    def pool(self) -> list[str]:
        """Each form without its proclitic, where at least three letters remain, as a word of the archive, with or
        without the article; after a proclitic of one letter as a much commoner word.
        """

    def sum_endings(self, words: Sequence[str], endings: Sequence[str]) -> Numbers:
        """How often each word stands there with one of the endings."""


class PlainCounts:
    """Counts that are kept everywhere.

    >>> PlainCounts(["كونغو", "الكونغو", "وكونغو", "وزير"], [9, 5, 1, 8]).pool()
    ['كونغو', 'كونغو', 'كونغو', 'وزير']
    """

    def __init__(self, forms: Sequence[str], counts: Sequence[int]) -> None:
        self._counts = dict(zip(forms, counts, strict=True))

    def pool(self) -> list[str]:
        """See `FormCounts`."""
        return [self._strip(form) if form[:1] in _BY_FIRST else form for form in self._counts]

    def sum_endings(self, words: Sequence[str], endings: Sequence[str]) -> Numbers:
        """See `FormCounts`."""
        count = self._counts.get
        return np.array([sum([count(word + ending, 0) for ending in endings]) for word in words], np.int64)

    def _strip(self, form: str) -> str:
        for proclitic in _BY_FIRST[form[0]]:
            rest = form[len(proclitic) :]
            if form.startswith(proclitic) and len(rest) >= LEAST_LEFT:
                if len(proclitic) > 1:
                    sure = rest in self._counts or ARTICLE + rest in self._counts
                else:
                    sure = self._counts.get(rest, 0) > 2 * self._counts[form]
                if sure:
                    return rest
        return form


class CompiledCounts(PlainCounts):
    """Counts for long work. Making them loads Numba. Words that are no numbers are asked one by one."""

    def __init__(self, forms: Sequence[str], counts: Sequence[int]) -> None:
        from searchapp.arabic.scanning import packed_kernel
        from searchapp.arabic.variants import kernel as variant_kernel

        super().__init__(forms, counts)
        self._kernel = variant_kernel
        self._seed = np.uint64(secrets.randbits(64))
        self._forms = forms
        self._packed = packed = pack_words(forms)
        held = packed.lengths > 0
        self._known = packed_kernel.make_table(len(forms))
        beside = np.array(counts, np.uint64) + np.uint64(1)  # so that none is 0
        packed_kernel.add_words(self._known, packed.low[held], packed.high[held], beside[held], self._seed)

    def pool(self) -> list[str]:
        """See `FormCounts`."""
        proclitics = np.array([pack_affix(each) for each in PROCLITICS], np.uint64)
        found = np.zeros(len(self._forms), np.uint8)
        self._kernel.find_proclitics(self._known, self._seed, *self._packed, proclitics, LEAST_LEFT, found)
        bare = [form[size:] for form, size in zip(self._forms, found.tolist(), strict=True)]
        for place in np.flatnonzero(self._packed.lengths == 0).tolist():
            if self._forms[place][:1] in _BY_FIRST:
                bare[place] = self._strip(self._forms[place])
        return bare

    def sum_endings(self, words: Sequence[str], endings: Sequence[str]) -> Numbers:
        """See `FormCounts`."""
        packed = pack_words(words, MOST_LETTERS - max(map(len, endings)))
        affixes = np.array([pack_affix(each) for each in endings], np.uint64)
        sums = np.zeros(len(words), np.int64)
        self._kernel.add_endings(self._known, self._seed, *packed, affixes, sums)
        others = np.flatnonzero(packed.lengths == 0)
        sums[others] = super().sum_endings([words[place] for place in others.tolist()], endings)
        return sums


def count_forms(forms: Sequence[str], counts: Sequence[int], *, compiled: bool) -> FormCounts:
    """Counts to ask, compiled where that is wanted and Numba is there."""
    return CompiledCounts(forms, counts) if compiled and can_compile() else PlainCounts(forms, counts)
