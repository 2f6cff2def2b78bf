"""What a query marks in hits, from positions and from where words stand: no word is analyzed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from searchapp.engines.whoosh_engine.files.records import PLACED
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.groups import Groups, group_lists, join_keys
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.highlight import select_rules
from searchapp.model import Mark, MarkRule

_MOST_RULES = 62
"""As many bits has a number with a sign, but one."""
_MOST_KNOWN = 1_000
"""For so many queries it is remembered where what they mark stands: some 2 KB each."""

HitMarks = tuple["list[Mark] | None", "list[Mark] | None"]
"""The marks of a hit's title and of its body."""


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

    Threads may share it: each step is one operation, and what is lost between two of them is looked up again.
    """

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        # With the rules, so that no others can come to stand at their address.
        self._known: dict[int, tuple[Sequence[MarkRule], _Marked]] = {}

    def mark(self, documents: Sequence[int], records: Sequence[bytes], rules: Sequence[MarkRule]) -> list[HitMarks]:
        """For each document, whose records are given, the marks of its title and its body; None where the places of
        their words were not kept, and of all where a rule stands for many terms, as a prefix does, or for words that
        stand apart, or when there are more rules than a number has bits.
        """
        marked = self._find(rules)
        if not documents or not any(marked.told):
            return [(None, None)] * len(documents)
        order = sorted(range(len(documents)), key=documents.__getitem__)
        within: Ints = np.array([documents[place] for place in order], np.intp)
        ordered = [records[place] for place in order]
        ends: Ints = np.array(list(accumulate(map(len, ordered))), np.intp)
        row = np.frombuffer(b"".join(ordered), np.uint8), ends, within
        found = self._postings.arrays.place_marks(*row, *self._list_keys(marked, within), marked.bits, marked.titles)
        starts, stops, bits, counts = (each.tolist() for each in found)
        marks = list(zip(starts, stops, bits, strict=True))
        told: list[HitMarks] = [(None, None)] * len(documents)
        first = 0
        for number, place in enumerate(order):
            texts: list[list[Mark] | None] = [None, None]
            for text in (0, 1):
                count = counts[2 * number + text]
                if count >= 0:
                    if marked.told[text]:
                        texts[text] = marks[first : first + count]
                    first += count
            told[place] = texts[0], texts[1]
        return told

    def _find(self, rules: Sequence[MarkRule]) -> _Marked:
        """What rules mark."""
        known = self._known.get(id(rules))
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[id(rules)] = rules, self._look_up(rules)
        return known[1]

    def _look_up(self, rules: Sequence[MarkRule]) -> _Marked:
        chosen = [select_rules(field, rules) for field in PLACED]
        told = [len(rules) <= _MOST_RULES and all(_is_told(rule) for _, rule in own) for own in chosen]
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
