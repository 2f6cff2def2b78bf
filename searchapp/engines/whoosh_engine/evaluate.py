"""A query tree over whole posting lists: which documents match, with what score.

Every node gives `Matches`; `engines/base.py` says what each node and each score means. The clock is looked at
before every posting list, so a broad query stops near its deadline.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from whoosh import query as tree

from searchapp.engines.whoosh_engine.columns import Columns
from searchapp.engines.whoosh_engine.postings import Floats, Ints, Postings
from searchapp.errors import DeadlineError, TooManyExpansionsError

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents, rising, and the score of each."""

    documents: Ints
    scores: Floats


NONE = Matches(np.empty(0, np.int32), np.empty(0, np.float64))


@dataclass(slots=True)
class Evaluation:
    """One evaluation of one tree over one generation."""

    postings: Postings
    columns: Columns
    max_expansions: int
    deadline: float | None
    _expanded: set[str] = field(default_factory=set)

    def evaluate(self, node: tree.Query) -> Matches:
        """The documents that match the node. Raises DeadlineError and TooManyExpansionsError."""
        return _EVALUATORS[type(node)](self, node)

    def check_time(self) -> None:
        """Raise DeadlineError when the deadline has passed."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise DeadlineError("The search took too long. Use fewer or rarer words, or a longer prefix.")

    def match_term(self, node: tree.Term) -> Matches:
        """Documents that hold the term."""
        found = self.postings.fetch(node.fieldname, node.text, self.check_time)
        if not len(found.documents):
            return NONE
        idf = self._idf(len(found.documents))
        return self._score(node.fieldname, found.documents, found.frequencies, node.boost * idf)

    def match_phrase(self, node: tree.Phrase) -> Matches:
        """Documents that hold the terms one after another; `tf` is how often, `idf` the sum of the terms'."""
        lists = [self.postings.fetch(node.fieldname, term, self.check_time) for term in node.words]
        documents = lists[0].documents
        for other in lists[1:]:
            documents = np.intersect1d(documents, other.documents, assume_unique=True)
        if not len(documents):
            return NONE
        positions = {
            term: self.postings.fetch_positions(node.fieldname, term, documents, self.check_time)
            for term in set(node.words)
        }
        counts = np.array(
            [count_phrases([positions[term][place] for term in node.words]) for place in range(len(documents))],
            np.float64,
        )
        found = counts > 0
        idf = sum(self._idf(len(each.documents)) for each in lists)
        return self._score(node.fieldname, documents[found], counts[found], node.boost * idf)

    def match_prefix(self, node: tree.Prefix) -> Matches:
        """Documents that hold any term with the prefix; each scores the boost."""
        found: list[Ints] = []
        for term in self._expand(node):
            found.append(self.postings.fetch(node.fieldname, term, self.check_time).documents)
        if not found:
            return NONE
        documents = np.unique(np.concatenate(found))
        return Matches(documents, np.full(len(documents), node.boost, np.float64))

    def match_any(self, node: tree.Or) -> Matches:
        """Documents that match any child; scores add up."""
        return unite_matches([self.evaluate(child) for child in node.subqueries])

    def match_all(self, node: tree.And) -> Matches:
        """Documents that match every child and no negated one; scores add up."""
        negated = [child.query for child in node.subqueries if isinstance(child, tree.Not)]
        required = [self.evaluate(child) for child in node.subqueries if not isinstance(child, tree.Not)]
        found = intersect_matches(required) if required else self.match_every(tree.Every())
        for child in negated:
            if not len(found.documents):
                break
            keep = ~np.isin(found.documents, self.evaluate(child).documents, assume_unique=True)
            found = Matches(found.documents[keep], found.scores[keep])
        return found

    def match_not(self, node: tree.Not) -> Matches:
        """Every other document, without a score."""
        return self.match_all(tree.And([node]))

    def match_days(self, node: tree.NumericRange) -> Matches:
        """Documents whose known day lies in the range, ends included unless the node leaves them out."""
        day = self.columns.day[self.columns.live]
        keep = day > 0
        if node.start is not None:
            keep &= day > node.start if node.startexcl else day >= node.start
        if node.end is not None:
            keep &= day < node.end if node.endexcl else day <= node.end
        return _unscored(self.columns.live[keep])

    def match_every(self, node: tree.Every) -> Matches:
        """Every document, without a score."""
        return _unscored(self.columns.live)

    def match_none(self, node: tree.Query) -> Matches:
        """No document."""
        return NONE

    def _idf(self, frequency: int) -> float:
        """Positive, for a frequency of 1 or more."""
        return math.log(len(self.columns.live) / (frequency + 1)) + 1

    def _score(self, field_form: str, documents: Ints, frequencies: Floats, factor: float) -> Matches:
        name = field_form.rpartition("_")[0]
        length = self.columns.lengths[name][documents] / self.columns.average_length[name]
        return Matches(documents, factor * frequencies * (K1 + 1) / (frequencies + K1 * (1 - B + B * length)))

    def _expand(self, node: tree.Prefix) -> list[str]:
        terms: list[str] = []
        for term in self.postings.iterate_terms(node.fieldname, node.text):
            self.check_time()
            terms.append(term)
            self._expanded.add(term)
            if len(self._expanded) > self.max_expansions:
                raise TooManyExpansionsError(
                    f"«{node.text}*» stands for more than {self.max_expansions} words of the archive. "
                    "Type more of its letters.",
                    prefix=node.text,
                    limit=self.max_expansions,
                )
        return terms


_EVALUATORS: dict[type[tree.Query], Callable[[Evaluation, tree.Query], Matches]] = {
    tree.Term: Evaluation.match_term,
    tree.Phrase: Evaluation.match_phrase,
    tree.Prefix: Evaluation.match_prefix,
    tree.Or: Evaluation.match_any,
    tree.And: Evaluation.match_all,
    tree.Not: Evaluation.match_not,
    tree.NumericRange: Evaluation.match_days,
    tree.Every: Evaluation.match_every,
    type(tree.NullQuery): Evaluation.match_none,
}


def count_phrases(positions: Sequence[Sequence[int]]) -> int:
    """How often the words stand one after another, from the positions of each.

    >>> count_phrases([[0, 5, 9], [1, 6], [7]])
    1
    """
    starts = set(positions[0])
    for offset, places in enumerate(positions[1:], 1):
        starts &= {place - offset for place in places}
    return len(starts)


def unite_matches(found: Sequence[Matches]) -> Matches:
    """Documents of any, with the sum of their scores."""
    found = [matches for matches in found if len(matches.documents)]
    if not found:
        return NONE
    if len(found) == 1:
        return found[0]
    documents, places = np.unique(np.concatenate([matches.documents for matches in found]), return_inverse=True)
    scores = np.bincount(places, np.concatenate([matches.scores for matches in found]), len(documents))
    return Matches(documents, scores)


def intersect_matches(found: Sequence[Matches]) -> Matches:
    """Documents of all, with the sum of their scores. The shortest list leads."""
    result, *others = sorted(found, key=lambda matches: len(matches.documents))
    for other in others:
        if not len(result.documents):
            return NONE
        places = np.searchsorted(other.documents, result.documents)
        places[places == len(other.documents)] = 0
        keep = other.documents[places] == result.documents
        scores = result.scores[keep] + other.scores[places[keep]]
        result = Matches(result.documents[keep], scores)
    return result


def _unscored(documents: Ints) -> Matches:
    return Matches(documents, np.zeros(len(documents), np.float64))
