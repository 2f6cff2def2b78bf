"""The command line. Commands import what is heavy (NumPy, Whoosh, Flask) only when they run, so that
`searchapp --help` is instant.
"""

from __future__ import annotations

from searchapp.cli.commands import commands, main

__all__ = ["commands", "main"]
