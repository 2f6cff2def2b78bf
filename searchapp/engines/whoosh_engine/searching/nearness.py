"""What documents gain because words of a query stand near each other in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchapp.engines.base import NEAR_FIELDS, NEARNESS_SHARE
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.groups import Groups, group_lists
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.fields import EXACT, STEM
from searchapp.query import NearWord


@dataclass(frozen=True, slots=True)
class NearWords:
    """The words that make pairs. There is a group for each of NEAR_FIELDS, those of one word after those of another:
    first by all words' stems, then by their exact forms; None where no two words make a pair.
    """

    rarities: Floats
    groups: Groups | None


def look_up_words(postings: Postings, columns: Columns, words: Sequence[NearWord]) -> NearWords:
    """Where words stand: those whose own stem NEAR_FIELDS hold."""
    rarities: list[float] = []
    by_stem: list[list[TermPostings]] = []
    as_typed: list[list[TermPostings]] = []
    for word in words:
        rows = [[postings.find_term(name, STEM, stem) for stem in word.stems] for name in NEAR_FIELDS]
        held = [own.count for own, *_ in rows if own is not None]
        if held:
            rarities.append(math.log1p(len(columns.live) / max(held)))
            by_stem += [[found for found in row if found is not None] for row in rows]
            typed = [postings.find_term(name, EXACT, word.exact) for name in NEAR_FIELDS]
            as_typed += [[] if found is None else [found] for found in typed]
    return NearWords(np.array(rarities), group_lists(postings, by_stem + as_typed) if len(rarities) > 1 else None)


def weigh_nearness(postings: Postings, words: NearWords, documents: Ints) -> Floats:
    """What the documents (live, rising) gain."""
    if words.groups is None:
        return np.zeros(len(documents), np.float32)
    row = *words.groups.list_keys(documents), len(NEAR_FIELDS), words.rarities
    gains = postings.arrays.weigh_nearness(*row, documents)
    gains *= np.float32(NEARNESS_SHARE / (len(words.rarities) - 1))
    return gains
