"""Make pairs of words for `conflation` from the word counts of an archive.

    python -m benchmarks.affix_pairs ../shared/data/saudinewsnet.jsonl.gz PAIRS.json [--half tuning|held-out]

For each affix the attested words that have it and are attested without it. The word itself decides by its hash in
which half it falls, so no word is in both. A generator from counts yields some false pairs (واحد is no form of أحد);
some are kept out: what has an affix has to be rarer than the word, except behind the article, and words that look as
if they had an affix already take no second one; what is mostly written with ة ends with no pronoun. The rest, a few
in a hundred, no stem should bring together.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from benchmarks.corpus import is_content, read_documents
from benchmarks.write_base_lexicon import count_words
from searchapp.arabic import fold, is_stop_word

HALVES = ("tuning", "held-out")
LEAST_COUNT = 20
LEAST_AFFIXED = 5
LEAST_LETTERS = 3
ARTICLES = {"ال": "ال", "لل": "لل", "وال": "وال", "بال": "بال"}
PROCLITICS = {"و": "و", "ب": "ب", "ل": "ل"}
PRONOUNS = {"+ه": "ه", "+هم": "هم", "+نا": "نا"}
AFTER_TEH = {"+ته": "ته", "+تها": "تها", "ات": "ات"}
_PREFIXES = (*ARTICLES, "ف", "ك", *PROCLITICS)


def find_pairs(counts: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """The affix's class, a folded word and its affixed form."""
    words = [word for word, count in counts.items() if count >= LEAST_COUNT and is_content(word, LEAST_LETTERS)]
    for word in words:
        if not word.startswith(("ال", "لل", "وال", "بال")):
            yield from ((name, word, affix + word) for name, affix in ARTICLES.items())
        if not word.startswith("ال"):
            yield from ((name, word, affix + word) for name, affix in PROCLITICS.items())
        if _looks_bare(word, counts):
            if word[-1] == "ه":
                yield from ((name, word, word[:-1] + affix) for name, affix in AFTER_TEH.items())
            elif word[-1] != "ي":
                yield from ((name, word, word + affix) for name, affix in PRONOUNS.items())


def _looks_bare(word: str, counts: Counter[str]) -> bool:
    """Whether no proclitic seems to be there: where there is one, the word without it is commoner."""
    rests = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return not any(len(rest) >= LEAST_LETTERS - 1 and counts[rest] >= counts[word] for rest in rests)


def is_attested(name: str, word: str, affixed: str, counts: Counter[str]) -> bool:
    """Whether the pair is common enough to count, and not more likely another word."""
    rarer = name in ARTICLES or counts[affixed] <= counts[word]
    return counts[affixed] >= LEAST_AFFIXED and rarer and not is_stop_word(affixed)


def choose_half(word: str) -> str:
    return HALVES[sha256(word.encode()).digest()[0] % 2]


def find_commonest_spellings(spellings: Counter[str]) -> dict[str, str]:
    """For each exact form the spelling that is seen most."""
    commonest: dict[str, str] = {}
    for word in sorted(spellings, key=lambda word: (-spellings[word], word)):
        commonest.setdefault(fold(word), word)
    return commonest


def make_classes(spellings: Counter[str], half: str) -> dict[str, list[list[str]]]:
    """The pairs of one half, by class, as they are written."""
    counts: Counter[str] = Counter()
    for word, count in spellings.items():
        counts[fold(word)] += count
    written = find_commonest_spellings(spellings)
    classes: dict[str, list[list[str]]] = {name: [] for name in (*ARTICLES, *PROCLITICS, *PRONOUNS, *AFTER_TEH)}
    for name, word, affixed in find_pairs(counts):
        if choose_half(word) == half and is_attested(name, word, affixed, counts):
            pair = [written[word], written[affixed]]
            if name != "+ه" or not pair[1].endswith("ة"):
                classes[name].append(pair)
    return classes


def main() -> None:
    parser = argparse.ArgumentParser(description="Make pairs of words that a stem should bring together.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--half", choices=HALVES, default="held-out")
    parser.add_argument("--articles", type=int, metavar="N", help="count the first N articles")
    options = parser.parse_args()
    classes = make_classes(count_words(islice(read_documents(options.archive), options.articles)), options.half)
    options.target.write_text(json.dumps(classes, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(*(f"{name}: {len(pairs)}" for name, pairs in classes.items()), sep="\n")


if __name__ == "__main__":
    main()
