"""A query tree → the cluster's query language. What each node means stands in `engines/base.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from whoosh import query as tree

from searchapp.arabic import AGAINST, SIGN, bare_form
from searchapp.engines.opensearch_engine.mapping import ARTICLE
from searchapp.query import AnyField, flatten_or

Dsl = dict[str, Any]
Expand = Callable[[tree.Query], Sequence[str] | None]
"""A prefix, a wildcard or a fuzzy term → the terms that it stands for, or None to leave that to the cluster."""
Name = Callable[[tree.Query], str]

ARTICLES: Dsl = {"term": {"kind": ARTICLE}}
_UNSCORED = (tree.NumericRange, tree.Every)


def translate_tree(node: tree.Query, expand: Expand, name: Name | None = None) -> Dsl:
    """The node as a query whose scores are the contract's; with `name` each of its leaves has a name, by which the
    cluster says what it adds to a hit's score. Raises what `expand` raises.
    """
    if isinstance(node, tree.AndMaybe):
        required, optional = (translate_tree(part, expand, name) for part in node.subqueries)
        return {"bool": {"must": [required], "should": [optional]}}
    if isinstance(node, tree.Or) and not isinstance(node, AnyField):
        parts = [translate_tree(part, expand, name) for part in flatten_or(node)]
        return {"bool": {"should": parts, "minimum_should_match": 1}}
    if isinstance(node, tree.And):
        return _translate_all(node.subqueries, expand, name)
    if isinstance(node, tree.Not):
        return _translate_all([node], expand, name)
    found = _translate_leaf(node, expand)
    return found if name is None else {"bool": {"must": [found], "_name": name(node)}}


def _translate_leaf(node: tree.Query, expand: Expand) -> Dsl:
    if isinstance(node, _UNSCORED):
        return {"constant_score": {"filter": _translate_filter(node), "boost": 0}}
    if isinstance(node, tree.Term):
        return _translate_term(node.fieldname, node.text, node.boost)
    if isinstance(node, tree.Phrase):
        return _translate_phrase(node)
    if isinstance(node, (tree.Prefix, tree.Wildcard, tree.FuzzyTerm)):
        return _translate_expanding(node, expand)
    if isinstance(node, AnyField):
        return _translate_word(node)
    return {"match_none": {}}


def _translate_word(node: AnyField) -> Dsl:
    by_text: dict[str, list[Dsl]] = {}
    for term in node.subqueries:
        leaf = _translate_term(term.fieldname, term.text, term.boost * node.boost)
        by_text.setdefault(term.text, []).append(leaf)
    words: list[Dsl] = [{"bool": {"should": terms, "minimum_should_match": 1}} for terms in by_text.values()]
    # Of several that count as one word the best counts: each has its own rarity here, and sums would know no bounds.
    return words[0] if len(words) == 1 else {"dis_max": {"queries": words}}


def _translate_term(field: str, term: str, boost: float) -> Dsl:
    if SIGN not in term:
        return {"term": {field: {"value": term, "boost": boost}}}
    return _boost(_make_span(field, term), boost)


def _make_span(field: str, term: str) -> Dsl:
    """Where a term stands: for a vocalized one, which is indexed at the place of its exact form, where no form does
    that contradicts it.
    """
    if SIGN not in term:
        return {"span_term": {field: term}}
    bare, _, vowels = term.partition(SIGN)
    against = "[" + AGAINST[vowels[-1]] + "].*"
    for vowel in vowels[-2::-1]:
        against = f"([{AGAINST[vowel]}].*|.{against})" if AGAINST[vowel] else f".{against}"
    contradicting = {"span_multi": {"match": {"regexp": {field: {"value": f"{bare}{SIGN}{against}"}}}}}
    return {"span_not": {"include": {"span_term": {field: bare}}, "exclude": contradicting}}


def _boost(query: Dsl, boost: float) -> Dsl:
    ((kind, body),) = query.items()
    return {kind: body | {"boost": boost}}


def _translate_all(nodes: Sequence[tree.Query], expand: Expand, name: Name | None) -> Dsl:
    """Every node but the negated ones; those that score nothing are filters."""
    found: Dsl = {"must": [], "filter": [], "must_not": []}
    for node in nodes:
        if isinstance(node, tree.Not):
            found["must_not"].append(translate_tree(node.query, expand, name))
        elif isinstance(node, _UNSCORED) and name is None:
            found["filter"].append(_translate_filter(node))
        else:
            found["must"].append(translate_tree(node, expand, name))
    if not found["must"] and not found["filter"]:
        found["filter"].append(ARTICLES)
    return {"bool": {how: parts for how, parts in found.items() if parts}}


def _translate_filter(node: tree.Query) -> Dsl:
    if not isinstance(node, tree.NumericRange):
        return ARTICLES
    if node.start is None and node.end is None:
        return {"exists": {"field": "day"}}
    bounds = {}
    if node.start is not None:
        bounds["gt" if node.startexcl else "gte"] = node.start
    if node.end is not None:
        bounds["lt" if node.endexcl else "lte"] = node.end
    return {"range": {"day": bounds}}


def _translate_phrase(node: tree.Phrase) -> Dsl:
    field, words = node.fieldname, list(node.words)
    if len(words) == 1:
        return _translate_term(field, words[0], node.boost)
    if node.slop == 1 and not any(SIGN in word for word in words):
        # Its score is the sum of its words'.
        return {"match_phrase": {field: {"query": " ".join(words), "boost": node.boost / len(words)}}}
    # From the last word back, as each is to be near the one after it.
    near = _make_span(field, words[-1])
    for word, following in zip(words[-2::-1], words[:0:-1], strict=True):
        first = _make_span(field, word)
        near = {"span_near": {"clauses": [first, near], "slop": node.slop - 1, "in_order": True}}
        if bare_form(word) != bare_form(following):
            # Only where it begins, once for each beginning: that is how often the phrase stands there.
            near = {"span_within": {"little": first, "big": near}}
    return _boost(near, node.boost / len(words))


def _translate_expanding(node: tree.Prefix | tree.Wildcard | tree.FuzzyTerm, expand: Expand) -> Dsl:
    terms = expand(node)
    if terms is None:
        return {"prefix": {node.fieldname: {"value": node.text, "boost": node.boost}}}
    return {"constant_score": {"filter": {"terms": {node.fieldname: list(terms)}}, "boost": node.boost}}
