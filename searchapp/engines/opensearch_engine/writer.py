"""The writer: articles into a new generation, counted and switched in."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

import msgspec

from searchapp.arabic import Variants, learn_lexicon
from searchapp.engines.base import OnStage
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.opensearch_engine.bulk import Loader, read_stored
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.dictionary import Terms, change_dictionary
from searchapp.engines.opensearch_engine.entries import make_key, read_document
from searchapp.engines.opensearch_engine.frozen import read_lexicon, write_lexicon, write_variants
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.engines.opensearch_engine.learner import learn_from
from searchapp.engines.opensearch_engine.lock import WriterLock
from searchapp.engines.opensearch_engine.mapping import Description
from searchapp.engines.opensearch_engine.stems import change_stems
from searchapp.engines.opensearch_engine.tally import Tally, add_checksums
from searchapp.engines.opensearch_engine.words import Vocabulary, join_words
from searchapp.engines.opensearch_engine.workers import BATCH_CHARS, Pool
from searchapp.errors import SearchappError
from searchapp.model import Document
from searchapp.settings import Settings


class OpenSearchWriter:
    """See `engines.base.Writer`. `base` is the generation that a change starts from, None for a rebuild.

    `find_used` says which generations this process still reads, and `announce` is told of the switch. The lock is the
    caller's until this returns; then it is the writer's to release.
    """

    def __init__(
        self,
        client: Client,
        settings: Settings,
        generations: Generations,
        lock: WriterLock,
        base: tuple[str, Description] | None,
        *,
        replace: bool,
        workers: int,
        find_used: Callable[[], Collection[str]],
        announce: Callable[[], None],
    ) -> None:
        self._client = client
        self._keep_s = settings.opensearch_keep_s
        self._generations = generations
        self._lock = lock
        self._base = base[1] if base else Description()
        self._replace = replace
        self._find_used = find_used
        self._announce = announce
        generations.sweep(find_used())
        self._index = generations.begin(base[0] if base else None)
        self._blobs = Blobs(client, self._index, fresh=base is None)
        self._open = True
        # What an index without articles has learned is learned anew.
        self._teach = not self._base.documents
        self._pool = Pool(settings, client, self._index, replace=replace, teach=self._teach, count=workers)
        self._remover = Loader(client, self._index, replace=False, teach=False, compiled=False)
        self._tally = Tally()
        self._waiting: dict[str, Document] = {}
        self._waiting_chars = 0
        self._sent: set[str] = set()
        self._gone: dict[str, Document] = {}

    def add(self, document: Document) -> bool:
        """See the contract."""
        if document.id in self._sent or document.id in self._waiting:
            if not self._replace:
                return False
            self._settle()
        elif document.id in self._gone:
            self._settle()
        self._waiting[document.id] = document
        self._waiting_chars += len(document.body) + len(document.title)
        if self._waiting_chars >= BATCH_CHARS:
            self._flush()
        return True

    def delete(self, document_id: str) -> bool:
        """See the contract."""
        if document_id in self._gone:
            return False
        if document_id in self._waiting or document_id in self._sent:
            self._settle()
        key = make_key(document_id)
        stored = read_stored(self._client, self._index, [key]).get(key)
        if stored is None:
            return False
        self._gone[document_id] = read_document(stored).document
        self._sent.discard(document_id)
        return True

    def commit(self, on_stage: OnStage | None = None) -> str:
        """See the contract."""
        self._gather()
        with ThreadPoolExecutor(2) as beside:
            # The cluster writes what it has in memory while this program sorts words.
            waiting = [beside.submit(self._generations.refresh, self._index)]
            vocabulary = join_words(self._tally.met)
            self._tally.met.clear()  # some 40 MB
            if self._teach:
                waiting.append(beside.submit(self._learn, vocabulary))
            learns = on_stage if self._teach and self._tally.documents else None
            if learns is not None:
                learns("learning")
            self._change_words(vocabulary)
            for each in waiting:
                each.result()
            if learns is not None:
                learns("writing")
        if self._replace:
            self._generations.purge(self._index)
        self._generations.finish(self._index, self._describe())
        self._lock.require()
        replaced = self._generations.switch(self._index)
        self._open = False
        self._announce()
        if replaced and not self._replace:
            # Other processes finish their searches, then the old index gives its room back.
            time.sleep(self._keep_s)
        with contextlib.suppress(SearchappError):  # what could not be removed now is swept next time
            self._generations.sweep(self._find_used())
        self._lock.release()
        return self._index

    def __enter__(self) -> OpenSearchWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._open:
                self._open = False
                self._pool.stop()
                with contextlib.suppress(SearchappError):
                    self._generations.remove(self._index)
        finally:
            self._lock.release()

    def _flush(self) -> None:
        """Hand over what waits."""
        if self._waiting:
            self._pool.load(list(self._waiting.values()), self._waiting_chars)
            self._sent.update(self._waiting)
        self._waiting = {}
        self._waiting_chars = 0

    def _settle(self) -> None:
        """Have everything so far in the index, and searchable."""
        self._gather()
        self._generations.refresh(self._index)
        if self._replace:
            # They are old ones now: what comes with their ids takes their place.
            self._sent.clear()

    def _gather(self) -> None:
        """Have everything so far sent and counted."""
        self._flush()
        self._tally.update(self._pool.finish())
        if self._gone:
            self._remover.remove(list(self._gone.values()))
            self._tally.update(self._remover.finish())
            self._gone = {}

    def _change_words(self, vocabulary: Vocabulary) -> None:
        """Bring what is kept of words up to date."""
        if self._teach:
            used = vocabulary.list_used()
            lexicon = learn_lexicon(used.forms, used.counts.uses.tolist())
            write_lexicon(self._blobs, lexicon)
        else:
            lexicon = read_lexicon(self._blobs)
        change_dictionary(self._blobs, Terms(vocabulary.forms, *vocabulary.counts[1:]))
        change_stems(self._blobs, vocabulary.forms, vocabulary.holders.tolist(), lexicon)

    def _learn(self, vocabulary: Vocabulary) -> None:
        """Freeze the generation with what its words show of other spellings."""
        learned = learn_from(vocabulary, self._tally.words) if self._tally.documents else Variants()
        write_variants(self._blobs, learned)

    def _describe(self) -> Description:
        tally, base = self._tally, self._base
        names = base.held.keys() | tally.held.keys()
        return msgspec.structs.replace(
            base,
            state="building",
            documents=base.documents + tally.documents,
            held={name: base.held.get(name, 0) + tally.held.get(name, 0) for name in sorted(names)},
            checksum=add_checksums(base.checksum, tally.checksum),
        )
