"""Articles analyzed and sent by processes of their own, so that a load uses every core.

A worker is this module run as a program. It reads frames from its standard input: what it has to know, then batches,
then an empty one; then it answers with its tally, or with what went wrong. A worker that loses its parent ends.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import queue
import sys
import threading
from collections.abc import Mapping
from typing import IO

import msgspec

from searchapp.arabic.stems.stemming import can_stem_compiled
from searchapp.engines.opensearch_engine.bulk import Loader
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.tally import Tally
from searchapp.engines.packed_documents import pack_document, unpack_document
from searchapp.engines.processes import end_process, explain_end, read_frame, start_process, write_frame
from searchapp.errors import SearchappError, UnavailableError
from searchapp.model import Document
from searchapp.settings import Settings

BATCH_CHARS = 2_000_000
ALONE_CHARS = 3_000_000
"""Less text than this is sent before other processes would have started."""
_WAITING_BATCHES = 2
_FEW_LOOKS = 200_000


class Task(msgspec.Struct):
    """What a worker has to know. `settings` are those that reach the cluster."""

    settings: Mapping[str, object]
    index: str
    replace: bool
    teach: bool


class Outcome(msgspec.Struct):
    """How it went: a tally, or a sentence that says why not."""

    tally: Tally | None
    trouble: str = ""


_encode = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(tuple[int, list[bytes]]).decode
_decode_outcome = msgspec.msgpack.Decoder(Outcome).decode


class Pool:
    """Spreads articles over workers. A little text is sent by this process, without starting others.

    Of `count` processes this one reads, so it starts one fewer; where the cluster is on the same machine, it has work
    to do as well.
    """

    def __init__(
        self, settings: Settings, client: Client, index: str, *, replace: bool, teach: bool, count: int
    ) -> None:
        reaching = {
            name: value for name, value in dataclasses.asdict(settings).items() if name.startswith("opensearch")
        }
        self._task = Task(reaching, index, replace, teach)
        self._count = count
        self._here = Loader(client, index, replace=replace, teach=teach, compiled=False)
        self._batch = -1
        self._kept: list[tuple[int, list[bytes]]] = []
        """Batches that wait until there is enough text to start workers for."""
        self._chars = 0
        self._workers: list[_Worker] = []
        self._batches: queue.Queue[bytes] = queue.Queue(_WAITING_BATCHES)

    def load(self, documents: list[Document], chars: int) -> None:
        """Have a batch sent. Raises UnavailableError and IndexWriteError."""
        packed = list(map(pack_document, documents))
        self._batch += 1
        if self._count < 2:
            return self._here.load(self._batch, documents, packed)
        self._kept.append((self._batch, packed))
        self._chars += chars
        if self._chars < ALONE_CHARS:
            return None
        if not self._workers:
            self._workers = [_Worker(self._task, self._batches) for _ in range(self._count - 1)]
        for batch in self._kept:
            self._hand_over(_encode(batch))
        self._kept = []
        return None

    def _hand_over(self, batch: bytes) -> None:
        while True:
            for worker in self._workers:
                worker.check()
            with contextlib.suppress(queue.Full):
                return self._batches.put(batch, timeout=0.5)

    def finish(self) -> Tally:
        """Wait until all is sent; returns the tally since the last time. Raises what `load` raises."""
        for number, packed in self._kept:
            self._here.load(number, list(map(unpack_document, packed)), packed)
        self._kept = []
        tally = self._here.finish()
        for _ in self._workers:
            self._batches.put(b"")
        if self._workers:
            can_stem_compiled()  # what so many words will want is loaded while the workers are still at work
        for worker in self._workers:
            tally.update(worker.collect())
        self._workers = []
        self._chars = 0
        return tally

    def stop(self) -> None:
        """Give up: end the workers at once."""
        for worker in self._workers:
            worker.kill()
        self._workers = []


class _Worker:
    """A process, and the thread that feeds it from the batches of all."""

    def __init__(self, task: Task, batches: queue.Queue[bytes]) -> None:
        self._process = start_process(__name__)
        self._batches = batches
        self._feeder = threading.Thread(target=self._feed, args=(_encode(task),), daemon=True)
        self._feeder.start()

    def check(self) -> None:
        """Raise what went wrong when the process has ended."""
        if not self._feeder.is_alive() and self._process.poll() is not None:
            self.collect()
            raise explain_end()

    def collect(self) -> Tally:
        """Wait for the end and take the tally, or raise what went wrong."""
        assert self._process.stdout is not None  # noqa: S101 (it was opened above)
        answer = self._process.stdout.read()
        self._process.stdout.close()
        self._process.wait()
        if not answer:
            raise explain_end()
        outcome = _decode_outcome(answer)
        if outcome.tally is None:
            raise UnavailableError(outcome.trouble)
        self._feeder.join()
        return outcome.tally

    def kill(self) -> None:
        """End it at once."""
        end_process(self._process, self._feeder, self._batches, b"")

    def _feed(self, frame: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 (it was opened above)
        try:
            while True:
                write_frame(pipe, frame)
                if not frame:
                    return pipe.close()
                frame = self._batches.get()
        except (OSError, ValueError):
            return  # the process has ended; whoever sends next, or collects, says why


def run_worker(source: IO[bytes]) -> Tally | None:
    """Load the frames of `source`; None when the parent is gone."""
    loader = None
    while (frame := read_frame(source)) is not None:
        if loader is None:
            task = msgspec.msgpack.decode(frame, type=Task)
            settings = Settings(**task.settings)  # type: ignore[arg-type]  # as they were on the other side
            loader = Loader(Client(settings), task.index, replace=task.replace, teach=task.teach, compiled=True)
        elif frame:
            number, packed = _decode_batch(frame)
            loader.load(number, list(map(unpack_document, packed)), packed)
        else:
            return loader.finish()
    return None


def main() -> None:
    """Run as a worker: frames on standard input, the outcome on standard output."""
    gc.freeze()  # what was loaded stays, and articles make no cycles: little need to look for rubbish
    gc.set_threshold(_FEW_LOOKS)
    try:
        tally = run_worker(sys.stdin.buffer)
        if tally is None:
            os._exit(1)
        outcome = Outcome(tally)
    except SearchappError as error:
        outcome = Outcome(None, error.message)
    sys.stdout.buffer.write(_encode(outcome))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
