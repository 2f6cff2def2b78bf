"""The tree → Whoosh's nodes over the index's fields and forms, and → what to mark in texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from whoosh.query import (
    And,
    AndMaybe,
    ConstantScoreQuery,
    Every,
    FuzzyTerm,
    Not,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)

from searchapp.arabic import FUZZY_PREFIX_CHARS, is_stop_word
from searchapp.fields import (
    BODY,
    DATE,
    DATE_STEP,
    EXACT,
    FORM_WEIGHTS,
    KIN_WEIGHT,
    RELATIVE_SHARE,
    STEM,
    STEP,
    TEXT_FIELDS,
    WIDE_WEIGHT,
    TextField,
    term_field,
)
from searchapp.model import MarkForm, MarkRule
from searchapp.query.nodes import AnyField, NearWord
from searchapp.query.tree import Join, Leaf, ListStems, Negation, Node

OTHER_NAME_WEIGHT = 0.5
"""What another name of a month weighs beside the one that was typed."""


NEAR_WORDS = 8
"""Each pair of so many words is looked at: 28 pairs."""
_PATTERNS = {"prefix": Prefix, "wildcard": Wildcard}


def _select_fields(name: str | None) -> tuple[TextField, ...]:
    return tuple(field for field in TEXT_FIELDS if (field.by_default if name is None else field.name == name))


_FIELDS: dict[str | None, tuple[TextField, ...]] = {
    name: _select_fields(name) for name in (None, *(field.name for field in TEXT_FIELDS))
}
_KIN_FIELDS = (*_FIELDS["title"], *_FIELDS[BODY])
"""Kin hardly stand elsewhere, and each field costs a list for each of them."""
_DATED_FIELDS = _KIN_FIELDS
"""Nor do whole dates."""


def build_tree(node: Node) -> Query:
    """The node as a Whoosh query, made only of the nodes that `engines/base.py` lists.

    Words that have stems match by them; where they stand as typed an article ranks higher, and where one word is all
    that is asked for, above all others.
    """
    matching = _build(node)
    ranking = [query for leaf in _walk_positive(node) for query in _rank_leaf(leaf)]
    ranking += [step for step, _ in _list_steps(node, matching)]
    return AndMaybe(matching, _join_or(ranking)) if ranking else matching


def _build(node: Node) -> Query:
    """What must match. A negation stands inside an And or alone at the top: elsewhere it is taken from `Every()`."""
    if isinstance(node, Negation):
        return Not(_build_positive(node.part))
    return _build_positive(node)


def _build_positive(node: Node) -> Query:
    if isinstance(node, Leaf):
        return _join_or(match_leaf(node))
    if isinstance(node, Negation):
        return And([Every(), _build(node)])
    if node.how == "all":
        return And([_build(part) for part in node.parts])
    return _join_or(query for part in node.parts for query in _list_choices(part))


def _list_choices(node: Node) -> Iterable[Query]:
    return match_leaf(node) if isinstance(node, Leaf) else (_build_positive(node),)


def _join_or(queries: Iterable[Query]) -> Query:
    # Two words of one stem share leaves; a leaf that stood twice would score twice.
    distinct = list(dict.fromkeys(queries))
    return distinct[0] if len(distinct) == 1 else Or(distinct)


def match_leaf(leaf: Leaf) -> list[Query]:
    """The alternatives that a clause stands for."""
    if leaf.days is not None:
        return [NumericRange(DATE, *leaf.days)]
    if leaf.kind in _PATTERNS:
        return [
            _PATTERNS[leaf.kind](term_field(field.name, EXACT), leaf.exact[0], boost=field.weight)
            for field in _FIELDS[leaf.field]
        ]
    if leaf.kind == "phrase":
        return _find_words(leaf.field, EXACT, leaf.exact, 1.0, leaf.distance)
    if leaf.kind == "variant":
        return _find_wide(leaf)
    if leaf.kind == "month":
        names = dict.fromkeys(leaf.stems)
        return [query for name in names for query in _find_words(leaf.field, STEM, name.split(), OTHER_NAME_WEIGHT)]
    if leaf.stems:
        words = _find_words(leaf.field, STEM, leaf.stems, FORM_WEIGHTS[STEM]) + _find_wide(leaf)
    else:
        words = _find_words(leaf.field, EXACT, leaf.exact, 1.0)
    return words + _find_near(leaf) if leaf.kind == "fuzzy" else words


def _rank_leaf(leaf: Leaf) -> list[Query]:
    """What a clause ranks by besides."""
    if leaf.beside:
        dates = dict.fromkeys(leaf.beside)
        found = [query for date in dates for query in _find_date(leaf.field, date.split())]
        return [ConstantScoreQuery(_join_or(found), DATE_STEP)]
    return _find_words(leaf.field, EXACT, leaf.exact, FORM_WEIGHTS[EXACT]) if _has_forms(leaf) else []


def _list_sole_words(node: Node) -> list[Leaf]:
    """The one word that is asked for, or two that have another spelling together; none where more is. What limits the
    search does not count, nor do the other names of a month that is asked for.
    """
    leaves = list(_walk_positive(node))
    asked = [leaf for leaf in leaves if leaf.field is None and leaf.kind != "month"] or leaves
    typed = [leaf for leaf in asked if leaf.kind != "variant"]
    return list(filter(_has_forms, typed)) if len(typed) == 1 or len(typed) == 2 < len(asked) else []


def _list_steps(node: Node, matching: Query) -> list[tuple[Query, Leaf]]:
    """What adds a step for each form of such words, beside the word; by stem only where more matches."""
    forms = [
        (_join_or(_find_words(leaf.field, form, words, FORM_WEIGHTS[form])), leaf)
        for leaf in _list_sole_words(node)
        for form, words in ((EXACT, leaf.exact), (STEM, leaf.stems))
    ]
    return [(ConstantScoreQuery(found, STEP), leaf) for found, leaf in forms if found != matching]


def _has_forms(leaf: Leaf) -> bool:
    return leaf.kind in ("word", "fuzzy") and bool(leaf.stems)


def trace_leaves(node: Node) -> dict[Query, tuple[Leaf, ...]]:
    """For each node that `build_tree` makes of a clause that is not excluded, the clauses that it stands for."""
    clauses: dict[Query, tuple[Leaf, ...]] = {}
    for leaf in _walk_positive(node):
        for query in (*match_leaf(leaf), *_rank_leaf(leaf)):
            clauses[query] = (*clauses.get(query, ()), leaf)
    return clauses | {step: (leaf,) for step, leaf in _list_steps(node, _build(node))}


def trace_kin(node: Node, list_kin: ListStems) -> dict[Query, tuple[Leaf, ...]]:
    """For each of the first words that are looked for in all default fields, where it has kin, a node that stands for
    it and them, and its clauses.
    """
    traced: dict[Query, tuple[Leaf, ...]] = {}
    for leaf in _walk_words(node)[:NEAR_WORDS]:
        kin = list_kin(leaf.stems[0]) if len(leaf.stems) == 1 and not is_stop_word(leaf.exact[0]) else ()
        if kin:
            joined = _join_words(_KIN_FIELDS, {(STEM, stem): 1.0 for stem in (*leaf.stems, *kin)}, KIN_WEIGHT)
            traced[joined] = (*traced.get(joined, ()), leaf)
    return traced


def join_kin(traced: Iterable[Query]) -> Query | None:
    """The nodes of the words' kin as one tree; None for none."""
    nodes = list(traced)
    return _join_or(nodes) if nodes else None


