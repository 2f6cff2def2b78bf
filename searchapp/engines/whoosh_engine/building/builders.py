"""Who builds runs: processes of their own, so that a rebuild uses every core, or this one.

Workers are this module run as a program, and forked when it has loaded what they need: they read frames from their
pipes. A worker adds batches; at the empty frame it writes what is left and answers with the list of its runs. One may
then be told to make a segment of all runs: it answers with the stages that it comes to, and last how many documents
there are. What the disk refuses a worker answers with the error's number. One that loses its parent before the empty
frame ends without a word, and what it wrote is swept with the unfinished generation.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import queue
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Literal, Protocol, TypeAlias

import msgspec

from searchapp.arabic.scanning.scan import make_scanner
from searchapp.engines.base import OnStage
from searchapp.engines.packed_documents import unpack_document
from searchapp.engines.processes import (
    Pipes,
    Team,
    end_feeder,
    explain_end,
    join_team,
    read_frame,
    tell_parent,
    write_frame,
)
from searchapp.engines.whoosh_engine.building.aside import FolderAside
from searchapp.engines.whoosh_engine.building.assembly import Assembled, assemble_segment
from searchapp.engines.whoosh_engine.building.inversion import make_inverter
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


class Assembly(msgspec.Struct):
    """Runs that are to be one segment, in a file of this name, by so many threads."""

    runs: Sequence[BuiltRun]
    name: str
    threads: int
    compiled: bool


Frame: TypeAlias = Batch | Assembly | None
"""What a worker is sent; None stands for the empty frame."""

_encode = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(Batch).decode
_decode_runs = msgspec.msgpack.Decoder(list[BuiltRun]).decode
_decode_trouble = msgspec.msgpack.Decoder(int).decode
_decode_assembly = msgspec.msgpack.Decoder(Assembly).decode
_decode_progress = msgspec.msgpack.Decoder(Assembled | Literal["writing", "learning"]).decode


def apply_batch(spiller: RunSpiller, batch: Batch) -> None:
    """Do what a batch says."""
    for document_id in batch.deleted:
        spiller.delete(document_id)
    spiller.add(batch.number, [unpack_document(packed) for packed in batch.packed], batch.packed)


def assemble(folder: Path, assembly: Assembly, on_stage: OnStage | None, *, processes: int = 0) -> Assembled:
    """Make a segment of the runs in a folder. `processes`: see `FolderAside`."""
    aside = FolderAside(folder, on_stage, compiled=assembly.compiled, processes=processes)
    inverter = make_inverter(compiled=assembly.compiled)
    return assemble_segment(assembly.runs, folder, folder / assembly.name, inverter, assembly.threads, aside)


class Builder(Protocol):
    """Who builds: a process, or this one."""

    def backlog(self) -> int:
        """How many batches wait."""

    def send(self, batch: Batch) -> None:
        """Hand over a batch. Raises IndexWriteError when the builder has died."""

    def close(self) -> None:
        """Say that no more batches come; after `collect`, that nothing else is wanted."""

    def collect(self) -> list[BuiltRun]:
        """Wait for the end of the batches and take the runs. Raises IndexWriteError when the builder failed."""

    def assemble(self, assembly: Assembly, on_stage: OnStage | None) -> Assembled:
        """Make a segment of all runs; after `collect`. Raises IndexWriteError when the builder has died."""

    def end(self) -> None:
        """Let go of it: it has nothing left to do."""


class LocalBuilder:
    """A builder in this process."""

    def __init__(self, folder: Path, spiller: RunSpiller) -> None:
        self._folder = folder
        self._spiller = spiller

    def backlog(self) -> int:
        return 0

    def send(self, batch: Batch) -> None:
        apply_batch(self._spiller, batch)

    def close(self) -> None:
        pass

    def collect(self) -> list[BuiltRun]:
        return self._spiller.finish()

    def assemble(self, assembly: Assembly, on_stage: OnStage | None) -> Assembled:
        return assemble(self._folder, assembly, on_stage)

    def end(self) -> None:
        pass


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

    def assemble(self, assembly: Assembly, on_stage: OnStage | None) -> Assembled:
        self._queue(assembly)
        while not isinstance(progress := _decode_progress(self._read()), Assembled):
            if on_stage is not None:
                on_stage(progress)
        return progress

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
        end_feeder(self._feeder, self._frames, None, self._pipes)


def run_worker(spiller: RunSpiller, source: IO[bytes], target: IO[bytes]) -> int:
    """Build runs from the frames of `source`, then a segment where that is wanted; returns the exit status."""
    while body := read_frame(source):
        apply_batch(spiller, _decode_batch(body))
    if body is None:
        return 1  # the parent is gone
    write_frame(target, _encode(spiller.finish()))
    if body := read_frame(source):
        task = _decode_assembly(body)
        made = assemble(Path(), task, lambda stage: write_frame(target, _encode(stage)), processes=task.threads)
        write_frame(target, _encode(made))
    return 0


def main() -> None:
    """Run as a program."""
    ends, place, max_words, compiled = sys.argv[1:]
    tell_parent()
    gc.disable()  # what is loaded stays, and articles make no cycles: there is no rubbish to look for
    try:
        os.fchdir(int(place))
        make_scanner(compiled=compiled == "1")  # loads what each worker needs
    except (BrokenPipeError, FileNotFoundError):
        os._exit(1)  # the parent was interrupted, and the folder is gone with it
    source, target = join_team(ends)
    try:
        status = run_worker(RunSpiller(Path(), int(max_words), compiled=compiled == "1"), source, target)
        os._exit(status)  # to take apart what is loaded, piece by piece, takes a tenth of a second
    except (BrokenPipeError, FileNotFoundError):
        os._exit(1)  # the parent is gone, and perhaps the folder with it: nobody is there to be told
    except OSError as error:
        if error.errno in _TELLING:
            write_frame(target, _encode(error.errno))  # the parent says it, in one sentence
        os._exit(1)


if __name__ == "__main__":
    main()
