"""Where letters lie on Arabic keyboards: which keys are neighbours, and what a text is in another layout.

Two pairs of layouts, each the same keys twice: Arabic 101 and US English, Arabic 102 AZERTY and French. Both
Arabic layouts have their letters in the same places; what differs is the Latin letters below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from searchapp.arabic.normalize import fold

ARABIC_ROWS = (
    ("ض", "ص", "ث", "ق", "ف", "غ", "ع", "ه", "خ", "ح", "ج", "د"),
    ("ش", "س", "ي", "ب", "ل", "ا", "ت", "ن", "م", "ك", "ط"),
    ("ئ", "ء", "ؤ", "ر", "لا", "ى", "ة", "و", "ز", "ظ"),
)
"""The three rows of letters, from the left of the keyboard."""
LATIN_ROWS = (
    ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ("azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"),
)
"""The same keys on a US and on a French keyboard."""
_SHIFTED = {"H": "أ", "Y": "إ", "N": "آ", "G": "لأ", "T": "لإ", "B": "لآ"}
_OTHER_KEYS = ({"`": "ذ"} | _SHIFTED, {"²": "ذ", "*": "ذ"} | _SHIFTED)
"""The keys beside the rows, and the letters with shift. French keyboards have ذ at either of two keys."""

_ROW_OFFSETS = (0.0, 0.25, 0.75)
"""How far each row stands to the right of the first, in keys."""
_REACH = 1.2
"""How far apart neighbours are at most, in keys: those beside each other, above and below."""
_MOST_READINGS = 8
"""لا is one key or two, so a text has several readings in Latin letters; so many are tried."""


def _pair_keys(rows: tuple[str, ...], others: dict[str, str]) -> dict[str, str]:
    keys = {
        key: text for keys, row in zip(rows, ARABIC_ROWS, strict=True) for key, text in zip(keys, row, strict=True)
    }
    capitals = {key.upper(): text for key, text in keys.items() if key.isalpha()}
    return capitals | keys | others


_TO_ARABIC = tuple(_pair_keys(rows, others) for rows, others in zip(LATIN_ROWS, _OTHER_KEYS, strict=True))
_TO_LATIN = tuple({text: key for key, text in reversed(keys.items()) if not key.isupper()} for keys in _TO_ARABIC)


def _find_neighbours() -> frozenset[tuple[str, str]]:
    places = [
        (fold(letter), place + offset, depth)
        for depth, (row, offset) in enumerate(zip(ARABIC_ROWS, _ROW_OFFSETS, strict=True))
        for place, letter in enumerate(row)
        if len(letter) == 1
    ]
    return frozenset(
        (one, other)
        for (one, x, y), (other, u, v) in product(places, repeat=2)
        if one != other and (x - u) ** 2 + (y - v) ** 2 <= _REACH**2
    )


NEIGHBOURS = _find_neighbours()
"""Pairs of folded letters, both ways round, whose keys touch."""


def read_as_arabic(text: str) -> Iterator[str]:
    """What the keys that were pressed for a Latin text give in Arabic, for each pair of layouts, each once.

    A text of capitals alone is read without shift first: Caps Lock changes no Arabic letter. Characters without such
    a key stay. Nothing for a text without Latin letters.

    >>> next(read_as_arabic("hguvhr")), next(read_as_arabic("HGUVHR"))
    ('العراق', 'العراق')
    """
    if any("a" <= char.lower() <= "z" for char in text):
        texts = (text.lower(), text) if text.isupper() else (text,)
        yield from dict.fromkeys(
            "".join(keys.get(char, char) for char in each) for each in texts for keys in _TO_ARABIC
        )


def read_as_latin(text: str) -> Iterator[str]:
    """What the keys that were pressed for an Arabic text give in Latin letters, for each pair of layouts.

    >>> list(read_as_latin("لخخلمث"))[0]
    'google'
    """
    if any(char in _TO_LATIN[0] for char in text):
        yield from dict.fromkeys(reading for keys in _TO_LATIN for reading in _read_keys(text, keys))


def _read_keys(text: str, keys: dict[str, str]) -> Iterator[str]:
    """Every reading of لا as one key and as two, a few of them where there are many."""
    pieces = text.split("لا")
    plain = ["".join(keys.get(char, char) for char in piece) for piece in pieces]
    choices = product((keys["لا"], keys["ل"] + keys["ا"]), repeat=len(pieces) - 1)
    for _, joints in zip(range(_MOST_READINGS), choices, strict=False):
        yield plain[0] + "".join(joint + piece for joint, piece in zip(joints, plain[1:], strict=True))
