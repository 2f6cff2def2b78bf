"""Answers that are remembered, in dictionaries of bounded size."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

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


class StemMemo(dict[str, str], ABC):
    """Exact form → stem, each found once. Threads may share one; an item is looked up without a call, which marking
    does for each word of ten articles.

    How a stem is found is a method, no function that is handed in: a memo that held a method of its own would be kept
    until rubbish is looked for.
    """

    @abstractmethod
    def find(self, form: str) -> str:
        """The stem of a form that is not remembered."""

    def __missing__(self, form: str) -> str:
        found = self.find(form)
        if len(self) >= MOST_STEMS:
            self.clear()
        self[form] = found
        return found
