"""What was worked out over an open index, kept for the next request that asks the same."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from searchapp.engines.base import Reader

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """Values worked out over one reader: all are forgotten when another reader is asked, or when there are too many.

    Threads may share one: each step is one operation, and a value lost between two of them is worked out again.
    """

    def __init__(self, most: int) -> None:
        """Keep at most `most` values, at least 1."""
        self._most = most
        # One tuple, so that no thread sees the one of them with another's other.
        self._kept: tuple[weakref.ref[Reader] | None, dict[Key, Value]] = None, {}

    def find(self, reader: Reader, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key over this reader. What `make` raises is not kept."""
        known, values = self._kept
        if known is None or known() is not reader:
            values = {}
            self._kept = weakref.ref(reader), values
        try:
            return values[key]
        except KeyError:
            value = make()
        if len(values) >= self._most:
            values.clear()
        values[key] = value
        return value
