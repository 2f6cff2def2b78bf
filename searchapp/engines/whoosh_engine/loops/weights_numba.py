"""What postings weigh, compiled: a row of them, several at once; and words near each other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from searchapp.compiling import compile_checked_part, compile_formula, compile_loop
from searchapp.engines.base import LEAD_WORDS
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import KEY_BITS, Floats, Ints
from searchapp.engines.whoosh_engine.loops.lists_numba import find_place

_ONE = np.float32(1)
_LEAD = np.float32(LEAD_WORDS)
_LN_2 = np.float32(np.log(2))
_THIRD, _FIFTH, _SEVENTH, _NINTH = (np.float32(1 / odd) for odd in (3, 5, 7, 9))
_TWO_THIRDS = np.float32(2 / 3).view(np.int32)
_FRACTION_BITS = np.int32(23)
_FAR = np.iinfo(np.intp).max


@compile_formula
def find_nears(positions: Floats) -> None:
    """Turn positions into how near to the beginning they are."""
    for place in range(len(positions)):
        positions[place] = _LEAD / (_LEAD + positions[place])


@compile_formula
def weigh_row(parts: Floats, nears: Floats, scale: Any, lead: Any, boost: Any) -> None:
    """Turn `parts`, frequencies times ratios, into scores. `nears` are as `find_nears` makes them."""
    for place in range(len(parts)):
        value = _ONE + scale * parts[place]
        # value = fraction · 2^exponent, the fraction from 2/3 to 4/3; its logarithm is 2 · artanh(ratio), a series.
        bits = np.float32(value).view(np.int32)
        exponent = (bits - _TWO_THIRDS) >> _FRACTION_BITS
        fraction = np.int32(bits - (exponent << _FRACTION_BITS)).view(np.float32)
        ratio = (fraction - _ONE) / (fraction + _ONE)
        square = ratio * ratio
        series = _ONE + square * (_THIRD + square * (_FIFTH + square * (_SEVENTH + square * _NINTH)))
        often = np.float32(exponent) * _LN_2 + (ratio + ratio) * series
        parts[place] = boost * (often + lead * nears[place])


@compile_loop
def weigh(
    documents: Ints, counts: Array, firsts: Array, ratios: Floats, scale: float, lead: float, boost: float
) -> Floats:
    scores = np.empty(len(documents), np.float32)
    nears = np.empty(len(documents), np.float32)
    for place in range(len(documents)):
        scores[place] = np.float32(counts[place]) * ratios[documents[place]]
        nears[place] = firsts[place]
    find_nears(nears)
    weigh_row(scores, nears, np.float32(scale), np.float32(lead), np.float32(boost))
    return scores


@compile_checked_part
def _lessen(least: Ints, wanted: Ints, left: Ints, right: Ints, behind: bool) -> None:
    """Lower `least` to the least distance between a key of the left and one of the right (one behind it, where that
    is asked for) in each wanted document.
    """
    here, there, index = 0, 0, 0
    # The nearest two of two rising lists: the lower one goes on.
    while here < len(left) and there < len(right):
        document = left[here] >> KEY_BITS
        if document == right[there] >> KEY_BITS and (left[here] < right[there] or not behind):
            index = find_place(wanted, index, document)
            least[index] = min(least[index], abs(left[here] - right[there]))
        if left[here] < right[there]:
            here += 1
        else:
            there += 1


@compile_loop
def weigh_nearness(keys: Ints, ends: Ints, fields: int, rarities: Floats, wanted: Ints) -> Floats:
    gains = np.zeros(len(wanted), np.float32)
    least = np.empty(len(wanted), np.intp)
    for one in range(len(rarities)):
        for other in range(one + 1, len(rarities)):
            rarity = np.float32(min(rarities[one], rarities[other]))
            for typed in range(2):
                least[:] = _FAR
                begin = typed * len(rarities) * fields
                for field in range(begin, begin + fields):
                    here, there = one * fields + field, other * fields + field
                    left = keys[ends[here - 1] if here else 0 : ends[here]]
                    _lessen(least, wanted, left, keys[ends[there - 1] : ends[there]], typed == 1)
                for index in range(len(wanted)):
                    if least[index] < _FAR:
                        gains[index] += np.float32(1.0 / math.sqrt(max(least[index], 1))) * rarity
    return gains
