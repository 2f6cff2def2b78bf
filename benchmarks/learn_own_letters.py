"""Learn which words own their first or last letters, from the word counts of an archive.

    python -m benchmarks.learn_own_letters ../shared/data/saudinewsnet.jsonl.gz

reads JSON lines (`title`, `content`), writes `own_initial.txt`, `attached.txt` and `own_final.txt` into
searchapp/arabic/data. `conflation_counts --held-out` judges the rules on articles that they have not seen.

A word owns letters that look like an affix when
- *own letters*: other affixes stand outside them, where none can stand outside a true affix. Nothing but a word
  follows the article, so الوزير shows that وزير owns its و; no ending follows a dual, so لبناني shows that لبنان
  owns its ان; or
- *attestation*: what the cut leaves is no word of the archive, or much rarer than the word.
Where what the cut leaves is commoner than the word, and no article stands before the word, it owns nothing.
Words are counted whole; only then do the forms of a word (وزير, وزيرها) speak together, through what they share.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Set
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.own_endings import learn_own_final
from searchapp.arabic.normalize import fold
from searchapp.arabic.stem import (
    BY_HAND,
    CONJUNCTIONS,
    Owners,
    cut_all_endings,
    is_function_word,
    owns_initial,
    stem,
)
from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.tokenize import find_words

DATA = Path(__file__).parents[1] / "searchapp" / "arabic" / "data"
ALWAYS_INITIAL = {"الله", "الل"}
"""The name and its stem: the rule would find the pronoun له in it."""
NO_OWNERS = Owners(BY_HAND, BY_HAND, frozenset())
ROUNDS = 3
"""Each list is learned from words freed of the other's letters; the later rounds have both."""

LEAST_COUNT = 5
"""Rarer words are left out: the lists stay small, and a wrong cut of a rare word harms few."""
LEAST_ATTACHED = 2
LEAST_WITH_ARTICLE = 3
ARTICLE_SHARE = 0.05
DOUBTFUL_SHARE = 0.1
"""A slip of the pen puts ال before anything now and then; so more is asked where the rest is the commoner word,
and before a function word."""
LEAST_SEEN = 5
OUTSIDE_SHARE = 0.1
RIVAL_SHARE = 0.5
FAMILY_SHARE = 0.3
"""بابها is ب and أبها, for أبها is common beside all of باب; بيتهم is no ب and يتهم, for بيت is commoner by far."""
INITIAL_ATTESTED = {"و": 0.02, "ف": 0.02, "ب": 0.1, "ك": 0.1, "ل": 0.1}
"""و begins sentences: some verbs hardly ever stand without it."""
LEAST_CHARS_WITH_AL = 4
AL_SHARE = 0.03

WITH_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)(.{2,})")
OUTSIDE = {
    "و": ("ب", "ل", "ك", "و", "ف", "ي", "ت"),
    "ف": ("ب", "ل", "ك", "و", "ف", "ي", "ت"),
    "ب": ("ب", "ل", "ك", "ي", "ت"),
    "ك": ("ب", "ل", "ك", "ي", "ت"),
    "ل": ("ب", "ك", "ي", "ت"),
}
"""For each proclitic, what cannot stand before it and can stand before a word: other proclitics, and the first
letters of verbs (يوافق). The article is asked for by itself."""
OUTSIDE_AL = ("ل", "ال", "لل")


class Evidence(NamedTuple):
    """How often a word was seen: by itself, after the article, after other letters. And how often its rest, without
    the first letter, was: with the article too, and without.
    """

    itself: int
    with_article: int
    outside: int
    rest: int
    bare_rest: int

    def add(self, other: Evidence) -> Evidence:
        return Evidence(*map(sum, zip(self, other, strict=True)))


NOTHING = Evidence(0, 0, 0, 0, 0)


def count_words(path: Path, step: int = 1) -> Counter[str]:
    """The folded words of every `step`-th article."""
    raw: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            record = json.loads(line)
            raw.update(find_words(f"{record['title']}\n{record['content']}"))
    counts: Counter[str] = Counter()
    for word, count in raw.items():
        counts[fold(word)] += count
    return counts


def learn_own_initial(counts: Counter[str], own: Owners) -> tuple[set[str], set[str]]:
    """The words without endings whose first letters stay; and the whole words that look like them and do not."""
    with_al = {word for word, count in counts.items() if count >= LEAST_COUNT and _keeps_al(word, counts)}
    after_article = _count_after_article(counts, with_al)
    families: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for word in counts.keys() | after_article.keys():
        if word[:1] in OUTSIDE and word not in STOP_WORDS and not word.startswith("لل"):
            families[cut_all_endings(word, own)][word] = _weigh(word, counts, after_article)
    owners, attached = set(), set()
    for family, members in families.items():
        strangers = _find_strangers(family, members)
        if _outweighs(members, strangers) and _keeps_initial(family, _sum_up(members, strangers)):
            owners.add(family)
            # Not what the family shares: what is left of وزاره has to be left of itself.
            attached |= {word for word in strangers if counts[word] >= LEAST_ATTACHED and word != family}
    often = (word for word, count in counts.items() if count >= LEAST_COUNT)
    attached |= {word for word in often if _is_after_lam(word, counts, after_article, own)}
    return owners | with_al | ALWAYS_INITIAL, attached


def _find_strangers(family: str, members: dict[str, Evidence]) -> set[str]:
    """The words that look like members and begin with a proclitic."""
    size = sum(seen.itself + seen.with_article for seen in members.values())
    return {word for word, seen in members.items() if _is_attached(seen, 0 if word == family else size)}


