"""Sorted lines merged as bytes, compiled."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from searchapp.arabic.scanning.lines import LINE_END
from searchapp.compiling import compile_kernel, compile_part, vector

Array = NDArray[Any]


@compile_part
def compare_lines(text: Array, one: int, other: int) -> int:
    """Which of two lines comes first: below 0 the one, above 0 the other, 0 where they are the same."""
    while text[one] == text[other]:
        if text[one] == LINE_END:
            return 0
        one, other = one + 1, other + 1
    if text[one] == LINE_END or text[other] == LINE_END:
        return 1 if text[other] == LINE_END else -1
    return -1 if text[one] < text[other] else 1


@compile_kernel(
    vector("uint8"),
    vector("int64", written=True),
    vector("int64"),
    vector("int64", written=True),
    vector("uint32", written=True),
    vector("uint8", written=True),
)
def merge_lines(text: Array, starts: Array, ends: Array, places: Array, ordinals: Array, united: Array) -> int:
    """Merge sorted runs of lines, which stand from `starts` to `ends`; returns how many bytes `united` has then.

    The next line of a run, from `starts` on, has its ordinal among all lines put in its place among the `ordinals`.
    """
    size = ordinal = 0
    while True:
        first = -1
        for run in range(len(ends)):
            if starts[run] < ends[run] and (first < 0 or compare_lines(text, starts[run], starts[first]) < 0):
                first = run
        if first < 0:
            return size
        line = starts[first]
        for run in range(len(ends) - 1, -1, -1):
            if starts[run] < ends[run] and (run == first or compare_lines(text, starts[run], line) == 0):
                while text[starts[run]] != LINE_END:
                    if run == first:
                        united[size] = text[starts[run]]
                        size += 1
                    starts[run] += 1
                starts[run] += 1
                ordinals[places[run]] = ordinal
                places[run] += 1
        united[size] = LINE_END
        size += 1
        ordinal += 1
