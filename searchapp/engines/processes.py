"""Worker processes: modules run as programs that are told things in frames (4 bytes of length, then the body)."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Collection
from pathlib import Path
from typing import IO, TypeVar

from searchapp.errors import IndexWriteError

Frame = TypeVar("Frame")


def start_process(module: str, *arguments: str, pass_fds: Collection[int] = ()) -> subprocess.Popen[bytes]:
    """Run a module of this package, which reads its standard input and writes its standard output."""
    package = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=pass_fds,
        # A worker is for one core: threads of its matrix products would only wait for each other.
        env={"OPENBLAS_NUM_THREADS": "1"} | os.environ | {"PYTHONPATH": path},
    )


def read_frame(source: IO[bytes]) -> bytes | None:
    """The body of the next frame; None where the source ends before it does."""
    header = source.read(4)
    length = int.from_bytes(header, "little")
    body = source.read(length) if len(header) == 4 else b""
    return body if len(header) == 4 and len(body) == length else None


def write_frame(target: IO[bytes], body: bytes) -> None:
    """Write a frame, and see that it leaves."""
    target.write(len(body).to_bytes(4, "little") + body)
    target.flush()


def end_process(
    process: subprocess.Popen[bytes], feeder: threading.Thread, waiting: queue.Queue[Frame], last: Frame
) -> None:
    """End a process at once, and the thread that feeds it; `last` is a frame that ends the thread's wait."""
    process.kill()
    process.wait()
    with contextlib.suppress(queue.Full):  # the feeder may wait for a frame; it fails at the closed pipe
        waiting.put_nowait(last)
    feeder.join(1)  # where several share what waits, another may have taken the last frame
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was not sent yet has nowhere to go
                pipe.close()


def explain_end(process: subprocess.Popen[bytes]) -> IndexWriteError:
    """The error of a process that ended before its time."""
    return IndexWriteError(
        f"A worker process ended early (status {process.poll()}): it was killed, or had no memory or disk left. "
        "The index that was there is unchanged; try again with fewer workers."
    )
