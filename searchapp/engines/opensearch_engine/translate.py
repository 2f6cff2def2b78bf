"""A query tree → the cluster's query language. What each node means stands in `engines/base.py`.

A stem is looked up as all of its exact forms, which the cluster takes for one word: how often it stands is summed up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whoosh import query as tree

from searchapp.arabic import AGAINST, SIGN, bare_form
from searchapp.engines.opensearch_engine.latin import write_latin
from searchapp.engines.opensearch_engine.mapping import ARTICLE, CHOICE
from searchapp.fields import EXACT, term_field
from searchapp.query import AnyField, flatten_or

Dsl = dict[str, Any]
Expand = Callable[[tree.Query], Sequence[str] | None]
"""A prefix, a wildcard or a fuzzy term → the exact forms that it stands for, or None to leave that to the cluster."""
Name = Callable[[tree.Query], str]

ARTICLES: Dsl = {"term": {"kind": ARTICLE}}
NOTHING: Dsl = {"match_none": {}}
_UNSCORED = (tree.NumericRange, tree.Every)


@dataclass(frozen=True, slots=True)
class Translator:
    """What a translation asks of an index: `held`, the text fields in which any article has a word, `list_forms`, the
    exact forms of a stem in Latin letters, and `expand`. With `name` each leaf has a name, by which the cluster says
    what it adds to a hit's score.
    """

    held: Collection[str]
    list_forms: Callable[[str], Sequence[str]]
    expand: Expand
    name: Name | None = None

    def translate(self, node: tree.Query) -> Dsl:
        """The node as a query whose scores are the contract's, as `scoring` says. Raises what `expand` raises."""
        if isinstance(node, tree.AndMaybe):
            required, optional = map(self.translate, node.subqueries)
            return {"bool": {"must": [required], "should": [optional]}}
        if isinstance(node, tree.Or) and not isinstance(node, AnyField):
            return _choose(list(map(self.translate, flatten_or(node))))
        if isinstance(node, tree.And):
            return self._translate_all(node.subqueries)
        if isinstance(node, tree.Not):
            return self._translate_all([node])
        found = self._translate_leaf(node)
        return found if self.name is None else {"bool": {"must": [found], "_name": self.name(node)}}

    def _translate_leaf(self, node: tree.Query) -> Dsl:
        if isinstance(node, _UNSCORED):
            return {"constant_score": {"filter": _translate_filter(node), "boost": 0}}
        if isinstance(node, tree.Term):
            return self._translate_term(node, node.boost)
        if isinstance(node, tree.Phrase):
            return self._translate_phrase(node)
        if isinstance(node, (tree.Prefix, tree.Wildcard, tree.FuzzyTerm)):
            return self._translate_expanding(node)
        if isinstance(node, AnyField):
            return self._translate_word(node)
        if isinstance(node, tree.ConstantScoreQuery):
            found = replace(self, name=None).translate(node.child)
            return {"constant_score": {"filter": found, "boost": node.score}}
        return NOTHING

    def _translate_word(self, node: AnyField) -> Dsl:
        by_text: dict[str, list[Dsl]] = {}
        for term in node.subqueries:
            leaf = self._translate_term(term, term.boost * node.boost)
            if leaf is not NOTHING:
                by_text.setdefault(term.text, []).append(leaf)
        words = list(map(_choose, by_text.values()))
        # Of several that count as one word the best counts: each has its own rarity here, and sums would know no
        # bounds.
        return words[0] if len(words) == 1 else {"dis_max": {"queries": words}} if words else NOTHING

    def _translate_term(self, term: tree.Term, boost: float) -> Dsl:
        field, forms = self._find_forms(term.fieldname, term.text)
        if not forms:
            return NOTHING
        if len(forms) > 1:
            return {"match": {field: {"query": CHOICE.join(forms), "boost": boost}}}
        if SIGN not in forms[0]:
            return {"term": {field: {"value": forms[0], "boost": boost}}}
        return _boost(_make_span(field, forms[0]), boost)

    def _find_forms(self, fieldname: str, term: str) -> tuple[str, Sequence[str]]:
        """The cluster's field, and what a term stands for there: exact forms in Latin letters; none where no article
        holds any.
        """
        name, _, form = fieldname.rpartition("_")
        field = term_field(name, EXACT)
        if name not in self.held:
            return field, ()
        return field, [write_latin(term)] if form == EXACT else self.list_forms(term)

    def _translate_all(self, nodes: Sequence[tree.Query]) -> Dsl:
        """Every node but the negated ones; those that score nothing are filters."""
        found: Dsl = {"must": [], "filter": [], "must_not": []}
        for node in nodes:
            if isinstance(node, tree.Not):
                found["must_not"].append(self.translate(node.query))
            elif isinstance(node, _UNSCORED) and self.name is None:
                found["filter"].append(_translate_filter(node))
            else:
                found["must"].append(self.translate(node))
        if not found["must"] and not found["filter"]:
            found["filter"].append(ARTICLES)
        return {"bool": {how: parts for how, parts in found.items() if parts}}

    def _translate_phrase(self, node: tree.Phrase) -> Dsl:
        if len(node.words) == 1:
            return self._translate_term(tree.Term(node.fieldname, node.words[0]), node.boost)
        field, places = "", []
        for word in node.words:
            field, forms = self._find_forms(node.fieldname, word)
            if not forms:
                return NOTHING
            places.append(forms)
        # Its score is the sum of its forms'.
        boost = node.boost / sum(map(len, places))
        if node.slop == 1 and not any(SIGN in word for word in node.words):
            return {"match_phrase": {field: {"query": " ".join(map(CHOICE.join, places)), "boost": boost}}}
        return _boost(_make_near(field, places, node.slop), boost)

    def _translate_expanding(self, node: tree.Prefix | tree.Wildcard | tree.FuzzyTerm) -> Dsl:
        field = term_field(node.fieldname.rpartition("_")[0], EXACT)
        terms = self.expand(node)
        if terms is None:
            return {"prefix": {field: {"value": write_latin(node.text), "boost": node.boost}}}
        return {"constant_score": {"filter": {"terms": {field: list(map(write_latin, terms))}}, "boost": node.boost}}


def _choose(parts: list[Dsl]) -> Dsl:
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _make_near(field: str, places: Sequence[Sequence[str]], slop: int) -> Dsl:
    """Words in their order, each one of some forms, near each other."""
    # From the last word back, as each is to be near the one after it.
    near = _make_choice(field, places[-1])
    for forms, following in zip(places[-2::-1], places[:0:-1], strict=True):
        first = _make_choice(field, forms)
        near = {"span_near": {"clauses": [first, near], "slop": slop - 1, "in_order": True}}
        if {*map(bare_form, forms)}.isdisjoint(map(bare_form, following)):
            # Only where it begins, once for each beginning: that is how often the phrase stands there.
            near = {"span_within": {"little": first, "big": near}}
    return near


def _make_choice(field: str, forms: Sequence[str]) -> Dsl:
    spans = [_make_span(field, form) for form in forms]
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


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
