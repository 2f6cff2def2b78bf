"""Names that an archive writes both as one word and as two: عبد الله and عبدالله."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.stopwords import STOP_WORDS

FIRST_PARTS = frozenset({"عبد", "ابو", "ابن", "ام", "كيلو", "ميغا", "ميجا", "نيو", "سان", "بور"})
"""Words that begin names: what follows may stand apart or not."""
PRONOUNS = ("ها", "هم", "هما", "كم")
"""No name ends so; two words that do are written together by chance (تمد يدها, تمديدها)."""
LEAST_PMI = 9.0
NEARLY = 0.999
"""Of a limit: sums in another order end a little above or below it."""
LEAST_TOGETHER = 3
LEAST_PART_LETTERS = 2
LEAST_LETTERS = 6
_BEGINS, _RARE = 1, 2
"""What a form may be, as bits."""


def list_joined(stream: NDArray[np.int32], forms: Sequence[str], counts: Sequence[int]) -> list[tuple[str, str]]:
    """The names of two words whose joined form is a word too: the two with a space, and the joined form.

    The first must be one that begins names, or both must hardly ever stand without each other.
    """
    # The two of a pair that stands together so surely are themselves no commoner than that.
    most = len(stream) / exp(LEAST_PMI)
    times = np.array(counts, np.int64)
    begins = np.array([form in FIRST_PARTS for form in forms], np.bool_)
    rare = (times >= LEAST_TOGETHER) & (times <= most)
    # The last place is for what is no word.
    kinds = np.append(np.where(begins, _BEGINS, 0) | np.where(rare, _RARE, 0), 0).astype(np.uint8)[stream]
    one, other = kinds[:-1], kinds[1:]
    places = np.flatnonzero(((one & _BEGINS) | (one & other & _RARE)) * (stream[1:] >= 0))
    keys = stream[places].astype(np.int64) * len(forms) + stream[places + 1]
    distinct, together = np.unique(keys, return_counts=True)
    distinct, together = distinct[together >= LEAST_TOGETHER], together[together >= LEAST_TOGETHER]
    firsts, seconds = np.divmod(distinct, max(len(forms), 1))
    # Most stand together by chance; those near the limit are asked once more.
    chance = times[firsts] * times[seconds] * (NEARLY * exp(LEAST_PMI) / len(stream))
    likely = begins[firsts] | (together >= chance)
    found = []
    by_form = dict(zip(forms, counts, strict=True))
    rows = (each[likely].tolist() for each in (firsts, seconds, together))
    for one_form, other_form, both in zip(*rows, strict=True):
        first, second = forms[one_form], forms[other_form]
        if first + second in by_form and _is_name(first, second, both, by_form, len(stream)):
            found.append((f"{first} {second}", first + second))
    return found


def _is_name(first: str, second: str, together: int, counts: Mapping[str, int], total: int) -> bool:
    if min(len(first), len(second)) < LEAST_PART_LETTERS or len(first + second) < LEAST_LETTERS:
        return False
    if first.endswith(PRONOUNS) or second.endswith(PRONOUNS):
        return False
    if first in STOP_WORDS or second in STOP_WORDS or not "ء" <= first[0] <= "ي":
        return False
    return first in FIRST_PARTS or log(together * total / (counts[first] * counts[second])) >= LEAST_PMI
