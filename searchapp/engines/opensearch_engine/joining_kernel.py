"""`joining`, compiled: the bytes of each term are copied to where it stands."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from searchapp.compiling import compile_kernel, vector

Array = NDArray[Any]

_QUOTE = ord('"')
_SPACE = ord(" ")


@compile_kernel(
    vector("uint32"),
    vector("int64"),
    vector("uint8"),
    vector("int64"),
    vector("uint8", written=True),
    vector("int64", written=True),
)
def join_words(words: Array, counts: Array, letters: Array, ends: Array, text: Array, text_ends: Array) -> None:
    """Write the terms of each text with a space between them, in quotes; and where each text ends.

    `letters` has all terms in the order of their numbers, `ends` where each ends.
    """
    at = word = 0
    for place in range(len(counts)):
        text[at] = _QUOTE
        at += 1
        first = word
        word += counts[place]
        for each in range(first, word):
            if each > first:
                text[at] = _SPACE
                at += 1
            term = words[each]
            for byte in range(ends[term - 1] if term else 0, ends[term]):
                text[at] = letters[byte]
                at += 1
        text[at] = _QUOTE
        at += 1
        text_ends[place] = at
