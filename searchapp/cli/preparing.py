"""What is compiled once on a machine, by a process beside the server, which answers without it until then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from searchapp.engines.register import open_engine
from searchapp.settings import load_settings

_POLITENESS = 10
"""Whoever searches meanwhile comes first."""


class Compiling:
    """A process that compiles, and then asks this one to reload, by SIGHUP."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, for the engine that the environment names. This process has to handle SIGHUP by now."""
        # The same program, wherever this one was found; `-m` would look in the folder that it was started in first.
        task = f"from {__name__} import compile_for; compile_for({os.getpid()})"
        command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {task}"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # nothing comes from outside

    def stop(self) -> None:
        """Leave off, where it has not ended."""
        if self._process is not None:
            self._process.terminate()


def compile_for(parent: int) -> None:
    """Compile what a server needs, and tell it, if it still runs."""
    os.nice(_POLITENESS)
    open_engine(load_settings()).prepare()
    if os.getppid() == parent:
        os.kill(parent, signal.SIGHUP)
