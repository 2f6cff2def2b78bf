"""From the words of a query to other words that its reader may have meant, all of them together.

Each word may stay, become one of its guesses, be two words written together, or be half of one word that was
written apart. A way through the query is weighed by its words' shares of the archive, by the slips that it takes,
and by how many articles hold each two neighbours side by side; the best ways are kept at each word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from searchapp.spelling.speller import GOOD_SCORE, KNOWN_BONUS, LEAST_SCORE, PER_COST, Speller

WAYS_KEPT = 6
GUESSES = 5
GAP = 7.0
"""What scores so much less than a word's best is left out: neighbours would hardly make up for it."""
SPLIT_COST = 0.45
JOIN_COST = 0.25
LEAST_PART_LETTERS = 2
SPLITS_TRIED = 4
"""Of all places where a word could be cut, so many with the commonest parts are looked up in the archive."""
STRANGERS_BONUS = 8.0
"""What one word has ahead of two that no article holds side by side: both halves may be words by chance."""

CountPair = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a query, from `start` to before `end` by their places, and what stands for them instead."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    score: float
    words: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    end: int
    score: float
    words: tuple[str, ...]
    changed: bool


class Proposals:
    """Finds what queries may have meant, over one archive."""

    def __init__(self, speller: Speller, documents: int, count_pair: CountPair) -> None:
        """`count_pair` says how many articles hold two words side by side; it is asked for few pairs."""
        self._speller = speller
        self._share = log(max(documents, 2))
        self._count_pair = count_pair

    def find(
        self, words: Sequence[str], limit: int = 3, *, parted: Collection[int] = (), formed: Collection[int] = ()
    ) -> list[tuple[Change, ...]]:
        """The likeliest changes to a query of these folded words, best first: at most `limit`, each likelier than
        the query as it stands. Empty where it is likeliest as it stands. The words at the places `parted` have
        something between them and the next, so that the two cannot become one. Those at the places `formed` are
        forms, lacking themselves, of words that the archive has: mostly right, they give way to good guesses alone.
        """
        ways: list[list[_Way]] = [[] for _ in range(len(words) + 1)]
        ways[0] = [_Way(0.0)]
        for place in range(len(words)):
            lacking = GOOD_SCORE if place in formed else LEAST_SCORE
            steps = self._list_steps(words, place, lacking, parted)
            for way in ways[place]:
                for step in steps:
                    ways[step.end].append(self._take(way, step, place))
            for end in {step.end for step in steps}:
                ways[end] = sorted(ways[end], key=lambda way: (-way.score, way.words))[:WAYS_KEPT]
        found: list[tuple[Change, ...]] = []
        for way in ways[-1]:
            if not way.changes or len(found) == limit:
                break
            found.append(way.changes)
        return found

    def _list_steps(self, words: Sequence[str], place: int, lacking: float, parted: Collection[int]) -> list[_Step]:
        """What the word at this place may stand for; itself at the score `lacking` where the archive lacks it."""
        word = words[place]
        count = self._speller.count(word)
        stays = log(count) + KNOWN_BONUS if count else lacking
        steps = [_Step(place + 1, stays - self._share, (word,), False)]
        steps += [
            _Step(place + 1, guess.score - self._share, (guess.word,), True)
            for guess in self._speller.guess(word, GUESSES)
            if guess.word != word
        ]
        if not count:
            steps += [_Step(place + 1, score, parts, True) for parts, score in self._split(word)]
        if place + 1 < len(words) and place not in parted:
            steps += self._join(words, place)
        least = max(step.score for step in steps) - GAP
        return [step for step in steps if step.score >= least or not step.changed]

    def _split(self, word: str) -> list[tuple[tuple[str, str], float]]:
        """The word as two that stand side by side somewhere. How often they do so is all that tells for them: `_take`
        adds it, and any word has common words for its halves by chance.
        """
        found = []
        for cut in range(LEAST_PART_LETTERS, len(word) - LEAST_PART_LETTERS + 1):
            parts = word[:cut], word[cut:]
            first = self._speller.count(parts[0])
            rarer = min(first, self._speller.count(parts[1])) if first else 0
            if rarer:
                found.append((rarer, parts))
        best = sorted(found, reverse=True)[:SPLITS_TRIED]
        return [(parts, -self._share - PER_COST * SPLIT_COST) for _, parts in best if self._count_pair(*parts)]

    def _join(self, words: Sequence[str], place: int) -> list[_Step]:
        """The word and the next as one, where they are no neighbours anywhere."""
        joined = words[place] + words[place + 1]
        count = self._speller.count(joined)
        if not count or self._count_pair(words[place], words[place + 1]):
            return []
        return [_Step(place + 2, log(count) - self._share - PER_COST * JOIN_COST + STRANGERS_BONUS, (joined,), True)]

    def _take(self, way: _Way, step: _Step, place: int) -> _Way:
        """The way with one more step."""
        line = (*way.words[-1:], *step.words)
        bonus = sum(log(1 + self._count_pair(*pair)) for pair in pairwise(line))
        changes = (*way.changes, Change(place, step.end, step.words)) if step.changed else way.changes
        return _Way(way.score + step.score + bonus, way.words + step.words, changes)
