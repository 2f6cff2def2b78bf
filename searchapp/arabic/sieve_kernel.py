"""The sieve's loop, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import compile_loop


@compile_loop
def sift(
    codes: NDArray[np.uint32],
    pieces: NDArray[np.uint8],
    numbers: NDArray[np.uint32],
    wanted: NDArray[np.bool_],
    key_bits: int,
    step: int,
    max_chars: int,
) -> NDArray[np.intp]:
    # First all letters, then all words: a loop of a few letters for each word takes twice as long.
    sums = np.zeros(len(codes) + 1, np.uint32)
    total, last = np.uint32(0), len(numbers) - 1
    for char in range(len(codes)):
        total += numbers[min(codes[char], last)]
        sums[char + 1] = total
    edges = np.empty((2, len(pieces) // 2), np.intp)
    at, count = 0, 0
    for place in range(len(pieces) // 2):
        start = at + pieces[2 * place]
        at = start + pieces[2 * place + 1]
        own = (sums[at] - sums[start]) & ((1 << 2 * key_bits) - 1)
        edges[0, count], edges[1, count] = start, at
        count += wanted[own >> key_bits] or own & (step - 1) != 0 or at - start > max_chars
    return edges[:, :count]
