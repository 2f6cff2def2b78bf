"""The words that each process met while articles were sent, and all of them as one vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.variants.contexts import separate_texts
from searchapp.arabic.variants.learning import MOST_TOKENS
from searchapp.engines.opensearch_engine.counting import FormCounts


class Words(msgspec.Struct):
    """What one process met: exact forms, and the rows of `FormCounts` for them as bytes of int64, one after another.

    `rows` is noted to learn other spellings from: for each batch its number among all batches and its words of titles
    and bodies in a row, as bytes of int32: their places in `forms`, -1 between texts.
    """

    forms: list[str] = []
    counts: bytes = b""
    rows: list[tuple[int, bytes]] = []


class NoteTaker:
    """Notes the first words that it is given, as many as are learned from."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, NDArray[np.int32]]] = []
        self._known = 0

    def take(self, batch: int, words: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        """Note the words of texts of such lengths, by their numbers."""
        if self._known < MOST_TOKENS:
            self._known += len(words)
            self._rows.append((batch, separate_texts(words.astype(np.int32), lengths)))

    def hand_over(self) -> list[tuple[int, NDArray[np.int32]]]:
        """What was noted: for each batch its number, and its words in a row with -1 between texts."""
        rows, self._rows = self._rows, []
        return rows


def pack_words(forms: Sequence[str], counts: FormCounts, noted: Sequence[tuple[int, NDArray[np.int32]]]) -> Words:
    """What was met, of what is numbered in `forms`; what no count tells of is left out."""
    table = np.array(counts)
    met = np.flatnonzero(table.any(axis=0))
    places = _number(met, len(forms))
    return Words(
        [forms[number] for number in met.tolist()],
        table[:, met].tobytes(),
        [(batch, places[row].tobytes()) for batch, row in noted],
    )


def _number(chosen: NDArray[np.int64], size: int) -> NDArray[np.int32]:
    """For each of `size` numbers its place among the chosen ones, -1 for one that is none, and for -1 itself."""
    places = np.full(size + 1, -1, np.int32)
    places[chosen] = np.arange(len(chosen), dtype=np.int32)
    return places


class Vocabulary(NamedTuple):
    """Exact forms, sorted, with their counts; and the noted words in a row, by their places, -1 between texts."""

    forms: list[str]
    counts: FormCounts
    row: NDArray[np.int32]

    @property
    def holders(self) -> NDArray[np.int64]:
        """How many articles hold each form anywhere."""
        return self.counts.articles + self.counts.elsewhere

    def list_used(self) -> Vocabulary:
        """Without the forms that went with their articles."""
        used = np.flatnonzero(self.counts.uses > 0)
        if len(used) == len(self.forms):
            return self
        counts = FormCounts(*(each[used] for each in self.counts))
        return Vocabulary(
            [self.forms[place] for place in used.tolist()], counts, _number(used, len(self.forms))[self.row]
        )


def join_words(met: Sequence[Words]) -> Vocabulary:
    """What several processes met, the noted words in the order of their batches."""
    forms = sorted(set(chain.from_iterable(words.forms for words in met)))
    places = dict(zip(forms, range(len(forms)), strict=True))
    counts = np.zeros((len(FormCounts._fields), len(forms)), np.int64)
    rows: list[tuple[int, NDArray[np.int32]]] = []
    for words in met:
        # The last place is for what is no word.
        table = np.array([*map(places.__getitem__, words.forms), -1], np.int32)
        counts[:, table[:-1]] += np.frombuffer(words.counts, np.int64).reshape(len(counts), -1)
        rows += [(batch, table[np.frombuffer(row, np.int32)]) for batch, row in words.rows]
    rows.sort(key=lambda row: row[0])
    row = np.concatenate([np.empty(0, np.int32), *(row for _, row in rows)])
    return Vocabulary(forms, FormCounts(*counts), row)
