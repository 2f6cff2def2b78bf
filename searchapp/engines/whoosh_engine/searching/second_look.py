"""What the best matches of a query gain when they are looked at again: by words near each other, and by `besides`."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from searchapp.engines.base import SECOND_LOOK_HITS, EngineQuery
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints
from searchapp.engines.whoosh_engine.searching.evaluate import Evaluation
from searchapp.engines.whoosh_engine.searching.facets import order_documents
from searchapp.engines.whoosh_engine.searching.nearness import weigh_nearness
from searchapp.engines.whoosh_engine.searching.scoring import Matches

_NO_PLACES: Ints = np.empty(0, np.intp)


class SecondLook:
    """The best matches of a query: `best` (rising), none where there is nothing to look for in them."""

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
        return weigh_nearness(self._evaluation.postings, self._evaluation.leaves.find_near(self._near), self.best)

    def weigh_best(self) -> Matches:
        """The best with what they score now. They stay the best, for nothing is taken from them."""
        scores = self._matches.scores[self._places] + self.nearness
        if self._besides is not None:
            found = self._evaluation.evaluate(self._besides, self.best)
            arrays = self._evaluation.postings.arrays
            arrays.add_matches_among(found.documents, found.scores, self.best, scores)
        return Matches(self.best, scores)

    def add(self) -> Matches:
        """All matches, with what the best score now."""
        if not len(self.best):
            return self._matches
        scores = self._matches.scores.copy()
        scores[self._places] = self.weigh_best().scores
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
