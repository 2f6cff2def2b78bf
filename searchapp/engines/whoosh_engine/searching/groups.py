"""Lists of terms in groups, whose places are asked for together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.engines.whoosh_engine.searching.scoring import Together, join_lists


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
    together = join_lists(postings, [(found, 1.0) for group in lists for found in group])
    return Groups(postings, lists, ends, together)


def join_keys(groups: Sequence[Sequence[tuple[Ints, Ints]]]) -> tuple[Ints, Ints]:
    """The same of places that were listed: documents, and positions beside them."""
    nothing = np.empty(0, np.intp)
    rows = [
        np.sort(np.concatenate([nothing, *[(held << KEY_BITS) + at for held, at in places]])) for places in groups
    ]
    return np.concatenate([nothing, *rows]), np.cumsum([len(keys) for keys in rows], dtype=np.intp)
