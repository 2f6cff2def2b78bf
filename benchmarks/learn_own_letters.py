"""Learn which words own their first or last letters, from the word counts of an archive.

    python benchmarks/learn_own_letters.py ../shared/data/saudinewsnet.jsonl.gz

reads JSON lines (`title`, `content`), writes `own_initial.txt` and `own_final.txt` into searchapp/arabic/data.

A word owns letters that look like an affix when
- *own letters*: other affixes stand outside them, where none can stand outside a true affix (nothing but a word
  follows the article, so الوزير shows that وزير owns its و; no ending follows a dual, so لبناني shows that لبنان
  owns its ان), often enough: at least LEAST_SEEN times and more than OUTSIDE_SHARE of the word's own count; or
- *attestation*: what the cut leaves is no word of the archive, or much rarer than the word.
Rare words are left out (LEAST_COUNT): the lists stay small, and a wrong cut of a rare word harms few.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Set
from pathlib import Path

from searchapp.arabic.normalize import fold
from searchapp.arabic.stem import Owners, cut_all_endings, cut_all_proclitics, cut_ending, cut_pronoun
from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.tokenize import find_words

DATA = Path(__file__).parents[1] / "searchapp" / "arabic" / "data"
ALWAYS_INITIAL = {"الله", "الل"}
"""The name and its stem: the rule would find the pronoun له in it."""
NO_OWNERS = Owners(frozenset(), frozenset())
ROUNDS = 2
"""Each list is learned from words freed of the other's letters; the second round has both."""

LEAST_COUNT = 15
LEAST_CHARS_WITH_AL = 4
LEAST_SEEN = 5
OUTSIDE_SHARE = 0.03
OUTSIDE_SHARE_OF_STOP_WORDS = 0.1
"""و before a function word is so common that a likeness elsewhere (توفي beside وفي) proves less."""
INITIAL_ATTESTED = 0.1
FINAL_ATTESTED = 0.02

BEFORE = {
    "و": ("ال", "لل", "ب", "ل", "ك", "و", "ف", "ي", "ت"),
    "ف": ("ال", "لل", "ب", "ل", "ك", "و", "ف", "ي", "ت"),
    "ب": ("ال", "لل", "ب", "ل", "ك", "ي", "ت"),
    "ك": ("ال", "لل", "ب", "ل", "ك", "ي", "ت"),
    "ل": ("ال", "ب", "ك", "ي", "ت"),
    "ال": ("ل", "ال", "لل"),
}
"""For each proclitic, what cannot stand before it and can stand before a word."""
AFTER = {
    "ان": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ون": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ين": ("ي", "يه", "يا", "يين", "ه", "ها", "هم", "ا", "ات"),
    "ه": ("ي", "يه", "ه", "ها", "هم", "ات"),
}
"""For each ending, what cannot follow it and can follow a word. (Not ا after ه: that is the pronoun ها.)"""


def count_words(path: Path) -> Counter[str]:
    raw: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            raw.update(find_words(f"{record['title']}\n{record['content']}"))
    counts: Counter[str] = Counter()
    for word, count in raw.items():
        counts[fold(word)] += count
    return counts


def learn_own_initial(counts: Counter[str], own: Owners) -> set[str]:
    """The words without endings whose first letters stay."""
    pooled: Counter[str] = Counter()
    for word, count in counts.items():
        pooled[cut_all_endings(word, own)] += count
    pool = {
        word
        for word, count in pooled.items()
        if count >= LEAST_COUNT and len(word) > 1 and word not in STOP_WORDS and _keeps_initial(word, pooled, own)
    }
    return (
        pool
        | {word for word, count in counts.items() if count >= LEAST_COUNT and _keeps_al(word, counts)}
        | ALWAYS_INITIAL
    )


def _keeps_al(word: str, counts: Counter[str]) -> bool:
    """Asked of whole words as well: the endings of الماني leave too little (الم) to speak for it."""
    # Not of short ones: الام would speak for الامين.
    if not word.startswith("ال") or len(word) <= LEAST_CHARS_WITH_AL:
        return False
    outside = sum(counts[before + word] for before in BEFORE["ال"])
    return outside >= LEAST_SEEN and outside > OUTSIDE_SHARE * counts[word]


def _keeps_initial(word: str, pooled: Counter[str], own: Owners) -> bool:
    proclitic = "ال" if word.startswith("ال") else word[0]
    # لل has a rule of its own, which asks about the word behind its first ل.
    if proclitic not in BEFORE or word.startswith("لل"):
        return False
    # What is left of البيان without its endings is الب, and would speak for every word with ب after the article.
    if proclitic == "ال" and len(word) < LEAST_CHARS_WITH_AL:
        return False
    outside = sum(_count(before + word, pooled, own) for before in BEFORE[proclitic])
    rest = word.removeprefix(proclitic)
    share = OUTSIDE_SHARE_OF_STOP_WORDS if len(rest) > 1 and rest in STOP_WORDS else OUTSIDE_SHARE
    if outside >= LEAST_SEEN and outside > share * pooled[word]:
        return True
    attested = _count(rest, pooled, own) + _count("ال" + rest, pooled, own)
    return proclitic != "ال" and rest not in STOP_WORDS and attested < INITIAL_ATTESTED * pooled[word]


def _count(word: str, pooled: Counter[str], own: Owners) -> int:
    # Its endings again: a longer word may lose one that was too much for a short word.
    return pooled[cut_all_endings(word, own)]


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
    rest = cut_pronoun(word, NO_OWNERS) or cut_ending(word)
    if rest is None:
        return False
    outside = sum(pooled[word + after] for ending in AFTER if word.endswith(ending) for after in AFTER[ending])
    if outside >= LEAST_SEEN and outside > OUTSIDE_SHARE * pooled[word]:
        return True
    # Whether a final ه has a word before it says nothing: few feminine nouns have a masculine.
    attested = pooled[rest] + pooled[rest + "ه"] + pooled[rest + "ي"]
    return not word.endswith("ه") and attested < FINAL_ATTESTED * pooled[word]


def write_list(name: str, what: str, words: Set[str], source: str) -> None:
    header = (
        f"# Words that own their {what}, folded, sorted. Learned by benchmarks/learn_own_letters.py from the\n"
        f"# word counts of {source}; no text of it is here.\n"
    )
    (DATA / f"{name}.txt").write_text(header + "\n".join(sorted(words)) + "\n", "utf-8")


def main() -> None:
    path = Path(sys.argv[1])
    counts = count_words(path)
    own = NO_OWNERS
    for _ in range(ROUNDS):
        own = own._replace(initial=learn_own_initial(counts, own))
        own = own._replace(final=learn_own_final(counts, own))
    write_list("own_initial", "first letters, without their endings", own.initial, path.name)
    write_list("own_final", "last letters, without article or proclitics", own.final, path.name)
    print(f"{len(counts)} words; own_initial {len(own.initial)}, own_final {len(own.final)}")


if __name__ == "__main__":
    main()
