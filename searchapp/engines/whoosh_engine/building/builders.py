"""Who builds runs: a process of its own, so that a rebuild uses every core, or this one.

A worker is this module run as a program: it reads frames from its standard input. It adds batches; at the empty frame
it writes what is left and answers with the list of its runs; after that it answers each row of words with their
derived forms, and a lesson with none when it is learned, until its input ends. A worker that loses its parent before
the empty frame ends without a word, and what it wrote is swept with the unfinished generation.
"""

from __future__ import annotations

import errno
import gc
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol, TypeAlias

import msgspec

from searchapp.engines.packed_documents import unpack_document
from searchapp.engines.processes import end_process, explain_end, read_frame, start_process, write_frame
from searchapp.engines.whoosh_engine.building.deriving import derive_forms
from searchapp.engines.whoosh_engine.building.lesson import take_lesson
from searchapp.engines.whoosh_engine.building.run import BuiltRun
from searchapp.engines.whoosh_engine.building.spill import RunSpiller
from searchapp.engines.whoosh_engine.files.lexicon_file import read_lexicon
from searchapp.errors import IndexWriteError

_WAITING_FRAMES = 16
"""Enough to read on while workers start."""
_TELLING = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO)
"""What a worker's exit status may say: why it could not write."""


class Batch(msgspec.Struct, array_like=True):
    """Documents to add, each packed, after ids to delete. Batches are numbered in the order of their making."""

    number: int
    deleted: list[str]
    packed: list[bytes]


class Lesson(msgspec.Struct):
    """That other spellings are to be learned from the lesson in the folder."""


Frame: TypeAlias = Batch | Sequence[str] | Lesson | None
"""What a worker is sent; None stands for the empty frame."""

_encode = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(Batch).decode
_decode_runs = msgspec.msgpack.Decoder(list[BuiltRun]).decode
_decode_question = msgspec.msgpack.Decoder(list[str] | Lesson).decode
_decode_forms = msgspec.msgpack.Decoder(dict[str, list[str]]).decode


def apply_batch(spiller: RunSpiller, batch: Batch) -> None:
    """Do what a batch says."""
    for document_id in batch.deleted:
        spiller.delete(document_id)
    spiller.add(batch.number, [unpack_document(packed) for packed in batch.packed], batch.packed)


class Builder(Protocol):
    """Who builds: a process, or this one."""

    def backlog(self) -> int:
        """How many batches wait."""

    def send(self, batch: Batch) -> None:
        """Hand over a batch. Raises IndexWriteError when the builder has died."""

    def close(self) -> None:
        """Say that no more batches come."""

    def collect(self) -> list[BuiltRun]:
        """Wait for the end of the batches and take the runs. Raises IndexWriteError when the builder failed."""

    def kill(self) -> None:
        """End it at once, or when all is done."""


class LocalBuilder:
    """A builder in this process."""

    def __init__(self, spiller: RunSpiller) -> None:
        self._spiller = spiller

    def backlog(self) -> int:
        return 0

    def send(self, batch: Batch) -> None:
        apply_batch(self._spiller, batch)

    def close(self) -> None:
        pass

    def collect(self) -> list[BuiltRun]:
        return self._spiller.finish()

    def kill(self) -> None:
        pass


class WorkerBuilder:
    """A builder in a process of its own, and the thread that feeds it."""

    def __init__(self, folder: Path, max_words: int, compiled: bool) -> None:
        # The folder itself, not its name: were this process killed, another writer's folder may soon have that.
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            arguments = str(place), str(max_words), str(int(compiled))
            self._process = start_process(__name__, *arguments, pass_fds=(place,))
        finally:
            os.close(place)
        self._frames: queue.Queue[Frame] = queue.Queue(_WAITING_FRAMES)
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def backlog(self) -> int:
        return self._frames.qsize()

    def send(self, batch: Batch) -> None:
        self._queue(batch)

    def close(self) -> None:
        self._queue(None)

    def ask(self, words: Sequence[str]) -> None:
        """Have the derived forms of words made, by the lexicon in the folder; after `collect`."""
        self._queue(words)

    def teach(self) -> None:
        """Have other spellings learned from the lesson in the folder; after `collect`. The answer has no forms."""
        self._queue(Lesson())

    def _queue(self, frame: Frame) -> None:
        while True:  # while many wait
            if not self._feeder.is_alive():
                raise self._died()
            try:
                return self._frames.put(frame, timeout=0.5)
            except queue.Full:
                continue

    def collect(self) -> list[BuiltRun]:
        return _decode_runs(self._read())

    def answer(self) -> dict[str, list[str]]:
        """Wait for what was asked for. Raises IndexWriteError when the builder failed."""
        return _decode_forms(self._read())

    def _read(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 (it was opened above)
        body = read_frame(self._process.stdout)
        if body is None:
            self._process.wait()
            raise self._died()
        return body

    def kill(self) -> None:
        end_process(self._process, self._feeder, self._frames, None)

    def _feed(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 (it was opened above)
        try:
            while True:
                frame = self._frames.get()
                write_frame(pipe, b"" if frame is None else _encode(frame))
        except (OSError, ValueError):
            return  # the process has died, or was ended; whoever sends next, or collects, says so

    def _died(self) -> IndexWriteError | OSError:
        status = self._process.poll()
        if status in _TELLING:
            return OSError(status, os.strerror(status))
        return explain_end(self._process)


def run_worker(spiller: RunSpiller, source: IO[bytes], target: IO[bytes]) -> int:
    """Build runs from the frames of `source`, then derive forms and learn; returns the exit status."""
    while body := read_frame(source):
        apply_batch(spiller, _decode_batch(body))
    if body is None:
        return 1  # the parent is gone
    write_frame(target, _encode(spiller.finish()))
    while body := read_frame(source):
        question = _decode_question(body)
        if isinstance(question, Lesson):
            take_lesson(Path())
            write_frame(target, _encode({}))
        else:
            write_frame(target, _encode(derive_forms(question, read_lexicon(Path()))))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.fchdir(int(sys.argv[1]))
    try:
        worker = RunSpiller(Path(), int(sys.argv[2]), compiled=sys.argv[3] == "1")
        gc.freeze()  # what was loaded stays: no need to look through it again and again
        sys.exit(run_worker(worker, sys.stdin.buffer, sys.stdout.buffer))
    except (BrokenPipeError, FileNotFoundError):
        os._exit(1)  # the parent is gone, and perhaps the folder with it: nobody is there to be told
    except OSError as error:
        os._exit(error.errno if error.errno in _TELLING else 1)  # the parent says it, in one sentence
