"""How a query was understood, as plain data: what the API answers and the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchapp.arabic import bare_form
from searchapp.model import Level, Match
from searchapp.query.language import Kind, Lexeme
from searchapp.query.repairs import STOP_WORDS
from searchapp.query.tree import Leaf, Negation, Node
from searchapp.query.widening import Respelt

_OPERATORS = frozenset({Kind.AND, Kind.OR, Kind.NOT})


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
) -> dict[str, object]:
    """The JSON-able account of a query; see `ParsedQuery.understood`. Words stand in the query's order. `applied`:
    whether what was respelt is looked for.
    """
    found = list(_walk(node, True, False)) if node else []
    stop_words = [(leaf, False, False) for leaf in dropped]
    found = sorted(found + stop_words, key=lambda item: item[0].start)
    return {
        "q": text,
        "match": match,
        "level": level,
        "words": [_describe_leaf(leaf, required) for leaf, required, excluded in found if not excluded],
        "excluded": [_describe_leaf(leaf, False) for leaf, _, excluded in found if excluded],
        "operators": [
            {"text": lexeme.text, "operator": lexeme.kind.name} for lexeme in lexemes if lexeme.kind in _OPERATORS
        ],
        "ignored": [*codes, *([STOP_WORDS] if stop_words else [])],
        "variants": [{"text": each.text, "forms": list(each.forms), "applied": applied} for each in respelt],
    }


def _walk(node: Node, required: bool, excluded: bool) -> Iterator[tuple[Leaf, bool, bool]]:
    if isinstance(node, Leaf):
        yield node, required, excluded
    elif isinstance(node, Negation):
        yield from _walk(node.part, False, True)
    else:
        for part in node.parts:
            yield from _walk(part, required and node.how == "all", excluded)


def _describe_leaf(leaf: Leaf, required: bool) -> dict[str, object]:
    return {
        "text": leaf.text,
        "exact": ("، " if leaf.kind == "month" else " ").join(map(bare_form, leaf.exact)),
        "stem": None if leaf.kind == "month" else " ".join(leaf.stems) or None,
        "field": leaf.field,
        "kind": leaf.kind,
        "distance": leaf.distance if leaf.kind == "fuzzy" or leaf.distance > 1 else None,
        "required": required,
    }
