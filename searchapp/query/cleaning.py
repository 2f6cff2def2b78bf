"""The query's text with its signs made plain, and the way back to what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from searchapp.arabic.letters import CONTROLS

_SAME_SIGNS = {
    '"': "“”„‟″〝〞〟＂",
    "«": "‹《",
    "»": "›》",
    "(": "（",
    ")": "）",
    "*": "＊٭",
    "-": "‐‑−－",
    ":": "：﹕",
    "~": "～∼",
    "?": "？",
}

# A control may stand before a sign and must not hide it; inside a word the analyzer drops it anyway.
_CLEANING = {ord(control): None for control in CONTROLS} | {
    ord(other): sign for sign, others in _SAME_SIGNS.items() for other in others
}


def clean_query(text: str) -> str:
    """The query without invisible controls, and with one form of each sign (quotes, parentheses, star, minus).

    >>> clean_query("“كوريا”")
    '"كوريا"'
    """
    return text.translate(_CLEANING)


def list_places(text: str) -> Sequence[int]:
    """Where each character of `clean_query(text)` stands in `text`; last, for the end, the text's length.

    >>> list_places("a\\u200fb")
    [0, 2, 3]
    """
    return [index for index, character in enumerate(text) if character not in CONTROLS] + [len(text)]
