"""The query without one of its exclusions: what is cut out of its text, and what its tree is then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchapp.query.language import OPERANDS, Kind, Lexeme
from searchapp.query.tree import Join, Leaf, Negation, Node, join_all, join_any

_BEFORE_OPERAND = frozenset({Kind.NOT, Kind.FIELD})


def drop_exclusion(node: Node, excluded: Leaf) -> tuple[Node | None] | None:
    """The tree that does without an exclusion of the whole query, (None,) where nothing else is asked; None where the
    clause is not excluded as one of its own.
    """
    parts = node.parts if isinstance(node, Join) and node.how == "all" else (node,)
    negated = [part.part for part in parts if isinstance(part, Negation)]
    clauses = [clause for part in negated for clause in _list_choices(part)]
    if excluded not in clauses:
        return None
    kept: list[Node] = [part for part in parts if not isinstance(part, Negation)]
    if others := [clause for clause in clauses if clause != excluded]:
        kept.append(Negation(join_any(others)))
    return (join_all(kept) if kept else None,)


def list_cuts(text: str, lexemes: Sequence[Lexeme], excluded: Leaf, places: Sequence[int]) -> Iterator[str]:
    """The query's text without the operand that holds the clause, what negates it and an operator beside it; without
    an operator last. Nothing where no sign of its own negates it, as in parentheses.

    `lexemes` follow the grammar; `places` say where the characters that they count stand in `text`.
    """
    last = next(
        place
        for place, lexeme in enumerate(lexemes)
        if lexeme.kind in OPERANDS and lexeme.start <= excluded.start < lexeme.end
    )
    first = last
    while first and lexemes[first - 1].kind in _BEFORE_OPERAND:
        first -= 1
    if all(lexeme.kind is not Kind.NOT for lexeme in lexemes[first:last]):
        return
    start, end = lexemes[first].start, lexemes[last].end
    if first and lexemes[first - 1].kind is Kind.AND:
        yield _cut(text, lexemes[first - 1].start, end, places)
    if last + 1 < len(lexemes) and lexemes[last + 1].kind is Kind.AND:
        yield _cut(text, start, lexemes[last + 1].end, places)
    yield _cut(text, start, end, places)


def _list_choices(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, Join) and node.how == "any" else (node,)


def _cut(text: str, start: int, end: int, places: Sequence[int]) -> str:
    before, behind = text[: places[start]].rstrip(), text[places[end - 1] + 1 :].lstrip()
    joint = "" if not before or not behind or before.endswith("(") or behind.startswith(")") else " "
    return before + joint + behind
