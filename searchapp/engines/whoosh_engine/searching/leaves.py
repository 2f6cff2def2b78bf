"""Where the words of queries stand, and what they weigh: looked up once for a query that is asked again."""

from __future__ import annotations

from functools import partial

from whoosh.query import Query, Term

from searchapp.engines.memos import ObjectMemo
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.nearness import NearWords, look_up_words
from searchapp.engines.whoosh_engine.searching.plans import Plan, make_plan
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.engines.whoosh_engine.searching.scoring import Leaf, weigh_term
from searchapp.query import AnyField, NearWord, list_terms

_MOST = 4_000
"""So many nodes are remembered, of some 2 KB each: a few for each of the 500 queries that are kept read."""
_MOST_NEAR = 500
"""So many queries' words that may stand near each other are, of some 2 KB each."""

Near = tuple[NearWord, ...]


class Leaves:
    """The leaves of trees over one generation. Read queries are kept, so a node is known by being the same object.

    Threads may share it: each step is one operation, and what is lost between two of them is looked up again.
    """

    def __init__(self, postings: Postings, columns: Columns) -> None:
        self._postings = postings
        self._columns = columns
        self._found: ObjectMemo[Leaf | None] = ObjectMemo(_MOST)
        self._plans: ObjectMemo[Plan | None] = ObjectMemo(_MOST)
        self._near: dict[Near, NearWords] = {}

    def find(self, node: Term | AnyField) -> Leaf | None:
        """Where the node's term stands, in its one field or in any of several; None where it stands nowhere."""
        return self._found.find(node, partial(self._look_up, node))

    def find_plan(self, node: Query) -> Plan | None:
        """How a tree of words is evaluated in one call; None where it is no such tree."""
        return self._plans.find(node, partial(make_plan, self._postings, self._columns, node, self._look_up))

    def find_near(self, words: Near) -> NearWords:
        """Where words stand that gain by being near each other."""
        known = self._near.get(words)
        if known is None:
            known = look_up_words(self._postings, self._columns, words)
            if len(self._near) >= _MOST_NEAR:
                self._near.clear()
            self._near[words] = known
        return known

    def _look_up(self, node: Term | AnyField) -> Leaf | None:
        terms = list_terms(node)
        names = tuple(dict.fromkeys([term.fieldname.rpartition("_")[0] for term in terms]))
        found = [(self._postings.find_in(term.fieldname, term.text), term.boost) for term in terms]
        lists = [(postings, share) for postings, share in found if postings is not None]
        if not lists:
            return None
        # A term alone gives its boost to the score, where one of several gives it to its frequency.
        if node is terms[0]:
            lists = [(lists[0][0], 1.0)]
        frequency = max(postings.count for postings, _ in lists)
        row = self._columns.find_ratios(names)
        return Leaf(lists, weigh_term(self._columns, row, frequency, node.boost), row)
