"""The query's text with its signs made plain, and the way back to what was typed."""

from __future__ import annotations

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


def find_original(text: str, position: int) -> int:
    """Where a character of `clean_query(text)` stands in `text`; the text's length for the end."""
    for index, character in enumerate(text):
        if character not in CONTROLS:
            if position == 0:
                return index
            position -= 1
    return len(text)
