"""Why an article is found: what the engine says of its score, told in the words that were typed and those that stand
in the article.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise

from msgspec import structs
from whoosh.query import FuzzyTerm, Phrase, Prefix, Query, Term, Wildcard

from searchapp import arabic
from searchapp.arabic import Stem, Token
from searchapp.engines.base import NEAR_FIELDS, EngineQuery, Reader, ScoreParts
from searchapp.engines.expanding import show_pattern
from searchapp.engines.refusals import refuse_late
from searchapp.fields import EXACT, STEM, TEXT_FIELDS, term_field
from searchapp.model import Document, Explanation, Hit, NearPair, Place, ScorePart
from searchapp.query import NearWord, Origin, ParsedQuery, list_origins, list_terms

SHOWN_WORDS = 6
"""So many spellings of a word are named for each field."""

_READ = {field.name: field.read for field in TEXT_FIELDS}


def explain_hits(reader: Reader, parsed: ParsedQuery, query: EngineQuery, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with their explanations by a query, `query`, that was made of `parsed`; None for one that it lacks.

    Raises what `Reader.search` raises; DeadlineError also when the articles are too long to be read in time.
    """
    origins, near = list_origins(parsed), parsed.near
    explained = []
    for hit, parts in zip(hits, reader.explain(query, [hit.document.id for hit in hits]), strict=True):
        if query.deadline is not None and time.monotonic() > query.deadline:
            raise refuse_late()
        if parts is not None:
            hit = structs.replace(hit, explanation=_explain(parts, origins, near, hit.document, reader))
        explained.append(hit)
    return tuple(explained)


@dataclass(frozen=True)
class _Value:
    """One value of a field: its words, and how many words of the field stand before it."""

    tokens: Sequence[Token]
    before: int
    stem: Stem

    @cached_property
    def exact(self) -> list[str]:
        return [token.exact for token in self.tokens]

    @cached_property
    def words(self) -> list[str]:
        return [token.text for token in self.tokens]

    @cached_property
    def stems(self) -> list[str]:
        return list(map(self.stem, self.exact))


class _Article:
    """An article, each of its fields analyzed when it is first asked for."""

    def __init__(self, document: Document, stem: Stem) -> None:
        self._document = document
        self._stem = stem
        self._values: dict[str, list[_Value]] = {}

    def read(self, field_form: str) -> Iterator[tuple[_Value, list[str]]]:
        """The values of a field, and beside each its words in one form."""
        name, _, form = field_form.rpartition("_")
        if name not in self._values:
            self._values[name] = list(self._analyze(name))
        for value in self._values[name]:
            yield value, value.exact if form == EXACT else value.stems

    def _analyze(self, name: str) -> Iterator[_Value]:
        before = 0
        for text in _READ[name](self._document):
            tokens = arabic.analyze(text)
            yield _Value(tokens, before, self._stem)
            before += len(tokens)


def _explain(
    parts: ScoreParts,
    origins: Mapping[Query, Origin],
    near: Sequence[NearWord],
    document: Document,
    reader: Reader,
) -> Explanation:
    article = _Article(document, reader.stem)
    told: dict[tuple[str, str, str], ScorePart] = {}
    for leaf, origin in origins.items():
        for part in _tell_leaf(leaf, origin, parts.weights[leaf], article) if leaf in parts.weights else ():
            # A word's own stem counts more than once: alone, and with all that stands for it or is its kin.
            key = part.text, part.form, part.term
            told[key] = _add_parts(told[key], part) if key in told else part
    pairs = sorted(_find_pairs(near, article), key=lambda pair: pair.distance) if parts.nearness else []
    return Explanation(parts.score, tuple(told.values()), parts.nearness, tuple(pairs))


def _add_parts(one: ScorePart, other: ScorePart) -> ScorePart:
    """Two parts of the same terms as one: what they add, and a row for each field of either."""
    places = {place.field: place for place in (*one.places, *other.places)}
    return replace(one, weight=one.weight + other.weight, places=tuple(places.values()))


