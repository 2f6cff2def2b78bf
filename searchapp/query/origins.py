"""Which words of the query a node of its tree comes from, and by which form they match there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from whoosh.query import FuzzyTerm, Phrase, Prefix, Query, Wildcard

from searchapp.fields import EXACT
from searchapp.model import MatchForm
from searchapp.query.nodes import AnyField
from searchapp.query.parser import ParsedQuery
from searchapp.query.terms import trace_leaves
from searchapp.query.tree import Leaf

_FORMS = get_args(MatchForm)
_PATTERNS: dict[type[Query], MatchForm] = {Prefix: "prefix", Wildcard: "wildcard", FuzzyTerm: "fuzzy"}


@dataclass(frozen=True, slots=True)
class Origin:
    """`text` is as typed; several words of the query that share a node stand in one text, with commas between."""

    text: str
    form: MatchForm


def list_origins(parsed: ParsedQuery) -> dict[Query, Origin]:
    """For each node that looks for a word, phrase or pattern its origin, in the query's order, a word's forms in the
    order of `MatchForm`. Nothing for what is excluded; {} for an empty query.
    """
    if parsed.node is None:
        return {}
    clauses = trace_leaves(parsed.node)
    origins = {
        query: Origin("، ".join(dict.fromkeys(leaf.text for leaf in leaves)), _name_form(query, leaves[0]))
        for query, leaves in clauses.items()
        if leaves[0].kind != "date"
    }
    return dict(sorted(origins.items(), key=lambda item: (clauses[item[0]][0].start, _FORMS.index(item[1].form))))


def _name_form(query: Query, leaf: Leaf) -> MatchForm:
    if leaf.kind == "phrase" or leaf.kind == "month":
        return leaf.kind
    if type(query) in _PATTERNS:
        return _PATTERNS[type(query)]
    if leaf.kind == "variant" or not _is_own(query, leaf):
        return "related"
    term = query.subqueries[0] if isinstance(query, AnyField) else query
    return "exact" if term.fieldname.rpartition("_")[2] == EXACT else "stem"


def _is_own(query: Query, leaf: Leaf) -> bool:
    """Whether a node looks for the very words of a clause, by either form."""
    if isinstance(query, Phrase):
        return tuple(query.words) in (leaf.exact, leaf.stems)
    terms = query.subqueries if isinstance(query, AnyField) else [query]
    return tuple(dict.fromkeys(term.text for term in terms)) in (leaf.exact, leaf.stems)
