"""From the counts of an archive to the lexicon that its index is frozen with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from searchapp.arabic.stems.lexicon import Lexicon, load_base_lexicon

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
