"""The loops over posting lists and columns: what they promise, and which of two modules runs them.

`arrays_numpy` works everywhere; `arrays_numba` does the same compiled, several times as fast, where the extra `fast`
is installed. A posting list of one segment is given as `documents` (numbers inside the segment, rising),
`frequencies` (beside each, how often), the segment's `first` document and which of its documents are `deleted`
(an empty array: none). These and `Weights` stand one by one among the arguments: bundled they would cost a compiled
call half as much again. Everything else counts documents over all segments; lists of them are rising.

A sum of scores above 0 also means "this document matches", so a sum of nothing is kept at `LEAST`, which is taken off
again at the end.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile, load_only
from searchapp.engines.snippets import Cutter, choose_cutter
from searchapp.engines.whoosh_engine.files.records import HEAD
from searchapp.engines.whoosh_engine.files.segment_file import Array

Ints = NDArray[np.intp]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

LEAST = np.float32(1e-30)
KEY_BITS = 32
"""A document and a position as one number: so many bits are the position's."""
SPARSE = 16
"""Lists with fewer than one posting for so many documents are merged; longer ones go through an array of all."""
NO_FLAGS: Flags = np.empty(0, np.bool_)


class Weights(NamedTuple):
    """What a term's postings are weighed by: see `engines.base` on scores.

    The score of a document is boost · (ln(1 + scale · tf · ratios[document]) + lead · near).
    """

    ratios: Floats
    scale: float
    lead: float
    boost: float


