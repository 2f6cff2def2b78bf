"""What a query marks in the bodies of hits, from positions and kept offsets: no text is analyzed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from searchapp.engines.whoosh_engine.arrays import Ints
from searchapp.engines.whoosh_engine.postings import Postings
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
    within: Ints = np.sort(np.array(documents, np.intp))
    found: dict[int, dict[int, int]] = {document: {} for document in documents}
    for bit, rule in chosen:
        steps = range(len(rule.terms))
        for document, position in _locate_rule(postings, rule, within):
            marked = found[document]
            for step in steps:
                marked[position + step] = marked.get(position + step, 0) | bit
    return _read_marks(postings, found)


def _locate_rule(postings: Postings, rule: MarkRule, documents: Ints) -> list[tuple[int, int]]:
    """(document, position of the first word) of every place that the rule marks in the given documents."""
    where: Ints | None = None
    for offset, term in enumerate(rule.terms):
        found = postings.find_term(BODY, rule.form, term)
        if found is None:
            return []
        if where is None:
            documents, where = found.list_positions(documents)
        else:
            documents, where = found.keep_followed(documents, where, offset)
    return [] if where is None else list(zip(documents.tolist(), where.tolist(), strict=True))


def _read_marks(postings: Postings, found: Mapping[int, Mapping[int, int]]) -> tuple[list[Mark] | None, ...]:
    """Marked positions as marks: of all documents at once, because an array costs the same for one as for ten."""
    kept = [postings.read_pieces(document) if marked else b"" for document, marked in found.items()]
    ends: Ints = np.frombuffer(b"".join(kept), np.uint8).cumsum(dtype=np.intp)
    end_of = ends.item
    rows: list[list[Mark] | None] = []
    first = 0
    for pieces, marked in zip(kept, found.values(), strict=True):
        if not marked or not pieces:
            rows.append(None if marked else [])
            continue
        before = end_of(first - 1) if first else 0
        # Gap and word in turn, so two pieces a position.
        places = [(first + 2 * position, bits) for position, bits in sorted(marked.items())]
        rows.append([(end_of(place) - before, end_of(place + 1) - before, bits) for place, bits in places])
        first += len(pieces)
    return tuple(rows)
