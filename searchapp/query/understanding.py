"""How a query was understood: its tree told in the words that were typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from searchapp.arabic import bare_form
from searchapp.query.cleaning import list_places
from searchapp.query.dates import show_days
from searchapp.query.language import Kind, Lexeme
from searchapp.query.repairs import STOP_WORDS
from searchapp.query.tree import Leaf, Negation, Node
from searchapp.understood import (
    Clause,
    ClauseKind,
    Exclusion,
    Level,
    Match,
    Operator,
    OperatorName,
    Respelt,
    Understood,
)

MOST_CUTS = 8
"""Of so many exclusions is looked for the query without each: the query is read anew for it."""
_OPERATORS: dict[Kind, OperatorName] = {Kind.AND: "AND", Kind.OR: "OR", Kind.NOT: "NOT"}


def describe_query(
    text: str,
    match: Match,
    level: Level,
    node: Node | None,
    lexemes: Iterable[Lexeme],
    dropped: Iterable[Leaf],
    codes: Iterable[str],
    respelt: Iterable[Respelt],
    applied: bool,
    cut: Callable[[Leaf], str | None],
) -> Understood:
    """The account of a query. `dropped` are the stop words that were left out; `applied`: whether what was respelt
    is looked for; `cut` gives the query without an exclusion.
    """
    found = list(_walk(node, True, True)) if node else []
    stop_words = [(leaf, False, True) for leaf in dropped]
    found = sorted(found + stop_words, key=lambda item: item[0].start)
    excluded = [leaf for leaf, holds, wanted in found if holds and not wanted]
    places = list_places(text)
    return Understood(
        q=text,
        match=match,
        level=level,
        words=tuple([_describe_leaf(leaf, holds, places) for leaf, holds, wanted in found if wanted]),
        excluded=tuple(
            [
                Exclusion(_describe_leaf(leaf, False, places), cut(leaf) if number < MOST_CUTS else None)
                for number, leaf in enumerate(excluded)
            ]
        ),
        operators=tuple([Operator(each.text, _OPERATORS[each.kind]) for each in lexemes if each.kind in _OPERATORS]),
        ignored=(*codes, *([STOP_WORDS] if stop_words else [])),
        respelt=tuple(respelt),
        respelt_applied=applied,
    )


def _walk(node: Node, holds: bool, wanted: bool) -> Iterator[tuple[Leaf, bool, bool]]:
    """Each clause, whether what is said of it holds for every hit, and whether that is to have it, or to lack it."""
    if isinstance(node, Leaf):
        yield node, holds, wanted
    elif isinstance(node, Negation):
        yield from _walk(node.part, holds, not wanted)
    else:
        # Without (a OR b) is without a and without b; without (a AND b) may have either.
        for part in node.parts:
            yield from _walk(part, holds and (node.how == "all") is wanted, wanted)


def _describe_leaf(leaf: Leaf, required: bool, places: Sequence[int]) -> Clause:
    return Clause(
        text=leaf.text,
        kind=cast(ClauseKind, leaf.kind),
        start=places[leaf.start],
        # Behind its last character: what is left out of the query may follow that.
        end=places[leaf.end - 1] + 1,
        exact=show_days(leaf.days) if leaf.days else " ".join(map(bare_form, leaf.exact)),
        stem=None if leaf.names else " ".join(leaf.stems) or None,
        names=leaf.names,
        field=leaf.field,
        distance=leaf.distance if leaf.kind == "fuzzy" or leaf.distance > 1 else None,
        required=required,
    )
