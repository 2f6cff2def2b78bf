"""What a query gets wrong: forgiven and noted, or refused in strict mode.

Each fault has a stable code, which stands in `understood.ignored` and in the error's values.
"""

from __future__ import annotations

from searchapp.errors import QuerySyntaxError
from searchapp.query.cleaning import list_places

FAULTS = {
    "unbalanced-quote": ("a quotation mark has no partner", "add the other one, or remove it"),
    "unbalanced-parenthesis": ("a parenthesis has no partner", "add the other one, or remove it"),
    "stray-operator": ("an operator has nothing to work on", "put a word or phrase beside it, or remove it"),
    "empty-group": ("parentheses hold no word", "write words between them, or remove them"),
    "empty-phrase": ("quotation marks hold no word", "write words between them, or remove them"),
    "empty-prefix": ("a star has no letters before it", "write the beginning of a word before it"),
    "bad-distance": ("the number after ~ is out of bounds", "write 1 or 2 after a word, 1 to 99 after quotes"),
    "short-fuzzy": (
        "what stands before ~ is no word of four letters or more",
        "write such a word, or leave it out",
    ),
    "field-without-value": ("a field name has nothing after its colon", "write a word or phrase after it"),
}
"""Code → (what is wrong, the cure). All are errors in strict mode."""

UNKNOWN_FIELD = "unknown-field"
FIELD_BEFORE_SPACE = "field-before-space"
HINTS = frozenset({UNKNOWN_FIELD, FIELD_BEFORE_SPACE})
"""Not faults: words that were probably meant as the names of fields, and are none."""

STOP_WORDS = "stop-words"
"""Not a fault: common words were left out of the requirement."""


class Repairs:
    """The faults met in one query, in order of their first appearance, each once.

    `original` is the query as typed: positions in errors count its characters, invisible ones included.
    """

    def __init__(self, original: str, strict: bool) -> None:
        self.original = original
        self.strict = strict
        self.codes: dict[str, None] = {}

    def note(self, code: str, position: int) -> None:
        """Remember a fault at a character of the cleaned query. In strict mode raise QuerySyntaxError."""
        if self.strict:
            what, cure = FAULTS[code]
            place = list_places(self.original)[position]
            message = f"The query cannot be read: at character {place + 1}, {what}; {cure}."
            raise QuerySyntaxError(message, fault=code, position=place)
        self.codes[code] = None

    def hint(self, code: str) -> None:
        """Remember what is no fault, in either mode."""
        self.codes[code] = None
