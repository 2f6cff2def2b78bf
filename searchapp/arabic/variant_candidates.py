"""Which words of an archive may be names: they look foreign, and hardly take the endings of Arabic words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from searchapp.arabic.stopwords import STOP_WORDS
from searchapp.arabic.variants import list_seed_classes

LEAST_COUNT = 4
LEAST_LETTERS = 4
LEAST_FOREIGN = 0.0
MOST_WORDS = 30_000

PROCLITICS = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_BY_FIRST = {first: [each for each in PROCLITICS if each[0] == first] for first in "وبفكلا"}
ARTICLE = "ال"
PRONOUNS = ("ها", "هم", "نا")
NATIVE_ENDINGS = ("ها", "هم", "هما", "نا", "كم", "ته", "تها", "تهم", "وا", "ات", "ون", "ين")
NATIVE_FINALS = ("ها", "هم", "هما", "نا", "ات", "ون", "وا", "تين")
MOST_NATIVE = 0.01
NATIVE_COUNT, NATIVE_PRONOUNS = 20, 3
UNSEEN, UNSEEN_PIECES = 0.5, 1000
"""A group of letters that was not seen counts so much, and so many are thought of."""


def pool_words(forms: Sequence[str], counts: Sequence[int]) -> list[str]:
    """Each form without its proclitics, where what remains is a word of the archive and (for single letters) a
    much commoner one.

    >>> pool_words(["كونغو", "الكونغو", "وكونغو", "وزير"], [9, 5, 1, 8])
    ['كونغو', 'كونغو', 'كونغو', 'وزير']
    """
    known = dict(zip(forms, counts, strict=True))
    return [
        _strip(form, count, known) if form[:1] in _BY_FIRST else form
        for form, count in zip(forms, counts, strict=True)
    ]


def _strip(form: str, count: int, known: Mapping[str, int]) -> str:
    for proclitic in _BY_FIRST[form[0]]:
        rest = form[len(proclitic) :]
        if form.startswith(proclitic) and len(rest) >= LEAST_LETTERS - 1:
            sure = rest in known or ARTICLE + rest in known if len(proclitic) > 1 else known.get(rest, 0) > 2 * count
            if sure:
                return rest
    return form


def choose_names(pooled: Mapping[str, int], by_form: Mapping[str, int]) -> dict[str, float]:
    """The commonest words that may be names, and how foreign each looks; `by_form` counts whole forms."""
    foreignness = Foreignness(pooled, by_form)
    chosen: dict[str, float] = {}
    common = [(word, count) for word, count in pooled.items() if count >= LEAST_COUNT]
    for word, count in sorted(common, key=lambda item: (-item[1], item[0])):
        if len(chosen) >= MOST_WORDS:
            break
        if _may_be_name(word, count, by_form):
            look = foreignness.measure(word)
            if look >= LEAST_FOREIGN:
                chosen[word] = look
    return chosen


def _may_be_name(word: str, count: int, by_form: Mapping[str, int]) -> bool:
    """Whether it hardly takes the endings of Arabic words, nor looks as if it had one."""
    if len(word) < LEAST_LETTERS or not "ء" <= word[0] <= "ي" or word in STOP_WORDS or word.endswith(NATIVE_FINALS):
        return False
    most = MOST_NATIVE * count
    taken = 0
    for ending in NATIVE_ENDINGS:
        taken += by_form.get(word + ending, 0)
        if taken >= most:
            return False
    if word.endswith("ه"):
        taken += sum(by_form.get(word[:-1] + ending, 0) for ending in ("ته", "تها", "تهم", "ات"))
    return taken < most


class Foreignness:
    """How much a word looks like the list's foreign names rather than the archive's words that take pronouns."""

    def __init__(self, pooled: Mapping[str, int], by_form: Mapping[str, int]) -> None:
        members = [word for members, _ in list_seed_classes() for each in members for word in each.split()]
        foreign, no_foreign = _weigh_pieces(word for word in members if len(word) >= LEAST_LETTERS)
        native, no_native = _weigh_pieces(
            word
            for word, count in pooled.items()
            if count >= NATIVE_COUNT
            and len(word) >= LEAST_LETTERS
            and sum(by_form.get(_join_pronoun(word, each), 0) for each in PRONOUNS) >= NATIVE_PRONOUNS
        )
        self._odds = {p: foreign.get(p, no_foreign) - native.get(p, no_native) for p in {*foreign, *native}}
        self._neither = no_foreign - no_native

    def measure(self, word: str) -> float:
        """The mean logarithm of the odds of its groups of three letters; above 0 it looks foreign."""
        pieces = _split_pieces(word)
        return sum([self._odds.get(piece, self._neither) for piece in pieces]) / len(pieces)


def _join_pronoun(word: str, pronoun: str) -> str:
    return (word[:-1] + "ت" if word.endswith("ه") else word) + pronoun


def _split_pieces(word: str) -> list[str]:
    marked = f"^{word}$"
    return [marked[place : place + 3] for place in range(len(marked) - 2)]


def _weigh_pieces(words: Iterable[str]) -> tuple[dict[str, float], float]:
    """The logarithm of each piece's share, and that of a piece that none of the words has."""
    counts = Counter(piece for word in words for piece in _split_pieces(word))
    total = log(counts.total() + UNSEEN * UNSEEN_PIECES)
    return {piece: log(count + UNSEEN) - total for piece, count in counts.items()}, log(UNSEEN) - total
