"""The vocabulary of the query language: its field names, operators, bounds and lexemes.

One table each, so that the documentation, the scanner and the tests name the same things.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from searchapp.arabic import Token, fold
from searchapp.fields import BODY, DATE, VALUE_GAP


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How much a query may ask for. They are checked before it is parsed.

    Characters count marks and spaces. A clause is a word (each one of a phrase counts), a prefix, pattern or
    date. Depth counts parentheses inside one another; parsing recurses to that depth, so it must stay below a few
    hundred.
    """

    max_query_chars: int = 1000
    max_word_chars: int = 100
    max_clauses: int = 64
    max_query_depth: int = 16


class Kind(Enum):
    """What a lexeme is. `EMPTY` is an operand that holds no letter or digit, such as `""` or `...`; `MONTH` the other
    names of a month, which nobody typed.
    """

    WORD = auto()
    PHRASE = auto()
    PREFIX = auto()
    WILDCARD = auto()
    FUZZY = auto()
    MONTH = auto()
    RANGE = auto()
    EMPTY = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    FIELD = auto()


class Lexeme(NamedTuple):
    """A piece of the query. `start` and `end` are characters of the cleaned query.

    `text` is what stands there without quotes, star, colon or `~`; `tokens` are the analyzer's, for all that has
    words (and for a field name, which may turn out to be a word), or patterns of a `WILDCARD`. A `FIELD` has its
    `field`. `detail` says why an `EMPTY` one is empty: a code of `repairs`, or "" for mere punctuation. `distance` is
    the number after `~`: a phrase's slop (1: side by side), a fuzzy word's edits. `days` are the day that a
    month is with the number beside it, folded, in each way to write it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tokens: tuple[Token, ...] = ()
    field: str = ""
    detail: str = ""
    distance: int = 1
    days: tuple[str, ...] = ()


OPERANDS = frozenset({Kind.WORD, Kind.PHRASE, Kind.PREFIX, Kind.WILDCARD, Kind.FUZZY, Kind.RANGE})
"""The clauses: what is looked for."""

LATIN_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
"""Upper case only: `or` and `not` are words."""

ARABIC_OPERATORS = {fold(word): kind for word, kind in (("و", Kind.AND), ("أو", Kind.OR), ("ليس", Kind.NOT))}
"""By folded form. They are operators only in some places; see the package's docstring."""

FIELD_NAMES = {
    fold(name): field
    for field, names in (
        ("title", ("title", "عنوان")),
        (BODY, ("body", "text")),
        ("captions", ("captions",)),
        ("source", ("source", "مصدر")),
        ("tags", ("tag", "tags", "وسم")),
        ("author", ("author", "كاتب")),
        (DATE, ("date", "تاريخ")),
    )
    for name in names
}
"""What may stand before a colon (by folded form), and the field that it names."""

MAX_SLOP = VALUE_GAP - 1
"""A phrase with more would run from one value of a field into the next."""
MAX_EDITS = 2
MIN_FUZZY_CHARS = 4
"""Nearly all short words are near one another."""

MAX_FIELD_NAME_CHARS = 40
"""Longer beginnings are not looked up: a name with its vowel marks is well below this."""
