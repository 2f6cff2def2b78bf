"""Phrases whose words may stand apart: where each word is followed by the next one within a few places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def find_near_phrases(
    located: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    slop: int,
    check_time: Callable[[], None] = lambda: None,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where words stand in their order, each at most `slop` positions after the one before.

    `located` has for each word, in the phrase's order, the document of each of its occurrences and beside it the
    position, both rising. Returns the same of the phrase's beginnings, each once, however many ways lead on from
    there. `slop` is 1 (side by side) or more.
    """
    # From the last word back: an occurrence counts when one that counts follows near enough.
    counting = _join_keys(*located[-1])
    for row in reversed(located[:-1]):
        check_time()
        keys = _join_keys(*row)
        if not len(counting):
            break
        # Where nothing follows, the last one stands in: it is not behind, so its distance is not positive.
        nearest = np.minimum(counting.searchsorted(keys, "right"), len(counting) - 1)
        distances = counting[nearest] - keys
        counting = keys[(distances > 0) & (distances <= slop)]
    return counting >> 32, counting & 0xFFFFFFFF


def _join_keys(documents: NDArray[np.intp], positions: NDArray[np.intp]) -> NDArray[np.intp]:
    """Document and position as one number, so that nothing of another document is near."""
    return (documents << 32) + positions
