"""Words of an archive that a reader may have meant by a word that it does not hold.

A candidate's score is ln(count) − PER_COST · cost: the likelier the commoner the word, and less the odder the slip.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import log
from typing import NamedTuple

from searchapp.spelling.candidates import Neighbourhood
from searchapp.spelling.costs import LEAST_COST, find_cost

PER_COST = 7.0
KNOWN_BONUS = 4.5
"""What a word that the archive holds has ahead of every correction of it: rare words are mostly right."""
LEAST_SCORE = -10.0
"""Below this a candidate is nothing that a reader would recognize."""
GOOD_SCORE = -2.5
"""Where no candidate reaches this, words two slips away are tried too."""


class Guess(NamedTuple):
    """A word of the archive, folded, and how likely it was meant: the logarithm of a weight."""

    word: str
    score: float


class Speller:
    """The words of one archive, to correct others by. Immutable: threads may share it."""

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        """Take each word once, the commonest first, with the number of articles that hold it.

        Raises ValueError for more words than a `Neighbourhood` takes.
        """
        # One string and two arrays: as many small objects would take five times the memory.
        self._text = "".join(word for word, _ in words)
        self._ends = array("I", [0])
        for word, _ in words:
            self._ends.append(self._ends[-1] + len(word))
        self._counts = array("I", [count for _, count in words])
        self._neighbourhood = Neighbourhood([word for word, _ in words])

    def count(self, word: str) -> int:
        """How many articles hold a folded word; 0 for none."""
        for place in self._neighbourhood.find_whole(word):
            if self._read(place) == word:
                return self._counts[place]
        return 0

    def guess(self, word: str, limit: int = 3) -> list[Guess]:
        """The words that were likeliest meant by a folded word, best first, at most `limit`.

        One that the archive holds is among them, and mostly the first. Empty where nothing is near.
        """
        found = self._rank(word, self._neighbourhood.find(word), limit)
        if not found or found[0].score < GOOD_SCORE:
            found = self._rank(word, self._neighbourhood.find(word, further=True), limit)
        return found

    def _rank(self, word: str, places: Sequence[int], limit: int) -> list[Guess]:
        count = self.count(word)
        found = [Guess(word, log(count) + KNOWN_BONUS)] if count else []
        for place in places:
            weight = log(self._counts[place])
            least = found[limit - 1].score if len(found) >= limit else LEAST_SCORE
            if weight - PER_COST * LEAST_COST <= least:
                # The places rise, so the words that follow are rarer still.
                break
            candidate = self._read(place)
            score = weight - PER_COST * find_cost(word, candidate)
            if score > least and candidate != word:
                found.append(Guess(candidate, score))
                found.sort(key=lambda guess: (-guess.score, guess.word))
                del found[limit:]
        return found

    def _read(self, place: int) -> str:
        return self._text[self._ends[place] : self._ends[place + 1]]
