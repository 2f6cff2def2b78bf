"""What a query marks in hits, from positions: no word is analyzed again. Where words of a body stand was kept, and
titles have few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np

from searchapp.arabic import find_forms, locate_words, split_words
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints
from searchapp.engines.whoosh_engine.searching.groups import Groups, group_lists, join_keys
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import BODY
from searchapp.highlight import MARKED_CHARS, select_rules
from searchapp.model import Mark, MarkRule, Span

_TITLE = "title"
_MOST_RULES = 62
"""As many bits has a number with a sign, but one."""
_MOST_KNOWN = 1_000
"""For so many queries it is remembered where what they mark stands in one field: some 1 KB each."""
_POSITION = (1 << KEY_BITS) - 1


@dataclass(frozen=True, slots=True)
class _Marked:
    """The rules that hold for a field, and their bits; `groups` has a list for each where all are of one word."""

    rules: Sequence[MarkRule]
    bits: Ints
    groups: Groups | None


class HitMarker:
    """Marks the hits of one generation. Read queries are kept, so their rules are known by being the same object.

    Threads may share it: each step is one operation, and what is lost between two of them is looked up again.
    """

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        # With the rules, so that no others can come to stand at their address.
        self._known: dict[tuple[str, int], tuple[Sequence[MarkRule], _Marked | None]] = {}

    def mark_bodies(self, documents: Sequence[int], rules: Sequence[MarkRule]) -> tuple[list[Mark] | None, ...]:
        """For each document the marks of its body; None where offsets were not kept, or for all when a rule stands
        for many terms, as a prefix does, or for words that stand apart, or when there are more rules than a number
        has bits.
        """
        marked = self._find(BODY, rules)
        if marked is None:
            return (None,) * len(documents)
        within = sorted(documents)
        keys, ends = self._list_keys(BODY, marked, within)
        held = set((keys >> KEY_BITS).tolist())
        kept = [(document, self._postings.read_pieces(document)) for document in within if document in held]
        whole = [document for document, own in kept if own]
        marks: dict[int, list[Mark]] = {}
        if whole:
            pieces = np.frombuffer(b"".join([own for _, own in kept]), np.uint8)
            bounds: Ints = np.array(list(accumulate([len(own) for _, own in kept if own])), np.intp)
            row = pieces, bounds, np.array(whole, np.intp)
            placed = self._postings.arrays.place_marks(*row, keys, ends, marked.bits)
            marks = dict(zip(whole, _read_marks(*placed), strict=True))
        return tuple([marks.get(document) if document in held else [] for document in documents])

    def mark_titles(
        self, documents: Sequence[int], titles: Sequence[str], rules: Sequence[MarkRule]
    ) -> tuple[list[Mark] | None, ...]:
        """The same of titles; None for all also where they are too long."""
        marked = self._find(_TITLE, rules)
        if marked is None or sum(map(len, titles)) > MARKED_CHARS:
            return (None,) * len(documents)
        found, ends = (row.tolist() for row in self._list_keys(_TITLE, marked, sorted(documents)))
        held: dict[int, dict[int, int]] = {}
        for bit, first, last in zip(marked.bits.tolist(), [0, *ends], ends, strict=False):
            for key in found[first:last]:
                own = held.setdefault(key >> KEY_BITS, {})
                own[key & _POSITION] = own.get(key & _POSITION, 0) | bit
        located = _locate_words(
            [title for document, title in zip(documents, titles, strict=True) if document in held]
        )
        return tuple(
            [_take_words(*next(located), held[document]) if document in held else [] for document in documents]
        )

    def _find(self, field: str, rules: Sequence[MarkRule]) -> _Marked | None:
        """What rules mark in a field; None where positions do not tell it of one of them."""
        key = field, id(rules)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = rules, self._look_up(field, rules)
        return known[1]

    def _look_up(self, field: str, rules: Sequence[MarkRule]) -> _Marked | None:
        chosen = select_rules(field, rules)
        told = all(rule.form in ("exact", "stem") and rule.distance == 1 for _, rule in chosen)
        if not told or len(rules) > _MOST_RULES:
            return None
        groups = None
        if all(len(rule.terms) == 1 for _, rule in chosen):
            found = [self._postings.find_term(field, rule.form, rule.terms[0]) for _, rule in chosen]
            groups = group_lists(self._postings, [[] if each is None else [each] for each in found])
        return _Marked([rule for _, rule in chosen], np.array([bit for bit, _ in chosen], np.intp), groups)

    def _list_keys(self, field: str, marked: _Marked, documents: Sequence[int]) -> tuple[Ints, Ints]:
        """Where each rule marks words of the documents (rising), as `Arrays.list_keys` gives it."""
        within: Ints = np.array(documents, np.intp)
        if marked.groups is not None:
            return marked.groups.list_keys(within)
        return join_keys([[_locate_rule(self._postings, field, rule, within)] for rule in marked.rules])


def _locate_rule(postings: Postings, field: str, rule: MarkRule, documents: Ints) -> tuple[Ints, Ints]:
    """The document, and beside it the position, of each word that the rule marks in the given documents."""
    where: Ints = documents[:0]
    for offset, term in enumerate(rule.terms):
        found = postings.find_term(field, rule.form, term)
        if found is None:
            return documents[:0], documents[:0]
        if offset:
            documents, where = found.keep_followed(documents, where, offset)
        else:
            documents, where = found.list_positions(documents)
    steps = np.arange(len(rule.terms))
    if len(steps) == 1:
        return documents, where
    return documents.repeat(len(steps)), (where[:, None] + steps).ravel()


def _read_marks(starts: Ints, ends: Ints, bits: Ints, counts: Ints) -> Iterator[list[Mark]]:
    """The marks of each text, from all in a row."""
    rows = zip(starts.tolist(), ends.tolist(), bits.tolist(), strict=True)
    return (list(islice(rows, count)) for count in counts.tolist())


def _locate_words(titles: Sequence[str]) -> Iterator[tuple[int, Sequence[Span]]]:
    """For each title its first character's and its words' places among those of all in a row."""
    # A line end stands in no word, so the words of all are those of each, and one pass costs much less.
    words, lengths = split_words("\n".join(titles))
    forms = find_forms(words)
    spans = locate_words(lengths)
    if not all(forms):  # what folds to nothing has no place
        spans = [span for span, form in zip(spans, forms, strict=True) if form]
    first = 0
    for title in titles:
        yield first, spans[bisect_left(spans, (first,)) :]
        first += len(title) + 1


def _take_words(first: int, spans: Sequence[Span], places: Mapping[int, int]) -> list[Mark]:
    """The marks of a title, from bits by the place of a word."""
    return [(spans[place][0] - first, spans[place][1] - first, bits) for place, bits in sorted(places.items())]
