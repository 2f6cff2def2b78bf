"""The half of `learn_own_letters` that learns the last letters: ان in لبنان, ت in بيت, ه in حياه."""

from __future__ import annotations

from collections import Counter

from searchapp.arabic.stem import BY_HAND, Owners, cut_all_proclitics, cut_ending, cut_pronoun
from searchapp.arabic.stopwords import STOP_WORDS

NO_OWNERS = Owners(BY_HAND, BY_HAND, frozenset())

LEAST_COUNT = 15
LEAST_SEEN = 5
OUTSIDE_SHARE = 0.03
ATTESTED = 0.02
DUAL_ATTESTED = 0.7
"""A dual is rarer than its singular; a plural may be commoner."""

AFTER = {
    "ان": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ون": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ين": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ه": ("ي", "يه", "ه", "ها", "هم", "ات"),
}
"""For each ending, what cannot follow it and can follow a word. (Not ا after ه: that is the pronoun ها.)"""


def learn_own_final(counts: Counter[str], own: Owners) -> set[str]:
    """The words without proclitics whose last letters stay."""
    pooled: Counter[str] = Counter()
    for word, count in counts.items():
        pooled[cut_all_proclitics(word, own)] += count
    endings = {word for word, count in pooled.items() if count >= LEAST_COUNT and _keeps_final(word, pooled)}
    # Bare words: of those with a proclitic, بيتها could not be pooled before it is known that بيت owns its ت.
    tehs = {word for word, count in counts.items() if count >= LEAST_COUNT and _keeps_teh(word, counts)}
    return (endings | tehs) - STOP_WORDS


def _keeps_teh(word: str, counts: Counter[str]) -> bool:
    """Whether it owns its ت (بيت), or ends in اة (حياه), so that ات before a pronoun is no plural."""
    if word.endswith("اه"):
        rest, rival = word[:-1] + "ت", word[:-1] + "ت"
    elif word.endswith("ت") and not word.endswith("ات") and len(word) > 2:
        rest, rival = word, word[:-1] + "ه"
    else:
        return False
    with_pronoun = sum(counts[rest + pronoun] for pronoun in ("ه", "ها", "هم"))
    return with_pronoun >= LEAST_SEEN and counts[word] > counts[rival]


def _keeps_final(word: str, pooled: Counter[str]) -> bool:
    rest = cut_pronoun(word, NO_OWNERS) or cut_ending(word, NO_OWNERS)
    if rest is None:
        return False
    outside = sum(pooled[word + after] for ending in AFTER if word.endswith(ending) for after in AFTER[ending])
    if outside >= LEAST_SEEN and outside > OUTSIDE_SHARE * pooled[word]:
        return True
    # Whether a final ه has a word before it says nothing: few feminine nouns have a masculine.
    attested = pooled[rest] + pooled[rest + "ه"] + pooled[rest + "ي"]
    share = DUAL_ATTESTED if word.endswith("ان") else ATTESTED
    return not word.endswith("ه") and attested < share * pooled[word]
