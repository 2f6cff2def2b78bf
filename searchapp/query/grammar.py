"""Tidy lexemes → the tree. Loosest first: words side by side, OR, AND, then NOT, `-` and `field:`.

query   = choice { choice }
choice  = both { OR both }
both    = operand { AND operand }
operand = { NOT | FIELD } ( word | phrase | prefix | wildcard | fuzzy | range | "(" query ")" )
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from searchapp.arabic import Stem
from searchapp.query.language import Kind, Lexeme
from searchapp.query.leaves import make_leaf
from searchapp.query.tree import Leaf, Negation, Node, drop_stop_words, is_condition, join_all, join_any, negate
from searchapp.understood import Match

_END = Lexeme(Kind.CLOSE, "", 0, 0)


class Grammar:
    """Parses one query. Without `stem` its words have none. `dropped` holds the stop words that were left out, after
    `parse`.
    """

    def __init__(self, lexemes: Sequence[Lexeme], match: Match, stem: Stem | None) -> None:
        self.lexemes = [*lexemes, _END]
        self.stem = stem
        self.match = match
        self.position = 0
        self.dropped: list[Leaf] = []

    def parse(self) -> Node | None:
        """The tree, or None when there is no clause.

        Raises BadDateError.
        """
        return None if len(self.lexemes) == 1 else self._parse_query(None)

    def _parse_query(self, field: str | None) -> Node:
        parts = []
        while self.lexemes[self.position].kind is not Kind.CLOSE:
            parts.append(self._parse_choice(field))
        self.position += 1
        kept = self._keep_counting(parts)
        return join_all(kept) if self.match == "all" else self._join_any_word(kept)

    def _join_any_word(self, parts: Sequence[Node]) -> Node:
        """Any of the bare words; what names its field, and what is excluded, holds always."""
        words = [part for part in parts if not isinstance(part, Negation) and not is_condition(part)]
        others = [part for part in parts if isinstance(part, Negation) or is_condition(part)]
        return join_all([join_any(words), *others]) if words else join_all(others)

    def _parse_choice(self, field: str | None) -> Node:
        # Stop words stay: an alternative requires nothing, so there is nothing to leave out.
        return join_any(self._parse_chain(field, Kind.OR, self._parse_both))

    def _parse_both(self, field: str | None) -> Node:
        return join_all(self._keep_counting(self._parse_chain(field, Kind.AND, self._parse_operand)))

    def _parse_chain(self, field: str | None, operator: Kind, parse_part: Callable[[str | None], Node]) -> list[Node]:
        parts = [parse_part(field)]
        while self.lexemes[self.position].kind is operator:
            self.position += 1
            parts.append(parse_part(field))
        return parts

    def _parse_operand(self, field: str | None) -> Node:
        negative = False
        while True:
            lexeme = self.lexemes[self.position]
            self.position += 1
            if lexeme.kind is Kind.NOT:
                negative = not negative
            elif lexeme.kind is Kind.FIELD:
                field = lexeme.field
            else:
                break
        node = self._parse_query(field) if lexeme.kind is Kind.OPEN else make_leaf(lexeme, field, self.stem)
        return negate(node) if negative else node

    def _keep_counting(self, parts: Sequence[Node]) -> list[Node]:
        kept, dropped = drop_stop_words(parts)
        self.dropped.extend(dropped)
        return kept
