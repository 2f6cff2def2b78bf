"""A query tree over whole posting lists: which documents match, with what score.

Every node gives `Matches`; `engines/base.py` says what each node and each score means. The clock is looked at
before every posting list, so a broad query stops near its deadline.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh import query as tree

from searchapp.engines.whoosh_engine.columns import K1, Columns
from searchapp.engines.whoosh_engine.postings import Floats, Ints, Postings, TermPostings
from searchapp.engines.whoosh_engine.segment_file import Array
from searchapp.errors import DeadlineError, TooManyExpansionsError

_SPARSE = 16
"""Lists of fewer than one posting for so many documents are sorted; longer ones go through an array of all."""


Scores = Floats | NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents, rising, and the score of each."""

    documents: Ints
    scores: Scores


NONE = Matches(np.empty(0, np.intp), np.empty(0, np.float64))


@dataclass(slots=True)
class Evaluation:
    """One evaluation of one tree over one generation."""

    postings: Postings
    columns: Columns
    max_expansions: int
    deadline: float | None

    def evaluate(self, node: tree.Query, within: Ints | None = None) -> Matches:
        """The documents that match the node, only those in `within` (rising) where it is given.

        Raises DeadlineError and TooManyExpansionsError.
        """
        return _EVALUATORS[type(node)](self, node, within)

    def check_time(self) -> None:
        """Raise DeadlineError when the deadline has passed."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise DeadlineError("The search took too long. Use fewer or rarer words, or a longer prefix.")

    def match_term(self, node: tree.Term, within: Ints | None) -> Matches:
        """Documents that hold the term."""
        found = self._find(node.fieldname, node.text)
        if found is None:
            return NONE
        documents, frequencies = found.read(within)
        return self._score(node.fieldname, documents, frequencies, node.boost * self._idf(found.count))

    def match_phrase(self, node: tree.Phrase, within: Ints | None) -> Matches:
        """Documents that hold the terms one after another; `tf` is how often, `idf` the sum of the terms'."""
        lists: dict[str, TermPostings] = {}
        for term in node.words:
            found = lists.get(term) or self._find(node.fieldname, term)
            if found is None:
                return NONE
            lists[term] = found
        documents = within
        for found in sorted(lists.values(), key=lambda each: each.count):
            documents, frequencies = found.read(documents)
        if documents is None or not len(documents):
            return NONE
        if len(node.words) > 1:
            located = {}
            for term, found in lists.items():
                self.check_time()
                located[term] = found.locate(documents)
            places, _ = find_phrases([located[term] for term in node.words], self.check_time)
            counts = np.bincount(places, minlength=len(documents))
            held = np.flatnonzero(counts)
            documents, frequencies = documents[held], counts[held]
        idf = sum(self._idf(lists[term].count) for term in node.words)
        return self._score(node.fieldname, documents, frequencies, node.boost * idf)

    def match_prefix(self, node: tree.Prefix, within: Ints | None) -> Matches:
        """Documents that hold any term with the prefix; each scores the boost."""
        found = [postings for term in self._expand(node) if (postings := self._find(node.fieldname, term))]
        if not found:
            return NONE
        documents = unite_documents([postings.read(within)[0] for postings in found], self.columns.size)
        return Matches(documents, np.full(len(documents), node.boost, np.float64))

    def match_any(self, node: tree.Or, within: Ints | None) -> Matches:
        """Documents that match any child; scores add up."""
        return unite_matches([self.evaluate(child, within) for child in _flatten(node)], self.columns.size)

    def match_all(self, node: tree.And, within: Ints | None) -> Matches:
        """Documents that match every child and no negated one; scores add up. The rarest child goes first, and
        the others are read only where it matches.
        """
        required = [child for child in node.subqueries if not isinstance(child, tree.Not)]
        if len(required) > 1:
            required.sort(key=self._estimate)
        documents = within if within is not None or required else self.columns.live
        parts: list[Matches] = []
        for child in required:
            parts.append(self.evaluate(child, documents))
            documents = parts[-1].documents
            if not len(documents):
                return NONE
        for child in node.subqueries:
            if isinstance(child, tree.Not) and documents is not None:
                documents = subtract_documents(documents, self.evaluate(child.query, documents).documents)
        if documents is None or not len(documents):
            return NONE
        scores = np.zeros(len(documents), np.float64)
        for part in parts:
            if len(part.documents) == len(documents):
                scores += part.scores
            else:
                scores += part.scores[part.documents.searchsorted(documents)]
        return Matches(documents, scores)

    def match_not(self, node: tree.Not, within: Ints | None) -> Matches:
        """Every other document, without a score."""
        return self.match_all(tree.And([node]), within)

    def match_days(self, node: tree.NumericRange, within: Ints | None) -> Matches:
        """Documents whose known day lies in the range, ends included unless the node leaves them out."""
        documents = self.columns.live if within is None else within
        day = self.columns.day[documents]
        keep = day > 0
        if node.start is not None:
            keep &= day > node.start if node.startexcl else day >= node.start
        if node.end is not None:
            keep &= day < node.end if node.endexcl else day <= node.end
        return _unscored(documents[keep])

    def match_every(self, node: tree.Every, within: Ints | None) -> Matches:
        """Every document, without a score."""
        return _unscored(self.columns.live if within is None else within)

    def match_none(self, node: tree.Query, within: Ints | None) -> Matches:
        """No document."""
        return NONE

    def _find(self, field_form: str, term: str) -> TermPostings | None:
        self.check_time()
        name, _, form = field_form.rpartition("_")
        return self.postings.find_term(name, form, term)

    def _estimate(self, node: tree.Query) -> int:
        """At least as many documents as can match, cheaply."""
        if isinstance(node, tree.Term):
            found = self._find(node.fieldname, node.text)
            return found.count if found else 0
        if isinstance(node, tree.Phrase):
            return min(self._estimate(tree.Term(node.fieldname, term)) for term in node.words)
        if isinstance(node, tree.Or):
            return sum(map(self._estimate, node.subqueries))
        if isinstance(node, tree.And):
            return min((self._estimate(child) for child in node.subqueries), default=0)
        return self.columns.size

    def _idf(self, frequency: int) -> float:
        """Positive, for a frequency of 1 or more."""
        return math.log(len(self.columns.live) / (frequency + 1)) + 1

    def _score(self, field_form: str, documents: Ints, frequencies: Array, factor: float) -> Matches:
        norms = self.columns.norms(field_form.rpartition("_")[0])
        tf = frequencies.astype(np.float32)
        weights = norms[documents]
        weights += tf
        np.divide(tf, weights, out=weights)
        weights *= factor * (K1 + 1)
        return Matches(documents, weights)

    def _expand(self, node: tree.Prefix) -> list[str]:
        terms: set[str] = set()
        for term in self.postings.iterate_terms(node.fieldname.rpartition("_")[2], node.text):
            terms.add(term)
            if len(terms) > self.max_expansions:
                raise TooManyExpansionsError(
                    f"«{node.text}*» stands for more than {self.max_expansions} words of the archive. "
                    "Type more of its letters.",
                    prefix=node.text,
                    limit=self.max_expansions,
                )
        return sorted(terms)


