"""`inversion`, compiled: a word goes straight to its place in its list."""

from __future__ import annotations

from typing import Any

from numba import types
from numpy.typing import NDArray

from searchapp.compiling import compile_kernel, vector
from searchapp.fields import VALUE_GAP

Array = NDArray[Any]

WIDTH = 4
"""What is kept of a term stands together, so that a word needs one look into memory: two counts, the last
document (counted from 1, 0 for none) and how often the term has stood there."""

_STRETCH = (vector("uint32"), vector("uint32"), vector("int64"), vector("int64"), vector("uint32"))
_STATE = vector("uint32", written=True)


@compile_kernel(*_STRETCH, types.int64, _STATE, vector("int64", written=True))
def survey_stretch(
    words: Array,
    lengths: Array,
    breaks: Array,
    documents: Array,
    table: Array,
    terms: int,
    state: Array,
    most: Array,
) -> None:
    """Add the words and postings of a stretch to each term's; raise the highest frequency and position."""
    at = further = 0
    for place in range(len(lengths)):
        document = documents[place]
        start, end = at, at + lengths[place]
        at = end
        if document < 0:
            continue
        for word in range(start, end):
            ordinal = table[words[word]]
            if ordinal >= terms:
                continue
            term = WIDTH * ordinal
            state[term] += 1
            if state[term + 2] != document + 1:
                state[term + 1] += 1
                state[term + 2], state[term + 3] = document + 1, 0
            state[term + 3] += 1
            most[0] = max(most[0], state[term + 3])
        gaps = 0
        while further < len(breaks) and breaks[further] < end:
            gaps += breaks[further] > start
            further += 1
        most[1] = max(most[1], end - start - 1 + gaps * VALUE_GAP)


@compile_kernel(*_STRETCH, types.int64, types.int64, _STATE, _STATE, _STATE)
def invert_stretch(
    words: Array,
    lengths: Array,
    breaks: Array,
    documents: Array,
    table: Array,
    first: int,
    end: int,
    state: Array,
    postings: Array,
    positions: Array,
) -> None:
    """Put the words of the terms from `first` to `end` into their lists; a term's counts say where its next one goes.

    A posting is two entries of `postings`, which stand together so that a word needs one look there: the document and
    the frequency.
    """
    at = further = 0
    for place in range(len(lengths)):
        document = documents[place]
        start = at
        at += lengths[place]
        if document < 0:
            continue
        gap = -start
        for word in range(start, at):
            while further < len(breaks) and breaks[further] <= word:
                gap += VALUE_GAP if breaks[further] > start else 0
                further += 1
            ordinal = table[words[word]]
            if first <= ordinal < end:
                term = WIDTH * (ordinal - first)
                positions[state[term]] = word + gap
                state[term] += 1
                if state[term + 2] != document + 1:
                    postings[2 * state[term + 1]] = document
                    state[term + 1] += 1
                    state[term + 2] = document + 1
                postings[2 * state[term + 1] - 1] += 1


@compile_kernel(*_STRETCH, types.int64, vector("int32", written=True))
def join_stretch(
    words: Array, lengths: Array, breaks: Array, documents: Array, table: Array, gap: int, row: Array
) -> None:
    """Fill a row with the terms of the words of a stretch, `gap` times -1 behind each document; -1 for words of
    documents to leave out.
    """
    at = start = 0
    for place in range(len(lengths)):
        end = start + lengths[place]
        for word in range(start, end):
            row[at] = table[words[word]] if documents[place] >= 0 else -1
            at += 1
        start = end
        row[at : at + gap] = -1
        at += gap
