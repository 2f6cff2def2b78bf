"""Where the words of a text are.

- Marks belong to the letter before them, so a vocalized word is one token, marks inside its start and end.
- Invisible controls inside a word do not split it; those at its edges stay outside.
- Punctuation, hyphens, slashes, underscores and apostrophes separate: «جونغ-أون» is two tokens.
- A change between Arabic letters and anything else separates: «كوفيد19», «كوفيد-19» and «كوفيد 19» are the same
  two tokens, and so are «عام2015» and «عام 2015». Latin letters and digits stay together (F16).
- Numbers stay whole: a point between digits, and a comma before exactly three digits (3.5, 1,500, ١٬٥٠٠).
  «2019,2020» is two numbers. Where points stand between three numbers or more (5.9.2014), each is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from searchapp.arabic import letters

_LETTER = letters.ARABIC_LETTER_RANGES
_MARK = re.escape(letters.ARABIC_MARKS + letters.LATIN_MARKS + letters.OTHER_MARKS)
_CONTROL = re.escape(letters.CONTROLS)
# A word character that is no Arabic letter. Underscores are gone before the pattern runs.
_OTHER = rf"[^\W{_LETTER}]"
_SIGN = f"[{letters.DECIMAL_SEPARATORS}]"
_POINT = rf"(?<=\d){_SIGN}(?=\d)(?!\d+{_SIGN}\d)"
_COMMA = rf"(?<=\d)[{letters.THOUSANDS_SEPARATORS}](?=\d\d\d(?!\d))"

WORD = re.compile(
    rf"[{_LETTER}][{_LETTER}{_MARK}]*(?:[{_CONTROL}]+[{_LETTER}][{_LETTER}{_MARK}]*)*"
    # Behind a point that separated, no other one joins.
    rf"|(?<=\d{_SIGN}){_OTHER}+(?:(?:[{_MARK}]+|[{_CONTROL}]+(?={_OTHER})|{_COMMA}){_OTHER}*)*"
    rf"|{_OTHER}+(?:(?:[{_MARK}]+|[{_CONTROL}]+(?={_OTHER})|{_POINT}|{_COMMA}){_OTHER}*)*"
)
_SPLIT = re.compile(f"({WORD.pattern})")
_SEPARATING = ("_", *letters.HONORIFICS)


def blank_separators(text: str) -> str:
    """Characters that Unicode counts as word characters and that separate become spaces. Same length.

    >>> blank_separators("كوريا_الشمالية")
    'كوريا الشمالية'
    """
    for char in _SEPARATING:
        text = text.replace(char, " ")
    return text


def find_words(text: str) -> list[str]:
    """The words as they stand, in order. Some may fold to nothing (a lone tatweel).

    >>> find_words("التقى كيم جونغ-أون، أمسِ.")
    ['التقى', 'كيم', 'جونغ', 'أون', 'أمسِ']
    """
    return WORD.findall(blank_separators(text))


def split_words(text: str) -> tuple[list[str], list[int]]:
    """`find_words`, and the lengths of all pieces of the text: before the first word, the first word, between it
    and the second, and so on to the end. It costs little more than the words alone.

    >>> split_words("كيم جونغ-أون")
    (['كيم', 'جونغ', 'أون'], [0, 3, 1, 4, 1, 3, 0])
    """
    pieces = _SPLIT.split(blank_separators(text))
    return pieces[1::2], list(map(len, pieces))


def cut_words(text: str, lengths: Sequence[int]) -> list[str]:
    """The words of a text, from the lengths that `split_words` gave.

    >>> cut_words("كيم جونغ-أون", [0, 3, 1, 4, 1, 3, 0])
    ['كيم', 'جونغ', 'أون']
    """
    return [text[start:end] for start, end in locate_words(lengths)]


def locate_words(lengths: Iterable[int]) -> list[tuple[int, int]]:
    """Start and end of each word, from the lengths that `split_words` gives.

    >>> locate_words([0, 3, 1, 4, 1, 3, 0])
    [(0, 3), (4, 8), (9, 12)]
    """
    ends = list(accumulate(lengths))
    return list(zip(ends[0::2], ends[1::2], strict=False))  # the last piece has no word after it


def find_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each of `find_words`' words.

    >>> find_spans("كيم جونغ-أون")
    [(0, 3), (4, 8), (9, 12)]
    """
    return locate_words(split_words(text)[1])