_EVALUATORS: dict[type[tree.Query], Callable[[Evaluation, tree.Query, Ints | None], Matches]] = {
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


def find_phrases(
    located: Sequence[tuple[Ints, Ints]], check_time: Callable[[], None] = lambda: None
) -> tuple[Ints, Ints]:
    """Where words stand one after another: the place of each occurrence's document, and its first word's position.

    `located` has for each word of the phrase its positions and beside each the place of its document.
    """
    # A place and a position as one number: a phrase is a start that all words agree on.
    starts = (located[0][1] << 32) + located[0][0]
    for offset, (positions, places) in enumerate(located[1:], 1):
        check_time()
        keys = (places << 32) + (positions - offset)
        where = keys.searchsorted(starts)
        where[where == len(keys)] = 0
        starts = starts[keys[where] == starts]
    return starts >> 32, starts & 0xFFFFFFFF


def _flatten(node: tree.Or) -> Iterator[tree.Query]:
    """The parts of an OR and of the ORs in it: their scores add up in one pass."""
    for child in node.subqueries:
        if isinstance(child, tree.Or):
            yield from _flatten(child)
        else:
            yield child


def unite_documents(rows: Sequence[Ints], size: int) -> Ints:
    """The documents of any row, rising."""
    if len(rows) == 1:
        return rows[0]
    if sum(map(len, rows)) < size // _SPARSE:
        return np.unique(np.concatenate(rows))
    mask = np.zeros(size, np.bool_)
    for row in rows:
        mask[row] = True
    return np.flatnonzero(mask)


def unite_matches(found: Sequence[Matches], size: int) -> Matches:
    """Documents of any, with the sum of their scores."""
    found = [matches for matches in found if len(matches.documents)]
    if not found:
        return NONE
    if len(found) == 1:
        return found[0]
    rows = [matches.documents for matches in found]
    documents = np.concatenate(rows)
    scores = np.concatenate([matches.scores for matches in found])
    if len(documents) < size // _SPARSE:
        united, places = np.unique(documents, return_inverse=True)
        return Matches(united, _sum_scores(places, scores, len(united)))
    # One pass over an array of all documents costs less than sorting this many.
    sums = _sum_scores(documents, scores, size)
    united = np.flatnonzero(sums > 0) if scores.min() > 0 else unite_documents(rows, size)
    return Matches(united, sums[united])


def _sum_scores(places: Ints, scores: Scores, size: int) -> Floats:
    sums: Floats = np.bincount(places, scores, size).astype(np.float64, copy=False)
    return sums


def subtract_documents(documents: Ints, others: Ints) -> Ints:
    """The documents that are not among the others; both rising."""
    if not len(others):
        return documents
    places = others.searchsorted(documents)
    places[places == len(others)] = 0
    kept: Ints = documents[others[places] != documents]
    return kept


def _unscored(documents: Ints) -> Matches:
    return Matches(documents, np.zeros(len(documents), np.float64))
