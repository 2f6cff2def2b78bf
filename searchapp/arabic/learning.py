"""From the counts of an archive to the lexicon that its index is frozen with."""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.arabic.lexicon import Lexicon, load_base_lexicon

MOST_FORMS = 150_000
"""What a lexicon holds at most: the commonest forms. An archive of 30,000 articles has these two times or more."""


def learn_lexicon(forms: Iterable[str], counts: Iterable[int], base: Lexicon | None = None) -> Lexicon:
    """The lexicon of an archive's exact forms and their counts, over the base (None: the one that ships).

    The same for the same forms and counts, in any order; the base where there are none. Forms that are not of Arabic
    letters alone are left out. Lists of unequal length raise ValueError.
    """
    known = (base or load_base_lexicon()).counts
    own: dict[str, int] = {}
    for form, count in zip(forms, counts, strict=True):
        own[form] = own.get(form, 0) + count
    # The base is rounded already, and is most of what a small archive's lexicon has.
    learned = Lexicon({form: known.get(form, 0) + count for form, count in own.items()})
    total = {**known, **learned.counts}
    if len(total) > MOST_FORMS:
        # Rarest last, and of equally rare ones always the same.
        total = dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:MOST_FORMS])
    return Lexicon.restore(total)