def _sum_up(members: dict[str, Evidence], strangers: Set[str]) -> Evidence:
    return reduce(Evidence.add, (seen for word, seen in members.items() if word not in strangers), NOTHING)


def _outweighs(members: dict[str, Evidence], strangers: Set[str]) -> bool:
    kept = _sum_up(members, strangers)
    return kept.itself + kept.with_article >= sum(members[word].itself for word in strangers)


def _is_after_lam(word: str, counts: Counter[str], after_article: Counter[str], own: Owners) -> bool:
    """Whether للX is ل, the article and X, rather than one ل and the article before a word that owns the other."""
    if not word.startswith("لل") or not owns_initial(word[1:], own._replace(attached=frozenset())):
        return False
    with_lam, without = word[1:], word[2:]
    rival = counts[without] + after_article[without]
    return rival > counts[with_lam] + after_article[with_lam] + counts[word]


def _count_after_article(counts: Counter[str], with_al: Set[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, count in counts.items():
        match = WITH_ARTICLE.fullmatch(word)
        if match is None or word in with_al:
            continue
        # Behind لل the letter ل may be the word's or not at all there (للقوات), so it shows nothing.
        if "ال" in word[:4] or match[1][0] != "ل":
            found[match[1]] += count
    return found


def _weigh(word: str, counts: Counter[str], after_article: Counter[str]) -> Evidence:
    rest = word[1:]
    bare = rest.removeprefix("ال")
    rival = counts[rest] + (counts[bare] if bare != rest else after_article[rest])
    outside = sum(counts[before + word] for before in OUTSIDE[word[0]])
    return Evidence(counts[word], after_article[word], outside, rival, counts[rest])


def _is_attached(seen: Evidence, family_size: int) -> bool:
    """Whether the rest is commoner than the word, and common beside the family that claims the word."""
    commoner = seen.rest > seen.itself + seen.with_article and seen.bare_rest > FAMILY_SHARE * family_size
    return commoner and not _is_after_article(seen, DOUBTFUL_SHARE)


def _is_after_article(seen: Evidence, share: float = ARTICLE_SHARE) -> bool:
    return seen.with_article >= LEAST_WITH_ARTICLE and seen.with_article > share * seen.itself


def _keeps_initial(word: str, seen: Evidence) -> bool:
    before_function_word = word[0] in CONJUNCTIONS and word[1:] in STOP_WORDS
    if _is_after_article(seen, DOUBTFUL_SHARE if before_function_word else ARTICLE_SHARE):
        return True
    if before_function_word or seen.itself < LEAST_COUNT:
        return False
    if seen.rest <= INITIAL_ATTESTED[word[0]] * seen.itself:
        return True
    often = seen.outside >= LEAST_SEEN and seen.outside > OUTSIDE_SHARE * seen.itself
    return often and seen.rest <= RIVAL_SHARE * seen.itself


def _keeps_al(word: str, counts: Counter[str]) -> bool:
    # Not of short ones: الام would speak for الامين.
    rest = word.removeprefix("ال")
    if rest == word or len(word) <= LEAST_CHARS_WITH_AL:
        return False
    outside = sum(counts[before + word] for before in OUTSIDE_AL)
    rival = 0 if is_function_word(rest, NO_OWNERS) else counts[rest]
    return outside >= LEAST_SEEN and outside > AL_SHARE * counts[word] and outside > rival


def learn_owners(counts: Counter[str]) -> Owners:
    """The lists, learned from the counts of folded words and from what was written by hand."""
    own = NO_OWNERS
    for _ in range(ROUNDS):
        initial, attached = learn_own_initial(counts, own)
        own = own._replace(initial=initial | BY_HAND, attached=attached)
        own = own._replace(final=learn_own_final(counts, own) | BY_HAND)
    return close_owners(counts, own)


def close_owners(counts: Counter[str], own: Owners) -> Owners:
    """What is left of a word of the archive is left of itself: الفضاءات leaves فضاء, and so does فضاء."""
    leaving: Counter[str] = Counter()
    for word, count in counts.items():
        if count >= LEAST_COUNT:
            leaving[stem(word, own)] += count
    known = set()
    for word, count in leaving.items():
        with_al = word.startswith("ال")
        rest = word[2:] if with_al else word[1:]
        is_open = stem(word, own) != word and not is_function_word(word, own)
        if is_open and counts[rest] <= RIVAL_SHARE * count and (with_al or rest not in own.initial):
            known.add(word)
    return own._replace(initial=own.initial | known, attached=own.attached - known)


def write_list(name: str, what: str, words: Set[str], source: str) -> None:
    header = (
        f"# {what}, folded, sorted. Learned by benchmarks/learn_own_letters.py from the\n"
        f"# word counts of {source}; no text of it is here.\n"
    )
    (DATA / f"{name}.txt").write_text(header + "\n".join(sorted(words)) + "\n", "utf-8")


def main() -> None:
    path = Path(sys.argv[1])
    own = learn_owners(count_words(path))
    source = path.name
    write_list("own_initial", "Words that own their first letters, without endings", own.initial - BY_HAND, source)
    write_list("own_final", "Words that own their last letters, without proclitics", own.final - BY_HAND, source)
    write_list("attached", "Words that begin with a proclitic in spite of own_initial", own.attached, source)
    print(f"own_initial {len(own.initial)}, own_final {len(own.final)}, attached {len(own.attached)}")


if __name__ == "__main__":
    main()
