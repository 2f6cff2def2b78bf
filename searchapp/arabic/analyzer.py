"""From a text to its tokens: the one place where words are found and folded. What is made of a word's exact form
alone, such as its stem, is made from it elsewhere.

`analyze` gives tokens with offsets, `index_terms` only their forms, faster. Both read the same memo, because an
archive of millions of words has few different ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from importlib import resources
from itertools import accumulate, repeat
from typing import NamedTuple

from searchapp.arabic.normalize import fold
from searchapp.arabic.tokenize import find_words, split_words

MEMO_WORDS = 400_000
"""A memo that has grown to this is emptied. An archive of 30,000 articles has some 350,000 different words."""
MEMO_CHARS = 50
"""Longer words are analyzed anew each time: they hardly ever return, and would fill the memory."""


class Token(NamedTuple):
    """A word of a text. `text` is `source[start:end]`; offsets are characters, end exclusive."""

    text: str
    start: int
    end: int
    exact: str


class Memo(dict[str, str]):
    """Raw word → exact form, each word worked out once.

    Threads may share one: each step is one dict operation, and an answer lost when another thread empties the
    memo is worked out again.
    """

    def __init__(self, most: int = MEMO_WORDS) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, word: str) -> str:
        exact = fold(word)
        if exact == word:  # one string for both: most words, half the memory
            exact = word
        if len(word) <= MEMO_CHARS:
            if len(self) >= self._most:
                self.clear()
            self[word] = exact
        return exact


_FORMS = Memo()


def find_forms(words: Iterable[str]) -> list[str]:
    """The exact form of each word of `find_words`; "" for one that folds to nothing, such as a lone tatweel.

    >>> find_forms(["الشَّمالية", "ـ"])
    ['الشماليه', '']
    """
    return list(map(_FORMS.__getitem__, words))


def index_terms(text: str) -> list[str]:
    """The exact forms, one each a token, in the order of `analyze`; [] for none.

    >>> index_terms("بكوريا الشمالية")
    ['بكوريا', 'الشماليه']
    """
    return list(filter(None, find_forms(find_words(text))))


def analyze(text: str) -> list[Token]:
    """The tokens of a text, in order, none overlapping, with their offsets into it. [] where there are none.

    >>> analyze("كُوريا؟")
    [Token(text='كُوريا', start=0, end=6, exact='كوريا')]
    """
    words, lengths = split_words(text)
    forms = find_forms(words)
    offsets = list(accumulate(lengths))
    # The offsets after the last word have no word to go with.
    rows = zip(words, offsets[0::2], offsets[1::2], forms, strict=False)
    # What Token._make does, without a Python call for each token.
    tokens = list(map(tuple.__new__, repeat(Token), rows))
    return tokens if all(forms) else [token for token in tokens if token.exact]


_MODULES = (
    "letters",
    "normalize",
    "vocalized",
    "scanning/folding",
    "tokenize",
    "scanning/kinds",
    "scanning/lines",
    "scanning/lines_kernel",
    "scanning/scan",
    "scanning/letter_table",
    "scanning/scan_kernel",
    "analyzer",
    "wordlists",
    "stopwords",
    "stems/lexicon",
    "stems/learning",
    "stems/evidence",
    "stems/stemmer",
    "scanning/packing",
    "scanning/packed_kernel",
    "stems/evidence_kernel",
    "stems/stem_kernel",
    "stems/stemming",
    "stems/stemming_kernel",
    "stems/skeleton",
)
_DATA = ("stop_words.txt", "names.txt", "nouns.txt", "base.lexicon")


def compute_fingerprint() -> str:
    """A hash over everything that decides a term: these modules, plain and compiled, their lists, and Python's
    Unicode tables.
    """
    files = [f"{name}.py" for name in _MODULES] + [f"data/{name}" for name in _DATA]
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for name in files:
        digest.update(b"\0" + resources.files(__package__).joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


FINGERPRINT = compute_fingerprint()
"""Changes whenever terms could: an index made under another one has to be made again."""
