"""The writer: documents into a new generation, counted, checked and switched in."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from searchapp.engines.whoosh_engine.generations import Generations
from searchapp.engines.whoosh_engine.lock import WriterLock
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.schema import make_row, make_schema
from searchapp.errors import CountMismatchError, IndexWriteError
from searchapp.model import Document

_MEMORY_MB = 256


class WhooshWriter:
    """See `engines.base.Writer`. `base` is the generation that a change starts from, None for a rebuild.

    The lock is the caller's until this returns; then it is the writer's to release.
    """

    def __init__(self, generations: Generations, lock: WriterLock, base: WhooshReader | None, replace: bool) -> None:
        self._generations = generations
        self._lock = lock
        self._base = base
        self._replace = replace
        self._added: dict[str, int] = {}
        self._deleted: set[str] = set()
        self._next = 0
        self._open = True
        with _named_errors(generations.folder):
            generations.sweep()
            self._folder = generations.begin(base.generation if base else None)
            storage = FileStorage(str(self._folder))
            if base is None:
                index = FileIndex.create(storage, make_schema())
            else:
                index = FileIndex(storage, schema=make_schema())
            self._writer: Any = index.writer(limitmb=_MEMORY_MB)

    def add(self, document: Document) -> bool:
        """See the contract."""
        if document.id in self._added:
            if not self._replace:
                return False
            self._writer.get_segment().delete_document(self._added.pop(document.id))
        else:
            self._delete_old(document.id)
        with _named_errors(self._folder):
            self._writer.add_document(**make_row(document))
        self._added[document.id] = self._next
        self._next += 1
        return True

    def delete(self, document_id: str) -> bool:
        """See the contract."""
        if document_id in self._added:
            self._writer.get_segment().delete_document(self._added.pop(document_id))
            return True
        return self._delete_old(document_id)

    def commit(self) -> str:
        """See the contract."""
        base_name = self._base.generation if self._base else None
        expected = len(self._added) - len(self._deleted) + (self._base.documents if self._base else 0)
        with _named_errors(self._folder):
            self._writer.commit()
            self._check_count(expected)
            (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
            manifest = self._generations.complete(self._folder, expected, base_name)
            self._generations.switch(manifest.name)
            self._close()
            with contextlib.suppress(OSError):  # what could not be removed now is swept next time
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
            with contextlib.suppress(Exception):  # the writer may be half closed by the error that brought us here
                self._writer.cancel()
            with contextlib.suppress(OSError):
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
        self._writer.delete_document(number)
        self._deleted.add(document_id)
        return True

    def _check_count(self, expected: int) -> None:
        reader = FileIndex(FileStorage(str(self._folder)), schema=make_schema()).reader()
        try:
            found = reader.doc_count()
        finally:
            reader.close()
        if found != expected:
            raise CountMismatchError(
                f"The new index holds {found} articles where {expected} were fed to it, so it was not switched in. "
                "Check the disk and run the command again."
            )


@contextlib.contextmanager
def _named_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk says into one sentence."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
        raise IndexWriteError(
            f"{folder} cannot be written: {reason}. The index that was there is unchanged."
        ) from error
