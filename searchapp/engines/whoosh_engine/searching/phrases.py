"""Phrases whose words may stand apart: where each word is followed by the next one within a few places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import TermPostings


def list_near_phrases(
    words: Sequence[TermPostings], slop: int, within: Ints | None, check_time: Callable[[], None]
) -> tuple[Ints, Ints]:
    """Where words stand in their order, each at most `slop` positions after the one before.

    Returns, rising, the document and beside it the first word's position of each place that such a phrase can be
    read from: each once, however many ways lead on from there. Only documents in `within` (live, rising) where it is
    given. `words` must not be empty; `slop` is 1 (side by side) or more.
    """
    rarest_first = sorted(range(len(words)), key=lambda number: words[number].count)
    wanted = words[rarest_first[0]].list_documents() if within is None else within
    rows: dict[int, Ints] = {}
    for number in rarest_first:
        check_time()
        documents, positions = words[number].list_positions(wanted)
        # Document and position as one number, so that nothing of another document is near.
        rows[number] = (documents << 32) + positions
        wanted = np.unique(documents)
    # From the last word back: an occurrence counts when one that counts follows near enough.
    counting = rows[len(words) - 1]
    for number in reversed(range(len(words) - 1)):
        check_time()
        counting = _keep_followed(rows[number], counting, slop)
    return counting >> 32, counting & 0xFFFFFFFF


def _keep_followed(keys: Ints, others: Ints, slop: int) -> Ints:
    """The keys that some other one follows within `slop`; both rising."""
    if not len(others):
        return others
    # Where nothing follows, the last one stands in: it is not behind, so its distance is not positive.
    distances = others[np.minimum(others.searchsorted(keys, "right"), len(others) - 1)] - keys
    kept: Ints = keys[(distances > 0) & (distances <= slop)]
    return kept
