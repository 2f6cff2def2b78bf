"""Segments built in processes of their own, so that a rebuild uses every core.

A worker is this module run as a program: it reads frames (4 bytes of length, then the body) from its standard
input and answers, after the empty frame, with the list of its segments. A worker that loses its parent ends without
a word, and what it wrote is swept with the unfinished generation.
"""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Protocol

import msgspec

from searchapp.engines.whoosh_engine.records import pack_document, unpack_document
from searchapp.engines.whoosh_engine.spill import MAX_WORDS, BuiltSegment, SegmentSpiller
from searchapp.errors import IndexWriteError
from searchapp.model import Document

_BATCH_BYTES = 500_000
_WAITING_BATCHES = 8
_TELLING = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO)
"""What a worker's exit status may say: why it could not write."""
_ALONE_BYTES = 6_000_000
"""Less text than this is built before other processes would have started."""


class _Batch(msgspec.Struct, array_like=True):
    """Documents to add, each packed, after ids to delete."""

    deleted: list[str]
    packed: list[bytes]


_encode = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(_Batch).decode


def apply_batch(spiller: SegmentSpiller, batch: _Batch) -> None:
    """Do what a batch says."""
    for document_id in batch.deleted:
        spiller.delete(document_id)
    for packed in batch.packed:
        spiller.add(unpack_document(packed), packed)


class _Builder(Protocol):
    """Who builds: a process, or this one."""

    def backlog(self) -> int:
        """How many batches wait."""

    def send(self, batch: _Batch) -> None:
        """Hand over a batch. Raises IndexWriteError when the builder has died."""

    def close(self) -> None:
        """Say that nothing more comes."""

    def collect(self) -> list[BuiltSegment]:
        """Wait for the end and take the segments. Raises IndexWriteError when the builder failed."""

    def kill(self) -> None:
        """End it at once."""


class WorkerPool:
    """Spreads documents over builders. A little text is built in this process, without starting others."""

    def __init__(self, folder: Path, count: int, max_words: int = MAX_WORDS) -> None:
        self._folder = folder
        self._count = count
        self._max_words = max_words
        self._builders: list[_Builder] = []
        self._waiting: dict[str, bytes] = {}
        self._waiting_bytes = 0
        self._owners: dict[str, _Builder] = {}

    def add(self, document: Document) -> None:
        """Take a document. Raises IndexWriteError when a builder has died."""
        packed = pack_document(document)
        self._waiting[document.id] = packed
        self._waiting_bytes += len(packed)
        if self._waiting_bytes > (_BATCH_BYTES if self._builders else _ALONE_BYTES):
            if not self._builders:
                self._start(self._count)
            self._send()

    def delete(self, document_id: str) -> None:
        """Drop a document that was added here."""
        if document_id in self._waiting:
            self._waiting_bytes -= len(self._waiting.pop(document_id))
        else:
            self._owners.pop(document_id).send(_Batch([document_id], []))

    def finish(self) -> list[BuiltSegment]:
        """Have everything written; returns all segments. Raises IndexWriteError when a builder has died."""
        if not self._builders:
            self._start(1)
        self._send()
        for builder in self._builders:
            builder.close()
        return [segment for builder in self._builders for segment in builder.collect()]

    def stop(self) -> None:
        """Give up: end the builders at once."""
        for builder in self._builders:
            builder.kill()

    def _start(self, count: int) -> None:
        if count == 1:
            self._builders = [_Here(self._folder, self._max_words)]
        else:
            self._builders = [_Worker(self._folder, self._max_words) for _ in range(count)]

    def _send(self) -> None:
        names = list(self._waiting)
        packed = list(self._waiting.values())
        step = max(1, len(names) * _BATCH_BYTES // max(1, self._waiting_bytes))
        for start in range(0, len(names), step):
            builder = min(self._builders, key=lambda each: each.backlog())
            builder.send(_Batch([], packed[start : start + step]))
            self._owners.update(dict.fromkeys(names[start : start + step], builder))
        self._waiting.clear()
        self._waiting_bytes = 0


class _Here:
    """A builder in this process."""

    def __init__(self, folder: Path, max_words: int) -> None:
        self._spiller = SegmentSpiller(folder, max_words)

    def backlog(self) -> int:
        return 0

    def send(self, batch: _Batch) -> None:
        apply_batch(self._spiller, batch)

    def close(self) -> None:
        pass

    def collect(self) -> list[BuiltSegment]:
        return self._spiller.finish()

    def kill(self) -> None:
        pass


class _Worker:
    """A builder in a process of its own, and the thread that feeds it."""

    def __init__(self, folder: Path, max_words: int) -> None:
        package = Path(__file__).resolve().parents[3]
        path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")]))
        # The folder itself, not its name: were this process killed, another writer's folder may soon have that.
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-m", __name__, str(place), str(max_words)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=(place,),
                env=os.environ | {"PYTHONPATH": path},
            )
        finally:
            os.close(place)
        self._batches: queue.Queue[_Batch | None] = queue.Queue(_WAITING_BATCHES)
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def backlog(self) -> int:
        return self._batches.qsize()

    def send(self, batch: _Batch) -> None:
        self._queue(batch)

    def close(self) -> None:
        self._queue(None)

    def _queue(self, batch: _Batch | None) -> None:
        while True:  # while many wait
            if not self._feeder.is_alive():
                raise self._died()
            try:
                return self._batches.put(batch, timeout=0.5)
            except queue.Full:
                continue

    def collect(self) -> list[BuiltSegment]:
        assert self._process.stdout is not None  # noqa: S101 (it was opened above)
        answer = self._process.stdout.read()
        self._process.stdout.close()
        self._feeder.join()
        if self._process.wait() != 0:
            raise self._died()
        return msgspec.json.decode(answer, type=list[BuiltSegment])

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(queue.Full):  # the feeder may wait for a batch; it fails at the closed pipe
            self._batches.put_nowait(None)
        self._feeder.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent yet has nowhere to go
                    pipe.close()

    def _feed(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 (it was opened above)
        try:
            while True:
                batch = self._batches.get()
                body = b"" if batch is None else _encode(batch)
                pipe.write(len(body).to_bytes(4, "little") + body)
                if batch is None:
                    pipe.close()
                    return
        except (OSError, ValueError):
            return  # the process has died, or was ended; whoever sends next, or collects, says so

    def _died(self) -> IndexWriteError | OSError:
        status = self._process.poll()
        if status in _TELLING:
            return OSError(status, os.strerror(status))
        return IndexWriteError(
            f"A worker process ended early (status {status}): it was killed, or had no memory or disk left. "
            "The index that was there is unchanged; try again with fewer workers."
        )


def run_worker(folder: Path, max_words: int, source: IO[bytes], target: IO[bytes]) -> int:
    """Build segments from the frames of `source`; returns the exit status."""
    spiller = SegmentSpiller(folder, max_words)
    while True:
        header = source.read(4)
        if len(header) < 4:
            return 1  # the parent is gone
        length = int.from_bytes(header, "little")
        if not length:
            break
        body = source.read(length)
        if len(body) < length:
            return 1
        apply_batch(spiller, _decode_batch(body))
    target.write(msgspec.json.encode(spiller.finish()))
    target.flush()
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.fchdir(int(sys.argv[1]))
    try:
        sys.exit(run_worker(Path(), int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer))
    except (BrokenPipeError, FileNotFoundError):
        os._exit(1)  # the parent is gone, and perhaps the folder with it: nobody is there to be told
    except OSError as error:
        os._exit(error.errno if error.errno in _TELLING else 1)  # the parent says it, in one sentence
