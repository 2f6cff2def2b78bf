"""The stems of one skeleton: for each segment a hash of every stem's skeleton, kept sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from searchapp.arabic import find_skeleton
from searchapp.engines.base import COMPLETED
from searchapp.engines.relatives import hash_skeleton
from searchapp.engines.whoosh_engine.arrays import Ints
from searchapp.engines.whoosh_engine.postings import OpenSegment, Postings
from searchapp.engines.whoosh_engine.segment import Segment
from searchapp.engines.whoosh_engine.segment_file import SegmentFileWriter
from searchapp.fields import STEM

HASHES = "skeletons.hashes"
STEMS = "skeletons.stems"


def write_skeletons(writer: SegmentFileWriter, stems: Sequence[str]) -> None:
    """Write the hashes of the sorted stems' skeletons, rising, and beside each the stem's ordinal."""
    hashes = np.array([hash_skeleton(find_skeleton(stem)) for stem in stems], np.uint32)
    order = np.argsort(hashes, kind="stable")
    writer.write(HASHES, hashes[order])
    writer.write(STEMS, order.astype(np.uint32))


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


def is_sound(segment: Segment) -> bool:
    """Whether the arrays say of every stem the hash of its skeleton."""
    hashes, ordinals = (segment.file.array(name) for name in (HASHES, STEMS))
    stems = [term.decode("utf-8", "surrogatepass") for term in segment.terms[STEM]]
    if not np.array_equal(np.sort(ordinals), np.arange(len(stems))) or bool(np.any(hashes[1:] < hashes[:-1])):
        return False
    expected = [hash_skeleton(find_skeleton(stems[ordinal])) for ordinal in ordinals.tolist()]
    return bool(hashes.tolist() == expected)


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
