"""The one node of query trees that Whoosh lacks."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.query import Or, Term


class AnyField(Or):  # type: ignore[misc]  # Whoosh has no types
    """A word wherever it stands: terms of one text and form in different fields, scored as if these were one field.

    A term's boost says how often its field counts; the node's own boost is that of the score. Whoosh's own searcher
    takes the node for the `Or` that it also is.
    """

    def __init__(self, terms: Sequence[Term], boost: float = 1.0) -> None:
        """Join terms, at least one."""
        super().__init__(list(terms), boost=boost)
