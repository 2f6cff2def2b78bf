"""Words in a row → posting lists, by ranges of terms, so that memory stays bounded.

Words come in rising order of document and position, so a list is filled by going over them once: `inversion_kernel`
does that, compiled. `PlainInverter` sorts a key a word instead, with NumPy, and gives the same lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.fields import VALUE_GAP

Numbers = NDArray[np.int64]
_LOW = np.uint64(0xFFFFFFFF)


class Stretch(NamedTuple):
    """Some documents' words of one field in a row. `table` tells the term's ordinal by the word's number;
    one beyond all terms is of a word to leave out.

    `lengths` says how many words each document has, `documents` what number it gets: rising, -1 for one to leave out.
    `breaks` are the places in `words` where a further value of a document begins, rising.
    """

    words: NDArray[np.uint32]
    lengths: NDArray[np.uint32]
    breaks: Numbers
    documents: Numbers
    table: NDArray[np.uint32]


class Survey(NamedTuple):
    """For each term how many words and postings it has; the highest frequency of a posting, the last position."""

    words: Numbers
    postings: Numbers
    frequency: int
    position: int


class Lists(NamedTuple):
    """The long arrays of an `InvertedField`, for a range of terms."""

    documents: Array
    frequencies: Array
    positions: Array


class Inverter(Protocol):
    """Makes lists of stretches, whose documents rise over all of them."""

    compiled: bool
    """Whether it runs kernels."""
    range_words: int
    """How many words' lists are made at once."""

    def survey(self, stretches: Sequence[Stretch], terms: int) -> Survey:
        """Count, for so many terms."""

    def invert(self, stretches: Sequence[Stretch], survey: Survey, first: int, end: int) -> Lists:
        """The lists of the terms from `first` to `end`."""


def join_surveys(parts: Sequence[Survey]) -> Survey:
    """The survey of all documents from those of some of them (at least one)."""
    words, postings, frequencies, positions = zip(*parts, strict=True)
    return Survey(np.sum(words, axis=0), np.sum(postings, axis=0), max(frequencies), max(positions))


def split_terms(survey: Survey, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms, each with at most so many words or a single term. Nothing for no terms."""
    passed = np.cumsum(survey.words)
    first = 0
    while first < len(passed):
        done = int(passed[first - 1]) if first else 0
        end = max(first + 1, int(passed.searchsorted(done + most, side="right")))
        yield first, end
        first = end


class PlainInverter:
    """An inverter that runs everywhere."""

    compiled = False
    range_words = 4_000_000

    def survey(self, stretches: Sequence[Stretch], terms: int) -> Survey:
        """See `Inverter`."""
        words, postings = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
        frequency = position = 0
        for stretch in stretches:
            rows = _locate(stretch, 0, terms)
            keys, counts = np.unique((rows.ordinals << 32) | rows.documents, return_counts=True)
            np.add.at(postings, keys >> 32, 1)
            np.add.at(words, keys >> 32, counts)
            frequency = max(frequency, int(counts.max(initial=0)))
            position = max(position, int(rows.positions.max(initial=0)))
        return Survey(words, postings, frequency, position)

    def invert(self, stretches: Sequence[Stretch], survey: Survey, first: int, end: int) -> Lists:
        """See `Inverter`. One 64-bit key a word, its term above its place: sorted keys are words in order."""
        parts = [_locate(stretch, first, end) for stretch in stretches]
        ordinals, documents, positions = (np.concatenate(each) for each in zip(*parts, strict=True))
        keys = (ordinals.astype(np.uint64) << np.uint64(32)) | np.arange(len(ordinals), dtype=np.uint64)
        keys.sort()
        places = (keys & _LOW).astype(np.int64)
        terms, documents = keys >> np.uint64(32), documents[places]
        new_posting = np.ones(len(keys), np.bool_)
        new_posting[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
        starts = np.flatnonzero(new_posting)
        return Lists(documents[starts], np.diff(starts, append=len(keys)), positions[places])


class _Rows(NamedTuple):
    """Beside each other, for each word."""

    ordinals: Numbers
    documents: Numbers
    positions: Numbers


def _locate(stretch: Stretch, first: int, end: int) -> _Rows:
    """Where the words of some terms stand."""
    lengths = stretch.lengths.astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    gaps = np.zeros(len(stretch.words) + 1, np.int64)
    gaps[stretch.breaks] = VALUE_GAP
    gaps = np.cumsum(gaps)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    positions = np.arange(len(stretch.words)) + gaps[:-1] - (starts + gaps[starts])[owners]
    ordinals = stretch.table[stretch.words].astype(np.int64)
    documents = stretch.documents[owners]
    kept = (documents >= 0) & (ordinals >= first) & (ordinals < end)
    return _Rows(ordinals[kept], documents[kept], positions[kept])


class CompiledInverter:
    """An inverter for long work. Making it loads Numba."""

    compiled = True
    range_words = 32_000_000

    def __init__(self) -> None:
        from searchapp.engines.whoosh_engine.building import inversion_kernel

        self._kernel = inversion_kernel

    def survey(self, stretches: Sequence[Stretch], terms: int) -> Survey:
        """See `Inverter`."""
        state = np.zeros((terms, self._kernel.WIDTH), np.uint32)
        most = np.zeros(2, np.int64)
        for stretch in stretches:
            self._kernel.survey_stretch(*stretch, terms, state.reshape(-1), most)
        words, postings = state[:, 0].astype(np.int64), state[:, 1].astype(np.int64)
        return Survey(words, postings, int(most[0]), int(most[1]))

    def invert(self, stretches: Sequence[Stretch], survey: Survey, first: int, end: int) -> Lists:
        """See `Inverter`."""
        words, postings = survey.words[first:end], survey.postings[first:end]
        state = np.zeros((end - first, self._kernel.WIDTH), np.uint32)
        state[:, 0], state[:, 1] = np.cumsum(words) - words, np.cumsum(postings) - postings
        found = np.zeros((int(postings.sum()), 2), np.uint32)
        positions = np.empty(int(words.sum()), np.uint32)
        for stretch in stretches:
            self._kernel.invert_stretch(*stretch, first, end, state.reshape(-1), found.reshape(-1), positions)
        return Lists(found[:, 0], found[:, 1], positions)


def make_inverter(*, compiled: bool) -> Inverter:
    """An inverter, compiled where that is wanted and Numba is there."""
    return CompiledInverter() if compiled and can_compile() else PlainInverter()
