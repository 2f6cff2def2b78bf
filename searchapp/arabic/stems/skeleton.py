"""The skeleton of a stem: coarse, so that broken plurals and derivations meet. For ranking and the wide level."""

from __future__ import annotations

from searchapp.arabic.stems.lexicon import is_countable

FINAL = ("يه", "ه", "ي", "ا", "ت")
WEAK = "اويء"
"""Letters that patterns add and drop: كتاب, كتب; وزير, وزراء."""
PATTERN_INITIALS = "متن"
LEAST_LETTERS = 3


def find_skeleton(stem: str) -> str:
    """The skeleton of a stem; "" for "". What is short, and what is not of Arabic letters alone, is its own.

    One ending of derivations comes off; then the weak letters, one at a time from the last to the first; then the
    first letter of a pattern, where four are left. Never are fewer than three letters left.

    >>> [find_skeleton(stem) for stem in ("كتاب", "كتب", "وزير", "وزراء", "مدارس", "مدرسه", "london")]
    ['كتب', 'كتب', 'وزر', 'وزر', 'درس', 'درس', 'london']
    """
    if len(stem) <= LEAST_LETTERS or not is_countable(stem):
        return stem
    stem = _cut_final(stem)
    for place in range(len(stem) - 1, -1, -1):
        if len(stem) == LEAST_LETTERS:
            return stem
        if stem[place] in WEAK:
            stem = stem[:place] + stem[place + 1 :]
    return stem[1:] if len(stem) == LEAST_LETTERS + 1 and stem[0] in PATTERN_INITIALS else stem


def _cut_final(stem: str) -> str:
    for ending in FINAL:
        if stem.endswith(ending) and len(stem) - len(ending) >= LEAST_LETTERS:
            return stem[: -len(ending)]
    return stem
