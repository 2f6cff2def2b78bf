"""Names that an archive writes both as one word and as two: عبد الله and عبدالله."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.compiling import can_compile

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
BEGINS, RARE = 1, 2
"""What a form may be, as bits."""
_COUNTERS = 1 << 22
"""So many counters of a byte: a pair of words shares one with few others."""


def list_joined(
    stream: NDArray[np.int32], forms: Sequence[str], counts: Sequence[int], *, compiled: bool = False
) -> list[tuple[str, str]]:
    """The names of two words whose joined form is a word too: the two with a space, and the joined form.

    The first must be one that begins names, or both must hardly ever stand without each other. A kernel finds the
    same, where that is wanted and Numba is there.
    """
    # The two of a pair that stands together so surely are themselves no commoner than that.
    most = len(stream) / exp(LEAST_PMI)
    times = np.array(counts, np.int64)
    begins = np.fromiter(map(FIRST_PARTS.__contains__, forms), np.bool_, len(forms))
    rare = (times >= LEAST_TOGETHER) & (times <= most)
    # The last place is for what is no word.
    kinds = np.append(np.where(begins, BEGINS, 0) | np.where(rare, RARE, 0), 0).astype(np.uint8)
    pair = _pair_compiled if compiled and can_compile() else _pair
    distinct, together = np.unique(pair(stream, kinds), return_counts=True)
    distinct, together = distinct[together >= LEAST_TOGETHER], together[together >= LEAST_TOGETHER]
    firsts, seconds = np.divmod(distinct, max(len(forms), 1))
    # Most stand together by chance; those near the limit are asked once more.
    chance = times[firsts] * times[seconds] * (NEARLY * exp(LEAST_PMI) / len(stream))
    likely = begins[firsts] | (together >= chance)
    found, known = [], frozenset(forms)
    rows = (each[likely].tolist() for each in (firsts, seconds, together))
    for one, other, both in zip(*rows, strict=True):
        first, second = forms[one], forms[other]
        if first + second in known and _is_name(first, second, both * len(stream) / (counts[one] * counts[other])):
            found.append((f"{first} {second}", first + second))
    return found


def _pair(stream: NDArray[np.int32], kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The pairs of words side by side of which one begins names, or both are rare: the first's place among the forms
    times their number, and the second's place. `kinds` says what each form is, and last what is no word.
    """
    one, other = kinds[stream[:-1]], kinds[stream[1:]]
    places = np.flatnonzero(((one & BEGINS) | (one & other & RARE)) * (stream[1:] >= 0))
    return stream[places].astype(np.int64) * (len(kinds) - 1) + stream[places + 1]


def _pair_compiled(stream: NDArray[np.int32], kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """`_pair` without most of those that stand together less often than LEAST_TOGETHER: they need not be sorted."""
    from searchapp.arabic.variants import kernel as variant_kernel

    pairs = np.empty(len(stream), np.int64)
    found = variant_kernel.list_pairs(stream, kinds, LEAST_TOGETHER, np.zeros(_COUNTERS, np.uint8), pairs)
    return pairs[:found]


def _is_name(first: str, second: str, ratio: float) -> bool:
    """Whether two words are a name, which stand together so much more often than by chance."""
    if min(len(first), len(second)) < LEAST_PART_LETTERS or len(first + second) < LEAST_LETTERS:
        return False
    if first.endswith(PRONOUNS) or second.endswith(PRONOUNS):
        return False
    if first in STOP_WORDS or second in STOP_WORDS or not "ء" <= first[0] <= "ي":
        return False
    return first in FIRST_PARTS or log(ratio) >= LEAST_PMI
