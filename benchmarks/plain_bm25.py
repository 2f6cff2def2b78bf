"""BM25 as Lucene has it, over whatever words an analysis gives: the ranking that other analyses are judged with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


class PlainBm25:
    """One field, held in memory. A text is given as its words."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        words: list[int] = []
        documents: list[int] = []
        counts: list[int] = []
        lengths: list[int] = []
        for document, text in enumerate(texts):
            lengths.append(len(text))
            for word, count in Counter(text).items():
                words.append(numbers.setdefault(word, len(numbers)))
                documents.append(document)
                counts.append(count)
        order = np.argsort(np.array(words, np.int64), kind="stable")
        self._numbers = numbers
        self._documents: NDArray[np.int64] = np.array(documents, np.int64)[order]
        self._starts = np.append(0, np.cumsum(np.bincount(words, minlength=len(numbers))))
        tf = np.array(counts, np.float64)[order]
        length = np.array(lengths, np.float64)
        norms = K1 * (1 - B + B * length / length.mean())
        held = np.diff(self._starts)
        self._idf = np.log(1 + (len(lengths) - held + 0.5) / (held + 0.5))
        self._weights = tf / (tf + norms[self._documents])
        self._size = len(lengths)

    def find_best(self, words: Sequence[str], count: int) -> list[int]:
        """The numbers of the best texts that have any of the words, the best first; at most `count`."""
        scores = np.zeros(self._size)
        for word in words:
            number = self._numbers.get(word)
            if number is not None:
                where = slice(self._starts[number], self._starts[number + 1])
                scores[self._documents[where]] += self._idf[number] * self._weights[where]
        best = np.argsort(-scores, kind="stable")[:count]
        return [int(place) for place in best if scores[place] > 0]
