"""Answers that are remembered, in dictionaries of bounded size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from searchapp.arabic import Stem

MOST_ANSWERS = 10_000
MOST_STEMS = 200_000

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


class StemMemo(dict[str, str]):
    """Exact form → stem, each found once. Threads may share one; an item is looked up without a call, which marking
    does for each word of ten articles.
    """

    def __init__(self, find: Stem) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, form: str) -> str:
        stem = self._find(form)
        if len(self) >= MOST_STEMS:
            self.clear()
        self[form] = stem
        return stem
