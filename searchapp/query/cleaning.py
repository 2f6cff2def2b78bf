"""The query's text with its signs made plain, and the way back to what was typed."""

from __future__ import annotations

_INVISIBLE = "\u00ad\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Controls that may stand before a sign and must not hide it: soft hyphen, bidi controls, byte-order mark."""

_SAME_SIGNS = {
    '"': "“”„‟″〝〞〟＂",
    "«": "‹《",
    "»": "›》",
    "(": "（",
    ")": "）",
    "*": "＊٭",
    "-": "‐‑−－",
    ":": "：﹕",
}

_CLEANING = {ord(sign): None for sign in _INVISIBLE} | {
    ord(other): sign for sign, others in _SAME_SIGNS.items() for other in others
}


def clean_query(text: str) -> str:
    """The query without invisible controls, and with one form of each sign (quotes, parentheses, star, minus).

    >>> clean_query("“كوريا”")
    '"كوريا"'
    """
    return text.translate(_CLEANING)


def find_original(text: str, position: int) -> int:
    """Where a character of `clean_query(text)` stands in `text`; the text's length for the end."""
    for index, character in enumerate(text):
        if character not in _INVISIBLE:
            if position == 0:
                return index
            position -= 1
    return len(text)
