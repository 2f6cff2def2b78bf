"""Function words: indexed like every other word, and known so that they can be left out of a decision."""

from __future__ import annotations

from searchapp.arabic.normalize import strip_marks
from searchapp.arabic.wordlists import load_words

STOP_WORDS = load_words("stop_words")
HOMOGRAPHS = load_words("homographs")


def is_stop_word(exact: str) -> bool:
    """Whether an exact form is a function word. False for "" and for unfolded spellings.

    >>> is_stop_word("من"), is_stop_word("كوريا")
    (True, False)
    """
    return exact in STOP_WORDS


def is_homograph(word: str) -> bool:
    """Whether a word, as it is spelled, is a name or a noun although its exact form is a function word's.

    >>> is_homograph("علي"), is_homograph("على")
    (True, False)
    """
    return strip_marks(word) in HOMOGRAPHS
