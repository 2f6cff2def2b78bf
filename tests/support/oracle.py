"""What the right answer is: the engine contract over plain dicts and lists, to be believed, not to be fast."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations

from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.base import EngineQuery, Filters
from searchapp.fields import EXACT, TEXT_FIELDS, VALUE_GAP, day_number
from searchapp.model import UNKNOWN, Document, FacetValue
from searchapp.query import AnyField, NearWord

Positions = dict[str, list[int]]


def reads_on(positions: Positions, terms: list[str], here: int, slop: int) -> bool:
    """Whether the terms follow a position in their order, each at most `slop` places further on."""
    if not terms:
        return True
    nexts = [place for place in list_places(positions, terms[0]) if here < place <= here + slop]
    return any(reads_on(positions, terms[1:], place, slop) for place in nexts)


def list_places(positions: Positions, term: str) -> list[int]:
    """Where a term stands: a vocalized one wherever nothing contradicts it."""
    same = (each for each in positions if arabic.bare_form(each) == arabic.bare_form(term))
    return sorted(place for each in same if not arabic.contradicts(each, term) for place in positions[each])


def stands_for(node: tree.Prefix | tree.Wildcard | tree.FuzzyTerm, term: str) -> bool:
    """Whether a prefix, wildcard or fuzzy term stands for a term."""
    if isinstance(node, tree.Prefix):
        return term.startswith(node.text)
    if isinstance(node, tree.Wildcard):
        return is_like(term, node.text)
    return term.startswith(node.text[: node.prefixlength]) and count_edits(term, node.text) <= node.maxdist


def is_like(term: str, pattern: str) -> bool:
    """Whether a term is wholly like a pattern: `*` is any letters or none, `?` is one."""
    if not pattern:
        return not term
    if pattern[0] == "*":
        return any(is_like(term[skipped:], pattern[1:]) for skipped in range(len(term) + 1))
    return bool(term) and pattern[0] in ("?", term[0]) and is_like(term[1:], pattern[1:])


@cache
def count_edits(one: str, other: str) -> int:
    """How many letters are added, dropped, replaced or swapped with a neighbour between two words, none twice."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        count_edits(one[1:], other) + 1,
        count_edits(one, other[1:]) + 1,
        count_edits(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1]:
        ways.append(count_edits(one[2:], other[2:]) + 1)
    return min(ways)


@cache
def read_positions(document: Document, field_form: str) -> Positions:
    """Where each term of a field's form stands in a document. Do not change it."""
    field, form = field_form.rsplit("_", 1)
    read: Callable[[Document], tuple[str, ...]] = next(each.read for each in TEXT_FIELDS if each.name == field)
    found: Positions = {}
    place = 0
    for tokens in filter(None, map(arabic.analyze, read(document))):
        for token in tokens:
            term = arabic.vocalize(token.text) if form == EXACT else arabic.stem(token.exact)
            found.setdefault(term, []).append(place)
            place += 1
        place += VALUE_GAP
    return found


