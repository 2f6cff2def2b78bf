"""How every command fails: one line on standard error and an exit status, never a traceback.

0: done. 1: an expected failure, or something skipped under `--strict`. 2: wrong usage. 130: stopped by Ctrl-C.
"""

from __future__ import annotations

import errno
from typing import IO, Any

import click

from searchapp.errors import SearchappError

INTERRUPTED = 130


class Failure(click.ClickException):
    """An expected failure: prints `searchapp: <message>` and exits with status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the one line on `file`, or on standard error."""
        click.echo(f"searchapp: {self.format_message()}", file=file, err=file is None)


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
