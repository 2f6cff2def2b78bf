"""The writer: documents into a new generation, counted, checked and switched in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from searchapp.arabic import Variants, load_base_lexicon
from searchapp.engines.base import OnStage
from searchapp.engines.whoosh_engine.building.merge import choose_merges, merge_segments
from searchapp.engines.whoosh_engine.building.spill import MAX_WORDS
from searchapp.engines.whoosh_engine.building.workers import WorkerPool
from searchapp.engines.whoosh_engine.codec import ArraySegment
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.engines.whoosh_engine.files.lexicon_file import LEXICON, write_lexicon
from searchapp.engines.whoosh_engine.files.lock import WriterLock, explain_failure
from searchapp.engines.whoosh_engine.files.manifest import FileRecord
from searchapp.engines.whoosh_engine.files.segment import OpenSegment, Segment
from searchapp.engines.whoosh_engine.files.variants_file import VARIANTS, write_variants
from searchapp.engines.whoosh_engine.loops.arrays import NO_FLAGS
from searchapp.engines.whoosh_engine.opening import read_toc
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.schema import make_schema
from searchapp.errors import CountMismatchError, UnreadableIndexError
from searchapp.model import Document

INDEX_NAME = "MAIN"


class WhooshWriter:
    """See `engines.base.Writer`. `base` is the generation that a change starts from, None for a rebuild.

    The lock is the caller's until this returns; then it is the writer's to release.
    """

    def __init__(
        self,
        generations: Generations,
        lock: WriterLock,
        base: WhooshReader | None,
        *,
        replace: bool,
        workers: int = 1,
        max_words: int = MAX_WORDS,
    ) -> None:
        self._generations = generations
        self._lock = lock
        self._base = base
        self._replace = replace
        self._open = True
        with _named_errors(generations.folder):
            generations.sweep()
            self._folder = generations.begin(base.generation if base else None)
        if base is not None and not base.documents:
            for file in (LEXICON, VARIANTS):  # an index without articles has learned nothing
                (self._folder / file).unlink()
        self._storage = FileStorage(str(self._folder))
        self._toc = read_toc(self._folder) if base else TOC(make_schema(), [], 0)
        self._segments: list[ArraySegment] = list(self._toc.segments)
        self._pool = WorkerPool(self._folder, workers, max_words)
        self._recorded: dict[str, FileRecord] = {}
        """The files that are on disk for good, by their names."""
        self._added: set[str] = set()
        self._deleted: set[str] = set()
        self._gone: list[list[int]] = [[] for _ in self._segments]
        """The numbers of the deleted documents of each segment of the base; a segment is told of all at once."""

    def add(self, document: Document) -> bool:
        """See the contract."""
        if document.id in self._added:
            if not self._replace:
                return False
            self._pool.delete(document.id)
        else:
            self._delete_old(document.id)
            self._added.add(document.id)
        with _named_errors(self._folder):
            self._pool.add(document)
        return True

    def delete(self, document_id: str) -> bool:
        """See the contract."""
        if document_id in self._added:
            self._added.remove(document_id)
            self._pool.delete(document_id)
            return True
        return self._delete_old(document_id)

    def commit(self, on_stage: OnStage | None = None) -> str:
        """See the contract."""
        base_name = self._base.generation if self._base else None
        expected = len(self._added) - len(self._deleted) + (self._base.documents if self._base else 0)
        for segment, numbers in zip(self._segments, self._gone, strict=True):
            segment.delete_documents(numbers)
        with _named_errors(self._folder):
            self._assemble(on_stage)
            self._merge()
            self._write_toc()
            self._check_count(expected)
            manifest = self._generations.complete(self._folder, expected, base_name, self._recorded)
            self._generations.switch(manifest.name)
            self._close()
            # What could not be removed now is swept next time.
            with contextlib.suppress(OSError, UnreadableIndexError):
                self._generations.sweep()
        self._lock.release()
        return manifest.name

    def __enter__(self) -> WhooshWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            self._close()
            self._pool.stop()
            with contextlib.suppress(OSError, UnreadableIndexError):
                self._generations.remove(self._folder.name)
        self._lock.release()

    def _close(self) -> None:
        self._open = False
        self._base = None

    def _delete_old(self, document_id: str) -> bool:
        if self._base is None or document_id in self._deleted:
            return False
        number = self._base.postings.find_document(document_id)
        if number is None:
            return False
        place = max(place for place, each in enumerate(self._base.postings.segments) if each.start <= number)
        self._gone[place].append(number - self._base.postings.segments[place].start)
        self._deleted.add(document_id)
        return True

    def _assemble(self, on_stage: OnStage | None) -> None:
        """Make a segment of what was added."""
        added = ArraySegment(INDEX_NAME)
        path = added.path(self._folder)
        made = self._pool.assemble(path, on_stage)
        if made is not None:
            added.set_doc_count(made.documents)
            self._segments.append(added)
            self._recorded[path.name] = made.record
        if not (self._folder / VARIANTS).exists():
            write_variants(self._folder, Variants())
        if not (self._folder / LEXICON).exists():
            write_lexicon(self._folder, load_base_lexicon())
        self._pool.stop()

    def _merge(self) -> None:
        """Bring the number of segments down, as the merge policy says."""
        for group in choose_merges([segment.doc_count() for segment in self._segments]):
            parts = [self._segments[place] for place in group]
            merged = ArraySegment(INDEX_NAME)
            opened = [_open_segment(part, self._folder) for part in parts]
            merged.set_doc_count(merge_segments(opened, merged.path(self._folder)))
            for part in parts:
                part.path(self._folder).unlink()
            self._segments[group[0]] = merged
            for place in group[1:]:
                self._segments[place] = ArraySegment(INDEX_NAME)
        for segment in self._segments:
            if not segment.doc_count_all():  # all its documents were deleted: nothing lists its file any more
                segment.path(self._folder).unlink(missing_ok=True)
        self._segments = [segment for segment in self._segments if segment.doc_count_all()]

    def _write_toc(self) -> None:
        TOC(make_schema(), self._segments, self._toc.generation + 1).write(self._storage, INDEX_NAME)
        for path in self._folder.glob("_*.toc"):
            if path.name != f"_{INDEX_NAME}_{self._toc.generation + 1}.toc":
                path.unlink()

    def _check_count(self, expected: int) -> None:
        found = 0
        for segment in read_toc(self._folder).segments:
            if Segment(segment.path(self._folder)).documents == segment.doc_count_all():
                found += segment.doc_count()
        if found != expected:
            raise CountMismatchError(
                f"The new index holds {found} articles where {expected} were fed to it, so it was not switched in. "
                "Check the disk and run the command again."
            )


def _open_segment(entry: ArraySegment, folder: Path) -> OpenSegment:
    segment = Segment(entry.path(folder))
    deleted = NO_FLAGS
    if entry.has_deletions():
        deleted = np.zeros(segment.documents, np.bool_)
        deleted[list(entry.deleted_docs())] = True
    return OpenSegment(segment, 0, deleted)


@contextlib.contextmanager
def _named_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk says into one sentence."""
    try:
        yield
    except OSError as error:
        raise explain_failure(folder, error) from error
