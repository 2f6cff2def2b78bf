"""Documents → runs in a folder, a run whenever enough words are in memory."""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from searchapp.engines.whoosh_engine.building.builder import RunBuilder
from searchapp.engines.whoosh_engine.building.run import EXTENSION, BuiltRun
from searchapp.model import Document

MAX_WORDS = 16_000_000
"""Words in memory before they are written: with what else is kept of their documents some 300 MB."""


class RunSpiller:
    """Builds runs in this process. Ids may come again after a deletion, not before it."""

    def __init__(self, folder: Path, max_words: int = MAX_WORDS, *, compiled: bool = False) -> None:
        self._folder = folder
        self._max_words = max_words
        self._compiled = compiled
        self._runs: list[BuiltRun] = []
        """The last one is still in memory."""
        self._places: dict[str, int] = {}
        """Id → number of the document, counted over all runs."""
        self._firsts: list[int] = []
        """The number of each run's first document."""
        self._begin()

    def add(self, batch: int, documents: Sequence[Document], packed: Sequence[bytes]) -> None:
        """Take the documents of a batch and their packed forms. Batches come in the order of their numbers."""
        if not documents:
            return
        first = len(self._builder)
        self._runs[-1].batches.append((batch, first))
        self._builder.add(documents, packed)
        for number, document in enumerate(documents, self._firsts[-1] + first):
            self._places[document.id] = number
        if self._builder.words > self._max_words:
            documents_before = self._firsts[-1] + len(self._builder)
            self._write()
            self._begin(documents_before)

    def delete(self, document_id: str) -> None:
        """Drop a document that was added here."""
        number = self._places.pop(document_id)
        place = bisect_right(self._firsts, number) - 1
        self._runs[place].deleted.append(number - self._firsts[place])

    def finish(self) -> list[BuiltRun]:
        """Write what is left, and let go of it; returns all runs. Nothing can be added after that."""
        if len(self._builder):
            self._write()
        else:
            self._runs.pop()
        del self._builder
        return self._runs

    def _begin(self, first: int = 0) -> None:
        self._builder = RunBuilder(compiled=self._compiled)
        self._runs.append(BuiltRun(secrets.token_hex(8) + EXTENSION, [], []))
        self._firsts.append(first)

    def _write(self) -> None:
        self._builder.write(self._folder / self._runs[-1].name)
