"""From a text to its tokens: the one place where words are found, folded and stemmed.

`analyze` gives tokens with offsets, `index_terms` only their forms, faster. Both read the same memo, because an
archive of millions of words has few different ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from importlib import resources
from itertools import accumulate, repeat
from operator import itemgetter
from typing import NamedTuple

from searchapp.arabic.normalize import fold
from searchapp.arabic.stem import stem
from searchapp.arabic.tokenize import find_words, split_words
from searchapp.arabic.wordlists import NAMES, read_list

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
    stem: str


class Memo(dict[str, tuple[str, str]]):
    """Raw word → exact form and stem, each word worked out once.

    Threads may share one: each step is one dict operation, and an answer lost when another thread empties the
    memo is worked out again.
    """

    def __init__(self, most: int = MEMO_WORDS) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, word: str) -> tuple[str, str]:
        exact = fold(word)
        # One string for both where folding changed nothing: most words, half the memory.
        forms = (word if exact == word else exact, stem(exact))
        if len(word) <= MEMO_CHARS:
            if len(self) >= self._most:
                self.clear()
            self[word] = forms
        return forms


NO_FORMS = ("", "")
"""The forms of a word that folds to nothing, such as a lone tatweel: no token at all."""

_FORMS = Memo()
_exact_of: Callable[[tuple[str, str]], str] = itemgetter(0)
_stem_of: Callable[[tuple[str, str]], str] = itemgetter(1)


def find_forms(words: Iterable[str]) -> list[tuple[str, str]]:
    """The exact form and the stem of each word of `find_words`; "" and "" for one that folds to nothing.

    >>> find_forms(["بكوريا", "ـ"])
    [('بكوريا', 'كوريا'), ('', '')]
    """
    return list(map(_FORMS.__getitem__, words))


def index_terms(text: str) -> tuple[list[str], list[str]]:
    """The exact forms and the stems, one each a token, in the order of `analyze`; two empty lists for none.

    >>> index_terms("بكوريا الشمالية")
    (['بكوريا', 'الشماليه'], ['كوريا', 'شمال'])
    """
    forms = find_forms(find_words(text))
    exact = list(map(_exact_of, forms))
    stems = list(map(_stem_of, forms))
    if "" in exact:
        # A word of tatweel alone: it has no form at all, so both lists lose it.
        return list(filter(None, exact)), list(filter(None, stems))
    return exact, stems


def analyze(text: str) -> list[Token]:
    """The tokens of a text, in order, none overlapping, with their offsets into it. [] where there are none.

    >>> analyze("كُوريا؟")
    [Token(text='كُوريا', start=0, end=6, exact='كوريا', stem='كوريا')]
    """
    words, lengths = split_words(text)
    forms = find_forms(words)
    offsets = list(accumulate(lengths))
    # The offsets after the last word have no word to go with.
    rows = zip(words, offsets[0::2], offsets[1::2], map(_exact_of, forms), map(_stem_of, forms), strict=False)
    # What Token._make does, without a Python call for each token.
    tokens = list(map(tuple.__new__, repeat(Token), rows))
    return tokens if all(map(_exact_of, forms)) else [token for token in tokens if token.exact]


def compute_fingerprint() -> str:
    """A hash over everything that decides a term: these modules, their lists, and Python's Unicode tables."""
    parts = [unicodedata.unidata_version]
    parts += [
        resources.files(__package__).joinpath(f"{name}.py").read_text("utf-8")
        for name in ("letters", "normalize", "tokenize", "stem", "analyzer")
    ]
    parts += [read_list(name) for name in NAMES]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


FINGERPRINT = compute_fingerprint()
"""Changes whenever terms could: an index made under another one has to be made again."""
