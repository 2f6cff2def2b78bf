"""What documents gain because words of a query stand near each other in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from searchapp.engines.base import NEAR_FIELDS, NEARNESS_SHARE
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.engines.whoosh_engine.searching.scoring import Together, join_lists
from searchapp.fields import STEM

_POSITION_BITS = 32


@dataclass(frozen=True, slots=True)
class NearWords:
    """The words that make pairs. `groups` has the lists of each in each of NEAR_FIELDS, the fields of one word after
    those of another, and `ends` says behind which of all lists each group ends.
    """

    rarities: Floats
    groups: Sequence[Sequence[TermPostings]]
    ends: Ints
    together: Together | None
    """The lists once more, where they are those of the only segment."""


def look_up_words(postings: Postings, columns: Columns, words: Sequence[Sequence[str]]) -> NearWords:
    """Where words stand, each given by its stems: those of which NEAR_FIELDS hold the first."""
    rarities: list[float] = []
    groups: list[list[TermPostings]] = []
    for stems in words:
        rows = [[postings.find_term(name, STEM, stem) for stem in stems] for name in NEAR_FIELDS]
        held = [own.count for own, *_ in rows if own is not None]
        if held:
            rarities.append(math.log1p(len(columns.live) / max(held)))
            groups += [[found for found in row if found is not None] for row in rows]
    ends: Ints = np.array(list(accumulate(map(len, groups))), np.intp)
    together = join_lists(postings, [(found, 1.0) for lists in groups for found in lists])
    return NearWords(np.array(rarities), groups, ends, together)


def weigh_nearness(postings: Postings, words: NearWords, documents: Ints) -> Floats:
    """What the documents (live, rising) gain."""
    pairs_of_each = len(words.rarities) - 1
    if pairs_of_each < 1:
        return np.zeros(len(documents), np.float32)
    together = words.together
    if together is None:
        keys, ends = _list_keys(words.groups, documents)
    else:
        keys, ends = postings.arrays.list_keys(*together.segment.whole, together.places, words.ends, documents)
    gains = postings.arrays.weigh_nearness(keys, ends, len(NEAR_FIELDS), words.rarities, documents)
    gains *= np.float32(NEARNESS_SHARE / pairs_of_each)
    return gains


def _list_keys(groups: Sequence[Sequence[TermPostings]], documents: Ints) -> tuple[Ints, Ints]:
    """What `Arrays.list_keys` gives."""
    merged: list[Ints] = []
    for lists in groups:
        places = [found.list_positions(documents) for found in lists]
        rows = [(held << _POSITION_BITS) + where for held, where in places]
        merged.append(np.sort(np.concatenate([documents[:0], *rows])))
    return np.concatenate(merged), np.cumsum([len(keys) for keys in merged], dtype=np.intp)
