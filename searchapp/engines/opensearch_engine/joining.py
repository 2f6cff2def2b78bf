"""Words by their numbers → texts of ready terms, in JSON, which the cluster only has to split at spaces. Terms are
written in Latin letters.

`PlainJoiner` runs everywhere, `CompiledJoiner` needs Numba; both give the same texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate, islice, pairwise
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile
from searchapp.engines.opensearch_engine.latin import write_latin

_encode = msgspec.json.Encoder().encode


class Joiner(Protocol):
    """The terms of one form, numbered from 0 in the order in which they came."""

    def extend(self, terms: Sequence[str]) -> None:
        """Take further terms."""

    def join(self, numbers: NDArray[np.uint32], counts: NDArray[np.int64]) -> list[msgspec.Raw]:
        """The texts, so many terms in each, as JSON."""


class PlainJoiner:
    """A joiner that runs everywhere."""

    def __init__(self) -> None:
        self._terms: list[str] = []

    def extend(self, terms: Sequence[str]) -> None:
        """See `Joiner`."""
        self._terms += map(write_latin, terms)

    def join(self, numbers: NDArray[np.uint32], counts: NDArray[np.int64]) -> list[msgspec.Raw]:
        """See `Joiner`."""
        words = list(map(self._terms.__getitem__, numbers.tolist()))
        bounds = pairwise([0, *np.cumsum(counts).tolist()])
        return [msgspec.Raw(_encode(" ".join(words[start:end]))) for start, end in bounds]


class CompiledJoiner:
    """A joiner for long work. Making the first one loads Numba."""

    def __init__(self) -> None:
        from searchapp.engines.opensearch_engine import joining_kernel

        self._kernel = joining_kernel
        self._letters = bytearray()
        self._ends = array("q")

    def extend(self, terms: Sequence[str]) -> None:
        """See `Joiner`."""
        pieces = _encode(list(map(write_latin, terms)))[2:-2].split(b'","') if terms else []
        self._ends.extend(islice(accumulate(map(len, pieces), initial=len(self._letters)), 1, None))
        self._letters += b"".join(pieces)

    def join(self, numbers: NDArray[np.uint32], counts: NDArray[np.int64]) -> list[msgspec.Raw]:
        """See `Joiner`."""
        ends = np.frombuffer(self._ends, np.int64)
        sizes = np.diff(ends, prepend=0)
        text = np.empty(int(sizes[numbers].sum()) + len(numbers) + 2 * len(counts), np.uint8)
        text_ends = np.empty(len(counts), np.int64)
        letters = np.frombuffer(self._letters, np.uint8)
        self._kernel.join_words(numbers, counts, letters, ends, text, text_ends)
        content = text.tobytes()
        return [msgspec.Raw(content[start:end]) for start, end in pairwise([0, *text_ends.tolist()])]


def make_joiner(*, compiled: bool) -> Joiner:
    """A joiner that has no term yet, compiled where that is wanted and Numba is there."""
    return CompiledJoiner() if compiled and can_compile() else PlainJoiner()
