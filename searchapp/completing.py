"""Words that complete what is typed: first those that follow the words before it, then the archive's commonest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from whoosh.query import Or, Phrase, Term

from searchapp import arabic
from searchapp.engines.base import COMPLETED, EngineQuery, Reader
from searchapp.fields import BODY, EXACT, term_field
from searchapp.highlight import find_marks
from searchapp.model import Completion, Document, Mark, MarkRule

WORDS_BEFORE = 2
ARTICLES_READ = 30
"""Of the articles that hold the words before, so many of the best are read for what follows: a millisecond or two."""

READ_CHARS = 80
"""In so many characters behind a word stands the next one."""

_BODY = term_field(BODY, EXACT)
_FIELDS = tuple(term_field(name, EXACT) for name in COMPLETED)


def complete(reader: Reader, typed: str, limit: int) -> tuple[Completion, ...]:
    """Words of the archive that complete the last word of `typed`: those that follow the words before it, commonest
    there first, then the commonest of the archive. () when nothing is typed.
    """
    tokens = arabic.analyze(typed)
    if not tokens or tokens[-1].end < len(typed):
        return ()
    beginning = tokens[-1].exact
    before = _list_before(typed, tokens)
    found: dict[str, Completion] = {}
    while before and not found:
        found = _list_following(reader, before, beginning, limit)
        before = before[1:]
    for each in reader.complete(beginning, limit) if len(found) < limit else ():
        if each.term not in found:
            found[each.term] = Completion(find_spelling(reader.get(each.example_id), each.term), each.count)
    return tuple(found.values())[:limit]


def find_spelling(document: Document | None, word: str) -> str:
    """How a document writes a folded word, without marks; the word itself where it does not."""
    for text in (document.title, document.body) if document else ():
        written = arabic.find_words(text)
        for spelling, exact in zip(written, arabic.find_forms(written), strict=True):
            if exact == word:
                return arabic.strip_marks(spelling)
    return word


def _list_before(typed: str, tokens: Sequence[arabic.Token]) -> list[str]:
    """The last words before the last one, with nothing but space between."""
    before: list[str] = []
    for token, following in reversed(list(pairwise(tokens[-1 - WORDS_BEFORE :]))):
        if not typed[token.end : following.start].isspace():
            break
        before.insert(0, token.exact)
    return before


def _list_following(reader: Reader, before: list[str], beginning: str, limit: int) -> dict[str, Completion]:
    """The folded words that begin so and stand behind these, those in most of the articles read first."""
    tree = Phrase(_BODY, before) if len(before) > 1 else Term(_BODY, before[0])
    rules = (MarkRule("exact", tuple(before), frozenset({BODY})),)
    found = reader.search(EngineQuery(tree, limit=ARTICLES_READ, facet_limit=1, rules=rules))
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for (document, _), marks in zip(found.hits, found.body_marks, strict=True):
        told = find_marks(BODY, document.body, rules) if marks is None else marks
        following = dict(_read_following(document.body, told, before[-1], beginning))
        counts.update(following.keys())
        spellings = following | spellings
    return {
        form: Completion(arabic.strip_marks(spellings[form]), _count_articles(reader, form))
        for form, _ in counts.most_common(limit)
    }


def _read_following(text: str, marks: Iterable[Mark], last: str, beginning: str) -> Iterator[tuple[str, str]]:
    """The words of a text that begin so behind a marked word that is `last`: folded, and as it writes them."""
    for start, end, _ in marks:
        if arabic.find_forms([text[start:end]]) == [last]:
            written = arabic.find_words(text[end : end + READ_CHARS])[:1]
            for form in arabic.find_forms(written):
                if form.startswith(beginning):
                    yield form, written[0]


def _count_articles(reader: Reader, form: str) -> int:
    tree = Or([Term(field, form) for field in _FIELDS])
    return reader.search(EngineQuery(tree, limit=0, facet_limit=1)).total
