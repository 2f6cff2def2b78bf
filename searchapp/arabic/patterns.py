"""Which words a pattern stands for: wildcards, and spellings a few letters away.

Patterns and words are exact forms. The index's dictionaries and the texts of hits are both asked here, so what is
marked is what was found.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

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
    alike = [other for other in words if other.startswith(word[:prefixlength])]
    if not alike:
        return []
    distances = process.cdist([word], alike, scorer=OSA.distance, score_cutoff=maxdist)[0]
    return [alike[place] for place in np.flatnonzero(distances <= maxdist).tolist()]


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
