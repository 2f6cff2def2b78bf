"""The words of a generation with their counts, for corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from searchapp.engines.whoosh_engine.postings import Postings


def list_words(postings: Postings, names: Sequence[str], form: str, most: int) -> list[tuple[str, int]]:
    """The `most` commonest terms of some fields, the commonest first, with how often a field of an article holds
    each: deleted articles count until they are merged away.
    """
    found: list[tuple[str, int]] = []
    for each in postings.segments:
        counts = np.zeros(len(each.segment.terms[form]), np.int64)
        for name in names:
            field = each.segment.field(name, form)
            starts = field.starts.astype(np.int64)
            # No term stands twice in a field's ordinals, so each is added once.
            counts[field.ordinals] += starts[1:] - starts[:-1]
        best = np.argsort(-counts, kind="stable")[:most]
        best = best[counts[best] > 0]
        # No term holds a line's end: all are decoded in one go.
        terms = b"\n".join(each.segment.terms[form]).decode("utf-8", "surrogatepass").split("\n")
        found += zip(map(terms.__getitem__, best.tolist()), counts[best].tolist(), strict=True)
    return found if len(postings.segments) == 1 else _add_up(found, most)


def _add_up(found: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The counts of several segments as one."""
    totals: Counter[str] = Counter()
    for term, count in found:
        totals[term] += count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:most]
