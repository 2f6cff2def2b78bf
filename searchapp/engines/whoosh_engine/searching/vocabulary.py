"""The words of a generation with their counts, for corrections and completions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.segment import OpenSegment
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings

_SPARE = 4
"""So many more of each segment's commonest terms are looked at than are wanted: mostly that settles which."""
_DEEPER = 4
"""So many times as many are when they do not."""


def list_words(postings: Postings, names: Sequence[str], form: str, most: int) -> list[tuple[str, int]]:
    """The `most` commonest terms of some fields, the commonest first, with how often a field of an article holds
    each: deleted articles count until they are merged away.
    """
    found: list[tuple[str, int]] = []
    for each in postings.segments:
        size = len(each.segment.terms[form])
        counts = _count_fields(each, names, form, range(size))
        best = _choose_best(counts, most)
        # No term holds a line's end: all are decoded in one go.
        terms = b"\n".join(each.segment.terms[form]).decode("utf-8", "surrogatepass").split("\n")
        found += zip(map(terms.__getitem__, best.tolist()), counts[best].tolist(), strict=True)
    return found if len(postings.segments) == 1 else _add_up(found, most)


def complete_prefix(
    postings: Postings, names: Sequence[str], form: str, prefix: str, limit: int
) -> list[tuple[str, int, int]]:
    """The terms of some fields that begin with the prefix, those of most articles first: each with how many hold
    it in any of the fields, and one of them. Of terms in as many articles any may come last.
    """
    beginning = _Beginning(postings, names, form, prefix)
    articles: dict[bytes, tuple[int, int]] = {}
    depth = limit + _SPARE
    while True:
        bounds, unseen = beginning.bound_terms(depth)
        best: list[tuple[int, bytes]] = []
        for term, bound in bounds.most_common():
            if len(best) >= limit and bound <= -best[limit - 1][0]:
                # An article counts once, however many fields hold the term: no later one can come forward.
                break
            if term not in articles:
                articles[term] = _count_articles(postings, names, form, _decode(term))
            if articles[term][0]:
                best = sorted([*best, (-articles[term][0], term)])[:limit]
        if not unseen or (len(best) >= limit and unseen <= -best[-1][0]):
            return [(_decode(term), -count, articles[term][1]) for count, term in best]
        depth *= _DEEPER


class _Beginning:
    """The terms of some fields that begin with a prefix, with in how many fields of articles each stands: deleted
    articles count until they are merged away.
    """

    def __init__(self, postings: Postings, names: Sequence[str], form: str, prefix: str) -> None:
        self._form = form
        self._parts = [
            (each.segment, ordinals.start, _count_fields(each, names, form, ordinals))
            for each, ordinals in zip(postings.segments, postings.find_prefix(form, prefix), strict=True)
        ]
        self._bounds: dict[bytes, int] = {}

    def bound_terms(self, depth: int) -> tuple[Counter[bytes], int]:
        """The `depth` commonest terms of each segment with their counts over all segments, and the most that any
        other term can come to.
        """
        unseen = 0
        for segment, first, counts in self._parts:
            best = _choose_best(counts, depth)
            unseen += int(counts[best[-1]]) if len(best) == depth else 0
            for place in best.tolist():
                term = segment.terms[self._form][first + place]
                if term not in self._bounds:
                    self._bounds[term] = self._count(term)
        return Counter(self._bounds), unseen

    def _count(self, term: bytes) -> int:
        ordinals = ((segment.find_term(self._form, term), first, counts) for segment, first, counts in self._parts)
        return sum(int(counts[ordinal - first]) for ordinal, first, counts in ordinals if ordinal >= 0)


def _decode(term: bytes) -> str:
    return term.decode("utf-8", "surrogatepass")


def _count_articles(postings: Postings, names: Sequence[str], form: str, term: str) -> tuple[int, int]:
    """How many articles hold a term in any of the fields, and one of them; -1 where all were deleted."""
    found = (postings.find_term(name, form, term) for name in names)
    rows = [each.list_documents() for each in found if each is not None]
    held = np.zeros(postings.size, np.bool_)
    for row in rows:
        held[row] = True
    return int(np.count_nonzero(held)), int(rows[0][0]) if rows else -1


def _count_fields(each: OpenSegment, names: Sequence[str], form: str, ordinals: range) -> NDArray[np.int64]:
    """For each term of a segment, by its ordinal, in how many fields of articles it stands."""
    counts = np.zeros(len(ordinals), np.int64)
    for name in names:
        field = each.segment.field(name, form)
        lists = field.slice_lists(ordinals)
        starts = field.starts[lists.start : lists.stop + 1].astype(np.int64)
        # No term stands twice in a field's ordinals, so each is added once.
        counts[field.ordinals[lists] - np.uint32(ordinals.start)] += starts[1:] - starts[:-1]
    return counts


def _choose_best(counts: NDArray[np.int64], most: int) -> Ints:
    """The places of the largest counts, the largest first, equal ones by their places; none of 0."""
    if len(counts) > most:
        least = np.partition(counts, len(counts) - most)[len(counts) - most]
        places = np.flatnonzero(counts >= max(least, 1))
    else:
        places = np.flatnonzero(counts)
    return places[np.argsort(-counts[places], kind="stable")][:most]


def _add_up(found: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The counts of several segments as one."""
    totals: Counter[str] = Counter()
    for term, count in found:
        totals[term] += count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:most]
