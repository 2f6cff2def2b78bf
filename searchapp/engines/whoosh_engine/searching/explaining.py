"""What the scores of documents are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from whoosh.query import Query

from searchapp.engines.base import EngineQuery, ScoreParts
from searchapp.engines.score_parts import add_weights, weigh_leaves
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.evaluate import Evaluation, find_common
from searchapp.engines.whoosh_engine.searching.scoring import Matches
from searchapp.engines.whoosh_engine.searching.second_look import SecondLook


def explain_documents(
    evaluation: Evaluation, matches: Matches, query: EngineQuery, document_ids: Sequence[str]
) -> tuple[ScoreParts | None, ...]:
    """What the score of each of these documents is made of; None for one that is no match."""
    numbers = [evaluation.postings.find_document(each) for each in document_ids]
    asked: Ints = np.unique(np.array([number for number in numbers if number is not None], np.intp))
    asked = asked[find_common(asked, matches.documents)]
    look = SecondLook(evaluation, matches, query)
    best = asked[find_common(asked, look.best)]
    nearness = dict(zip(best.tolist(), look.nearness[look.best.searchsorted(best)].tolist(), strict=True))
    weights = weigh_leaves(query.tree, asked.tolist(), _probe_among(evaluation, asked))
    if query.besides is not None:
        more = weigh_leaves(query.besides, best.tolist(), _probe_among(evaluation, best))
        weights |= {number: add_weights(weights[number], each) for number, each in more.items()}
    scores = look.add().scores[matches.documents.searchsorted(asked)]
    parts = {
        number: ScoreParts(score, weights[number], nearness.get(number, 0.0))
        for number, score in zip(asked.tolist(), scores.tolist(), strict=True)
    }
    return tuple(None if number is None else parts.get(number) for number in numbers)


def _probe_among(evaluation: Evaluation, documents: Ints) -> Callable[[Query], Mapping[int, float]]:
    def probe(leaf: Query) -> Mapping[int, float]:
        found = evaluation.evaluate(leaf, documents)
        return dict(zip(found.documents.tolist(), found.scores.tolist(), strict=True))

    return probe
