"""What a server does before it starts a worker, so that they share memory and have none that neither needs."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_M_ARENA_MAX = -8
"""The parameter of `mallopt` that says in how many parts memory is kept, for threads that ask for some at once."""
_MADV_DONTNEED = 4
_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) ([-r])-([-x])p \S+ \S+ \d+ +/")
_MAPPINGS = Path("/proc/self/smaps")


def share_memory(arbiter: object, worker: object) -> None:
    """Keep what was loaded out of the garbage collector's way, which would copy it into each worker by visiting it;
    give back to the system what is free, and what it can read again.
    """
    gc.collect()
    gc.freeze()
    libc = ctypes.CDLL(None)
    # glibc's: threads that run in turn need no memory of their own each; and what is free in this process would be so
    # in each worker too.
    for name, arguments in (("mallopt", (_M_ARENA_MAX, 1)), ("malloc_trim", (0,))):
        function = getattr(libc, name, None)
        if function is not None:
            function(*arguments)
    _let_go_of_files(libc)


def _let_go_of_files(libc: Any) -> None:
    """Let go of the programs' files, of which loading read much that serving never does: of the compiler alone 70 MB.
    What is wanted again comes back by itself. Nothing happens where the system shows no mappings.
    """
    with contextlib.suppress(OSError, AttributeError):
        for start, end in list_unwritten(_MAPPINGS.read_text(encoding="utf-8", errors="replace")):
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)


def list_unwritten(mappings: str) -> Iterator[tuple[int, int]]:
    """The addresses of mappings of files that nobody may write and in which nothing is but what the files hold, from
    what the system tells in `smaps`.
    """
    found: tuple[int, int] | None = None
    for line in mappings.splitlines():
        begins = _MAPPING.match(line)
        if begins is not None:
            found = int(begins[1], 16), int(begins[2], 16)
        elif line.startswith("Anonymous:"):
            # What the loader has written into a file's pages is lost with them.
            if found is not None and line.split()[1] == "0":
                yield found
            found = None
