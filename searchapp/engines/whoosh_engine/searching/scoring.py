"""Matching documents and their scores: of a term, and added up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from searchapp.engines.base import LEAD_SHARE, TF_SHARE
from searchapp.engines.whoosh_engine.loops.arrays import SPARSE, Arrays, Floats, Ints, Weights
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.postings import TermPostings


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents, rising, and the score of each."""

    documents: Ints
    scores: Floats


NONE = Matches(np.empty(0, np.intp), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term of one field, or of several as if they were one: its lists, and how often each counts. `row` is that of
    its ratios among those of `Columns`.
    """

    lists: Sequence[tuple[TermPostings, float]]
    weights: Weights
    row: int

    def count(self) -> int:
        """At least as many documents as hold it."""
        return sum(found.count for found, _ in self.lists)


def weigh_term(columns: Columns, row: int, frequency: int, boost: float) -> Weights:
    """What a term's postings are weighed by with these ratios, where `frequency` documents (at least 1) hold it."""
    rarity = len(columns.live) / frequency
    return Weights(columns.ratios[row], TF_SHARE * rarity, LEAD_SHARE * math.log1p(rarity), boost)


def match_leaf(arrays: Arrays, leaf: Leaf, within: Ints | None) -> Matches:
    """The documents that hold a leaf, only those in `within` (live, rising) where it is given."""
    wanted = within
    if wanted is None:
        wanted = reduce(arrays.merge_documents, [found.list_documents() for found, _ in leaf.lists])
    tf = np.zeros(len(wanted), np.float32)
    firsts = np.full(len(wanted), np.inf, np.float32)
    for found, share in leaf.lists:
        found.add_counts(share, wanted, tf, firsts)
    held = np.flatnonzero(tf)
    documents = wanted[held]
    return Matches(documents, arrays.weigh(documents, tf[held], firsts[held], *leaf.weights))


def join_matches(rows: Sequence[Matches]) -> Matches:
    """Those of one segment behind those of another."""
    if len(rows) == 1:
        return rows[0]
    documents = [NONE.documents, *[row.documents for row in rows]]
    return Matches(np.concatenate(documents), np.concatenate([NONE.scores, *[row.scores for row in rows]]))


def add_up(arrays: Arrays, rows: Sequence[Matches], size: int) -> Matches:
    """The documents, of `size`, that are in any of the rows; scores add up."""
    if sum(len(row.documents) for row in rows) < size // SPARSE:
        wanted = reduce(arrays.merge_documents, [row.documents for row in rows], NONE.documents)
        sums = np.zeros(len(wanted), np.float32)
        for row in rows:
            arrays.add_matches_among(row.documents, row.scores, wanted, sums)
        return Matches(*arrays.collect_among(wanted, sums))
    sums = np.zeros(size, np.float32)
    for row in rows:
        arrays.add_matches(row.documents, row.scores, sums)
    return Matches(*arrays.collect(sums))
