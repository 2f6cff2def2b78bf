"""What postings weigh, compiled: one at a time, or a block of them, several at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchapp.compiling import compile_formula, compile_loop
from searchapp.engines.base import LEAD_WORDS
from searchapp.engines.whoosh_engine.loops.arrays import Floats

BLOCK = 512
"""So many postings are weighed together: few enough to stay in the nearest memory."""

_ONE = np.float32(1)
_LEAD = np.float32(LEAD_WORDS)
_LN_2 = np.float32(np.log(2))
_THIRD, _FIFTH, _SEVENTH, _NINTH = (np.float32(1 / odd) for odd in (3, 5, 7, 9))
_TWO_THIRDS = np.float32(2 / 3).view(np.int32)
_FRACTION_BITS = np.int32(23)


@compile_loop
def weigh_one(tf: Any, near: Any, ratio: Any, scale: float, lead: float, boost: float) -> Any:
    """The score of a posting; `near` is as `find_near` gives it."""
    often = np.log(_ONE + np.float32(scale * tf) * ratio)
    return np.float32(boost) * (often + np.float32(lead) * near)


@compile_loop
def find_near(position: Any) -> Any:
    """How near to the beginning a position is: 1 at it, then less."""
    return np.float32(LEAD_WORDS / (LEAD_WORDS + position))


@compile_formula
def find_nears(positions: Floats) -> None:
    """Turn positions into how near to the beginning they are."""
    for place in range(len(positions)):
        positions[place] = _LEAD / (_LEAD + positions[place])


@compile_formula
def weigh_block(parts: Floats, nears: Floats, scale: Any, lead: Any, boost: Any) -> None:
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
