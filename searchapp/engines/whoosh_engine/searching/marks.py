"""What a query marks in the bodies of hits, from positions and kept offsets: no text is analyzed again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import BODY
from searchapp.highlight import select_rules
from searchapp.model import Mark, MarkRule


def mark_bodies(
    postings: Postings, documents: Sequence[int], rules: Sequence[MarkRule]
) -> tuple[list[Mark] | None, ...]:
    """For each document the marks of its body; None where offsets were not kept, or for all when a rule stands for
    many terms, as a prefix does, or for words that stand apart.
    """
    chosen = select_rules(BODY, rules)
    if any(rule.form not in ("exact", "stem") or rule.distance > 1 for _, rule in chosen):
        return (None,) * len(documents)
    within: Ints = np.array(sorted(documents), np.intp)
    located = [(bit, *_locate_rule(postings, rule, within)) for bit, rule in chosen]
    held = {document for _, found, _ in located for document in found.tolist()}
    pieces = {document: postings.read_pieces(document) if document in held else b"" for document in within.tolist()}
    unkept = [document for document in held if not pieces[document]]
    if unkept:
        located = [(bit, *_leave_out(found, where, unkept)) for bit, found, where in located]
    marks = _read_marks(list(pieces.values()), within, located)
    marks |= dict.fromkeys(unkept)
    return tuple([marks[document] for document in documents])


def _locate_rule(postings: Postings, rule: MarkRule, documents: Ints) -> tuple[Ints, Ints]:
    """The document, and beside it the position, of each word that the rule marks in the given documents."""
    where: Ints = documents[:0]
    for offset, term in enumerate(rule.terms):
        found = postings.find_term(BODY, rule.form, term)
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


def _leave_out(found: Ints, where: Ints, documents: Sequence[int]) -> tuple[Ints, Ints]:
    kept = ~np.isin(found, documents)
    return found[kept], where[kept]


def _read_marks(
    kept: Sequence[bytes], documents: Ints, located: Sequence[tuple[int, Ints, Ints]]
) -> dict[int, list[Mark] | None]:
    """Marked positions as marks: of all documents at once, because an array costs the same for one as for ten."""
    joined = b"".join(kept)
    firsts: Ints = np.array([0, *accumulate(map(len, kept))], np.intp)
    marked: dict[int, int] = {}
    for bit, found, where in located:
        # Gap and word in turn, so two pieces a position.
        places = (firsts[documents.searchsorted(found)] + 2 * where).tolist()
        if marked:
            for place in places:
                marked[place] = marked.get(place, 0) | bit
        else:
            marked = dict.fromkeys(places, bit)
    # Where each piece begins.
    begins: Ints = np.frombuffer(b"\0" + joined, np.uint8).cumsum(dtype=np.intp)
    ordered = sorted(marked)
    words: Ints = np.array(ordered, np.intp) + 1
    cuts = words.searchsorted(firsts, side="right")
    before = begins[firsts[:-1]].repeat(np.diff(cuts))
    starts, stops = (begins[words] - before).tolist(), (begins[words + 1] - before).tolist()
    rows = list(zip(starts, stops, map(marked.__getitem__, ordered), strict=True))
    bounds = cuts.tolist()
    return {
        document: rows[first:last]
        for document, first, last in zip(documents.tolist(), bounds[:-1], bounds[1:], strict=True)
    }
