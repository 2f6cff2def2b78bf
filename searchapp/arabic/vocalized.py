"""The vowels that a word was written with, beside its exact form: كَتَبَ and كُتُب are كتب, and not each other.

A *vocalized* form is the exact form, and where the word shows signs `SIGN` and a character for each letter, up to the
last that bears any: `chr(ord("0") + n)`, where n is the number of the letter's vowel, and DOUBLED more with a shadda.
A sorted list of them has those of one exact form side by side, the bare one first.

What a sign says of a letter:

- A superscript alef is the fatha that it lengthens, the small and open signs of the Quran are the ordinary ones, and
  all its other signs say nothing. A hamza or madda on its letter is part of the letter, and folded with it.
- Fathatan before a final alef or yeh is taken to stand on that: شكرًا and شكراً are two habits of writing one word.
- The article doubles the letter after it, and half the writers do not show it: there a shadda says nothing.
- A letter with two vowels was mistyped: they say nothing.
- Words with other letters than those of Arabic have no vocalized form but the exact one.

The table of pairs that cannot be one letter's is `AGAINST`: see there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from searchapp.arabic import letters
from searchapp.arabic.normalize import MAX_READ_CHARS, PLAIN_WORD, compose_letters, fold

SIGN = "!"
"""Stands in no exact form, and before all that does."""
DOUBLED = 8
_CODES = "".join(chr(ord("0") + code) for code in range(2 * DOUBLED))

_BARE, _FATHA, _DAMMA, _KASRA, _SUKUN, _FATHATAN, _DAMMATAN, _KASRATAN = range(8)
_TANWEEN = (_FATHATAN, _DAMMATAN, _KASRATAN)
_SHADDA = "\u0651"
_VOWELS = {
    **dict.fromkeys("\u064e\u0618\u0670", _FATHA),  # fatha, small fatha, superscript alef
    **dict.fromkeys("\u064f\u0619\u0657", _DAMMA),  # damma, small damma, inverted damma
    **dict.fromkeys("\u0650\u061a\u0656", _KASRA),  # kasra, small kasra, subscript alef
    **dict.fromkeys("\u0652\u06e1", _SUKUN),  # sukun, small high dotless head of khah
    **dict.fromkeys("\u064b\u08f0", _FATHATAN),  # the ordinary one, the open one
    **dict.fromkeys("\u064c\u08f1", _DAMMATAN),
    **dict.fromkeys("\u064d\u08f2", _KASRATAN),
}
_SIGNS = "".join(_VOWELS) + _SHADDA
_PRESENTED = "".join(
    char
    for char in map(chr, (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)))
    if any(sign in unicodedata.normalize("NFKC", char) for sign in _SIGNS)
)
"""Presentation forms that hold signs."""
_SIGNED = re.compile(f"[{_SIGNS}{_PRESENTED}]")
# The space is what some presentation forms put before their signs.
_SILENT = str.maketrans(
    "", "", " " + letters.TATWEEL + letters.CONTROLS + re.sub(f"[{_SIGNS}]", "", letters.ARABIC_MARKS)
)
_RUN = re.compile(f"([{_SIGNS}]+)")
_FINAL_FATHATAN = {"5": "05", "=": "85"}
"""How the letter before a final alef and the alef share the signs that the letter bears."""
_AFTER_ARTICLE = re.compile("[وفبك]?ال(?=.)")


def vocalize(word: str) -> str:
    """The vocalized form of one word; "" where it folds to nothing. Never raises, whatever the text.

    >>> vocalize("كَتَبَ"), vocalize("محمّد"), vocalize("كتب")
    ('كتب!111', 'محمد!008', 'كتب')
    """
    if not _SIGNED.search(word):
        return fold(word)
    text = compose_letters(word[:MAX_READ_CHARS]).translate(_SILENT)
    exact = fold(_RUN.sub("", text))
    return add_vowels(exact, text) if PLAIN_WORD.fullmatch(exact) else fold(word)


def add_vowels(exact: str, word: str) -> str:
    """The vocalized form of a word of Arabic letters and their signs, which has this exact form.

    >>> add_vowels("محمد", "محمّد")
    'محمد!008'
    """
    parts = _RUN.split(word.lstrip(_SIGNS))
    shown = "".join(
        ["0" * (len(part) - 1) + _read_signs(signs) for part, signs in zip(parts[0::2], parts[1::2], strict=False)]
    )
    before = len(exact) - 2
    if exact.endswith(("ا", "ي")) and shown[before : before + 1] in _FINAL_FATHATAN:
        shown = shown[:before] + _FINAL_FATHATAN[shown[before]]
    article = _AFTER_ARTICLE.match(exact)
    if article and article.end() < len(shown):
        code = _CODES.index(shown[article.end()]) & ~DOUBLED
        shown = shown[: article.end()] + _CODES[code] + shown[article.end() + 1 :]
    shown = shown[: len(exact)].rstrip("0")
    return f"{exact}{SIGN}{shown}" if shown else exact


@lru_cache(maxsize=1000)
def _read_signs(signs: str) -> str:
    """What the signs on one letter say, in whatever order they stand."""
    vowels = {_VOWELS[sign] for sign in signs if sign != _SHADDA}
    return _CODES[(vowels.pop() if len(vowels) == 1 else _BARE) | (DOUBLED if _SHADDA in signs else 0)]


def bare_form(vocalized: str) -> str:
    """The exact form of a vocalized one.

    >>> bare_form("كتب!111")
    'كتب'
    """
    return vocalized.partition(SIGN)[0]


def _oppose(one: int, other: int) -> bool:
    if not one or not other:
        return False
    vowels = one & ~DOUBLED, other & ~DOUBLED
    if all(vowels) and vowels[0] != vowels[1]:
        return True
    single = vowels[1] if one & DOUBLED else vowels[0]
    return (one ^ other) & DOUBLED != 0 and single not in _TANWEEN


AGAINST = {
    char: "".join(other for there, other in enumerate(_CODES) if _oppose(here, there))
    for here, char in enumerate(_CODES)
}
"""For the character of one letter those that contradict it. A bare letter goes with any. Two that bear signs may not
have two different vowels; and a vowel without a shadda says that there is none, so درَس is not درّس. Only a tanween
says nothing of that: the press writes جدًا and كلٍ."""


def contradicts(one: str, other: str) -> bool:
    """Whether words of one exact form cannot be the same word, by their vocalized forms.

    >>> contradicts(vocalize("كَتَبَ"), vocalize("كُتُب")), contradicts(vocalize("كَتَبَ"), vocalize("كَتب"))
    (True, False)
    """
    letters_of_both = zip(one.partition(SIGN)[2], other.partition(SIGN)[2], strict=False)
    return any(there in AGAINST[here] for here, there in letters_of_both)


def find_places(term: str, forms: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where a term stands among words, which are given in the term's form, without vowels, and as they stand.

    >>> find_places("كتب!1", ["كتب", "كتب"], ["كَتب", "كُتب"])
    [0]
    """
    bare = bare_form(term)
    places = [place for place, form in enumerate(forms) if form == bare]
    return places if bare == term else [place for place in places if not contradicts(term, vocalize(words[place]))]
