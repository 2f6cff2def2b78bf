"""Which words of an archive may be names: they look foreign, and hardly take the endings of Arabic words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.variants.counts import FormCounts
from searchapp.arabic.variants.known import list_seed_classes

LEAST_COUNT = 4
LEAST_LETTERS = 4
LEAST_FOREIGN = 0.0
MOST_WORDS = 30_000

PRONOUNS = ("ها", "هم", "نا")
NATIVE_ENDINGS = ("ها", "هم", "هما", "نا", "كم", "ته", "تها", "تهم", "وا", "ات", "ون", "ين")
FEMININE_ENDINGS = ("ته", "تها", "تهم", "ات")
"""What takes the place of a final heh."""
NATIVE_FINALS = ("ها", "هم", "هما", "نا", "ات", "ون", "وا", "تين")
MOST_NATIVE = 0.01
NATIVE_COUNT, NATIVE_PRONOUNS = 20, 3
UNSEEN, UNSEEN_PIECES = 0.5, 1000
"""A group of letters that was not seen counts so much, and so many are thought of."""
_ASKED_AT_ONCE = 1 << 14


def choose_names(pooled: Mapping[str, int], forms: FormCounts) -> dict[str, float]:
    """The commonest words that may be names, and how foreign each looks; `forms` counts whole forms."""
    foreignness = Foreignness(pooled, forms)
    chosen: dict[str, float] = {}
    common = sorted(word for word, count in pooled.items() if count >= LEAST_COUNT and _looks_bare(word))
    common.sort(key=pooled.__getitem__, reverse=True)
    for first in range(0, len(common), _ASKED_AT_ONCE):
        for word in _drop_native(common[first : first + _ASKED_AT_ONCE], pooled, forms):
            if len(chosen) >= MOST_WORDS:
                return chosen
            look = foreignness.measure(word)
            if look >= LEAST_FOREIGN:
                chosen[word] = look
    return chosen


def _looks_bare(word: str) -> bool:
    """Whether it may be a name, and does not look as if it had the ending of an Arabic word."""
    return (
        len(word) >= LEAST_LETTERS
        and "ء" <= word[0] <= "ي"
        and not word.endswith(NATIVE_FINALS)
        and word not in STOP_WORDS
    )


def _drop_native(words: Sequence[str], pooled: Mapping[str, int], forms: FormCounts) -> Iterator[str]:
    """Those of the words that hardly take the endings of Arabic words."""
    taken = forms.sum_endings(words, NATIVE_ENDINGS)
    feminine = [place for place, word in enumerate(words) if word.endswith("ه")]
    taken[feminine] += forms.sum_endings([words[place][:-1] for place in feminine], FEMININE_ENDINGS)
    return (word for word, count in zip(words, taken.tolist(), strict=True) if count < MOST_NATIVE * pooled[word])


class Foreignness:
    """How much a word looks like the list's foreign names rather than the archive's words that take pronouns."""

    def __init__(self, pooled: Mapping[str, int], forms: FormCounts) -> None:
        members = [word for members, _ in list_seed_classes() for each in members for word in each.split()]
        foreign, no_foreign = _weigh_pieces(word for word in members if len(word) >= LEAST_LETTERS)
        frequent = [word for word, count in pooled.items() if count >= NATIVE_COUNT and len(word) >= LEAST_LETTERS]
        pronouns = forms.sum_endings(list(map(_open_ending, frequent)), PRONOUNS).tolist()
        native, no_native = _weigh_pieces(
            word for word, count in zip(frequent, pronouns, strict=True) if count >= NATIVE_PRONOUNS
        )
        self._odds = {p: foreign.get(p, no_foreign) - native.get(p, no_native) for p in {*foreign, *native}}
        self._neither = no_foreign - no_native

    def measure(self, word: str) -> float:
        """The mean logarithm of the odds of its groups of three letters; above 0 it looks foreign."""
        pieces = _split_pieces(word)
        return sum([self._odds.get(piece, self._neither) for piece in pieces]) / len(pieces)


def _open_ending(word: str) -> str:
    """The word as it stands before a pronoun."""
    return word[:-1] + "ت" if word.endswith("ه") else word


def _split_pieces(word: str) -> list[str]:
    marked = f"^{word}$"
    return [marked[place : place + 3] for place in range(len(marked) - 2)]


def _weigh_pieces(words: Iterable[str]) -> tuple[dict[str, float], float]:
    """The logarithm of each piece's share, and that of a piece that none of the words has."""
    counts = Counter(piece for word in words for piece in _split_pieces(word))
    total = log(counts.total() + UNSEEN * UNSEEN_PIECES)
    return {piece: log(count + UNSEEN) - total for piece, count in counts.items()}, log(UNSEEN) - total
