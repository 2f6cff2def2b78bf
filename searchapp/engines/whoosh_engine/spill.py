"""Documents → runs in a folder, a run whenever enough words are in memory."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from searchapp.engines.whoosh_engine.builder import RunBuilder
from searchapp.engines.whoosh_engine.run import EXTENSION, BuiltRun
from searchapp.model import Document

MAX_WORDS = 16_000_000
"""Words in memory before they are written: with what else is kept of their documents some 300 MB."""


class RunSpiller:
    """Builds runs in this process. Ids may come again after a deletion, not before it."""

    def __init__(self, folder: Path, max_words: int = MAX_WORDS, *, compiled: bool = False) -> None:
        self._folder = folder
        self._max_words = max_words
        self._compiled = compiled
        self._written: list[BuiltRun] = []
        self._places: dict[str, tuple[BuiltRun, int]] = {}
        self._begin()

    def add(self, batch: int, documents: Sequence[Document], packed: Sequence[bytes]) -> None:
        """Take the documents of a batch and their packed forms. Batches come in the order of their numbers."""
        if not documents:
            return
        first = len(self._builder)
        self._run.batches.append((batch, first))
        self._builder.add(documents, packed)
        for number, document in enumerate(documents, first):
            self._places[document.id] = self._run, number
        if self._builder.words > self._max_words:
            self._write()
            self._begin()

    def delete(self, document_id: str) -> None:
        """Drop a document that was added here."""
        run, number = self._places.pop(document_id)
        run.deleted.append(number)

    def finish(self) -> list[BuiltRun]:
        """Write what is left; returns all runs."""
        if len(self._builder):
            self._write()
        return self._written

    def _begin(self) -> None:
        self._builder = RunBuilder(compiled=self._compiled)
        self._run = BuiltRun(secrets.token_hex(8) + EXTENSION, [], [])

    def _write(self) -> None:
        self._builder.write(self._folder / self._run.name)
        self._written.append(self._run)
