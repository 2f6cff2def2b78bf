"""The stems of one skeleton, found by its hash in each segment."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np

from searchapp.arabic import find_skeleton
from searchapp.engines.base import COMPLETED
from searchapp.engines.relatives import hash_skeleton
from searchapp.engines.whoosh_engine.files.skeletons import HASHES, STEMS
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import STEM


def count_stems(postings: Postings, skeleton: str, most: int | None = None) -> dict[str, int]:
    """The stems of a skeleton, or the `most` commonest of them, the commonest first, with the number of titles and
    bodies that hold each; empty for none.
    """
    found = sorted(_count_alike(postings, skeleton).items(), key=lambda each: (-each[1], each[0]))
    # Different skeletons may have one hash.
    return dict(islice((each for each in found if find_skeleton(each[0]) == skeleton), most))


def _count_alike(postings: Postings, skeleton: str) -> Counter[str]:
    """The stems whose skeleton has the same hash, with their numbers."""
    wanted = np.uint32(hash_skeleton(skeleton))
    counts: Counter[str] = Counter()
    for each in postings.segments:
        hashes, ordinals = (each.segment.file.array(name) for name in (HASHES, STEMS))
        first, last = hashes.searchsorted(wanted), hashes.searchsorted(wanted, side="right")
        found = ordinals[first:last]
        held = np.zeros(len(found), np.intp)
        for name in COMPLETED:
            field = each.segment.field(name, STEM)
            if len(field.ordinals):
                postings.arrays.count_postings(field.ordinals, field.starts, found, held)
        for ordinal, count in zip(found.tolist(), held.tolist(), strict=True):
            stem = each.segment.terms[STEM][ordinal].decode("utf-8", "surrogatepass")
            counts[stem] += count
    return counts
