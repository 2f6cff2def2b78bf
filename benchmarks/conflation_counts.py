"""Count how well the stem brings a word's forms together, over the words of an archive.

    python -m benchmarks.conflation_counts ../shared/data/saudinewsnet.jsonl.gz

For the commonest words X: the share of the attested forms pX (p a proclitic or the article) that have X's stem, by
tokens and by type, and the commonest that have not. Not all of these are faults: وزير is no form of زير, واحد none
of أحد. Then the words, no function words, whose stem is a function word, and those whose stem has another stem.
`--held-out` learns the lists from every second article and judges on the others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from pathlib import Path

from benchmarks.learn_own_letters import count_words, learn_owners
from searchapp.arabic.stem import ARTICLE, OWNERS, Owners, is_function_word, stem
from searchapp.arabic.stopwords import STOP_WORDS

MOST_WORDS = 5000
LEAST_LETTERS = 3
SHOWN = 40
AFFIXES = ("و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "لل")

Tally = Counter[tuple[str, bool]]


def list_common_words(counts: Counter[str], own: Owners) -> list[str]:
    """The commonest words of Arabic letters that are long enough and no function words."""
    common = (word for word, _ in counts.most_common() if len(word) >= LEAST_LETTERS and "ء" <= word[0] <= "ي")
    return list(islice((word for word in common if not is_function_word(word, own)), MOST_WORDS))


def find_forms(words: list[str], counts: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """The affix, the word and the attested form."""
    for word in words:
        for affix in AFFIXES:
            form = affix + word
            takes_article = affix.endswith(("ال", "لل"))
            if counts[form] and form not in STOP_WORDS and not (takes_article and word.startswith(ARTICLE)):
                yield affix, word, form


def print_shares(counts: Counter[str], own: Owners, find_stem: Callable[[str], str]) -> None:
    """Prints the shares of forms that meet their word, and the commonest that do not."""
    types: Tally = Counter()
    tokens: Tally = Counter()
    missed: Counter[str] = Counter()
    for affix, word, form in find_forms(list_common_words(counts, own), counts):
        meets = find_stem(form) == find_stem(word)
        for key in ((affix, meets), ("all", meets)):
            types[key] += 1
            tokens[key] += counts[form]
        if not meets:
            missed[f"{form}/{word}"] = counts[form]
    for affix in ("all", *AFFIXES):
        by_tokens, by_type = _share(tokens, affix), _share(types, affix)
        print(f"{affix:>4}: {by_tokens:6.2%} of tokens, {by_type:6.2%} of forms meet their word")
    print("apart:", " ".join(f"{pair} {count}" for pair, count in missed.most_common(SHOWN)))


def _share(tally: Tally, affix: str) -> float:
    together, apart = tally[affix, True], tally[affix, False]
    return together / max(together + apart, 1)


def print_faults(counts: Counter[str], own: Owners, find_stem: Callable[[str], str]) -> None:
    """Prints content words with a function word's stem, and words whose stem has another stem."""
    content = [word for word in counts if not is_function_word(word, own)]
    _print_words("stem is a function word", [word for word in content if find_stem(word) in STOP_WORDS], counts)
    _print_words("stem has another stem", [word for word in content if _moves(word, find_stem)], counts)


def _moves(word: str, find_stem: Callable[[str], str]) -> bool:
    return find_stem(find_stem(word)) != find_stem(word)


def _print_words(what: str, words: list[str], counts: Counter[str]) -> None:
    words.sort(key=counts.__getitem__, reverse=True)
    print(f"{what}: {len(words):,} words, {sum(counts[word] for word in words):,} of {counts.total():,} tokens")
    print("  ", " ".join(f"{word}→{counts[word]}" for word in words[:SHOWN]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Count how well the stem brings a word's forms together.")
    parser.add_argument("archive", type=Path)
    parser.add_argument(
        "--held-out", action="store_true", help="learn from one half of the articles, judge on the other"
    )
    options = parser.parse_args()
    own, counts = OWNERS, count_words(options.archive)
    if options.held_out:
        learned_from = count_words(options.archive, step=2)
        own, counts = learn_owners(learned_from), counts - learned_from
    find_stem = cache(partial(stem, own=own))
    print_shares(counts, own, find_stem)
    print_faults(counts, own, find_stem)


if __name__ == "__main__":
    main()
