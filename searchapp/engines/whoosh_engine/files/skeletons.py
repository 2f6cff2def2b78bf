"""For each segment a hash of every stem's skeleton, kept sorted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchapp.arabic import find_skeleton
from searchapp.engines.relatives import hash_skeleton
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.segment_file import SegmentFileWriter
from searchapp.fields import STEM

HASHES = "skeletons.hashes"
STEMS = "skeletons.stems"


def write_skeletons(writer: SegmentFileWriter, stems: Sequence[str]) -> None:
    """Write the hashes of the sorted stems' skeletons, rising, and beside each the stem's ordinal."""
    hashes = np.array([hash_skeleton(find_skeleton(stem)) for stem in stems], np.uint32)
    order = np.argsort(hashes, kind="stable")
    writer.write(HASHES, hashes[order])
    writer.write(STEMS, order.astype(np.uint32))


def is_sound(segment: Segment) -> bool:
    """Whether the arrays say of every stem the hash of its skeleton."""
    hashes, ordinals = (segment.file.array(name) for name in (HASHES, STEMS))
    stems = [term.decode("utf-8", "surrogatepass") for term in segment.terms[STEM]]
    if not np.array_equal(np.sort(ordinals), np.arange(len(stems))) or bool(np.any(hashes[1:] < hashes[:-1])):
        return False
    expected = [hash_skeleton(find_skeleton(stems[ordinal])) for ordinal in ordinals.tolist()]
    return bool(hashes.tolist() == expected)