class Arrays(Protocol):
    """The loops. `near` is 1 for a term at the beginning of a text and falls towards 0 for one far behind it."""

    def weigh(
        self,
        documents: Ints,
        counts: Array,
        firsts: Array,
        ratios: Floats,
        scale: float,
        lead: float,
        boost: float,
        /,
    ) -> Floats:
        """The score of each document, from how often something stands in it and where it does so first."""

    def list_documents(self, documents: Array, first: int, deleted: Flags, /) -> Ints:
        """The documents of a list that are not deleted."""

    def merge_documents(self, left: Ints, right: Ints, /) -> Ints:
        """The documents of either."""

    def mark_documents(self, documents: Array, first: int, deleted: Flags, mask: Flags, /) -> None:
        """Set the mask, of all documents, for those of one or more lists."""

    def add_counts_among(
        self,
        documents: Array,
        frequencies: Array,
        positions: Array,
        first: int,
        share: float,
        wanted: Ints,
        tf: Floats,
        firsts: Floats,
        /,
    ) -> None:
        """Add `share` times each frequency to `tf`, and make `firsts` the least position seen; both stand beside
        wanted documents, which live.
        """

    def match_words(
        self,
        documents: Array,
        ones: Array,
        twos: Array,
        fours: Array,
        first: int,
        deleted: Flags,
        ratios: Floats,
        lists: Ints,
        shares: Floats,
        leaves: Ints,
        weights: Floats,
        groups: Ints,
        /,
    ) -> tuple[Ints, Floats]:
        """The documents of one segment that match a tree of words, and their scores.

        The first four arrays are `Segment.whole`, and a row of `lists` is the `Place` of a list, which is not empty;
        beside it `shares` says how often its term counts. A leaf is some lists as if they were of one term: a row of
        `leaves` says behind which of all lists its own end, and which row of `ratios` is its own; one of `weights`
        has its scale, lead and boost, and what it adds besides wherever it stands. `groups`, one at least, says
        behind which of all leaves each group ends: of each group some leaf must match, and none of them adds
        anything besides. The leaves behind the last group only add to scores.
        """

    def match_words_among(
        self,
        documents: Array,
        ones: Array,
        twos: Array,
        fours: Array,
        first: int,
        ratios: Floats,
        lists: Ints,
        shares: Floats,
        leaves: Ints,
        weights: Floats,
        groups: Ints,
        wanted: Ints,
        /,
    ) -> tuple[Ints, Floats]:
        """The same of some live documents of the segment."""

    def add_matches(self, documents: Ints, scores: Floats, sums: Floats, /) -> None:
        """Add scores to the sums, of all documents."""

    def add_matches_among(self, documents: Ints, scores: Floats, wanted: Ints, sums: Floats, /) -> None:
        """The same where only some documents are wanted; the sums stand beside these."""

    def collect(self, sums: Floats, /) -> tuple[Ints, Floats]:
        """The documents whose sum is above 0, and their sums."""

    def collect_among(self, wanted: Ints, sums: Floats, /) -> tuple[Ints, Floats]:
        """The same of sums that stand beside some documents."""

    def list_positions(
        self, documents: Array, frequencies: Array, positions: Array, first: int, wanted: Ints, /
    ) -> tuple[Ints, Ints]:
        """Where a term stands in the wanted documents: a document and a position for each occurrence."""

    def list_keys(
        self, documents: Array, ones: Array, twos: Array, fours: Array, places: Array, groups: Ints, wanted: Ints, /
    ) -> tuple[Ints, Ints]:
        """Where any term of each group stands in the wanted documents, as keys (KEY_BITS), rising within a
        group; and where each group's keys end. The terms' lists are given as `match_words` has them,
        `groups` says behind which of them each group ends; no two terms of a group have one place.
        """

    def keep_followed(
        self,
        found: Ints,
        where: Ints,
        documents: Array,
        frequencies: Array,
        positions: Array,
        first: int,
        offset: int,
        /,
    ) -> tuple[Ints, Ints]:
        """Of places (as `list_positions` gives them) those that have another term `offset` words further on."""

    def count_runs(self, found: Ints, where: Ints, /) -> tuple[Ints, Ints, Ints]:
        """The different documents of such places, how often each stands there, and its first position."""

    def weigh_nearness(self, keys: Ints, ends: Ints, fields: int, rarities: Floats, wanted: Ints, /) -> Floats:
        """For each wanted document the sum over the pairs of words of the lesser rarity times 1/√d + 1/√e, where d is
        the least distance between two places of the pair in any field of it, and e that from a place of the one to a
        later one of the other, both as typed. The keys, of wanted documents alone, are given as `list_keys` gives
        them, a group for each field of each word, then as many of the words as they were typed.
        """

    def place_marks(
        self, records: Array, ends: Ints, documents: Ints, keys: Ints, groups: Ints, bits: Ints, titles: int, /
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """The words at some places as marks of the titles and bodies of documents: start, end and bits of each, with
        the bits of all that stand there; then how many each title and then each body has, or -1 for one whose places
        were not kept. The places are as `list_keys` gives them, in these documents alone, of each group with its
        bits; the first so many groups are of titles. The records of the documents stand in a row, up to `ends`.
        """

    @property
    def cut_snippets(self) -> Cutter | None:
        """See there; None where nothing is compiled."""

    def find_string(self, content: Array, ends: Array, wanted: bytes, first: int, /) -> int:
        """Of sorted strings in a row, given with the end of each, the first from `first` on that is not below
        `wanted`. There must be one string at least.
        """

    def count_postings(self, ordinals: Array, starts: Array, terms: Array, counts: Ints, /) -> None:
        """Add to the count of each of some terms how many documents its list has, where a field's lists are those of
        rising `ordinals`, at least one, and begin at `starts`.
        """

    def count_values(self, ordinals: Array, documents: Ints, size: int, /) -> Ints:
        """How many of the documents have each of `size` values of a column."""

    def pick_best(self, values: Floats, count: int, /) -> Ints:
        """The places of the `count` (1 or more) largest values and of all that equal the least of them, rising."""


@cache
def choose_arrays(compiled: bool, *, wait: bool = True) -> Arrays:
    """The compiled loops, ready to run, where they are wanted and can be had; else NumPy's.

    Without `wait`, raises NotCompiledError where they have yet to be compiled, which takes half a minute.
    """
    use_compiled = compiled and can_compile()
    name = "arrays_numba" if use_compiled else "arrays_numpy"
    arrays = cast(Arrays, import_module(f"{__package__}.{name}"))
    if use_compiled:
        with nullcontext() if wait else load_only():
            _run_all(arrays)
    return arrays


def _run_all(arrays: Arrays) -> None:
    """Call each of the loops once, with the types that an index of fewer and of more than 65,536 articles has.

    What is compiled is so then, or read from where it was kept: no search waits for it.
    """
    sums, tf, firsts = np.zeros((3, 2), np.float32)
    ratios = np.ones((2, 2), np.float32)
    wanted = np.zeros(1, np.intp)
    for kind in (np.uint16, np.uint32):
        row = _freeze(np.zeros(1, kind)), _freeze(np.ones(1, np.uint8)), _freeze(np.zeros(1, np.uint16))
        whole = *row, _freeze(np.zeros(1, np.uint32))
        documents = row[0]
        arrays.mark_documents(documents, 0, NO_FLAGS, np.zeros(2, np.bool_))
        arrays.add_counts_among(*row, 0, 1.0, wanted, tf, firsts)
        lists = np.array([[0, 0, 0, 1, 1, 0]])
        arrays.list_keys(*whole, lists, wanted + 1, wanted)
        tree = ratios, lists, np.ones(1), np.ones((1, 2), np.intp), np.ones((1, 4)), wanted + 1
        given = *whole, 0, NO_FLAGS, *tree
        arrays.match_words(*given)
        some = *whole, 0, *tree, wanted
        arrays.match_words_among(*some)
        arrays.merge_documents(wanted, arrays.list_documents(documents, 0, NO_FLAGS))
        arrays.keep_followed(*arrays.list_positions(*row, 0, wanted), *row, 0, 1)
        arrays.count_values(_freeze(np.zeros(1, kind)), wanted, 1)
    strings = _freeze(np.zeros(1, np.uint8))
    for kind in (np.uint8, np.uint16, np.uint32):
        arrays.find_string(strings, _freeze(np.ones(1, kind)), b"", 0)
    arrays.count_values(strings, wanted, 1)
    record = _freeze(np.array([HEAD, 0, 0, 0] * (HEAD // 4), np.uint8))  # of no places and no document
    arrays.place_marks(record, wanted + HEAD, wanted, wanted[:0], wanted, wanted, 0)
    choose_cutter()
    ordinals = _freeze(np.zeros(2, np.uint32))
    for kind in (np.uint8, np.uint16, np.uint32):
        arrays.count_postings(ordinals[:1], _freeze(np.zeros(2, kind)), ordinals[:1], wanted)
    arrays.count_values(np.zeros(1, np.uint16), wanted, 1)
    arrays.weigh(*arrays.count_runs(wanted, wanted), ratios[0], 1.0, 1.0, 1.0)
    arrays.weigh(wanted, tf[:1], firsts[:1], ratios[0], 1.0, 1.0, 1.0)
    arrays.weigh_nearness(np.repeat(wanted, 2), np.arange(1, 3), 1, np.ones(1), wanted)
    arrays.add_matches_among(*arrays.collect_among(wanted, sums), wanted, sums)
    arrays.add_matches(*arrays.collect(sums), sums)
    for values in (np.zeros(2, np.float32), np.zeros(2, np.float64)):
        arrays.pick_best(values, 1)


def _freeze(values: Array) -> Array:
    """As arrays of a mapped file are: to a compiler another type than one that may be written."""
    values.flags.writeable = False
    return values
