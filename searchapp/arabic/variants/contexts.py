"""How alike the contexts of words are: what stands within five words of them, in few dimensions.

Counts of context words become positive pointwise mutual information, of which the strongest dimensions are kept.
Two spellings of one name stand in the same contexts; a likeness is told in standard deviations above that of the
same words and random others, because common words are a little like everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile

REACH = 5
DIMENSIONS = 150
SAMPLE = 400
BASIS_WORDS = 2500
SPARE_DIMENSIONS = 30
TURNS = 4
LEAST_SHARE = 1e-13
"""A direction whose square is a smaller share of the largest is noise."""
ROWS = 64
"""So many rows of a table are weighed together: what is made of them stays near the processor, too."""
STRETCH = 1 << 18
"""So many words are looked at together: what is made of them stays near the processor."""
CONTEXT_POWER = 0.75
"""Rare context words weigh less than their counts would have it."""

Ids = NDArray[np.int32]
Matrix = NDArray[np.float32]
Table = NDArray[np.uint32]


def separate_texts(words: Ids, lengths: NDArray[np.integer[Any]]) -> Ids:
    """The words of texts in one row, each text followed by as many -1 as a context reaches.

    >>> separate_texts(np.array([7, 8, 9], np.int32), np.array([2, 1])).tolist()
    [7, 8, -1, -1, -1, -1, -1, 9, -1, -1, -1, -1, -1]
    """
    row = np.full(len(words) + REACH * len(lengths), -1, np.int32)
    taken = np.ones(len(row), np.bool_)
    ends = np.cumsum(lengths, dtype=np.int64) + REACH * np.arange(len(lengths))
    taken[ends[:, np.newaxis] + np.arange(REACH)] = False
    row[taken] = words
    return row


class Contexts:
    """The contexts of some words of an archive."""

    def __init__(self, stream: Ids, words: Ids, marks: Ids, *, compiled: bool = False) -> None:
        """`stream` is the archive's words in order, by number, -1 for what is none. `words` and `marks` say for each
        number, and last for -1, its place among the words to compare, the commonest first, and among those that
        describe a context; -1 for neither. Kernels count the same, where that is wanted and Numba is there.
        """
        count = _count_compiled if compiled and can_compile() else _count
        self._vectors = _reduce(_weigh(*count(stream, words, marks)))
        size = len(self._vectors)
        chosen = np.random.default_rng(0).choice(max(size, 1), min(SAMPLE, size), replace=False)
        likeness = self._vectors @ self._vectors[chosen].T if size else np.zeros((0, 1), np.float32)
        self._means, self._spreads = likeness.mean(axis=1), likeness.std(axis=1) + 1e-6

    def compare(self, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """How alike the words of each pair are, by their places among `words`, in standard deviations."""
        if not pairs:
            return np.zeros(0)
        one, other = np.array(pairs).T
        likeness = np.einsum("ij,ij->i", self._vectors[one], self._vectors[other])
        scores = [(likeness - self._means[each]) / self._spreads[each] for each in (one, other)]
        mean: NDArray[np.float64] = ((scores[0] + scores[1]) / 2).astype(np.float64)
        return mean


def place_numbers(numbers: Ids, size: int) -> Ids:
    """For each number below `size`, and last for -1, its place among the numbers, or -1."""
    places = np.full(size + 1, -1, np.int32)
    places[numbers] = np.arange(len(numbers), dtype=np.int32)
    return places


def _count(stream: Ids, words: Ids, marks: Ids) -> tuple[Table, Matrix]:
    """How often each mark stands near each word, and anywhere."""
    rows, columns = int(words.max(initial=-1)) + 1, int(marks.max(initial=-1)) + 1
    wanted = words >= 0
    times = np.zeros(len(marks), np.int64)
    places = [np.zeros(0, np.intp)]
    for first in range(0, len(stream), STRETCH):
        part = stream[first : first + STRETCH]
        places.append(first + np.flatnonzero(wanted[part]))
        times += np.bincount(part + 1, minlength=len(marks))
    found = np.concatenate(places)
    row = words[stream[found]].astype(np.int64) * columns
    cells = []
    for offset in (*range(-REACH, 0), *range(1, REACH + 1)):
        inside = (found + offset >= 0) & (found + offset < len(stream))
        column = marks[stream[found[inside] + offset]]
        cells.append(row[inside][column >= 0] + column[column >= 0])
    table = np.bincount(np.concatenate(cells), minlength=rows * columns).astype(np.uint32)
    # The first of the times is that of -1, which is the last of the marks and never one.
    seen = marks[:-1] >= 0
    totals = np.bincount(marks[:-1][seen], times[1:][seen], columns).astype(np.float32)
    return table.reshape(rows, columns), totals


def _count_compiled(stream: Ids, words: Ids, marks: Ids) -> tuple[Table, Matrix]:
    """`_count`, several times faster."""
    from searchapp.arabic.variants import kernel as variant_kernel

    rows, columns = int(words.max(initial=-1)) + 1, int(marks.max(initial=-1)) + 1
    table, times = np.zeros(rows * columns, np.uint32), np.zeros(len(marks), np.int64)
    variant_kernel.count_near(stream, words, marks, columns, REACH, table, times)
    totals = np.bincount(marks[marks >= 0], times[marks >= 0], columns).astype(np.float32)
    return table.reshape(rows, columns), totals


def _weigh(table: Table, totals: Matrix) -> Matrix:
    """Positive pointwise mutual information, in the memory of the counts."""
    shares = totals**CONTEXT_POWER
    shares /= max(shares.sum(), 1.0)
    result = table.view(np.float32)
    for first in range(0, len(table), ROWS):
        counts = table[first : first + ROWS].astype(np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.log(counts / (counts.sum(axis=1, keepdims=True) * shares))
        weights[~np.isfinite(weights)] = 0
        np.maximum(weights, 0, out=result[first : first + ROWS])
    return result


def _reduce(weights: Matrix) -> Matrix:
    """The strongest dimensions, each word's vector of length 1; by the square matrix of the shorter side.

    A dimension counts with the root of its singular value, so that the first ones do not drown the others.
    """
    rows, columns = weights.shape
    if rows <= columns:
        values, directions = _find_directions(weights @ weights.T)
        vectors = directions * np.maximum(values, 0) ** 0.25
    else:
        # The commonest words' directions are nearly those of all.
        sample = weights[:BASIS_WORDS]
        values, directions = _find_directions(sample.T @ sample)
        vectors = (weights @ directions) * np.maximum(values, 1e-6) ** -0.25
    result: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result


def _find_directions(square: Matrix) -> tuple[Matrix, Matrix]:
    """The strongest eigenvalues of a symmetric matrix, and beside each its direction; the weakest of them roughly.

    A few random directions are turned towards the strongest: that takes a fifth of the time of finding all.
    """
    block = np.random.default_rng(0).standard_normal((len(square), DIMENSIONS + SPARE_DIMENSIONS), np.float32)
    if len(square) <= block.shape[1]:
        block = np.eye(len(square), dtype=np.float32)
    else:
        for _ in range(TURNS):
            block = _make_upright(square @ block)
    values, directions = np.linalg.eigh(block.T @ square @ block)
    return values[-DIMENSIONS:], block @ directions[:, -DIMENSIONS:]


def _make_upright(block: Matrix) -> Matrix:
    """Directions at right angles to each other that span what these span, each of length 1, or 0 where there are
    fewer. By products of whole matrices: `qr` takes many small steps, and its threads wait for each other at each.
    """
    wide = block.astype(np.float64)
    values, directions = np.linalg.eigh(wide.T @ wide)
    sure = values > LEAST_SHARE * values[-1]
    scales = np.where(sure, values, 1.0) ** -0.5 * sure
    result: Matrix = (wide @ (directions * scales)).astype(np.float32)
    return result
