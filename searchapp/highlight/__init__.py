"""Where a query's words stand in an article's original text: marks, and snippets from the best places.

Texts are analyzed as the index analyzed them, once each, so a mark is always a whole token of the original text,
vowel marks included. The work is linear in the text.
"""

from searchapp.highlight.marks import (
    MARKED_CHARS,
    MarkRules,
    find_marks,
    join_marks,
    mark_text,
    select_rules,
)
from searchapp.highlight.several import (
    MOST_ROW_RULES,
    Ints,
    MarkRow,
    find_mark_row,
    find_marks_by_pieces,
    find_marks_of_texts,
    mark_texts,
)
from searchapp.highlight.snippets import LEAD_CHARS, MOST_SNIPPETS, SNIPPET_CHARS, make_snippets

__all__ = [
    "LEAD_CHARS",
    "MARKED_CHARS",
    "MOST_ROW_RULES",
    "MOST_SNIPPETS",
    "SNIPPET_CHARS",
    "Ints",
    "MarkRow",
    "MarkRules",
    "find_mark_row",
    "find_marks",
    "find_marks_by_pieces",
    "find_marks_of_texts",
    "join_marks",
    "make_snippets",
    "mark_text",
    "mark_texts",
    "select_rules",
]
