"""Worker processes: modules run as programs that are told things in frames (4 bytes of length, then the body)."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple, NoReturn, TypeVar, cast

from searchapp.compiling import on_compiling, tell_compiling
from searchapp.errors import IndexWriteError

Frame = TypeVar("Frame")


class Pipes(NamedTuple):
    """What a process has of its pipes to another one."""

    source: IO[bytes]
    target: IO[bytes]


class Team:
    """Processes of one module, forked from the first when that has loaded what all need. `members` has the pipes to
    each. The module calls `tell_parent` first, and `join_team` before it does anything for one of them.
    """

    def __init__(self, module: str, size: int, *arguments: str, pass_fds: Collection[int] = ()) -> None:
        """Start them. The module's first argument is for `join_team`, `arguments` stand behind it."""
        self.members: list[Pipes] = []
        theirs: list[int] = []
        for _ in range(size):
            (told, target), (source, answers) = os.pipe(), os.pipe()
            theirs += told, answers
            self.members.append(Pipes(os.fdopen(source, "rb"), os.fdopen(target, "wb")))
        try:
            with _blocked_stops():
                self._first = subprocess.Popen(  # noqa: S603 (our own program)
                    [sys.executable, "-m", module, ",".join(map(str, theirs)), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    pass_fds=(*pass_fds, *theirs),
                    env=_make_environment(),
                    start_new_session=True,  # it is what `kill` ends: all but the first are not our children
                )
        finally:
            for end in theirs:
                os.close(end)
        self._listener = threading.Thread(target=self._hear_compiling, daemon=True)
        self._listener.start()

    def _hear_compiling(self) -> None:
        if self._heard.read(1):
            tell_compiling()

    @property
    def _heard(self) -> IO[bytes]:
        return cast(IO[bytes], self._first.stdout)

    def kill(self) -> None:
        """End all of them at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._first.pid, signal.SIGKILL)
        self._first.wait()
        self._listener.join(1)
        self._heard.close()


def tell_parent() -> None:
    """Have the parent told when a member of the team begins to compile, by a byte on standard output."""
    on_compiling(lambda: os.write(1, b"!"))


def join_team(ends: str) -> Pipes:
    """Fork for each member but the first; returns the pipes of the member that this process is."""
    places = list(map(int, ends.split(",")))
    pairs = list(zip(places[::2], places[1::2], strict=True))
    own = pairs[0]
    for pair in pairs[1:]:
        if os.fork() == 0:
            own = pair
            break
    for pair in pairs:
        if pair != own:  # a member that ends must be the last to have its pipes
            os.close(pair[0])
            os.close(pair[1])
    return Pipes(os.fdopen(own[0], "rb"), os.fdopen(own[1], "wb"))


def fork_work(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Do some work in a process forked from this one, which must not run other threads now.

    What is returned waits for it and gives its answer. That raises OSError with the number of the one that the work
    raised, and IndexWriteError where the process ended early.
    """
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _answer(work, target)
    os.close(target)

    def wait() -> bytes:
        with os.fdopen(source, "rb") as pipe:
            answer = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            return answer
        if status < 0 or not answer:
            raise explain_end()
        raise OSError(int(answer), os.strerror(int(answer)))

    return wait


def _answer(work: Callable[[], bytes], target: int) -> NoReturn:
    """Write what the work gives, and end this process, which was forked for it, with no trace of the other's."""
    status = 1
    try:
        with os.fdopen(target, "wb") as pipe:
            try:
                pipe.write(work())
                status = 0
            except OSError as error:
                pipe.write(str(error.errno or 0).encode())
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def start_process(module: str) -> subprocess.Popen[bytes]:
    """Run a module of this package, which reads its standard input and writes its standard output."""
    with _blocked_stops():
        return subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_make_environment(),
        )


@contextlib.contextmanager
def _blocked_stops() -> Iterator[None]:
    """Processes that are started here hear neither Ctrl-C nor SIGTERM, from their beginning on. The parent answers
    these, when it has what it started, and ends it; and a worker without a parent ends by itself.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _make_environment() -> dict[str, str]:
    package = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")]))
    # A worker is for one core: threads of its matrix products would only wait for each other.
    return {"OPENBLAS_NUM_THREADS": "1"} | os.environ | {"PYTHONPATH": path}


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
    """End a process at once, and the thread that feeds it; see `end_feeder`."""
    process.kill()
    process.wait()
    end_feeder(feeder, waiting, last, filter(None, (process.stdin, process.stdout)))


def end_feeder(
    feeder: threading.Thread, waiting: queue.Queue[Frame], last: Frame, pipes: Iterable[IO[bytes]]
) -> None:
    """End the thread that feeds a process that has ended, and close the pipes; `last` is a frame that ends the
    thread's wait.
    """
    with contextlib.suppress(queue.Full):  # the feeder may wait for a frame; it fails at the closed pipe
        waiting.put_nowait(last)
    feeder.join(1)  # where several share what waits, another may have taken the last frame
    for pipe in pipes:
        with contextlib.suppress(OSError):  # what was not sent yet has nowhere to go
            pipe.close()


def explain_end() -> IndexWriteError:
    """The error of a process that ended before its time."""
    return IndexWriteError(
        "A worker process ended early: it was killed, or had no memory or disk left. "
        "The index that was there is unchanged; try again with fewer workers."
    )
