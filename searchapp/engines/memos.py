"""Answers that are remembered, in dictionaries of bounded size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST_ANSWERS = 10_000

_Answer = TypeVar("_Answer")


def remember(memo: dict[str, _Answer], key: str, find: Callable[[str], _Answer]) -> _Answer:
    """What `find` says of a key; asked once as long as few others are. Threads may share a memo."""
    found = memo.get(key)
    if found is None:
        found = find(key)
        if len(memo) >= MOST_ANSWERS:
            memo.clear()
        memo[key] = found
    return found