def _find_words(name: str | None, form: str, words: Sequence[str], weight: float, slop: int = 1) -> list[Query]:
    """One word wherever it stands; several as a phrase of one field or another."""
    fields = _FIELDS[name]
    if len(words) > 1:
        return [
            Phrase(term_field(field.name, form), list(words), slop=slop, boost=field.weight * weight)
            for field in fields
        ]
    terms = [Term(term_field(field.name, form), words[0], boost=field.weight) for field in fields]
    if len(terms) == 1:
        return [Term(terms[0].fieldname, words[0], boost=weight)]
    return [AnyField(terms, boost=weight)]


def _find_date(name: str | None, words: Sequence[str]) -> list[Query]:
    fields = _FIELDS[name] if name else _DATED_FIELDS
    return [Phrase(term_field(field.name, STEM), list(words)) for field in fields]


def _find_wide(leaf: Leaf) -> list[Query]:
    """What stands for a word besides its own stem; nothing below the widest level."""
    shares = {(STEM, relative): RELATIVE_SHARE for relative in leaf.relatives}
    phrases: list[Query] = []
    for form, terms, weight in leaf.spellings:
        if len(terms) == 1:
            shares[form, terms[0]] = weight
        else:
            phrases += _find_words(leaf.field, form, terms, WIDE_WEIGHT * weight)
    if not shares:
        return phrases
    # With the word itself, which says how rare all of them are.
    own = {(STEM, stem): 1.0 for stem in leaf.stems} if len(leaf.stems) == 1 else {}
    return [_join_words(_FIELDS[leaf.field], own | shares, WIDE_WEIGHT), *phrases]


