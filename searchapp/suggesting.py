"""Other queries that may have been meant by one that finds little, made of the archive's own words.

They are offered, never taken.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, TimeoutError
from functools import cache, partial
from itertools import pairwise
from typing import NamedTuple

from whoosh.query import Phrase, Term

from searchapp import arabic
from searchapp.arabic.keyboard import read_as_arabic, read_as_latin
from searchapp.completing import find_spelling
from searchapp.engines.base import EngineQuery, Reader
from searchapp.engines.refusals import refuse_late
from searchapp.fields import BODY, EXACT, STEM, term_field
from searchapp.spelling import Change, Proposals, Speller
from searchapp.understood import Clause, Understood

MOST_WORDS = 300_000
"""Of a larger vocabulary the commonest are what words are corrected to: the rarest are mostly misspelt themselves."""
MOST_QUERY_WORDS = 8
"""A longer query is hardly found because of one word's spelling."""
FEW_HITS = 3
"""What finds fewer articles may be misspelt or asked too narrowly."""
MOST_REWRITTEN = 6
"""So many queries are proposed at most: more than are offered, because some find the same articles."""
LEAST_LAYOUT_LETTERS = 3
"""A word in the wrong layout is known by so many letters: pairs of letters are words too easily."""

_LEAST_LETTERS = 2
"""Any letter alone is near to any other."""
_PATIENCE_S = 0.05
"""So long a search waits for the words of a new generation where it has those of the one before."""
_CORRECTED_FIELDS = (None, "title", BODY)
_BODY = term_field(BODY, EXACT)
_BODY_STEM = term_field(BODY, STEM)
_QUOTES = ' "«»“”„'


class _Word(NamedTuple):
    """A word of the query, and the clause that it stands in."""

    token: arabic.Token
    clause: Clause


