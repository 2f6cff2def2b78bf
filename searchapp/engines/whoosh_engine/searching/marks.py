"""What a query marks in hits, and their snippets, from positions and from where words stand: no word is analyzed
again.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from searchapp.engines.memos import ObjectMemo
from searchapp.engines.packed_documents import ends_with_body
from searchapp.engines.snippets import HitMarks, cut_snippets
from searchapp.engines.whoosh_engine.files.records import PLACED
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints
from searchapp.engines.whoosh_engine.searching.groups import Groups, group_lists, join_keys
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.highlight import MOST_ROW_RULES, MarkRow, select_rules
from searchapp.model import Document, MarkRule

_MOST_KNOWN = 1_000
"""For so many queries it is remembered where what they mark stands: some 2 KB each."""


class StoredHit(NamedTuple):
    """A hit: its number among all documents, its record and the document in it."""

    number: int
    record: bytes
    document: Document


@dataclass(frozen=True, slots=True)
class _Marked:
    """What rules mark in titles, the first so many (`titles`), and in bodies, each with its field and its bit. `told`
    says of both whether positions tell it of all rules; none is here where not. `groups` has a list for each where
    all are of one word.
    """

    rules: Sequence[tuple[str, MarkRule]]
    bits: Ints
    titles: int
    told: tuple[bool, bool]
    groups: Groups | None


class HitMarker:
    """Marks the hits of one generation. Read queries are kept, so their rules are known by being the same object.
    Threads may share it.
    """

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._marked: ObjectMemo[_Marked] = ObjectMemo(_MOST_KNOWN)
        self._beside: ObjectMemo[Groups | None] = ObjectMemo(_MOST_KNOWN)

    def mark(self, hits: Sequence[StoredHit], rules: Sequence[MarkRule], snippets: bool) -> HitMarks:
        """The marks of each hit's title and body; None where the places of their words were not kept, and of all
        where a rule stands for many terms, as a prefix does, or for words that stand apart, or when there are more
        rules than a number has bits. With `snippets` also these, and marks of bodies only where some are not cut.
        """
        marked = self._marked.find(rules, partial(self._look_up, rules))
        none: tuple[None, ...] = (None,) * len(hits)
        if not hits or not any(marked.told):
            return HitMarks(none, none, none)
        within: Ints = np.array([hit.number for hit in hits], np.intp)
        ends: Ints = np.array([*accumulate([len(hit.record) for hit in hits])], np.intp)
        records = np.frombuffer(b"".join([hit.record for hit in hits]), np.uint8)
        keys, groups = self._list_keys(marked, np.sort(within))
        starts, stops, bits, counts = self._postings.arrays.place_marks(
            records, ends, within, keys, groups, marked.bits, marked.titles
        )
        first = sum([count for count in counts[: len(hits)].tolist() if count > 0])
        titles = MarkRow(starts[:first], stops[:first], bits[:first], counts[: len(hits)])
        bodies = MarkRow(starts[first:], stops[first:], bits[first:], counts[len(hits) :])
        title_marks = titles.read() if marked.told[0] else none
        if not marked.told[1]:
            return HitMarks(title_marks, none, none)
        cut = self._postings.arrays.cut_snippets
        if not snippets or cut is None:
            return HitMarks(title_marks, bodies.read(), none)
        lengths: Ints = np.array(self._measure_bodies(hits, rules), np.intp)
        found = cut_snippets(cut, [hit.document.body for hit in hits], records, ends, lengths, bodies)
        return HitMarks(title_marks, bodies.read() if None in found else none, found)

    def _measure_bodies(self, hits: Sequence[StoredHit], rules: Sequence[MarkRule]) -> list[int]:
        """The length of each body from which alone snippets are cut, and which stands in its record with a byte for
        each character; 0 for any other.
        """
        fuller = [hit.number for hit in hits if hit.document.captions or hit.document.tags]
        elsewhere = self._find_elsewhere(sorted(fuller), rules) if fuller else ()
        return [
            len(hit.document.body) if hit.number not in elsewhere and ends_with_body(hit.record) else 0
            for hit in hits
        ]

    def _find_elsewhere(self, documents: Sequence[int], rules: Sequence[MarkRule]) -> Container[int]:
        """Which of the documents (rising) rules may mark in other texts of snippets than bodies."""
        groups = self._beside.find(rules, partial(self._look_beside, rules))
        if groups is None:
            return documents
        keys, _ = groups.list_keys(np.array(documents, np.intp))
        return set((keys >> KEY_BITS).tolist())

    def _look_beside(self, rules: Sequence[MarkRule]) -> Groups | None:
        """The lists of what rules mark in captions and tags, or begin with there; None where they mark more."""
        chosen = [(field, rule) for field in ("captions", "tags") for _, rule in select_rules(field, rules)]
        if not all(rule.form in ("exact", "stem") for _, rule in chosen):
            return None
        found = [self._postings.find_term(field, rule.form, rule.terms[0]) for field, rule in chosen]
        return group_lists(self._postings, [[each] for each in found if each is not None])

    def _look_up(self, rules: Sequence[MarkRule]) -> _Marked:
        """What rules mark."""
        chosen = [select_rules(field, rules) for field in PLACED]
        told = [len(rules) <= MOST_ROW_RULES and all(_is_told(rule) for _, rule in own) for own in chosen]
        chosen = [own if tells else [] for own, tells in zip(chosen, told, strict=True)]
        named = [(field, rule) for field, own in zip(PLACED, chosen, strict=True) for _, rule in own]
        bits: Ints = np.array([bit for own in chosen for bit, _ in own], np.intp)
        groups = None
        if all(len(rule.terms) == 1 for _, rule in named):
            found = [self._postings.find_term(field, rule.form, rule.terms[0]) for field, rule in named]
            groups = group_lists(self._postings, [[] if each is None else [each] for each in found])
        return _Marked(named, bits, len(chosen[0]), (told[0], told[1]), groups)

    def _list_keys(self, marked: _Marked, documents: Ints) -> tuple[Ints, Ints]:
        """Where each rule marks words of the documents (rising), as `Arrays.list_keys` gives it."""
        if marked.groups is not None:
            return marked.groups.list_keys(documents)
        return join_keys([[_locate_rule(self._postings, *named, documents)] for named in marked.rules])


def _is_told(rule: MarkRule) -> bool:
    """Whether positions tell what a rule marks."""
    return rule.form in ("exact", "stem") and rule.distance == 1


def _locate_rule(postings: Postings, field: str, rule: MarkRule, documents: Ints) -> tuple[Ints, Ints]:
    """The document, and beside it the position, of each word that the rule marks in the given documents."""
    where: Ints = documents[:0]
    for offset, term in enumerate(rule.terms):
        found: TermPostings | None = postings.find_term(field, rule.form, term)
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
