"""From the counts of an archive to the lexicon that its index is frozen with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import Lines, count_lines, encode_lines, select_lines, unite_lines
from searchapp.arabic.stems.lexicon import Lexicon, ListedCounts, find_countable, load_base_lexicon

MOST_FORMS = 150_000
"""What a lexicon holds at most: the commonest forms. An archive of 30,000 articles has these two times or more."""


def learn_lexicon(forms: Iterable[str], counts: Iterable[int], base: Lexicon | None = None) -> Lexicon:
    """The lexicon of an archive's exact forms and their counts, over the base (None: the one that ships).

    Each form comes once. The same for the same forms and counts, in any order; the base where there are none. Forms
    that are not of Arabic letters alone are left out. Lists of unequal length raise ValueError.
    """
    known = (base or load_base_lexicon()).counts
    # The base is rounded already, and is most of what a small archive's lexicon has.
    learned = Lexicon({form: known.get(form, 0) + count for form, count in zip(forms, counts, strict=True)})
    total = {**known, **learned.counts}
    return Lexicon.restore(_keep_commonest(total, MOST_FORMS) if len(total) > MOST_FORMS else total)


def learn_listed(words: Lines, counts: NDArray[np.int64], base: Lexicon | None = None) -> Lexicon:
    """`learn_lexicon` of sorted words, as lines: several times faster where Numba is."""
    known = (base or load_base_lexicon()).counts
    listed, countable = sorted(known), find_countable(words)
    parts = (encode_lines(listed), select_lines(words, countable))
    forms, (of_known, of_words) = unite_lines(parts, compiled=True)
    totals = np.zeros(count_lines(forms), np.int64)
    totals[of_known] = [known[form] for form in listed]
    totals[of_words] += counts[countable]
    sizes = np.rint(np.log2(totals)).astype(np.uint8) + np.uint8(1)
    if len(sizes) > MOST_FORMS:
        kept = _choose_commonest(sizes, MOST_FORMS)
        forms, sizes = select_lines(forms, kept), sizes[kept]
    return Lexicon.restore(ListedCounts(forms, sizes))


def _choose_commonest(sizes: NDArray[np.uint8], most: int) -> NDArray[np.bool_]:
    """Which of sorted forms `_keep_commonest` keeps, by the bit length of each count."""
    room, least = most, 0
    for size, forms in reversed(list(enumerate(np.bincount(sizes).tolist()))):
        if forms > room:
            least = size
            break
        room -= forms
    kept: NDArray[np.bool_] = sizes > least
    kept[np.flatnonzero(sizes == least)[:room]] = True
    return kept


def _keep_commonest(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """So many of the commonest forms, and of equally common ones always the same. Rounded counts are few, so hardly
    any form has to be compared with others.
    """
    room, least = most, 0
    for count, forms in sorted(Counter(counts.values()).items(), reverse=True):
        if forms > room:
            least = count
            break
        room -= forms
    kept = {form: count for form, count in counts.items() if count > least}
    return kept | dict.fromkeys(sorted(form for form, count in counts.items() if count == least)[:room], least)
