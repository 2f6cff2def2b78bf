"""What a query marks in hits, from positions: no word is analyzed again. Where words of a body stand was kept, and
titles have few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice

import numpy as np

from searchapp.arabic import find_forms, locate_words, split_words
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import BODY
from searchapp.highlight import MARKED_CHARS, select_rules
from searchapp.model import Mark, MarkRule

_TITLE = "title"
_MOST_RULES = 62
"""As many bits has a number with a sign, but one."""


def mark_bodies(
    postings: Postings, documents: Sequence[int], rules: Sequence[MarkRule]
) -> tuple[list[Mark] | None, ...]:
    """For each document the marks of its body; None where offsets were not kept, or for all when a rule stands for
    many terms, as a prefix does, or for words that stand apart, or when there are more rules than a number has bits.
    """
    chosen = _choose_rules(BODY, rules)
    if chosen is None:
        return (None,) * len(documents)
    within: Ints = np.array(sorted(documents), np.intp)
    located = [_locate_rule(postings, BODY, rule, within) for _, rule in chosen]
    held = {document for found, _ in located for document in found.tolist()}
    kept = {document: postings.read_pieces(document) for document in within.tolist() if document in held}
    pieces = b"".join(kept.values())
    marks: dict[int, list[Mark] | None] = {}
    if pieces:
        whole: Ints = np.array([document for document, own in kept.items() if own], np.intp)
        ends: Ints = np.array(list(accumulate(len(own) for own in kept.values() if own)), np.intp)
        found, where = (np.concatenate(rows) for rows in zip(*located, strict=True))
        bits = np.repeat([bit for bit, _ in chosen], [len(row) for row, _ in located])
        placed = postings.arrays.place_marks(np.frombuffer(pieces, np.uint8), ends, whole, found, where, bits)
        marks = dict(zip(whole.tolist(), _read_marks(*placed), strict=True))
    return tuple([marks.get(document) if document in held else [] for document in documents])


def mark_titles(
    postings: Postings, documents: Sequence[int], titles: Sequence[str], rules: Sequence[MarkRule]
) -> tuple[list[Mark] | None, ...]:
    """The same of titles: None for one that is too long, or for all as it is with bodies."""
    chosen = _choose_rules(_TITLE, rules)
    if chosen is None:
        return (None,) * len(documents)
    within: Ints = np.array(sorted(documents), np.intp)
    held: dict[int, dict[int, int]] = {}
    for bit, rule in chosen:
        found, where = _locate_rule(postings, _TITLE, rule, within)
        for document, place in zip(found.tolist(), where.tolist(), strict=True):
            own = held.setdefault(document, {})
            own[place] = own.get(place, 0) | bit
    return tuple(
        [
            _mark_title(title, held[document]) if document in held else []
            for document, title in zip(documents, titles, strict=True)
        ]
    )


def _mark_title(title: str, places: Mapping[int, int]) -> list[Mark] | None:
    """The marks of a title, from bits by the place of a word."""
    if len(title) > MARKED_CHARS:
        return None
    words, lengths = split_words(title)
    forms = find_forms(words)
    spans = locate_words(lengths)
    if not all(forms):  # what folds to nothing has no place
        spans = [span for span, form in zip(spans, forms, strict=True) if form]
    return [(*spans[place], places[place]) for place in sorted(places)]


def _choose_rules(field: str, rules: Sequence[MarkRule]) -> list[tuple[int, MarkRule]] | None:
    """The rules that hold for a field, each with its bit; None where positions do not tell what one of them marks."""
    chosen = select_rules(field, rules)
    told = all(rule.form in ("exact", "stem") and rule.distance == 1 for _, rule in chosen)
    return chosen if told and len(rules) <= _MOST_RULES else None


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
