"""The tree → Whoosh's nodes over the index's fields and forms, and → what to mark in texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from whoosh.query import And, Every, FuzzyTerm, Not, NumericRange, Or, Phrase, Prefix, Query, Term, Wildcard

from searchapp.arabic import FUZZY_PREFIX_CHARS
from searchapp.fields import DATE, EXACT, FORM_WEIGHTS, FORMS, STEM, TEXT_FIELDS, TextField, term_field
from searchapp.model import MarkForm, MarkRule
from searchapp.query.tree import Join, Leaf, Negation, Node

OTHER_NAME_WEIGHT = 0.5
"""What another name of a month weighs beside the one that was typed."""

_PATTERNS = {"prefix": Prefix, "wildcard": Wildcard}
_Row = tuple[str, str, float]
"""Form, the index's name of field and form, boost."""


def _select_fields(name: str | None) -> tuple[TextField, ...]:
    return tuple(field for field in TEXT_FIELDS if (field.by_default if name is None else field.name == name))


_NAMES = (None, *(field.name for field in TEXT_FIELDS))
_WORD_ROWS: dict[str | None, tuple[_Row, ...]] = {
    name: tuple(
        (form, term_field(field.name, form), field.weight * FORM_WEIGHTS[form])
        for field in _select_fields(name)
        for form in FORMS
    )
    for name in _NAMES
}
# Quotes and stars look at the exact form alone, so the field's weight stands undivided.
_EXACT_ROWS: dict[str | None, tuple[_Row, ...]] = {
    name: tuple((EXACT, term_field(field.name, EXACT), field.weight) for field in _select_fields(name))
    for name in _NAMES
}


def build_tree(node: Node) -> Query:
    """The node as a Whoosh query, made only of the nodes that `engines/base.py` lists.

    A negation stands inside an And or alone at the top: elsewhere it is taken from `Every()`.
    """
    if isinstance(node, Negation):
        return Not(_build_positive(node.part))
    return _build_positive(node)


def _build_positive(node: Node) -> Query:
    if isinstance(node, Leaf):
        return _join_or(build_leaf(node))
    if isinstance(node, Negation):
        return And([Every(), build_tree(node)])
    if node.how == "all":
        return And([build_tree(part) for part in node.parts])
    return _join_or(query for part in node.parts for query in _list_choices(part))


def _list_choices(node: Node) -> Iterable[Query]:
    return build_leaf(node) if isinstance(node, Leaf) else (_build_positive(node),)


def _join_or(queries: Iterable[Query]) -> Query:
    # Two words of one stem share leaves; a leaf that stood twice would score twice.
    distinct = list(dict.fromkeys(queries))
    return distinct[0] if len(distinct) == 1 else Or(distinct)


def build_leaf(leaf: Leaf) -> Sequence[Query]:
    """The alternatives that a clause stands for. A word of several tokens is a phrase in each form."""
    if leaf.days is not None:
        return [NumericRange(DATE, *leaf.days)]
    if leaf.kind in _PATTERNS:
        return [
            _PATTERNS[leaf.kind](field, leaf.exact[0], boost=boost) for _, field, boost in _EXACT_ROWS[leaf.field]
        ]
    if leaf.kind == "phrase":
        return [_find_run(field, leaf.exact, boost, leaf.distance) for _, field, boost in _EXACT_ROWS[leaf.field]]
    if leaf.kind == "month":
        rows = [row for row in _WORD_ROWS[leaf.field] if row[0] == STEM]
        return [
            _find_run(field, name.split(), boost * OTHER_NAME_WEIGHT)
            for name in dict.fromkeys(leaf.stems)
            for _, field, boost in rows
        ]
    words = [
        _find_run(field, leaf.exact if form == EXACT else leaf.stems, boost)
        for form, field, boost in _WORD_ROWS[leaf.field]
    ]
    return words + _find_near(leaf) if leaf.kind == "fuzzy" else words


def _find_run(field: str, words: Sequence[str], boost: float, slop: int = 1) -> Query:
    if len(words) == 1:
        return Term(field, words[0], boost=boost)
    return Phrase(field, list(words), slop=slop, boost=boost)


def _find_near(leaf: Leaf) -> list[Query]:
    """What a fuzzy word finds besides the word itself, which so ranks above them."""
    return [
        FuzzyTerm(field, leaf.exact[0], boost=boost, maxdist=leaf.distance, prefixlength=FUZZY_PREFIX_CHARS)
        for _, field, boost in _EXACT_ROWS[leaf.field]
    ]


def list_marks(node: Node) -> tuple[MarkRule, ...]:
    """What the node's clauses mark, each once, in order; nothing for negations and dates."""
    return tuple(dict.fromkeys(rule for leaf in _walk_positive(node) for rule in _read_marks(leaf)))


def _walk_positive(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Join):
        for part in node.parts:
            yield from _walk_positive(part)


def _read_marks(leaf: Leaf) -> Iterator[MarkRule]:
    fields = None if leaf.field is None else frozenset({leaf.field})
    if leaf.kind in ("word", "fuzzy"):
        yield MarkRule("stem", leaf.stems, fields)
    if leaf.kind == "month":
        for name in leaf.stems:
            yield MarkRule("stem", tuple(name.split()), fields)
    elif leaf.kind == "phrase":
        yield MarkRule("exact", leaf.exact, fields, leaf.distance)
    elif leaf.kind in ("prefix", "wildcard", "fuzzy"):
        yield MarkRule(cast(MarkForm, leaf.kind), leaf.exact, fields, leaf.distance)
