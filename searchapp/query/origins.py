"""Which words of the query a node of its tree comes from, and by which form they match there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from whoosh.query import FuzzyTerm, Phrase, Prefix, Query, Wildcard

from searchapp.fields import EXACT
from searchapp.model import MatchForm
from searchapp.query.nodes import list_terms
from searchapp.query.parser import ParsedQuery
from searchapp.query.terms import trace_leaves
from searchapp.query.tree import Leaf

_FORMS = get_args(MatchForm)
_PATTERNS: dict[type[Query], MatchForm] = {Prefix: "prefix", Wildcard: "wildcard", FuzzyTerm: "fuzzy"}


@dataclass(frozen=True, slots=True)
class Origin:
    """`text` is as typed; several words of the query that share a node stand in one text, with commas between.
    `forms` has one for each of the node's `list_terms`.
    """

    text: str
    forms: tuple[MatchForm, ...]


def list_origins(parsed: ParsedQuery) -> dict[Query, Origin]:
    """For each node that looks for a word, phrase or pattern its origin, in the query's order, a word's forms in the
    order of `MatchForm`. Nothing for what is excluded; {} for an empty query.
    """
    if parsed.node is None:
        return {}
    clauses = {**trace_leaves(parsed.node), **parsed.kin}
    origins = {
        query: Origin(
            "، ".join(dict.fromkeys(leaf.text for leaf in leaves)),
            tuple(_name_form(term, leaves[0]) for term in list_terms(query)),
        )
        for query, leaves in clauses.items()
        if leaves[0].kind != "date"
    }
    return dict(sorted(origins.items(), key=lambda item: (clauses[item[0]][0].start, _find_widest(item[1]))))


def _find_widest(origin: Origin) -> int:
    return max(map(_FORMS.index, origin.forms))


def _name_form(term: Query, leaf: Leaf) -> MatchForm:
    if leaf.kind == "month":
        return "day" if isinstance(term, Phrase) and " ".join(term.words) in leaf.beside else "month"
    if leaf.kind == "phrase":
        return leaf.kind
    if type(term) in _PATTERNS:
        return _PATTERNS[type(term)]
    words = tuple(term.words) if isinstance(term, Phrase) else (term.text,)
    form: Literal["exact", "stem"] = "exact" if term.fieldname.rpartition("_")[2] == EXACT else "stem"
    if words == (leaf.exact if form == EXACT else leaf.stems):
        return form
    return "variant" if (form, words) in (spelling[:2] for spelling in leaf.spellings) else "skeleton"