def _join_words(fields: Sequence[TextField], shares: Mapping[tuple[str, str], float], weight: float) -> Query:
    """Terms of a form each, that count as one word, each so often."""
    return AnyField(
        [
            Term(term_field(field.name, form), term, boost=field.weight * share)
            for (form, term), share in shares.items()
            for field in fields
        ],
        boost=weight,
    )


def _find_near(leaf: Leaf) -> list[Query]:
    """What a fuzzy word finds besides the word itself, which so ranks above them."""
    return [
        FuzzyTerm(
            term_field(field.name, EXACT),
            leaf.exact[0],
            boost=field.weight,
            maxdist=leaf.distance,
            prefixlength=FUZZY_PREFIX_CHARS,
        )
        for field in _FIELDS[leaf.field]
    ]


def list_marks(node: Node) -> tuple[MarkRule, ...]:
    """What the node's clauses mark, each once, in order; nothing for negations and dates."""
    return tuple(dict.fromkeys(rule for leaf in _walk_positive(node) for rule in _read_marks(leaf)))


def list_near(node: Node, list_kin: ListStems) -> tuple[NearWord, ...]:
    """The first words that are looked for in all default fields, in the order of the query, each stem once; no stem,
    kin's included, is of two words, for one word is not near itself.

    Not with other spellings: what two words gain side by side is more than what tells them from the words that were
    typed, and these are to rank first.
    """
    own: dict[str, str] = {}
    for leaf in _walk_words(node):
        for stem, exact in zip(leaf.stems, leaf.exact, strict=False):  # words looked for as they stand have no stems
            own.setdefault(stem, exact)
    first = dict(list(own.items())[:NEAR_WORDS])
    taken = set(first)
    near = []
    for stem, exact in first.items():
        kin = [each for each in list_kin(stem) if each not in taken]
        taken.update(kin)
        near.append(NearWord(exact, (stem, *kin)))
    return tuple(near)


def _walk_words(node: Node) -> list[Leaf]:
    """The words that are looked for in all default fields."""
    return [leaf for leaf in _walk_positive(node) if leaf.kind == "word" and leaf.field is None]


def _walk_positive(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Join):
        for part in node.parts:
            yield from _walk_positive(part)


def _read_marks(leaf: Leaf) -> Iterator[MarkRule]:
    fields = None if leaf.field is None else frozenset({leaf.field})
    if leaf.kind in ("word", "fuzzy"):
        yield MarkRule("stem", leaf.stems, fields) if leaf.stems else MarkRule("exact", leaf.exact, fields)
    for relative in leaf.relatives:
        yield MarkRule("stem", (relative,), fields)
    for spelling in leaf.spellings:
        yield MarkRule(spelling.form, spelling.terms, fields)
    if leaf.kind == "month":
        for name in leaf.stems:
            yield MarkRule("stem", tuple(name.split()), fields)
    elif leaf.kind == "phrase":
        yield MarkRule("exact", leaf.exact, fields, leaf.distance)
    elif leaf.kind in ("prefix", "wildcard", "fuzzy"):
        yield MarkRule(cast(MarkForm, leaf.kind), leaf.exact, fields, leaf.distance)