class _Found:
    """The terms of one form that an article holds, where they stand in each field, and how often they count."""

    def __init__(self) -> None:
        self.terms: dict[str, None] = {}
        self.counted = 0.0
        self._places: dict[str, dict[int, str]] = {}

    def add(self, term: Query, article: _Article) -> None:
        field = term.fieldname.rpartition("_")[0]
        for value, forms in article.read(term.fieldname):
            for places in _FINDERS[type(term)](term, forms, value.words):
                self.terms[_name_term(term)] = None
                self.counted += term.boost
                self._places.setdefault(field, {})[value.before + places[0]] = _write_out(value.tokens, places)

    def list_places(self) -> tuple[Place, ...]:
        return tuple(
            Place(field, len(written), min(written), tuple(_list_commonest(written.values())))
            for field, written in self._places.items()
        )


def _tell_leaf(leaf: Query, origin: Origin, weight: float, article: _Article) -> Iterator[ScorePart]:
    """What a leaf adds by each form, with the terms that the article holds and a row for each field that has any."""
    found = {form: _Found() for form in origin.forms}
    for term, form in zip(list_terms(leaf), origin.forms, strict=True):
        found[form].add(term, article)
    counted = sum(each.counted for each in found.values())
    for form, each in found.items():
        if each.counted:
            share = weight * each.counted / counted
            yield ScorePart(origin.text, form, "، ".join(each.terms), share, each.list_places())


def _name_term(term: Query) -> str:
    if isinstance(term, Phrase):
        return " ".join(map(arabic.bare_form, term.words))
    return show_pattern(term) if isinstance(term, Prefix | Wildcard | FuzzyTerm) else arabic.bare_form(term.text)


def _list_commonest(words: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(words).most_common(SHOWN_WORDS)]


def _find_phrases(leaf: Phrase, forms: Sequence[str], words: Sequence[str]) -> list[tuple[int, ...]]:
    return arabic.read_phrases([arabic.find_places(term, forms, words) for term in leaf.words], leaf.slop)


def _find_expanding(
    leaf: Prefix | Wildcard | FuzzyTerm, forms: Sequence[str], words: Sequence[str]
) -> list[tuple[int, ...]]:
    different = list(dict.fromkeys(forms))
    if isinstance(leaf, Prefix):
        chosen = {form for form in different if form.startswith(leaf.text)}
    elif isinstance(leaf, Wildcard):
        chosen = set(arabic.select_like(different, leaf.text))
    else:
        chosen = set(arabic.select_near(different, leaf.text, leaf.maxdist, leaf.prefixlength))
    return [(place,) for place, form in enumerate(forms) if form in chosen]


def _find_term(leaf: Term, forms: Sequence[str], words: Sequence[str]) -> list[tuple[int, ...]]:
    return [(place,) for place in arabic.find_places(leaf.text, forms, words)]


_FINDERS: Mapping[type[Query], Callable[[Query, Sequence[str], Sequence[str]], list[tuple[int, ...]]]] = {
    Term: _find_term,
    Phrase: _find_phrases,
    Prefix: _find_expanding,
    Wildcard: _find_expanding,
    FuzzyTerm: _find_expanding,
}


def _write_out(tokens: Sequence[Token], places: Sequence[int]) -> str:
    """The words at these places as they are written, with a sign where others stand between them."""
    pieces = [tokens[places[0]].text]
    for before, place in pairwise(places):
        pieces += [" " if place == before + 1 else " … ", tokens[place].text]
    return "".join(pieces)


def _find_pairs(near: Sequence[NearWord], article: _Article) -> Iterator[NearPair]:
    """For each two of the words, kin included, the places nearest to each other in any of the fields that count."""
    for one, other in combinations([word.stems for word in near], 2):
        pairs = [
            pair
            for name in NEAR_FIELDS
            for value, stems in article.read(term_field(name, STEM))
            if (pair := _find_nearest(one, other, name, value, stems)) is not None
        ]
        if pairs:
            yield min(pairs, key=lambda pair: pair.distance)


def _find_nearest(
    one: Sequence[str], other: Sequence[str], name: str, value: _Value, stems: Sequence[str]
) -> NearPair | None:
    here = [place for place, stem in enumerate(stems) if stem in one]
    there = [place for place, stem in enumerate(stems) if stem in other]
    if not here or not there:
        return None
    neighbours = []
    for place in here:
        after = bisect_left(there, place)
        neighbours += [(abs(place - found), place, found) for found in there[max(after - 1, 0) : after + 1]]
    distance, place, found = min(neighbours)
    return NearPair((value.tokens[place].text, value.tokens[found].text), name, distance)
