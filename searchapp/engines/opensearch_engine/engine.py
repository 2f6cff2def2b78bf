"""The engine on a cluster: opens generations, and hands out the one writer."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from contextlib import AbstractContextManager

from searchapp.compiling import NotCompiledError
from searchapp.engines.base import CheckReport, Reader, Writer
from searchapp.engines.opensearch_engine.check import check_index
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.engines.opensearch_engine.lock import WriterLock, read_holder
from searchapp.engines.opensearch_engine.mapping import FORMAT, Description
from searchapp.engines.opensearch_engine.marks import load_cutter
from searchapp.engines.opensearch_engine.reader import OpenSearchReader, name_edition
from searchapp.engines.opensearch_engine.sharing import Shared
from searchapp.engines.opensearch_engine.writer import OpenSearchWriter
from searchapp.engines.refusals import check_match
from searchapp.engines.snippets import Cutter
from searchapp.errors import NoIndexError, SearchappError
from searchapp.model import IndexStatus
from searchapp.settings import Settings

_log = logging.getLogger(__name__)


class OpenSearchEngine:
    """See `engines.base.Engine`. Threads may share it."""

    name = "opensearch"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._refresh_s = settings.opensearch_refresh_ms / 1000
        self._client = Client(settings)
        self._cut: Cutter | None = None
        self._generations = Generations(self._client, settings)
        self._lock = threading.Lock()
        self._looking = Shared(self._client, self._renew)
        self._switches = 0
        self._open: OpenSearchReader | None = None
        self._looked_s = float("-inf")
        self._given: weakref.WeakSet[OpenSearchReader] = weakref.WeakSet()

    def prepare(self, *, wait: bool = True) -> bool:
        """See the contract: it loads the compiled loops that mark hits and cut snippets, where there are any."""
        try:
            self._cut = load_cutter(wait=wait)
        except NotCompiledError:
            return False
        return True

    def limit(self, deadline: float) -> AbstractContextManager[None]:
        """See the contract."""
        return self._client.limit(deadline)

    def reader(self) -> Reader:
        """See the contract. Another process's switch is seen when the last look is older than the setting says; while
        one thread looks, the others go on with what is open, or wait for it where nothing is.
        """
        opened = self._open
        if opened is not None and (self._looking.busy or time.monotonic() - self._looked_s < self._refresh_s):
            return opened
        return self._looking.get()

    def rebuild(self) -> Writer:
        """See the contract."""
        return self._start("reindex", change=False)

    def change(self) -> Writer:
        """See the contract."""
        return self._start("add or delete", change=True)

    def list_own_files(self) -> tuple[()]:
        """See the contract: all is on the cluster."""
        return ()

    def status(self) -> IndexStatus:
        """See the contract."""
        notes: list[str] = []
        generation, documents, size, created, writer = None, 0, 0, None, None
        details: dict[str, object] = {"cluster": self._client.place, "alias": self._generations.alias}
        try:
            writer = read_holder(self._client, self._generations.alias)
            reader = self._look(None)
            generation, documents = reader.generation, reader.documents
            size = self._generations.read_size_bytes(generation)
            described = self._generations.describe(generation)
            created = described.created if described else None
            details["variants"] = reader.variants.account
            if reader.fallback:
                notes.append(reader.fallback)
        except SearchappError as error:
            notes.append(error.message)
        return IndexStatus(self.name, generation, documents, size, created, writer, tuple(notes), details)

    def check(self) -> CheckReport:
        """See the contract."""
        return check_index(self._client, self._generations)

    def _renew(self) -> OpenSearchReader:
        switches = self._switches
        reader = self._look(self._open)
        with self._lock:
            if switches == self._switches:
                self._open = reader
                self._looked_s = time.monotonic()
        return reader

    def _look(self, opened: OpenSearchReader | None) -> OpenSearchReader:
        """A reader of what is served now: the one that is open where that is it."""
        served = self._generations.find_served()
        if served is None:
            raise NoIndexError(
                f"There is no index {self._generations.alias} on OpenSearch at {self._client.place} yet. "
                "Run `searchapp reindex PATH` with your articles."
            )
        name, description, by_alias = served
        _check(description)
        known = opened is not None and (opened.edition, opened.fallback is None)
        if opened is not None and known == (name_edition(name, description), by_alias):
            return opened
        reader = OpenSearchReader(self._client, self._settings, name, description, self._cut)
        if not by_alias:
            reader.fallback = (
                f"The alias {self._generations.alias} is gone; {name}, the newest whole index, answers. "
                "Run `searchapp reindex`."
            )
            _log.warning("%s", reader.fallback)
        self._given.add(reader)
        return reader

    def _start(self, task: str, *, change: bool) -> Writer:
        lock = WriterLock(self._client, self._generations.alias, task)
        try:
            served = self._generations.find_served() if change else None
            if served is not None:
                _check(served[1])
            return OpenSearchWriter(
                self._client,
                self._settings,
                self._generations,
                lock,
                served[:2] if served else None,
                replace=change,
                workers=self._settings.index_workers or os.cpu_count() or 1,
                find_used=lambda: {reader.generation for reader in self._given},
                announce=self._forget,
            )
        except BaseException:
            lock.release()
            raise

    def _forget(self) -> None:
        """Open the newest generation at the next search; what was open lives as long as searches use it."""
        with self._lock:
            self._switches += 1
            self._open = None
            self._looking.drop()


def _check(description: Description) -> None:
    check_match(description.format, FORMAT, description.analyzer)
