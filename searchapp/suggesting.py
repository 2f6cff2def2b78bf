"""What a reader may want to type: words that complete a beginning, and other queries for one that finds little.

Both are made of the archive's own words, and offered, never taken.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
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

    def prepare(self, reader: Reader) -> None:
        """Make what `propose` needs of a generation."""
        self._find_speller(reader)

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

        What is new in them is folded; `respell` writes it as the archive does.
        """
        speller = self._find_speller(reader)
        layouts = _read_layouts(speller, q)
        wanted = frozenset(words)
        tokens = [token for token in arabic.analyze(q) if token.exact in wanted]
        if layouts or not 0 < len(tokens) <= MOST_QUERY_WORDS:
            return layouts
        # The same pair stands on many ways through a query.
        proposals = Proposals(speller, reader.documents, cache(partial(_count_pair, reader)))
        found = proposals.find([token.exact for token in tokens])
        return list(dict.fromkeys(_rewrite(q, tokens, changes) for changes in found))

    def respell(self, reader: Reader, q: str, proposed: str) -> str:
        """A proposed query with what is not in `q` written as the archive writes it."""
        known = {token.exact for token in arabic.analyze(q)}
        pieces, done = [], 0
        for token in arabic.analyze(proposed):
            if token.exact not in known:
                pieces += [proposed[done : token.start], _spell_word(reader, token.exact)]
                done = token.end
        return "".join([*pieces, proposed[done:]])

    def _find_speller(self, reader: Reader) -> Speller:
        with self._lock:
            if self._speller is None or self._speller[0] != reader.edition:
                self._speller = reader.edition, Speller(reader.list_words(MOST_WORDS))
            return self._speller[1]


def _read_layouts(speller: Speller, q: str) -> list[str]:
    """The query as if it was typed in another keyboard's layout: where all its words are known then, and not all
    of them are now. First what leaves the fewest keys unread, and of those the commonest.
    """
    if _find_rarest(speller, q):
        return []
    signs = _count_signs(q)
    # Who types Latin words presses letters: a sign between them comes from a key that was meant for an Arabic letter.
    latin = (reading for reading in read_as_latin(q) if _count_signs(reading) == signs)
    readings = [(reading, _find_rarest(speller, reading)) for reading in (*read_as_arabic(q), *latin)]
    known = [(_count_unread(reading), -count, reading) for reading, count in readings if count]
    return [reading for _, _, reading in sorted(known)]


def _count_unread(reading: str) -> tuple[int, int]:
    """How many words a text has and how many signs: both are more where a key has no letter in a layout."""
    return len(arabic.analyze(reading)), _count_signs(reading)


def _count_signs(text: str) -> int:
    return sum(not char.isalnum() and not char.isspace() for char in text)


def _find_rarest(speller: Speller, text: str) -> int:
    """How many articles hold the rarest word of a text; 0 for one without words, or with too short words alone:
    the keys of some letters are punctuation in another layout, and what is left between may be known by chance.
    """
    words = [token.exact for token in arabic.analyze(text)]
    if not any(len(word) >= LEAST_LAYOUT_LETTERS for word in words):
        return 0
    return min(map(speller.count, words))


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
        written = arabic.find_words(text)
        for spelling, exact in zip(written, arabic.find_forms(written), strict=True):
            if exact == word:
                return arabic.strip_marks(spelling)
    return word


def _rewrite(q: str, tokens: Sequence[arabic.Token], changes: Sequence[Change]) -> str:
    """The query with some of its words changed."""
    pieces, done = [], 0
    for change in changes:
        pieces += [q[done : tokens[change.start].start], " ".join(change.words)]
        done = tokens[change.end - 1].end
    return "".join([*pieces, q[done:]])
