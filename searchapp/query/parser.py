"""One query from text to tree: clean, check, scan, tidy, parse, build."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from whoosh.query import Every, NullQuery, Query

from searchapp import arabic
from searchapp.arabic import Stem
from searchapp.errors import BadRequestError
from searchapp.model import MarkRule
from searchapp.query.cleaning import clean_query, list_places
from searchapp.query.cutting import drop_exclusion, list_cuts
from searchapp.query.grammar import Grammar
from searchapp.query.language import Lexeme, QueryLimits
from searchapp.query.month_names import add_month_names
from searchapp.query.nodes import NearWord
from searchapp.query.repairs import Repairs
from searchapp.query.scanning import check_length, scan_query
from searchapp.query.terms import build_tree, join_kin, list_marks, list_near, trace_kin
from searchapp.query.tidying import find_arabic_operators, tidy_lexemes
from searchapp.query.tree import Leaf, ListStems, Node
from searchapp.query.understanding import describe_query
from searchapp.query.widening import Spellings, Widener
from searchapp.understood import Level, Match, Understood


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query, ready for an engine.

    `tree` is made of the nodes that `engines/base.py` lists: `Every()` for an empty query, `NullQuery` for
    one in which nothing can be searched for. `marks` says what to mark in texts, never for excluded parts; `near` are
    its words, which belong together. `kin` has nodes for words and those of their
    skeletons, each with its clauses, and `besides` is these nodes as one tree: what the best hits are looked at again
    for.

    `understood` is its account, with the codes of `repairs`. `node` is what the tree was built from.
    """

    tree: Query
    marks: tuple[MarkRule, ...]
    near: tuple[NearWord, ...]
    understood: Understood
    node: Node | None = None
    kin: Mapping[Query, tuple[Leaf, ...]] = field(default_factory=dict)
    besides: Query | None = None


class _Reading(NamedTuple):
    """A query's lexemes as the grammar takes them, its tree, the stop words left out of it, and what was repaired."""

    lexemes: Sequence[Lexeme]
    node: Node | None
    dropped: Sequence[Leaf]
    codes: Collection[str]


def _read(text: str, repairs: Repairs, *, match: Match, limits: QueryLimits, stem: Stem | None) -> _Reading:
    lexemes = scan_query(clean_query(text), limits, repairs)
    tidy = tidy_lexemes(find_arabic_operators(lexemes), repairs)
    # As written means without the other names of a month too.
    grammar = Grammar(add_month_names(tidy, stem) if stem else tidy, match, stem)
    return _Reading(tidy, grammar.parse(), grammar.dropped, repairs.codes)


def _find_rest(text: str, reading: _Reading, excluded: Leaf, read: Callable[[str, Repairs], _Reading]) -> str | None:
    """The query without an exclusion, where it reads as the rest of this one does; None where no cut does so."""
    wanted = drop_exclusion(reading.node, excluded) if reading.node else None
    cuts = list_cuts(text, reading.lexemes, excluded, list_places(text)) if wanted else ()
    for rest in cuts:
        # What was parted by the exclusion may be no date together.
        with contextlib.suppress(BadRequestError):
            found = read(rest, Repairs(rest, strict=False))
            if (found.node,) == wanted and set(found.codes) <= set(reading.codes):
                return rest
    return None


def _find_none(_: str) -> tuple[()]:
    return ()


def _leave_out(others: Collection[str], kin: ListStems) -> ListStems:
    return lambda stem: [each for each in kin(stem) if each not in others]


def parse_query(
    text: str,
    *,
    match: Match = "all",
    level: Level = "stem",
    strict: bool = False,
    limits: QueryLimits,
    stem: Stem = arabic.stem,
    relatives: ListStems = _find_none,
    kin: ListStems = _find_none,
    spellings: Spellings = _find_none,
    variants: bool = True,
) -> ParsedQuery:
    """Read a query of the language that the package's docstring describes.

    `stem`, `relatives`, `kin` and `spellings` are those of the index which is asked. Without `variants` other
    spellings are named, and none is looked for. Raises QueryTooLongError, WordTooLongError, TooManyClausesError,
    QueryTooDeepError and BadDateError; with `strict` also QuerySyntaxError, whose `position` is in characters of
    `text`. Nothing else, for any string.
    """
    check_length(text, limits)
    read = partial(_read, match=match, limits=limits, stem=None if level == "exact" else stem)
    reading = read(text, Repairs(text, strict))
    node = reading.node
    widener = Widener(stem, relatives if level == "wide" else _find_none, spellings, variants=variants)
    wide = widener.widen(node) if node and level != "exact" else node
    understood = describe_query(
        text,
        match,
        level,
        node,
        reading.lexemes,
        reading.dropped,
        reading.codes,
        widener.respelt,
        level == "wide" and variants,
        lambda leaf: _find_rest(text, reading, leaf, read),
    )
    if level == "wide":
        node = wide
    if node is None:
        return ParsedQuery(NullQuery if text.strip() else Every(), (), (), understood)
    list_kin = _find_none if level == "exact" else kin if variants else _leave_out(widener.others, kin)
    traced = trace_kin(node, list_kin)
    return ParsedQuery(
        build_tree(node), list_marks(node), list_near(node, list_kin), understood, node, traced, join_kin(traced)
    )
