"""What the best matches of a query gain when they are looked at again: by words near each other, and by `besides`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np

from searchapp.engines.base import NEAR_FIELDS, NEARNESS_SHARE, SECOND_LOOK_HITS, EngineQuery
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.evaluate import NONE, Evaluation
from searchapp.engines.whoosh_engine.searching.facets import order_documents
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.engines.whoosh_engine.searching.scoring import Matches, join_lists
from searchapp.fields import STEM

_POSITION_BITS = 32
_NO_PLACES: Ints = np.empty(0, np.intp)


class SecondLook:
    """The best matches of a query: `best` (documents, rising), none where there is nothing to look for in them."""

    def __init__(self, evaluation: Evaluation, matches: Matches, query: EngineQuery) -> None:
        self._evaluation = evaluation
        self._matches = matches
        self._besides = query.besides
        self._near = query.near
        self._places = _find_best(evaluation, matches, query)
        self.best: Ints = matches.documents[self._places]

    @cached_property
    def nearness(self) -> Floats:
        """What nearness adds to each of `best`."""
        return weigh_nearness(self._evaluation.postings, self._evaluation.columns, self._near, self.best)

    def add(self) -> Matches:
        """The same matches; of the best some score more. They stay the best, for nothing is taken from them."""
        if not len(self.best):
            return self._matches
        scores = self._matches.scores.copy()
        scores[self._places] += self.nearness
        found = NONE if self._besides is None else self._evaluation.evaluate(self._besides, self.best)
        scores[self._places[self.best.searchsorted(found.documents)]] += found.scores
        return Matches(self._matches.documents, scores)


def _find_best(evaluation: Evaluation, matches: Matches, query: EngineQuery) -> Ints:
    """The best matches' places among all, rising."""
    if query.sort != "relevance" or (len(query.near) < 2 and query.besides is None):
        return _NO_PLACES
    if len(matches.documents) <= SECOND_LOOK_HITS:
        return np.arange(len(matches.documents))
    arrays = evaluation.postings.arrays
    places = arrays.pick_best(matches.scores, SECOND_LOOK_HITS)
    if len(places) > SECOND_LOOK_HITS:  # several equal the least of them, so more than scores decides
        best = order_documents(evaluation.columns, matches, "relevance", SECOND_LOOK_HITS, arrays)
        places = np.sort(np.array(best, np.intp))
    return places


def weigh_nearness(postings: Postings, columns: Columns, words: Sequence[Sequence[str]], documents: Ints) -> Floats:
    """What the documents (live, rising) gain because the words, each by its stems, stand near each other."""
    gains = np.zeros(len(documents), np.float32)
    if len(words) < 2:
        return gains
    rarities: list[float] = []
    places: list[list[tuple[Ints, Ints] | None]] = []
    for stems in words:
        held = [found.count for name in NEAR_FIELDS if (found := postings.find_term(name, STEM, stems[0]))]
        if held:
            rarities.append(math.log1p(len(columns.live) / max(held)))
            places.append([_list_places(postings, name, stems, documents) for name in NEAR_FIELDS])
    for one, other in combinations(range(len(places)), 2):
        nearness = np.zeros(len(documents), np.float32)
        for here, there in zip(places[one], places[other], strict=True):
            if here is not None and there is not None:
                near = postings.arrays.find_nearness(*here, *there, documents)
                np.maximum(nearness, near, out=nearness)
        gains += nearness * np.float32(min(rarities[one], rarities[other]))
    gains *= np.float32(NEARNESS_SHARE / max(len(places) - 1, 1))
    return gains


def _list_places(postings: Postings, name: str, stems: Sequence[str], documents: Ints) -> tuple[Ints, Ints] | None:
    """Where any of the stems stands in a field of the documents: a document and a position for each place, rising."""
    lists = [found for stem in stems if (found := postings.find_term(name, STEM, stem))]
    together = join_lists(postings, [(found, 1.0) for found in lists])
    if together is not None:
        return postings.arrays.list_several_positions(*together.segment.whole, together.places, documents)
    rows = [found.list_positions(documents) for found in lists]
    if len(rows) < 2:
        return rows[0] if rows else None
    places = np.concatenate([(held << _POSITION_BITS) + where for held, where in rows])
    places.sort()
    return places >> _POSITION_BITS, places & ((1 << _POSITION_BITS) - 1)
