"""Trees of words, ready to be evaluated in one call for each segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from whoosh.query import And, AndMaybe, ConstantScoreQuery, Query, Term

from searchapp.engines.whoosh_engine.files.segment import OpenSegment
from searchapp.engines.whoosh_engine.loops.arrays import Arrays, Floats, Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.postings import Place, Postings
from searchapp.engines.whoosh_engine.searching.scoring import Leaf, Matches, join_matches
from searchapp.query import AnyField, flatten_or

_MOST_POSTINGS = 1 << 22
"""The clock is looked at before each call: a longer one would take more than some 20 ms."""

FindLeaf: TypeAlias = Callable[[Query], Leaf | None]


@dataclass(frozen=True, slots=True)
class _Part:
    """A tree over one segment, as `Arrays.match_words` takes it."""

    each: OpenSegment
    lists: Ints
    shares: Floats
    leaves: Ints
    weights: Floats
    groups: Ints

    def match(self, arrays: Arrays, ratios: Floats, within: Ints | None) -> Matches:
        each = self.each
        tree = ratios, self.lists, self.shares, self.leaves, self.weights, self.groups
        if within is None:
            row = *each.segment.whole, each.start, each.deleted, *tree
            return Matches(*arrays.match_words(*row))
        some = *each.segment.whole, each.start, *tree, each.select(within)
        return Matches(*arrays.match_words_among(*some))


@dataclass(frozen=True, slots=True)
class Plan:
    """A tree of words over one generation."""

    arrays: Arrays
    ratios: Floats
    parts: Sequence[_Part]

    def match(self, within: Ints | None) -> Matches:
        """What matches the tree, only of the documents in `within` (live, rising) where it is given."""
        return join_matches([part.match(self.arrays, self.ratios, within) for part in self.parts])


@dataclass(slots=True)
class _Words:
    """The leaves of a tree that stand somewhere: those of each group, of which one must match, then those that only
    add to scores, the last of them so much wherever they stand.
    """

    groups: Sequence[Sequence[Leaf]]
    others: Sequence[Leaf]
    steps: Sequence[tuple[Leaf, float]]

    def list_leaves(self) -> list[Leaf]:
        """All of them."""
        return [leaf for group in (*self.groups, self.others) for leaf in group] + [leaf for leaf, _ in self.steps]


def make_plan(postings: Postings, columns: Columns, node: Query, find: FindLeaf) -> Plan | None:
    """How a tree is evaluated, of whose words `find` says where they stand. None where it is not of words alone, or
    their lists are too long for one call or not as they stand in the file, or have numbers that no call reads.
    """
    words = _read_tree(node, find)
    if words is None:
        return None
    leaves = words.list_leaves()
    if len(leaves) > 1 and sum(leaf.count() for leaf in leaves) > _MOST_POSTINGS:
        return None
    if any(piece.place is None for leaf in leaves for found, _ in leaf.lists for piece in found.pieces):
        return None
    parts = [_make_part(each, words) for each in postings.segments]
    return Plan(postings.arrays, columns.ratios, [part for part in parts if part is not None])


def is_word(node: Query) -> bool:
    """Whether a node is a word, in one field or in any of several."""
    return isinstance(node, Term | AnyField)


def _read_tree(node: Query, find: FindLeaf) -> _Words | None:
    required, optional = node.subqueries if isinstance(node, AndMaybe) else (node, None)
    groups = [flatten_or(child) for child in (required.subqueries if isinstance(required, And) else [required])]
    others = [] if optional is None else flatten_or(optional)
    steps = [child for child in others if isinstance(child, ConstantScoreQuery)]
    others = [child for child in others if not isinstance(child, ConstantScoreQuery)]
    nodes = [child for group in (*groups, others) for child in group] + [step.child for step in steps]
    if not groups or not all(map(is_word, nodes)):
        return None
    return _Words(
        [list(_find_leaves(group, find)) for group in groups],
        list(_find_leaves(others, find)),
        [(leaf, step.score) for step in steps for leaf in _find_leaves([step.child], find)],
    )


def _find_leaves(nodes: Iterable[Query], find: FindLeaf) -> Iterable[Leaf]:
    return (leaf for node in nodes if (leaf := find(node)) is not None)


def _make_part(each: OpenSegment, words: _Words) -> _Part | None:
    """The tree over one segment; None where nothing matches there."""
    rows = _Rows(each)
    groups: list[int] = []
    for group in words.groups:
        before = len(rows.leaves)
        for leaf in group:
            rows.add(leaf, leaf.weights.boost, 0.0)
        if len(rows.leaves) == before:
            return None
        groups.append(len(rows.leaves))
    required = len(rows.leaves)
    for leaf in words.others:
        rows.add(leaf, leaf.weights.boost, 0.0)
    for leaf, step in words.steps:
        rows.add_step(leaf, step, required)
    return _Part(
        each,
        np.array([place for places in rows.places for place in places], np.intp),
        np.array(rows.shares, np.float64),
        np.array(rows.leaves, np.intp),
        np.array(rows.weights, np.float64),
        np.array(groups, np.intp),
    )


class _Rows:
    """The lists of leaves in one segment: of each leaf the `places` of its lists."""

    def __init__(self, each: OpenSegment) -> None:
        self._each = each
        self.places: list[list[Place]] = []
        self.shares: list[float] = []
        self.leaves: list[tuple[int, int]] = []
        self.weights: list[tuple[float, float, float, float]] = []

    def add(self, leaf: Leaf, boost: float, step: float) -> None:
        """Add a leaf, if it stands in the segment."""
        lists = self._list(leaf)
        if lists:
            self.places.append([place for place, _ in lists])
            self.shares += [share for _, share in lists]
            self.leaves.append((len(self.shares), leaf.row))
            self.weights.append((leaf.weights.scale, leaf.weights.lead, boost, step))

    def add_step(self, leaf: Leaf, step: float, first: int) -> None:
        """Add so much wherever a leaf stands: to the same one, where that is among those from `first` on."""
        own = [place for place, _ in self._list(leaf)]
        if own not in self.places[first:]:
            self.add(leaf, 0.0, step)
            return
        number = self.places.index(own, first)
        scale, lead, boost, before = self.weights[number]
        self.weights[number] = scale, lead, boost, before + step

    def _list(self, leaf: Leaf) -> list[tuple[Place, float]]:
        """Where the leaf's lists stand, and how often each counts."""
        pieces = [(piece, share) for found, share in leaf.lists for piece in found.pieces if piece.each is self._each]
        return [(piece.place, share) for piece, share in pieces if piece.place is not None]
