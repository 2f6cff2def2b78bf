"""What a query marks in the bodies of hits, from positions and kept offsets: no text is analyzed again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchapp.engines.whoosh_engine.arrays import Ints
from searchapp.engines.whoosh_engine.postings import Postings
from searchapp.fields import BODY
from searchapp.highlight import select_rules
from searchapp.model import Mark, MarkRule


def mark_bodies(
    postings: Postings, documents: Sequence[int], rules: Sequence[MarkRule]
) -> tuple[list[Mark] | None, ...]:
    """For each document the marks of its body; None where offsets were not kept, or for all when a rule has a prefix,
    which may stand for too many terms.
    """
    chosen = select_rules(BODY, rules)
    if any(rule.form == "prefix" for _, rule in chosen):
        return (None,) * len(documents)
    within: Ints = np.sort(np.array(documents, np.intp))
    found: dict[int, dict[int, int]] = {document: {} for document in documents}
    for bit, rule in chosen:
        for document, position in _locate_rule(postings, rule, within):
            for step in range(position, position + len(rule.terms)):
                found[document][step] = found[document].get(step, 0) | bit
    return tuple(_read_marks(postings, document, found[document]) for document in documents)


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


def _read_marks(postings: Postings, document: int, found: dict[int, int]) -> list[Mark] | None:
    if not found:
        return []
    ends = postings.read_offsets(document)
    if ends is None:
        return None
    positions = np.array(sorted(found), np.intp)
    starts, stops = ends[2 * positions].tolist(), ends[2 * positions + 1].tolist()
    return [(*span, found[position]) for *span, position in zip(starts, stops, positions.tolist(), strict=True)]
