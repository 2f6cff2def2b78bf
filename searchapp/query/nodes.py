"""The one node of query trees that Whoosh lacks, and what every engine asks of a tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whoosh.query import ConstantScoreQuery, Or, Query, Term


class AnyField(Or):  # type: ignore[misc]  # Whoosh has no types
    """A word wherever it stands: terms in different fields, scored as if these were one field. They are of one text
    and form, or of several that count as one word.

    A term's boost says how often its field counts; the node's own boost is that of the score. Whoosh's own searcher
    takes the node for the `Or` that it also is.
    """

    def __init__(self, terms: Sequence[Term], boost: float = 1.0) -> None:
        """Join terms, at least one."""
        super().__init__(list(terms), boost=boost)


class NearWord(NamedTuple):
    """A word of a query that gains where others of the query stand near it: its exact form, and its stem with those
    of its kin.
    """

    exact: str
    stems: tuple[str, ...]


def list_terms(node: Query) -> Sequence[Query]:
    """The terms of an AnyField, and what gives a ConstantScoreQuery its score; any other node is alone."""
    if isinstance(node, ConstantScoreQuery):
        return [term for part in flatten_or(node.child) for term in list_terms(part)]
    return node.subqueries if isinstance(node, AnyField) else (node,)


def flatten_or(node: Query) -> list[Query]:
    """The parts of an Or and of the Ors in it, whose scores add up in one pass; any other node is alone."""
    if not isinstance(node, Or) or isinstance(node, AnyField):
        return [node]
    return [part for child in node.subqueries for part in flatten_or(child)]
