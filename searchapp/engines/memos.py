"""Answers that are remembered, in dictionaries of bounded size."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

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


class ObjectMemo(Generic[_Answer]):
    """What was made of objects that are kept elsewhere, such as read queries: each is known by its being the same
    one. Emptied when it has `most`. Threads may share it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        # With the object, so that no other can come to stand at its address.
        self._known: dict[tuple[int, Hashable], tuple[object, _Answer]] = {}

    def find(self, thing: object, make: Callable[[], _Answer], besides: Hashable = None) -> _Answer:
        """What `make` makes of it, and of what it depends on `besides`."""
        key = id(thing), besides
        known = self._known.get(key)
        if known is None:
            known = thing, make()
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = known
        return known[1]


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
