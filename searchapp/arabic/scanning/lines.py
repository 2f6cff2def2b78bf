"""Words as lines of UTF-8 in one array of bytes: what vocabularies are between the stages of a build."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Lines: TypeAlias = NDArray[np.uint8]
"""Words without line ends, each followed by one. Sorted lines are sorted as strings are."""

LINE_END = ord("\n")


def encode_lines(words: Iterable[str]) -> Lines:
    """Words as lines; an empty array for none."""
    text = "".join([word + "\n" for word in words])
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def decode_lines(lines: Lines) -> list[str]:
    """The words of lines."""
    return lines.tobytes().decode("utf-8", "surrogatepass").split("\n")[:-1]


def count_lines(lines: Lines) -> int:
    """How many there are."""
    return int(np.count_nonzero(lines == LINE_END))


def find_ends(lines: Lines) -> NDArray[np.int64]:
    """Where each line's end stands."""
    return np.flatnonzero(lines == LINE_END)


def select_lines(lines: Lines, chosen: NDArray[np.bool_]) -> Lines:
    """The lines that are chosen."""
    return lines[np.repeat(chosen, np.diff(find_ends(lines), prepend=-1))]
