"""How a query was understood: its tree told in the words that were typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from searchapp.arabic import bare_form
from searchapp.query.cleaning import list_places
from searchapp.query.dates import show_days
from searchapp.query.language import Kind, Lexeme
from searchapp.query.repairs import STOP_WORDS
from searchapp.query.tree import Leaf, Negation, Node
from searchapp.understood import Clause, ClauseKind, Level, Match, Operator, OperatorName, Respelt, Understood

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
) -> Understood:
    """The account of a query. `dropped` are the stop words that were left out; `applied`: whether what was respelt
    is looked for.
    """
    found = list(_walk(node, True, False)) if node else []
    stop_words = [(leaf, False, False) for leaf in dropped]
    found = sorted(found + stop_words, key=lambda item: item[0].start)
    places = list_places(text)
    return Understood(
        q=text,
        match=match,
        level=level,
        words=tuple([_describe_leaf(leaf, required, places) for leaf, required, excluded in found if not excluded]),
        excluded=tuple([_describe_leaf(leaf, False, places) for leaf, _, excluded in found if excluded]),
        operators=tuple([Operator(each.text, _OPERATORS[each.kind]) for each in lexemes if each.kind in _OPERATORS]),
        ignored=(*codes, *([STOP_WORDS] if stop_words else [])),
        respelt=tuple(respelt),
        respelt_applied=applied,
    )


def _walk(node: Node, required: bool, excluded: bool) -> Iterator[tuple[Leaf, bool, bool]]:
    if isinstance(node, Leaf):
        yield node, required, excluded
    elif isinstance(node, Negation):
        yield from _walk(node.part, False, True)
    else:
        for part in node.parts:
            yield from _walk(part, required and node.how == "all", excluded)


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
