"""Make a list of misspelt words from an archive's words, as readers misspell them.

    python -m benchmarks.misspellings --corpus ../shared/data/saudinewsnet.jsonl.gz --json misspelt.json

Writes `[[typed, meant, kind], …]`: no `typed` stands in the archive, every `meant` does. Half of the words are drawn
as often as they stand in the archive, half each alike; the same at each run with one seed.

With `--unseen-in other.jsonl`, articles that are not in the archive, it adds words of theirs that the archive lacks,
as `[word, word, "unseen"]`: three of these articles hold each, so hardly one is misspelt.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Container
from itertools import pairwise
from pathlib import Path

from benchmarks.corpus import is_content, read_documents
from searchapp.arabic import fold, index_terms
from searchapp.arabic.keyboard import NEIGHBOURS, read_as_latin

LEAST_COUNT = 10
LEAST_LETTERS = 4
UNSEEN = "unseen"
UNSEEN_ARTICLES = 3
MOST_DRAWS = 100
"""So often a word is drawn for each row: a small archive has too few words for a kind."""
ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
CONFUSED = ("ضظ", "ذز", "سثص", "تط", "قك", "ذد", "حه")
Draw = random.Random
Slip = Callable[[str, Draw], str]


def confuse_letters(word: str, draw: Draw) -> str:
    """A letter for another that sounds alike."""
    places = [(place, group) for place, char in enumerate(word) for group in CONFUSED if char in group]
    if not places:
        return word
    place, group = draw.choice(places)
    return _replace(word, place, draw.choice(group.replace(word[place], "")))


def move_hamza(word: str, draw: Draw) -> str:
    """A hamza lost, or made what its seat would be."""
    places = [place for place, char in enumerate(word) if char == "ء"]
    return _replace(word, draw.choice(places), draw.choice(["", "و", "ي", "ا"])) if places else word


def change_final(word: str, draw: Draw) -> str:
    """Another of ه ا ي at the end, or none."""
    return word[:-1] + draw.choice("هاي".replace(word[-1], "")) if word[-1] in "هاي" else word


def hit_neighbour(word: str, draw: Draw) -> str:
    """A key beside the right one."""
    place = draw.randrange(len(word))
    choices = sorted(other for one, other in NEIGHBOURS if one == word[place])
    return _replace(word, place, draw.choice(choices)) if choices else word


def swap_letters(word: str, draw: Draw) -> str:
    """Two letters in the wrong order."""
    place = draw.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def miss_letter(word: str, draw: Draw) -> str:
    """A letter left out, not the first."""
    return _replace(word, draw.randrange(1, len(word)), "")


def add_letter(word: str, draw: Draw) -> str:
    """A letter twice, or a key beside it too."""
    place = draw.randrange(len(word))
    choices = [*sorted(other for one, other in NEIGHBOURS if one == word[place]), word[place]]
    return _replace(word, place, word[place] + draw.choice(choices))


def switch_letter(word: str, draw: Draw) -> str:
    """Any other letter."""
    return _replace(word, draw.randrange(1, len(word)), draw.choice(ALPHABET))


def slip_twice(word: str, draw: Draw) -> str:
    """Two of the slips."""
    for slip in draw.sample([confuse_letters, change_final, hit_neighbour, swap_letters, miss_letter, add_letter], 2):
        word = slip(word, draw) or word
    return word


def split_word(word: str, draw: Draw) -> str:
    """A space inside the word."""
    place = draw.randrange(2, len(word) - 1)
    return f"{word[:place]} {word[place:]}"


def leave_layout(word: str, draw: Draw) -> str:
    """The word's keys on a Latin layout."""
    return draw.choice(list(read_as_latin(word)))


def _replace(word: str, place: int, text: str) -> str:
    return word[:place] + text + word[place + 1 :]


SLIPS: dict[str, Slip] = {
    "confused": confuse_letters,
    "hamza": move_hamza,
    "final": change_final,
    "neighbour": hit_neighbour,
    "swap": swap_letters,
    "missing": miss_letter,
    "extra": add_letter,
    "other": switch_letter,
    "two": slip_twice,
    "split": split_word,
    "layout": leave_layout,
}


def make_misspellings(counts: Counter[str], pairs: Counter[tuple[str, str]], each: int, seed: int) -> list[list[str]]:
    """So many of each kind (fewer where the words do not give them), and words written together. `pairs` are
    neighbours in the archive.
    """
    draw = Draw(seed)
    words = sorted(word for word, count in counts.items() if count >= LEAST_COUNT and is_content(word, LEAST_LETTERS))
    weights = [counts[word] for word in words]
    made = []
    for kind, slip in SLIPS.items():
        found: dict[str, str] = {}
        for turn in range(each * MOST_DRAWS):
            if len(found) == each:
                break
            word = draw.choice(words) if turn % 2 else draw.choices(words, weights)[0]
            typed = slip(word, draw)
            stands = _stands_apart(typed, counts, pairs) if kind == "split" else fold(typed) in counts
            if len(typed) > 2 and not stands:
                found[typed] = word
        made += [[typed, meant, kind] for typed, meant in found.items()]
    content = frozenset(words)
    joined = sorted(pair for pair, count in pairs.items() if count >= LEAST_COUNT and content.issuperset(pair))
    joined = [pair for pair in joined if "".join(pair) not in counts]
    chosen = draw.sample(joined, min(each, len(joined)))
    return made + [["".join(pair), " ".join(pair), "joined"] for pair in chosen]


def _stands_apart(typed: str, counts: Counter[str], pairs: Counter[tuple[str, str]]) -> bool:
    left, right = typed.split()
    return pairs[left, right] > 0 or (left in counts and right in counts)


def count_words(path: Path) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each exact form stands in an archive, and each pair of neighbours."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for document in read_documents(path):
        for text in (document.title, document.body):
            exact = index_terms(text)
            counts.update(exact)
            pairs.update(pairwise(exact))
    return counts, pairs


def draw_unseen(path: Path, known: Container[str], most: int, seed: int) -> list[list[str]]:
    """At most so many rows of words that an archive lacks and several other articles, none of them a copy, hold."""
    texts = {document.body: document.title for document in read_documents(path)}
    held = Counter(word for body, title in texts.items() for word in {*index_terms(title), *index_terms(body)})
    unseen = sorted(
        word
        for word, count in held.items()
        if count >= UNSEEN_ARTICLES and is_content(word, LEAST_LETTERS) and word not in known
    )
    return [[word, word, UNSEEN] for word in Draw(seed).sample(unseen, min(most, len(unseen)))]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a list of misspelt words from an archive's words.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--each", type=int, default=100, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--unseen-in", type=Path, help="articles beside the archive, for words that it lacks")
    parser.add_argument("--unseen", type=int, default=1000, help="how many of these at most")
    options = parser.parse_args()
    counts, pairs = count_words(options.corpus)
    made = make_misspellings(counts, pairs, options.each, options.seed)
    if options.unseen_in:
        made += draw_unseen(options.unseen_in, counts, options.unseen, options.seed)
    options.json.write_text(json.dumps(made, ensure_ascii=False, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
