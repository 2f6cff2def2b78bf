"""How many connections each worker of a server holds, known to all of them."""

from __future__ import annotations

import mmap

_MOST_WORKERS = 1024
"""Twice as many as may be set: while the settings are read again, old workers and new ones serve side by side."""
_MOST = 0xFFFE


class SharedCounts:
    """A number for each worker, in memory that is shared with the processes forked after it was made.

    Slots are taken and given back by the parent alone, each number is written by one worker, so nothing is locked.
    """

    def __init__(self) -> None:
        # A slot's number plus one; 0 where nobody has the slot.
        self._numbers = memoryview(mmap.mmap(-1, 2 * _MOST_WORKERS)).cast("H")

    def take_slot(self) -> int:
        """A slot that is now one's own, at 0. Raises ValueError where all are taken."""
        slot = self._numbers.tolist().index(0)
        self._numbers[slot] = 1
        return slot

    def give_back(self, slot: int) -> None:
        """Make the slot free."""
        self._numbers[slot] = 0

    def write(self, slot: int, number: int) -> None:
        """Set the slot's number, 0 or more."""
        self._numbers[slot] = min(number, _MOST) + 1

    def is_least(self, slot: int) -> bool:
        """Whether no other slot that is taken has a smaller number."""
        own = self._numbers[slot]
        return not any(0 < number < own for number in self._numbers.tolist())
