"""The stems of one skeleton, found by its hash in each segment."""

from __future__ import annotations

from collections import Counter

import numpy as np

from searchapp.arabic import find_skeleton
from searchapp.engines.base import COMPLETED
from searchapp.engines.relatives import hash_skeleton
from searchapp.engines.whoosh_engine.files.segment import OpenSegment
from searchapp.engines.whoosh_engine.files.skeletons import HASHES, STEMS
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.fields import STEM


def count_stems(postings: Postings, skeleton: str) -> Counter[str]:
    """The stems of a skeleton, with the number of titles and bodies that hold each; empty for none."""
    wanted = np.uint32(hash_skeleton(skeleton))
    counts: Counter[str] = Counter()
    for each in postings.segments:
        hashes, ordinals = (each.segment.file.array(name) for name in (HASHES, STEMS))
        first, last = hashes.searchsorted(wanted), hashes.searchsorted(wanted, side="right")
        found = ordinals[first:last].astype(np.intp)
        for ordinal, count in zip(found.tolist(), _count_articles(each, found).tolist(), strict=True):
            stem = each.segment.terms[STEM][ordinal].decode("utf-8", "surrogatepass")
            # Different skeletons may have one hash.
            if find_skeleton(stem) == skeleton:
                counts[stem] += count
    return counts


def _count_articles(each: OpenSegment, ordinals: Ints) -> Ints:
    """For each stem in how many titles and bodies of the segment it stands."""
    counts = np.zeros(len(ordinals), np.intp)
    for name in COMPLETED:
        field = each.segment.field(name, STEM)
        places = field.ordinals.searchsorted(ordinals.astype(field.ordinals.dtype))
        held = np.flatnonzero(places < len(field.ordinals))
        held = held[field.ordinals[places[held]] == ordinals[held]]
        starts = places[held]
        counts[held] += field.starts[starts + 1].astype(np.intp) - field.starts[starts].astype(np.intp)
    return counts
