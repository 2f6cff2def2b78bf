"""The default engine: opens generations, and hands out the one writer."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from searchapp.engines.base import CheckReport, Reader, Writer
from searchapp.engines.whoosh_engine.check import check_index
from searchapp.engines.whoosh_engine.files.generations import CURRENT, Generations, Stamp
from searchapp.engines.whoosh_engine.files.lock import WriterLock, read_holder
from searchapp.engines.whoosh_engine.files.manifest import read_manifest
from searchapp.engines.whoosh_engine.loops.arrays import choose_arrays
from searchapp.engines.whoosh_engine.opening import open_generation
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.writer import WhooshWriter
from searchapp.errors import DamagedIndexError, NoIndexError, SearchappError
from searchapp.model import IndexStatus

_log = logging.getLogger(__name__)


class WhooshEngine:
    """See `engines.base.Engine`. Threads may share it."""

    name = "whoosh"

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._workers = workers
        self._generations = Generations(folder)
        self._lock = threading.Lock()
        self._open: tuple[Stamp | None, WhooshReader] | None = None
        self._arrays = choose_arrays(compiled=False)

    def prepare(self) -> None:
        """See the contract: it loads the compiled loops, where there are any."""
        self._arrays = choose_arrays(compiled=True)

    def reader(self) -> Reader:
        """See the contract. While one thread opens a new generation, the others go on with the old one."""
        opened = self._open
        if opened is not None and opened[0] == self._generations.stamp():
            return opened[1]
        if opened is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return opened[1]
        try:
            stamp = self._generations.stamp()
            if self._open is None or self._open[0] != stamp:
                self._open = stamp, self._open_newest()
            return self._open[1]
        except SearchappError:
            if opened is None:
                raise
            _log.exception("The new generation cannot be opened; the one before goes on serving.")
            self._open = stamp, opened[1]
            return opened[1]
        finally:
            self._lock.release()

    def rebuild(self) -> Writer:
        """See the contract."""
        lock = WriterLock(self._generations.folder, "reindex")
        return self._start(lock, None, replace=False)

    def change(self) -> Writer:
        """See the contract."""
        lock = WriterLock(self._generations.folder, "add or delete")
        try:
            base = self._open_newest() if self._generations.list_readable() else None
            if base is not None and base.fallback:
                # A change on top of an older generation would bury what the damaged one had.
                raise DamagedIndexError(f"{base.fallback} It cannot be changed; run `searchapp reindex`.")
            if base is not None:
                # What is linked into the new generation, or merged, must not carry damage on: a second a gigabyte.
                base.verify()
        except BaseException:
            lock.release()
            raise
        return self._start(lock, base, replace=True)

    def status(self) -> IndexStatus:
        """See the contract."""
        generations = self._generations
        notes: list[str] = []
        generation, documents, size, created = None, 0, 0, None
        details: dict[str, object] = {}
        try:
            reader = self.reader()
            generation, documents = reader.generation, reader.documents
            manifest = read_manifest(generations.path(generation))
            size = sum(record.size for record in manifest.files.values())
            created = manifest.created
            details["variants"] = reader.variants.account
            if reader.fallback:
                notes.append(reader.fallback)
        except SearchappError as error:
            notes.append(error.message)
        writer = read_holder(generations.folder)
        return IndexStatus(self.name, generation, documents, size, created, writer, tuple(notes), details)

    def check(self) -> CheckReport:
        """See the contract."""
        return check_index(self._generations)

    def _start(self, lock: WriterLock, base: WhooshReader | None, replace: bool) -> Writer:
        try:
            return WhooshWriter(self._generations, lock, base, replace=replace, workers=self._workers)
        except BaseException:
            lock.release()
            raise

    def _open_newest(self) -> WhooshReader:
        """The current generation, or the newest whole one before it, which then says why."""
        while True:
            stamp = self._generations.stamp()
            reader, damage = self._try_generations()
            if damage is None or self._generations.stamp() == stamp:
                break
            # Writers switched and swept what was current a moment ago: not damage, look again.
        if reader is None:
            raise damage or NoIndexError(self._generations.explain_absence())
        if damage is not None:
            reader.fallback = f"{damage.message} Meanwhile {reader.generation}, an older index, answers."
        elif stamp is not None and self._generations.read_current() is None:
            current = self._generations.folder / CURRENT
            reader.fallback = f"{current} is damaged; {reader.generation}, the newest whole index, answers."
        if reader.fallback:
            _log.warning("%s", reader.fallback)
        return reader

    def _try_generations(self) -> tuple[WhooshReader | None, DamagedIndexError | None]:
        """The first generation that opens, and the damage of the first that does not."""
        damage: DamagedIndexError | None = None
        for name in self._generations.list_readable():
            try:
                return open_generation(self._generations, name, self._arrays), damage
            except DamagedIndexError as error:
                damage = damage or error
        return None, damage
