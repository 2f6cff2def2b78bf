"""The words of an archive in a row, noted while articles are sent: other spellings are learned from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variant_contexts import separate_texts
from searchapp.arabic.variant_learning import MOST_TOKENS


class Notes(msgspec.Struct):
    """The words of titles and bodies that one process met. `rows` has for each batch its number among all batches and
    its words in a row, as bytes of int32: their places in `forms`, -1 between texts.
    """

    forms: list[str] = msgspec.field(default_factory=list)
    rows: list[tuple[int, bytes]] = msgspec.field(default_factory=list)


class NoteTaker:
    """Notes the first words that it is given, as many as are learned from."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, bytes]] = []
        self._known = 0

    def take(self, batch: int, words: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        """Note the words of texts of such lengths, by their numbers."""
        if self._known < MOST_TOKENS:
            self._known += len(words)
            self._rows.append((batch, separate_texts(words.astype(np.int32), lengths).tobytes()))

    def hand_over(self, forms: Sequence[str]) -> Notes:
        """What was noted; `forms` has the exact form of each number."""
        notes = Notes(list(forms), self._rows) if self._rows else Notes()
        self._rows = []
        return notes


def join_notes(notes: Sequence[Notes], places: Mapping[str, int]) -> NDArray[np.int32]:
    """The words that several processes noted, in the order of their batches, by the places of their forms: as
    learning reads them. A form that has no place is left out.
    """
    rows: list[tuple[int, NDArray[np.int32]]] = []
    for each in notes:
        # The last place is for what is no word.
        table = np.fromiter((places.get(form, -1) for form in (*each.forms, "")), np.int32, len(each.forms) + 1)
        rows += [(batch, table[np.frombuffer(row, np.int32)]) for batch, row in each.rows]
    return np.concatenate([np.empty(0, np.int32), *(row for _, row in sorted(rows, key=lambda row: row[0]))])