class Oracle:
    """Holds documents by id; the last one with an id counts."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents: dict[str, Document] = {}
        for document in documents:
            self.documents[document.id] = document

    def search(self, query: EngineQuery) -> tuple[int, list[tuple[str, float]], dict[str, tuple[FacetValue, ...]]]:
        """(total, every hit as (id, score) in order, facet → values in order)."""
        scores = self.evaluate(query.tree)
        hits = [name for name in scores if self._passes(name, query.filters, None)]
        facets = {facet: self._list_values(scores, query, facet) for facet in ("source", "date", "tag")}
        hits.sort(key=lambda name: self._order(query.sort, name, scores[name]))
        if query.sort == "relevance":
            besides = self.evaluate(query.besides) if query.besides else {}
            for name in hits[:100]:
                scores[name] += self._weigh_nearness(name, query.near) + besides.get(name, 0.0)
            hits.sort(key=lambda name: self._order(query.sort, name, scores[name]))
        return len(hits), [(name, scores[name]) for name in hits], facets

    def evaluate(self, node: tree.Query) -> dict[str, float]:
        """Matching ids and their scores."""
        if isinstance(node, tree.Term):
            return self._score([(node.fieldname, [node.text], 1.0)], node.boost)
        if isinstance(node, AnyField):
            return self._score([(term.fieldname, [term.text], term.boost) for term in node.subqueries], node.boost)
        if isinstance(node, tree.Phrase):
            return self._score([(node.fieldname, list(node.words), 1.0)], node.boost, node.slop)
        if isinstance(node, tree.Or):
            return self._unite([self.evaluate(child) for child in node.subqueries])
        if isinstance(node, tree.AndMaybe):
            required, optional = map(self.evaluate, node.subqueries)
            return {name: score + optional.get(name, 0.0) for name, score in required.items()}
        if isinstance(node, tree.ConstantScoreQuery):
            return dict.fromkeys(self.evaluate(node.child), node.score)
        if isinstance(node, tree.And | tree.Not):
            return self._intersect(node.subqueries if isinstance(node, tree.And) else [node])
        if isinstance(node, tree.Prefix | tree.Wildcard | tree.FuzzyTerm):
            return {name: node.boost for name in self.documents if self._has_any(name, node)}
        if isinstance(node, tree.NumericRange):
            return {name: 0.0 for name in self.documents if self._in_days(name, node)}
        return {} if node == tree.NullQuery else dict.fromkeys(self.documents, 0.0)

    def _unite(self, found: list[dict[str, float]]) -> dict[str, float]:
        total: dict[str, float] = {}
        for scores in found:
            for name, score in scores.items():
                total[name] = total.get(name, 0.0) + score
        return total

    def _intersect(self, nodes: Iterable[tree.Query]) -> dict[str, float]:
        found = dict.fromkeys(self.documents, 0.0)
        for node in nodes:
            if isinstance(node, tree.Not):
                banned = self.evaluate(node.query)
                found = {name: score for name, score in found.items() if name not in banned}
            else:
                other = self.evaluate(node)
                found = {name: score + other[name] for name, score in found.items() if name in other}
        return found

    def _has_any(self, name: str, node: tree.Prefix | tree.Wildcard | tree.FuzzyTerm) -> bool:
        return any(stands_for(node, arabic.bare_form(term)) for term in self._positions(name, node.fieldname))

    def _positions(self, name: str, field_form: str) -> Positions:
        return read_positions(self.documents[name], field_form)

    def _score(self, leaves: list[tuple[str, list[str], float]], boost: float, slop: int = 1) -> dict[str, float]:
        """Scores of a term or phrase in one or more fields as if they were one; each field with its share."""
        names = list(self.documents)
        counts, firsts, lengths = Counter[str](), dict.fromkeys(names, math.inf), Counter[str]()
        frequency = 0
        measured: set[str] = set()
        for field_form, terms, share in leaves:
            held = {name: self._positions(name, field_form) for name in names}
            frequencies = [sum(bool(list_places(positions, term)) for positions in held.values()) for term in terms]
            frequency = max(frequency, min(frequencies))
            for name, positions in held.items():
                lengths[name] += 0 if field_form.rsplit("_", 1)[0] in measured else sum(map(len, positions.values()))
                starts = [
                    start for start in list_places(positions, terms[0]) if reads_on(positions, terms[1:], start, slop)
                ]
                counts[name] += share * len(starts)
                firsts[name] = min([firsts[name], *starts])
            measured.add(field_form.rsplit("_", 1)[0])
        present = [length for length in lengths.values() if length]
        scores = {}
        for name in names:
            if math.isfinite(firsts[name]):
                rarity = len(names) / frequency
                often = math.log(1 + 0.6 * counts[name] * sum(present) / len(present) / lengths[name] * rarity)
                scores[name] = boost * (often + 0.7 * math.log(1 + rarity) / (1 + firsts[name] / 40))
        return scores

    def _weigh_nearness(self, name: str, words: Iterable[NearWord]) -> float:
        fields = [
            {each: self._positions(each, field) for each in self.documents} for field in ("title_stem", "body_stem")
        ]
        counts = {
            word: max(sum(word.stems[0] in held for held in field.values()) for field in fields) for word in words
        }
        counts = {word: count for word, count in counts.items() if count}
        gain = 0.0
        for one, other in combinations(counts, 2):
            rarity = math.log(1 + len(self.documents) / max(counts[one], counts[other]))
            distances = [
                abs(here - there)
                for field in fields
                for here in (place for stem in one.stems for place in field[name].get(stem, []))
                for there in (place for stem in other.stems for place in field[name].get(stem, []))
            ]
            following = [
                there - here
                for positions in (self._positions(name, field) for field in ("title_exact", "body_exact"))
                for here in list_places(positions, one.exact)
                for there in list_places(positions, other.exact)
                if here < there
            ]
            gain += sum(rarity / math.sqrt(max(min(each), 1)) for each in (distances, following) if each)
        return 2.4 * gain / max(len(counts) - 1, 1)

    def _day(self, name: str) -> int:
        date = self.documents[name].date
        return day_number(date.year, date.month, date.day) if date else 0

    def _in_days(self, name: str, node: tree.NumericRange) -> bool:
        day = self._day(name)
        after = node.start is None or (day > node.start if node.startexcl else day >= node.start)
        before = node.end is None or (day < node.end if node.endexcl else day <= node.end)
        return day > 0 and after and before

    def _values(self, name: str, facet: str) -> set[str]:
        document = self.documents[name]
        if facet == "source":
            return {document.source or UNKNOWN}
        if facet == "tag":
            return set(document.tags) or {UNKNOWN}
        if document.date is None:
            return {UNKNOWN}
        return {f"{document.date:%Y}", f"{document.date:%Y-%m}"}

    def _passes(self, name: str, filters: Filters, without: str | None) -> bool:
        date = self.documents[name].date
        if filters.date_from and (date is None or date < filters.date_from):
            return False
        if filters.date_to and (date is None or date > filters.date_to):
            return False
        chosen = {"source": filters.sources, "tag": filters.tags, "date": filters.dates}
        for facet, values in chosen.items():
            if facet != without and values and not self._values(name, facet) & set(values):
                return False
        return True

    def _list_values(self, names: Iterable[str], query: EngineQuery, facet: str) -> tuple[FacetValue, ...]:
        counts: Counter[str] = Counter()
        for name in names:
            if self._passes(name, query.filters, facet):
                counts.update(self._values(name, facet))
        chosen = {"source": query.filters.sources, "tag": query.filters.tags, "date": query.filters.dates}[facet]
        if facet == "date":
            listed = self._order_dates(counts, chosen)
        else:
            known = [value for value in counts if facet == "source" or value in chosen or value != UNKNOWN]
            listed = sorted(known, key=lambda value: (-counts[value], value))[: query.facet_limit]
            listed += [value for value in chosen if value not in listed]
        return tuple(FacetValue(value, counts[value], value in chosen) for value in listed)

    def _order_dates(self, counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
        years = sorted({value for value in counts if len(value) == 4}, reverse=True)
        open_years = {*years[:5], *(value[:4] for value in chosen)}
        listed = []
        for year in sorted({*years, *(value[:4] for value in chosen if value)}, reverse=True):
            if year in counts or year in chosen:
                listed.append(year)
            months = {value for value in counts if len(value) == 7 and year in open_years} | {*chosen}
            listed += sorted((month for month in months if month[:5] == f"{year}-"), reverse=True)
        return listed + [UNKNOWN] * (UNKNOWN in counts or UNKNOWN in chosen)

    def _order(self, sort: str, name: str, score: float) -> tuple[float, float, str]:
        day = self._day(name)
        if sort == "relevance":
            return -round(score, 9), -day, name
        if sort == "newest":
            return -day, 0, name
        return day or math.inf, 0, name