class Suggester:
    """Suggests over the generation of the reader that it is given. Threads may share it.

    What `propose` needs of a generation is made when it is first asked about it, in half a second for 260,000 words,
    by a thread of its own. Where that takes longer than a moment, what was made of the generation before serves until
    then; where there is none, a search waits no longer than its deadline, and the next one finds it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speller: tuple[str, Future[Speller]] | None = None
        self._older: Speller | None = None

    def prepare(self, reader: Reader) -> None:
        """Make what `propose` needs of a generation."""
        self._find_speller(reader, None)

    def knows(self, reader: Reader) -> bool:
        """Whether `propose` has what it needs of the very generation."""
        known = self._speller
        return known is not None and known[0] == reader.edition and _is_made(known[1])

    def propose(
        self, reader: Reader, asked: Understood, deadline: float | None = None, *, found: bool = False
    ) -> list[str]:
        """Queries that the reader of this one may have meant, likeliest first, at most MOST_REWRITTEN; [] where it is
        likeliest as it stands. Words and phrases that are looked for in titles and texts are corrected; all else of
        the query stays, unless its keys were pressed in another layout. Where enough is `found` for the query as it
        stands, a form that the archive lacks of a word that it has gives way to a good guess alone.

        What is new in them is folded; `respell` writes it as the archive does. Raises DeadlineError when the time
        (of `time.monotonic`) is up.
        """
        speller = self._find_speller(reader, deadline)
        layouts = _read_layouts(speller, asked.q)
        words = _list_correctable(asked)
        if layouts or not 0 < len(words) <= MOST_QUERY_WORDS:
            return layouts
        # The same pair stands on many ways through a query.
        proposals = Proposals(speller, reader.documents, cache(partial(_count_pair, reader, deadline)))
        parted = {
            place for place, (one, other) in enumerate(pairwise(words)) if not _stand_together(asked.q, one, other)
        }
        forms = [word.token.exact for word in words]
        formed = {
            place
            for place, form in enumerate(forms)
            if found and not speller.count(form) and _has_forms(reader, deadline, form)
        }
        proposed = proposals.find(forms, MOST_REWRITTEN, parted=parted, formed=formed)
        return list(dict.fromkeys(_rewrite(asked, words, changes) for changes in proposed))

    def doubts(self, reader: Reader, asked: Understood, deadline: float | None = None) -> bool:
        """Whether a word that `propose` corrects stands nowhere as typed: it may be misspelt although articles have
        its stem. Raises DeadlineError.
        """
        forms = (form for clause in _list_clauses(asked) for form in clause.exact.split())
        return not all(len(form) < _LEAST_LETTERS or reader.holds(form, deadline) for form in forms)

    def respell(self, reader: Reader, q: str, proposed: str) -> str:
        """A proposed query with what is not in `q` written as the archive writes it."""
        known = {token.exact for token in arabic.analyze(q)}
        pieces, done = [], 0
        for token in arabic.analyze(proposed):
            if token.exact not in known:
                pieces += [proposed[done : token.start], _spell_word(reader, token.exact)]
                done = token.end
        return "".join([*pieces, proposed[done:]])

    def _find_speller(self, reader: Reader, deadline: float | None) -> Speller:
        known, older, missing = self._look_up(reader)
        if missing and deadline is None:
            # No thread of its own: its memory would stay apart, and half of it unused, also in workers forked later.
            _make_speller(reader, known)
        elif missing:
            try:
                threading.Thread(target=_make_speller, args=(reader, known), daemon=True).start()
            except RuntimeError:  # the system has no thread to give: nobody waits for what nobody makes
                known.set_exception(refuse_late())
        patience = None if deadline is None else max(deadline - time.monotonic(), 0)
        try:
            return known.result(patience if patience is None or older is None else min(patience, _PATIENCE_S))
        except TimeoutError:
            if older is None:
                raise refuse_late() from None
            return older

    def _look_up(self, reader: Reader) -> tuple[Future[Speller], Speller | None, bool]:
        """What is or will be made for a generation, what serves until then, and whether the caller is to make it."""
        with self._lock:
            edition, known = self._speller or ("", None)
            if known is not None and _is_made(known):
                self._older = None if edition == reader.edition else known.result()
            # What could not be made is tried again.
            missing = known is None or edition != reader.edition or (known.done() and not _is_made(known))
            if known is None or missing:
                known = Future()
                self._speller = reader.edition, known
            return known, self._older, missing


def _is_made(made: Future[Speller]) -> bool:
    return made.done() and made.exception() is None


def _make_speller(reader: Reader, made: Future[Speller]) -> None:
    try:
        made.set_result(Speller(reader.list_words(MOST_WORDS)))
    except Exception as error:
        made.set_exception(error)


def _list_correctable(asked: Understood) -> list[_Word]:
    """The words, and those of phrases, that a query looks for in titles and texts, in its order."""
    clauses = _list_clauses(asked)
    return [
        _Word(token, clause)
        for token in arabic.analyze(asked.q)
        for clause in clauses
        if len(token.exact) >= _LEAST_LETTERS and clause.start <= token.start and token.end <= clause.end
    ]


def _list_clauses(asked: Understood) -> list[Clause]:
    return [each for each in asked.words if each.kind in ("word", "phrase") and each.field in _CORRECTED_FIELDS]


def _stand_together(q: str, one: _Word, other: _Word) -> bool:
    """Whether two words could be one that was written apart: looked for in one field, with nothing between them."""
    return one.clause.field == other.clause.field and q[one.token.end : other.token.start].isspace()


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


def _count_pair(reader: Reader, deadline: float | None, one: str, other: str) -> int:
    """How many bodies hold two words side by side."""
    return reader.search(EngineQuery(Phrase(_BODY, [one, other]), limit=0, facet_limit=1, deadline=deadline)).total


def _has_forms(reader: Reader, deadline: float | None, word: str) -> bool:
    """Whether more than a few bodies hold a form of a word."""
    term = Term(_BODY_STEM, reader.stem(word))
    return reader.search(EngineQuery(term, limit=0, facet_limit=1, deadline=deadline)).total >= FEW_HITS


def _spell_word(reader: Reader, word: str) -> str:
    """How the archive writes a folded word: as in the article that is most about it."""
    hits = reader.search(EngineQuery(Term(_BODY, word), limit=1, facet_limit=1)).hits
    return find_spelling(hits[0][0] if hits else None, word)


def _rewrite(asked: Understood, words: Sequence[_Word], changes: Sequence[Change]) -> str:
    """The query with some of its words changed."""
    operated = any(each.operator != "NOT" for each in asked.operators)
    pieces, done = [], 0
    for change in changes:
        first, last = words[change.start], words[change.end - 1]
        written = " ".join(change.words)
        # Two words in the place of one, where a field's name or an operator would hold for one of them only.
        if len(change.words) > 1 and first.clause.kind == "word" and (first.clause.field or operated):
            written = f"({written})"
        pieces += [asked.q[done : first.token.start], written]
        done = last.token.end
    written = "".join([*pieces, asked.q[done:]])
    # A quotation mark that stands behind all words and has no partner is left out of the query, and so here.
    return written.rstrip(_QUOTES) if "unbalanced-quote" in asked.ignored else written
