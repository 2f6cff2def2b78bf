"""The default engine: opens generations, and hands out the one writer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from searchapp.compiling import NotCompiledError
from searchapp.engines.base import CheckReport, Reader, Writer
from searchapp.engines.whoosh_engine.check import check_index
from searchapp.engines.whoosh_engine.files.generations import CURRENT, Generations, Stamp
from searchapp.engines.whoosh_engine.files.lock import LOCK, WriterLock, read_holder
from searchapp.engines.whoosh_engine.files.manifest import read_manifest
from searchapp.engines.whoosh_engine.loops.arrays import choose_arrays
from searchapp.engines.whoosh_engine.opening import open_generation
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.writer import WhooshWriter
from searchapp.errors import DamagedIndexError, NoIndexError, SearchappError
from searchapp.model import IndexStatus

_log = logging.getLogger(__name__)

_PAUSE_S = 5.0
"""What could not be opened is tried again after so long: what a disk or the system refuses once, it may give."""
_PAUSE_SHARE = 20
"""Or after so many times as long as the last try took, which may have read all of a large index."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is open, and `stamp` as it was then. `again_s`, on the clock of `time.monotonic()`, is when to try again
    for a newer one; None where it is the newest.
    """

    stamp: Stamp | None
    reader: WhooshReader
    again_s: float | None

    def holds(self, stamp: Stamp | None) -> bool:
        """Whether there is nothing newer to open now."""
        return self.stamp == stamp and (self.again_s is None or time.monotonic() < self.again_s)


class WhooshEngine:
    """See `engines.base.Engine`. Threads may share it."""

    name = "whoosh"

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._workers = workers
        self._generations = Generations(folder)
        self._lock = threading.Lock()
        self._open: _Opened | None = None
        self._arrays = choose_arrays(compiled=False)

    def prepare(self, *, wait: bool = True) -> bool:
        """See the contract: it loads the compiled loops, where there are any."""
        try:
            self._arrays = choose_arrays(compiled=True, wait=wait)
        except NotCompiledError:
            return False
        return True

    def limit(self, deadline: float) -> AbstractContextManager[None]:
        """See the contract. No other machine is asked here."""
        return nullcontext()

    def reader(self) -> Reader:
        """See the contract. While one thread opens a new generation, the others go on with the old one. So do all
        where it cannot be opened, and it is tried again after a while.
        """
        opened = self._open
        if opened is not None and opened.holds(self._generations.stamp()):
            return opened.reader
        if opened is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return opened.reader
        try:
            stamp = self._generations.stamp()
            if self._open is None or not self._open.holds(stamp):
                self._open = self._renew(stamp, self._open)
            return self._open.reader
        finally:
            self._lock.release()

    def _renew(self, stamp: Stamp | None, opened: _Opened | None) -> _Opened:
        """The newest generation that can be opened, or the one that is open."""
        began_s = time.monotonic()
        said = opened.reader.fallback if opened is not None else None
        try:
            reader = self._open_newest()
        except SearchappError as error:
            if opened is None:
                raise
            reader = opened.reader
            reader.fallback = f"{error.message} Meanwhile {reader.generation}, which was open before, answers."
        if reader.fallback is None:
            return _Opened(stamp, reader, None)
        if opened is not None and reader.edition == opened.reader.edition:
            # The same generation, and the one that is open remembers much.
            opened.reader.fallback = reader.fallback
            reader = opened.reader
        if reader.fallback != said:
            _log.warning("%s", reader.fallback)
        now_s = time.monotonic()
        return _Opened(stamp, reader, now_s + max(_PAUSE_S, _PAUSE_SHARE * (now_s - began_s)))

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

    def list_own_files(self) -> Sequence[Path]:
        """See the contract."""
        generations = self._generations
        files = [generations.folder / name for name in (CURRENT, LOCK)]
        return [*files, *map(generations.path, generations.list_names()), *generations.list_removed()]

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
