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
