"""The loops over records as NumPy calls, a text at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from searchapp.engines.whoosh_engine.files.records import read_pieces
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints


def place_marks(
    records: Array, ends: Ints, documents: Ints, keys: Ints, groups: Ints, bits: Ints, titles: int, /
) -> tuple[Ints, Ints, Ints, Ints]:
    found, where = keys >> KEY_BITS, keys & ((1 << KEY_BITS) - 1)
    own_bits = bits.repeat(np.diff(groups, prepend=0))
    first_of_body = int(groups[titles - 1]) if titles else 0
    rows: list[tuple[Ints, Ints, Ints]] = [(keys[:0], keys[:0], keys[:0])]
    counts = []
    for text, own in enumerate((slice(0, first_of_body), slice(first_of_body, None))):
        for document, (first, last) in zip(documents.tolist(), pairwise([0, *ends]), strict=True):
            after = read_pieces(records[first:last].tobytes(), text).cumsum()
            held = np.flatnonzero(found[own] == document)
            words, places = np.unique(where[own][held], return_inverse=True)
            counts.append(len(words) if len(after) else -1)
            if len(after):
                masks = np.zeros(len(words), np.intp)
                np.bitwise_or.at(masks, places, own_bits[own][held])
                rows.append((after[2 * words], after[2 * words + 1], masks))
    starts, stops, masks = map(np.concatenate, zip(*rows, strict=True))
    return starts, stops, masks, np.array(counts, np.intp)


def cut_snippets(
    records: Array,
    ends: Ints,
    lengths: Ints,
    spaces: Array,
    starts: Ints,
    stops: Ints,
    masks: Ints,
    counts: Ints,
    most: int,
    max_chars: int,
    lead_chars: int,
    /,
) -> tuple[Ints, Ints, Ints]:
    return np.full(len(ends), -1, np.intp), np.empty((0, 3), np.intp), np.empty((2, 0), np.intp)
