"""Whether the files of an open generation are as they were written, asked where something looks wrong."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

import msgspec
import zstandard

from searchapp.engines.whoosh_engine.files.manifest import Manifest, verify_file
from searchapp.errors import DamagedIndexError, UnreadableIndexError

SIGNS = (LookupError, ValueError, ArithmeticError, MemoryError, msgspec.MsgspecError, zstandard.ZstdError)
"""What NumPy and the decoders raise over arrays with a changed byte (and over a fault of the program)."""


class Verification:
    """Whether the files of a generation are as they were written, found out when something looks wrong: what raises
    one of SIGNS while this is entered. Threads may share one, and enter it at the same time.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._lock = threading.Lock()
        self._done = False
        self._damage: str | None = None

    def __enter__(self) -> None:
        """Nothing is read yet."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SIGNS):
            self.run()

    def run(self) -> None:
        """Raise DamagedIndexError, which names the file, where one is damaged, and UnreadableIndexError where nobody
        can tell now. Reads them once, however often this is asked, unless it could not.
        """
        with self._lock:
            if not self._done:
                try:
                    for name, record in self._manifest.files.items():
                        verify_file(self._folder / name, record)
                except UnreadableIndexError:
                    raise
                except DamagedIndexError as error:
                    self._damage = error.message
                self._done = True
        if self._damage is not None:
            raise DamagedIndexError(self._damage)
