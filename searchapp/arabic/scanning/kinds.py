"""What `tokenize` and `folding` see in each character: tables for what reads code points."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import letters
from searchapp.arabic.scanning.folding import CODEC, list_folded
from searchapp.arabic.scanning.packing import list_numbers
from searchapp.arabic.tokenize import blank_separators

LETTER, MARK, CONTROL, OTHER, DIGIT, POINT, COMMA = (1 << bit for bit in range(7))

_PLANES = 0x40000
"""No character from here on is of any kind. The other twelve planes would take most of the time."""

_CLASSES = {
    LETTER: letters.ARABIC_LETTER_RANGES,
    MARK: re.escape(letters.ARABIC_MARKS + letters.LATIN_MARKS + letters.OTHER_MARKS),
    CONTROL: re.escape(letters.CONTROLS),
    OTHER: rf"^\W{letters.ARABIC_LETTER_RANGES}",
    DIGIT: r"\d",
    POINT: letters.DECIMAL_SEPARATORS,
    COMMA: letters.THOUSANDS_SEPARATORS,
}


@lru_cache(maxsize=1)
def list_kinds() -> NDArray[np.uint8]:
    """For each code point the bits of the classes that it belongs to; 0 for what separates words."""
    every = blank_separators(np.arange(_PLANES, dtype=np.uint32).tobytes().decode(CODEC, "surrogatepass"))
    kinds = np.zeros(sys.maxunicode + 1, np.uint8)
    for bit, pattern in _CLASSES.items():
        for run in re.finditer(f"[{pattern}]+", every):
            kinds[run.start() : run.end()] |= bit
    return kinds


@lru_cache(maxsize=1)
def list_plain() -> NDArray[np.uint8]:
    """For each code point the number of the letter that it is folded to (see `packing`), 0 for one that is no plain
    letter; the last stands for all above. What `fold_hamza_after_yeh` does comes before that.
    """
    folded = list_folded()
    return np.where(folded < ord(letters.HAMZA), 0, list_numbers()[folded]).astype(np.uint8)
