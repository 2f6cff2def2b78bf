"""Function words: indexed like every other word, and known so that they can be left out of a decision."""

from __future__ import annotations

from searchapp.arabic.wordlists import load_words

STOP_WORDS = load_words("stop_words")


def is_stop_word(exact: str) -> bool:
    """Whether an exact form is a function word. False for "" and for unfolded spellings.

    >>> is_stop_word("من"), is_stop_word("كوريا")
    (True, False)
    """
    return exact in STOP_WORDS
