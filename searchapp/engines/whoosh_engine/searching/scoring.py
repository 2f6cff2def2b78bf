"""Scores of terms, added up: for all documents, or only for those that are wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchapp.engines.base import LEAD_SHARE, TF_SHARE
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints, Weights
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents, rising, and the score of each."""

    documents: Ints
    scores: Floats


@dataclass(frozen=True, slots=True)
class Together:
    """Several lists of one segment, for one call: `places` has a row of `Piece.place` for each."""

    segment: Segment
    places: Array
    shares: Floats


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term of one field, or of several as if they were one: its lists, and how often each counts."""

    lists: Sequence[tuple[TermPostings, float]]
    weights: Weights
    together: Together | None = None
    """The lists once more, where they are several of the only segment."""

    def count(self) -> int:
        """At least as many documents as hold it."""
        return sum(found.count for found, _ in self.lists)


def join_lists(postings: Postings, lists: Sequence[tuple[TermPostings, float]]) -> Together | None:
    """Lists for one call; None for none, for several segments, and where some list is not the file's."""
    if len(postings.segments) != 1 or not lists:
        return None
    places = [found.pieces[0].place for found, _ in lists]
    if None in places:
        return None
    return Together(postings.segments[0].segment, np.array(places, np.int64), np.array([share for _, share in lists]))


def weigh_term(columns: Columns, names: tuple[str, ...], frequency: int, boost: float) -> Weights:
    """What a term's postings in these fields are weighed by, where `frequency` documents (at least 1) hold it."""
    rarity = len(columns.live) / frequency
    return Weights(columns.ratios(names), TF_SHARE * rarity, LEAD_SHARE * math.log1p(rarity), boost)


class Sums:
    """The sum of scores of each wanted document (live, rising), or of all."""

    def __init__(self, postings: Postings, wanted: Ints | None) -> None:
        self._arrays = postings.arrays
        self._postings = postings
        self._wanted = wanted
        self._size = postings.size if wanted is None else len(wanted)
        self._sums = np.zeros(self._size, np.float32)
        self._counts: tuple[Floats, Floats] | None = None

    def add_leaf(self, leaf: Leaf, *, extend: bool = False) -> None:
        """Add a term's scores; with `extend` only where something was added before."""
        if len(leaf.lists) == 1 and leaf.lists[0][1] == 1:
            leaf.lists[0][0].add_scores(leaf.weights, extend, self._wanted, self._sums)
            return
        if self._wanted is not None and leaf.together is not None:
            together = leaf.together
            row = *together.segment.whole, together.places, together.shares
            self._arrays.add_lists_among(*row, *leaf.weights, extend, self._wanted, self._sums)
            return
        if self._counts is None:
            self._counts = np.zeros(self._size, np.float32), np.zeros(self._size, np.float32)
        for found, share in leaf.lists:
            found.add_counts(share, self._wanted, *self._counts)
        if self._wanted is not None:
            self._arrays.add_weights_among(self._wanted, *leaf.weights, extend, *self._counts, self._sums)
            return
        for found, _ in leaf.lists:
            found.add_weights(leaf.weights, extend, *self._counts, self._sums)

    def add_step(self, leaf: Leaf, step: float) -> None:
        """Add so much wherever a term stands and something was added before."""
        held = np.zeros(self._postings.size, np.bool_)
        for found, _ in leaf.lists:
            found.mark_documents(held)
        if self._wanted is not None:
            held = held[self._wanted]
        self._sums += np.float32(step) * (held & (self._sums > 0))

    def add_matches(self, matches: Matches) -> None:
        """Add the scores of what was found otherwise, only of wanted documents."""
        if self._wanted is None:
            self._arrays.add_matches(matches.documents, matches.scores, self._sums)
        else:
            self._arrays.add_matches_among(matches.documents, matches.scores, self._wanted, self._sums)

    def collect(self) -> Matches:
        """The documents to which anything was added."""
        if self._wanted is None:
            return Matches(*self._arrays.collect(self._sums))
        return Matches(*self._arrays.collect_among(self._wanted, self._sums))
