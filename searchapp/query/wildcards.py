"""Wildcards inside a word: `*` for any letters or none, `?` for one."""

from __future__ import annotations

import re

from searchapp.arabic import Token, analyze

_SIGNS = re.compile(r"([*?]+)")


def has_sign(text: str) -> bool:
    """Whether a pattern of exact forms holds a wildcard; no exact form does."""
    return "*" in text or "?" in text


def read_wildcards(word: str) -> tuple[Token, ...]:
    """The words and patterns of a typed word, in order, with their places in it. A pattern's letters are folded piece
    by piece; it has no stem. A sign that touches no letter before it stands for nothing.

    >>> [token.exact for token in read_wildcards("مك*ة")]
    ['مك*ه']
    >>> [token.exact for token in read_wildcards("كيم-جو??-أون")]
    ['كيم', 'جو??', 'اون']
    """
    tokens: list[Token] = []
    pieces = _SIGNS.split(word)
    position = 0
    joins = False
    for letters, signs in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        for token in analyze(letters):
            placed = token._replace(start=position + token.start, end=position + token.end)
            if joins and token.start == 0:
                tokens[-1] = _join(tokens[-1], placed, word)
            else:
                tokens.append(placed)
        end = position + len(letters)
        joins = bool(tokens) and tokens[-1].end == end
        if joins and signs:
            sign = Token(signs, end, end + len(signs), "*" if signs.strip("*") == "" else signs)
            tokens[-1] = _join(tokens[-1], sign, word)
        position = end + len(signs)
    return tuple(tokens)


def _join(left: Token, right: Token, word: str) -> Token:
    return Token(word[left.start : right.end], left.start, right.end, left.exact + right.exact)
