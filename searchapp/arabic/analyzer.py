"""From a text to its tokens: the one place where words are found, folded and stemmed.

`analyze` gives tokens with offsets, `index_terms` only their forms, faster. Both read the same two memos, raw
word → exact form → stem, because an archive of millions of words has few different ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from importlib import resources
from itertools import repeat
from typing import NamedTuple

from searchapp.arabic.normalize import fold
from searchapp.arabic.stem import stem
from searchapp.arabic.tokenize import find_spans, find_words
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


class _Memo(dict[str, str]):
    """A rule's answers. Safe to share between threads: each step is one dict operation, and an answer lost
    when another thread empties the memo is worked out again.
    """

    def __init__(self, rule: Callable[[str], str], most: int = MEMO_WORDS) -> None:
        super().__init__()
        self._rule = rule
        self._most = most

    def __missing__(self, word: str) -> str:
        answer = self._rule(word)
        if len(word) <= MEMO_CHARS:
            if len(self) >= self._most:
                self.clear()
            # One string for both where the rule changed nothing: most words, half the memory.
            self[word] = word if answer == word else answer
        return answer


_EXACT = _Memo(fold)
_STEM = _Memo(stem)


def index_terms(text: str) -> tuple[list[str], list[str]]:
    """The exact forms and the stems, one each a token, in the order of `analyze`; two empty lists for none.

    >>> index_terms("بكوريا الشمالية")
    (['بكوريا', 'الشماليه'], ['كوريا', 'شمال'])
    """
    exact = list(map(_EXACT.__getitem__, find_words(text)))
    if "" in exact:
        exact = [form for form in exact if form]
    return exact, list(map(_STEM.__getitem__, exact))


def analyze(text: str) -> list[Token]:
    """The tokens of a text, in order, none overlapping, with their offsets into it. [] where there are none.

    >>> analyze("كُوريا؟")
    [Token(text='كُوريا', start=0, end=6, exact='كوريا', stem='كوريا')]
    """
    spans = find_spans(text)
    words = [text[start:end] for start, end in spans]
    exact = list(map(_EXACT.__getitem__, words))
    if "" in exact:
        spans = [span for span, form in zip(spans, exact, strict=True) if form]
        words = [word for word, form in zip(words, exact, strict=True) if form]
        exact = [form for form in exact if form]
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    rows = zip(words, starts, ends, exact, map(_STEM.__getitem__, exact), strict=True)
    # What Token._make does, without a Python call for each token.
    return list(map(tuple.__new__, repeat(Token), rows))


def _fingerprint() -> str:
    """A hash over everything that decides a term: these modules, their lists, and Python's Unicode tables."""
    parts = [unicodedata.unidata_version]
    parts += [
        resources.files(__package__).joinpath(f"{name}.py").read_text("utf-8")
        for name in ("letters", "normalize", "tokenize", "stem", "analyzer")
    ]
    parts += [read_list(name) for name in NAMES]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


FINGERPRINT = _fingerprint()
"""Changes whenever terms could: an index made under another one has to be made again."""
