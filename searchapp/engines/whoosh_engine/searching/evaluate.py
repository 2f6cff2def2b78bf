"""A query tree over whole posting lists: which documents match, with what score.

Every node gives `Matches`; `engines/base.py` says what each node and each score means. The clock is looked at
before every posting list, so a broad query stops near its deadline.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from whoosh import query as tree

from searchapp.engines.expanding import Expanding, refuse_expansion, show_pattern
from searchapp.engines.refusals import refuse_late
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.expand import expand_terms
from searchapp.engines.whoosh_engine.searching.leaves import Leaves
from searchapp.engines.whoosh_engine.searching.phrases import list_near_phrases
from searchapp.engines.whoosh_engine.searching.plans import is_word
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.engines.whoosh_engine.searching.scoring import NONE, Leaf, Matches, add_up, match_leaf, weigh_term
from searchapp.query import AnyField, flatten_or

_PLANNED = (tree.Term, tree.Or, tree.And, tree.AndMaybe)


@dataclass(slots=True)
class Evaluation:
    """One evaluation of one tree over one generation."""

    postings: Postings
    columns: Columns
    leaves: Leaves
    max_expansions: int
    deadline: float | None
    expanded: dict[tuple[str, str, int], list[Ints]] = field(default_factory=dict)
    """What wildcards and fuzzy terms stand for, by form, pattern and length of the beginning."""

    def evaluate(self, node: tree.Query, within: Ints | None = None) -> Matches:
        """The documents that match the node, only those in `within` (rising) where it is given.

        Raises DeadlineError and TooManyExpansionsError.
        """
        plan = self.leaves.find_plan(node) if isinstance(node, _PLANNED) else None
        if plan is None:
            return _EVALUATORS[type(node)](self, node, within)
        self.check_time()
        return plan.match(within)

    def check_time(self) -> None:
        """Raise DeadlineError when the deadline has passed."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise refuse_late()

    def match_term(self, node: tree.Term | AnyField, within: Ints | None) -> Matches:
        """Documents that hold the term, in the one field or in any of several, where no plan is made of it."""
        leaf = self._find_leaf(node)
        return NONE if leaf is None else match_leaf(self.postings.arrays, leaf, within)

    def match_phrase(self, node: tree.Phrase, within: Ints | None) -> Matches:
        """Documents that hold the terms in their order; the phrase scores as one term, as rare as its rarest."""
        lists: list[TermPostings] = []
        for term in node.words:
            found = self._find(node.fieldname, term)
            if found is None:
                return NONE
            lists.append(found)
        if node.slop > 1:
            places = list_near_phrases(lists, node.slop, within, self.check_time)
        else:
            places = self._list_phrases(lists, within)
        arrays = self.postings.arrays
        documents, counts, firsts = arrays.count_runs(*places)
        frequency = min(found.count for found in lists)
        row = self.columns.find_ratios((node.fieldname.rpartition("_")[0],))
        weights = weigh_term(self.columns, row, frequency, node.boost)
        return Matches(documents, arrays.weigh(documents, counts, firsts, *weights))

    def _list_phrases(self, lists: Sequence[TermPostings], within: Ints | None) -> tuple[Ints, Ints]:
        """The document, and beside it the first word's position, of each place where the terms stand side by side."""
        # From the rarest word's places on, those stay where the others stand as they should.
        (before, rarest), *others = sorted(enumerate(lists), key=lambda each: each[1].count)
        documents, where = rarest.list_positions(rarest.list_documents() if within is None else within)
        for offset, found in others:
            self.check_time()
            documents, where = found.keep_followed(documents, where, offset - before)
        return documents, where - before

    def match_prefix(self, node: tree.Prefix, within: Ints | None) -> Matches:
        """Documents that hold any term with the prefix; each scores the boost."""
        name, _, form = node.fieldname.rpartition("_")
        self.check_time()
        found = self.postings.find_prefix(form, node.text)
        if self.postings.has_more_terms(form, found, self.max_expansions):
            raise refuse_expansion(node, self.max_expansions)
        documents = self.postings.list_holders(name, form, found)
        if within is not None:
            documents = documents[find_common(documents, within)]
        return Matches(documents, np.full(len(documents), node.boost, np.float32))

    def match_expanding(self, node: Expanding, within: Ints | None) -> Matches:
        """Documents that hold any term that the wildcard or fuzzy term stands for; each scores the boost."""
        name, _, form = node.fieldname.rpartition("_")
        # The fields of one form share a dictionary, and a query asks for its words in each of them.
        key = form, show_pattern(node), getattr(node, "prefixlength", 0)
        if key not in self.expanded:
            self.expanded[key] = expand_terms(self.postings, node, self.max_expansions, self.check_time)
        documents = self.postings.list_holders(name, form, self.expanded[key])
        if within is not None:
            documents = documents[find_common(documents, within)]
        return Matches(documents, np.full(len(documents), node.boost, np.float32))

    def match_any(self, node: tree.Or, within: Ints | None) -> Matches:
        """Documents that match any child; scores add up."""
        rows = [self.evaluate(child, within) for child in flatten_or(node)]
        return add_up(self.postings.arrays, rows, self.postings.size)

    def match_maybe(self, node: tree.AndMaybe, within: Ints | None) -> Matches:
        """Documents that match the first child; the second only adds to their scores."""
        required, optional = node.subqueries
        matches = self.evaluate(required, within)
        scores = matches.scores.copy()
        for child in flatten_or(optional):
            more = self.evaluate(child, matches.documents)
            self.postings.arrays.add_matches_among(more.documents, more.scores, matches.documents, scores)
        return Matches(matches.documents, scores)

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
                documents = documents[~find_common(documents, self.evaluate(child.query, documents).documents)]
        if documents is None or not len(documents):
            return NONE
        if len(parts) == 1 and documents is parts[0].documents:
            return parts[0]
        sums = np.zeros(len(documents), np.float32)
        for part in parts:
            self.postings.arrays.add_matches_among(part.documents, part.scores, documents, sums)
        return Matches(documents, sums)

    def match_constant(self, node: tree.ConstantScoreQuery, within: Ints | None) -> Matches:
        """Documents that match the child, each with the one score."""
        documents = self.evaluate(node.child, within).documents
        return Matches(documents, np.full(len(documents), node.score, np.float32))

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

    def _find_leaf(self, node: tree.Term | AnyField) -> Leaf | None:
        self.check_time()
        return self.leaves.find(node)

    def _find(self, field_form: str, term: str) -> TermPostings | None:
        self.check_time()
        return self.postings.find_in(field_form, term)

    def _estimate(self, node: tree.Query) -> int:
        """At least as many documents as can match, cheaply."""
        if is_word(node):
            leaf = self._find_leaf(node)
            return leaf.count() if leaf else 0
        if isinstance(node, tree.Phrase):
            lists = [self._find(node.fieldname, term) for term in node.words]
            return min(found.count if found else 0 for found in lists)
        if isinstance(node, tree.Or):
            return sum(map(self._estimate, node.subqueries))
        if isinstance(node, tree.AndMaybe):
            return self._estimate(node.subqueries[0])
        if isinstance(node, tree.And):
            return min((self._estimate(child) for child in node.subqueries), default=0)
        return self.columns.size


_EVALUATORS: dict[type[tree.Query], Callable[[Evaluation, tree.Query, Ints | None], Matches]] = {
    tree.Term: Evaluation.match_term,
    tree.Phrase: Evaluation.match_phrase,
    tree.Prefix: Evaluation.match_prefix,
    tree.Wildcard: Evaluation.match_expanding,
    tree.FuzzyTerm: Evaluation.match_expanding,
    AnyField: Evaluation.match_term,
    tree.Or: Evaluation.match_any,
    tree.AndMaybe: Evaluation.match_maybe,
    tree.And: Evaluation.match_all,
    tree.Not: Evaluation.match_not,
    tree.ConstantScoreQuery: Evaluation.match_constant,
    tree.NumericRange: Evaluation.match_days,
    tree.Every: Evaluation.match_every,
    type(tree.NullQuery): Evaluation.match_none,
}


def find_common(documents: Ints, others: Ints) -> NDArray[np.bool_]:
    """For each document whether it is among the others; both rising."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    places = others.searchsorted(documents)
    places[places == len(others)] = 0
    return np.equal(others[places], documents)


def _unscored(documents: Ints) -> Matches:
    return Matches(documents, np.zeros(len(documents), np.float32))
