"""The loops over records as NumPy calls."""

from __future__ import annotations

import numpy as np

from searchapp.engines.whoosh_engine.files.records import HEAD, join_pairs, read_lengths
from searchapp.engines.whoosh_engine.files.segment_file import Array, take_ranges
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Ints


def place_marks(
    records: Array, ends: Ints, documents: Ints, keys: Ints, groups: Ints, bits: Ints, titles: int, /
) -> tuple[Ints, Ints, Ints, Ints]:
    pairs, bounds = _read_pairs(records, np.append(0, ends)[:-1])
    order = np.argsort(documents)
    texts = order[documents[order].searchsorted(keys >> KEY_BITS)]
    texts[groups[titles - 1] if titles else 0 :] += len(documents)
    kept = bounds[texts] < bounds[texts + 1]
    words, places = np.unique(bounds[texts[kept]] + (keys[kept] & ((1 << KEY_BITS) - 1)), return_inverse=True)
    masks = np.zeros(len(words), np.intp)
    np.bitwise_or.at(masks, places, bits.repeat(np.diff(groups, prepend=0))[kept])
    after = np.append(0, pairs.sum(axis=1).cumsum())
    owners = bounds.searchsorted(words, side="right") - 1
    stops: Ints = after[words + 1] - after[bounds[owners]]
    counts = np.bincount(owners, minlength=2 * len(documents))
    counts[bounds[:-1] == bounds[1:]] = -1
    return stops - pairs[words, 1], stops, masks, counts


def _read_pairs(records: Array, starts: Ints) -> tuple[Ints, Ints]:
    """The pairs of all titles and then of all bodies, and where in them those of each begin, and end."""
    heads = records[starts[:, None] + np.arange(HEAD)].view("<u4").astype(np.intp)
    begins = np.concatenate([starts + HEAD, starts + heads[:, 1]])
    odds = np.concatenate([starts + heads[:, 0], starts + heads[:, 2]])
    halves, counts = take_ranges(records, begins, odds)
    lengths = read_lengths(halves)
    bounds: Ints = np.append(0, np.cumsum(2 * counts))
    odd_before = np.append(0, np.cumsum(lengths == 0))[bounds]
    odd, _ = take_ranges(records, odds, odds + 2 * np.diff(odd_before))
    return join_pairs(lengths, odd), bounds
