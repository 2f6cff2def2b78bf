"""Who builds runs: processes of their own, so that a rebuild uses every core, or this one.

Workers are this module run as a program, and forked when it has loaded what they need: they read frames from their
pipes. A worker adds batches; at the empty frame it writes what is left and answers with the list of its runs; after
that it answers each row of words with their derived forms, and a lesson with none when it is learned, until its input
ends. What the disk refuses it answers with the error's number. A worker that loses its parent before the empty frame
ends without a word, and what it wrote is swept with the unfinished generation.
"""

from __future__ import annotations

import contextlib
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

from searchapp.arabic.scanning.scan import make_scanner
from searchapp.engines.packed_documents import unpack_document
from searchapp.engines.processes import Pipes, Team, end_feeder, explain_end, join_team, read_frame, write_frame
from searchapp.engines.whoosh_engine.building.deriving import derive_forms, take_lexicon
from searchapp.engines.whoosh_engine.building.lesson import take_lesson
from searchapp.engines.whoosh_engine.building.run import BuiltRun
from searchapp.engines.whoosh_engine.building.spill import RunSpiller

_WAITING_FRAMES = 16
"""Enough to read on while workers start."""
_TELLING = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO)
"""What a worker answers when it could not write: why."""


class Batch(msgspec.Struct, array_like=True):
    """Documents to add, each packed, after ids to delete. Batches are numbered in the order of their making."""

    number: int
    deleted: list[str]
    packed: list[bytes]


class Question(msgspec.Struct, tag=True):
    """What the derived forms of words are; the counts are of use where the folder has no lexicon yet."""

    words: Sequence[str]
    counts: list[int]
    compiled: bool


class Lesson(msgspec.Struct, tag=True):
    """That other spellings are to be learned from the lesson in the folder."""


Frame: TypeAlias = Batch | Question | Lesson | None
"""What a worker is sent; None stands for the empty frame."""

_encode = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(Batch).decode
_decode_runs = msgspec.msgpack.Decoder(list[BuiltRun]).decode
_decode_trouble = msgspec.msgpack.Decoder(int).decode
_decode_question = msgspec.msgpack.Decoder(Question | Lesson).decode
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


def start_workers(folder: Path, count: int, max_words: int, compiled: bool) -> tuple[Team, list[WorkerBuilder]]:
    """So many processes that build in a folder, and who hands them what to build."""
    # The folder itself, not its name: were this process killed, another writer's folder may soon have that.
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        team = Team(__name__, count, str(place), str(max_words), str(int(compiled)), pass_fds=(place,))
    finally:
        os.close(place)
    return team, list(map(WorkerBuilder, team.members))


class WorkerBuilder:
    """A builder in a process of its own, and the thread that feeds it."""

    def __init__(self, pipes: Pipes) -> None:
        self._pipes = pipes
        self._frames: queue.Queue[Frame] = queue.Queue(_WAITING_FRAMES)
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def backlog(self) -> int:
        return self._frames.qsize()

    def send(self, batch: Batch) -> None:
        self._queue(batch)

    def close(self) -> None:
        self._queue(None)

    def ask(self, question: Question) -> None:
        """Have the derived forms of words made; after `collect`."""
        self._queue(question)

    def teach(self) -> None:
        """Have other spellings learned from the lesson in the folder; after `collect`. The answer has no forms."""
        self._queue(Lesson())

    def _queue(self, frame: Frame) -> None:
        while True:  # while many wait
            if not self._feeder.is_alive():
                self._read()  # raises what the process said last
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
        body = read_frame(self._pipes.source)
        if body is None:
            raise explain_end()
        with contextlib.suppress(msgspec.ValidationError):
            trouble = _decode_trouble(body)
            raise OSError(trouble, os.strerror(trouble))
        return body

    def _feed(self) -> None:
        try:
            while True:
                frame = self._frames.get()
                write_frame(self._pipes.target, b"" if frame is None else _encode(frame))
        except (OSError, ValueError):
            return  # the process has ended; whoever sends next, or collects, says so

    def end(self) -> None:
        """Let go of a process that has ended."""
        end_feeder(self._feeder, self._frames, None, self._pipes)


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
            lexicon = take_lexicon(Path(), question.words, question.counts)
            write_frame(target, _encode(derive_forms(question.words, lexicon, compiled=question.compiled)))
    return 0


def main() -> None:
    """Run as a program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    ends, place, max_words, compiled = sys.argv[1:]
    gc.disable()  # what is loaded stays, and articles make no cycles: there is no rubbish to look for
    try:
        os.fchdir(int(place))
        make_scanner(compiled=compiled == "1")  # loads what each worker needs
    except FileNotFoundError:
        os._exit(1)  # the parent was interrupted, and the folder is gone with it
    source, target = join_team(ends)
    try:
        sys.exit(run_worker(RunSpiller(Path(), int(max_words), compiled=compiled == "1"), source, target))
    except (BrokenPipeError, FileNotFoundError):
        os._exit(1)  # the parent is gone, and perhaps the folder with it: nobody is there to be told
    except OSError as error:
        if error.errno in _TELLING:
            write_frame(target, _encode(error.errno))  # the parent says it, in one sentence
        os._exit(1)


if __name__ == "__main__":
    main()
