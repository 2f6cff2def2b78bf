"""How every command fails: one line on standard error and an exit status, never a traceback.

0: done. 1: an expected failure, or something skipped under `--strict`. 2: wrong usage. 130: stopped by Ctrl-C.
143: stopped by SIGTERM.
"""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO, Any, NoReturn

import click

from searchapp.errors import SearchappError

INTERRUPTED = 130
TERMINATED = 143


class Failure(click.ClickException):
    """An expected failure: prints `searchapp: <message>` and exits with status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the one line on `file`, or on standard error."""
        click.echo(f"searchapp: {self.format_message()}", file=file, err=file is None)


class Terminated(KeyboardInterrupt):
    """SIGTERM, as `docker stop` and systemd send it, to be answered as Ctrl-C is."""


@contextmanager
def heed_sigterm() -> Iterator[None]:
    """Raise Terminated at SIGTERM, so that what is open here is left in order. A second one ends the process."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class CommandGroup(click.Group):
    """A group whose commands turn expected errors into `Failure`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises click's exceptions only, and what is a fault of the program."""
        try:
            return super().invoke(ctx)
        except SearchappError as error:
            raise Failure(error.message) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly when the reader of a pipe has gone
            raise Failure(describe_os_error(error)) from error


def describe_os_error(error: OSError) -> str:
    """What the system refused, as a sentence without its number; it names the file if the system did."""
    reason = error.strerror or str(error)
    return f"{reason}." if error.filename is None else f"{error.filename}: {reason}."
