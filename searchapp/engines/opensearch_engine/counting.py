"""How often each exact form stands in some articles, and in how many of them: counted by their numbers.

`PlainCounter` runs everywhere, `CompiledCounter` needs Numba; both count the same.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile

Numbers = NDArray[np.int64]

_PLACE_BITS = 33
_FORM_MASK = (1 << _PLACE_BITS) - 1


class Texts(NamedTuple):
    """The texts of some articles. For each, `owners` has the place of its article, `completed` whether it is of a
    field that completes, `lengths` how many words it has. Of one article those that complete come first.
    """

    owners: Numbers
    completed: NDArray[np.bool_]
    lengths: Numbers


class FormCounts(NamedTuple):
    """For each form: `uses`, how often it stands anywhere; `articles` that hold it in a field that completes;
    `elsewhere`, those that hold it only in others.
    """

    uses: Numbers
    articles: Numbers
    elsewhere: Numbers


class Counter(Protocol):
    """Counts of forms, numbered from 0."""

    def count(self, texts: Texts, forms: Numbers, sign: int) -> None:
        """Count the words of texts, by the numbers of their forms, once more (1) or once less (-1)."""

    def finish(self) -> FormCounts:
        """The counts of the forms up to some number, and a fresh start."""


def _make_counts(forms: int) -> FormCounts:
    return FormCounts(*(np.zeros(forms, np.int64) for _ in FormCounts._fields))


class PlainCounter:
    """A counter that runs everywhere."""

    def __init__(self) -> None:
        self._counts = _make_counts(0)

    def count(self, texts: Texts, forms: Numbers, sign: int) -> None:
        """See `Counter`."""
        # One key a word: its article, its form, and last whether it stands where words do not complete. Sorted, the
        # first key of each article and form tells.
        keys = np.repeat(texts.owners << _PLACE_BITS | ~texts.completed, texts.lengths) | (forms << 1)
        keys.sort()
        keys = keys[np.diff(keys >> 1, prepend=-1) != 0]
        held = (keys & _FORM_MASK) >> 1
        found = (forms, held[keys & 1 == 0], held[keys & 1 == 1])
        self._counts = FormCounts(*(_add(*each, sign) for each in zip(self._counts, found, strict=True)))

    def finish(self) -> FormCounts:
        """See `Counter`."""
        counts, self._counts = self._counts, _make_counts(0)
        size = max(map(len, counts))
        return FormCounts(*(np.pad(each, (0, size - len(each))) for each in counts))


def _add(counts: Numbers, forms: Numbers, sign: int) -> Numbers:
    total = np.bincount(forms, minlength=len(counts)) * sign
    total[: len(counts)] += counts
    return total


class CompiledCounter:
    """A counter for long work. Making the first one loads Numba."""

    def __init__(self) -> None:
        from searchapp.engines.opensearch_engine import counting_kernel

        self._kernel = counting_kernel
        self._begin()

    def _begin(self) -> None:
        self._counts = _make_counts(0)
        self._seen = np.zeros(0, np.int64)
        """For each form the last article that held it, counted from 1 over all calls."""
        self._articles = 1

    def count(self, texts: Texts, forms: Numbers, sign: int) -> None:
        """See `Counter`."""
        if not len(forms):
            return
        most = int(forms.max()) + 1
        if most > len(self._seen):
            more = max(most, 2 * len(self._seen)) - len(self._seen)
            self._counts = FormCounts(*(np.pad(each, (0, more)) for each in self._counts))
            self._seen = np.pad(self._seen, (0, more))
        self._kernel.count_forms(
            forms, texts.lengths, texts.owners + self._articles, texts.completed, sign, *self._counts, self._seen
        )
        self._articles += int(texts.owners.max()) + 1

    def finish(self) -> FormCounts:
        """See `Counter`."""
        counts = self._counts
        self._begin()
        return counts


def make_counter(*, compiled: bool) -> Counter:
    """A counter that has counted nothing yet, compiled where that is wanted and Numba is there."""
    return CompiledCounter() if compiled and can_compile() else PlainCounter()
