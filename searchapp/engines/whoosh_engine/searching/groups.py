"""Lists of terms in groups, whose places are asked for together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings


@dataclass(frozen=True, slots=True)
class Together:
    """Several lists of one segment, for one call: `places` has a row of `Piece.place` for each."""

    segment: Segment
    places: Ints


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of lists; `ends` says behind which of all lists each ends."""

    postings: Postings
    lists: Sequence[Sequence[TermPostings]]
    ends: Ints
    together: Together | None
    """All lists once more, where they are those of the only segment."""

    def list_keys(self, documents: Ints) -> tuple[Ints, Ints]:
        """Where they stand in the documents (live, rising): what `Arrays.list_keys` gives."""
        if self.together is not None:
            segment, places = self.together.segment, self.together.places
            return self.postings.arrays.list_keys(*segment.whole, places, self.ends, documents)
        return join_keys([[found.list_positions(documents) for found in group] for group in self.lists])


def group_lists(postings: Postings, lists: Sequence[Sequence[TermPostings]]) -> Groups:
    """The groups of such lists."""
    ends: Ints = np.array(list(accumulate(map(len, lists))), np.intp)
    return Groups(postings, lists, ends, _join_lists(postings, [found for group in lists for found in group]))


def _join_lists(postings: Postings, lists: Sequence[TermPostings]) -> Together | None:
    """Lists for one call; None for none, for several segments, and where some list is not the file's."""
    if len(postings.segments) != 1 or not lists:
        return None
    places = [found.pieces[0].place for found in lists]
    return None if None in places else Together(postings.segments[0].segment, np.array(places, np.intp))


def join_keys(groups: Sequence[Sequence[tuple[Ints, Ints]]]) -> tuple[Ints, Ints]:
    """The same of places that were listed: documents, and positions beside them."""
    nothing = np.empty(0, np.intp)
    rows = [
        np.sort(np.concatenate([nothing, *[(held << KEY_BITS) + at for held, at in places]])) for places in groups
    ]
    return np.concatenate([nothing, *rows]), np.cumsum([len(keys) for keys in rows], dtype=np.intp)
