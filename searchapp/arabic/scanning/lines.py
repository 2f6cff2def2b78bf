"""Words as lines of UTF-8 in one array of bytes: what vocabularies are between the stages of a build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile

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


def unite_lines(parts: Sequence[Lines], *, compiled: bool) -> tuple[Lines, list[NDArray[np.uint32]]]:
    """All lines of sorted lines, each once, and for each part the ordinal of each of its lines; by a kernel, where
    that is wanted and Numba is there.
    """
    return (_unite_compiled if compiled and can_compile() else _unite)(parts)


def _unite(parts: Sequence[Lines]) -> tuple[Lines, list[NDArray[np.uint32]]]:
    own = list(map(decode_lines, parts))
    # Sorted rows one after another are merged, not sorted anew.
    words = list(dict.fromkeys(sorted(chain.from_iterable(own))))
    ordinals = dict(zip(words, range(len(words)), strict=True))
    return encode_lines(words), [np.fromiter(map(ordinals.__getitem__, each), np.uint32, len(each)) for each in own]


def _unite_compiled(parts: Sequence[Lines]) -> tuple[Lines, list[NDArray[np.uint32]]]:
    from searchapp.arabic.scanning import lines_kernel

    text = np.concatenate([np.zeros(0, np.uint8), *parts])
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    starts = np.append(0, ends)[:-1]
    bounds = np.append(0, np.cumsum(list(map(count_lines, parts)), dtype=np.int64))
    ordinals, united = np.empty(bounds[-1], np.uint32), np.empty(len(text), np.uint8)
    size = lines_kernel.merge_lines(text, starts, ends, bounds[:-1].copy(), ordinals, united)
    return united[:size], np.split(ordinals, bounds[1:-1])
