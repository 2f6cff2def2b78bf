"""Documents spread over builders: worker processes where there is much text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.stems.stemming import can_stem_compiled
from searchapp.arabic.variants.learning import learn_variants
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.processes import Team
from searchapp.engines.whoosh_engine.building.builders import (
    Batch,
    Builder,
    LocalBuilder,
    Question,
    WorkerBuilder,
    start_workers,
)
from searchapp.engines.whoosh_engine.building.deriving import derive_forms, take_lexicon
from searchapp.engines.whoosh_engine.building.inversion import Inverter, PlainInverter, make_inverter
from searchapp.engines.whoosh_engine.building.lesson import write_lesson
from searchapp.engines.whoosh_engine.building.run import BuiltRun
from searchapp.engines.whoosh_engine.building.spill import MAX_WORDS, RunSpiller
from searchapp.engines.whoosh_engine.files.variants_file import write_variants
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
        self.inverter: Inverter = PlainInverter()
        """What suits the words that came; after `finish`."""
        self._compiled = self._stems_compiled = False
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

    def finish(self) -> list[BuiltRun]:
        """Have everything written; returns all runs. Raises IndexWriteError when a builder has died."""
        if not self._builders:
            self._start(1)
        self._send()
        for builder in self._builders:
            builder.close()
        # The builders are still at work.
        self.inverter = make_inverter(compiled=self._compiled)
        self._stems_compiled = self._compiled and can_stem_compiled()
        return [run for builder in self._builders for run in builder.collect()]

    def derive(self, words: Sequence[str], counts: NDArray[np.int64]) -> Mapping[str, list[str]]:
        """See `deriving.Derive`; after `finish`. One builder does it by kernels, or each a part without.

        A generation that has no lexicon yet is frozen with the one that these words make.
        """
        others = self._list_workers()
        if self._stems_compiled and others:
            others[-1].ask(Question(words, counts.tolist(), compiled=True))
            return others[-1].answer()
        lexicon = take_lexicon(self._folder, words, counts.tolist())
        if not others:
            return derive_forms(words, lexicon, compiled=self._stems_compiled)
        step = -(-len(words) // len(others))
        for place, builder in enumerate(others):
            builder.ask(Question(words[place * step : (place + 1) * step], [], compiled=False))
        parts = [builder.answer() for builder in others]
        return {form: [term for part in parts for term in part[form]] for form in parts[0]}

    def learn(self, words: NDArray[np.int32], forms: Sequence[str], counts: NDArray[np.int64], whole: int) -> None:
        """See `assembly.Learn`; beside `derive`. A builder does it that kernels leave nothing else to do."""
        builder = self._builders[0]
        if self._stems_compiled and isinstance(builder, WorkerBuilder):
            write_lesson(self._folder, words, forms, counts, whole)
            builder.teach()
            builder.answer()
        else:
            write_variants(self._folder, learn_variants(words, forms, counts.tolist(), whole))

    def stop(self) -> None:
        """End the builders at once: nothing more is wanted of them."""
        if self._team is not None:
            self._team.kill()
        for builder in self._list_workers():
            builder.end()

    def _start(self, count: int) -> None:
        self._compiled = self._waiting_bytes > _PLAIN_BYTES
        if count == 1:
            self._builders = [LocalBuilder(RunSpiller(self._folder, self._max_words, compiled=self._compiled))]
        else:
            self._team, workers = start_workers(self._folder, count, self._max_words, self._compiled)
            self._builders = list(workers)

    def _list_workers(self) -> list[WorkerBuilder]:
        return [builder for builder in self._builders if isinstance(builder, WorkerBuilder)]

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
