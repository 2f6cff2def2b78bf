"""Which words a pattern stands for: wildcards, and spellings a few letters away.

Patterns and words are exact forms. The index's dictionaries and the texts of hits are both asked here, so what is
marked is what was found.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

FUZZY_PREFIX_CHARS = 1
"""The letters at its beginning that a reader's fuzzy word keeps: so no search needs to read a whole dictionary."""
_FIRST_SIGN = re.compile(r"[*?]")


def select_like(words: Sequence[str], pattern: str) -> list[str]:
    """The words that are wholly like the pattern: `*` is any letters or none, `?` is one, all else is itself.

    The time is linear in the words, whatever the pattern.

    >>> select_like(["كتب", "كاتب", "كتاب"], "ك?تب")
    ['كاتب']
    """
    return list(filter(_compile(pattern).match, words))


def select_near(words: Sequence[str], word: str, maxdist: int, prefixlength: int) -> list[str]:
    """The words at most `maxdist` edits from a word that begin with its first `prefixlength` letters.

    An edit adds, drops or replaces a letter, or swaps two that stand side by side; no letter is edited twice
    (optimal string alignment, as Whoosh's `terms_within`).

    >>> select_near(["كاتب", "كتاب", "كتب", "مكتب"], "كتاب", 1, 1)
    ['كاتب', 'كتاب', 'كتب']
    """
    if not words:
        return []
    distances = process.cdist([word], words, scorer=OSA.distance, score_cutoff=maxdist)[0]
    near = [words[place] for place in np.flatnonzero(distances <= maxdist).tolist()]
    beginning = word[:prefixlength]
    return [other for other in near if other.startswith(beginning)]


def find_near_places(words: Sequence[Sequence[int]], slop: int) -> list[int]:
    """The places that belong to a phrase: of its words in order, each at most `slop` places after the one before.

    `words` has for each word of the phrase (one or more) all places where it stands, rising.

    >>> find_near_places([[1], [0, 3]], 2)
    [1, 3]
    """
    rows = _list_leading(words, slop)
    for number in range(1, len(rows)):
        rows[number] = [
            place for place in rows[number] if _stands_between(rows[number - 1], place - slop - 1, place - 1)
        ]
    return sorted(set().union(*rows))


def read_phrases(words: Sequence[Sequence[int]], slop: int) -> list[tuple[int, ...]]:
    """The same for each place that the phrase can be read from: its words' places, each the next one that leads on.

    >>> read_phrases([[0, 1], [2]], 2)
    [(0, 2), (1, 2)]
    """
    first, *others = _list_leading(words, slop)
    found = []
    for place in first:
        places = [place]
        for row in others:
            places.append(row[bisect_right(row, places[-1])])
        found.append(tuple(places))
    return found


def _list_leading(words: Sequence[Sequence[int]], slop: int) -> list[Sequence[int]]:
    """For each word of a phrase the places from which the words after it can be read."""
    rows = list(words)
    for number in reversed(range(len(rows) - 1)):
        rows[number] = [place for place in rows[number] if _stands_between(rows[number + 1], place, place + slop)]
    return rows


def _stands_between(places: Sequence[int], after: int, last: int) -> bool:
    """Whether one of the rising places is above `after` and not above `last`."""
    first = bisect_right(places, after)
    return first < len(places) and places[first] <= last


def read_beginning(pattern: str) -> str:
    """The letters before the first sign: every word like the pattern begins so.

    >>> read_beginning("مك*ة")
    'مك'
    """
    return _FIRST_SIGN.split(pattern, maxsplit=1)[0]


@lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str]:
    # fnmatch tries each part between two stars at its first place only, so that no pattern takes exponential time.
    return re.compile(fnmatch.translate(re.sub(r"\*+", "*", pattern).replace("[", "[[]")))
