"""What a reader may want to type: words that complete a beginning, and other queries for one that finds little.

Both are made of the archive's own words, and offered, never taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from whoosh.query import Phrase, Term

from searchapp import arabic
from searchapp.arabic.keyboard import read_as_arabic, read_as_latin
from searchapp.engines.base import EngineQuery, Reader
from searchapp.fields import BODY, EXACT, term_field
from searchapp.model import Completion, Document
from searchapp.spelling import Change, Proposals, Speller

MOST_WORDS = 300_000
"""Of a larger vocabulary the commonest are what words are corrected to: the rarest are mostly misspelt themselves."""
MOST_QUERY_WORDS = 8
"""A longer query is hardly found because of one word's spelling."""
LEAST_LAYOUT_LETTERS = 3
"""A word in the wrong layout is known by so many letters: pairs of letters are words too easily."""

_BODY = term_field(BODY, EXACT)


class Suggester:
    """Suggests over the generation of the reader that it is given. Threads may share it.

    What `propose` needs of a generation is made when it is first asked about it: half a second for 260,000 words.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speller: tuple[str, Speller] | None = None

    def complete(self, reader: Reader, typed: str, limit: int) -> tuple[Completion, ...]:
        """Words of the archive that complete the last word of `typed`, commonest first; () when nothing is typed."""
        tokens = arabic.analyze(typed)
        if not tokens or tokens[-1].end < len(typed):
            return ()
        found = reader.complete(tokens[-1].exact, limit)
        return tuple(Completion(_find_spelling(reader.get(each.example_id), each.term), each.count) for each in found)

    def propose(self, reader: Reader, q: str, words: Sequence[str]) -> list[str]:
        """Queries that the reader of `q` may have meant, likeliest first, at most three; [] where it is likeliest
        as it stands. `words` are the exact forms of `q` that may be corrected; all else of `q` stays.
        """
        speller = self._find_speller(reader)
        found = dict.fromkeys(_read_layouts(speller, q))
        wanted = frozenset(words)
        tokens = [token for token in arabic.analyze(q) if token.exact in wanted]
        if 0 < len(tokens) <= MOST_QUERY_WORDS and not found:
            # The same pair stands on many ways through a query.
            proposals = Proposals(speller, reader.documents, cache(partial(_count_pair, reader)))
            for changes in proposals.find([token.exact for token in tokens]):
                found[_rewrite(q, tokens, changes, partial(_spell_word, reader))] = None
        return list(found)

    def _find_speller(self, reader: Reader) -> Speller:
        with self._lock:
            if self._speller is None or self._speller[0] != reader.generation:
                self._speller = reader.generation, Speller(reader.list_words(MOST_WORDS))
            return self._speller[1]


def _read_layouts(speller: Speller, q: str) -> Iterator[str]:
    """The query as if it was typed in another keyboard's layout: where all its words are known then, and not all
    of them are now.
    """
    typed = arabic.analyze(q)
    if not typed or all(speller.count(token.exact) for token in typed):
        return
    for reading in (*read_as_arabic(q), *read_as_latin(q)):
        tokens = arabic.analyze(reading)
        long_enough = any(len(token.exact) >= LEAST_LAYOUT_LETTERS for token in tokens)
        if long_enough and all(speller.count(token.exact) for token in tokens):
            yield reading


def _count_pair(reader: Reader, one: str, other: str) -> int:
    """How many bodies hold two words side by side."""
    return reader.search(EngineQuery(Phrase(_BODY, [one, other]), limit=0, facet_limit=1)).total


def _spell_word(reader: Reader, word: str) -> str:
    """How the archive writes a folded word: as in the article that is most about it."""
    hits = reader.search(EngineQuery(Term(_BODY, word), limit=1, facet_limit=1)).hits
    return _find_spelling(hits[0][0] if hits else None, word)


def _find_spelling(document: Document | None, word: str) -> str:
    """How a document writes a folded word, without marks; the word itself where it does not."""
    for text in (document.title, document.body) if document else ():
        for token in arabic.analyze(text):
            if token.exact == word:
                return arabic.strip_marks(token.text)
    return word


def _rewrite(q: str, tokens: Sequence[arabic.Token], changes: Sequence[Change], spell: Callable[[str], str]) -> str:
    """The query with some of its words changed."""
    pieces, done = [], 0
    for change in changes:
        pieces += [q[done : tokens[change.start].start], " ".join(map(spell, change.words))]
        done = tokens[change.end - 1].end
    return "".join([*pieces, q[done:]])
