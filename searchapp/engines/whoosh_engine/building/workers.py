"""Documents spread over builders: worker processes where there is much text."""

from __future__ import annotations

from pathlib import Path

from searchapp.engines.base import OnStage
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.processes import Team
from searchapp.engines.whoosh_engine.building.assembly import Assembled
from searchapp.engines.whoosh_engine.building.builders import (
    Assembly,
    Batch,
    Builder,
    LocalBuilder,
    start_workers,
)
from searchapp.engines.whoosh_engine.building.run import BuiltRun
from searchapp.engines.whoosh_engine.building.spill import MAX_WORDS, RunSpiller
from searchapp.model import Document

_BATCH_BYTES = 600_000
_ALONE_BYTES = 3_500_000
"""Fewer bytes of packed documents are built before other processes would have started."""
_PLAIN_BYTES = 3_500_000
"""Fewer bytes of packed documents are built before compiled kernels would have been loaded."""


class WorkerPool:
    """Spreads documents over builders. A little text is built in this process, without starting others."""

    def __init__(self, folder: Path, count: int, max_words: int = MAX_WORDS) -> None:
        self.count = count
        """How many cores it may use."""
        self._folder = folder
        self._max_words = max_words
        self._compiled = False
        self._builders: list[Builder] = []
        self._team: Team | None = None
        self._batches = 0
        self._waiting: dict[str, bytes] = {}
        self._waiting_bytes = 0
        self._owners: dict[str, Builder] = {}

    def add(self, document: Document) -> None:
        """Take a document. Raises IndexWriteError when a builder has died."""
        packed = pack_document(document)
        self._waiting[document.id] = packed
        self._waiting_bytes += len(packed)
        if self._waiting_bytes > (_BATCH_BYTES if self._builders else _ALONE_BYTES):
            if not self._builders:
                self._start(self.count)
            self._send()

    def delete(self, document_id: str) -> None:
        """Drop a document that was added here."""
        if document_id in self._waiting:
            self._waiting_bytes -= len(self._waiting.pop(document_id))
        else:
            self._owners.pop(document_id).send(self._make_batch([document_id], []))

    def assemble(self, path: Path, on_stage: OnStage | None = None) -> Assembled | None:
        """Have all that was added written as one segment, in a file of the folder. None: nothing was ever added, and
        nothing is written. Raises IndexWriteError when a builder has died.

        A generation that has no lexicon, or no other spellings, is frozen with those of what was added.
        """
        runs = self._finish()
        if not runs:
            return None
        first, *others = self._builders
        for builder in others:
            builder.close()  # it ends, and its memory is free
        made = first.assemble(Assembly(runs, path.name, self.count, self._compiled), on_stage)
        for run in runs:
            (self._folder / run.name).unlink()
        return made

    def _finish(self) -> list[BuiltRun]:
        """Have all runs written; returns them. Raises IndexWriteError when a builder has died."""
        if not self._builders:
            self._start(1)
        self._send()
        for builder in self._builders:
            builder.close()
        return [run for builder in self._builders for run in builder.collect()]

    def stop(self) -> None:
        """End the builders at once: nothing more is wanted of them."""
        if self._team is not None:
            self._team.kill()
        for builder in self._builders:
            builder.end()

    def _start(self, count: int) -> None:
        self._compiled = self._waiting_bytes > _PLAIN_BYTES
        if count == 1:
            self._builders = [
                LocalBuilder(self._folder, RunSpiller(self._folder, self._max_words, compiled=self._compiled))
            ]
        else:
            self._team, workers = start_workers(self._folder, count, self._max_words, self._compiled)
            self._builders = list(workers)

    def _send(self) -> None:
        names = list(self._waiting)
        packed = list(self._waiting.values())
        step = max(1, len(names) * _BATCH_BYTES // max(1, self._waiting_bytes))
        for start in range(0, len(names), step):
            builder = min(self._builders, key=lambda each: each.backlog())
            builder.send(self._make_batch([], packed[start : start + step]))
            self._owners.update(dict.fromkeys(names[start : start + step], builder))
        self._waiting.clear()
        self._waiting_bytes = 0

    def _make_batch(self, deleted: list[str], packed: list[bytes]) -> Batch:
        self._batches += 1
        return Batch(self._batches, deleted, packed)
